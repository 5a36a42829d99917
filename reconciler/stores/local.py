"""State, journal, lock and history as files of one folder of this machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from reconciler.errors import StateDamaged, StateError, StateMoved, UsageError
from reconciler.model.journal import Begun, Entry
from reconciler.model.record import Snapshot
from reconciler.ports import Holding, Kept, Owner, Stored
from reconciler.stores import codec, disk, lazy
from reconciler.stores.history import History
from reconciler.stores.locking import Lock
from reconciler.stores.room import probe, reserve
from reconciler.stores.telling import told

FAILPOINTS: tuple[str, ...] = (
    "lock.acquired",
    *(f"owner.{point}" for point in disk.REPLACING),
    *(f"state.{point}" for point in disk.REPLACING),
    *(f"history.{point}" for point in disk.REPLACING),
    *(f"journal.{point}" for point in (*disk.REPLACING, *disk.APPENDING)),
)
"""Every name that the hook `fail` is called with, in the order of a run."""

_FIRST_LINE = 1 << 16  # bytes in which the first line of a journal ends
_LOOKS = 20  # a reader that is overtaken this often in a row gives up
_ROOM = 1024 * 1024  # bytes that must be free before the first call that costs


class LocalStore:
    """Implements ports.KeepingStore over `<stem>.json`, `.journal`, `.lock`, `.owner` and `<stem>.history/`.

    `path` is the state file; `shown` how messages name it (default: the path). Reading needs no lock.
    A write outside of `lock` takes it for that write. One instance belongs to one thread, but for
    `check_lock`. `now` only dates what is kept.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        shown: str | None = None,
        fail: disk.Fail = lambda _point: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._state = Path(path)
        self._journal, lock, owner, history = (
            self._state.with_suffix(suffix) for suffix in (".journal", ".lock", ".owner", ".history")
        )
        if self._state in (self._journal, lock, owner, history) or not self._state.suffix:
            raise UsageError(
                f"state: {path} must end in .json.", hint="Write for example state/production.json"
            )
        self._shown = shown or str(path)
        self._fail = fail
        self._now = now
        self._lock = Lock(lock, owner, self._shown, fail)
        self._history = History(history, self._named(history), fail)
        self._room = 0  # bytes to set aside for the journal
        self._lines: disk.Lines | None = None  # the journal, while it is added to
        self._torn = False  # an append failed: only `begin` makes the journal whole again

    @property
    def place(self) -> str:
        return self._shown

    def load(self) -> Stored:
        with told(self._shown, "cannot be read"):
            for _ in range(_LOOKS):
                state, journal = disk.opened(self._state), disk.opened(self._journal)
                # A writer that ends replaces the state, then the journal. A pair of an old state and a new
                # journal would show everything in between as never done.
                if disk.stamp(self._state) == (None if state is None else state.stamp):
                    snapshot = None if state is None else codec.decode_snapshot(state, self._shown)
                    return Stored(snapshot, () if journal is None else self._entries(journal, snapshot))
        raise StateMoved(
            f"{self._shown} is being written all the time.", hint="Wait for the other process to end"
        )

    def _entries(self, journal: disk.Opened, snapshot: Snapshot | None) -> Sequence[Entry]:
        """The journal's lines. One that is folded already stays until the next run begins its own: every
        line of it is in the Snapshot, which has a checksum, so it is read only if somebody asks."""

        def whole() -> tuple[Entry, ...]:
            return codec.decode_journal(journal.grown(0), self._journal_shown)

        first, newline, _ = journal.grown(0, _FIRST_LINE).partition(b"\n")
        if snapshot is not None and newline:
            (begun,) = codec.decode_journal(first + newline, self._journal_shown)
            assert isinstance(begun, Begun)
            if begun.lineage == snapshot.lineage and begun.serial < snapshot.serial:
                return lazy.Folded(begun, whole)
        return whole()

    def lock(self, owner: Owner) -> AbstractContextManager[None]:
        return self._lock.held(owner, self._clean)

    def _clean(self) -> None:
        """Remove what a killed writer left half made, and what a robbed one is still at: it must not take a
        name after we have read."""
        for path in (self._state, self._journal):
            disk.clean(path.parent, path.name)

    def write(self, snapshot: Snapshot, *, over: Snapshot | None) -> None:
        data = codec.encode_snapshot(snapshot)
        with self._lock.writing(), told(self._shown, "cannot be written; what was there before still is"):
            found = disk.read(self._state)
            held = None if found is None else codec.decode_snapshot(found[0], self._shown)
            if _mark(held) != _mark(over):
                raise StateMoved(
                    f"{self._shown} was written by another process: it holds {_told(held)}, and "
                    f"{_told(over)} was read. Nothing was overwritten.",
                    hint="Run the command again: it starts from what is there now",
                )
            disk.replace(self._state, data, self._fail, "state", check=self._lock.check)
            # It is durable: that no copy could be kept must not make the run believe otherwise.
            with suppress(OSError, StateError):
                if found is not None and held is not None:
                    self._history.keep(found[0], held.serial, operation="", when=found[1][2] / 1e9)
                self._keep(data, snapshot)

    def begin(self, begun: Begun) -> None:
        line = codec.encode_entry(begun)
        self._let_go()
        with self._lock.writing(), told(self._shown, "its journal cannot be started"):
            disk.refuse_strange(self._journal)
            disk.replace(self._journal, line, self._fail, "journal", check=self._lock.check)
            if self._room:
                reserve(self._journal, self._room)
            self._lines = disk.Lines(self._journal, len(line))
        self._torn = False

    def append(self, entries: Sequence[Entry]) -> None:
        lines = b"".join(codec.encode_entry(entry) for entry in entries)
        if not lines:
            return
        if self._torn:
            raise StateError(
                f"{self._journal_shown}: an earlier write failed, so no line may follow it.",
                hint="Run the command again: it reads the journal first and begins anew",
            )
        with self._lock.writing(looks=True), told(self._shown, "its journal cannot be written"):
            if self._lines is None:
                self._lines = disk.Lines(self._journal, self._whole_length())
            self._torn = True
            self._lines.add(lines, self._fail, "journal", check=self._lock.check)
            self._torn = False

    def _let_go(self) -> None:
        if self._lines is not None:
            self._lines.close()
            self._lines = None

    def prepare(self, room: int = _ROOM) -> None:
        with told(self._shown, "cannot be written"):
            disk.make_folder(self._state.parent)
            disk.refuse_strange(self._state)
            disk.refuse_strange(self._journal)
            probe(self._state.parent, room)
        self._room = room

    def check_lock(self) -> None:
        self._lock.check()

    def holder(self) -> Owner | None:
        """Who holds the lock by its own account, for people to read; None when nobody left a name."""
        return self._lock.holder()

    def holding(self) -> Holding | None:
        return self._lock.holding()

    def unlock(self, holding: Holding) -> None:
        self._lock.rob(holding)

    def history(self) -> Sequence[Kept]:
        return self._history.kept()

    def kept(self, kept: Kept) -> Snapshot:
        return codec.decode_snapshot(*self._history.read(kept))

    def salvaged(self) -> Stored:
        with told(self._shown, "cannot be read"):
            state, journal = disk.read(self._state), disk.read(self._journal)
        return Stored(
            None if state is None else self._readable(state[0]),
            () if journal is None else codec.salvage_journal(journal[0]),
        )

    def restore(self, snapshot: Snapshot, begun: Begun) -> Sequence[str]:
        data = codec.encode_snapshot(snapshot)
        with self._lock.writing(), told(self._shown, "cannot be restored; what was there before still is"):
            aside = self._set_aside()
            disk.replace(self._state, data, self._fail, "state", check=self._lock.check)
            with suppress(OSError, StateError):
                self._keep(data, snapshot)
        self.begin(begun)
        return aside

    def _set_aside(self) -> list[str]:
        """Keep what is there, whole or not; returns the names of what was damaged. Raises OSError."""
        aside = []
        state, journal = disk.read(self._state), disk.read(self._journal)
        if state is not None:
            held = self._readable(state[0])
            if held is None:
                aside.append(self._history.keep_aside(state[0], ".json"))
            else:
                self._history.keep(state[0], held.serial, operation="", when=state[1][2] / 1e9)
        if journal is not None:
            try:
                codec.decode_journal(journal[0], self._journal_shown)
            except StateDamaged:
                aside.append(self._history.keep_aside(journal[0], ".journal"))
        return aside

    def _readable(self, data: bytes) -> Snapshot | None:
        try:
            return codec.decode_snapshot(data, self._shown)
        except StateDamaged:
            return None

    def _keep(self, data: bytes, snapshot: Snapshot) -> None:
        self._history.keep(data, snapshot.serial, operation=self._lock.operation, when=self._now())

    def _whole_length(self) -> int:
        """The length of a journal that we did not begin; it must end in a whole line."""
        found = disk.read(self._journal)
        if found is None or not found[0].endswith(b"\n"):
            raise StateError(f"{self._journal_shown} has no whole last line to add to; it must begin anew.")
        return len(found[0])

    @property
    def _journal_shown(self) -> str:
        return self._named(self._journal)

    def _named(self, path: Path) -> str:
        """How messages name a file beside the state file."""
        return self._shown.removesuffix(self._state.name) + path.name


def _mark(snapshot: Snapshot | None) -> tuple[str, int] | None:
    return None if snapshot is None else (snapshot.lineage, snapshot.serial)


def _told(snapshot: Snapshot | None) -> str:
    return "no state" if snapshot is None else f"serial {snapshot.serial} of lineage {snapshot.lineage}"
