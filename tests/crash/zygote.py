"""A process that has everything imported and forks one child per run of the tool.

A run is a real process, with its own signals, files and death, but it starts in milliseconds: the matrix
holds thousands. Run as a module it is the server end: one JSON line per order on standard input, one per
answer on standard output.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]


class Zygote:
    """The client end. One order at a time per instance."""

    def __init__(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
            text=True,
        )
        self._guard = threading.Lock()

    def start(
        self, folder: Path, arguments: Sequence[str], variables: Mapping[str, str], *, stopped: bool = False
    ) -> int:
        """Begin a run in `folder`; returns its pid. `stopped`: it waits for SIGCONT before it does anything.
        Its output goes to `out` and `err` in the folder's parent."""
        order = {
            "folder": str(folder),
            "arguments": list(arguments),
            "variables": dict(variables),
            "stopped": stopped,
        }
        return int(self._asked(order)["pid"])

    def wait(self, pid: int, *, stops: bool = False) -> int:
        """How it ended: the exit code, minus the signal that killed it, or -1000 when it stopped itself."""
        return int(self._asked({"wait": pid, "stops": stops})["code"])

    def run(self, folder: Path, arguments: Sequence[str], variables: Mapping[str, str]) -> int:
        return self.wait(self.start(folder, arguments, variables))

    def close(self) -> None:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.close()
        self._child.wait(30)
        self._child.stdout.close()

    def _asked(self, order: Mapping[str, Any]) -> Any:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        with self._guard:
            self._child.stdin.write(json.dumps(order) + "\n")
            self._child.stdin.flush()
            return json.loads(self._child.stdout.readline())


STOPPED = -1000


def _serve() -> None:
    _warm()
    for line in sys.stdin:
        order = json.loads(line)
        answer = _waited(order) if "wait" in order else {"pid": _begun(order)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _waited(order: Mapping[str, Any]) -> dict[str, int]:
    while True:
        _, status = os.waitpid(order["wait"], os.WUNTRACED if order["stops"] else 0)
        if os.WIFSTOPPED(status):
            return {"code": STOPPED}
        if os.WIFSIGNALED(status):
            return {"code": -os.WTERMSIG(status)}
        return {"code": os.WEXITSTATUS(status)}


def _begun(order: Mapping[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        code = _run(order)
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _run(order: Mapping[str, Any]) -> int:
    from reconciler.cli.main import run

    folder = Path(order["folder"])
    os.chdir(folder)
    for name in [name for name in os.environ if name.startswith(("RECONCILER", "JOBMOJITO"))]:
        del os.environ[name]
    os.environ.update(order["variables"])
    for name, target in (("out", 1), ("err", 2)):
        handle = os.open(folder.parent / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(handle, target)
        os.close(handle)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    if order["stopped"]:
        os.kill(os.getpid(), signal.SIGSTOP)
    return int(run(order["arguments"]))


_PROJECT = """\
version: 1
definitions: [interviews/]
environments: {local: {server: simulator, state: state/local.json}}
"""
_DEFINITION = """\
name: Warm
description: Nobody ever sees this one.
type: interview
mojito_language_code: en
location: Berlin
visibility: merchant_invite
status: active
interview_template: Anna
questions: [{question: Why?, duration: 2m}]
"""


def _warm() -> None:
    """Do once what a run does, so that a child begins with everything imported."""
    import h11  # noqa: F401  what the network needs and the simulator in this process does not
    import httpcore

    from reconciler.cli.main import run

    # 30 ms for every client, and never used over loopback.
    setattr(ssl, "create_default_context", functools.cache(ssl.create_default_context))  # noqa: B010
    httpcore.ConnectionPool(http1=True).close()
    with tempfile.TemporaryDirectory() as place, open(os.devnull, "w") as nowhere:
        folder = Path(place)
        (folder / "interviews").mkdir()
        (folder / "interviews" / "warm.yaml").write_text(_DEFINITION)
        (folder / "reconciler.yaml").write_text(_PROJECT)
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            for line in (["apply", "--yes"], ["plan"], ["state", "rebuild", "--yes"], ["history"]):
                assert run(["-C", place, *line]) == 0, line


if __name__ == "__main__":
    _serve()
