"""A Record that no definition declares any more, and what a replacement left behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reconciler.engine import bodies, done, replacing, status
from reconciler.model.address import Address
from reconciler.model.change import Action, Blocked, Change, FieldChange, Origin
from reconciler.model.definition import OnRemove
from reconciler.model.kinds import Life, kind_of
from reconciler.model.observed import Observed
from reconciler.model.record import Record


def retire(address: Address, record: Record, observed: Observed) -> Change:
    """What becomes of an interview whose definition was removed: as its Record remembers `on_remove`."""
    kind = kind_of(address.kind)
    if kind.life is Life.ONCE:
        gone = Change(address, Action.FORGET, "", remote_id=record.remote_id, manage=record.manage)
        return done.removed(gone, record)
    seen = status.seen(record, observed)
    row = observed.rows.get(record.remote_id)
    name = row.name if row else str(record.sent("name") or "")
    if not record.live:
        return Change(address, Action.NONE, "retired", remote_id=record.remote_id, name=name)
    change = Change(
        address,
        Action.RETIRE,
        "its definition was removed",
        remote_id=record.remote_id,
        manage=record.manage,
        name=name,
        taken=row.taken if row else 0,
        last_taken=row.last_taken if row else None,
    )
    if record.manage.protect and seen not in status.GONE:
        return replace(change, blocked=_protected(address))
    if record.manage.on_remove is OnRemove.FORGET or OnRemove.ARCHIVE not in kind.on_remove:
        left = [f"{one}, whose place it took, is not retired any more" for one in record.deposed]
        return replace(
            change,
            action=Action.FORGET,
            reason="its definition was removed; it stays in the account as it is",
            warnings=tuple(left),
            # What the account never shows can be found nowhere: it is kept in mind, so that a definition that
            # comes back does not make a second one.
            tombstone=None if kind.kept else done.FORGOTTEN,
        )
    target = "deleted" if record.manage.on_remove is OnRemove.DELETE else "archived"
    if seen in status.GONE or seen == target:
        tombstone = "deleted" if seen in status.GONE else target
        return replace(
            change,
            action=Action.RECORD,
            reason=f"its definition was removed, and it is {tombstone} already",
            tombstone=tombstone,
        )
    return replace(
        change,
        fields=(FieldChange("status", seen, target, Origin.AUTHOR),),
        calls=(bodies.state_call(kind, {"status": target}),),
        effects=frozenset() if seen == "draft" else frozenset({"retire"}),
        tombstone=target,
    )


def _protected(address: Address) -> Blocked:
    return Blocked(
        "it is protected (manage.protect), and removing the file does not lift that",
        (
            "put the definition back",
            "or put it back with `protect: false`, apply, then remove it",
            f"or let go of it: reconciler state forget {address}",
        ),
    )


def deposed(address: Address, record: Record, observed: Observed, own: Change | None) -> Iterator[Change]:
    """Interviews that a replacement took the place of and that the Record still holds: retired, or dropped
    from the Record where that is done already. `own` is the Change of the one in their place."""
    if not observed.online or (own is not None and own.action is Action.FORGET):
        return
    for remote_id in record.deposed:
        row = observed.rows.get(remote_id)
        seen = status.shown(remote_id, observed)
        change = Change(
            address,
            Action.RETIRE,
            f"another {kind_of(address.kind).noun} took its place",
            remote_id=remote_id,
            manage=record.manage,
            name=row.name if row else str(record.sent("name") or ""),
            taken=row.taken if row else 0,
            last_taken=row.last_taken if row else None,
            recovers=True,
        )
        target = replacing.retired_as(record.manage.on_remove)
        if seen is None or seen in status.GONE or seen in status.RETIRED:
            reason = f"another {kind_of(address.kind).noun} took its place, and it is retired already"
            yield replace(change, action=Action.RECORD, reason=reason)
            continue
        fields = (FieldChange("status", seen, target, Origin.AUTHOR),)
        calls = (replacing.retire_call(address, remote_id, record.manage.on_remove),)
        yield replace(change, fields=fields, calls=calls, blocked=_alone(record, observed, own))


def _alone(record: Record, observed: Observed, own: Change | None) -> Blocked | None:
    """The old one stays as long as the new one is a draft that this plan cannot finish."""
    if own is None or own.blocked is None or status.seen(record, observed) != "draft":
        return None
    return Blocked(
        "the one in its place is still a draft: candidates would have neither",
        ("first see to what is blocked above",),
    )
