"""What import of everything takes, what it leaves, and what it never touches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reconciler.definitions.loader import load
from reconciler.definitions.project import read_project
from reconciler.errors import UsageError
from reconciler.model.record import Intent
from reconciler.simulator import template_id
from reconciler.workflows import importing
from reconciler.workflows.composing import Proposal, keys_of
from reconciler.workflows.survey import Survey, Wanted
from tests.support.builders import at, definition, own, row, seen
from tests.support.importing import project_in, take_in
from tests.support.memory import Killed, MemoryStore, killing
from tests.support.world import ALL_EFFECTS, OWNER, World


@pytest.fixture
def world() -> Iterator[World]:
    world = World(
        own("one", {"question": "Why?", "external_id": "why", "duration": 90}, name="Backend Engineer"),
        own("two", {"question": "How?"}, name="Backend Engineer", code="SALES-1", location="Oslo"),
        definition("three", name="Zoë & Søn: «care»", type="assessment", status="draft"),
    )
    world.apply(accept=ALL_EFFECTS)
    world.store = MemoryStore()
    world.declare()
    yield world
    world.close()


def test_everything_is_written_recorded_and_proved(world: World, tmp_path: Path) -> None:
    before = world.mark()
    done = take_in(world, project_in(tmp_path))
    assert not world.writes(before)
    assert {path.name for path in (tmp_path / "interviews").iterdir()} == {
        "one.yaml",  # our mark: the key that it had is its code
        "backend-engineer.yaml",  # a code that is no key
        "three.yaml",
    }
    assert "\ncode:" not in (tmp_path / "interviews/one.yaml").read_text()
    assert "code: SALES-1" in (tmp_path / "interviews/backend-engineer.yaml").read_text()
    assert done.proposal.proof.changes == ()
    assert {address.key for address in world.snapshot.live} == {"one", "backend-engineer", "three"}
    assert world.snapshot.records[at("one")].marker == "one"
    assert world.snapshot.account is not None


def test_an_id_gets_its_name_where_only_one_has_it(world: World, tmp_path: Path) -> None:
    world.edit(0, interview_template_id=template_id("Twin"))
    take_in(world, project_in(tmp_path))
    assert f"interview_template_id: {template_id('Twin')}" in (tmp_path / "interviews/one.yaml").read_text()
    assert "interview_template: Anna" in (tmp_path / "interviews/three.yaml").read_text()


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (Wanted(types=("assessment",)), {"three"}),
        (Wanted(statuses=frozenset({"active"})), {"one", "backend-engineer"}),
        (Wanted(name="backend*"), {"one", "backend-engineer"}),
        (Wanted(name="nobody"), set()),
    ],
)
def test_filters(world: World, tmp_path: Path, wanted: Wanted, keys: set[str]) -> None:
    done = take_in(world, project_in(tmp_path), wanted)
    assert {one.address.key for one in done.proposal.taken} == keys


def test_what_is_deleted_or_has_stages_stays_out(world: World, tmp_path: Path) -> None:
    world.edit(0, status="deleted")
    world.edit(2, is_multistage=True)
    done = take_in(world, project_in(tmp_path))
    assert [one.address.key for one in done.proposal.taken] == ["three"]
    [skipped] = done.proposal.skipped
    assert "stages" in skipped.why


def test_what_a_definition_may_be_about_is_left_to_the_author(world: World, tmp_path: Path) -> None:
    world.declare(definition("mine", name="Backend Engineer"))
    done = take_in(world, project_in(tmp_path))
    assert [one.address.key for one in done.proposal.taken] == ["three"]
    assert {one.hint.rpartition(" ")[0] for one in done.proposal.skipped} == {
        "reconciler import interview.mine"
    }


def test_what_may_be_an_unanswered_create_is_left_alone(world: World, tmp_path: Path) -> None:
    waiting = Intent(
        "i-1", at("lost"), "job-interview-create", {"name": "Backend Engineer", "type": "interview"}
    )
    with world.store.lock(OWNER):
        world.store.write(replace(world.snapshot, serial=1, open={"i-1": waiting}), over=None)
    done = take_in(world, project_in(tmp_path))
    assert [one.address.key for one in done.proposal.taken] == ["three"]
    assert all("unanswered create of interview.lost" in one.why for one in done.proposal.skipped)


def test_no_file_is_ever_overwritten(world: World, tmp_path: Path) -> None:
    project = project_in(tmp_path)
    (tmp_path / "interviews").mkdir()
    (tmp_path / "interviews/one.yaml").write_text("# mine\n")
    take_in(world, project)
    assert (tmp_path / "interviews/one.yaml").read_text() == "# mine\n"
    assert (tmp_path / "interviews/backend-engineer.yaml").exists()
    assert (tmp_path / "interviews/backend-engineer-2.yaml").exists()


def test_saying_no_writes_nothing(world: World, tmp_path: Path) -> None:
    project = project_in(tmp_path)
    with world.account() as account:
        terms = importing.Terms(lambda _: False)
        done = importing.import_all(world.work(), project, account, OWNER, Wanted(), terms)
    assert done.declined
    assert not (tmp_path / "interviews").exists()
    assert world.store.state is None


def test_a_kill_between_files_and_records_leaves_nothing_to_retire(world: World, tmp_path: Path) -> None:
    project = project_in(tmp_path)
    world.store.trouble = killing(0, "before")
    with pytest.raises(Killed):
        take_in(world, project)
    world.store.trouble = lambda *_: None
    loaded = load(project, "local").desired
    assert loaded is not None
    world.desired = loaded
    assert {change.action.value for change in world.plan().changes} == {"import"}
    assert not world.snapshot.records


def test_what_cannot_be_said_is_left_to_the_account(world: World, tmp_path: Path) -> None:
    world.edit(
        0, visibility="public", interview_location=None, recording="something-new", cover_image_url="\u202e"
    )
    done = take_in(world, project_in(tmp_path))
    text = (tmp_path / "interviews/one.yaml").read_text()
    assert "ignore: [location, visibility]" in text
    assert text.startswith("# ")
    assert "recording" not in text.replace("# recording", "")
    assert done.proposal.proof.changes == ()


def test_an_interview_that_no_definition_can_be_of_is_named(world: World, tmp_path: Path) -> None:
    world.edit(0, mojito_language_code="xx", name="Odd one")
    [skipped] = take_in(world, project_in(tmp_path)).proposal.skipped
    assert skipped.row.name == "Odd one"
    assert "mojito_language_code" in skipped.why


def test_what_the_account_does_not_show_is_counted(world: World, tmp_path: Path) -> None:
    hidden = take_in(world, project_in(tmp_path)).proposal.hidden
    assert hidden["welcome_message"] == 3
    assert "recording" not in hidden


def test_keys_are_stable_and_unique() -> None:
    rows = [
        row(f"id-{number}", name=name)
        for number, name in enumerate(["A B", "a-b", "Ünï", "語", "語", "x" * 99])
    ]
    keys = keys_of(rows, {}, {"a-b"})
    assert list(keys.values()) == ["a-b-2", "a-b-3", "uni", "interview", "interview-2", "x" * 55]
    found = Survey(None, {}, {}, ())  # type: ignore[arg-type]
    assert found.ordered() == []
    coded = seen("id-9", code="my-key")
    assert keys_of([row("id-9")], {"id-9": coded}, ()) == {"id-9": "my-key"}
    assert keys_of([row("id-9")], {"id-9": coded}, {"my-key"}) == {"id-9": "backend-engineer"}


def export(world: World, folder: Path, *, sanitize: bool) -> Proposal:
    from reconciler.cli.copying import new_project
    from reconciler.model.environment import Environment

    environment = Environment("local", "simulator", "state/local.json")
    with world.account() as account:
        terms = importing.Terms(lambda _: True)
        _, done = importing.export(
            world.work(),
            account,
            Wanted(),
            lambda found: new_project(folder, environment, found),
            terms,
            sanitize=sanitize,
        )
    return done.proposal


def test_a_copy_leaves_the_state_alone_and_keeps_known_keys(world: World, tmp_path: Path) -> None:
    take_in(world, project_in(tmp_path / "mine"))
    world.store.operations.clear()
    (tmp_path / "copy").mkdir()
    proposal = export(world, tmp_path / "copy", sanitize=False)
    assert world.store.operations == []
    assert {one.address.key for one in proposal.taken} == {"one", "backend-engineer", "three"}
    assert proposal.proof.changes == ()
    assert load(read_project(tmp_path / "copy"), "local").desired is not None


def test_a_sanitized_copy_names_nobody_and_is_the_same_every_time(world: World, tmp_path: Path) -> None:
    secret = "Wolkenstein"
    asked = [{"question": f"Why {secret}?", "external_id": secret, "external_data": {secret: secret}}]
    world.edit(
        0,
        name=secret,
        code=secret,
        tags=[secret],
        interview_location=secret,
        cover_image_url=f"https://{secret}.example/x",
        description=f"{secret} pays 75,000\n{secret}",
        questions=asked,
        creation_parameters={"hiring_for_company": {"name": secret}, "interview_tone": secret},
        candidate_expectations_json={secret: [secret], "weak": [secret]},
    )
    ids = {row["id"] for row in world.rows()}
    copies: list[dict[str, Any]] = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        proposal = export(world, tmp_path / name, sanitize=True)
        assert proposal.proof.changes == ()
        paths = [path for path in (tmp_path / name).rglob("*") if path.is_file()]
        copies.append({str(path.relative_to(tmp_path / name)): path.read_text() for path in paths})
    assert copies[0] == copies[1]
    everything = str(copies[0]).lower()
    assert secret.lower() not in everything
    assert "75,000" not in everything
    assert not any(one in everything for one in ids)
    assert load(read_project(tmp_path / "a"), "local").desired is not None


def test_an_empty_account_has_nothing_to_copy(tmp_path: Path) -> None:
    world = World()
    try:
        with pytest.raises(UsageError):
            export(world, tmp_path, sanitize=False)
    finally:
        world.close()
