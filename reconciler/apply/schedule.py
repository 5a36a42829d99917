"""Which Change may start now, and when the run has to stop. Values in, values out: no clock, no calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from reconciler.model.address import Address
from reconciler.model.change import Action, Change
from reconciler.model.journal import Ending

_EQUAL_FAILURES = 3

MAKING = frozenset({Action.CREATE, Action.REPLACE})
"""Changes that begin with a create."""


@dataclass(frozen=True, slots=True)
class Skip:
    change: Change
    reason: str
    because: tuple[Address, ...] = ()


@dataclass(slots=True)
class Schedule:
    """The order of a plan while it is carried out.

    The first create goes alone: when it ends in a fault, no other create starts in this run, whatever
    settlement finds, since a service in that mood may make and deny each one. Three equal failures in a
    row stop the run. A failure skips what needs it and nothing else.
    """

    waiting: list[Change]
    needs: Mapping[Address, tuple[Address, ...]] = field(default_factory=dict)
    planned: frozenset[Address] = frozenset()
    running: list[Change] = field(default_factory=list)
    done: set[Address] = field(default_factory=set)
    lost: set[Address] = field(default_factory=set)
    skipped: list[Skip] = field(default_factory=list)
    stopped: str = ""
    _create_proven: bool = False
    _creates_closed: str = ""
    _alike: list[str] = field(default_factory=list)
    _dropped_for: tuple[str, str, int] = ("", "", 0)

    @classmethod
    def of(cls, changes: Sequence[Change], needs: Mapping[Address, tuple[Address, ...]]) -> Schedule:
        return cls(list(changes), needs, frozenset(change.address for change in changes))

    def take(self, most: int = 1) -> tuple[Change, ...]:
        """The next Change that may start, moved to running, with up to `most` of its batch; empty when none
        may now."""
        self.drop()
        for change in self.waiting:
            if self._may_start(change):
                group = (change, *self._companions(change, most - 1))
                for one in group:
                    self.waiting.remove(one)
                    self.running.append(one)
                return group
        return ()

    def _companions(self, change: Change, most: int) -> list[Change]:
        if not change.batch:
            return []
        same = (one for one in self.waiting if one.batch == change.batch and one is not change)
        ready = (one for one in same if all(need in self.done for need in self._open_needs(one)))
        return list(islice(ready, most))

    def finish(self, change: Change, ending: Ending, *, fault: bool, message: str) -> None:
        """Take note of how a running Change ended; `fault`: it was a 5xx."""
        self.running.remove(change)
        if ending is Ending.APPLIED:
            self.done.add(change.address)
            self._alike.clear()
            self._create_proven = self._create_proven or change.action in MAKING
            return
        self.lost.add(change.address)
        if change.action in MAKING and fault and not self._create_proven:
            self._creates_closed = f"the first create, {change.address}, ended in a server error"
        self._alike.append(message)
        if len(self._alike) >= _EQUAL_FAILURES and len(set(self._alike[-_EQUAL_FAILURES:])) == 1:
            self.stop(f"the same failure came {_EQUAL_FAILURES} times in a row: {message}")

    def stop(self, reason: str) -> None:
        """Start nothing any more; what runs may end."""
        self.stopped = self.stopped or reason

    @property
    def over(self) -> bool:
        self.drop()
        return not self.waiting and not self.running

    def _may_start(self, change: Change) -> bool:
        if any(need not in self.done for need in self._open_needs(change)):
            return False
        if any(other.address == change.address for other in self.running):
            return False  # one resource, one call at a time
        if change.action in MAKING and not self._create_proven:
            return not any(other.action in MAKING for other in self.running)
        return True

    def _open_needs(self, change: Change) -> tuple[Address, ...]:
        if not self.needs.get(change.address):
            return ()
        return tuple(need for need in self.needs.get(change.address, ()) if need in self.planned)

    def drop(self) -> None:
        """Move what can no longer start to the skipped, until nothing more follows from it."""
        reasons = (self.stopped, self._creates_closed, len(self.lost))
        if reasons == self._dropped_for:
            return  # asked at every step of a run, and there is nothing new to ask about
        moved = True
        while moved:
            moved = False
            for change in list(self.waiting):
                skip = self._skip(change)
                if skip is not None:
                    self.waiting.remove(change)
                    self.skipped.append(skip)
                    self.lost.add(change.address)
                    moved = True
        self._dropped_for = (self.stopped, self._creates_closed, len(self.lost))

    def _skip(self, change: Change) -> Skip | None:
        if self.stopped:
            return Skip(change, self.stopped)
        if change.address in self.lost:
            # Of one Address a later Change takes away what an earlier one was to put a new one in place of.
            return Skip(change, "the change before it was not carried out")
        lost = tuple(need for need in self.needs.get(change.address, ()) if need in self.lost)
        if lost:
            return Skip(change, f"it needs {', '.join(map(str, lost))}", lost)
        if change.action in MAKING and self._creates_closed:
            return Skip(change, self._creates_closed)
        return None
