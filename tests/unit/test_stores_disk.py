"""What only some systems do: room set aside, other kinds of sync, folders that cannot be synced."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from reconciler.errors import StateError
from reconciler.stores import disk, room


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "journal"
    made.write_bytes(b"line\n")
    return made


@pytest.mark.skipif(sys.platform != "linux", reason="fallocate is of Linux")
def test_room_is_set_aside_and_the_file_is_as_long_as_before(path: Path) -> None:
    room.reserve(path, 1024 * 1024)
    info = path.stat()
    assert info.st_size == 5
    assert info.st_blocks * 512 >= 1024 * 1024
    added(path, b"more\n", lambda _: None)
    assert path.read_bytes() == b"line\nmore\n"


def added(path: Path, data: bytes, fail: disk.Fail, *, check: disk.Check = lambda: None) -> None:
    lines = disk.Lines(path, 5)
    try:
        lines.add(data, fail, "journal", check=check)
    finally:
        lines.close()


def test_lines_go_to_the_file_that_was_opened_or_nowhere(path: Path) -> None:
    lines = disk.Lines(path, 5)
    lines.add(b"more\n", lambda _: None, "journal")
    lines.add(b"and more\n", lambda _: None, "journal")
    assert path.read_bytes() == b"line\nmore\nand more\n"
    path.rename(path.with_name("away"))
    path.write_bytes(b"x" * 19)
    with pytest.raises(StateError, match="something else changed it"):
        lines.add(b"lost\n", lambda _: None, "journal")
    path.unlink()
    with pytest.raises(FileNotFoundError):
        lines.add(b"lost\n", lambda _: None, "journal")
    lines.close()
    assert path.with_name("away").read_bytes() == b"line\nmore\nand more\n"


def libc(monkeypatch: pytest.MonkeyPatch, number: int | None) -> None:
    """A C library whose fallocate fails with `number`; None: one that has none."""

    def fallocate(*_: object) -> int:
        ctypes.set_errno(number or 0)
        return -1

    found = SimpleNamespace() if number is None else SimpleNamespace(fallocate=fallocate)
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: found)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_room_that_is_not_there_is_an_error(path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    libc(monkeypatch, number)
    with pytest.raises(OSError, match=os.strerror(number)) as caught:
        room.reserve(path, 10)
    assert caught.value.errno == number


@pytest.mark.parametrize("number", [errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, None])
def test_a_file_system_that_cannot_set_aside_is_no_error(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int | None
) -> None:
    libc(monkeypatch, number)
    room.reserve(path, 10)


def test_elsewhere_nothing_is_set_aside(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(os, "open", None)  # not even looked at
    room.reserve(path, 10)


def test_on_a_mac_the_drive_is_told_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", lambda _handle, command: asked.append(command))
    disk.replace(path, b"x", lambda _: None, "state")
    assert asked == [51, 51], "the file and its folder"


def test_folders_that_cannot_be_opened_are_not_synced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "open", None)
    disk.sync_folder(path.parent)


def test_what_must_be_there_is_asked_for_by_name(path: Path) -> None:
    assert disk.taken(path) == b"line\n"
    with pytest.raises(FileNotFoundError, match="nowhere"):
        disk.taken(path.with_name("nowhere"))


def test_a_check_that_fails_leaves_the_old_file_and_no_half_made_one(path: Path) -> None:
    points: list[str] = []

    def refuse() -> None:
        points.append("check")
        raise StateError("robbed")

    with pytest.raises(StateError, match="robbed"):
        disk.replace(path, b"new", points.append, "state", check=refuse)
    assert points == ["state.before_create", "state.before_write", "state.before_sync", "check"]
    assert path.read_bytes() == b"line\n"
    assert list(path.parent.iterdir()) == [path]


def test_a_line_is_not_added_after_a_check_that_fails(path: Path) -> None:
    def refuse() -> None:
        raise StateError("robbed")

    with pytest.raises(StateError, match="robbed"):
        added(path, b"more\n", lambda _: None, check=refuse)
    assert path.read_bytes() == b"line\n"


def test_a_line_is_not_believed_when_the_check_after_it_fails(path: Path) -> None:
    answers = [None, StateError("robbed meanwhile")]

    def refuse() -> None:
        answer = answers.pop(0)
        if answer is not None:
            raise answer

    points: list[str] = []
    with pytest.raises(StateError, match="meanwhile"):
        added(path, b"more\n", points.append, check=refuse)
    assert "journal.appended" not in points


def test_a_probe_writes_what_it_is_asked_for_and_leaves_nothing(tmp_path: Path) -> None:
    room.probe(tmp_path, 100_000)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileNotFoundError):
        room.probe(tmp_path / "gone", 1)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_probe_finds_a_disk_without_the_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    libc(monkeypatch, number)
    with pytest.raises(OSError, match=os.strerror(number)):
        room.probe(tmp_path, 1024 * 1024)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [errno.EOPNOTSUPP, None])
def test_a_probe_writes_it_all_where_nothing_can_be_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int | None
) -> None:
    libc(monkeypatch, number)
    lengths: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: lengths.append(os.fstat(handle).st_size))
    room.probe(tmp_path, 1024 * 1024)
    assert lengths == [1024 * 1024]


def test_files_are_the_owners_alone_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        disk.replace(tmp_path / "state", b"x", lambda _: None, "state")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o600


def open_handles() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.skipif(sys.platform != "linux", reason="handles are counted in /proc")
def test_no_handle_stays_open_whatever_happens(path: Path) -> None:
    def fail(point: str) -> None:
        raise OSError(errno.EIO, point)

    before = open_handles()
    for hook in (lambda _: None, fail):
        with suppress(OSError):
            disk.replace(path, b"line\n", hook, "state")
        with suppress(OSError):
            added(path, b"", hook)
    disk.read(path)
    room.reserve(path, 10)
    room.probe(path.parent, 10)
    disk.sync_folder(path.parent)
    assert open_handles() == before


def test_a_link_is_named_as_one_and_never_followed(path: Path) -> None:
    link = path.with_name("link")
    link.symlink_to(path)
    with pytest.raises(StateError, match="symbolic link"):
        disk.read(link)
    assert disk.stamp(link) != disk.stamp(path)
    assert disk.stamp(link.with_name("nowhere")) is None
    with pytest.raises(OSError, match="symbolic links"):
        added(link, b"x", lambda _: None)


def test_a_probe_reaches_the_disk_and_not_only_its_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    room.probe(tmp_path, 10)
    assert len(synced) == 1


def test_half_made_files_that_somebody_else_removes_are_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "glob", lambda *_: [tmp_path / ".state.1.tmp"])
    disk.clean(tmp_path, "state")


def test_a_half_made_file_that_a_robber_removed_does_not_hide_why_it_failed(path: Path) -> None:
    def robbed() -> None:
        for left in path.parent.glob(".*.tmp"):
            left.unlink()

    with pytest.raises(FileNotFoundError):
        disk.replace(path, b"new", lambda _: None, "state", check=robbed)
    assert path.read_bytes() == b"line\n"
