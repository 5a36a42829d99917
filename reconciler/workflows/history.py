"""The kept Snapshots, as a list for people and scripts."""

from __future__ import annotations

from dataclasses import dataclass

from reconciler.errors import StateDamaged
from reconciler.ports import KeepingStore, Kept


@dataclass(frozen=True, slots=True)
class Version:
    """One kept Snapshot with its counts, which are None where it cannot be read any more. `current`: it is
    what the state holds now."""

    kept: Kept
    current: bool
    live: int | None = None
    retired: int | None = None
    open: int | None = None


def versions(store: KeepingStore, most: int) -> list[Version]:
    """The newest `most` of the history, newest first."""
    now = store.salvaged().snapshot
    found: list[Version] = []
    for kept in store.history()[:most]:
        try:
            snapshot = store.kept(kept)
        except StateDamaged:
            found.append(Version(kept, current=False))
            continue
        live = len(snapshot.live)
        found.append(Version(kept, snapshot == now, live, len(snapshot.records) - live, len(snapshot.open)))
    return found
