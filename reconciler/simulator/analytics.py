"""merchant-analytics and merchant-analytics-credits-used."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer, ApiError
from reconciler.simulator.reading import paged


def daily(call: Call) -> Answer:
    """How often each event happened per day, day ascending, both ends included; nothing for a zero.

    `interview_id` is an interview or a position, whichever it finds. 422 for a day that no calendar has.
    """
    query = call.query
    first, last = _day(query, "date_from"), _day(query, "date_to")
    where = "merchant_id = ? AND substr(at, 1, 10) BETWEEN ? AND ?"
    values: tuple[Any, ...] = (call.merchant(), first, last)
    if query["interview_id"]:
        where += " AND ? IN (interview_id, position_id)"
        values += (query["interview_id"].lower(),)
    statement = (
        f"SELECT substr(at, 1, 10) AS day, event, count(*) FROM events WHERE {where} "  # noqa: S608 - constant text
        "GROUP BY day, event ORDER BY day, event"
    )
    rows = call.storage.rows(statement, values)
    data = [{"day": day, "event": event, "event_number": number} for day, event, number in rows]
    limit, offset = query["limit"], query["offset"]
    return Answer(200, paged(data[offset : offset + limit], len(data), limit, offset))


def credits_used(call: Call) -> Answer:
    """The ledger, newest first. An interview's lines are found by its own id and by that of the position
    around it."""
    query = call.query
    where = "merchant_id = ?"
    values: tuple[Any, ...] = (call.merchant(),)
    if query["interview_id"]:
        identifier = query["interview_id"].lower()
        where += (
            " AND (interview_id = ? OR interview_id IN (SELECT id FROM interviews "
            "WHERE json_extract(document, '$.interview_id') = ?))"
        )
        values = (*values, identifier, identifier)
    total = call.storage.rows(f"SELECT count(*) FROM credits WHERE {where}", values)[0][0]  # noqa: S608
    limit, offset = query["limit"], query["offset"]
    statement = (
        f"SELECT seq, at, event, amount, interview_id, document FROM credits WHERE {where} "  # noqa: S608
        "ORDER BY seq DESC LIMIT ? OFFSET ?"
    )
    rows = call.storage.rows(statement, (*values, limit, offset))
    return Answer(200, paged([_line(*row) for row in rows], total, limit, offset))


def _line(seq: int, at: str, event: str, amount: float, interview_id: str, detail: str) -> dict[str, Any]:
    # A line of a file from before the ledger knows no more than its interview.
    known = {
        "id": f"00000000-0000-4000-8000-{seq:012d}",
        "candidate_name": None,
        "profile_id": None,
        "profile_interview_id": None,
        "object_uuid": interview_id,
        "parent_object_uuid": None,
        **json.loads(detail),
    }
    return {**known, "event_date": at, "event": event, "credit_amount": amount, "stats": None}


def _day(query: Any, name: str) -> str:
    try:
        return date.fromisoformat(query[name]).isoformat()
    except ValueError:
        raise ApiError(422, f"{name} must be a day.", name) from None
