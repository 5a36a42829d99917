"""A plan saved, approved, and applied: what was approved is what runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reconciler.simulator import Fault, Simulator

from .conftest import Tool
from .support import write, writes


def saved(tool: Tool, *more: str) -> None:
    assert tool("plan", "--out", "plan.json", *more).code == 0


def test_the_file_is_carried_out_unasked(project: Path, account: Simulator, tool: Tool) -> None:
    saved(tool)
    assert tool("apply", "plan.json").code == 0
    assert sorted(row["name"] for row in account.interviews()) == ["Baker", "Cook"]
    assert tool("plan", "--detailed-exitcode").code == 0


def test_the_same_file_again_sends_nothing(project: Path, account: Simulator, tool: Tool) -> None:
    saved(tool)
    tool("apply", "plan.json")
    before = len(writes(account))
    assert tool("apply", "plan.json").code == 0
    assert len(writes(account)) == before


def test_every_face_at_once(project: Path, tool: Tool) -> None:
    assert tool("plan", "--out", "a.json", "--out", "b.md", "--out", "c.html").code == 0
    assert (project / "b.md").read_text().startswith("#")
    assert "<!doctype html>" in (project / "c.html").read_text().lower()
    assert (project / "a.json").stat().st_mode & 0o777 == 0o600
    shown = tool("show", "a.json", "--out", "again.html")
    assert "2 to create" in shown.out
    assert (project / "again.html").read_text() == (project / "c.html").read_text()


def test_edited_definitions_are_stale(project: Path, account: Simulator, tool: Tool) -> None:
    saved(tool)
    write(project, "cook", "max_duration: 30m\n")
    ran = tool("apply", "plan.json")
    assert ran.code == 6
    assert "the definitions have changed since" in ran.err
    assert writes(account) == []


def test_a_resource_that_moved_is_left_and_the_rest_runs(
    project: Path, account: Simulator, tool: Tool
) -> None:
    tool("apply", "--yes")
    for key in ("baker", "cook"):
        write(project, key, "max_duration: 30m\n")
    saved(tool)
    moved = next(row["id"] for row in account.interviews() if row["name"] == "Cook")
    account.edit(moved, max_duration=600)
    ran = tool("apply", "plan.json")
    assert ran.code == 6
    assert "interview.cook: it differs from what was approved" in ran.err
    assert {row["name"]: row["max_duration"] for row in account.interviews()} == {"Baker": 1800, "Cook": 600}


def test_what_is_new_since_is_not_approved(project: Path, account: Simulator, tool: Tool) -> None:
    tool("apply", "--yes")
    write(project, "baker", "max_duration: 30m\n")
    saved(tool)
    other = next(row["id"] for row in account.interviews() if row["name"] == "Cook")
    account.edit(other, name="Chef")
    ran = tool("apply", "plan.json")
    assert ran.code == 0
    assert "interview.cook: update is not in the saved plan" in ran.err
    assert {row["name"] for row in account.interviews()} == {"Baker", "Chef"}


@pytest.mark.parametrize("broken", ["job-interview-update", "job-interview-set-state"])
def test_the_same_file_finishes_a_partial_apply(
    project: Path, account: Simulator, tool: Tool, broken: str
) -> None:
    write(project, "cook", "max_duration: 30m\n")  # made as a draft, then updated, then activated
    saved(tool)
    account.add_fault(Fault(broken, "error_before", status=422))
    assert tool("apply", "plan.json").code == 4
    assert tool("apply", "plan.json").code == 0
    assert {row["name"]: (row["status"], row["max_duration"]) for row in account.interviews()}["Cook"] == (
        "active",
        1800,
    )
    assert tool("plan", "--detailed-exitcode").code == 0


def test_an_acceptance_is_kept_in_the_file(project: Path, account: Simulator, tool: Tool) -> None:
    tool("apply", "--yes")
    for key in ("baker", "cook"):
        (project / "interviews" / f"{key}.yaml").unlink()
    write(project, "waiter")
    saved(tool, "--accept", "retire=2")
    assert tool("apply", "plan.json").code == 0
    assert sorted(row["status"] for row in account.interviews()) == ["active", "archived", "archived"]


def test_an_expired_file_is_stale(project: Path, account: Simulator, tool: Tool) -> None:
    saved(tool)
    edit(project, lambda plan: plan["saved"].update(expires_at=0))
    ran = tool("apply", "plan.json")
    assert ran.code == 6
    assert "expired at 1970-01-01" in ran.err


def edit(project: Path, change: object) -> None:
    path = project / "plan.json"
    plan = json.loads(path.read_text())
    assert callable(change)
    change(plan)
    path.write_text(json.dumps(plan))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda plan: plan["saved"].pop("steps"), "'steps' is missing"),
        (lambda plan: plan["saved"].update(accept=7), "'accept' is missing or of the wrong kind"),
        (lambda plan: plan["saved"].update(more=1), "'more', which this version does not know"),
        (lambda plan: plan.pop("saved"), "it holds no approval"),
        (lambda plan: plan.update(format=99), "format is 99"),
        (lambda plan: plan["saved"].update(environment="other"), "There is no environment 'other'"),
    ],
)
def test_a_file_that_was_tampered_with(
    project: Path, account: Simulator, tool: Tool, change: object, told: str
) -> None:
    saved(tool)
    edit(project, change)
    ran = tool("apply", "plan.json")
    assert ran.code == 1
    assert told in ran.err
    assert writes(account) == []


def test_a_forged_body_is_not_sent(project: Path, account: Simulator, tool: Tool) -> None:
    saved(tool)

    def forge(plan: dict[str, list[dict[str, list[dict[str, str]]]]]) -> None:
        for field in plan["changes"][0]["fields"]:
            if field["name"] == "name":
                field["after"] = "Forged"

    edit(project, forge)
    assert tool("apply", "plan.json").code == 0
    assert sorted(row["name"] for row in account.interviews()) == ["Baker", "Cook"]


def test_an_offline_plan_cannot_be_approved(project: Path, tool: Tool) -> None:
    assert tool("plan", "--offline", "--out", "plan.json").code == 0
    ran = tool("apply", "plan.json")
    assert ran.code == 1
    assert "it holds no approval" in ran.err


def test_no_such_face(project: Path, tool: Tool) -> None:
    ran = tool("plan", "--out", "plan.pdf")
    assert ran.code == 1
    assert "plan.pdf has no face" in ran.err


def test_a_selection_is_kept_in_the_file(project: Path, account: Simulator, tool: Tool) -> None:
    saved(tool, "--except", "cook", "--only", "action:create")
    assert tool("apply", "plan.json").code == 0
    assert [row["name"] for row in account.interviews()] == ["Baker"]
