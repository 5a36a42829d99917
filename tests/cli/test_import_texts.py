"""What import, pull and rebuild say, in the cases that a good day does not show."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.cli import survey_text
from reconciler.cli.main import run
from reconciler.errors import UsageError
from reconciler.model.change import Action, Blocked, Change, FieldChange, Origin
from reconciler.model.plan import Plan
from reconciler.workflows.composing import Proposal, Skipped
from tests.support.builders import at, row


def plan(*changes: Change) -> Plan:
    return Plan("local", "simulator", online=True, changes=changes)


def test_what_still_differs_is_named_with_the_reason() -> None:
    field = FieldChange("recording", None, "audio_all", Origin.AUTHOR)
    text = survey_text.proof_text(
        plan(
            Change(at("a"), Action.UPDATE, "the definition changed", fields=(field,)),
            Change(at("b"), Action.UPDATE, "x", blocked=Blocked("cannot \x1b[31m change")),
        ),
        3,
    )
    assert text.startswith("2 definitions would still differ from the account:\n")
    assert "  interview.a: recording (the definition changed)" in text
    assert "  interview.b: the Record (cannot \\x1b[31m change)" in text


def test_what_is_left_out_is_named_and_harmless() -> None:
    skipped = [Skipped(row(f"id-{number}", name="a\x1b[2Jb"), "why", "do this") for number in range(45)]
    proposal = Proposal((), tuple(skipped), {"welcome_message": 0}, plan())
    text = survey_text.proposal_text(proposal)
    assert "45 interviews not taken in:" in text
    assert '"a\\x1b[2Jb" (id-0): why\n    do this' in text
    assert "… and 5 more" in text
    assert "\x1b" not in text


def test_a_long_table_ends_with_a_number() -> None:
    text = survey_text.table([(f"{number}", "x") for number in range(1050)])
    assert text.endswith("… and 1,010 more")
    assert text.count("\n") == survey_text.MOST_ROWS


def test_progress_is_a_line_per_tenth_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    show = survey_text.progress("Reading")
    for done in range(1, 2001):
        show(done, 2000)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 10
    assert lines[-1] == "Reading 2,000 of 2,000 interviews"
    quiet = survey_text.progress("Reading")
    quiet(1, 1)
    assert capsys.readouterr().err == ""


def test_asking_needs_a_terminal() -> None:
    assert survey_text.confirmed("?", yes=True)
    with pytest.raises(UsageError):
        survey_text.confirmed("?", yes=False)


def test_pull_lists_what_it_leaves_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init"]) == 0
    assert run(["apply", "--yes"]) == 0
    from reconciler.simulator import Simulator, template_id

    simulator = Simulator(tmp_path / "state/local.simulator.db")
    [interview] = simulator.interviews()
    simulator.edit(interview["id"], interview_template_id=template_id("Viktor"))
    capsys.readouterr()
    assert run(["pull"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Nothing can be pulled.\n\nDiffers, and is not pulled:\n")
    assert "interview_template_id: it is written as the name 'Anna', and the account holds 'Viktor'" in told
    simulator.edit(interview["id"], max_duration=2700)
    assert run(["pull", "--yes"]) == 0
    told = capsys.readouterr().out
    assert "\n+max_duration: 45m\n" in told
    assert "  interview.backend-engineer  max_duration\n" in told
    simulator.edit(interview["id"], status="deleted")
    (tmp_path / "interviews/other.yaml").write_text(
        "name: Other\nlocation: x\nstatus: draft\ndescription: D.\nquestions: [{question: Why?}]\n"
    )
    simulator.close()
    assert run(["state", "rebuild"]) == 0
    assert "Nothing can be linked for certain.\n\nNot linked:\n  interview.other: " in capsys.readouterr().out
