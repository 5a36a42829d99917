"""The journal replayed onto the Snapshot it builds on. A pure function of values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reconciler.engine import records
from reconciler.errors import StateDamaged
from reconciler.model.address import Address
from reconciler.model.journal import Begun, Ended, Ending, Entry, Intended, Noted, ReadBack
from reconciler.model.kinds import makes
from reconciler.model.record import Intent, Record, Snapshot


def fold(snapshot: Snapshot, entries: Sequence[Entry]) -> Snapshot:
    """The Snapshot after everything the journal says, one serial on; itself when there is nothing new.

    A create without an ending stays open: it may have happened. An update or a set-state without an ending
    is an absolute write: its values count as sent and not read, and the next look tells.
    """
    if not entries:
        return snapshot
    begun = entries[0]
    if not isinstance(begun, Begun):
        raise StateDamaged("The journal has no first line that says which state it belongs to.")
    if begun.lineage != snapshot.lineage:
        raise StateDamaged(
            f"The journal belongs to lineage {begun.lineage}, the state to {snapshot.lineage}.",
            hint="Put back the state file that was beside this journal, or move a foreign journal away",
        )
    if begun.serial < snapshot.serial or len(entries) == 1:
        return snapshot
    if begun.serial > snapshot.serial:
        raise StateDamaged(
            f"The journal builds on serial {begun.serial}, but the state is at {snapshot.serial}: "
            "the state is older than its journal.",
            hint="Restore the newer state; applying on an older one could make interviews twice",
        )
    folding = Folding(snapshot, begun)
    for entry in entries[1:]:
        folding.take(entry)
    return folding.snapshot()


class Folding:
    """The Snapshot that a journal makes of the one it builds on, line by line."""

    def __init__(self, snapshot: Snapshot, begun: Begun) -> None:
        self._snapshot, self._begun = snapshot, begun
        self._records: dict[Address, Record] = dict(snapshot.records)
        self._open: dict[str, Intent] = dict(snapshot.open)

    def take(self, entry: Entry) -> None:
        """Raises StateDamaged for a second beginning."""
        match entry:
            case Intended(intent):
                self._open[intent.id] = intent
            case Ended():
                self._end(entry)
            case Noted(address, record, settles):
                if settles is not None:
                    self._open.pop(settles, None)
                if record is None:
                    self._records.pop(address, None)
                else:
                    self._records[address] = record
            case ReadBack(address, remote_id, pairs):
                known = self._records.get(address)
                if known is None or known.remote_id != remote_id:
                    known = Record(remote_id)  # of a damaged journal, whose line about it is lost
                self._records[address] = records.confirmed(known, pairs)
            case Begun():  # pragma: no branch  mypy knows that there is no other
                raise StateDamaged("The journal begins twice.")

    def _end(self, entry: Ended) -> None:
        intent = self._open.get(entry.intent_id)
        if intent is None:
            return
        if entry.ending is not Ending.UNKNOWN:
            del self._open[entry.intent_id]
        record = entry.record
        if record is None and entry.remote_id is not None:
            record = records.answered(intent, entry.remote_id, self._records.get(intent.address))
        if record is not None:
            self._records[intent.address] = record

    def snapshot(self) -> Snapshot:
        """With every line so far, as if the run had ended here."""
        records_, open_ = dict(self._records), dict(self._open)
        for intent in [intent for intent in open_.values() if not makes(intent.endpoint, intent.remote_id)]:
            del open_[intent.id]
            known = records_.get(intent.address)
            # Not of a resource that it took the place of.
            if known is not None and known.remote_id == intent.remote_id:
                records_[intent.address] = records.perhaps_written(intent, known)
        return replace(
            self._snapshot,
            serial=self._snapshot.serial + 1,
            records=records_,
            open=open_,
            account=self._begun.account or self._snapshot.account,
        )
