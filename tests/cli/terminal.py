"""A command line at a real terminal (pty): what it shows, what is typed, how it ends."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 20.0  # seconds until a command that does not end fails its test; nothing waits for it to pass

# The child makes the pty its controlling terminal, so that Ctrl-C reaches it as it does in a shell.
_CHILD = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""

CTRL_C = "\x03"


class Terminal:
    def __init__(self, process: subprocess.Popen[bytes], master: int, patience: float) -> None:
        self._process, self._master = process, master
        self._until = time.monotonic() + patience
        self.shown = ""

    def wait_for(self, text: str) -> None:
        """Read until `text` is on the screen. Raises AssertionError when the command ends before."""
        while text not in self.shown:
            assert self._read(), f"ended without {text!r}:\n{self.shown}"

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def end(self) -> int:
        """The exit code; everything that was shown is in `shown`."""
        while self._read():
            pass
        return self._process.wait(max(0.0, self._until - time.monotonic()))

    def _read(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], max(0.0, self._until - time.monotonic()))
        assert ready, f"nothing more came:\n{self.shown}"
        try:
            found = os.read(self._master, 65536)
        except OSError:  # Linux: the other side is closed
            return False
        self.shown += found.decode().replace("\r\n", "\n")
        return bool(found)


@contextmanager
def terminal(
    folder: Path, *arguments: str, environment: dict[str, str], patience: float = _PATIENCE
) -> Iterator[Terminal]:
    """`reconciler ARGUMENTS` in `folder`, started at a terminal of its own."""
    master, slave = pty.openpty()
    command = [sys.executable, "-c", _CHILD, sys.executable, "-m", "reconciler", *arguments]
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    try:
        yield Terminal(process, master, patience)
    finally:
        process.kill()
        process.wait()
        os.close(master)
