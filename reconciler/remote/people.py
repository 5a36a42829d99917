"""Candidates, their enrolments and their results, as the account shows them. Pure.

Null may stand anywhere but in the id of a row, which is looked at where the rows are taken out.
"""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.model.observed import Enrolment, Person, Taken
from reconciler.model.values import Json
from reconciler.remote.shown import text_of, unusable


def person(person_id: str, row: Mapping[str, Json]) -> Person:
    """A row of merchant-candidate-list."""
    return Person(person_id, _email(row.get("email")), text_of(row.get("created_at")))


def enrolment(_: str, row: Mapping[str, Json]) -> Enrolment:
    """A row of merchant-result-list, whose own id names nothing that any other call takes."""
    return Enrolment(
        person_id=text_of(row.get("profile_interview_id")) or "",
        email=_email(row.get("candidate_email")),
        result_id=text_of(row.get("interview_result_id")),
        decision=text_of(row.get("decision_status")),
        created_at=text_of(row.get("created_at")),
    )


def taken(result_id: str, body: Json) -> Taken:
    """What job-interview-details answered. Raises CallFailed when it is no object."""
    if not isinstance(body, dict):
        raise unusable(f"result {result_id}", "it is no object")
    return Taken(result_id, text_of(body.get("status")), text_of(body.get("end")))


def _email(value: Json) -> str:
    """As the account compares addresses; nothing where it shows none."""
    return value.strip().casefold() if isinstance(value, str) else ""
