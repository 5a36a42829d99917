"""At a terminal: the question before apply, and what its answers do."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.simulator import Simulator

from .conftest import Tool
from .support import environment, writes
from .terminal import CTRL_C, terminal

QUESTION = "Apply this to 'local'?"


def test_yes_applies(project: Path, account: Simulator) -> None:
    with terminal(project, "apply", environment=environment(TERM="xterm")) as screen:
        screen.wait_for(QUESTION)
        assert writes(account) == [], "nothing is sent before the answer"
        screen.type("y\n")
        assert screen.end() == 0
    assert len(account.interviews()) == 2
    assert "2 created" in screen.shown


@pytest.mark.parametrize("typed", ["n\n", "\n"], ids=["no", "return"])
def test_anything_but_yes_changes_nothing(project: Path, account: Simulator, typed: str) -> None:
    with terminal(project, "apply", environment=environment(TERM="xterm")) as screen:
        screen.wait_for(QUESTION)
        screen.type(typed)
        assert screen.end() == 0
    assert "Nothing was changed." in screen.shown
    assert writes(account) == []
    assert not (project / "state" / "local.json").exists()


def test_yes_in_advance_asks_nothing(project: Path, account: Simulator) -> None:
    with terminal(project, "apply", "--yes", environment=environment(TERM="xterm")) as screen:
        assert screen.end() == 0
    assert QUESTION not in screen.shown
    assert len(account.interviews()) == 2


def test_nothing_to_do_asks_nothing(project: Path, account: Simulator) -> None:
    for _ in range(2):
        with terminal(project, "apply", "--yes", environment=environment(TERM="xterm")) as screen:
            screen.end()
    with terminal(project, "apply", environment=environment(TERM="xterm")) as screen:
        assert screen.end() == 0
    assert QUESTION not in screen.shown


def test_ctrl_c_at_the_question_stops_and_changes_nothing(project: Path, account: Simulator) -> None:
    with terminal(project, "apply", environment=environment(TERM="xterm")) as screen:
        screen.wait_for(QUESTION)
        screen.type(CTRL_C)
        assert screen.end() == 130
    assert writes(account) == []


def test_question_says_what_may_be_typed(project: Path, account: Simulator) -> None:
    with terminal(project, "apply", environment=environment(TERM="xterm")) as screen:
        screen.wait_for(QUESTION)
        screen.wait_for("[y/N]")


def test_colour_at_a_terminal_unless_no_color_forbids(project: Path) -> None:
    with terminal(project, "plan", environment=environment(TERM="xterm")) as coloured:
        coloured.end()
    with terminal(project, "plan", environment=environment(TERM="xterm", NO_COLOR="1")) as plain:
        plain.end()
    assert "\x1b[" in coloured.shown
    assert "\x1b[" not in plain.shown


def test_a_dangerous_plan_wants_the_name_typed(project: Path, account: Simulator, tool: Tool) -> None:
    assert tool("apply", "--yes").code == 0
    (project / "interviews" / "cook.yaml").unlink()
    with terminal(project, "apply", environment=environment(TERM="xterm")) as screen:
        screen.wait_for("Type 'local' to apply it")
        screen.type("y\n")
        assert screen.end() == 0
    assert "Nothing was changed." in screen.shown
    with terminal(project, "apply", environment=environment(TERM="xterm")) as screen:
        screen.wait_for("Type 'local' to apply it")
        screen.type("local\n")
        assert screen.end() == 0
    assert sorted(row["status"] for row in account.interviews()) == ["active", "archived"]


def test_change_by_change(project: Path, account: Simulator) -> None:
    with terminal(project, "apply", "-i", environment=environment(TERM="xterm", NO_COLOR="1")) as screen:
        screen.wait_for("[1/2] create interview.baker?")
        screen.type("n\n")
        screen.wait_for("[2/2] create interview.cook?")
        screen.type("d\n")
        screen.wait_for('+ interview.cook  "Cook"')
        screen.type("y\n")
        assert screen.end() == 0
    assert [row["name"] for row in account.interviews()] == ["Cook"]


def test_change_by_change_can_be_left(project: Path, account: Simulator) -> None:
    with terminal(project, "apply", "-i", environment=environment(TERM="xterm", NO_COLOR="1")) as screen:
        screen.wait_for("[1/2] create interview.baker?")
        screen.type("y\n")
        screen.wait_for("[2/2] create interview.cook?")
        screen.type("q\n")
        assert screen.end() == 0
    assert [row["name"] for row in account.interviews()] == ["Baker"]
