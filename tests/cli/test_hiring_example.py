"""examples/hiring-round: a whole round through the tool, and nobody of it in what is left behind."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reconciler.simulator import Simulator

from .conftest import Tool

EXAMPLE = Path(__file__).parents[2] / "examples/hiring-round"
PEOPLE = ("Ada", "Bela", "Carlo", "Dora", "Emil", "Fay", "Gus", "Hana", "example.com", "baked bread")


@pytest.fixture
def round_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "round"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("state", ".reconciler"))
    monkeypatch.chdir(folder)
    return folder


def test_the_round_is_planned_applied_and_over(round_: Path, tool: Tool) -> None:
    assert tool("validate").code == 0
    assert tool("fmt", "--check").code == 0
    planned = tool("plan")
    assert planned.code == 0
    assert "Done once, and nothing takes it back: 1 document, 5 candidates and 3 people" in planned.out
    assert not any(name in planned.out for name in PEOPLE), "a pipe is no terminal"
    assert "Ada Example" in tool("plan", "--show-personal-data", "--verbose").out
    applied = tool("apply", "--yes")
    assert applied.code == 0, applied.out + applied.err
    assert "No changes." in tool("plan").out
    account = Simulator(round_ / "state/local.simulator.db")
    assert len({one["candidate_email"] for one in account.results()}) == len(account.results()) == 8
    assert len(account.documents()) == 1
    account.close()
    kept = [path for path in (round_ / "state").rglob("*") if path.is_file() and ".db" not in path.name]
    assert kept
    for path in kept:
        text = path.read_text(encoding="utf-8")
        assert not any(name in text for name in PEOPLE), path.name


def test_one_more_row_is_one_more_candidate(round_: Path, tool: Tool) -> None:
    tool("apply", "--yes")
    rows = round_ / "round/bakers.csv"
    rows.write_text(rows.read_text() + "c6;Ida Example;ida@example.com;DE;resumes/c1.txt\n")
    planned = tool("plan", "--detailed-exitcode")
    assert planned.code == 2
    assert "candidate.bakers-c6" in planned.out
    assert "candidate.bakers-c1" not in planned.out


def test_a_link_is_asked_for_and_kept_nowhere(round_: Path, tool: Tool) -> None:
    tool("apply", "--yes")
    linked = tool("link", "candidate.bakers-c1")
    assert linked.code == 0, linked.err
    address = linked.out.strip().splitlines()[-1]
    assert address.startswith("http")
    kept = [path for path in (round_ / "state").rglob("*") if path.is_file() and ".db" not in path.name]
    assert all(address not in path.read_text(encoding="utf-8") for path in kept)
