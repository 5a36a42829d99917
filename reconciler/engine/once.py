"""What is done once, and was not done yet: a candidate enrolled, a person invited, a result reopened, a
document uploaded.

The account shows none of these under the names they were sent, and takes none back. So a definition is held
against what the Record says was sent, where everything that names a person stands as a keyed digest
(engine.done).
"""

from __future__ import annotations

from dataclasses import replace

from reconciler.engine import people
from reconciler.engine.case import Case, case_of
from reconciler.engine.done import again, alike
from reconciler.engine.view import View
from reconciler.model.change import Action, Blocked, Change
from reconciler.model.definition import Definition
from reconciler.model.field import Field, Shape, Way
from reconciler.model.kinds import Kind, kind_of, position_in
from reconciler.model.observed import Enrolment
from reconciler.model.record import Intent, Record
from reconciler.model.values import Json, Ref

_UNDONE = {
    "candidate": "not enrolled yet",
    "invitation": "not invited yet",
    "retake": "not reopened yet",
    "knowledge-document": "not uploaded yet",
}
_STARTED = "started"


def compare(definition: Definition, record: Record | None, view: View) -> Change:
    """The Change of a definition of a kind that is done once."""
    case = case_of(definition, record, view)
    if record is None:
        return _first(case)
    return again(case, record)


def _first(case: Case) -> Change:
    address = case.definition.address
    change = case.change(
        Action.CREATE,
        _UNDONE[address.kind],
        fields=tuple(case.shown(name, None) for name in case.fields),
        calls=(case.call(),),
        blocked=Blocked("; ".join(case.faults)) if case.faults else None,
        effects=frozenset({"credits"} if case.kind.costs else ()),
        warnings=_closed(case),
        batch=case.definition.batch,
        marker=case.marker,
        needs=tuple(case.bound.fills.values()),
    )
    if change.blocked is not None or not case.view.observed.online:
        return change
    if address.kind == "retake":
        return _reopened(case, change)
    if address in case.view.approvals.create_anyway:
        return change
    there = _there(case)
    return _own_position(case, change) if there is None else _found(case, there)


def _closed(case: Case) -> tuple[str, ...]:
    """The service enrols on what is published; whether it refuses a draft, no document says."""
    told = []
    for address in case.bound.fills.values():
        definition = case.view.desired.definitions.get(address)
        wanted = definition.fields.get("status") if definition is not None else None
        if wanted not in (None, "active"):
            told.append(f"{address} is declared as {wanted}: the account may refuse to put anybody on it")
    return tuple(told)


def _there(case: Case) -> Enrolment | None:
    """Who is enrolled already where this person would be: after a lost state nobody is written to again."""
    email = next((case.fields[name] for name, row in _emails(case.kind)), None)
    known = position_in(case.kind.name, case.fields)
    if not isinstance(email, str) or known is None:
        return None
    enrolled = case.view.observed.enrolled.get(str(known), ())
    return next((one for one in enrolled if one.email == people.folded(email)), None)


def _emails(kind: Kind) -> list[tuple[str, Field]]:
    return [(name, row) for name, row in kind.fields.items() if row.shape is Shape.EMAIL]


def _found(case: Case, there: Enrolment) -> Change:
    outcome: dict[str, Json] = {"interview_def_set_id": position_in(case.kind.name, case.fields)}
    if there.decision is not None:
        outcome["status"] = there.decision
    return case.change(
        Action.RECORD,
        "the account has this person on it already: nothing is sent, only remembered",
        learns=case.kept,
        remote_id=there.person_id,
        outcome=outcome,
    )


def _own_position(case: Case, change: Change) -> Change:
    """Blocked where the account has a position of that name already which no Record knows of."""
    if "position_name" not in case.fields or "position_def_set_id" in case.fields:
        return change
    claimed = set(case.view.snapshot.claimed())
    for record in case.view.snapshot.records.values():
        claimed |= {str(record.outcome.get(name)) for name in ("position_def_set_id", "interview_def_set_id")}
    name = case.fields["position_name"]
    rows = [
        row
        for row in case.view.observed.rows.values()
        if row.name == name and row.status != "deleted" and row.id not in claimed
    ]
    if not rows:
        return change
    ways = (
        *(
            f"position_def_set_id: {row.id}   # instead of the fields of a position ({row.status})"
            for row in rows
        ),
        f"reconciler apply --create-anyway {change.address}   # make another one on purpose",
    )
    reason = f"the account has {name!r} already, and no Record knows of it"
    return replace(change, blocked=Blocked(reason, ways), effects=frozenset())


def _reopened(case: Case, change: Change) -> Change:
    """A result can be reopened once it is submitted; what the account shows of it is held against that."""
    result_id = str(case.fields["interview_result_id"])
    if result_id not in case.view.observed.results:
        return change
    taken = case.view.observed.results[result_id]
    change = replace(change, remote_id=result_id)
    if taken is None:
        way = "check interview_result_id: the list of results shows two ids, and it is not the row's"
        return replace(change, blocked=Blocked(f"the account has no result {result_id}", (way,)))
    if taken.status == _STARTED:
        ways = ("wait until the candidate has submitted it", "or delete the definition")
        reason = "the result is not submitted: the candidate is still in it (status started)"
        return replace(change, blocked=Blocked(reason, ways))
    if taken.ended is None:
        told = f"the account shows no end of this result (status {taken.status}); it may refuse to reopen it"
        return replace(change, warnings=(told,))
    return change


def is_about(intent: Intent, definition: Definition, view: View) -> bool:
    """Whether an unanswered call and a definition under another key speak of one and the same thing."""
    kind = kind_of(definition.address.kind)
    plain = {name: value for name, value in definition.fields.items() if not isinstance(value, Ref)}
    kept = people.kept(kind, view.snapshot.salt, plain)
    names = [name for name in kept if kind.fields[name].way is Way.IMMUTABLE]
    return bool(names) and all(
        name in intent.fields and alike(kind.fields[name], kept[name], intent.fields[name]) for name in names
    )
