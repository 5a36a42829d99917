"""Request names, stored columns, and what a value becomes when it is stored (pure; behaviour.md section
1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from reconciler.simulator.messages import ApiError
from reconciler.simulator.seed import Template
from reconciler.simulator.switches import Switches

RENAMED = {"location": "interview_location", "description_long": "interview_description_long"}
# Columns that create and update write straight from the request.
PLAIN = (
    "name",
    "code",
    "location",
    "cover_image_url",
    "description",
    "description_long",
    "interview_department",
    "interview_salary",
    "interview_available_till",
    "recruiter_profile_id",
    "tags",
    "type",
    "visibility",
    "interview_template_id",
    "knowledge_base_store_id",
    "recording",
    "recording_full_session",
    "result_view",
    "candidate_video_introduction",
    "interview_conversation_speed",
    "max_followups",
    "max_duration",
    "questions_random_subset",
    "required_pronunciation",
    "result_enable_edit_transcript",
    "candidate_expectations",
    "candidate_expectations_json",
    "pdf_export_auto_config",
)
# Kept in creation_parameters and changeable there; the rest of creation_parameters is written by create only.
PARAMETERS = ("interview_type", "interview_tone", "seniority_level", "hiring_for_company")
MULTISTAGE_ALLOWED = frozenset(
    {
        "position_id",
        "name",
        "code",
        "location",
        "description",
        "description_long",
        "cover_image_url",
        "interview_department",
        "interview_salary",
        "interview_available_till",
        "recruiter_profile_id",
        "status",
        "visibility",
        "hiring_for_company",
    }
)
DEFAULT_DURATION = 1200
DEFAULT_TONE = "relaxed"
DEFAULT_INTERVIEW_TYPE = "pre-screening"

_BLANK_IS_NULL = frozenset({"code", "location", "interview_department", "interview_salary"})
_LONG_TEXTS = frozenset({"description", "description_long", "candidate_expectations"})
_SCORING_DEFAULTS: dict[str, object] = {
    "max_score": 100,
    "early_stop": False,
    "speech_cadence": True,
    "ai_pronunciation": True,
    "sentiment_analysis": True,
    "ai_assessment_answer": True,
    "ai_assessment_resume": False,
    "ai_assessment_session": True,
}


def column_of(name: str) -> str:
    return RENAMED.get(name, name)


def stored_value(name: str, value: Any, switches: Switches) -> Any:
    """A plain field as it is kept. Raises ApiError 422 for a date that is none."""
    if isinstance(value, str):
        if name in _BLANK_IS_NULL and not value.strip():
            return None
        if name in _LONG_TEXTS and switches.texts_trimmed:
            return value.rstrip()
        if name == "interview_available_till":
            return _available_till(value, switches)
    if name == "tags" and value is not None and switches.tags_sorted:
        return sorted(value)
    return value


def stored_parameter(name: str, value: Any, switches: Switches) -> Any:
    """A field of creation_parameters as it is kept; a company without a name is no company."""
    if name == "hiring_for_company" and value is not None:
        return value if (value.get("name") or "").strip() else None
    if name == "interview_tone" and isinstance(value, str):
        if switches.tone_recased == "lower":
            return value.lower()
        if switches.tone_recased == "title":
            return value.title()
    return value


def scoring_defaults(template: Template | None, switches: Switches) -> dict[str, Any]:
    """What result_scoring resolves to when nobody set anything: platform, then template."""
    overrides = {} if template is None else template.scoring
    return {**_SCORING_DEFAULTS, "max_retries": switches.attempts_default, **overrides}


def type_credit(kind: str) -> str | None:
    """Who pays, as it follows from the type (contract: update, type)."""
    return None if kind in {"interview", "assessment"} else "interview_coach_manager"


def _available_till(value: str, switches: Switches) -> str | None:
    text = value.strip()
    if not text:
        return None
    try:
        # Python 3.11 reads both forms; a bare date is midnight UTC.
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ApiError(
            422, "interview_available_till must be an ISO date or date-time.", "interview_available_till"
        ) from None
    if switches.available_till_form == "as_sent":
        return value
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    zone = UTC if switches.available_till_form == "instant" else timezone(timedelta(hours=2))
    return moment.astimezone(zone).isoformat()
