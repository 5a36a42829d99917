"""Multi-stage positions: a row beside the interviews that holds a pre-screening, an interview, or both.

A position is read by job-interview-get with `is_multistage` true and listed under type interview. The
interview inside it has visibility sub_item and an id of its own, `interview_id` of the position's row;
`pre_screening` of that row is the screening's id and settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.simulator import columns, reading, rows, states
from reconciler.simulator.calls import Call, check_code
from reconciler.simulator.messages import ApiError
from reconciler.simulator.rows import Row
from reconciler.simulator.storage import Storage

_NO_STEPS = {"welcome": None, "instructional_video": None, "thank_you": None}


def make(
    call: Call,
    merchant_id: str,
    values: Mapping[str, Any],
    *,
    screening: Mapping[str, Any],
    interview: Row | None,
    status: str,
) -> Row:
    """Stores a position and answers with its row. `values` has create's names (name, location, code ...);
    `screening` is what the pre-screening step keeps."""
    row: Row = dict.fromkeys(reading.COLUMNS)
    for name, value in values.items():
        row[columns.column_of(name)] = columns.stored_value(name, value, call.switches)
    check_code(call, merchant_id, row["code"])
    row.update(
        id=call.new_id("position"),
        merchant_id=merchant_id,
        environment=call.account.environment,
        type="interview",
        status="draft",
        prepares_left=0,
        is_multistage=True,
        embed=None,
        interview_count=0,
        interview_last=None,
        welcome_message=None,
        thank_you_message=None,
        questions=[],
        steps=_NO_STEPS,
        interview_template_id=interview["interview_template_id"] if interview else None,
        interview_id=interview["id"] if interview else None,
        pre_screening={"id": call.new_id("pre-screening"), **screening},
    )
    row["created_at"] = row["updated_at"] = call.stamp()
    states.change_status(call, row, status)
    rows.insert(call.storage, row, lag=call.switches.list_lag_calls)
    return row


def interview_of(storage: Storage, row: Row) -> Row | None:
    """The interview that is held for a row: itself, or the one inside the position; None when it only
    screens."""
    inside = row.get("interview_id", row["id"])
    if inside == row["id"]:
        return row
    return rows.find(storage, inside) if inside else None


def by_id(call: Call, identifier: str, *, name: str) -> Row:
    """The position an enrolment names. Raises ApiError 404 for none (contract: for-candidate).

    Whether a single interview's id is taken too is a switch, since it is one id under three names elsewhere.
    """
    row = call.row(identifier, missing=404, name=name)
    if not (row["is_multistage"] or call.switches.position_takes_interview_id):
        raise ApiError(404, "No position has this id.", name)
    return row


def by_code(call: Call, code: str) -> Row | None:
    """The oldest position of a code that is not deleted (contract: position_external_id)."""
    for row in rows.with_code(call.storage, call.merchant(), code):
        takes = row["is_multistage"] or call.switches.position_takes_interview_id
        if takes and row["status"] != "deleted" and call.sees(row):
            return row
    return None


def is_closed(call: Call, row: Row) -> bool:
    """Whether nobody can be enrolled, as far as that needs a published position."""
    return not call.switches.enrol_when_closed and row["status"] not in states.RUNNING
