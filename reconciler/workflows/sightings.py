"""What was seen of the account in earlier runs: which interviews need not be read again, and what nobody
declared that was edited since.

Kept in a cache that may go at any time, never in the state: nothing is decided by it that a fresh read would
decide otherwise, but that above `MANY` Records an interview whose row is as it was counts as unchanged for a
day. Whatever a plan would change is read all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from reconciler.engine import undeclared
from reconciler.model.address import Address
from reconciler.model.change import Action, Change
from reconciler.model.definition import Desired
from reconciler.model.observed import Observation, Observed, Row
from reconciler.model.record import Snapshot
from reconciler.model.sighting import Sighting
from reconciler.ports import Sightings

MANY = 500
"""Records up to which every interview is read by every plan."""

_DAY = 24 * 3600.0


def bound(snapshot: Snapshot, server: str, merchant_id: str) -> str:
    """What sightings belong to: another account, or another history, has none of them."""
    return f"{server} {merchant_id} {snapshot.lineage}"


@dataclass(slots=True)
class Remembered:
    """The sightings of one run; `full`: read everything all the same."""

    cache: Sightings | None
    bound: str
    now: float
    full: bool = False
    known: dict[str, Sighting] = field(default_factory=dict)

    def load(self) -> Remembered:
        if self.cache is not None:
            self.known = dict(self.cache.load(self.bound))
        return self

    def usable(self, rows: Mapping[str, Row], records: int) -> dict[str, Observation]:
        """What need not be read again."""
        if self.full or records <= MANY:
            return {}
        return {
            remote_id: one.seen
            for remote_id, one in self.known.items()
            if remote_id in rows and self._stands(one, rows[remote_id])
        }

    def _stands(self, one: Sighting, row: Row) -> bool:
        """Nobody has touched it since, as far as the row tells; what candidates do is no edit."""
        same = one.row == row or one.row._replace(taken=0, last_taken=None) == row._replace(
            taken=0, last_taken=None
        )
        return same and row.updated_at is not None and 0 <= self.now - one.read_at < _DAY

    def take(self, observed: Observed) -> Observed:
        """Keep what was read in this run, and forget what the account does not hold any more. Returns the
        same with fields that are read on demand: those of a large account need not be held."""
        fresh = {
            remote_id: self._seen(seen, observed.rows[remote_id])
            for remote_id, seen in observed.read.items()
            if remote_id in observed.rows and remote_id not in observed.remembered
        }
        self._keep({key: one for key, one in {**self.known, **fresh}.items() if key in observed.rows})
        return replace(observed, read={**observed.read, **{key: self.known[key].seen for key in fresh}})

    def _seen(self, seen: Observation, row: Row) -> Sighting:
        old = self.known.get(seen.remote_id)
        if old is not None and (old.seen, old.row) == (seen, row) and self.now - old.read_at < _DAY / 2:
            return old  # nothing new to write down
        if old is None or old.before == seen.fields:
            return Sighting(seen, row, self.now)
        return Sighting(seen, row, self.now, old.before)

    def applied(self, touched: Collection[str]) -> None:
        """An apply is through: edits are counted from here, of what it touched from the next plan on."""
        kept = {
            key: one if one.base is None else replace(one, base=None)
            for key, one in self.known.items()
            if key not in touched
        }
        self._keep(kept)

    def _keep(self, sightings: dict[str, Sighting]) -> None:
        if self.cache is not None and sightings != self.known:
            sightings = dict(self.cache.save(self.bound, sightings))
        self.known = sightings

    def edited(
        self, desired: Desired, snapshot: Snapshot, chosen: Iterable[Address]
    ) -> dict[Address, tuple[str, ...]]:
        """Per Address, the undeclared fields that somebody edited; only those that have any."""
        found: dict[Address, tuple[str, ...]] = {}
        for address in chosen:
            record = snapshot.records.get(address)
            one = self.known.get(record.remote_id) if record is not None else None
            if one is not None and (names := undeclared.edited(desired.definitions[address], one)):
                found[address] = names
        return found


def concerned(changes: Iterable[Change], snapshot: Snapshot) -> set[str]:
    """The ids of interviews that a plan says anything about: what is carried out stands on a fresh read."""
    ids = {change.remote_id for change in changes if change.action is not Action.NONE}
    ids |= {
        record.remote_id
        for change in changes
        if (record := snapshot.records.get(change.moved_from or change.address)) is not None
    }
    return {one for one in ids if one is not None}
