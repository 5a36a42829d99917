"""A Store in memory that is as strict as one on a disk, and the ways in which one can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from reconciler.errors import StateError, StateLocked, StateMoved
from reconciler.model.journal import Begun, Entry
from reconciler.model.record import Snapshot
from reconciler.ports import Owner, Stored
from reconciler.stores.codec import decode_journal, decode_snapshot, encode_entry, encode_snapshot


class Killed(BaseException):
    """The process dies here: nothing of ours may catch it."""


class MemoryStore:
    """Holds bytes, as a file would. `operations` names everything that was written; `trouble` is called
    before and after each with its number and may raise."""

    place = "memory"

    def __init__(self) -> None:
        self.state: bytes | None = None
        self.journal: list[bytes] = []
        self.operations: list[str] = []
        self.trouble: Callable[[int, str, str], None] = lambda _number, _name, _when: None
        self._locked = False

    def load(self) -> Stored:
        state = None if self.state is None else decode_snapshot(self.state, self.place)
        journal = decode_journal(b"".join(self.journal), "journal") if self.journal else ()
        return Stored(state, journal)

    @contextmanager
    def lock(self, owner: Owner) -> Iterator[None]:
        if self._locked:
            raise StateLocked("locked")
        self._locked = True
        try:
            yield
        finally:
            self._locked = False

    def write(self, snapshot: Snapshot, *, over: Snapshot | None) -> None:
        data = encode_snapshot(snapshot)
        held = self.load().snapshot
        if (held and (held.lineage, held.serial)) != (over and (over.lineage, over.serial)):
            raise StateMoved("moved")
        with self._doing("write"):
            self.state = data

    def begin(self, begun: Begun) -> None:
        line = encode_entry(begun)
        with self._doing("begin"):
            self.journal = [line]

    def append(self, entries: Sequence[Entry]) -> None:
        lines = [encode_entry(entry) for entry in entries]
        assert self.journal, "nothing may be appended to a journal that was never begun"
        with self._doing("append"):
            self.journal = [*self.journal, *lines]

    def prepare(self, room: int) -> None:
        assert room > 0

    def check_lock(self) -> None:
        assert self._locked

    @contextmanager
    def _doing(self, name: str) -> Iterator[None]:
        assert self._locked, f"{name} without the lock"
        number = len(self.operations)
        self.operations.append(name)
        self.trouble(number, name, "before")
        yield
        self.trouble(number, name, "after")


def killing(at: int, when: str) -> Callable[[int, str, str], None]:
    """Dies at operation `at`, before or after it took effect."""

    def trouble(number: int, _name: str, now: str) -> None:
        if number == at and now == when:
            raise Killed

    return trouble


def failing(*names: str, since: int = 0, when: str = "before") -> Callable[[int, str, str], None]:
    """Every operation of these names from number `since` on fails as a full disk does."""

    def trouble(number: int, name: str, now: str) -> None:
        if name in names and number >= since and now == when:
            raise StateError(f"{name} {number}: no space left")

    return trouble
