"""Pull: the files say what the account holds, each value in the layer it came from, and the plan is empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reconciler.definitions.project import Project
from reconciler.errors import UsageError
from reconciler.simulator import template_id
from reconciler.workflows.pulling import Pull, pull
from tests.support.builders import at
from tests.support.importing import project_in, pulled, read
from tests.support.world import ALL_EFFECTS, OWNER, World

_DEFAULTS = """\
defaults:
  interview:
    type: interview
    mojito_language_code: en
    visibility: merchant_invite
    interview_template: Anna
    max_duration: 20m # for all
"""
_FILES = {
    "interviews/backend.yaml": """\
# Reviewed by Lena.
name: Backend Engineer   # as on the site
location: ${city}
status: active
description: Two sentences.
description_long: {file: texts/backend.md}
hiring_for_company: {name: Acme, sector: Banking}
recording: audio_all # agreed with the works council
questions:
  # warm up
  - external_id: work
    question: Which service?
    duration: 3m
  # the hard one
  - {external_id: incident, question: Tell us., duration: 180}
  - question: Anything else?
tags: [a, b]
""",
    "interviews/texts/backend.md": "# Long\n\ntext\n",
    "interviews/sales.yaml": "name: Sales\nlocation: Oslo\nstatus: draft\ndescription: D.\nquestions:\n"
    "  - question: Why?\n",
    "overlays/sales.yaml": "max_followups: 3 # here only\n",
}
_ENVIRONMENT = "    overlays: overlays/\n    variables: {city: Berlin}\n"


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


@pytest.fixture
def project(world: World, tmp_path: Path) -> Project:
    for path, text in _FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    project_in(tmp_path, _DEFAULTS, _ENVIRONMENT)
    made = project_in(tmp_path, _DEFAULTS, _ENVIRONMENT)
    read(world, made)
    world.apply(accept=ALL_EFFECTS)
    assert world.plan().changes == ()
    return made


def text_of(project: Project, path: str = "interviews/backend.yaml") -> str:
    return (project.root / path).read_text(encoding="utf-8")


def left(done: Pull) -> dict[str, str]:
    return {one.name: one.why for _, one in done.left}


def test_nothing_differs_and_nothing_is_written(world: World, project: Project) -> None:
    done = pulled(world, project)
    assert (done.files, done.left) == ({}, [])


def test_values_go_where_they_came_from_and_the_plan_is_empty(world: World, project: Project) -> None:
    before = {path: text_of(project, path) for path in _FILES}
    world.edit(
        0,
        name="Platform Engineer",
        recording=None,
        max_duration=2700,
        tags=["a", "c d"],
        interview_description_long="New\n\ntext of ${x}",
        creation_parameters={**world.row()["creation_parameters"], "hiring_for_company": {"name": "Beta"}},
    )
    world.edit(1, max_followups=5, status="archived")
    mark = world.mark()
    done = pulled(world, project)
    assert not world.writes(mark)
    assert done.left == []
    expected = before["interviews/backend.yaml"]
    for old, new in (
        ("Backend Engineer ", "Platform Engineer "),
        ("audio_all", "null"),
        ("[a, b]", "[a, c d]"),
        ("{name: Acme, sector: Banking}", "{name: Beta, sector: null}"),
        ("Anything else?\n", "Anything else?\nmax_duration: 45m\n"),
    ):
        expected = expected.replace(old, new)
    assert text_of(project) == expected
    assert text_of(project, "interviews/texts/backend.md") == "New\n\ntext of $${x}\n"
    assert text_of(project, "overlays/sales.yaml") == "max_followups: 5 # here only\n"
    assert "status: archived\n" in text_of(project, "interviews/sales.yaml")
    assert [(address.key, name) for address, name in done.moved] == [("backend", "max_duration")]
    assert world.plan().changes == ()


def test_questions_keep_their_comments(world: World, project: Project) -> None:
    asked = [dict(one) for one in world.row()["questions"]]
    asked[0]["duration"] = 240
    new = {"question": "New: one?", "external_id": "new", "duration": 60}
    world.edit(0, questions=[asked[1], asked[0], new])
    pulled(world, project)
    assert text_of(project).partition("questions:\n")[2] == (
        "  # warm up\n"
        "  # the hard one\n"
        "  - {external_id: incident, question: Tell us., duration: 180}\n"
        "  - external_id: work\n"
        "    question: Which service?\n"
        "    duration: 4m\n"
        "  - external_id: new\n"
        '    question: "New: one?"\n'
        "    duration: 60s\n"
        "tags: [a, b]\n"
    ).replace("60s", "1m")
    assert world.plan().changes == ()


def test_names_variables_and_what_no_file_can_say_are_reported(world: World, project: Project) -> None:
    world.edit(
        0,
        interview_location="Munich",
        interview_template_id=template_id("Viktor"),
        visibility="public",
        max_duration=None,
    )
    done = pulled(world, project)
    assert done.files == {}
    assert "${city}" in left(done)["location"]
    assert "'Anna'" in left(done)["interview_template_id"]
    assert "'Viktor'" in left(done)["interview_template_id"]
    assert set(left(done)) == {"location", "interview_template_id", "visibility", "max_duration"}


def test_a_text_that_others_read_is_left_alone(world: World, project: Project) -> None:
    path = project.root / "interviews/sales.yaml"
    path.write_text(
        text_of(project, "interviews/sales.yaml") + "description_long: {file: texts/backend.md}\n"
    )
    read(world, project)
    world.apply(accept=ALL_EFFECTS)
    world.edit(0, interview_description_long="Other")
    done = pulled(world, project)
    assert "interviews/sales.yaml" in left(done)["description_long"]
    assert done.files == {}


def test_a_value_that_an_anchor_shares_is_left_alone(world: World, project: Project) -> None:
    path = project.root / "interviews/sales.yaml"
    path.write_text(
        "name: &name Sales\nlocation: *name\nstatus: draft\ndescription: D.\nquestions: [{question: Why?}]\n"
    )
    read(world, project)
    world.apply(accept=ALL_EFFECTS)
    world.edit(1, name="Other", interview_location="Bonn")
    done = pulled(world, project)
    assert set(left(done)) == {"name", "location"}
    assert done.files == {}


def test_a_change_that_was_never_applied_is_named_before_it_goes(world: World, project: Project) -> None:
    path = project.root / "interviews/backend.yaml"
    path.write_text(text_of(project).replace("recording: audio_all", "recording: video_all"))
    done = pulled(world, project)
    assert [(address.key, name) for address, name in done.overwrites] == [("backend", "recording")]
    assert "recording: audio_all #" in text_of(project)


def test_ignored_fields_and_what_is_on_its_way_are_not_pulled(world: World, project: Project) -> None:
    path = project.root / "interviews/backend.yaml"
    path.write_text(text_of(project) + "manage: {ignore: [recording]}\n")
    world.edit(0, recording=None, status="preparing")
    assert pulled(world, project).files == {}


def test_what_is_deleted_is_the_authors_to_decide(world: World, project: Project) -> None:
    world.edit(0, status="deleted")
    assert "deleted" in left(pulled(world, project))["everything"]


def test_only_what_is_named(world: World, project: Project) -> None:
    world.edit(0, name="A")
    world.edit(1, name="B")
    assert set(pulled(world, project, "sales").files) == {"interviews/sales.yaml"}
    with pytest.raises(UsageError):
        pulled(world, project, "nobody")


def test_saying_no_and_a_file_that_moved_write_nothing(world: World, project: Project) -> None:
    world.edit(0, name="A")
    before, path = world.store.state, project.root / "interviews/backend.yaml"
    with world.account() as account:
        assert pull(world.work(), project, account, OWNER, [], lambda _: False).declined

        def agree(_: Pull) -> bool:
            path.write_text(text_of(project) + "# meanwhile\n")
            return True

        with pytest.raises(UsageError):
            pull(world.work(), project, account, OWNER, [], agree)
    assert text_of(project) == _FILES["interviews/backend.yaml"] + "# meanwhile\n"
    assert world.store.state == before


def test_the_diff_is_one_that_git_would_show(world: World, project: Project) -> None:
    world.edit(0, recording=None)
    done = pulled(world, project)
    shown: list[Any] = done.diff().split("\n")
    assert shown[:2] == ["--- a/interviews/backend.yaml", "+++ b/interviews/backend.yaml"]
    assert "-recording: audio_all # agreed with the works council" in shown
    assert "+recording: null # agreed with the works council" in shown


def test_two_of_one_file_are_pulled_together(world: World, project: Project) -> None:
    path = project.root / "interviews/sales.yaml"
    both = "key: sales\nname: Sales\nlocation: Oslo\nstatus: draft\nmax_followups: 3\n"
    path.write_text(both + "---\n" + both.replace("sales", "care").replace("Sales", "Care"))
    (project.root / "overlays/sales.yaml").unlink()
    read(world, project)
    world.apply(accept=ALL_EFFECTS)
    for row in world.rows():
        if row["name"] in ("Sales", "Care"):
            world.simulator.edit(row["id"], interview_location=f"{row['name']} city")
    pulled(world, project)
    assert "location: Sales city\n" in text_of(project, "interviews/sales.yaml")
    assert "location: Care city\n" in text_of(project, "interviews/sales.yaml")
    assert world.plan().changes == ()
    assert world.snapshot.records[at("care")].sent("location") == "Care city"
