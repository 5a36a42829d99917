"""Where the workers hand in what has to be written down. One thread writes; the others wait for it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reconciler.errors import StateError
from reconciler.model.change import Change
from reconciler.model.journal import Ended, Ending, Entry
from reconciler.model.report import Result


@dataclass(slots=True)
class _Wish:
    entries: tuple[Entry, ...]
    written: threading.Event = field(default_factory=threading.Event)
    error: StateError | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A worker is through with a Change. `fault`: the call that decided it ended in a 5xx."""

    change: Change
    result: Result
    fault: bool = False


class Desk:
    """The journal's only writer serves here. Everything that piled up meanwhile goes into one sync."""

    def __init__(self, append: Callable[[Sequence[Entry]], None]) -> None:
        self._append = append
        self._inbox: queue.SimpleQueue[_Wish | Done] = queue.SimpleQueue()
        self._closed = False
        self.unsaved: list[Entry] = []
        """Outcomes that could not be written: the caller must show them, or a made interview is lost."""

    def write(self, *entries: Entry) -> None:
        """For workers: returns when the entries are durable; raises StateError when they are not."""
        wish = _Wish(entries)
        self._inbox.put(wish)
        if self._closed:
            self._turn_away()
        wish.written.wait()
        if wish.error is not None:
            raise wish.error

    def done(self, done: Done) -> None:
        self._inbox.put(done)

    def close(self) -> None:
        """For the writer, when it leaves: nothing is written any more, and nobody waits for it."""
        self._closed = True
        self._turn_away()

    def _turn_away(self) -> None:
        while True:
            try:
                item = self._inbox.get_nowait()
            except queue.Empty:
                return
            if isinstance(item, _Wish):
                item.error = StateError("The run has ended; nothing more is written.")
                item.written.set()

    def serve(self, timeout: float) -> list[Done]:
        """For the writer: wait for something, write all that is there by one sync, return who is through."""
        try:
            items = [self._inbox.get(timeout=timeout)]
        except queue.Empty:
            return []
        while True:
            try:
                items.append(self._inbox.get_nowait())
            except queue.Empty:
                break
        wishes = [item for item in items if isinstance(item, _Wish)]
        if wishes:
            self._write([entry for wish in wishes for entry in wish.entries], wishes)
        return [item for item in items if isinstance(item, Done)]

    def _write(self, entries: list[Entry], wishes: list[_Wish]) -> None:
        try:
            self._append(entries)
        except StateError as error:
            self.unsaved.extend(entry for entry in entries if _matters(entry))
            for wish in wishes:
                wish.error = error
        except BaseException:
            for wish in wishes:
                wish.error = StateError("The run broke off before this was written.")
            raise
        finally:
            for wish in wishes:
                wish.written.set()


def _matters(entry: Entry) -> bool:
    return isinstance(entry, Ended) and entry.ending is not Ending.FAILED
