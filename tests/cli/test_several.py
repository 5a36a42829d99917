"""One command over several environments."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.simulator import Simulator

from .conftest import Tool

MORE = """\
  client-a: {server: simulator, state: state/a.json, settle: 1}
  client-b: {server: simulator, state: state/b.json, settle: 1}
"""


@pytest.fixture
def clients(project: Path) -> Path:
    path = project / "reconciler.yaml"
    path.write_text(path.read_text() + MORE)
    return project


def test_equal_changes_are_told_once(clients: Path, tool: Tool) -> None:
    ran = tool("plan", "-e", "client-*", "--detailed-exitcode")
    assert ran.code == 2
    assert ran.out.count("interview.baker") == 1
    assert "client-a" in ran.out
    assert "client-b" in ran.out


def test_apply_runs_each(clients: Path, tool: Tool) -> None:
    assert tool("apply", "-e", "client-*", "--yes").code == 0
    for name in ("a", "b"):
        account = Simulator(clients / "state" / f"{name}.simulator.db")
        assert len(account.interviews()) == 2
        account.close()
    assert tool("plan", "-e", "client-*", "--detailed-exitcode").code == 0
    assert not (clients / "state" / "local.json").exists()


def test_one_that_fails_stops_no_other_and_the_worst_code_wins(clients: Path, tool: Tool) -> None:
    (clients / "state").mkdir(exist_ok=True)
    (clients / "state" / "a.json").write_text("{")
    ran = tool("apply", "-e", "client-*", "--yes")
    assert ran.code == 1
    assert "client-a" in ran.err
    account = Simulator(clients / "state" / "b.simulator.db")
    assert len(account.interviews()) == 2
    account.close()


def test_a_glob_that_means_nothing(clients: Path, tool: Tool) -> None:
    ran = tool("plan", "-e", "custumer-*")
    assert ran.code == 1
    assert "No environment is like 'custumer-*'" in ran.err


def test_one_file_holds_one_plan(clients: Path, tool: Tool) -> None:
    ran = tool("plan", "-e", "client-*", "--out", "plan.json")
    assert ran.code == 1
    assert "Name one environment" in ran.err
