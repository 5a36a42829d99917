"""What becomes of an answer on its way: the account's answer and a fault make a Delivery.

In-process a Delivery becomes a return value or a built-in exception, over a port it becomes what happens to
the socket; neither side of the wire shares code with the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Literal

from reconciler.simulator.faults import Fault
from reconciler.simulator.messages import Answer

Manner = Literal["whole", "refused", "cut", "cut_body", "timeout", "drip"]
_MANNERS: dict[str, Manner] = {
    "refused": "refused",
    "cut_before": "cut",
    "cut_after": "cut",
    "cut_body": "cut_body",
    "timeout_before": "timeout",
    "timeout_after": "timeout",
    "drip": "drip",
}
_IDS = frozenset(
    {
        "interview_def_set_id",
        "position_def_set_id",
        "position_id",
        "profile_interview_id",
        "profile_id",
        "interview_pre_screening_id",
        "interview_result_pre_screening_id",
        "interview_file_id",
        "knowledge_base_id",
        "id",
    }
)
_PAGE = "<!doctype html><html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"
_JSON = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Delivery:
    """An answer and the manner in which it reaches the client; `seconds` belongs to timeout and drip."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    manner: Manner = "whole"
    seconds: float = 0.0


def whole(answer: Answer, now: datetime) -> Delivery:
    """An answer delivered as it is, with its Date."""
    # A file brings its own Content-Type.
    return Delivery(answer.status, {**_headers(_JSON, now), **answer.headers}, answer.body())


def faulty(fault: Fault, answer: Answer | None, now: datetime) -> Delivery:
    """What a fault makes of an answer; None when it struck before there was one."""
    if answer is None:
        answer = Answer(fault.answered_status, {"error": "The request could not be served."})
    delivery = whole(answer, now)
    if fault.kind in _MANNERS:
        return replace(delivery, manner=_MANNERS[fault.kind], seconds=fault.seconds)
    match fault.kind:
        case "error_before" | "error_after":
            return whole(Answer(fault.answered_status, {"error": "An unexpected error occurred."}), now)
        case "unauthorized":
            return whole(Answer(fault.answered_status, {"error": "The access token is not valid."}), now)
        case "rate_limit":
            after = "1" if fault.retry_after is None else str(fault.retry_after)
            limited = Answer(
                fault.answered_status, {"error": "Too many requests."}, headers={"Retry-After": after}
            )
            return whole(limited, now)
        case "redirect":
            headers = {**_headers(_JSON, now), "Location": fault.body or "https://elsewhere.example/"}
            return Delivery(fault.answered_status, headers, b"")
        case "no_id":
            return replace(delivery, body=_without_ids(answer.document))
        case _:
            return _foreign(fault, now)


def _foreign(fault: Fault, now: datetime) -> Delivery:
    """A page that is not the API's: `gateway` with its status, `garbage` with 200."""
    text = _PAGE.format(status=fault.answered_status) if fault.body is None else fault.body
    return Delivery(fault.answered_status, _headers("text/html; charset=utf-8", now), text.encode())


def _without_ids(document: Any) -> bytes:
    rows = document if isinstance(document, list) else [document]
    stripped = [
        {name: value for name, value in row.items() if name not in _IDS} if isinstance(row, dict) else row
        for row in rows
    ]
    return json.dumps(stripped if isinstance(document, list) else stripped[0]).encode()


def _headers(content_type: str, now: datetime) -> dict[str, str]:
    return {"Content-Type": content_type, "Date": format_datetime(now, usegmt=True)}
