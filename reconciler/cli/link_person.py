"""The link under which a person takes an interview: what to ask for, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from reconciler.errors import UsageError
from reconciler.model.address import Address
from reconciler.model.record import Record

KINDS = ("candidate", "invitation")

_REJECTED = ("ai_reject", "recruiter_reject")
_UNDONE = {"candidate": "is not enrolled yet", "invitation": "is not invited yet"}
_FIND = "`reconciler call merchant-candidate-list filter_text=NAME` finds the id"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the options say. `person`: the candidate's id, where the Record holds none."""

    person: str | None
    results: bool
    embed: bool
    yes: bool


def check(where: Address, wish: Wish) -> None:
    """Raise UsageError for options that mean nothing for a person."""
    if wish.results:
        raise UsageError(
            f"{where} is a person: the page with everybody's results is the interview's.",
            hint="reconciler link interview.KEY --results",
        )
    if wish.embed and wish.person is not None:
        raise UsageError("One of --candidate ID and --embed says which link is meant.")


def wanted(where: Address, record: Record | None, person: str | None) -> dict[str, str]:
    """What to ask job-interview-token for. Raises UsageError where there is no link, and says what to do."""
    record = _enrolled(where, record)
    found = person or record.remote_id
    if not found:
        raise UsageError(
            f"The account did not say which candidate {where} is, so no id is recorded.",
            hint=f"reconciler link {where} --candidate ID   ({_FIND})",
        )
    return {
        "type": "interview-for-profile",
        "interview_id": _interview(where, record),
        "interview_profile_id": found,
    }


def embedded(where: Address, record: Record | None) -> str:
    """The interview whose embed pair is asked for. Raises UsageError unless `where` was enrolled for that."""
    record = _enrolled(where, record)
    if record.sent("is_embedded") is not True:
        raise UsageError(
            f"{where} was not enrolled with is_embedded, so there is nothing to embed.",
            hint=f"reconciler link {where}",
        )
    return _interview(where, record)


def _enrolled(where: Address, record: Record | None) -> Record:
    if record is None:
        raise UsageError(
            f"{where} {_UNDONE[where.kind]}, so there is no link.", hint="`reconciler apply` does it"
        )
    status = record.outcome.get("status")
    if status in _REJECTED:
        reason = record.outcome.get("reason")
        told = f": {reason}" if isinstance(reason, str) and reason else ""
        raise UsageError(f"{where} was turned down ({status}){told}. There is no interview to take.")
    return record


def _interview(where: Address, record: Record) -> str:
    """The id of the interview that the person takes."""
    known = (
        record.outcome.get("interview_def_set_id"),
        record.outcome.get("position_def_set_id"),
        record.sent("position_def_set_id"),
        record.sent("interview_id"),
    )
    found = next((one for one in known if isinstance(one, str) and one), None)
    if found is None:
        raise UsageError(
            f"The account did not say which interview {where} takes, so no id is recorded.",
            hint="reconciler link interview.KEY --candidate ID   for the interview it was enrolled on",
        )
    return found
