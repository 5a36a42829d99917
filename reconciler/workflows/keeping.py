"""The ways out: an older Snapshot put back, a lock taken away from a holder that answers no more.

Both ask with the facts in view, and neither needs definitions or the account: they are for the moment when
something else is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from reconciler.apply.journal import fold
from reconciler.errors import UsageError
from reconciler.model.address import Address
from reconciler.model.journal import Begun, Entry
from reconciler.model.record import Snapshot
from reconciler.ports import Clock, Holding, KeepingStore, Kept, Owner, Stored


@dataclass(frozen=True, slots=True)
class Difference:
    """What putting `to` back changes. `now` is None where the state is gone or damaged; `carried` are creates
    without an answer that stay open, whichever Snapshot knew them."""

    now: Snapshot | None
    to: Snapshot
    lost: tuple[Address, ...] = ()
    back: tuple[Address, ...] = ()
    moved: tuple[Address, ...] = ()
    changed: tuple[Address, ...] = ()
    carried: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """`aside`: files that hold what was damaged and has been replaced."""

    difference: Difference
    declined: bool = False
    aside: tuple[str, ...] = ()


_LEAST_ID = 4


def chosen(kept: Sequence[Kept], word: str) -> Kept:
    """The one that `word` names: a serial, else the start of an id of four letters or more, which no
    serial can be taken for. Raises UsageError."""
    found = [one for one in kept if str(one.serial) == word]
    if not found and len(word) >= _LEAST_ID:
        found = [one for one in kept if one.id.startswith(word.lower())]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(
            f"No kept state has the serial or id {word!r}.", hint="`reconciler history` lists them"
        )
    ids = ", ".join(one.id for one in found)
    raise UsageError(f"{word!r} names {len(found)} kept states: {ids}.", hint="Give the id")


def restore(
    store: KeepingStore,
    clock: Clock,
    owner: Owner,
    word: str,
    agree: Callable[[Difference], bool],
) -> Restored:
    """Put a kept Snapshot back under a serial that was never used. Raises UsageError for a word that names
    none, or one of another lineage than the state's."""
    with store.lock(owner):
        kept = store.history()
        target = store.kept(chosen(kept, word))
        found = store.salvaged()
        _same_history(found, target)
        now, entries = _now(found)
        serials = [one.serial for one in kept] + [target.serial, *([now.serial] if now else [])]
        serials += [entry.serial for entry in found.entries if isinstance(entry, Begun)]
        after = _after(target, now, entries, max(serials) + 1)
        difference = compared(now, after)
        if not agree(difference):
            return Restored(difference, declined=True)
        begun = Begun(after.lineage, after.serial, after.account, owner.operation, clock.now())
        return Restored(difference, aside=tuple(store.restore(after, begun)))


def _same_history(found: Stored, target: Snapshot) -> None:
    lineages = {entry.lineage for entry in found.entries if isinstance(entry, Begun)}
    if found.snapshot is not None:
        lineages.add(found.snapshot.lineage)
    if lineages - {target.lineage}:
        raise UsageError(
            "That kept state belongs to another history (lineage) than the state that is here now.",
            hint="Move the state, its journal and its history away first, if they are the wrong ones",
        )


def _now(found: Stored) -> tuple[Snapshot | None, tuple[Entry, ...]]:
    """The Snapshot as it is, and the journal's lines that no Snapshot holds yet."""
    begun = next((entry for entry in found.entries if isinstance(entry, Begun)), None)
    lines = tuple(entry for entry in found.entries if not isinstance(entry, Begun))
    if found.snapshot is None:
        return None, lines
    if begun is not None and begun.serial != found.snapshot.serial:
        # Folded long ago, or (a state put back by hand) newer than the state and still worth keeping.
        return found.snapshot, lines if begun.serial > found.snapshot.serial else ()
    return _with(found.snapshot, lines), ()


def _after(target: Snapshot, now: Snapshot | None, lines: Sequence[Entry], serial: int) -> Snapshot:
    """`target` with everything that may have been made since and is not settled: a lost answer stays lost
    until somebody looks, whichever Snapshot is put back."""
    made = _with(target, lines)
    open_ = {**made.open, **(now.open if now else {})}
    return replace(made, serial=serial, open=open_)


def _with(snapshot: Snapshot, lines: Sequence[Entry]) -> Snapshot:
    if not lines:
        return snapshot
    return fold(snapshot, [Begun(snapshot.lineage, snapshot.serial, snapshot.account, "", 0.0), *lines])


def compared(now: Snapshot | None, to: Snapshot) -> Difference:
    """What changes when `to` takes the place of `now`."""
    before = now.records if now else {}
    both = sorted(before.keys() & to.records.keys(), key=str)
    moved = tuple(one for one in both if before[one].remote_id != to.records[one].remote_id)
    return Difference(
        now=now,
        to=to,
        lost=tuple(sorted(before.keys() - to.records.keys(), key=str)),
        back=tuple(sorted(to.records.keys() - before.keys(), key=str)),
        moved=moved,
        changed=tuple(one for one in both if one not in moved and before[one] != to.records[one]),
        carried=tuple(sorted({intent.address for intent in to.open.values()}, key=str)),
    )


def unlock(store: KeepingStore, agree: Callable[[Holding], bool]) -> Holding | None:
    """Take the lock away from its holder once `agree` has seen who that is. Returns the one that was robbed;
    None when nobody holds it, or when it was left alone."""
    holding = store.holding()
    if holding is None or not agree(holding):
        return None
    store.unlock(holding)
    return holding
