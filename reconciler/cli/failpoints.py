"""Named failpoints switched on from outside, for tests of what an interruption leaves behind.

RECONCILER_FAILPOINT=NAME:ACTION acts the first time the run passes NAME, NAME@3:ACTION the third time.
Actions: `kill` (SIGKILL), `error` (what a failing disk says), `pause` (SIGSTOP, until SIGCONT comes), and for
the name `*` only: `trace` (each name on standard error, to see what there is).
"""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
import threading
from collections.abc import Callable

from reconciler.errors import StateError, UsageError

VARIABLE = "RECONCILER_FAILPOINT"
TRACED = "failpoint "
_FORM = re.compile(r"([a-z_.]+)(?:@([1-9]\d*))?:(kill|error|pause)")


def hook(setting: str) -> Callable[[str], None]:
    """The hook for stores and apply. Raises UsageError for a setting that means nothing: a test that names
    no point would pass for nothing."""
    if not setting:
        return lambda _point: None
    if setting == "*:trace":
        return _trace
    match = _FORM.fullmatch(setting)
    if match is None or match[1] not in names():
        raise UsageError(f"{VARIABLE}={setting} names no failpoint and action.")
    return _Armed(match[1], int(match[2] or 1), match[3]).passed


def names() -> tuple[str, ...]:
    """Every failpoint, in the order of a run."""
    from reconciler.apply import points
    from reconciler.stores.local import FAILPOINTS

    return (*FAILPOINTS, *points.ALL)


class _Armed:
    def __init__(self, name: str, nth: int, action: str) -> None:
        self._name, self._nth, self._action = name, nth, action
        self._guard = threading.Lock()

    def passed(self, point: str) -> None:
        if point != self._name:
            return
        with self._guard:
            self._nth -= 1
            strikes = self._nth == 0
        if strikes:
            self._strike()

    def _strike(self) -> None:
        if self._action == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif self._action == "pause":
            # To this thread: sent to the process, another one may take it while this one runs on for a while.
            signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
        elif self._name.partition(".")[0] in ("run", "call", "change"):
            raise StateError(f"failpoint {self._name}")
        else:
            raise OSError(errno.EIO, os.strerror(errno.EIO))


def _trace(point: str) -> None:
    sys.stderr.write(f"{TRACED}{point}\n")
