"""`reconciler link`: signed URLs and the embed pair of what is recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reconciler.simulator import Simulator

from .conftest import Tool
from .support import Ran, writes


def applied(tool: Tool) -> Ran:
    ran = tool("apply", "--yes")
    assert ran.code == 0, ran.err + ran.out
    return ran


def test_link_gives_the_page_of_results(account: Simulator, tool: Tool) -> None:
    applied(tool)
    ran = tool("link", "interview.baker", "--results")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("https://")
    assert ran.out.count("\n") == 1
    assert writes(account)[-1].endpoint == "job-interview-token"


def test_link_gives_a_candidates_own_link_and_stores_nothing(
    account: Simulator, tool: Tool, project: Path
) -> None:
    applied(tool)
    (row,) = [one for one in account.interviews() if one["name"] == "Baker"]
    account.complete_result(row["id"], "ann@example.com", name="Ann")
    (person,) = account.candidates()
    ran = tool("link", "baker", "--candidate", person["id"])
    assert ran.code == 0, ran.err
    url = ran.out.strip()
    for path in (project / "state").glob("*.json*"):
        assert url not in path.read_text()


def test_embed_is_a_write_and_says_so(account: Simulator, tool: Tool) -> None:
    applied(tool)
    before = len(writes(account))
    ran = tool("link", "interview.baker", "--embed")
    assert ran.code == 1
    assert "changes the account" in ran.err
    assert "--yes" in ran.err
    assert len(writes(account)) == before
    ran = tool("link", "interview.baker", "--embed", "--yes")
    assert ran.code == 0, ran.err
    assert set(json.loads(ran.out)) == {"embed_id", "embed_signing_key"}
    assert "changes the account" in ran.err
    assert [one.endpoint for one in writes(account)[before:]] == ["job-interview-set-state"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["interview.baker"], "One of --candidate ID, --results and --embed"),
        (["interview.baker", "--results", "--embed"], "One of"),
        (["interview.baker", "--results"], "is not recorded"),
        (["Bad Address", "--results"], "is not an Address"),
    ],
)
def test_a_link_that_cannot_be(words: list[str], said: str, project: Path, tool: Tool) -> None:
    ran = tool("link", *words)
    assert ran.code == 1
    assert said in ran.err
