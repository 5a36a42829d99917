"""pre-screening-create: a position whose candidates are screened, made or changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.simulator import columns, positions, rows, states
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer, ApiError
from reconciler.simulator.rows import Row

_NEEDED = ("position_name", "position_location", "position_country_code", "mojito_language_code")
_WITH_FORM = frozenset({"form", "resume_with_form"})
_CUSTOM = "custom_"
_FEWEST_OPTIONS = 2
# Request names and the position's columns, as job-interview-create calls them.
_COLUMNS = {
    "position_name": "name",
    "position_location": "location",
    "position_description": "description",
    "position_description_long": "description_long",
    "visibility": "visibility",
    "interview_available_till": "interview_available_till",
}
# What only the screening keeps; nothing reads it back.
_KEPT = (
    "type",
    "mojito_language_code",
    "assessment_rules",
    "form_fields",
    "candidate_expectations",
    "kombo_parameters",
)
# Null here leaves what is stored: these may be changed, not taken away.
_NEVER_NULL = frozenset({"position_name", "position_location", "visibility", "type", "mojito_language_code"})


def create_or_update(call: Call) -> Answer:
    """Makes a position, or changes the one that update_position_def_set_id names; status active is set last.

    Making needs name, location, country and language (422). An unknown id, or one without a pre-screening,
    is a 404 (contract: statuses).
    """
    identifier = call.body.get("update_position_def_set_id")
    return _update(call, identifier) if identifier else _create(call)


def _create(call: Call) -> Answer:
    body = call.body
    for name in _NEEDED:
        if not (body.get(name) or "").strip():
            raise ApiError(422, f"{name} is required.", name)
    screening = {name: body.get(name) for name in _KEPT} | {"type": body.get("type") or "resume"}
    screening["country_code"] = body["position_country_code"].strip().upper()
    _check(screening)
    values = {column: body.get(name) for name, column in _COLUMNS.items()}
    values["visibility"] = values["visibility"] or "merchant_invite"
    row = positions.make(
        call,
        call.merchant(),
        {**values, "code": None},
        screening=screening,
        interview=None,
        status=body.get("status") or "draft",
    )
    row["creation_parameters"] = body.get("creation_parameters")
    rows.save(call.storage, row)
    return _answer(row, "created")


def _update(call: Call, identifier: str) -> Answer:
    row = call.row(identifier, missing=404, name="update_position_def_set_id")
    screening = row.get("pre_screening")
    if screening is None:
        raise ApiError(404, "This position has no pre-screening.", "update_position_def_set_id")
    sent = {
        name: value
        for name, value in call.body.items()
        if value is not None or (name not in _NEVER_NULL and call.switches.null_clears)
    }
    screening.update({name: sent[name] for name in _KEPT if name in sent})
    if sent.get("position_country_code"):
        screening["country_code"] = sent["position_country_code"].strip().upper()
    _check(screening)
    for name, column in _COLUMNS.items():
        if name in sent:
            stored = columns.stored_value(column, sent[name], call.switches)
            row[columns.column_of(column)] = stored
    if sent.get("status"):
        states.change_status(call, row, sent["status"])
    row["updated_at"] = call.stamp()
    rows.save(call.storage, row)
    return _answer(row, "updated")


def _check(screening: Mapping[str, Any]) -> None:
    """What the screening has to be as a whole (contract: form_fields)."""
    fields = screening["form_fields"] or []
    if screening["type"] in _WITH_FORM and not fields:
        raise ApiError(422, f"form_fields is required for type {screening['type']}.", "form_fields")
    for position, field in enumerate(fields):
        where = f"form_fields.{position}"
        options = field.get("options") or []
        if field.get("field_type") == "radio" and len(options) < _FEWEST_OPTIONS:
            raise ApiError(422, f"{where}.options must hold at least two.", f"{where}.options")
        if field["id"].startswith(_CUSTOM) and field.get("type") == "screening":
            raise ApiError(422, f"{where}.type cannot be screening for a custom field.", f"{where}.type")


def _answer(row: Row, done: str) -> Answer:
    answer = {
        done: True,
        "position_def_set_id": row["id"],
        "interview_pre_screening_id": row["pre_screening"]["id"],
    }
    return Answer(200, answer, committed=True)
