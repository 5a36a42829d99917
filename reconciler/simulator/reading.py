"""job-interview-get and merchant-interview-list: what of a row can be read, and under which names."""

from __future__ import annotations

from typing import Any

from reconciler.simulator import questions, rows, seed
from reconciler.simulator.calls import Call
from reconciler.simulator.languages import LANGUAGES
from reconciler.simulator.messages import Answer
from reconciler.simulator.rows import Row
from reconciler.simulator.switches import Switches

COLUMNS = (
    "name",
    "created_at",
    "updated_at",
    "status",
    "visibility",
    "stage",
    "type",
    "code",
    "interview_location",
    "cover_image_url",
    "merchant_id",
    "interview_template_id",
    "knowledge_base_store_id",
    "mojito_language_code",
    "recording",
    "recording_full_session",
    "type_credit",
    "result_view",
    "candidate_video_introduction",
    "description",
    "interview_description_long",
    "candidate_expectations",
    "candidate_expectations_json",
    "result_scoring",
    "creation_parameters",
    "interview_department",
    "interview_salary",
    "interview_available_till",
    "recruiter_profile_id",
    "slug",
    "tags",
    "coach_plan",
    "interview_conversation_speed",
    "max_followups",
    "max_duration",
    "questions_random_subset",
    "required_pronunciation",
    "result_enable_edit_transcript",
    "pdf_export_auto_config",
)
# Not in the required list of the answer's schema.
OPTIONAL = (
    "calc_definition_json",
    "candidate_expectations_json",
    "result_scoring",
    "creation_parameters",
    "pdf_export_auto_config",
)
_KEPT_FOR_POSITIONS = frozenset(
    {
        "name",
        "created_at",
        "updated_at",
        "status",
        "visibility",
        "code",
        "interview_location",
        "cover_image_url",
        "merchant_id",
        "interview_template_id",
        "description",
        "interview_description_long",
        "interview_department",
        "interview_salary",
        "interview_available_till",
        "recruiter_profile_id",
        "slug",
    }
)


def get(call: Call) -> Answer:
    """job-interview-get. 404 for an unknown id and for a row this token may not see."""
    row = call.row(call.query["position_id"], missing=404)
    document = _document(row, call.switches)
    if row["prepares_left"]:
        # Each look is a step of the rendering; the last one that reads `preparing` finishes it.
        row["prepares_left"] -= 1
        if not row["prepares_left"]:
            row["status"] = "active"
        rows.save(call.storage, row)
    return Answer(200, document)


def list_interviews(call: Call) -> Answer:
    """merchant-interview-list: one type, newest-updated first; without a status filter every status."""
    query, merchant_id = call.query, call.merchant()
    inside = call.switches.sub_items_listed and query["type"] == "interview"
    of_type = f"type IN (?, '{rows.SUB_ITEM}')" if inside else "type = ?"
    conditions: dict[str, Any] = {"merchant_id = ?": merchant_id, of_type: query["type"]}
    if call.switches.environment_scopes_rows:
        conditions["environment = ?"] = call.account.environment
    if call.switches.deleted_hidden:
        conditions["status <> ?"] = "deleted"
    if query["status"] is not None:
        conditions["status = ?"] = query["status"]
    if query["filter_text"]:
        conditions["instr(casefold(json_extract(document, '$.name')), ?) > 0"] = query[
            "filter_text"
        ].casefold()
    if query["filter_emoji"]:
        conditions["json_extract(document, '$.emoji') = ?"] = query["filter_emoji"]
    limit, offset = query["limit"], query["offset"]
    found, total = rows.page(call.storage, conditions, limit, offset)
    rows.count_down_lag(call.storage, merchant_id)
    return Answer(200, paged([_listed(row, call.switches) for row in found], total, limit, offset))


def paged(data: list[dict[str, Any]], total: int, limit: int, offset: int) -> dict[str, Any]:
    """A page in the API's envelope (contract: Pagination)."""
    more = offset + len(data) < total
    return {"data": data, "pagination": {"total": total, "limit": limit, "offset": offset, "has_more": more}}


def _document(row: Row, switches: Switches) -> dict[str, Any]:
    document = {name: row[name] for name in COLUMNS}
    template = seed.find_template(row["interview_template_id"], row["merchant_id"])
    language = LANGUAGES.get(row["mojito_language_code"])
    document.update(
        is_multistage=row["is_multistage"],
        questions=[questions.shown(question, switches) for question in row["questions"]],
        calc_definition_json=_definition(row, switches),
        interview_template_type=template.type if template else None,
        is_voice_only=template.type == "interactive_elevenlabs" if template else None,
        speech_language_code=language.locale if language else None,
        speech_language_name=language.speech_name if language else None,
    )
    if row["is_multistage"]:
        kept = {*_KEPT_FOR_POSITIONS, "is_multistage"}
        document = {name: value if name in kept else None for name, value in document.items()}
    if switches.get_omits_optional:
        document = {name: value for name, value in document.items() if name not in OPTIONAL}
    return document


def _definition(row: Row, switches: Switches) -> dict[str, Any]:
    steps = step_ids(row)
    if not switches.definition_carries_messages:
        return {"steps": steps}
    return {
        "steps": steps,
        "welcome_message": row["welcome_message"],
        "thank_you_message": row["thank_you_message"],
    }


def step_ids(row: Row) -> list[str]:
    """All steps in the order they run, those that are no questions included."""
    steps = row["steps"]
    framed = [
        steps["welcome"],
        steps["instructional_video"],
        *(q["id"] for q in row["questions"]),
        steps["thank_you"],
    ]
    return [step for step in framed if step is not None]


def _listed(row: Row, switches: Switches) -> dict[str, Any]:
    template = seed.find_template(row["interview_template_id"], row["merchant_id"])
    language = LANGUAGES.get(row["mojito_language_code"])
    listed = {
        "id": row["id"],
        "merchant_id": row["merchant_id"],
        "name": row["name"],
        "emoji": row.get("emoji"),
        "type": row["type"],
        "type_avatar": template.type if template else None,
        "status": row["status"],
        "visibility": row["visibility"],
        "mojito_language_code": row["mojito_language_code"],
        "speech_language_code": language.locale if language else None,
        "environment": row["environment"],
        "is_ats": False,
        "is_multi_stage": row["is_multistage"],
        "recording": row["recording"],
        "recording_full_session": row["recording_full_session"],
        "billing_single_position": False,
        "billing_single_position_end_at": None,
        "cover_image_url": row["cover_image_url"],
        "interview_count": row["interview_count"],
        "interview_last": row["interview_last"],
        "calc_duration": row["max_duration"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }
    return {**listed, "code": row["code"]} if switches.list_carries_code else listed
