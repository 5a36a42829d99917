"""A real apply killed at every relevant system call, by strace.

    python -m tests.crash.syscalls            every call of every window, with what comes of each kill
    python -m tests.crash.syscalls --write    the same, and the table into docs/crash-safety.md

strace counts calls per thread from the moment it is attached. It is attached while the run stands still at a
failpoint (or at its very beginning), so that a window's first `sendto` of a worker, the create, is its number
one, and not hidden behind the reads of the main thread. Every window is played with N = 1, 2, 3 ... until
a run outlives it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reconciler.cli.failpoints import VARIABLE

from .matrix import Broken, _converges, _must, _nothing_unknown
from .scenes import APPLY, SCENES, VARIABLES, Theatre
from .zygote import STOPPED

CALLS = (
    *("openat", "write", "fsync", "fdatasync", "rename", "unlink", "close", "flock", "fallocate"),
    *("socket", "connect", "sendto", "recvfrom", "mkdir", "fchmod", "clone3", "futex"),
)
WINDOWS = ("start", "run.planned", "run.agreed", "call.intended", "run.carried_out", "run.closed")
_MOST = 400  # a window with more calls of a kind than this is an error of this test
_SCENE = 1


def missing() -> str:
    """Why this cannot be played here; "" when it can."""
    return "" if shutil.which("strace") else "strace is not installed: apt-get install strace"


@contextmanager
def attached(pid: int, injection: str) -> Iterator[None]:
    """strace at all threads of a stopped process, injecting; it goes on when the block begins."""
    names = injection.partition(":")[0]
    tracer = subprocess.Popen(
        ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={names}", "-e", f"inject={injection}",
         "-p", str(pid)],
        stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _until_traced(pid)
        os.kill(pid, signal.SIGCONT)
        yield
    finally:
        tracer.terminate()
        tracer.communicate()


def _until_traced(pid: int) -> None:
    """The kernel says who traces a process; there is no event to wait for."""
    for _ in range(20_000):
        status = Path(f"/proc/{pid}/task/{pid}/status").read_text()
        if "TracerPid:\t0" not in status:
            return
        os.sched_yield()
    raise RuntimeError("strace did not attach")


def play(theatre: Theatre, window: str, injection: str, *, scene: int = _SCENE) -> int:
    """One run with this injection from that window on, and what comes of it; returns how the run ended."""
    folder, account = theatre.new_case(SCENES[scene])
    armed = {} if window == "start" else {VARIABLE: f"{window}:pause"}
    pid = theatre.zygote.start(folder, APPLY, {**VARIABLES, **armed}, stopped=window == "start")
    _must(theatre.zygote.wait(pid, stops=True) == STOPPED, f"it never came to {window}")
    try:
        with attached(pid, injection):
            code = theatre.zygote.wait(pid)
        _must("Traceback" not in (folder.parent / "err").read_text(), "it ended in a traceback")
        _nothing_unknown(folder, account)
        theatre.stage.pass_settling_time()
        _converges(theatre, SCENES[scene], folder, account, lost=False)
    except Broken as broken:
        said = "".join((folder.parent / name).read_text() for name in ("out", "err"))
        raise Broken(f"{window} {injection}: {broken}\n{said}") from broken
    theatre.discard(folder)
    return code


def kills(theatre: Theatre, window: str, call: str) -> tuple[int, list[str]]:
    """Kill at the first, second ... `call` of the window, until a run outlives it. How many died, and what
    was broken."""
    broken: list[str] = []
    for number in range(1, _MOST):
        try:
            code = play(theatre, window, f"{call}:signal=KILL:when={number}")
        except Broken as found:
            broken.append(str(found))
            code = -signal.SIGKILL
        if code != -signal.SIGKILL:
            return number - 1, broken
    raise RuntimeError(f"{window} never ran out of {call}")


def main(arguments: list[str]) -> int:
    """Play every window and call; 0 when no promise was broken."""
    if why := missing():
        sys.stderr.write(why + "\n")
        return 1
    shared = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    rows = []
    with tempfile.TemporaryDirectory(prefix="calls-", dir=shared) as place:
        theatre = Theatre(Path(place))
        for window in WINDOWS:
            for call in CALLS:
                count, broken = kills(theatre, window, call)
                sys.stdout.write(f"{window:16} {call:10} {count:4} kills, {len(broken)} broken\n")
                sys.stdout.write("".join(f"BROKEN {one}\n" for one in broken))
                sys.stdout.flush()
                if count:
                    rows.append((window, call, count, len(broken)))
        theatre.close()
    if "--write" in arguments:
        from .report import calls_written

        calls_written(rows)
    return 1 if any(row[3] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
