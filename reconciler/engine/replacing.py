"""Another interview in the place of one that cannot become what is declared.

The new one is made as a draft and recorded before anything happens to the old one, which the same journal
line puts among the deposed (engine.records.made); then it gets its declared status, and the old one goes
last. So at every point in between candidates have one of the two, and whatever is left of the old one is
retired by every later plan (engine.removal.deposed).

The new one carries a mark of its own, one generation on (`backend-engineer.2`): the old one still holds its
own, and a lost answer must not be settled with the wrong of the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reconciler.engine import bodies, fresh, status
from reconciler.engine.refs import resolve
from reconciler.model.address import Address
from reconciler.model.change import Action, Blocked, Call, Change
from reconciler.model.definition import Definition, OnRemove
from reconciler.model.environment import Environment
from reconciler.model.kinds import kind_of
from reconciler.model.observed import Observed, Row
from reconciler.model.record import Record, Snapshot
from reconciler.model.values import Json


def replaced(
    stuck: Change,
    definition: Definition,
    record: Record,
    environment: Environment,
    snapshot: Snapshot,
    observed: Observed,
    *,
    anyway: bool,
) -> Change:
    """`stuck`, carried out by replacement. Blocked where the account holds one already that would be the new
    one: a replacement that a lost state has forgotten must not be bought again."""
    if definition.fields.get("status") == "deleted":
        return stuck
    resolved = resolve(definition, environment, observed, None)
    if resolved.faults:
        return replace(stuck, blocked=Blocked("; ".join(resolved.faults)))
    mark = next_mark(definition, environment, record)
    there = [] if anyway else _there(definition, resolved.fields, environment, snapshot, observed)
    if there:
        return replace(stuck, blocked=_made_already(stuck, there))
    seen = status.seen(record, observed)
    fields = fresh.with_questions(resolved.fields)
    calls = bodies.create_calls(
        kind_of(definition.address.kind),
        fields,
        marker=mark,
        merchant_id=environment.merchant_id,
        as_draft=True,
    )
    if seen not in status.RETIRED:
        calls = (*calls, retire_call(definition.address, record.remote_id, definition.manage.on_remove))
    return replace(
        stuck,
        action=Action.REPLACE,
        reason="it cannot change in place, and a replacement was asked for",
        calls=calls,
        blocked=None,
        marker=mark,
        effects=frozenset({"credits"} if seen == "draft" else {"credits", "replace"}),
        warnings=(*stuck.warnings, *_left_behind(stuck, fields)),
        learns={},
        releases=(),
        refs=resolved.refs,
        pending="",
        recovers=False,
    )


def retire_call(address: Address, remote_id: str, on_remove: OnRemove) -> Call:
    """The call that ends a deposed interview. There is nothing to forget it for: its place is taken."""
    status_ = {"status": retired_as(on_remove)}
    return replace(bodies.state_call(kind_of(address.kind), status_), target=remote_id)


def retired_as(on_remove: OnRemove) -> str:
    return "deleted" if on_remove is OnRemove.DELETE else "archived"


def next_mark(definition: Definition, environment: Environment, record: Record) -> str | None:
    """The mark of the interview that takes the place of `record`'s."""
    mark = fresh.marker(definition, environment)
    if mark is None:
        return None
    return f"{mark}.{(fresh.generation(mark, record.marker) or 1) + 1}"


def _there(
    definition: Definition,
    fields: Mapping[str, Json],
    environment: Environment,
    snapshot: Snapshot,
    observed: Observed,
) -> list[Row]:
    """Interviews that no Record holds and that are the new one. Those of earlier replacements are retired."""
    mark = fresh.marker(definition, environment)
    return [
        row
        for row in fresh.candidates(definition, snapshot, observed)
        if row.status not in status.RETIRED
        and ((seen := observed.read.get(row.id)) is None or fresh.is_ours(fields, mark, seen))
    ]


def _made_already(stuck: Change, rows: list[Row]) -> Blocked:
    address = stuck.address
    ways = [
        f"reconciler state forget {address} && reconciler import {address} {row.id}"
        f"   # it is this one ({row.status}); then archive {stuck.remote_id} in the admin"
        for row in rows
    ]
    ways.append(f"reconciler apply --replace {address} --create-anyway {address}   # make another on purpose")
    return Blocked("not replaced: the account holds one already that would be the new one", tuple(ways))


def _left_behind(stuck: Change, fields: Mapping[str, Json]) -> list[str]:
    """What the author has to know of before the old one goes."""
    told = [
        f"candidates' links lead to the old one ({stuck.remote_id}): send those who are invited and have not "
        "taken it the new one's"
    ]
    if stuck.taken:
        told.append(f"the {stuck.taken} interviews taken so far stay with the old one")
    if "questions" not in fields:
        told.append("its questions are not declared: the account writes new ones, with new credits")
    return told
