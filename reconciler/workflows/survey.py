"""What an account holds, read whole: for commands that look for interviews nobody has declared yet."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from reconciler.apply.observer import listing
from reconciler.apply.parallel import in_parallel
from reconciler.model.interview import TYPES
from reconciler.model.observed import Merchant, Observation, Row, Template
from reconciler.ports import Reader

Progress = Callable[[int, int], None]
"""Called with how many interviews are read, and of how many; one call at a time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which interviews. Nothing named means all; what is deleted is never wanted. `name` is a glob."""

    types: tuple[str, ...] = ()
    statuses: frozenset[str] = frozenset()
    name: str = ""

    def takes(self, row: Row) -> bool:
        if row.status == "deleted" or (self.statuses and row.status not in self.statuses):
            return False
        return not self.name or fnmatchcase(row.name.casefold(), self.name.casefold())


@dataclass(frozen=True, slots=True)
class Survey:
    """`rows`: complete listings of the types asked for; `read`: those of them that were read one by one."""

    merchant: Merchant
    rows: Mapping[str, Row]
    read: Mapping[str, Observation]
    templates: tuple[Template, ...]

    def ordered(self) -> list[Row]:
        """What was read, oldest first, so that the same account gives the same keys every time."""
        found = [self.rows[remote_id] for remote_id in self.read]
        return sorted(found, key=lambda row: (row.created_at or "", row.id))


def listed(reader: Reader, wanted: Wanted) -> dict[str, Row]:
    """Complete listings of the wanted types, whatever else is wanted."""
    rows: dict[str, Row] = {}
    for kind in wanted.types or TYPES:
        rows.update(listing(reader, kind))
    return rows


def survey(
    reader: Reader,
    merchant: Merchant,
    rows: Mapping[str, Row],
    chosen: Iterable[str],
    *,
    workers: int,
    progress: Progress = lambda _done, _all: None,
) -> Survey:
    """Read the `chosen` ones of `rows` with a fixed set of workers."""
    ids = sorted(chosen)
    done, guard = 0, threading.Lock()

    def read(remote_id: str) -> Observation | None:
        nonlocal done
        found = reader.interview(remote_id)
        with guard:
            done += 1
            progress(done, len(ids))
        return found

    found = in_parallel(read, ids, workers)
    seen = {remote_id: one for remote_id, one in found.items() if one is not None}
    return Survey(merchant, rows, seen, reader.templates())
