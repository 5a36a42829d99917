"""What fields, Actions and languages are called for people who never see a definition."""

from __future__ import annotations

from typing import Final

from reconciler.model.change import Action

KINDS: Final = {
    "blocked": "Needs a decision",
    Action.REPLACE: "Replaced",
    Action.RETIRE: "Retired",
    Action.UPDATE: "Changed",
    Action.CREATE: "New",
    Action.IMPORT: "Taken in",
    Action.FORGET: "Let go",
    Action.RECORD: "Only noted",
    Action.NONE: "Unchanged",
}

_LABELS: Final = {
    "mojito_language_code": "language",
    "description": "short description",
    "description_long": "description",
    "interview_template_id": "interviewer",
    "hiring_for_company": "company",
    "interview_length": "number of questions",
    "interview_attempts": "attempts",
    "max_duration": "longest duration",
    "max_followups": "follow-up questions",
    "interview_department": "department",
    "interview_salary": "salary",
    "interview_available_till": "open until",
    "interview_tone": "tone",
    "interview_type": "style",
    "result_view": "result shown",
    "knowledge_base_store_id": "knowledge base",
    "custom_scoring": "scoring",
    "pdf_export_auto_config": "PDF report",
    "cover_image_url": "cover image",
    "candidate_expectations_json": "what is expected",
    "candidate_expectations": "what is expected, as text",
    "questions_random_subset": "share of questions asked",
    "is_without_scoring": "not scored",
    "is_conditional": "follows another question",
    "conditional_question_main_id": "follows",
    "is_candidate_asking_recruiter": "the candidate asks",
    "candidate_linkedin_url": "candidate's LinkedIn",
    "candidate_resume": "resume",
    "candidate_email": "candidate e-mail",
    "candidate_country_code": "candidate country",
    "position_def_set_id": "interview",
    "interview_id": "interview",
    "interview_result_id": "result",
    "email": "e-mail",
    "is_embedded": "embedded in another page",
    "persona_role_avatar": "role of the persona",
    "persona_role_user": "role of the person",
    "persona_avatar_who_is": "who the persona is",
    "persona_avatar_knowledge": "what the persona knows",
    "persona_avatar_end_conditions": "when it ends",
    "persona_avatar_progress": "what counts as progress",
    "tags_sub": "topics",
    "content_md": "page",
    "coach_plan": "plan",
}

LANGUAGES: Final = {
    "ar": "Arabic", "bg": "Bulgarian", "zh": "Chinese", "hr": "Croatian", "cs": "Czech", "da": "Danish",
    "nl": "Dutch", "en": "English", "fil": "Filipino", "fi": "Finnish", "fr": "French", "de": "German",
    "el": "Greek", "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "ms": "Malay", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "br": "Portuguese (Brazil)", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "es": "Spanish",
    "sv": "Swedish", "ta": "Tamil", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
}  # fmt: skip


def label(name: str) -> str:
    """A field's name as a heading."""
    return capital(_LABELS.get(name) or name.replace("_", " "))


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
