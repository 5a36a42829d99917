"""What only files can do wrong: strange files, full disks, half writes, robbed locks, readers overtaken."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import filelock
import pytest

from reconciler.errors import StateError, StateLocked, StateMoved, UsageError
from reconciler.model.address import Address
from reconciler.model.journal import Begun, Noted
from reconciler.model.record import Record, Snapshot
from reconciler.ports import Owner
from reconciler.stores import disk, locking
from reconciler.stores.local import FAILPOINTS, LocalStore
from reconciler.stores.owner import decode_owner, described, encode_owner

OWNER = Owner("apply", "ann", "build-7", 4242, 1795600800.0)
FIRST, SECOND = Snapshot("l", 1), Snapshot("l", 2)
BEGUN = Begun("l", 1, None, "apply", 0.0)
NOTED = Noted(Address("interview", "a"), Record("id-1"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "state" / "local.json"


@pytest.fixture
def store(path: Path) -> LocalStore:
    return LocalStore(path, shown="state/local.json")


def run(store: LocalStore) -> None:
    with store.lock(OWNER):
        store.write(FIRST, over=None)
        store.begin(BEGUN)
        store.append([NOTED])


def test_files_are_named_after_the_state_and_readable_by_their_owner_only(
    store: LocalStore, path: Path
) -> None:
    before = os.umask(0)
    try:
        with store.lock(OWNER):
            store.write(FIRST, over=None)
            store.begin(BEGUN)
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
            kept = [stat.S_IMODE(file.stat().st_mode) for file in path.with_suffix(".history").iterdir()]
    finally:
        os.umask(before)
    files = dict.fromkeys(["local.json", "local.journal", "local.lock", "local.owner"], 0o600)
    assert modes == {**files, "local.history": 0o700}
    assert kept == [0o600]
    assert not path.with_suffix(".owner").exists(), "the name goes with the lock"


@pytest.mark.parametrize("name", ["state", "state.journal", "state.lock", "state.owner", "state.history"])
def test_a_state_file_must_not_collide_with_what_lies_beside_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="json"):
        LocalStore(tmp_path / name)


def test_messages_name_files_as_the_project_does(store: LocalStore, path: Path) -> None:
    run(store)
    assert store.place == "state/local.json"
    path.with_suffix(".journal").write_bytes(b"")
    with pytest.raises(StateError, match=r"^state/local\.journal:1:"):
        store.load()
    assert LocalStore(path).place == str(path)


SUFFIXES = [".json", ".journal", ".lock", ".owner"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_symbolic_link_is_refused_and_what_it_points_to_stays(
    store: LocalStore, path: Path, suffix: str
) -> None:
    target = path.parent.parent / "precious"
    path.parent.mkdir(parents=True)
    target.write_text("precious")
    path.with_suffix(suffix).symlink_to(target)
    with pytest.raises(StateError, match="symbolic link"):
        run(store)
    assert target.read_text() == "precious"
    assert path.with_suffix(suffix).is_symlink()


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_is_refused_without_hanging(
    store: LocalStore, path: Path, suffix: str, make: Callable[[Path], None]
) -> None:
    path.parent.mkdir(parents=True)
    make(path.with_suffix(suffix))
    with pytest.raises(StateError, match="not a regular file"):
        run(store)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_somebody_elses_file_is_refused(
    store: LocalStore, path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(store)
    path.with_suffix(suffix).touch()
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(StateError, match="another user") as caught:
        store.load() if suffix in (".json", ".journal") else run(store)
    assert "chown" in caught.value.hint


def test_a_folder_that_refuses_is_told(
    store: LocalStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    run(store)
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StateError, match="Permission denied") as caught:
        store.load()
    assert "writable" in caught.value.hint


class Recorder:
    """Stands for the calls of `os` that write: notes each, can fail the n-th, can write only in part."""

    NAMES = ("open", "write", "fsync", "fdatasync", "replace", "close")

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, folder: Path, *, fail_at: int = 0, piece: int = 0
    ) -> None:
        self.calls: list[str] = []
        self._real: dict[str, Any] = {name: getattr(os, name) for name in self.NAMES}
        self._folder, self._fail_at, self._piece = folder, fail_at, piece
        for name in self.NAMES:
            monkeypatch.setattr(os, name, self._wrapped(name))

    def _wrapped(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if name == "open":
                path, flags = Path(arguments[0]), arguments[1]
                kind = "folder" if path == self._folder else path.suffix
                self._note(f"open {kind}" if flags & os.O_CREAT else f"look {kind}")
            elif name != "close":
                self._note(name)
            if name == "write" and self._piece:
                arguments = (arguments[0], arguments[1][: self._piece])
            return self._real[name](*arguments, **named)

        return call

    def _note(self, what: str) -> None:
        self.calls.append(what)
        if len(self.calls) == self._fail_at:
            raise OSError(errno.ENOSPC, "No space left on device")


def test_a_replacement_is_synced_before_its_name_and_the_name_after_it(
    store: LocalStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir(parents=True)
    recorder = Recorder(monkeypatch, path.parent)
    disk.replace(path, b"x", lambda _: None, "state")
    assert recorder.calls == ["open .tmp", "write", "fsync", "replace", "look folder", "fsync"]


def test_an_append_is_one_write_and_one_sync(
    store: LocalStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(store)
    with store.lock(OWNER):
        store.begin(BEGUN)
        recorder = Recorder(monkeypatch, path.parent)
        stamp = disk.stamp

        def stamped(of: Path) -> tuple[int, int, int] | None:
            recorder.calls.append(f"stamp {of.suffix}")
            return stamp(of)

        with monkeypatch.context() as patch:
            patch.setattr(disk, "stamp", stamped)
            store.append([NOTED, NOTED, NOTED])
    # Whose the lock is, is looked at with the file at hand, and once more after the sync.
    assert recorder.calls == [
        "stamp .owner", "write", "fdatasync", "stamp .owner",
        "look .owner",  # when the lock is given back
    ]  # fmt: skip


def test_a_disk_that_takes_only_pieces_gets_it_all(
    store: LocalStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Recorder(monkeypatch, path.parent, piece=7)
    run(store)
    monkeypatch.undo()
    assert store.load().snapshot == FIRST
    assert store.load().entries == (BEGUN, NOTED)


def test_a_full_disk_at_the_nth_call_for_every_n_leaves_old_or_new(tmp_path: Path) -> None:
    for number in range(1, 200):
        path = tmp_path / str(number) / "local.json"
        store = LocalStore(path)
        run(store)
        with pytest.MonkeyPatch.context() as patch, store.lock(OWNER):
            recorder = Recorder(patch, path.parent, fail_at=number)
            try:
                store.write(SECOND, over=FIRST)
                store.begin(replace(BEGUN, serial=2))
                store.append([NOTED])
                failed = None
            except StateError as error:
                failed = error
            patch.undo()
            syncs = recorder.calls.count("fsync") + recorder.calls.count("fdatasync")
        stored = LocalStore(path).load()
        assert stored.snapshot in (FIRST, SECOND)
        assert stored.entries[0] in (BEGUN, replace(BEGUN, serial=2))
        assert list(path.parent.glob(".*.tmp")) == []
        if failed is None and len(recorder.calls) >= number:
            continue  # it struck the copy for the history, which nobody's run depends on
        if failed is None:
            assert stored.entries == (replace(BEGUN, serial=2), NOTED)
            assert syncs == 7, "state, its copy and the journal: file and folder each; and the append"
            break
        assert "No space left" in failed.message
        assert "space" in failed.hint
        assert recorder.calls[-1] not in ("fsync", "fdatasync") or len(recorder.calls) == number
    else:
        pytest.fail("no run without a failure")


def test_a_failed_sync_is_not_tried_again(
    store: LocalStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir(parents=True)
    calls: list[int] = []

    def fsync(handle: int) -> None:
        calls.append(handle)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(StateError):
        store.write(FIRST, over=None)
    assert len(calls) == 1
    assert not path.exists()


def test_a_folder_that_has_to_be_made_is_made_durably(
    store: LocalStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(disk, "sync_folder", synced.append)
    disk.make_folder(path.parent)
    assert set(synced) == {path.parent.parent, path.parent.parent.parent}


def test_what_a_killed_writer_left_half_written_goes_under_the_lock(store: LocalStore, path: Path) -> None:
    run(store)
    left = path.parent / ".local.json.77.abcd.tmp"
    others = [path.parent / ".other.json.77.abcd.tmp", path.parent / "local.json.tmp"]
    for file in (left, *others):
        file.write_text("half")
    with store.lock(OWNER):
        assert not left.exists()
    assert all(file.exists() for file in others)


def test_a_journal_that_somebody_else_wrote_to_takes_nothing_more(store: LocalStore, path: Path) -> None:
    with store.lock(OWNER):
        store.begin(BEGUN)
        with path.with_suffix(".journal").open("ab") as file:
            file.write(b"something\n")
        with pytest.raises(StateError, match="something else changed it"):
            store.append([NOTED])
    assert path.with_suffix(".journal").read_bytes().endswith(b"something\n")


@pytest.mark.parametrize("rob", ["gone", "other", "senseless"])
def test_who_lost_the_lock_writes_no_more(store: LocalStore, path: Path, rob: str) -> None:
    owner = path.with_suffix(".owner")
    with store.lock(OWNER):
        store.write(FIRST, over=None)
        store.begin(BEGUN)
        if rob == "gone":
            owner.unlink()
        else:
            owner.write_bytes(encode_owner(replace(OWNER, user="ben"), "other") if rob == "other" else b"{")
        with pytest.raises(StateLocked, match="taken away"):
            store.write(SECOND, over=FIRST)
        with pytest.raises(StateLocked, match="taken away"):
            store.append([NOTED])
        with pytest.raises(StateLocked, match="taken away"):
            store.begin(BEGUN)
    assert store.load().snapshot == FIRST
    assert owner.exists() == (rob != "gone"), "the name of the new holder stays"


def test_a_file_system_without_locks_is_refused(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        locking,
        "native",
        lambda path: filelock.SoftFileLock(str(path), thread_local=False, lifetime=None),
    )
    with pytest.raises(StateError, match="no locks"):
        run(store)


def test_a_library_that_says_so_itself_is_heard(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(*_: object, **__: object) -> None:
        raise NotImplementedError("no flock here")

    monkeypatch.setattr(filelock.UnixFileLock, "acquire", unsupported)
    with pytest.raises(StateError, match="no locks"):
        run(store)


def test_a_reader_that_is_overtaken_reads_again(
    store: LocalStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(store)
    real, turns = disk.opened, [0]

    def read(wanted: Path) -> Any:
        found = real(wanted)
        if wanted == path and turns[0] == 0:
            turns[0] = 1  # between its two looks a whole apply ends
            other = LocalStore(path)
            other.write(SECOND, over=FIRST)
            other.begin(replace(BEGUN, serial=2))
        return found

    monkeypatch.setattr(disk, "opened", read)
    stored = store.load()
    assert (stored.snapshot, stored.entries) == (SECOND, (replace(BEGUN, serial=2),))


def test_a_reader_that_is_always_overtaken_gives_up(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "stamp", lambda _: (0, 0, 0))
    with pytest.raises(StateMoved, match="all the time"):
        store.load()


@pytest.mark.parametrize("serial", [1, 0])
def test_a_journal_that_grows_while_it_is_read_is_read_as_far_as_it_is(
    store: LocalStore, path: Path, monkeypatch: pytest.MonkeyPatch, serial: int
) -> None:
    """A plan beside an apply at work: the journal of a run that goes on, or one that is folded."""
    real = disk.opened
    with store.lock(OWNER):
        store.write(FIRST, over=None)
        store.begin(replace(BEGUN, serial=serial))

        def overtaken(file: Path) -> disk.Opened | None:
            found = real(file)
            if file == path.with_suffix(".journal"):
                store.append([NOTED])
            return found

        monkeypatch.setattr(disk, "opened", overtaken)
        found = LocalStore(path).load().entries
        assert found
        store.append([NOTED])
        assert list(found) == [replace(BEGUN, serial=serial), NOTED, *([NOTED] if serial == 0 else [])]


def test_preparing_finds_what_would_fail_later(store: LocalStore, path: Path) -> None:
    store.prepare()
    assert list(path.parent.iterdir()) == []
    with pytest.MonkeyPatch.context() as patch:
        recorder = Recorder(patch, path.parent, fail_at=2)
        with pytest.raises(StateError, match="No space left"):
            store.prepare()
        assert recorder.calls == ["open .tmp", "write"]
    assert list(path.parent.iterdir()) == []
    path.symlink_to("/dev/null")
    with pytest.raises(StateError, match="symbolic link"):
        store.prepare()


def test_preparing_takes_as_much_as_it_is_asked_for(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        taken.append(os.fstat(handle).st_blocks * 512)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    store.prepare(room=1_234_567)
    assert taken[-1] >= 1_234_567


def test_what_was_prepared_is_set_aside_when_the_journal_begins(store: LocalStore, path: Path) -> None:
    store.begin(BEGUN)
    assert path.with_suffix(".journal").stat().st_blocks * 512 < 300_000
    store.prepare(room=300_000)
    store.begin(BEGUN)
    assert path.with_suffix(".journal").stat().st_blocks * 512 >= 300_000


def test_the_holder_is_known_while_there_is_one(store: LocalStore, path: Path) -> None:
    assert store.holder() is None
    with store.lock(OWNER):
        assert LocalStore(path).holder() == OWNER
    assert store.holder() is None


def test_every_failpoint_has_one_name() -> None:
    assert len(set(FAILPOINTS)) == len(FAILPOINTS)


def test_an_owner_comes_back() -> None:
    odd = replace(OWNER, user="Zoë\n", since=0.5)
    assert decode_owner(encode_owner(odd, "k")) == (odd, "k")


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"[]", b"{}", b'{"pid": "x"}', b"null", bytes(10), b"[" * 100_000]
)
def test_an_owner_that_cannot_be_read_stops_nobody(data: bytes) -> None:
    assert decode_owner(data) is None


def test_a_holder_is_described_as_far_as_it_is_known() -> None:
    assert described(None) == "by a process that left no name"
    assert described(OWNER) == "by apply of ann on build-7, process 4242, since 2026-11-25 10:00:00 UTC"
    assert "an unknown time" in described(replace(OWNER, since=1e300))
