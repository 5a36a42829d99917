"""Candidates, and their enrolment on an interview or position: once per pair of both."""

from __future__ import annotations

import re
from typing import Any

from reconciler.simulator import billing, positions, records, rows
from reconciler.simulator.calls import Call
from reconciler.simulator.records import CANDIDATE, RESULT, Record
from reconciler.simulator.rows import Row

REJECTED = frozenset({"ai_reject", "recruiter_reject"})
ACCEPTED = frozenset({"ai_accept", "recruiter_accept"})
"""Decisions in favour: the candidate goes on to the interview."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_UNSET = (
    "emoji",
    "phone_number",
    "physical_address",
    "avatar_url",
    "avatar_local_path",
    "kyc_image_local_path",
    "kyc_processing_status",
    "interview_last",
    "last_login_at",
    "deleted_at",
)
UNSCORED = (
    "score",
    "score_simulation",
    "score_sentiment",
    "score_words_per_minute",
    "score_interview_ai",
    "score_answer_ai",
    "score_pronunciation",
)


def email_problem(text: object) -> str | None:
    """What is wrong with an address, in words, or None."""
    if not isinstance(text, str) or not text.strip():
        return "email is required."
    return None if _EMAIL.fullmatch(text.strip()) else "email is not a valid address."


def identity(call: Call, email: str) -> str:
    """An address as it is stored and compared."""
    return email.strip().lower() if call.switches.emails_folded else email


def find(call: Call, merchant_id: str, email: str) -> Record | None:
    """A merchant's candidate of an address, within the token's environment."""
    for record in records.keyed(call.storage, CANDIDATE, email):
        if record["merchant_id"] == merchant_id and record["environment"] == call.account.environment:
            return record
    return None


def known(
    call: Call,
    merchant_id: str,
    email: str,
    *,
    name: str | None,
    external_id: str | None = None,
    source: str = "registered",
    **profile: Any,
) -> Record:
    """The candidate of an address, made when there is none.

    Of a known person the last external id that was sent is kept (contract: it is stored on the profile), and
    by a switch the last name. `source` is `registered` or `invited`.
    """
    record = find(call, merchant_id, email)
    if record is None:
        return _make(call, merchant_id, email, name, external_id, source, profile)
    before = dict(record)
    if name and (not record["name"] or not call.switches.candidate_name_kept):
        record["name"] = name
    if external_id:
        record["external_id"] = external_id
    record.update({field: value for field, value in profile.items() if value is not None})
    if record != before:
        save(call, record)
    return record


def _make(
    call: Call,
    merchant_id: str,
    email: str,
    name: str | None,
    external_id: str | None,
    source: str,
    profile: dict[str, Any],
) -> Record:
    record: Record = {
        "id": call.new_id("candidate"),
        "profile_id": call.new_id("profile"),
        "merchant_id": merchant_id,
        "environment": call.account.environment,
        "name": name,
        "email": email,
        "email_auth": email,
        "external_id": external_id,
        "status": "invited" if source == "invited" else "active",
        "source": source,
        "linked_in": None,
        "mojito_language_code": None,
        "country_code": None,
        "interview_count": 0,
        "pre_screening_count": 0,
        "public_avatar_count": 0,
        **dict.fromkeys(_UNSET),
        **profile,
    }
    record["created_at"] = record["updated_at"] = call.stamp()
    lag = call.switches.candidate_list_lag_calls
    records.insert(call.storage, CANDIDATE, record, key=email, lag=lag)
    return record


def save(call: Call, record: Record) -> None:
    record["updated_at"] = call.stamp()
    records.save(call.storage, CANDIDATE, record)


def enrolment(call: Call, row: Row, person: Record) -> Record | None:
    """The result record of a person on an interview or position, shown in the list or not yet."""
    found = records.keyed(call.storage, RESULT, _key(row, person))
    return found[0] if found else None


def enrol(call: Call, row: Row, person: Record, *, shown: bool, is_test: bool = False) -> Record:
    """Stores that a person takes part: a draft result, which the list holds only when `shown`."""
    held = positions.interview_of(call.storage, row)
    screens = row.get("pre_screening") is not None
    record: Record = {
        "id": call.new_id("result-row"),
        "interview_result_id": None,
        "interview_result_pre_screening_id": None,
        "merchant_id": row["merchant_id"],
        "environment": row["environment"],
        "position_id": row["id"],
        "definition_id": held["id"] if held else None,
        "profile_id": person["profile_id"],
        "profile_interview_id": person["id"],
        "position_name": row["name"],
        "position_step": "pre-screening" if screens else "interview",
        "type": row["type"],
        "mojito_language_code": (held or row)["mojito_language_code"],
        "status": "draft",
        "coach_status": None,
        "decision_status": None,
        "interview_started": False,
        "is_multi_stage": row["is_multistage"],
        "is_test": is_test,
        "recruiter_shortlist": False,
        "recruiter_risks": None,
        "duration_ds": None,
        "processing_status": None,
        "shown": shown,
        "attempts": 0,
        "start": None,
        "end": None,
        "answers": [],
        "screening": None,
        **dict.fromkeys(UNSCORED),
    }
    copy_person(record, person)
    record["created_at"] = record["updated_at"] = call.stamp()
    lag = call.switches.result_list_lag_calls
    records.insert(call.storage, RESULT, record, key=_key(row, person), lag=lag)
    billing.count(call, row["merchant_id"], "enrolment", row)
    return record


def copy_person(record: Record, person: Record) -> None:
    """Puts what a result shows of its candidate into it."""
    record["candidate_name"], record["candidate_email"] = person["name"], person["email"]
    record["external_id"], record["emoji"] = person["external_id"], person["emoji"]


def save_result(call: Call, record: Record) -> None:
    record["updated_at"] = call.stamp()
    records.save(call.storage, RESULT, record)


def touch(call: Call, row: Row) -> None:
    """An interview was taken: its counters move, and by a switch `updated_at` with them."""
    row["interview_count"] += 1
    row["interview_last"] = call.stamp()
    if call.switches.updated_at_moves_on_activity:
        row["updated_at"] = row["interview_last"]
    rows.save(call.storage, row)


def _key(row: Row, person: Record) -> str:
    return f"{row['id']}:{person['id']}"
