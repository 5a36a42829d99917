"""What taking, giving back and robbing a lock leave on the disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import filelock
import pytest

from reconciler.errors import StateError, StateLocked, StateMoved
from reconciler.ports import Holding, Owner
from reconciler.stores import disk, locking
from reconciler.stores.locking import Lock

OWNER = Owner("apply", "ann", "build-7", 4242, 1795600800.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "state"


@pytest.fixture
def lock(folder: Path) -> Lock:
    return made(folder)


def made(folder: Path) -> Lock:
    return Lock(folder / "local.lock", folder / "local.owner", "state/local.json", lambda _: None)


def nothing() -> None:
    return None


def held_now(lock: Lock) -> Holding:
    holding = lock.holding()
    assert holding is not None
    return holding


def test_a_lock_in_a_new_folder_makes_the_folder_durably(
    lock: Lock, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(disk, "sync_folder", synced.append)
    with lock.held(OWNER, nothing):
        assert {folder.parent, folder.parent.parent} <= set(synced)


def test_it_is_given_back_to_the_kernel_and_not_left_to_chance(
    lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, locks = locking.native, []

    def native(path: Path) -> filelock.BaseFileLock:
        locks.append(real(path))
        return locks[-1]

    monkeypatch.setattr(locking, "native", native)
    with lock.held(OWNER, nothing):
        assert locks[0].is_locked
    assert not locks[0].is_locked


def test_nobody_waits_for_a_lock(lock: Lock, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def acquire(_self: object, timeout: float) -> None:
        asked.append(timeout)
        raise filelock.Timeout("x")

    monkeypatch.setattr(filelock.UnixFileLock, "acquire", acquire)
    with pytest.raises(StateLocked), lock.held(OWNER, nothing):
        pytest.fail("held")
    assert asked == [0]


def test_names_that_were_half_written_go_before_anybody_reads(lock: Lock, folder: Path) -> None:
    folder.mkdir(parents=True)
    left = folder / ".local.owner.77.abcd.tmp"
    left.write_text("half")
    with lock.held(OWNER, lambda: None if not left.exists() else pytest.fail("read before it was cleaned")):
        assert lock.operation == "apply"
    assert lock.operation == ""


def test_a_robbery_leaves_nothing_behind_and_is_durable(
    lock: Lock, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    with lock.held(OWNER, nothing):
        robber = made(folder)
        monkeypatch.setattr(disk, "sync_folder", synced.append)
        robber.rob(held_now(robber))
        assert list(folder.iterdir()) == []
        assert synced == [folder]
        with pytest.raises(StateLocked, match="taken away"):
            lock.check()


def test_a_lock_file_that_somebody_removed_is_no_obstacle(lock: Lock, folder: Path) -> None:
    with lock.held(OWNER, nothing):
        robber = made(folder)
        holding = held_now(robber)
        (folder / "local.lock").unlink()
        robber.rob(holding)


def test_a_name_that_is_a_link_is_not_moved(lock: Lock, folder: Path) -> None:
    with lock.held(OWNER, nothing):
        holding = held_now(made(folder))
        owner = folder / "local.owner"
        owner.rename(folder / "elsewhere")
        owner.symlink_to(folder / "elsewhere")
        with pytest.raises(StateError, match="symbolic link"):
            made(folder).rob(holding)
        assert owner.is_symlink()


@pytest.mark.parametrize("key", ["", "another"])
def test_who_is_not_the_holder_any_more_is_not_robbed_and_the_holder_keeps_its_name(
    lock: Lock, folder: Path, key: str
) -> None:
    with lock.held(OWNER, nothing):
        with pytest.raises(StateMoved, match="nothing was taken away"):
            made(folder).rob(Holding(OWNER, key))
        lock.check()
        assert sorted(path.name for path in folder.iterdir()) == ["local.lock", "local.owner"]


def test_a_holder_that_left_while_one_asked_is_told(lock: Lock, folder: Path) -> None:
    with lock.held(OWNER, nothing):
        holding = held_now(made(folder))
    with pytest.raises(StateMoved):
        made(folder).rob(holding)


def test_a_name_that_somebody_removed_does_not_hide_how_the_block_ended(lock: Lock, folder: Path) -> None:
    with lock.held(OWNER, nothing):
        (folder / "local.owner").unlink()
    assert list(folder.glob("*.owner")) == []
