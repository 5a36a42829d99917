"""Secrets that occur nowhere else, put everywhere; then every output, log and file is searched for them."""

from __future__ import annotations

import json
import logging
import os
import shlex
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from reconciler.cli.main import run
from reconciler.simulator import DEFAULT_TOKEN, Simulator
from reconciler.simulator.delivery import Delivery

from .scenes import SCENES, Theatre, write

Deliver = Callable[[str, str, Mapping[str, str], bytes], Delivery]
TOKEN, RENEWED, APIKEY = "canary-token-7f3a", "canary-renewed-91bc", "canary-apikey-c04e"
NOISE = "canary-noise-55d1"
COMMANDS = (
    ["validate"], ["plan"], ["plan", "--json"], ["apply", "--yes", "--no-wait", "--events", "events.jsonl"],
    ["apply", "--yes", "--no-wait"], ["plan", "--detailed-exitcode"], ["show"], ["show", "interview.baker"],
    ["history"], ["history", "--json"], ["drift"], ["doctor"], ["pull"], ["state", "unlock", "--yes"],
    ["state", "restore", "1", "--yes"],
)  # fmt: skip


class Echo:
    """An account that repeats what it was sent wherever it can, and fails in turn in every way."""

    def __init__(self, theatre: Theatre) -> None:
        self._deliver: Deliver = theatre.stage.deliver
        self.echoes = 0
        self.failing: str | None = None
        self.seen: set[str] = set()

    def deliver(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Delivery:
        folded = {name.lower(): value for name, value in headers.items()}
        sent = folded.get("authorization", "")
        self.seen |= {sent.removeprefix("Bearer "), folded.get("apikey", "")}
        echo = json.dumps({"error": f"Not so: {sent}", "name": sent}).encode()
        typed = {"Content-Type": "application/json", "X-Echo": sent}
        if sent == f"Bearer {TOKEN}" and method == "POST":
            self.echoes += 1
            return Delivery(401, typed, echo)
        failing = self.failing if method == "POST" else None
        if failing is not None:
            self.echoes += 1
        match failing:
            case "envelope":
                return Delivery(422, typed, echo)
            case "fault":
                return Delivery(500, typed, echo)
            case "gateway":
                return Delivery(502, {"Content-Type": "text/html"}, f"<h1>{sent}</h1>".encode())
            case "redirect":
                return Delivery(302, {"Location": f"https://elsewhere.example/{sent}"}, b"")
            case "garbage":
                return Delivery(200, typed, f"no json, but {sent}".encode())
            case "cut":
                return Delivery(500, typed, echo, manner="cut_body")
        return self._deliver(method, target, {**folded, "authorization": f"Bearer {DEFAULT_TOKEN}"}, body)


@pytest.fixture
def everything_logged() -> Iterator[list[str]]:
    """Every record of every logger, at every level that a library may have."""
    kept: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(f"{record.name} {record.getMessage()} {record.args}")

    handler, root = Keep(0), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(1)
    yield kept
    root.setLevel(before)
    root.removeHandler(handler)


def keys_of(account: Simulator) -> set[str]:
    return {
        str(value)
        for row in account.interviews()
        for name, value in (row["embed"] or {}).items()
        if name == "embed_signing_key"
    }


def leaked(secrets: set[str], texts: Mapping[str, bytes]) -> list[str]:
    return [
        f"{secret} in {place}"
        for place, text in texts.items()
        for secret in secrets
        if secret.encode() in text
    ]


@pytest.mark.parametrize("failing", [None, "envelope", "fault", "gateway", "redirect", "garbage", "cut"])
def test_no_secret_is_anywhere_but_in_requests(
    theatre: Theatre,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    everything_logged: list[str],
    failing: str | None,
) -> None:
    folder, account = theatre.new_case(SCENES[0])
    settings = folder / "reconciler.yaml"
    settings.write_text(settings.read_text().replace("merchant_id", "apikey_env: CANARY_KEY, merchant_id", 1))
    write(folder, "baker", "name: {name}\ndescription: Hello.\nmax_duration: 20m\nis_embedded: true\n")
    echo = Echo(theatre)
    monkeypatch.setattr(theatre.stage, "deliver", echo.deliver)
    monkeypatch.chdir(folder)
    body = f"import sys; sys.stderr.write({NOISE!r}); print({RENEWED!r})"
    for name, value in {
        "JOBMOJITO_TOKEN": TOKEN,
        "CANARY_KEY": APIKEY,
        "RECONCILER_TOKEN_COMMAND": shlex.join([sys.executable, "-c", body]),
    }.items():
        monkeypatch.setenv(name, value)
    told = []
    for line in COMMANDS:
        echo.failing = failing if line[0] == "apply" else None
        try:
            run(list(line))
        except BaseException as error:
            told.append("".join(traceback.format_exception(error)))
    out, err = capfd.readouterr()
    texts = {
        "stdout": out.encode(),
        "stderr": err.encode(),
        "logs": "\n".join(everything_logged).encode(),
        "tracebacks": "\n".join(told).encode(),
        **{str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()},
        **{f"name {path}": os.fsencode(path.name) for path in folder.rglob("*")},
    }
    keys = keys_of(account)
    assert leaked({TOKEN, RENEWED, APIKEY, NOISE, *keys}, texts) == []
    assert told == []
    assert {TOKEN, RENEWED, APIKEY} <= echo.seen, "the canaries were really there to be seen"
    assert echo.echoes
    assert (len(keys) == 1) == (failing is None)
    assert (folder / "events.jsonl").stat().st_size > 0
    assert (folder / "state").is_dir()


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    assert leaked({"a-secret"}, {"here": b"there is a-secret in it", "there": b""}) == ["a-secret in here"]
