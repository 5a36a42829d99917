"""Commands that only look: doctor, drift, and the bare call."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reconciler.simulator import Simulator

from .conftest import Tool
from .support import environment, write, writes
from .terminal import terminal


def test_doctor_says_what_is_fine(project: Path, tool: Tool) -> None:
    tool("apply", "--yes")
    ran = tool("doctor")
    assert ran.code == 0
    assert "FIX" not in ran.out
    for name, said in (
        ("definitions", "2 in 2 files"),
        ("state", "state/local.json: serial 1, 2 live records"),
        ("lock", "free, and the state can be written"),
        ("account", "merchant 51a1c0de-0000-4000-8000-000000000001"),
        ("interviews", "2 interview"),
        ("templates", "Anna"),
    ):
        assert any(name in line and said in line for line in ran.out.splitlines()), (name, ran.out)


def test_doctor_finds_each_fault_and_says_what_to_do(project: Path, tool: Tool) -> None:
    (project / "state").mkdir()
    (project / "state/local.json").write_text("<<<<<<< ours\n")
    write(project, "cook", "statuss: active\n")
    ran = tool("doctor")
    assert ran.code == 1
    faults = [line for line in ran.out.splitlines() if line.startswith("FIX")]
    assert any("definitions" in line for line in faults)
    assert any("state" in line for line in faults)
    assert "→ reconciler validate" in ran.out
    assert any(line.startswith("ok") and "account" in line for line in ran.out.splitlines())


def test_doctor_never_shows_a_token(
    project: Path, account: Simulator, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project / "reconciler.yaml"
    path.write_text(path.read_text().replace("server: simulator", "server: http://127.0.0.1:1"))
    ran = tool("doctor")
    assert ran.code == 1
    assert "$JOBMOJITO_TOKEN is not set" in ran.out
    monkeypatch.setenv("JOBMOJITO_TOKEN", "secret-canary")
    ran = tool("doctor")
    assert "it does not say when it ends" in ran.out
    assert "secret-canary" not in ran.out + ran.err


def test_drift_is_only_what_others_changed(project: Path, account: Simulator, tool: Tool) -> None:
    tool("apply", "--yes")
    assert tool("drift").code == 0
    cook = next(row["id"] for row in account.interviews() if row["name"] == "Cook")
    account.edit(cook, interview_location="Oslo")
    write(project, "baker", "max_duration: 30m\n")  # the author's own change is no drift
    before = len(writes(account))
    ran = tool("drift", "--json")
    assert ran.code == 3
    changes = json.loads(ran.out)["changes"]
    assert [(change["address"], [field["name"] for field in change["fields"]]) for change in changes] == [
        ("interview.cook", ["location"])
    ]
    assert len(writes(account)) == before
    assert tool("drift", "--except", "cook").code == 0


def test_a_bare_call_outside_a_project_says_how_to_begin(
    tmp_path: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = tool()
    assert ran.code == 0
    assert "reconciler init hiring" in ran.out


def test_a_bare_call_in_a_project_lists_the_commands(project: Path, tool: Tool) -> None:
    assert "Every day:" in tool().out


def test_a_long_plan_goes_through_the_pager(project: Path, account: Simulator) -> None:
    for number in range(30):
        write(project, f"k{number}")
    pager = project / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\ncat >/dev/null\n")
    pager.chmod(0o755)
    with terminal(project, "plan", environment=environment(TERM="xterm", PAGER=str(pager))) as screen:
        screen.wait_for("PAGED")
        assert screen.end() == 0
    with terminal(project, "plan", environment=environment(TERM="xterm", PAGER="")) as screen:
        screen.wait_for("interview.k9")
        assert screen.end() == 0
