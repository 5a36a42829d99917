"""Questions with conditions on questions that are new themselves, in an interview that exists."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.engine import conditions
from reconciler.simulator import Fault, Switches
from tests.support.builders import own
from tests.support.memory import Killed, killing
from tests.support.world import World, told


def q(name: str, parent: str | None = None, **more: Any) -> dict[str, Any]:
    condition = {"is_conditional": True, "conditional_question_main_id": parent} if parent else {}
    return {"external_id": name, "question": f"{name}?", **condition, **more}


FIRST = q("first")
FAMILY = (FIRST, q("parent"), q("child", "parent"), q("grandchild", "child"))


def test_new_parents_go_ahead_one_generation_at_a_time() -> None:
    stored = [{**FIRST, "id": "1"}]
    assert conditions.ahead(FAMILY, stored) == [list(FAMILY[:2]), list(FAMILY[:3])]
    assert conditions.ahead([FIRST, q("child", "first")], stored) == []
    assert conditions.ahead(FAMILY, [{**one, "id": str(at)} for at, one in enumerate(FAMILY)]) == []


def test_a_stored_question_stays_as_it_is_until_its_new_parent_is_there() -> None:
    stored = [{**FIRST, "id": "1"}, {**q("child", "1"), "id": "2"}]
    declared = [FIRST, q("parent"), q("child", "parent", duration=60)]
    assert conditions.ahead(declared, stored) == [
        [FIRST, q("parent"), {"external_id": "child", "question": "child?"}]
    ]


@pytest.fixture(params=[True, False], ids=["handles", "no-handles"])
def world(request: pytest.FixtureRequest) -> Any:
    made = World(own("one", FIRST), switches=Switches(local_ids_as_handles=request.param))
    made.apply()
    yield made
    made.close()


def parents(world: World) -> dict[str, str | None]:
    """By question, which one it depends on."""
    found = world.row()["questions"]
    names = {one["id"]: one["external_id"] for one in found}
    return {one["external_id"]: names.get(one["conditional_question_main_id"]) for one in found}


GROWN = {"first": None, "parent": None, "child": "parent", "grandchild": "child"}


def test_parent_and_child_are_added_in_one_apply(world: World) -> None:
    world.change("one", questions=list(FAMILY), max_duration=1800)
    before = world.mark()
    assert told(world.apply()) == {"one": "applied"}
    assert parents(world) == GROWN
    assert [len(one.body["questions"]) for one in world.writes(before)] == [2, 3, 4]
    assert ["max_duration" in one.body for one in world.writes(before)] == [False, False, True]
    assert world.plan().empty


def test_a_stored_question_gets_a_new_parent(world: World) -> None:
    world.change("one", questions=[FIRST, q("second", "first")])
    world.apply()
    world.change("one", questions=[FIRST, q("new"), q("second", "new")])
    assert told(world.apply()) == {"one": "applied"}
    assert parents(world) == {"first": None, "new": None, "second": "new"}
    assert world.plan().empty


def test_nobody_is_asked_a_new_child_before_its_condition_is_there(world: World) -> None:
    world.change("one", questions=list(FAMILY))
    world.simulator.add_fault(Fault("job-interview-update", "error_before", 3, status=403))
    assert told(world.apply()) == {"one": "failed"}
    assert parents(world) == {name: GROWN[name] for name in ("first", "parent", "child")}
    assert told(world.apply()) == {"one": "applied"}
    assert parents(world) == GROWN
    assert world.plan().empty


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_in_between_the_next_run_ends_it(world: World, when: str) -> None:
    since = len(world.store.operations)
    for number in range(30):
        world.change("one", questions=list(FAMILY))
        world.store.trouble = killing(since + number, when)
        try:
            world.apply()
        except Killed:
            world.store.trouble = killing(-1, "")
            world.apply()
        else:
            return
        assert parents(world) == GROWN
        assert world.plan().empty
        world.change("one", questions=[FIRST])
        world.apply()
        since = len(world.store.operations)
    raise AssertionError("it never went through")
