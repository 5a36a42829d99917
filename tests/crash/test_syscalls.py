"""A sample of the kills and disk errors that `python -m tests.crash.syscalls` plays in full."""

from __future__ import annotations

import os
import signal

import pytest

from . import syscalls
from .scenes import Theatre


@pytest.fixture(autouse=True)
def strace() -> None:
    why = syscalls.missing()
    if why and os.environ.get("CI"):
        pytest.fail(why)
    if why:
        pytest.skip(why)


@pytest.mark.parametrize(
    ("window", "call", "number"),
    [
        ("start", "connect", 1),
        ("start", "flock", 1),
        ("start", "rename", 1),
        ("run.agreed", "rename", 1),  # the journal begins
        ("run.agreed", "fdatasync", 1),  # the first intent
        ("run.agreed", "sendto", 1),  # the first create
        ("run.agreed", "recvfrom", 1),  # its answer
        ("run.agreed", "fdatasync", 2),
        ("run.agreed", "write", 3),
        ("run.carried_out", "openat", 2),
        ("run.carried_out", "rename", 1),  # the state takes its name
        ("run.carried_out", "fsync", 2),
        ("run.closed", "unlink", 1),  # the owner's name goes
    ],
)
def test_killed_at_a_system_call(theatre: Theatre, window: str, call: str, number: int) -> None:
    code = syscalls.play(theatre, window, f"{call}:signal=KILL:when={number}")
    assert code == -signal.SIGKILL, "the window has fewer of these calls than this test believes"


@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EROFS"])
@pytest.mark.parametrize(
    ("call", "number"),
    [("write", 3), ("fdatasync", 1), ("fdatasync", 3), ("rename", 1), ("fsync", 1), ("openat", 1)],
)
def test_a_disk_that_fails_in_the_middle(theatre: Theatre, call: str, number: int, error: str) -> None:
    code = syscalls.play(theatre, "run.agreed", f"{call}:error={error}:when={number}")
    assert code in (1, 4), "what went wrong is told by the exit code"


@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EROFS"])
def test_a_disk_that_fails_for_good_once_calls_are_on_their_way(theatre: Theatre, error: str) -> None:
    code = syscalls.play(theatre, "call.intended", f"fdatasync:error={error}:when=1+")
    assert code in (1, 4)
