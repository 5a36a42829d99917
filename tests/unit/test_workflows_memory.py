"""Commands that change only what we remember."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from reconciler.errors import (
    UsageError,
)
from reconciler.model.change import Action
from reconciler.workflows.memory import forget, take_in
from tests.support.builders import at, definition, own
from tests.support.world import OWNER, World, told

QUESTIONS: Any = ({"question": "Why?"}, {"question": "How?"})
WRITE = "job-interview-update"


@pytest.fixture
def world() -> Iterator[World]:
    made = World(definition("one", name="One"), definition("two", name="Two"))
    yield made
    made.close()


def taken_in(world: World, key: str, remote_id: str) -> None:
    with world.account() as reader:
        take_in(world.work(), reader, OWNER, at(key), remote_id)


def test_taking_in_writes_nothing_to_the_account(world: World) -> None:
    world.apply()
    ids = {row["name"]: row["id"] for row in world.rows()}
    world.forget_everything()
    before = world.mark()
    taken_in(world, "one", ids["One"])
    taken_in(world, "two", ids["Two"])
    assert world.writes(before) == []
    assert world.plan().empty
    assert world.snapshot.records[at("one")].marker == "one"


def test_questions_made_in_the_admin_are_taken_in_by_their_text() -> None:
    world = World(definition("one"))
    world.apply()
    texts = [{"question": question["question"]} for question in world.row()["questions"]]
    ids = [question["id"] for question in world.row()["questions"]]
    world.forget_everything()
    world.declare(own("one", *texts))
    world.edit(0, description="Two sentences.")
    taken_in(world, "one", world.row()["id"])
    assert world.plan().empty
    world.change("one", questions=[{**texts[0], "duration": 77}, {"question": "In other words"}, *texts[2:]])
    assert told(world.apply()) == {"one": "applied"}
    now = world.row()["questions"]
    assert [question["id"] for question in now[2:]] == ids[2:]
    assert (now[0]["duration"], now[1]["question"], now[1]["duration"]) == (77, "In other words", 120)
    assert world.plan().empty


@pytest.mark.parametrize(
    ("key", "remote_id", "words"),
    [
        ("nobody", "x", "No definition has the Address interview.nobody"),
        ("new", "51a1c0de-0000-4000-8000-00000000dead", "The account has no interview"),
        ("new", "first", "belongs to interview.one already"),
        ("one", "second", "interview.one is recorded as"),
    ],
)
def test_what_cannot_be_taken_in(world: World, key: str, remote_id: str, words: str) -> None:
    world.apply(selected=lambda address: address.key == "one")
    world.apply(selected=lambda address: address.key == "two")
    world.declare(*world.desired.definitions.values(), definition("new", name="New"))
    ids = {"first": world.row(0)["id"], "second": world.row(1)["id"]}
    with pytest.raises(UsageError, match=words):
        taken_in(world, key, ids.get(remote_id, remote_id))


def test_a_deleted_one_is_not_taken_in(world: World) -> None:
    world.apply()
    world.edit(0, status="deleted")
    remote_id = world.row()["id"]
    world.forget_everything()
    with pytest.raises(UsageError, match="or it is deleted"):
        taken_in(world, "one", remote_id)


def test_forgetting_leaves_the_account_alone(world: World) -> None:
    world.apply()
    before = world.mark()
    dropped = forget(world.work(), OWNER, at("one"))
    assert dropped is not None
    assert world.writes(before) == []
    assert [change.action for change in world.plan().changes] == [Action.IMPORT]
    with pytest.raises(UsageError, match="Nothing is recorded"):
        forget(world.work(), OWNER, at("one"))


def test_an_imported_field_that_nobody_can_see_warns_and_writes_nothing(world: World) -> None:
    world.apply()
    remote_id = world.row()["id"]
    world.forget_everything()
    world.declare(definition("one", name=world.row()["name"], is_embedded=True, welcome_message="Hi"))
    taken_in(world, "one", remote_id)
    made = world.plan()
    assert made.empty
    assert len(made.warnings) == 2
    world.change("one", is_embedded=False)
    assert told(world.apply()) == {"one": "applied"}
