"""Where the workers hand in what has to be written down. One thread writes; who may not go on before waits.

What nobody waits for (an outcome that is read back next, the end of a Change) stays for a moment, since the
next intent is on its way and one sync does for both. Lines are written in the order they were handed in.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from reconciler.errors import StateError
from reconciler.model.change import Change
from reconciler.model.journal import Ended, Ending, Entry
from reconciler.model.report import Result

_MOMENT = 0.005
"""Seconds that lines nobody waits for are kept for others to come."""


def _taken() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(slots=True)
class _Wish:
    """`written` is free once the entries are: an Event would be four objects, and every call has one."""

    entries: tuple[Entry, ...]
    waited_for: bool = True
    written: threading.Lock = field(default_factory=_taken)
    error: StateError | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A worker is through with a Change. `fault`: the call that decided it ended in a 5xx. `lines`: what is
    still to be written of it."""

    change: Change
    result: Result
    fault: bool = False
    lines: tuple[Entry, ...] = ()


class Desk:
    """The journal's only writer serves here. Everything that piled up meanwhile goes into one sync; after one
    that failed nothing is written any more."""

    def __init__(self, append: Callable[[Sequence[Entry]], None]) -> None:
        self._append = append
        self._inbox: queue.SimpleQueue[_Wish | Done] = queue.SimpleQueue()
        self._held: list[_Wish | Done] = []
        self._ripe = False
        self._failed: StateError | None = None
        self._closed = False
        self.unsaved: list[Entry] = []
        """Outcomes that could not be written: the caller must show them, or a made interview is lost."""

    def write(self, *entries: Entry) -> None:
        """For workers: returns when the entries are durable; raises StateError when they are not."""
        wish = self._put(_Wish(entries))
        wish.written.acquire()
        if wish.error is not None:
            raise wish.error

    def hand_in(self, *entries: Entry) -> None:
        """For workers: to be written before all that follows, which fails when this cannot be written."""
        self._put(_Wish(entries, waited_for=False))

    def _put(self, wish: _Wish) -> _Wish:
        self._inbox.put(wish)
        if self._closed:
            self._turn_away()
        return wish

    def done(self, done: Done) -> None:
        self._inbox.put(done)

    def close(self) -> None:
        """For the writer, when it leaves: nothing is written any more, and nobody waits for it."""
        self._closed = True
        held, self._held = self._held, []
        for item in held:
            _refuse(item)
        self._turn_away()

    def _turn_away(self) -> None:
        while True:
            try:
                _refuse(self._inbox.get_nowait())
            except queue.Empty:
                return

    @property
    def holds(self) -> bool:
        """Whether something was gathered and is not written yet."""
        return bool(self._held)

    @property
    def ripe(self) -> bool:
        """Whether what was gathered has to be written now: somebody waits, or nothing followed it."""
        return self._ripe

    def gather(self, timeout: float) -> list[Done]:
        """For the writer: wait for something, take all that is there, and return who is through with nothing
        of it written yet. What they were through with may be built upon, since it is written first."""
        try:
            items = [self._inbox.get(timeout=_MOMENT if self._held else timeout)]
        except queue.Empty:
            self._ripe = bool(self._held)
            return []
        while True:
            try:
                items.append(self._inbox.get_nowait())
            except queue.Empty:
                break
        self._held += items
        self._ripe = any(item.waited_for if isinstance(item, _Wish) else not item.lines for item in items)
        return [item for item in items if isinstance(item, Done)]

    def save(self, tell: Callable[[Done], None]) -> None:
        """For the writer: write what was gathered by one sync. `tell` hears of who is through, as it came
        out, before anybody who waits goes on: nothing is shown later than what follows it."""
        held, self._held, self._ripe = self._held, [], False
        wishes = [item for item in held if isinstance(item, _Wish)]
        error: StateError | None = StateError("The run broke off before this was written.")
        try:
            error = self._write(
                [line for item in held for line in (item.entries if isinstance(item, _Wish) else item.lines)]
            )
            for item in held:
                if isinstance(item, Done):
                    tell(self._as_written(item))
        finally:
            for wish in wishes:
                wish.error = error
                wish.written.release()

    def _as_written(self, done: Done) -> Done:
        if self._failed is None or not done.lines:
            return done
        error, one = self._failed, done.result
        failed = Result(
            one.address, one.action, Ending.FAILED, error.message, error.hint, seconds=one.seconds
        )
        return replace(done, result=failed)

    def _write(self, lines: list[Entry]) -> StateError | None:
        """Append them; what kept them from being written, if anything did."""
        if not lines:
            return None
        try:
            if self._failed is not None:
                raise self._failed
            self._append(lines)
        except StateError as failed:
            self._failed = failed
            self.unsaved.extend(line for line in lines if _matters(line))
            return failed
        return None


def _refuse(item: _Wish | Done) -> None:
    if isinstance(item, _Wish):
        item.error = StateError("The run has ended; nothing more is written.")
        item.written.release()


def _matters(entry: Entry) -> bool:
    return isinstance(entry, Ended) and entry.ending is not Ending.FAILED
