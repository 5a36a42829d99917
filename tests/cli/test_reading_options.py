"""`--undeclared`, `--refresh` and `--replace`, as they are typed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reconciler.simulator import Simulator

from .conftest import Tool
from .support import write


def test_undeclared_edits_are_counted_and_named_on_demand(
    project: Path, account: Simulator, tool: Tool
) -> None:
    tool("apply", "--yes")
    tool("plan")  # edits are counted from what was last seen
    baker = next(row["id"] for row in account.interviews() if row["name"] == "Baker")
    account.edit(baker, interview_salary="60,000")
    assert "1 undeclared field was edited in the account" in tool("plan").out
    assert (
        "interview.baker: edited in the account, and not declared: interview_salary"
        in tool("plan", "--undeclared").out
    )
    assert tool("plan", "--detailed-exitcode").code == 0, "what is not declared is no change"


def test_without_the_cache_nothing_is_claimed(project: Path, account: Simulator, tool: Tool) -> None:
    tool("apply", "--yes")
    tool("plan")
    account.edit(account.interviews()[0]["id"], interview_salary="60,000")
    shutil.rmtree(project / ".reconciler")
    assert "undeclared" not in tool("plan").out


def test_who_wants_no_cache_and_no_account_gets_nothing_on_the_disk(
    project: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECONCILER_CACHE", "off")
    assert tool("plan", "--offline").code == 0
    assert not (project / ".reconciler").exists()


def test_refresh_full_reads_every_interview(project: Path, account: Simulator, tool: Tool) -> None:
    tool("apply", "--yes")
    before = len(account.requests())
    assert tool("plan", "--refresh", "full").code == 0
    read = [logged.endpoint for logged in account.requests()[before:]]
    assert read.count("job-interview-get") == 2


def test_replace_makes_one_in_its_place(project: Path, account: Simulator, tool: Tool) -> None:
    tool("apply", "--yes")
    write(project, "cook", "mojito_language_code: de\n")
    ran = tool("apply", "--yes")
    assert ran.code == 5
    assert "--replace interview.cook" in ran.out
    assert tool("apply", "--yes", "--replace", "interview.cook", "--accept", "replace=1").code == 0
    cooks = [
        (row["mojito_language_code"], row["status"]) for row in account.interviews() if row["name"] == "Cook"
    ]
    assert sorted(cooks) == [("de", "active"), ("en", "archived")]
    assert tool("plan", "--detailed-exitcode").code == 0
