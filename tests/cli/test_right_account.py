"""The right account, or none: tokens swapped, environments mixed up, merchants below a merchant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reconciler.simulator import DEFAULT_MERCHANT_ID, RunningServer, Simulator, serve, template_id

from .conftest import Tool
from .support import serve_at, writes

OTHER = "51a1c0de-0000-4000-8000-0000000000ff"


@pytest.fixture
def server(project: Path, account: Simulator) -> Iterator[RunningServer]:
    with serve(account) as running:
        serve_at(project, running.url)
        yield running


def state_merchant(project: Path, merchant: str | None) -> None:
    """Let the project state this merchant, or none."""
    path = project / "reconciler.yaml"
    line = f"    merchant_id: {DEFAULT_MERCHANT_ID}\n"
    path.write_text(
        path.read_text().replace(line, "" if merchant is None else f"    merchant_id: {merchant}\n")
    )


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("JOBMOJITO_TOKEN", "simulator")
    return monkeypatch


def test_a_token_of_another_merchant_is_noticed_by_the_state(
    project: Path, account: Simulator, server: RunningServer, tool: Tool, token: pytest.MonkeyPatch
) -> None:
    """Even where no merchant is stated: a state belongs to one."""
    state_merchant(project, None)
    assert tool("apply", "--yes").code == 0
    account.add_account("swapped", merchant_id=OTHER, name="Another Company")
    before = len(writes(account))
    token.setenv("JOBMOJITO_TOKEN", "swapped")
    for command in (("plan",), ("apply", "--yes")):
        ran = tool(*command)
        assert ran.code == 1
        assert f"belongs to merchant {DEFAULT_MERCHANT_ID}" in ran.err
        assert OTHER in ran.err
    assert len(writes(account)) == before


def test_a_token_of_the_merchants_other_environment_stops(
    project: Path, account: Simulator, server: RunningServer, tool: Tool, token: pytest.MonkeyPatch
) -> None:
    """One merchant, two environments of the account: the rows tell which one a token sees."""
    assert tool("apply", "--yes").code == 0
    tool("plan")
    account.add_account("live", merchant_id=DEFAULT_MERCHANT_ID, name="Company", environment="production")
    token.setenv("JOBMOJITO_TOKEN", "live")
    before = len(writes(account))
    ran = tool("apply", "--yes")
    assert ran.code == 1, "nothing of the state is there: it is not read as deleted, nothing is made again"
    assert len(writes(account)) == before
    assert "lists no interview" in ran.err or "environment" in ran.err


def test_two_environments_with_one_account_are_refused(project: Path, tool: Tool) -> None:
    path = project / "reconciler.yaml"
    twin = f"  twin: {{server: simulator, merchant_id: {DEFAULT_MERCHANT_ID}, state: state/local.json}}\n"
    path.write_text(path.read_text() + twin)
    ran = tool("validate", "-e", "local")
    assert ran.code == 1
    assert "state" in ran.out + ran.err


def test_an_operator_works_on_the_sub_merchant_that_is_stated(
    project: Path, account: Simulator, server: RunningServer, tool: Tool, token: pytest.MonkeyPatch
) -> None:
    account.add_account("operator", merchant_id=DEFAULT_MERCHANT_ID, name="Agency", sub_merchants=(OTHER,))
    account.add_account("client", merchant_id=OTHER, name="Client")
    state_merchant(project, OTHER)
    path = project / "reconciler.yaml"  # by name there are two: the client's own and the one it is lent
    path.write_text(path.read_text().replace("template: Anna", f"template_id: {template_id('Anna')}"))
    token.setenv("JOBMOJITO_TOKEN", "operator")
    assert tool("apply", "--yes").code == 0
    assert len(account.interviews(OTHER)) == 2
    assert account.interviews(DEFAULT_MERCHANT_ID) == []
    assert tool("plan", "--detailed-exitcode").code == 0


def test_a_merchant_that_the_token_does_not_reach_stops(
    project: Path, account: Simulator, server: RunningServer, tool: Tool, token: pytest.MonkeyPatch
) -> None:
    """The account ignores an override it does not honour, silently: what it answers is compared."""
    state_merchant(project, OTHER)
    ran = tool("apply", "--yes")
    assert ran.code == 1
    assert f"The token reaches merchant {DEFAULT_MERCHANT_ID}" in ran.err
    assert writes(account) == []
