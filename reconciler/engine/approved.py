"""A plan that somebody approved, held against the plan of now.

The file approves; it is never the source of what is sent. Apply plans again and carries out only the steps
whose digest is the approved one, so that a stale or forged file can at most make it do less.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reconciler.engine.people import keyed
from reconciler.model.change import Action, Call, Change, Origin
from reconciler.model.definition import Desired
from reconciler.model.field import Field
from reconciler.model.kinds import kind_of
from reconciler.model.plan import Plan
from reconciler.model.values import Json, Value, digest, plain


@dataclass(frozen=True, slots=True)
class Step:
    """`digest` covers everything of the step; `fields` holds, per field, digests of before and after, so that
    what is left of a step after a run that ended half-way is known again."""

    digest: str
    fields: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Approved:
    """What a saved plan is bound to. `lineage` is None when no state had been written yet; times are
    seconds since the epoch; `steps` are by `step_name`."""

    environment: str
    origin: str
    merchant_id: str
    lineage: str | None
    definitions: str
    tool: str
    made_at: float
    expires_at: float
    accept: Mapping[str, int]
    create_anyway: tuple[str, ...]
    record_only: tuple[str, ...]
    only: tuple[str, ...]
    excepted: tuple[str, ...]
    steps: Mapping[str, Step]
    replace: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sorted:
    """`approved`: carried out. `moved`: approved, but the resource is no longer as it was. `unapproved`: new
    since, and left for another plan."""

    approved: tuple[Change, ...]
    moved: tuple[Change, ...]
    unapproved: tuple[Change, ...]


def step_name(change: Change) -> str:
    """One step of a plan: an Address may have two, when a replacement left something to retire."""
    return f"{change.address} {change.action.value} {change.remote_id or 'new'}"


def step_of(change: Change) -> Step:
    """Everything that makes the step what was approved: what is sent, what it stands on, what is learnt.

    Of what concerns a person only keyed digests go in, which a call has for the journal: a plan file is
    passed around, and nobody must be found out by trying addresses on it.
    """
    personal = kind_of(change.address.kind).personal
    calls: list[Json] = [
        [call.endpoint.value, _named(call) if personal else dict(call.body), call.target]
        for call in change.calls
    ]
    fields = {
        field.name: (digest(field.before), digest(field.after))
        for field in change.fields
        if not field.personal
    }
    parts: dict[str, Json] = {
        "step": step_name(change),
        "calls": calls,
        "fields": {name: list(pair) for name, pair in fields.items()},
        "learns": dict(change.learns),
        "releases": list(change.releases),
        "tombstone": change.tombstone,
        "moved_from": str(change.moved_from) if change.moved_from else None,
    }
    if change.action is Action.REPLACE:  # what is left of it half-way is told by all that the new one gets
        own = [call for call in change.calls if call.target is None]
        fields = {name: (digest(None), digest(one)) for call in own for name, one in call.fields.items()}
    return Step(digest(parts), fields)


def _named(call: Call) -> dict[str, Json]:
    """What the journal may say of a call, with the Addresses of what the plan makes in place of their ids."""
    return {**call.fields, **{name: str(address) for name, address in call.fills.items()}}


def steps(changes: Iterable[Change]) -> dict[str, Step]:
    return {step_name(change): step_of(change) for change in changes}


def definitions_digest(desired: Desired, salt: str | None) -> str:
    """One digest over what all definitions of the environment declare; comments and layout do not count.
    What is personal goes in keyed with the lineage's `salt`, and not at all where there is none yet."""
    parts: dict[str, Json] = {}
    for address, definition in desired.definitions.items():
        manage = definition.manage
        parts[str(address)] = {
            "fields": {
                name: _declared(kind_of(address.kind).fields[name], value, salt)
                for name, value in definition.fields.items()
            },
            "manage": [manage.protect, manage.on_remove.value, list(manage.ignore), manage.moved_from],
        }
    return digest(parts)


def _declared(row: Field, value: Value, salt: str | None) -> Json:
    if not row.personal:
        return plain(value)
    return None if salt is None else keyed(salt, plain(value))


def sort(plan: Plan, approved: Approved) -> Sorted:
    """Hold the plan of now against the approved steps. A step that is done already is in neither.

    The definitions are the approved ones (workflows.saved checks that), so what is left of a step that ended
    half-way is approved as far as it goes the same way from the same ground.
    """
    same: list[Change] = []
    moved: list[Change] = []
    new: list[Change] = []
    addresses = {name.split(" ")[0] for name in approved.steps}
    for change in plan.runnable:
        if _is_approved(change, approved.steps):
            same.append(change)
        elif str(change.address) in addresses:
            moved.append(change)
        else:
            new.append(change)
    return Sorted(tuple(same), tuple(moved), tuple(new))


def _is_approved(change: Change, steps: Mapping[str, Step]) -> bool:
    now = step_of(change)
    known = steps.get(step_name(change))
    if known is not None:
        if change.action is Action.REPLACE:
            return known.digest == now.digest
        return known.digest == now.digest or _within(now.fields, known.fields)
    old = f"{change.address} {Action.REPLACE.value} "
    if change.recovers and f"{old}{change.remote_id}" in steps:
        return True  # a replacement includes the end of the old one
    made = steps.get(f"{change.address} {Action.CREATE.value} new") or next(
        (step for name, step in steps.items() if name.startswith(old)), None
    )
    if made is None or change.action not in (Action.UPDATE, Action.RECORD):
        return False
    # Our own create, unfinished: whatever the account shows by now, it ends at the values that were approved.
    ours = all(field.origin is Origin.AUTHOR for field in change.fields)
    return ours and all(
        name in made.fields and made.fields[name][1] == pair[1] for name, pair in now.fields.items()
    )


def _within(some: Mapping[str, tuple[str, str]], more: Mapping[str, tuple[str, str]]) -> bool:
    return bool(some) and all(more.get(name) == pair for name, pair in some.items())
