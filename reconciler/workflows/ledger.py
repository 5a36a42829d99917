"""The Snapshot and its journal during one writing command, kept in step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reconciler.apply.journal import Folding
from reconciler.model.journal import Begun, Ended, Entry, Noted, ReadBack
from reconciler.model.record import Fingerprint, Snapshot
from reconciler.workflows.work import Work, start


@dataclass(slots=True)
class Ledger:
    """`base` is the Snapshot as it is stored, or as it will first be stored; the journal begins with the
    first line that is handed in, so that a run without a change leaves no trace."""

    work: Work
    base: Snapshot
    stored: Snapshot | None
    fingerprint: Fingerprint | None = None
    operation: str = "apply"
    lines: list[Entry] = field(default_factory=list)
    _folding: Folding | None = None

    @classmethod
    def opened(cls, work: Work, operation: str = "apply") -> Ledger:
        """Load under the lock; a journal that was left behind is folded into a durable Snapshot first."""
        loaded = work.store.load()
        base = start(loaded, work.new_id)
        stored = loaded.snapshot
        if base is not stored and loaded.entries and (stored is None or base.serial != stored.serial):
            work.store.write(base, over=stored)
            stored = base
        return cls(work, base, stored, base.account, operation)

    @property
    def snapshot(self) -> Snapshot:
        """The Snapshot with every line so far."""
        return self.base if self._folding is None or len(self.lines) < 2 else self._folding.snapshot()

    @property
    def touched(self) -> set[str]:
        """The remote ids that the lines so far are about."""
        found: set[str] = set()
        for line in self.lines:
            if isinstance(line, Noted | Ended) and line.record is not None:
                found.add(line.record.remote_id)
            elif isinstance(line, Ended | ReadBack) and line.remote_id is not None:
                found.add(line.remote_id)
        return found

    def append(self, entries: Sequence[Entry]) -> None:
        """Write down, durable on return. Raises StateError."""
        if not self.lines:
            begun = Begun(
                self.base.lineage,
                self.base.serial,
                self.fingerprint,
                self.operation,
                self.work.clock.now(),
                self.base.salt if self.stored is None else "",
            )
            self.work.store.begin(begun)
            self.lines.append(begun)
            self._folding = Folding(self.base, begun)
        self.work.store.append(entries)
        self.lines.extend(entries)
        assert self._folding is not None
        for entry in entries:  # between two syncs there is time, at the end somebody waits
            self._folding.take(entry)

    def close(self) -> None:
        """Fold what was written into the stored Snapshot; what cannot be stored is still in the journal."""
        if len(self.lines) > 1:
            folded = self.snapshot
            self.work.store.write(folded, over=self.stored)
            self.base = self.stored = folded
        self.lines.clear()
        self._folding = None
