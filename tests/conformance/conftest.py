"""Every Store that the suite runs over. A new Store is one more Kind here, and passes all of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from reconciler.ports import KeepingStore
from reconciler.stores.local import FAILPOINTS, LocalStore

Fail = Callable[[str], None]


def _nothing(_point: str) -> None:
    return None


@dataclass(frozen=True)
class Kind:
    """How to make a Store of one kind, here and in another process, and how to reach what it keeps.

    `journal` and `state` read and overwrite the raw bytes, as a disk or an administrator would; `source` is
    Python that makes the same Store and calls it `store`, with a hook `fail` in scope.
    """

    name: str
    make: Callable[[Fail], KeepingStore]
    source: str
    state: Path
    journal: Path
    failpoints: tuple[str, ...]

    def open(self, fail: Fail = _nothing) -> KeepingStore:
        return self.make(fail)


def _local(folder: Path) -> Kind:
    path = folder / "state" / "local.json"
    return Kind(
        name="local",
        make=lambda fail: LocalStore(path, fail=fail),
        source=f"import reconciler.stores.local as l\nstore = l.LocalStore({str(path)!r}, fail=fail)",
        state=path,
        journal=path.with_suffix(".journal"),
        failpoints=FAILPOINTS,
    )


@pytest.fixture(params=[_local], ids=["local"])
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> Kind:
    make: Callable[[Path], Kind] = request.param
    return make(tmp_path)


@pytest.fixture
def store(kind: Kind) -> KeepingStore:
    return kind.open()


_HELD = """
import os, signal, sys
from reconciler.model.address import Address
from reconciler.model.journal import Begun, Noted
from reconciler.model.record import Pair, Record, Snapshot
from reconciler.errors import ReconcilerError
from reconciler.ports import Owner

def owner(operation):
    return Owner(operation, "ann", "build-7", os.getpid(), 1795600800.0)

def fail(point):
    if point == os.environ.get("DIE_AT"):
        os.kill(os.getpid(), signal.SIGKILL)

def record(text):
    return Record("id-1", {"name": Pair.agreed(text)})

ADDRESS = Address("interview", "a")
"""


class Process:
    """Another process with the same Store, driven line by line over its pipes."""

    def __init__(self, kind: Kind, body: str, die_at: str = "") -> None:
        source = "\n".join([_HELD, kind.source, body])
        self._child = subprocess.Popen(
            [sys.executable, "-c", source],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "DIE_AT": die_at},
        )

    @property
    def pid(self) -> int:
        return self._child.pid

    def says(self) -> str:
        assert self._child.stdout is not None
        return self._child.stdout.readline().strip()

    def tell(self) -> None:
        assert self._child.stdin is not None
        self._child.stdin.write("\n")
        self._child.stdin.flush()

    def go_on(self) -> None:
        self._child.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self._child.send_signal(signal.SIGKILL)
        self._child.wait()

    def ended(self) -> int:
        return self._child.wait()

    def close(self) -> None:
        if self._child.poll() is None:
            self.kill()
        for pipe in (self._child.stdin, self._child.stdout):
            assert pipe is not None
            pipe.close()


@pytest.fixture
def process(kind: Kind) -> Iterator[Callable[..., Process]]:
    started: list[Process] = []

    def start(body: str, die_at: str = "") -> Process:
        started.append(Process(kind, body, die_at))
        return started[-1]

    yield start
    for each in started:
        each.close()
