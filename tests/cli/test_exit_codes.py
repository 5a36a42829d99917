"""What each command tells the shell (design.md, "Exit codes"), case by case."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.ports import Owner
from reconciler.simulator import Fault, Simulator
from reconciler.stores.local import LocalStore

from .conftest import Tool
from .support import write, writes

CREATE = "job-interview-create-from-array"


def test_0_when_done_and_when_there_is_nothing_to_do(project: Path, tool: Tool, account: Simulator) -> None:
    assert tool("validate").code == 0
    assert tool("plan").code == 0
    assert tool("apply", "--yes").code == 0
    made = len(writes(account))
    assert tool("plan", "--detailed-exitcode").code == 0
    assert tool("apply", "--yes").code == 0
    assert tool("show").code == 0
    assert len(writes(account)) == made


def test_1_for_a_wrong_definition_from_every_command_that_reads_it(
    project: Path, tool: Tool, account: Simulator
) -> None:
    write(project, "cook", "staus: active\n")
    for line in (["validate"], ["plan"], ["plan", "--offline"], ["apply", "--yes"], ["show"]):
        ran = tool(*line)
        assert ran.code == 1, line
        assert "interviews/cook.yaml:3:1" in ran.out + ran.err, line
    assert account.requests() == []


@pytest.mark.parametrize(
    "line",
    [
        ["plan", "--no-such-option"],
        ["plan", "-e", "nowhere"],
        ["plan", "--max-parallel", "0"],
        ["plan", "--accept", "retire"],
        ["apply", "--accept", "everything=9"],
        ["apply", "--record-only", "baker"],
        ["show", "interview.nobody"],
        ["show", "--resolved"],
        ["import", "interview.baker"],
        ["import", "interview.nobody", "51a1c0de-0000-4000-8000-0000000000ff"],
        ["state", "forget", "interview.baker"],
        ["schema", "everything"],
        ["simulator", "serve", "--port", "high"],
    ],
    ids=" ".join,
)
def test_1_for_a_command_line_that_cannot_be(
    project: Path, tool: Tool, account: Simulator, line: list[str]
) -> None:
    ran = tool(*line)
    assert ran.code == 1, "usage errors are 1, never click's 2, which means changes"
    assert ran.err.startswith("Error: ")
    assert ran.out == ""
    assert writes(account) == []


def test_1_outside_of_a_project(tmp_path: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for line in (["validate"], ["plan"], ["apply", "--yes"], ["show"]):
        ran = tool(*line)
        assert ran.code == 1
        assert "There is no reconciler.yaml" in ran.err
        assert "reconciler init" in ran.err


def test_1_when_apply_has_nobody_to_ask(project: Path, tool: Tool, account: Simulator) -> None:
    ran = tool("apply")
    assert ran.code == 1
    assert "--yes" in ran.err
    assert "+ interview.baker" in ran.out, "the plan is shown all the same"
    assert writes(account) == []


def test_1_when_nothing_of_the_plan_succeeds(project: Path, tool: Tool, account: Simulator) -> None:
    account.add_fault(Fault(CREATE, "error_before", status=422, times=9))
    assert tool("apply", "--yes").code == 1


def test_2_only_when_asked_for(project: Path, tool: Tool) -> None:
    assert tool("plan").code == 0
    assert tool("plan", "--detailed-exitcode").code == 2
    assert tool("plan", "--offline", "--detailed-exitcode").code == 2


def test_2_for_a_plan_in_which_all_is_blocked(project: Path, tool: Tool) -> None:
    tool("apply", "--yes")
    (project / "state" / "local.json").unlink()
    (project / "state" / "local.journal").unlink(missing_ok=True)
    assert tool("plan", "--detailed-exitcode").code == 2
    assert tool("apply", "--yes").code == 5


def test_3_for_what_was_changed_elsewhere_and_only_for_that(
    project: Path, tool: Tool, account: Simulator
) -> None:
    tool("apply", "--yes")
    write(project, "cook", "interview_salary: 50,000 EUR\n")
    assert tool("drift").code == 0, "the author's own change is no drift"
    baker = next(row["id"] for row in account.interviews() if row["code"] == "baker")
    account.edit(baker, name="Confectioner")
    ran = tool("drift")
    assert ran.code == 3
    assert "Confectioner" in ran.out
    assert "interview.cook" not in ran.out
    assert tool("drift", "--only", "cook").code == 0


def test_4_when_part_of_the_plan_succeeds(project: Path, tool: Tool, account: Simulator) -> None:
    account.add_fault(Fault(CREATE, "error_before", status=422))
    ran = tool("apply", "--yes")
    assert ran.code == 4
    assert "interview.baker" in ran.out
    assert "interviews/baker.yaml" in ran.out


def test_5_when_something_is_blocked_though_the_rest_is_done(project: Path, tool: Tool) -> None:
    tool("apply", "--yes")
    write(project, "baker", "mojito_language_code: de\n")
    write(project, "cook", "interview_salary: 50,000 EUR\n")
    assert tool("apply", "--yes").code == 5
    assert tool("plan", "--only", "cook", "--detailed-exitcode").code == 0


def test_5_when_a_guard_stops_the_run(project: Path, tool: Tool, account: Simulator) -> None:
    for number in range(6):
        write(project, f"host-{number}")
    tool("apply", "--yes")
    made = len(writes(account))
    for number in range(3):
        (project / "interviews" / f"host-{number}.yaml").unlink()
    ran = tool("apply", "--yes")
    assert ran.code == 5
    assert "--accept retire=3" in ran.out
    assert len(writes(account)) == made
    assert tool("apply", "--yes", "--accept", "retire=3").code == 0


def test_7_when_another_run_holds_the_lock(project: Path, tool: Tool, account: Simulator) -> None:
    with LocalStore(project / "state" / "local.json").lock(Owner("apply", "lena", "build-7", 1, 0.0)):
        ran = tool("apply", "--yes")
        assert ran.code == 7
        assert "lena on build-7" in ran.err
        assert tool("plan").code == 0, "a plan only reads"
    assert writes(account) == []
    assert tool("apply", "--yes").code == 0


def test_8_while_nobody_knows_what_became_of_a_create(project: Path, tool: Tool, account: Simulator) -> None:
    account.add_fault(Fault(CREATE, "cut_before"))
    assert tool("apply", "--yes", "--no-wait").code == 8
    assert tool("plan", "--detailed-exitcode").code == 8
    assert tool("state", "forget", "interview.baker").code == 0
    assert tool("plan", "--detailed-exitcode").code == 2
