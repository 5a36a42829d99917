"""Kept Snapshots: named by what they hold, bounded, and never trusted once they were changed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from reconciler.errors import StateDamaged, StateError
from reconciler.model.address import Address
from reconciler.model.journal import Begun, Intended, Noted
from reconciler.model.record import Intent, Record, Snapshot
from reconciler.ports import Owner, Stored
from reconciler.stores import codec, disk, history
from reconciler.stores.local import LocalStore

ADDRESS = Address("interview", "a")
FIRST = Snapshot("l", 1, records={ADDRESS: Record("id-1")})
SECOND = replace(FIRST, serial=2, records={})
OWNER = Owner("state forget", "ann", "here", 1, 0.0)
BEGUN = Begun("l", 2, None, "apply", 0.0)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "local.json"


@pytest.fixture
def store(path: Path) -> LocalStore:
    return LocalStore(path, shown="state/local.json", now=Clock())


def series(store: LocalStore, last: int) -> None:
    held: Snapshot | None = None
    for serial in range(1, last + 1):
        after = Snapshot("l", serial)
        store.write(after, over=held)
        held = after


def test_everything_that_was_written_is_kept_with_what_wrote_it(store: LocalStore) -> None:
    with store.lock(OWNER):
        store.write(FIRST, over=None)
    store.write(SECOND, over=FIRST)
    newest, oldest = store.history()
    assert (oldest.serial, oldest.operation, oldest.when) == (1, "state forget", 1001.0)
    assert (newest.serial, newest.operation, newest.when) == (2, "", 1002.0)
    assert [store.kept(one) for one in (oldest, newest)] == [FIRST, SECOND]


def test_nothing_is_kept_of_a_state_that_was_never_written(store: LocalStore) -> None:
    assert list(store.history()) == []


def test_what_was_not_kept_when_it_was_written_is_kept_before_it_goes(store: LocalStore, path: Path) -> None:
    store.write(FIRST, over=None)
    for file in path.with_suffix(".history").iterdir():
        file.unlink()
    os.utime(path, (500, 500))
    store.write(SECOND, over=FIRST)
    assert [(one.serial, one.when) for one in store.history()] == [(2, 1002.0), (1, 500.0)]


def test_a_state_file_that_is_written_in_place_spoils_no_copy(store: LocalStore, path: Path) -> None:
    store.write(FIRST, over=None)
    with path.open("r+b") as file:
        file.write(b"spoilt")
    assert store.kept(store.history()[0]) == FIRST


def test_a_kept_state_that_was_changed_is_refused(store: LocalStore, path: Path) -> None:
    store.write(FIRST, over=None)
    kept = store.history()[0]
    file = next(path.with_suffix(".history").iterdir())
    whole = file.read_bytes()
    for data in (whole.replace(b"id-1", b"id-2"), whole[:-1], b""):
        file.write_bytes(data)
        with pytest.raises(StateDamaged, match=r"state/local\.history/.*changed"):
            store.kept(kept)
    file.unlink()
    with pytest.raises(StateDamaged, match="gone"):
        store.kept(kept)


def test_as_many_are_kept_as_are_agreed_and_the_newest_of_them(store: LocalStore) -> None:
    series(store, history.MOST + 5)
    kept = store.history()
    assert [one.serial for one in kept] == list(range(history.MOST + 5, 5, -1))


def test_they_take_no_more_room_than_agreed_but_for_the_newest(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(codec.encode_snapshot(Snapshot("l", 1)))
    monkeypatch.setattr(history, "MOST_BYTES", 5 * size)
    series(store, 9)
    assert [one.serial for one in store.history()] == [9, 8, 7, 6, 5]
    monkeypatch.setattr(history, "MOST_BYTES", 1)
    store.write(Snapshot("l", 10), over=Snapshot("l", 9))
    assert [one.serial for one in store.history()] == [10, 9, 8]


def test_files_of_others_in_the_folder_are_left_alone(store: LocalStore, path: Path) -> None:
    folder = path.with_suffix(".history")
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("mine")
    (folder / "00000001-1-apply-nothexnothexnot.json").write_text("mine")
    series(store, 3)
    assert len(store.history()) == 3
    assert (folder / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("make", [lambda folder: folder.symlink_to("/tmp"), lambda folder: folder.touch()])
def test_a_folder_that_is_none_of_ours_is_not_used(store: LocalStore, path: Path, make: object) -> None:
    path.parent.mkdir()
    assert callable(make)
    make(path.with_suffix(".history"))
    store.write(FIRST, over=None)  # the state itself is none the worse
    assert store.load().snapshot == FIRST
    with pytest.raises(StateError, match="not a folder"):
        store.history()
    with pytest.raises(StateError, match="not a folder"):
        store.restore(SECOND, BEGUN)
    assert store.load().snapshot == FIRST


def test_a_folder_of_somebody_else_is_refused(
    store: LocalStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(FIRST, over=None)
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(StateError, match="another user"):
        store.history()


def test_restoring_replaces_state_and_journal_and_keeps_what_was_there(store: LocalStore) -> None:
    store.write(FIRST, over=None)
    store.begin(replace(BEGUN, serial=1))
    store.append([Noted(ADDRESS, Record("id-9"))])
    restored = replace(SECOND, serial=7)
    assert store.restore(restored, replace(BEGUN, serial=7)) == []
    assert store.load() == Stored(restored, (replace(BEGUN, serial=7),))
    assert [one.serial for one in store.history()] == [7, 1]


def test_restoring_over_damage_keeps_the_damaged_files(store: LocalStore, path: Path) -> None:
    store.write(FIRST, over=None)
    path.write_bytes(b"<<<<<<< ours\n")
    path.with_suffix(".journal").write_bytes(b"{broken\nmore\n")
    aside = store.restore(SECOND, BEGUN)
    kept = sorted(path.with_suffix(".history").glob("damaged-*"))
    assert sorted(aside) == [f"state/local.history/{file.name}" for file in kept]
    assert {file.read_bytes() for file in kept} == {b"<<<<<<< ours\n", b"{broken\nmore\n"}
    assert store.load() == Stored(SECOND, (BEGUN,))
    assert [one.serial for one in store.history()] == [2, 1], "what is damaged is not offered"


def test_what_cannot_be_kept_is_not_replaced(
    store: LocalStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(FIRST, over=None)
    path.write_bytes(b"damaged")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "replace", full)
    with pytest.raises(StateError, match="cannot be restored"):
        store.restore(SECOND, BEGUN)
    assert path.read_bytes() == b"damaged"


def test_every_true_line_of_a_damaged_journal_is_salvaged(store: LocalStore, path: Path) -> None:
    intents = [Intended(Intent(f"i-{number}", ADDRESS, "job-interview-create", {})) for number in range(4)]
    store.write(FIRST, over=None)
    store.begin(replace(BEGUN, serial=1))
    store.append(intents)
    journal = path.with_suffix(".journal")
    lines = journal.read_bytes().splitlines(keepends=True)
    for broken in range(len(lines)):
        damaged = [*lines[:broken], b"\0" * 20 + b"\n", *lines[broken + 1 :], b'{"torn']
        journal.write_bytes(b"".join(damaged))
        expected = [replace(BEGUN, serial=1), *intents]
        del expected[broken]
        assert list(store.salvaged().entries) == expected
    path.write_bytes(b"no state")
    assert store.salvaged().snapshot is None
    path.unlink()
    journal.unlink()
    assert store.salvaged() == Stored(None, ())


def test_what_a_killed_writer_left_half_written_goes_with_the_next_one(store: LocalStore, path: Path) -> None:
    store.write(FIRST, over=None)
    left = path.with_suffix(".history") / ".00000001-1-apply-0.json.77.abcd.tmp"
    left.write_text("half")
    store.write(SECOND, over=FIRST)
    assert not left.exists()


def test_a_clock_before_its_time_gives_a_name_all_the_same(path: Path) -> None:
    store = LocalStore(path, now=lambda: -5.0)
    store.write(FIRST, over=None)
    assert [one.when for one in store.history()] == [0.0]


def test_the_bounds_are_those_that_people_are_told() -> None:
    told = (Path(__file__).parents[2] / "docs" / "crash-safety.md").read_text(encoding="utf-8")
    assert f"the newest {history.MOST}, up to {history.MOST_BYTES // 2**20} MiB" in told
    assert history.MOST_BYTES % 2**20 == 0
