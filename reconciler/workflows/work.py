"""What every use case works with, and how it comes to the Snapshot it starts from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reconciler.apply import points
from reconciler.apply.journal import fold
from reconciler.errors import StateDamaged
from reconciler.model.address import Address
from reconciler.model.change import Action
from reconciler.model.definition import Desired
from reconciler.model.environment import Environment
from reconciler.model.journal import Begun, Ended, Ending, Entry
from reconciler.model.kinds import Life, kind_of
from reconciler.model.plan import Settlement
from reconciler.model.record import Intent, Record, Snapshot
from reconciler.ports import Clock, Reader, Sightings, Store, Stored, Unchanged


@dataclass(frozen=True, slots=True)
class Work:
    """`new_id` brings in chance; `workers` is how many calls may run at once. `selected` and `acting` are
    the one rule by which every command chooses Addresses and Actions. `fail` is called at the points of
    apply.points."""

    environment: Environment
    desired: Desired
    store: Store
    clock: Clock
    new_id: Callable[[], str]
    workers: int = 8
    selected: Callable[[Address], bool] = lambda _: True
    acting: Callable[[Action], bool] = lambda _: True
    fail: points.Fail = points.nothing
    sightings: Callable[[], Sightings | None] = lambda: None
    """Where it is kept what was seen in earlier runs; opened by who looks at the account."""
    unchanged: Callable[[str | None], Unchanged | None] = lambda _account: None
    """What is kept of earlier comparisons, by what else was seen of the account: cache.unchanged."""
    refresh_full: bool = False
    """Read every interview, however many there are."""


def start(stored: Stored, new_id: Callable[[], str]) -> Snapshot:
    """The Snapshot with its journal folded in; a new lineage where nothing was ever written.

    A journal without its state is damage unless it is that of a very first run: what the state held would
    be made again.
    """
    if stored.snapshot is not None:
        return fold(stored.snapshot, stored.entries)
    if not stored.entries:
        return Snapshot(lineage=new_id(), salt=new_id())
    begun = stored.entries[0]
    if not isinstance(begun, Begun) or begun.serial != 0:
        raise StateDamaged(
            "There is a journal, but the state file it builds on is missing.",
            hint="Restore the state file beside it; applying without it could make interviews twice",
        )
    return fold(Snapshot(lineage=begun.lineage, salt=begun.salt or new_id()), stored.entries)


def settlements(reader: Reader, snapshot: Snapshot, seconds: float) -> tuple[Settlement, ...]:
    """What became of every create without an answer."""
    if not snapshot.open:
        return ()
    from reconciler.apply import settle  # seldom needed, and by no plan from the Records alone

    return settle.look(reader, tuple(snapshot.open.values()), snapshot, seconds)


def settled(found: Sequence[Settlement], reader: Reader, snapshot: Snapshot) -> list[Entry]:
    """The journal lines that record what was settled."""
    entries: list[Entry] = []
    for settlement in found:
        intent = settlement.intent
        if settlement.verdict == "not_made":
            entries.append(Ended(intent.id, Ending.FAILED, None, settlement.detail))
        elif settlement.verdict == "made" and settlement.remote_id is not None:
            record = _found(reader, intent, settlement.remote_id, snapshot)
            entries.append(Ended(intent.id, Ending.APPLIED, record, settlement.detail))
    return entries


def _found(reader: Reader, intent: Intent, remote_id: str, snapshot: Snapshot) -> Record:
    """The Record of what a call without an answer has made."""
    from reconciler.apply.looking import look
    from reconciler.engine import records, replies

    kind = kind_of(intent.address.kind)
    if kind.life is Life.ONCE:
        return replies.found_again(intent, remote_id)
    record = records.made(intent, remote_id, snapshot.records.get(intent.address))
    seen = look(reader, kind.name, remote_id)
    return record if seen is None else records.unfinished(records.read(kind, record, seen, None).record)


def as_it_would_be(snapshot: Snapshot, entries: Sequence[Entry]) -> Snapshot:
    """The Snapshot once `entries` are recorded, for a plan that must not record anything."""
    if not entries:
        return snapshot
    begun = Begun(snapshot.lineage, snapshot.serial, snapshot.account, "plan", 0.0)
    return fold(snapshot, [begun, *entries])
