"""The project of these tests, and the tool as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from reconciler.simulator import LoggedRequest, Simulator

SETTINGS = """\
version: 1
definitions: [interviews/]
defaults:
  interview:
    type: interview
    status: active
    mojito_language_code: en
    visibility: merchant_invite
    interview_template: Anna
    location: Berlin
    description: A short talk about your work and about ours.
environments:
  local:
    server: simulator
    merchant_id: 51a1c0de-0000-4000-8000-000000000001
    state: state/local.json
    settle: 1
"""
QUESTIONS = "questions: [{external_id: why, question: Why us?, duration: 2m}]\n"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def make_project(folder: Path, keys: tuple[str, ...] = ("baker", "cook")) -> Path:
    (folder / "interviews").mkdir(parents=True)
    (folder / "reconciler.yaml").write_text(SETTINGS, encoding="utf-8")
    for key in keys:
        write(folder, key)
    return folder


def write(folder: Path, key: str, more: str = "") -> None:
    """The definition of `key`, with lines of its own."""
    path = folder / "interviews" / f"{key}.yaml"
    path.write_text(f"name: {key.title()}\n{QUESTIONS}{more}", encoding="utf-8")


def serve_at(folder: Path, url: str) -> None:
    """Point the project's environment at a served account."""
    path = folder / "reconciler.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("server: simulator", f"server: {url}"), encoding="utf-8")


def environment(**more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", **more}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "reconciler", *arguments]


def process(folder: Path, *arguments: str, **more: str) -> Ran:
    """The tool run to its end as a process of its own; `more` are variables of its environment."""
    done = subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def writes(account: Simulator) -> list[LoggedRequest]:
    return [logged for logged in account.requests() if logged.method != "GET"]
