"""Disks that are full or read-only from the start: found before the first call that costs."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .matrix import _converges, _nothing_unknown
from .scenes import APPLY, SCENES, VARIABLES, Theatre


@contextmanager
def mounted(place: Path, options: str) -> Iterator[Callable[[str], None]]:
    """A file system of its own at `place`; what is yielded mounts it anew with other options."""
    place.mkdir(exist_ok=True)

    def mount(options: str) -> None:
        line = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
        done = subprocess.run(line, capture_output=True, check=False)
        if done.returncode and os.environ.get("CI"):
            pytest.fail(f"no tmpfs: {done.stderr.decode()}")
        if done.returncode:
            pytest.skip("mounting a tmpfs needs rights that this user does not have")

    mount(options)
    try:
        yield lambda others: mount(f"remount,{others}")
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_found_before_the_first_create_and_room_is_all_it_takes(theatre: Theatre) -> None:
    folder, account = theatre.new_case(SCENES[0])
    with mounted(folder / "state", "size=64k") as remount:
        assert theatre.zygote.run(folder, APPLY, VARIABLES) == 1
        said = (folder.parent / "err").read_text()
        assert "state/local.json: cannot be written: No space left on device." in said
        assert "Free some space" in said
        assert account.interviews() == []
        assert [one.endpoint for one in account.requests() if one.method == "POST"] == []
        remount("size=8m")
        _converges(theatre, SCENES[0], folder, account, lost=False)


def test_a_read_only_disk_is_found_before_the_first_create(theatre: Theatre) -> None:
    folder, account = theatre.new_case(SCENES[0])
    with mounted(folder / "state", "size=8m,ro"):
        assert theatre.zygote.run(folder, APPLY, VARIABLES) == 1
    assert "Read-only file system" in (folder.parent / "err").read_text()
    assert [one.endpoint for one in account.requests() if one.method == "POST"] == []


@pytest.mark.parametrize("kilobytes", [280, 300, 320, 340, 380])
def test_a_disk_that_is_full_somewhere_on_the_way_loses_nothing(theatre: Theatre, kilobytes: int) -> None:
    """Sizes at which the journal has its room, but not all that comes after it."""
    folder, account = theatre.new_case(SCENES[1])
    with mounted(folder / "state", f"size={kilobytes}k") as remount:
        theatre.zygote.run(folder, APPLY, VARIABLES)
        assert "Traceback" not in (folder.parent / "err").read_text()
        _nothing_unknown(folder, account)
        remount("size=8m")
        theatre.stage.pass_settling_time()
        _converges(theatre, SCENES[1], folder, account, lost=False)


def test_the_journal_has_its_room_before_the_first_line(theatre: Theatre) -> None:
    """What was set aside shows as blocks of the disk beyond the length of the file."""
    folder, _ = theatre.new_case(SCENES[0])
    shutil.rmtree(folder / "state", ignore_errors=True)
    pid = theatre.zygote.start(
        folder, APPLY, {**VARIABLES, "RECONCILER_FAILPOINT": "journal.before_append:pause"}
    )
    theatre.zygote.wait(pid, stops=True)
    info = (folder / "state" / "local.journal").stat()
    os.kill(pid, signal.SIGCONT)
    assert theatre.zygote.wait(pid) == 0
    assert info.st_blocks * 512 >= 256 * 1024 > info.st_size
