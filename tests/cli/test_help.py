"""`--help` teaches by example, and a slip of the finger is understood."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from reconciler.cli.group import cli
from reconciler.cli.listing import COMMANDS, GROUPS

from .conftest import Tool


def nested() -> list[tuple[str, ...]]:
    """The commands of the commands that are groups."""
    found: list[tuple[str, ...]] = []
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        if isinstance(command, click.Group):
            found += [(name, inner) for inner in command.commands]
    return found


@pytest.mark.parametrize("words", [*((name,) for name in COMMANDS), *nested()], ids=" ".join)
def test_help_of_every_command_has_an_example(tool: Tool, words: tuple[str, ...]) -> None:
    ran = tool(*words, "--help")
    assert ran.code == 0
    assert re.search(rf"(Example:| ) +reconciler {words[0]}\b", ran.out)
    assert ran.err == ""
    assert tool(*words, "-h").out == ran.out


def test_help_lists_every_command_once_under_its_group(tool: Tool) -> None:
    lines = tool("--help").out.splitlines()
    for group in GROUPS:
        assert f"{group}:" in lines
    for name, entry in COMMANDS.items():
        begins = [name, *entry.help.split()[:2]]
        assert len([line for line in lines if line.split()[:3] == begins]) == 1, name


def test_help_names_every_exit_code(tool: Tool) -> None:
    text = tool("--help").out
    for code in ("0 done", "1 error", "2 changes", "3 drift", "4 applied in part", "5 blocked", "7 locked"):
        assert code in " ".join(text.split())


@pytest.mark.parametrize(("typed", "meant"), [("aply", "apply"), ("plna", "plan"), ("valid", "validate")])
def test_unknown_command_names_a_near_one(tool: Tool, typed: str, meant: str) -> None:
    ran = tool(typed)
    assert ran.code == 1
    assert f"Did you mean `{meant}`?" in ran.err


def test_unknown_command_far_from_all_points_to_help(tool: Tool) -> None:
    ran = tool("xyzzy")
    assert ran.code == 1
    assert "reconciler --help" in ran.err


def test_unknown_option_names_a_near_one(tool: Tool, project: Path) -> None:
    ran = tool("plan", "--detailed-exit-code")
    assert ran.code == 1
    assert "--detailed-exitcode" in ran.err
