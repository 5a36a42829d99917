"""The tables of what concerns people: `candidate`, `retake` and `invitation`.

The account takes each of these once and shows none of them under the names it was sent; nothing of a person
is kept but a keyed digest (`personal`). What is IMMUTABLE says who or what it is about; anything else that is
edited afterwards is only remembered. Sources: the documents of job-interview-create-for-candidate-with-token
and job-interview-result-request-another-attempt, the newer contract of job-interview-register-users and
invite-users.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reconciler.model.field import Field, Shape, Way
from reconciler.model.interview import LANGUAGES, RESULT_VIEWS, SENIORITIES, SPEEDS

METHODS = ("register", "invite")
PEOPLE_TYPES = ("candidate", "user", "mentor", "merchant", "merchant_owner", "merchant_selection")

_T, _L, _E, _B = Shape.TEXT, Shape.LONG_TEXT, Shape.ENUM, Shape.BOOLEAN

_CANDIDATE = (
    Field("candidate_name", _T, "E", "E", min_length=1, personal=True),
    Field("candidate_email", Shape.EMAIL, "E", "E", way=Way.IMMUTABLE, min_length=1, personal=True),
    Field("candidate_country_code", Shape.COUNTRY, "E", "E", personal=True),
    Field("candidate_resume", _L, "E", "E", min_length=1, personal=True, costs=True),
    Field("candidate_external_id", _T, "E", personal=True),
    Field("candidate_linkedin_url", _T, "E", personal=True),
    Field("position_def_set_id", Shape.ID, "E", way=Way.IMMUTABLE, ref="position"),
    Field("position_external_id", _T, "E"),
    Field("position_name", _T, "E", min_length=1),
    Field("position_location", _T, "E", min_length=1),
    Field("position_country_code", Shape.COUNTRY, "E"),
    Field("mojito_language_code", _E, "E", values=LANGUAGES),
    Field("position_description", _L, "E"),
    Field("position_description_long", _L, "E"),
    Field("interview_template_id", Shape.ID, "E", costs=True, ref="template"),
    Field("seniority_level", _E, "E", values=SENIORITIES),
    Field("interview_attempts", Shape.INTEGER, "E", minimum=1, maximum=20),
    Field("max_duration", Shape.SECONDS, "E", minimum=120, costs=True),
    Field("max_followups", Shape.INTEGER, "E", minimum=0, maximum=999),
    Field("questions_random_subset", Shape.NUMBER, "E", minimum=0.01, maximum=0.9),
    Field("interview_conversation_speed", _E, "E", values=SPEEDS),
    Field("result_view", _E, "E", values=RESULT_VIEWS),
    Field("candidate_video_introduction", _E, "E", values=("optional", "required")),
    Field("custom_scoring", Shape.OBJECT, "E"),
    Field("hiring_for_company", Shape.HIRING, "E"),
    Field("pdf_export_auto_config", Shape.REPORT, "E"),
    Field("interview_department", _T, "E"),
    Field("interview_salary", _T, "E"),
    Field("interview_available_till", Shape.MOMENT, "E"),
    Field("recruiter_profile_id", Shape.ID, "E"),
    Field("tags", Shape.STRINGS, "E"),
    Field("required_pronunciation", _B, "E"),
    Field("result_enable_edit_transcript", _B, "E"),
    Field("include_rapport_question", _B, "E"),
    Field("include_closing_prompt", _B, "E"),
    Field("use_enhanced_expectations", _B, "E"),
    Field("instructional_video", _B, "E"),
    Field("instructional_video_custom_text", _L, "E"),
    Field("welcome_message", _L, "E"),
    Field("thank_you_message", _L, "E"),
    Field("is_embedded", _B, "E"),
    Field("merchant_id", Shape.ID, "E"),
)

_RETAKE = (
    Field("interview_result_id", Shape.ID, "R", "R", way=Way.IMMUTABLE),
    Field("reason", _T, "", "R", min_length=1),
)

_INVITATION = (
    Field("method", _E, "", "GI", values=METHODS),
    Field("interview_id", Shape.ID, "GI", "G", way=Way.IMMUTABLE, ref="position"),
    Field("email", Shape.EMAIL, "GI", "GI", way=Way.IMMUTABLE, min_length=1, personal=True),
    Field("name", _T, "GI", personal=True),
    Field("external_id", _T, "G", personal=True),
    Field("type", _E, "I", values=PEOPLE_TYPES),
    Field("send_email", _B, "G"),
    Field("hide_menu", _B, "G"),
    Field("hide_iframe", _B, "G"),
    Field("is_test", _B, "G"),
    Field("force_invite", _B, "I"),
    Field("mojito_language_code", _E, "I", values=LANGUAGES),
    Field("message_from_recruiter", _L, "I"),
    Field("merchant_id", Shape.ID, "GI"),
)

PERSON: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"register": ("name", "email", "external_id"), "invite": ("name", "email", "type", "interview_id")}
)
"""By method of an invitation, the fields that stand in each person's entry of `users`; the others are said
once for all of them."""

CANDIDATE: Mapping[str, Field] = MappingProxyType({row.name: row for row in _CANDIDATE})
RETAKE: Mapping[str, Field] = MappingProxyType({row.name: row for row in _RETAKE})
INVITATION: Mapping[str, Field] = MappingProxyType({row.name: row for row in _INVITATION})
