"""The world of one scenario: its project in a folder of its own, a clock, and the simulated account."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from reconciler.cli import session
from reconciler.cli.main import run
from reconciler.ports import Owner
from reconciler.simulator import Fault, LoggedRequest, Simulator, serve
from reconciler.stores.local import LocalStore

from .account import Account
from .script import Edit

_ENVIRONMENT = {"COLUMNS": "100", "NO_COLOR": "1", "HOME": "/nonexistent", "PATH": os.environ["PATH"]}
_AT_ONCE = {"plan", "apply", "drift"}


class StoryClock:
    """Stands still at a Monday morning and moves only when somebody sleeps."""

    def __init__(self) -> None:
        self._seconds = datetime(2026, 3, 2, 9, 0, tzinfo=UTC).timestamp()
        self._guard = threading.Lock()

    def now(self) -> float:
        return self._seconds

    monotonic = now

    def sleep(self, seconds: float) -> None:
        with self._guard:
            self._seconds += max(seconds, 0.0)

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self._seconds, UTC)


class World:
    """What a scenario's steps act on. `simulator` is the account's own side, with its log."""

    def __init__(
        self, scenario: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack
    ) -> None:
        self._before, self._stack = scenario / "project", stack
        self.project = folder / "project"
        shutil.copytree(self._before, self.project)
        self.clock, self._apart, self._held = StoryClock(), False, ExitStack()
        self.simulator = Simulator(self.project / "state" / "local.simulator.db", now=self.clock.utc)
        stack.callback(self.simulator.close)
        self.account = Account(self.simulator)
        if (told := scenario / "account.yaml").exists():
            self.account.fill(yaml.safe_load(told.read_text(encoding="utf-8")))
        self._seen = len(self.simulator.requests())
        self._shown = {str(self.project): "PROJECT"}
        self._settle_in(monkeypatch)

    def _settle_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in list(os.environ):
            if name not in {"PYTHONPATH", "COVERAGE_PROCESS_START"} and not name.startswith("PYTEST"):
                monkeypatch.delenv(name)
        for name, value in _ENVIRONMENT.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(self.project)
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        monkeypatch.setattr(session, "SystemClock", lambda: self.clock)
        monkeypatch.setattr(session, "time", SimpleNamespace(time=self.clock.now))
        monkeypatch.setattr(session, "open_simulator", self._open)
        self._set, self._unset = monkeypatch.setenv, monkeypatch.delenv

    @contextmanager
    def _open(self, root: Path, environment: Any) -> Iterator[Simulator]:
        simulator = Simulator(session.simulator_path(root, environment), now=self.clock.utc)
        try:
            yield simulator
        finally:
            simulator.close()

    def run(self, line: str) -> tuple[tuple[str, ...], int]:
        """Everything that a command prints, as a terminal shows it, and its exit code."""
        name, *arguments = shlex.split(line)
        assert name == "reconciler", line
        if self._apart:
            command = [sys.executable, "-m", "reconciler", *arguments]
            done = subprocess.run(
                command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60
            )
            text = re.sub(r"\b\d+\.\d+s\b", "0.0s", done.stdout.decode())
            return self._normal(text), done.returncode
        # One call at a time, so that ids and the order of lines are the same in every run.
        if _AT_ONCE & set(arguments):
            arguments += ["--max-parallel", "1"]
        with io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) as terminal:
            with redirect_stdout(terminal), redirect_stderr(terminal):
                code = run(arguments)
            terminal.seek(0)
            return self._normal(terminal.read()), int(code)

    def _normal(self, text: str) -> tuple[str, ...]:
        for found, shown in self._shown.items():
            text = text.replace(found, shown)
        return tuple(line.rstrip() for line in text.splitlines())

    def change(self, edit: Edit) -> None:
        """The author works on the files."""
        match shlex.split(edit.line):
            case ["edit", name]:
                path = self.project / name
                path.parent.mkdir(parents=True, exist_ok=True)
                text = path.read_text(encoding="utf-8") if path.exists() else ""
                path.write_text(edit.applied(text), encoding="utf-8")
            case ["remove", name]:
                (self.project / name).unlink()
            case ["rename", old, new]:
                (self.project / old).rename(self.project / new)
            case ["restore", name]:
                shutil.copy(self._before / name, self.project / name)
            case _:
                raise ValueError(f"no such change of a file: {edit.line}")

    def happen(self, line: str) -> None:
        """Something happens without the author."""
        match shlex.split(line):
            case ["account", "edit", which, *fields]:
                self.account.edit(which, _pairs(fields))
            case ["question", which, external_id, *fields]:
                self.account.edit_question(which, external_id, _pairs(fields))
            case ["fault", endpoint, kind, *options]:
                self.simulator.add_fault(Fault(endpoint, kind, **_pairs(options)))
            case ["switch", *options]:
                self.simulator.set_switches(self.simulator.switches.with_changes(_pairs(options)))
            case ["applied", "before"]:
                output, code = self.run("reconciler apply --yes")
                assert code == 0, "\n".join(output)
                self._seen = len(self.simulator.requests())
            case ["time", "passes", seconds]:
                self.clock.sleep(float(seconds))
            case ["delete", "state"]:
                for path in (self.project / "state").iterdir():
                    if path.is_dir():
                        shutil.rmtree(path)
                    elif ".simulator.db" not in path.name:
                        path.unlink()
            case ["state", "cut", "short"]:
                path = self.project / "state" / "local.json"
                path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
            case ["another", "run", "begins"]:
                other = Owner("apply", "lena", "build-7", 4711, self.clock.now())
                self._held.enter_context(LocalStore(self.project / "state" / "local.json").lock(other))
            case ["another", "run", "ends"]:
                self._held.close()
            case ["serve"]:
                server = self._stack.enter_context(serve(self.simulator))
                self._shown[str(server.port)] = "PORT"
                settings = self.project / "reconciler.yaml"
                text = settings.read_text(encoding="utf-8").replace("PORT", str(server.port))
                settings.write_text(text, encoding="utf-8")
            case ["variable", assignment]:
                name, _, value = assignment.partition("=")
                self._set(name, value)
            case ["own", "processes"]:
                self._apart = True
            case _:
                raise ValueError(f"no such event: {line}")

    def new_writes(self) -> list[LoggedRequest]:
        """The writes that the account logged since the last call."""
        log = self.simulator.requests()
        fresh, self._seen = log[self._seen :], len(log)
        return [one for one in fresh if one.method != "GET"]

    def end(self) -> None:
        self._held.close()


def _pairs(words: list[str]) -> Mapping[str, Any]:
    """`name=value` with the value as YAML."""
    return {name: yaml.safe_load(value) for name, _, value in (word.partition("=") for word in words)}
