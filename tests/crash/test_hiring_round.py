"""A round of hiring with real processes over a port: an interview, a document, 50 candidates out of a CSV, a
retake; three bad rows are located, then it is killed with -9 in the middle and applied again.

The account's own log is the judge: everybody is enrolled once, and the last plan is empty.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from reconciler.cli.failpoints import VARIABLE
from reconciler.model.field import Endpoint
from reconciler.simulator import DEFAULT_MERCHANT_ID, DEFAULT_TOKEN, Simulator
from reconciler.simulator.seed import KNOWLEDGE_BASES

from .scenes import Stage

INTERVIEW = """\
name: Baker
description: A short talk about your work and about ours.
location: Berlin
type: interview
status: active
mojito_language_code: en
visibility: merchant_invite
interview_template: Anna
knowledge_base: Handbook
"""
PROJECT = f"""\
version: 1
definitions: [round/]
environments:
  local:
    server: '{{url}}'
    merchant_id: {DEFAULT_MERCHANT_ID}
    state: state/local.json
    names: {{{{knowledge_base: {{{{Handbook: {KNOWLEDGE_BASES[0]}}}}}}}}}
"""
BAD = {7: ("not an address", "DE"), 23: ("", "DE"), 41: ("person41@example.com", "Germany")}
"""Rows of the CSV, from 1, with an e-mail address and a country that cannot be."""


class Round:
    """One project, one account, and the tool as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stage = Stage()
        self.account: Simulator = self.stage.show(folder.parent / "account.db")
        (folder / "round").mkdir(parents=True)
        self.write("../reconciler.yaml", PROJECT.format(url=self.stage.url))
        self.write("baker.yaml", INTERVIEW)

    def write(self, name: str, text: str) -> None:
        (self.folder / "round" / name).write_text(text, encoding="utf-8")

    def declare_everything(self) -> None:
        result = next(one["interview_result_id"] for one in self.account.results())
        self.write("handbook.txt", "Flour, water, salt.\n")
        self.write(
            "handbook.yaml", "kind: knowledge-document\nknowledge_base: Handbook\nfile: handbook.txt\n"
        )
        self.write("bakers.yaml", "kind: candidate\ninterview: baker\ncandidates_from: bakers.csv\n")
        retake = f"kind: retake\ninterview_result_id: {result}\nreason: The camera failed.\n"
        self.write("camera.yaml", retake)

    def people(self, *, bad: bool) -> None:
        rows = ["key,candidate_name,candidate_email,candidate_country_code,candidate_resume"]
        for number in range(1, 51):
            good = (f"person{number}@example.com", "DE")
            email, country = BAD.get(number, good) if bad else good
            rows.append(f"p{number},Person {number},{email},{country},Bakes bread number {number}.")
        self.write("bakers.csv", "\n".join(rows) + "\n")

    def run(self, *arguments: str, fail: str = "") -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "JOBMOJITO_TOKEN": DEFAULT_TOKEN, VARIABLE: fail}
        words = [sys.executable, "-m", "reconciler", *arguments]
        return subprocess.run(
            words, cwd=self.folder, env=environment, capture_output=True, text=True, check=False, timeout=120
        )

    def close(self) -> None:
        self.stage.close()


@pytest.fixture
def round_(tmp_path: Path) -> Iterator[Round]:
    made = Round(tmp_path / "project")
    assert made.run("apply", "--yes").returncode == 0
    made.account.complete_result(made.account.interviews()[0]["id"], "zoe@example.com", score=50)
    made.declare_everything()
    yield made
    made.close()


def test_three_bad_rows_are_all_located_and_nothing_is_sent(round_: Round) -> None:
    round_.people(bad=True)
    before = len(round_.account.requests())
    for command in (("validate",), ("apply", "--yes")):
        ran = round_.run(*command)
        assert ran.returncode == 1
        told = ran.stdout + ran.stderr
        assert all(f"round/bakers.csv:{number + 1}:" in told for number in BAD)
        assert "Bakes bread" not in told
        assert "not an address" not in told
    assert len(round_.account.requests()) == before


@pytest.mark.parametrize(
    "fail",
    ["call.ended@1:kill", "call.intended@20:kill", "call.answered@31:kill", "call.ended@44:kill"],
)
def test_killed_in_the_middle_everybody_is_enrolled_once(round_: Round, fail: str) -> None:
    round_.people(bad=False)
    quick = ("apply", "--yes", "--no-wait", "--max-parallel", "1")
    assert round_.run(*quick, fail=fail).returncode == -signal.SIGKILL
    round_.stage.pass_settling_time()
    ran = round_.run("apply", "--yes")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    requests = [one for one in round_.account.requests() if one.committed]
    enrolled = Counter(one.body["candidate_email"] for one in requests if one.endpoint == Endpoint.ENROL)
    assert enrolled == Counter(f"person{number}@example.com" for number in range(1, 51))
    assert Counter(one["candidate_email"] for one in round_.account.results()) == enrolled + Counter(
        ["zoe@example.com"]
    )
    once = Counter(one.endpoint for one in requests)
    assert (once[Endpoint.RETAKE], once[Endpoint.DOCUMENT]) == (1, 1)
    assert len(round_.account.interviews()) == 1
    last = round_.run("plan", "--detailed-exitcode")
    assert last.returncode == 0, last.stdout
    assert "No changes." in last.stdout
    places = ((round_.folder / "state").rglob("*"), (round_.folder / ".reconciler").rglob("*"))
    kept = b"".join(path.read_bytes() for place in places for path in place if path.is_file())
    assert b"@example.com" not in kept
    assert b"Bakes bread" not in kept
