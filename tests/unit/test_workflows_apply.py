"""Plan and apply as one, against the simulated account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from reconciler.errors import (
    StateLocked,
    WrongAccount,
)
from reconciler.model.change import Action
from reconciler.model.definition import Manage, OnRemove
from reconciler.model.journal import Ending
from reconciler.model.values import Ref
from reconciler.simulator import Fault
from tests.support.builders import MARIA, at, definition, own
from tests.support.world import OWNER, World, told

QUESTIONS: Any = ({"question": "Why?"}, {"question": "How?"})
WRITE = "job-interview-update"


@pytest.fixture
def world() -> Iterator[World]:
    made = World(definition("one", name="One"), definition("two", name="Two"))
    yield made
    made.close()


def test_plan_writes_nothing_anywhere(world: World) -> None:
    made = world.plan()
    assert [change.action for change in made.changes] == [Action.CREATE, Action.CREATE]
    assert world.writes() == []
    assert (world.store.state, world.store.operations) == (None, [])


def test_apply_makes_records_and_ends_in_an_empty_plan(world: World) -> None:
    applied = world.apply()
    assert told(applied) == {"one": "applied", "two": "applied"}
    assert applied.report is not None
    assert applied.report.complete
    assert (world.snapshot.serial, len(world.snapshot.records)) == (1, 2)
    assert world.plan().empty
    assert world.plan(offline=True).empty


def test_nothing_to_do_leaves_no_trace(world: World) -> None:
    world.apply()
    before = list(world.store.operations)
    assert world.apply().report is None
    assert world.store.operations == before


def test_what_is_declined_is_not_done(world: World) -> None:
    world.agree = lambda _plan: False
    assert world.apply().declined
    assert (world.writes(), world.store.operations) == ([], [])


def test_only_what_is_selected(world: World) -> None:
    assert told(world.apply(selected=lambda address: address.key == "two")) == {"two": "applied"}
    assert [row["name"] for row in world.rows()] == ["Two"]


def test_a_guard_stops_before_the_question(world: World) -> None:
    world.apply()
    world.declare()
    world.agree = lambda _plan: pytest.fail("must not ask")
    applied = world.apply()
    assert applied.report is None
    assert [guard.accept for guard in applied.plan.guards] == ["retire=2"]
    world.agree = lambda _plan: True
    assert told(world.apply(accept={"retire": 2})) == {"one": "applied", "two": "applied"}
    assert [row["status"] for row in world.rows()] == ["archived", "archived"]


def test_the_lock_is_held_through_the_question(world: World) -> None:
    def agree(_plan: object) -> bool:
        with pytest.raises(StateLocked), world.store.lock(OWNER):
            pass
        return True

    world.agree = agree
    world.apply()
    with world.store.lock(OWNER):
        pass


def test_another_merchant_stops_before_anything() -> None:
    world = World(definition())
    world.environment = replace(world.environment, merchant_id="7d0c6a52-5a0e-4a8c-9f57-0a51b6a1c0de")
    with pytest.raises(WrongAccount):
        world.apply()
    assert world.writes() == []


def test_one_refused_or_blocked_among_many_stops_no_other() -> None:
    world = World(
        definition("good", name="Good"),
        definition("bad", name="Bad", recruiter_profile_id="51a1c0de-0000-4000-8000-00000000dead"),
        definition("ugly", name="Ugly", interview_template_id=Ref("template", "Nobody")),
    )
    applied = world.apply()
    assert told(applied) == {"bad": "failed", "good": "applied"}
    assert applied.report is not None
    assert [change.address.key for change in applied.report.blocked] == ["ugly"]
    bad = applied.report.ended(Ending.FAILED)[0]
    assert (bad.field, bad.status) == ("recruiter_profile_id", 422)


def test_edits_drift_and_release_end_where_they_should(world: World) -> None:
    world.apply()
    world.change("one", name="One more")
    world.edit(1, interview_location="Munich")
    assert told(world.apply()) == {"one": "applied", "two": "applied"}
    assert [(row["name"], row["interview_location"]) for row in world.rows()] == [
        ("One more", "Berlin"),
        ("Two", "Berlin"),
    ]
    assert world.plan().empty


def test_a_removed_file_and_its_return() -> None:
    world = World(definition("one", name="One"), definition("two", name="Two"))
    world.apply()
    both = world.desired
    world.declare(both.definitions[at("one")])
    world.apply()
    assert world.row(1)["status"] == "archived"
    assert world.snapshot.records[at("two")].tombstone == "archived"
    assert world.plan().empty
    world.desired = both
    world.apply()
    assert (world.row(1)["status"], world.snapshot.records[at("two")].live) == ("active", True)
    assert len(world.creates()) == 2


def test_delete_and_forget_on_removal() -> None:
    world = World(
        definition("stays", name="Stays"),
        definition("del", Manage(on_remove=OnRemove.DELETE), name="Del"),
        definition("let-go", Manage(on_remove=OnRemove.FORGET), name="Let go"),
    )
    world.apply()
    world.declare(world.desired.definitions[at("stays")])
    world.apply()
    statuses = {row["name"]: row["status"] for row in world.rows()}
    assert statuses == {"Stays": "active", "Del": "deleted", "Let go": "active"}
    assert set(world.snapshot.records) == {at("stays"), at("del")}


def test_questions_of_a_pre_rendered_interview_change_in_a_draft() -> None:
    world = World(own("one", *QUESTIONS, interview_template_id=MARIA))
    world.apply()
    ids = [question["id"] for question in world.row()["questions"]]
    world.change("one", questions=[QUESTIONS[0], {"question": "New?"}, QUESTIONS[1]])
    assert [guard.accept for guard in world.apply().plan.guards] == ["downtime=1"]
    assert told(world.apply(accept={"downtime": 1})) == {"one": "applied"}
    now = world.row()
    assert [now["questions"][place]["id"] for place in (0, 2)] == ids
    assert now["status"] == "active"
    assert [(one.endpoint, one.body.get("status")) for one in world.writes()][-3:] == [
        ("job-interview-set-state", "draft"),
        (WRITE, None),
        ("job-interview-set-state", "active"),
    ]


@pytest.mark.parametrize("fault", ["error_before", "cut_before", "gateway"])
def test_an_interview_that_was_taken_down_comes_up_again_though_its_change_failed(fault: str) -> None:
    world = World(own("one", *QUESTIONS, interview_template_id=MARIA))
    world.apply()
    world.change("one", questions=[{"question": "Why not?"}])
    world.simulator.add_fault(Fault(WRITE, fault))
    assert told(world.apply(accept={"downtime": 1})) == {"one": "failed"}
    assert (world.row()["status"], len(world.row()["questions"])) == ("active", 2)
    assert told(world.apply(accept={"downtime": 1})) == {"one": "applied"}
    assert world.plan().empty


@pytest.mark.parametrize("resets", [True, False])
def test_another_template_leaves_a_running_interview_running(resets: bool) -> None:
    world = World(definition("one"))
    world.apply()
    world.simulator.set_switches(
        world.simulator.switches.with_changes({"template_change_resets_to_draft": resets})
    )
    world.change("one", interview_template_id=MARIA)
    assert told(world.apply()) == {"one": "applied"}
    assert world.row()["status"] == "active"
    assert world.plan().empty


def test_pending_is_nothing_to_do() -> None:
    world = World(definition("one", interview_template_id=MARIA))
    world.simulator.set_switches(world.simulator.switches.with_changes({"offline_activation_prepares": 9}))
    assert told(world.apply()) == {"one": "applied"}
    made = world.plan()
    assert made.empty
    assert made.pending == {at("one"): "the account is still preparing it"}
