"""The table of the kind `interview`: one row per field of the four calls that write one.

Sources: the documents of job-interview-create and job-interview-set-state, and the newer contract of
create-from-array, update and get. The comment behind a row says what no column can.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reconciler.model.field import LETTERS, Compare, Endpoint, Field, Null, Shape, Way

LANGUAGES = (
    "ar", "bg", "zh", "hr", "cs", "da", "nl", "en", "fil", "fi", "fr", "de", "el", "hi", "hu", "id", "it", "ja", "ko",
    "ms", "no", "pl", "pt", "br", "ro", "ru", "sk", "es", "sv", "ta", "th", "tr", "uk", "vi",
)  # fmt: skip
TYPES = ("interview", "coaching", "assessment")
STATUSES = ("draft", "active", "archived", "deleted")
READ_STATUSES = (*STATUSES, "preparing", "completed")
VISIBILITIES = ("merchant_public", "merchant_invite", "merchant_unlisted")
RECORDINGS = ("audio_first_5_answers", "audio_all", "video_all", "video_first_5_answers")
STYLES = (
    "pre-screening",
    "pre-screening-with-test-questions",
    "second-interview",
    "remote-freelancer-verification",
    "strength-based-interview",
    "potential-based-interview",
    "process-verification-from-knowledge-base",
)
SENIORITIES = ("entry-level", "intermediate", "senior", "managerial", "director", "executive")
RESULT_VIEWS = ("none", "minimal", "minimal_with_score", "advanced", "full", "full_expand_scores")
TONES = ("relaxed", "simple", "professional", "persuasive")
SPEEDS = ("slower", "normal", "faster")
VIDEO_INTRODUCTIONS = ("optional", "required", "hidden")
TYPE_CREDITS = (
    "resume_check",
    "interview_coach_starter",
    "interview_coach_contributor",
    "interview_coach_manager",
    "cover_letter",
)
COACH_PLANS = ("demo", "screening", "2nd", "3rd", "closing", "job-specific", "other")
REPORT_TEMPLATES = ("classic", "modern", "one_pager")

_CLEAR, _DEFAULT, _GENERATE = Null.CLEAR, Null.DEFAULT, Null.GENERATE


def _null(**meanings: Null) -> Mapping[Endpoint, Null]:
    return MappingProxyType({LETTERS[letter]: meaning for letter, meaning in meanings.items()})


_CLEARS = _null(C=_CLEAR, A=_CLEAR, U=_CLEAR)
_RESETS = _null(C=_DEFAULT, A=_DEFAULT, U=_DEFAULT)
_WRITTEN = _null(C=_GENERATE, A=_CLEAR, U=_CLEAR)
_BLANK = (None, "")
_MADE = "creation_parameters."

_T, _L, _E, _B, _O = Shape.TEXT, Shape.LONG_TEXT, Shape.ENUM, Shape.BOOLEAN, Shape.OBJECT
_GEN, _ONCE = Way.GENERATION, Way.WRITE_ONCE

_ROWS = (
    Field("name", _T, "CAU", "CA", "name", min_length=1, visible=True),
    Field("location", _T, "CAU", "CA", "interview_location", min_length=1, visible=True),
    Field("interview_template_id", Shape.ID, "CAU", "CA", "interview_template_id", visible=True, costs=True, ref="template"),
    Field("mojito_language_code", _E, "CA", "CA", "mojito_language_code", values=LANGUAGES, way=Way.IMMUTABLE, visible=True),
    Field("status", _E, "CAS", "CA", "status", values=STATUSES, way=Way.SET_STATE, visible=True),
    Field("type", _E, "CAU", "CA", "type", values=TYPES, visible=True, costs=True),
    Field("visibility", _E, "CAU", "CA", "visibility", values=VISIBILITIES, visible=True),
    Field("description", _L, "CAU", "A", "description", Compare.TEXT, null=_null(C=_GENERATE, U=_CLEAR), min_length=1,
          generated=True, rewritable=True, visible=True),
    Field("description_long", _L, "CAU", "", "interview_description_long", Compare.TEXT, _BLANK, _WRITTEN,
          generated=True, rewritable=True, visible=True),
    Field("questions", Shape.QUESTIONS, "AU", "A", "questions", Compare.QUESTIONS, min_length=1, generated=True, visible=True),
    Field("recording", _E, "CAU", "", "recording", null=_CLEARS, values=RECORDINGS, visible=True, costs=True),
    Field("recording_full_session", _E, "CAU", "", "recording_full_session", null=_CLEARS, values=("audio_all", "video_all"),
          visible=True, costs=True),
    Field("interview_type", _E, "CAU", "", _MADE + "interview_type", null=_null(A=_DEFAULT, U=_CLEAR), values=STYLES),
    Field("interview_tone", Shape.OPEN_ENUM, "CAU", "", _MADE + "interview_tone", Compare.CASELESS, (None, "relaxed"), _RESETS,
          values=TONES),
    Field("seniority_level", _E, "CAU", "", _MADE + "seniority_level", null=_null(C=_GENERATE, A=_GENERATE, U=_CLEAR),
          values=SENIORITIES, generated=True),
    Field("hiring_for_company", Shape.HIRING, "CAU", "", _MADE + "hiring_for_company", Compare.LEAVES, null=_CLEARS, whole=True,
          visible=True),
    Field("interview_length", Shape.NUMBER, "C", "", _MADE + "interview_length", null=_null(C=_DEFAULT), way=_GEN, minimum=1,
          maximum=40),  # the API also takes the number as a string
    Field("additional_context", _O, "CA", "", _MADE + "additional_context", null=_null(C=_CLEAR, A=_CLEAR), way=_GEN),
    Field("include_rapport_question", _B, "C", "", _MADE + "include_rapport_question", alike=(None, False),
          null=_null(C=_DEFAULT), way=_GEN),
    Field("include_closing_prompt", _B, "C", "", _MADE + "include_closing_prompt", alike=(None, True), null=_null(C=_DEFAULT),
          way=_GEN),
    Field("interview_attempts", Shape.INTEGER, "CAU", "", "result_scoring.max_retries", minimum=1, maximum=20,
          visible=True),  # update refuses null
    Field("custom_scoring", _O, "CAU", "", "result_scoring", Compare.LEAVES),  # merged by update; null is not documented there
    Field("max_duration", Shape.SECONDS, "CU", "", "max_duration", minimum=120, visible=True,
          costs=True),  # null: the default of create, an unknown for update
    Field("max_followups", Shape.INTEGER, "CAU", "", "max_followups", null=_RESETS, minimum=0, maximum=999),
    Field("questions_random_subset", Shape.NUMBER, "CAU", "", "questions_random_subset", null=_CLEARS, minimum=0.01, maximum=0.9,
          visible=True),
    Field("interview_conversation_speed", _E, "CAU", "", "interview_conversation_speed", null=_RESETS, values=SPEEDS),
    Field("result_view", _E, "CAU", "", "result_view", values=RESULT_VIEWS, visible=True),  # update refuses null
    Field("candidate_video_introduction", _E, "CAU", "", "candidate_video_introduction", alike=(None, "hidden"), null=_CLEARS,
          values=VIDEO_INTRODUCTIONS, visible=True),  # the two create calls know no `hidden`: null stands for it
    Field("code", _T, "CAU", "", "code", alike=_BLANK, null=_CLEARS),
    Field("cover_image_url", _T, "CAU", "", "cover_image_url", null=_CLEARS, visible=True),
    Field("interview_department", _T, "CAU", "", "interview_department", alike=_BLANK, null=_CLEARS, visible=True),
    Field("interview_salary", _T, "CAU", "", "interview_salary", alike=_BLANK, null=_CLEARS, visible=True),
    Field("interview_available_till", Shape.MOMENT, "CAU", "", "interview_available_till", Compare.INSTANT, null=_CLEARS,
          visible=True),
    Field("recruiter_profile_id", Shape.ID, "CAU", "", "recruiter_profile_id", null=_CLEARS),
    Field("tags", Shape.STRINGS, "CAU", "", "tags", Compare.SET, (None, []), _CLEARS),
    Field("knowledge_base_store_id", Shape.ID, "CAU", "", "knowledge_base_store_id", null=_CLEARS, ref="knowledge_base"),
    Field("candidate_expectations", _L, "CAU", "", "candidate_expectations", Compare.TEXT, null=_CLEARS, rewritable=True),
    Field("candidate_expectations_json", Shape.RUBRIC, "AU", "", "candidate_expectations_json", Compare.LEAVES,
          null=_null(A=_GENERATE, U=_CLEAR), whole=True, generated=True),
    Field("required_pronunciation", _B, "CAU", "", "required_pronunciation", alike=(None, False), null=_RESETS),
    Field("result_enable_edit_transcript", _B, "CAU", "", "result_enable_edit_transcript", alike=(None, True), null=_RESETS,
          visible=True),
    Field("pdf_export_auto_config", Shape.REPORT, "CAU", "", "pdf_export_auto_config", Compare.LEAVES, null=_CLEARS, whole=True),
    Field("merchant_id", Shape.ID, "CA", "", "merchant_id", way=Way.IMMUTABLE),
    Field("welcome_message", _L, "CA", "", null=_null(C=_DEFAULT, A=_DEFAULT), way=_ONCE, visible=True),
    Field("thank_you_message", _L, "CA", "", null=_null(C=_DEFAULT, A=_DEFAULT), way=_ONCE, visible=True),
    Field("instructional_video", _B, "CA", "", alike=(None, False), null=_null(C=_DEFAULT, A=_DEFAULT), way=_ONCE, visible=True),
    Field("instructional_video_custom_text", _L, "CA", "", null=_null(C=_DEFAULT, A=_DEFAULT), way=_ONCE, visible=True),
    Field("is_embedded", _B, "CAS", "", alike=(None, False), null=_null(C=_DEFAULT, A=_DEFAULT), way=Way.SET_STATE),
    Field("use_enhanced_expectations", _B, "C", "", null=_null(C=_DEFAULT), way=_GEN),
    Field("disable_deduplication", _B, "A", "", null=_null(A=_DEFAULT), way=_GEN),
    Field("type_credit", _E, "U", "", "type_credit", null=_null(U=_CLEAR), values=TYPE_CREDITS, costs=True),
    Field("coach_plan", _E, "U", "", "coach_plan", null=_null(U=_CLEAR), values=COACH_PLANS),
    Field("regenerate_candidate_expectations", _B, "U", "", way=Way.WITH_QUESTIONS),
)  # fmt: skip

FIELDS: Mapping[str, Field] = MappingProxyType({row.name: row for row in _ROWS})
"""The fields of an interview by the API's request name, in the order a definition is best written."""

QUESTION_FIELDS: Mapping[str, Shape] = MappingProxyType(
    {
        "external_id": Shape.TEXT,
        "question": Shape.LONG_TEXT,
        "duration": Shape.SECONDS,
        "label": Shape.TEXT,
        "mojito_language_code": Shape.ENUM,
        "is_conditional": Shape.BOOLEAN,
        "conditional_question_main_id": Shape.TEXT,
        "is_without_scoring": Shape.BOOLEAN,
        "is_candidate_asking_recruiter": Shape.BOOLEAN,
        "is_expert": Shape.BOOLEAN,
        "is_multiple_choice": Shape.BOOLEAN,
        "question_alternatives": Shape.STRINGS,
        "knowledge_base_id": Shape.ID,
        "external_data": Shape.OBJECT,
        "candidate_expectations_json": Shape.RUBRIC,
    }
)
"""What one entry of `questions` may hold. `id` is the account's and never declared;
`conditional_question_main_id` holds the parent's external_id in a definition."""


def create_endpoint(declared: Mapping[str, object]) -> Endpoint:
    """Which of the two create calls makes this interview: own questions, or generated ones."""
    return Endpoint.ARRAY if "questions" in declared else Endpoint.CREATE
