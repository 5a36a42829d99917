"""A small project of two interviews, and the tool run inside this process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reconciler.cli.main import run
from reconciler.simulator import Simulator

from .support import Ran, make_project

Tool = Callable[..., Ran]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("JOBMOJITO", "RECONCILER", "COLUMNS", "NO_COLOR", "FORCE_COLOR")):
            monkeypatch.delenv(name)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = make_project(tmp_path / "project")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def account(project: Path) -> Iterator[Simulator]:
    """The project's simulated account, from its own side."""
    simulator = Simulator(project / "state" / "local.simulator.db")
    yield simulator
    simulator.close()


@pytest.fixture
def tool(capsys: pytest.CaptureFixture[str]) -> Tool:
    def called(*arguments: str) -> Ran:
        capsys.readouterr()
        code = run(list(arguments))
        said = capsys.readouterr()
        return Ran(int(code), said.out, said.err)

    return called
