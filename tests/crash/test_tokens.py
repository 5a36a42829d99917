"""A token that ends: seen before the first write, renewed once for all in the middle, else a clean stop."""

from __future__ import annotations

import base64
import json
import shlex
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from reconciler.simulator import DEFAULT_MERCHANT_ID, DEFAULT_TOKEN
from reconciler.simulator.delivery import Delivery

from .matrix import PLAN, _nothing_unknown, snapshot
from .scenes import APPLY, SCENES, VARIABLES, Theatre, write

Deliver = Callable[[str, str, Mapping[str, str], bytes], Delivery]
OLD, NEW = "the-old-token", "the-new-token"


@pytest.fixture
def folder(theatre: Theatre) -> Path:
    place, _ = theatre.new_case(SCENES[0])
    for number in range(8):
        write(place, f"key-{number}", "name: {name}\ndescription: Hello to everybody.\nmax_duration: 20m\n")
    return place


class Gatekeeper:
    """Stands before the account: `OLD` is refused once `good_for` writes have been let through."""

    def __init__(self, theatre: Theatre, good_for: int) -> None:
        self._deliver: Deliver = theatre.stage.deliver
        self._left = good_for
        self.refused = 0

    def deliver(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Delivery:
        folded = {name.lower(): value for name, value in headers.items()}
        if folded["authorization"] == f"Bearer {OLD}":
            if method == "POST":
                self._left -= 1
            if self._left < 0:
                self.refused += 1
                said = json.dumps({"error": f"The token {OLD} has expired."}).encode()
                return Delivery(401, {"Content-Type": "application/json"}, said)
        passed = {**folded, "authorization": f"Bearer {DEFAULT_TOKEN}"}
        return self._deliver(method, target, passed, body)


def printing(folder: Path, text: str) -> str:
    """A token command that prints `text` and notes that it was run."""
    note = folder.parent / "commands"
    return shlex.join([sys.executable, "-c", f"open({str(note)!r}, 'a').write('run\\n'); print({text!r})"])


def test_a_token_that_ends_in_the_middle_is_renewed_once_for_all_workers(
    theatre: Theatre, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theatre.stage, "deliver", (keeper := Gatekeeper(theatre, 2)).deliver)
    variables = {"JOBMOJITO_TOKEN": OLD, "RECONCILER_TOKEN_COMMAND": printing(folder, NEW)}
    assert theatre.zygote.run(folder, (*APPLY[:3], "--max-parallel", "8"), variables) == 0
    assert keeper.refused >= 1
    assert (folder.parent / "commands").read_text().splitlines() == ["run"]
    assert theatre.zygote.run(folder, PLAN, {**variables, "JOBMOJITO_TOKEN": NEW}) == 0


@pytest.mark.parametrize("command", ["", "exit 3", "same"])
def test_without_another_token_it_stops_cleanly_and_the_next_run_goes_on(
    theatre: Theatre, folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    account = theatre.stage._inner
    assert account is not None
    keeper = Gatekeeper(theatre, 3)
    variables = {"JOBMOJITO_TOKEN": OLD}
    if command:
        line = printing(folder, OLD) if command == "same" else shlex.join([sys.executable, "-c", "exit(3)"])
        variables["RECONCILER_TOKEN_COMMAND"] = line
    with monkeypatch.context() as patch:
        patch.setattr(theatre.stage, "deliver", keeper.deliver)
        assert theatre.zygote.run(folder, APPLY, variables) == 4
    said = "".join((folder.parent / name).read_text() for name in ("out", "err"))
    assert "does not accept the token" in said
    assert ("Warning: The token command" in said) == bool(command)
    assert OLD not in said
    assert keeper.refused < 8, "it stopped, and did not ask for every definition"
    held = snapshot(folder)
    assert held is not None
    assert not held.open, "a refused create was not made, and the journal says so"
    _nothing_unknown(folder, account)
    assert theatre.zygote.run(folder, APPLY, VARIABLES) == 0
    creates = [one for one in account.requests() if "create" in one.endpoint and one.committed]
    assert len(creates) == len({one.body["code"] for one in creates}) == 10


def jwt(ends: float) -> str:
    claims = base64.urlsafe_b64encode(json.dumps({"exp": ends}).encode()).decode().rstrip("=")
    return f"eyJ0.{claims}.c2ln"


def test_a_token_that_will_not_last_is_told_before_the_first_write(
    theatre: Theatre, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = theatre.stage._inner
    assert account is not None
    soon = jwt(time.time() + 30)
    account.add_account(soon, merchant_id=DEFAULT_MERCHANT_ID, name="Soon", environment="test")
    assert theatre.zygote.run(folder, APPLY, {"JOBMOJITO_TOKEN": soon}) == 1
    said = (folder.parent / "err").read_text()
    assert "The token ends in" in said
    assert "Nothing was sent" in said
    assert [one for one in account.requests() if one.method == "POST"] == []
    lasting = jwt(time.time() + 7200)
    account.add_account(lasting, merchant_id=DEFAULT_MERCHANT_ID, name="Soon", environment="test")
    renewed = {"JOBMOJITO_TOKEN": soon, "RECONCILER_TOKEN_COMMAND": printing(folder, lasting)}
    assert theatre.zygote.run(folder, APPLY, renewed) == 0


def test_the_command_alone_is_enough_and_is_told_what_for(theatre: Theatre, folder: Path) -> None:
    body = "import os; print('simulator' if os.environ['RECONCILER_ENVIRONMENT'] == 'local' else 'x')"
    variables = {"RECONCILER_TOKEN_COMMAND": shlex.join([sys.executable, "-c", body])}
    assert theatre.zygote.run(folder, APPLY, variables) == 0


def test_a_server_that_nobody_trusts_makes_no_command_run(theatre: Theatre, folder: Path) -> None:
    settings = folder / "reconciler.yaml"
    settings.write_text(settings.read_text().replace(theatre.stage.url, "https://evil.example/functions/v1"))
    variables = {"RECONCILER_TOKEN_COMMAND": printing(folder, NEW)}
    assert theatre.zygote.run(folder, APPLY, variables) == 1
    assert "nothing outside this repository trusts it" in (folder.parent / "err").read_text()
    assert not (folder.parent / "commands").exists()


def test_a_command_in_the_repository_is_no_setting(theatre: Theatre, folder: Path) -> None:
    settings = folder / "reconciler.yaml"
    settings.write_text(settings.read_text().replace("settle:", "token_command: 'touch owned', settle:"))
    assert theatre.zygote.run(folder, APPLY, VARIABLES) == 1
    assert "token_command" in (folder.parent / "err").read_text()
    assert not list(folder.rglob("owned"))
