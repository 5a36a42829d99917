"""Who people are stands on a terminal and nowhere else, unless somebody asks for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from reconciler.cli import approving, link_person, options, output, sides
from reconciler.cli.apply import Run, Told
from reconciler.cli.main import run
from reconciler.engine.selection import Selection
from reconciler.errors import Span, UsageError
from reconciler.model.address import Address
from reconciler.model.definition import Definition
from reconciler.model.plan import Plan
from reconciler.model.record import Pair, Record, Snapshot
from reconciler.render.show import resource_text
from reconciler.simulator import Simulator
from reconciler.workflows.show import Known
from reconciler.workflows.work import Work
from tests.golden.people_parts import PEOPLE, WORDS, candidate, everything
from tests.golden.render_builders import plan, retire

from .conftest import Tool
from .support import writes

ANN = Address("candidate", "ann")
DIGEST = "keyed:" + "5f" * 32


def named(text: str) -> list[str]:
    return [word for word in WORDS if word.casefold() in text.casefold()]


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Every command plans the same: something of each kind."""
    made = everything()
    monkeypatch.setattr("reconciler.workflows.plan.plan", lambda *_: SimpleNamespace(plan=made))
    return made


@pytest.fixture
def at_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reconciler.cli.output.is_terminal", lambda: True)
    monkeypatch.setenv("PAGER", "")


@pytest.mark.parametrize(
    "line", [["plan", "--offline"], ["plan", "--offline", "--verbose"], ["plan", "--offline", "--brief"]]
)
@pytest.mark.usefixtures("project", "planned")
def test_a_pipe_is_told_of_nobody(tool: Tool, line: list[str]) -> None:
    ran = tool(*line)
    assert ran.code == 0, ran.err
    assert "candidate.baker-1" in ran.out
    assert named(ran.out + ran.err) == []
    assert named(tool(*line, "--show-personal-data").out)


@pytest.mark.usefixtures("project", "planned", "at_terminal")
def test_a_terminal_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    for line in (["plan", "--offline"], ["plan", "--offline", "--verbose"], ["plan", "--offline", "--brief"]):
        capsys.readouterr()
        run(["--color", "never", *line])
        assert "Canarina Tweet <canarina@aviary.example>" in capsys.readouterr().out


@pytest.mark.usefixtures("planned", "at_terminal")
def test_what_is_written_names_nobody_even_at_a_terminal(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("plan.json", "plan.md", "plan.html")
    files = [word for name in names for word in ("--out", name)]
    run(["plan", "--offline", "--json", *files])
    assert named(capsys.readouterr().out) == []
    for name in names:
        text = (project / name).read_text()
        assert "candidate.baker-1" in text
        assert named(text) == []
    run(["show", "plan.json"])
    assert named(capsys.readouterr().out) == []
    run(["plan", "--offline", "--json", "--show-personal-data", *files])
    assert named(capsys.readouterr().out)
    for name in names:
        assert named((project / name).read_text())


@pytest.mark.usefixtures("planned")
def test_apply_shows_what_its_output_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    def shown(asked: bool) -> str:
        told = Told(color=False, brief=False, whole=True, personal=asked)
        # Showing asks nothing of the work of a run.
        return Run(SimpleNamespace(), told, 1, "auto", wait=True, events=None).show(everything())  # type: ignore[arg-type]

    monkeypatch.setattr(output, "is_terminal", lambda: False)
    assert named(shown(asked=False)) == []
    assert "Canarina" in shown(asked=True)
    monkeypatch.setattr(output, "is_terminal", lambda: True)
    assert "Canarina" in shown(asked=False)


def known(*, digests: bool = False) -> Known:
    fields = {**PEOPLE[0], "position_def_set_id": "p-1", "interview_attempts": 2}
    kept = {name: Pair.agreed(DIGEST if name in PEOPLE[0] else value) for name, value in fields.items()}
    outcome = {"status": "ai_accept", "reason": "fits\x1b[2J", "interview_def_set_id": "i-1"}
    record = Record("person-1", kept, outcome=outcome)
    definition = Definition(ANN, fields, spans={"": Span("candidates/ann.yaml", 1, 1)})
    return Known(ANN, definition, record, None, dict.fromkeys(fields, DIGEST) if digests else {})


def told(found: Known, *, personal: bool) -> str:
    return resource_text(
        str(found.address), sides.sides(found), name=sides.title(found, personal=personal),
        remote_id="person-1", notes=sides.notes(found), outcome=found.record.outcome if found.record else {},
        personal=personal, columns=100,
    )  # fmt: skip


def test_show_tells_a_candidate_from_the_sides_there_are() -> None:
    text = told(known(), personal=False)
    assert named(text) == []
    assert "the account never shows it" in " ".join(text.split())
    assert "account   " not in text
    assert "candidate_name" in text
    assert text.count("(recorded as a digest)") == len(PEOPLE[0])
    assert "status                ai_accept" in text
    assert "interview_def_set_id  i-1\n" in text
    assert "\x1b" not in text
    assert "  interview_attempts      2\n" in text


def test_show_tells_at_a_terminal_who_it_is() -> None:
    text = told(known(), personal=True)
    assert 'candidate.ann  "Canarina Tweet <canarina@aviary.example>"' in text
    assert "Canaryville" not in text
    assert DIGEST not in text
    agreed = told(known(digests=True), personal=True)
    assert "(recorded as a digest)" not in agreed
    assert "~" not in agreed


def test_show_lists_what_came_of_it() -> None:
    record = known().record
    assert record is not None
    line = sides.listed(ANN, record, "", "candidates/ann.yaml")
    assert (line.status, line.name, line.remote_id) == ("ai_accept", "", "person-1")
    invited = Record("", {"name": Pair.agreed(DIGEST)}, outcome={"result": "Invited"})
    assert sides.listed(Address("invitation", "x"), invited, "", "").status == "Invited"
    screening = Record("s", {"position_name": Pair.agreed("Baker"), "status": Pair.agreed("active")})
    listed = sides.listed(Address("pre-screening", "x"), screening, "ignored", "")
    assert (listed.name, listed.status) == ("Baker", "active")
    assert sides.listed(ANN, Record("p", tombstone="forgotten"), "", "").status == "forgotten"


def remembered(monkeypatch: pytest.MonkeyPatch, record: Record, address: Address = ANN) -> None:
    snapshot = Snapshot("lineage", records={address: record})
    monkeypatch.setattr("reconciler.workflows.show.recorded", lambda _: snapshot)


def test_show_and_its_list_name_nobody_in_a_pipe(
    project: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = known().record
    assert record is not None
    remembered(monkeypatch, record)
    listed, one = tool("show"), tool("show", "candidate.ann")
    assert (listed.code, one.code) == (0, 0), listed.err + one.err
    assert "candidate.ann" in listed.out
    assert "ai_accept" in listed.out
    assert DIGEST not in listed.out + one.out
    assert named(listed.out + one.out) == []


def test_a_candidate_has_a_link_of_their_own(
    account: Simulator, tool: Tool, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool("apply", "--yes")
    (row,) = [one for one in account.interviews() if one["name"] == "Baker"]
    account.complete_result(row["id"], "ann@example.com", name="Ann")
    (person,) = account.candidates()
    record = Record(person["id"], outcome={"status": "ai_accept", "interview_def_set_id": row["id"]})
    remembered(monkeypatch, record)
    before = len(writes(account))
    ran = tool("link", "candidate.ann")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("https://")
    assert [one.endpoint for one in writes(account)[before:]] == ["job-interview-token"]
    for path in (project / "state").glob("*.json*"):
        assert ran.out.strip() not in path.read_text()
    assert "is_embedded" in tool("link", "candidate.ann", "--embed").err
    remembered(monkeypatch, Record(person["id"], {"is_embedded": Pair.agreed(True)}, outcome=record.outcome))
    asked = tool("link", "candidate.ann", "--embed")
    assert (asked.code, "the interview of candidate.ann" in asked.err) == (1, True)
    assert tool("link", "candidate.ann", "--embed", "--yes").code == 0


def test_what_is_asked_for_a_link() -> None:
    record = Record("person-1", {"position_def_set_id": Pair.agreed("p-1")})
    wanted = link_person.wanted(ANN, record, None)
    assert wanted == {
        "type": "interview-for-profile",
        "interview_id": "p-1",
        "interview_profile_id": "person-1",
    }
    told = Record("person-1", outcome={"position_def_set_id": "p-2", "interview_def_set_id": "i-2"})
    assert link_person.wanted(ANN, told, "other")["interview_id"] == "i-2"
    assert link_person.wanted(ANN, told, "other")["interview_profile_id"] == "other"
    invited = Record("person-1", {"interview_id": Pair.agreed("i-3")})
    assert link_person.wanted(Address("invitation", "x"), invited, None)["interview_id"] == "i-3"


@pytest.mark.parametrize(
    ("record", "said", "hint"),
    [
        (None, "not enrolled yet", "reconciler apply"),
        (
            Record("p", outcome={"status": "ai_reject", "reason": "no oven"}),
            "turned down (ai_reject): no oven",
            "",
        ),
        (Record("", outcome={"status": "ai_accept"}), "did not say which candidate", "--candidate ID"),
        (Record("p", outcome={"status": "ai_accept"}), "did not say which interview", "link interview.KEY"),
    ],
)  # fmt: skip
def test_a_link_that_cannot_be_says_why(record: Record | None, said: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        link_person.wanted(ANN, record, None)
    assert said in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["retake.x"], "no interview and no person"),
        (["knowledge-document.x", "--results"], "no interview and no person"),
        (["candidate.x", "--results"], "is a person"),
        (["candidate.x", "--embed", "--candidate", "1"], "One of"),
        (["candidat.x"], "Did you mean candidate.x?"),
        (["gadget.x"], "The kinds are interview, persona"),
    ],
)
@pytest.mark.usefixtures("project")
def test_a_link_that_is_none(tool: Tool, words: list[str], said: str) -> None:
    ran = tool("link", *words)
    assert ran.code == 1
    assert said in ran.err


def test_a_kind_is_selected_by_its_name() -> None:
    chosen = Selection(("kind:candidate",))
    assert chosen.address(ANN, None)
    assert not chosen.address(Address("interview", "ann"), None)
    files = {ANN: None, Address("interview", "a"): None}
    options.check_selection(chosen, files)
    with pytest.raises(UsageError) as caught:
        options.check_selection(Selection(("kind:persona",)), files)
    assert caught.value.hint == "Of these kinds there is something: interview, candidate"


@pytest.mark.usefixtures("project", "planned")
def test_drift_says_who_only_when_asked(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reconciler.workflows.drift.drift", lambda plan: plan)
    for more in ((), ("--json",)):
        assert named(tool("drift", *more).out) == []
        assert named(tool("drift", *more, "--show-personal-data").out)


@pytest.mark.usefixtures("project", "planned")
def test_several_environments_name_nobody_in_a_pipe(tool: Tool) -> None:
    ran = tool("plan", "-e", "loc*")
    assert ran.code == 0, ran.err
    assert "+ 3 candidates" in ran.out
    assert named(ran.out) == []
    assert named(tool("plan", "-e", "loc*", "--show-personal-data").out)


def test_two_people_behind_one_mask_are_not_one(
    project: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = project / "reconciler.yaml"
    one = settings.read_text().partition("  local:\n")[2]
    settings.write_text(settings.read_text() + "  lost:\n" + one.replace("local.json", "lost.json"))
    names = {"local": "Canarina Tweet", "lost": "Chirp Öst"}

    def made(work: Work, *_: object) -> SimpleNamespace:
        person = {**PEOPLE[0], "candidate_name": names[work.environment.name]}
        changes = (replace(candidate(1, person), warnings=()),)
        return SimpleNamespace(plan=plan(*changes, environment=work.environment.name))

    monkeypatch.setattr("reconciler.workflows.plan.plan", made)
    ran = tool("plan", "-e", "lo*", "--offline")
    assert ran.code == 0, ran.err
    assert "only in local" in ran.out
    assert "only in lost" in ran.out
    assert named(ran.out) == []


@pytest.mark.usefixtures("project", "planned")
def test_no_drift_is_said_of_what_the_account_shows(tool: Tool) -> None:
    ran = tool("drift")
    assert ran.code == 0, ran.err
    assert ran.out == "No drift. 11 interviews, 1 persona and 1 directory are as they were left.\n"


@pytest.mark.usefixtures("account")
def test_no_drift_of_interviews_alone(tool: Tool) -> None:
    tool("apply", "--yes")
    assert tool("drift").out == "No drift. 2 interviews are as they were left.\n"


def test_who_is_taken_from_is_asked_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def no(text: str, **_: object) -> str:
        asked.append(text)
        return "no"

    monkeypatch.setattr("click.prompt", no)
    change = replace(retire("x", "X", 2), address=Address("directory", "x"), effects=frozenset({"retire"}))
    assert not approving._confirmed(plan(change))
    assert "This takes directories away from candidates" in asked[0]


def test_a_file_is_never_told_because_a_terminal_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "is_terminal", lambda: False)
    assert not output.at_terminal(False)
    assert output.at_terminal(True)
