"""Every folder beside this file is a scenario; README.md says how to read and write them.

`UPDATE_GOLDEN=1` writes the output that was printed, and never an exit code or a request: those are the
behaviour. `UPDATE_GOLDEN=all` writes everything, for a new scenario.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from . import script
from .runner import output_only, play

HERE = Path(__file__).parent
SCENARIOS = sorted(path.parent.name for path in HERE.glob("*/steps.txt"))
UPDATE = os.environ.get("UPDATE_GOLDEN", "")


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps, went = play(HERE / name, tmp_path, monkeypatch, brief=UPDATE == "all")
    if UPDATE:
        steps = went if UPDATE == "all" else output_only(steps, went)
        (HERE / name / "steps.txt").write_text(script.written(steps), encoding="utf-8")
    assert script.written(went) == script.written(steps)


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario_says_what_it_is_about(name: str) -> None:
    title, _, text = (HERE / name / "README.md").read_text(encoding="utf-8").partition("\n")
    assert title.startswith("# ")
    assert text.count(".") >= 2, "two sentences: what a user sees here, and why it matters"
    assert (HERE / name / "project" / "reconciler.yaml").exists()
