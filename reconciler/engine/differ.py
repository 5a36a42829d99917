"""Desired against Observed and Snapshot: one Change for each Address. Pure; never fetches, never prints."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from reconciler.engine import existing, fresh, once, removal, replacing
from reconciler.engine.view import View
from reconciler.model.address import Address
from reconciler.model.change import Action, Blocked, Change
from reconciler.model.definition import Definition, Desired
from reconciler.model.kinds import Life, kind_of
from reconciler.model.observed import Observation, Observed
from reconciler.model.plan import Settlement
from reconciler.model.record import Record, Snapshot

_TOLD_APART = ("name", "position_name", "type", "id")


def still(view: View) -> frozenset[Address]:
    """The definitions of which it is known that nothing is to do: an earlier run compared the very same."""
    known = view.unchanged
    if known is None:
        return frozenset()
    unsettled, records = _unsettled(view), view.snapshot.records
    return frozenset(
        address
        for address, definition in view.desired.definitions.items()
        if (record := records.get(address)) is not None
        and not record.deposed
        and address not in unsettled
        and record.remote_id not in view.observed.gone
        and known.known(definition, record, *_shown(record, view.observed))
    )


def _unsettled(view: View) -> dict[Address, Settlement]:
    return {found.intent.address: found for found in view.settlements if found.verdict == "open"}


def diff(view: View, without: Collection[Address] = frozenset()) -> Iterator[Change]:
    """A Change for every Address of the definitions and of the Snapshot, unchanged ones with Action none;
    `without`: definitions that need none."""
    records, moves = _after_moves(view.desired, view.snapshot)
    unsettled = _unsettled(view)
    own: dict[Address, Change] = {}
    orphans = {address: one for address, one in unsettled.items() if address not in view.desired.definitions}
    for address, definition in view.desired.definitions.items():
        if address in without:
            continue
        record = records.get(address)
        waits = unsettled.get(address) or (_renamed(definition, orphans, view) if record is None else None)
        if waits is not None:
            yield _waits(definition, waits)
        elif kind_of(address.kind).life is Life.ONCE:
            change = once.compare(definition, record, view)
            yield _moved(change, moves[address]) if address in moves else change
        elif record is None:
            yield fresh.create(definition, view.environment, view.snapshot, view.observed, view.approvals)
        else:
            change = _existing(view, definition, record)
            own[address] = change
            yield _moved(change, moves[address]) if address in moves else change
    for address, record in records.items():
        if address not in view.desired.definitions and address not in unsettled:
            own[address] = removal.retire(address, record, view.observed)
            yield own[address]
        if record.deposed:
            yield from removal.deposed(address, record, view.observed, own.get(address))


def _existing(view: View, definition: Definition, record: Record) -> Change:
    change = existing.compare(definition, record, view.environment, view.observed, view.approvals)
    silent = change.action is Action.NONE and not (change.warnings or change.pending or change.fields)
    if view.unchanged is not None and silent:
        view.unchanged.note(definition, record, *_shown(record, view.observed))
    address = definition.address
    if change.blocked is None or not change.blocked.replaceable or address not in view.approvals.replace:
        return change
    return replacing.replaced(
        change,
        definition,
        record,
        view.environment,
        view.snapshot,
        view.observed,
        anyway=address in view.approvals.create_anyway,
    )


def _shown(record: Record, observed: Observed) -> tuple[Observation | None, str]:
    """What is compared of the account: what was seen, and the status that the list shows."""
    row = observed.rows.get(record.remote_id)
    return observed.read.get(record.remote_id), "" if row is None else row.status


def _renamed(
    definition: Definition, unsettled: Mapping[Address, Settlement], view: View
) -> Settlement | None:
    """The unanswered create of an Address that is declared no more and that may be this definition's: a file
    renamed while its create is on the way must not buy a second one."""
    kind = definition.address.kind
    for address, found in unsettled.items():
        if address.kind != kind:
            continue
        sent = found.intent.fields
        if address.key == definition.manage.moved_from:
            return found
        if kind_of(kind).life is Life.ONCE:
            alike = once.is_about(found.intent, definition, view)
        else:
            told = [name for name in _TOLD_APART if name in definition.fields]
            alike = bool(told) and all(sent.get(name) == definition.fields[name] for name in told)
        if alike:
            return found
    return None


def _after_moves(
    desired: Desired, snapshot: Snapshot
) -> tuple[dict[Address, Record], dict[Address, Address]]:
    """The Records under the names they will have: `moved_from` takes one along to its new key.

    A move that was carried out, or whose old key is declared again, does nothing, so that the line can
    stay in the file.
    """
    records = dict(snapshot.records)
    moves: dict[Address, Address] = {}
    for address, definition in desired.definitions.items():
        if definition.manage.moved_from is None or address in records:
            continue
        old = Address(address.kind, definition.manage.moved_from)
        if old in records and old not in desired.definitions:
            records[address] = records.pop(old)
            moves[address] = old
    return records, moves


def _moved(change: Change, old: Address) -> Change:
    action = Action.RECORD if change.action is Action.NONE else change.action
    reason = f"renamed from {old}" + (f"; {change.reason}" if change.action is not Action.NONE else "")
    return replace(change, action=action, reason=reason, moved_from=old)


def _waits(definition: Definition, settlement: Settlement) -> Change:
    return Change(
        definition.address,
        Action.CREATE if settlement.intent.replaces is None else Action.REPLACE,
        "an earlier create has not been answered",
        blocked=Blocked(settlement.detail, settlement.ways_out),
        remote_id=settlement.intent.replaces,
        manage=definition.manage,
        span=definition.span(),
        name=str(definition.fields.get("name", "")),
    )
