"""Creates whose answer never came, and what a run leaves half done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from reconciler.model.change import Action
from reconciler.model.definition import Manage
from reconciler.model.event import Waiting
from reconciler.model.journal import Ending
from reconciler.model.plan import Plan
from reconciler.simulator import Fault
from reconciler.workflows.memory import forget, take_in
from tests.support.builders import at, definition, own
from tests.support.world import OWNER, World, interrupting, told

QUESTIONS: Any = ({"question": "Why?"}, {"question": "How?"})
WRITE = "job-interview-update"


@pytest.fixture
def world() -> Iterator[World]:
    made = World(definition("one", name="One"), definition("two", name="Two"))
    yield made
    made.close()


def test_a_lost_answer_is_looked_for_until_it_is_settled(world: World) -> None:
    world.simulator.add_fault(Fault("job-interview-create", "cut_before"))
    applied = world.apply()
    assert told(applied) == {"one": "failed", "two": "applied"}
    assert applied.report is not None
    assert applied.report.results[0].message.endswith("it was looked for and not made") or (
        applied.report.results[1].message.endswith("it was looked for and not made")
    )
    assert sum(world.clock.slept) >= 421
    assert any(isinstance(event, Waiting) for event in world.events)
    world.apply()
    assert len(world.creates()) == 2
    assert world.plan().empty


def test_without_waiting_it_stays_unknown_and_blocks_its_address_only(world: World) -> None:
    world.wait = False
    world.simulator.add_fault(Fault("job-interview-create", "cut_before"))
    applied = world.apply()
    assert applied.report is not None
    (unknown,) = applied.report.ended(Ending.UNKNOWN)
    assert unknown.until is not None
    made = world.plan()
    assert [change.address for change in made.blocked] == [unknown.address]
    assert [one.verdict for one in made.settlements] == ["open"]
    before = world.mark()
    world.apply()
    assert world.writes(before) == []
    world.clock.sleep(500)
    assert [one.verdict for one in world.plan().settlements] == ["not_made"]
    world.apply()
    assert len(world.creates()) == 2


def test_the_settling_time_counts_from_the_call_not_from_the_reading() -> None:
    """A person looks at the plan for an hour; the create then hangs and may still land minutes later."""
    world = World(definition("one"))
    world.wait = False

    def agree(_plan: object) -> bool:
        world.clock.sleep(3600)
        return True

    world.agree = agree
    world.simulator.add_fault(Fault("job-interview-create", "timeout_before"))
    applied = world.apply()
    assert told(applied) == {"one": "unknown"}
    (sent,) = world.snapshot.open.values()
    assert sent.server_time == pytest.approx(world.clock.now(), abs=2)


def test_a_made_one_is_found_by_its_mark_by_plan_and_recorded_by_apply_only(world: World) -> None:
    world.declare(own("one", *QUESTIONS, max_duration=1800))
    world.simulator.add_fault(Fault("job-interview-create-from-array", "cut_after"))
    world.handler = interrupting(world, "job-interview-create-from-array")
    assert told(world.apply()) == {"one": "unknown"}
    world.handler, world.interrupts.count = world.simulator.handle, 0
    state = world.store.state
    made = world.plan()
    assert [one.verdict for one in made.settlements] == ["made"]
    assert [change.action for change in made.changes] == [Action.UPDATE]
    assert world.store.state == state
    assert told(world.apply()) == {"one": "applied"}
    assert (world.row()["status"], world.row()["max_duration"]) == ("active", 1800)
    assert len(world.creates()) == 1


def test_an_authors_own_code_is_settled_by_the_author() -> None:
    world = World(definition("one", code="mine"))
    world.simulator.add_fault(Fault("job-interview-create", "no_id"))
    applied = world.apply()
    assert told(applied) == {"one": "unknown"}
    assert applied.report is not None
    remote_id = world.row()["id"]
    assert f"reconciler import interview.one {remote_id}" in applied.report.open[0].ways_out[0]
    with world.account() as reader:
        take_in(world.work(), reader, OWNER, at("one"), remote_id)
    assert world.snapshot.open == {}
    assert world.plan().empty
    assert len(world.creates()) == 1


def test_forget_is_the_authors_word_that_it_was_not_made() -> None:
    world = World(definition("one", code="mine"))
    world.wait = False
    world.simulator.add_fault(Fault("job-interview-create", "cut_before"))
    world.apply()
    assert forget(world.work(), OWNER, at("one")) is None
    assert world.snapshot.open == {}
    assert told(world.apply()) == {"one": "applied"}


def test_a_rename_while_it_is_on_the_way_buys_no_second_one() -> None:
    world = World(definition("old"))
    world.wait = False
    world.simulator.add_fault(Fault("job-interview-create", "cut_before"))
    world.apply()
    for renamed in (definition("new"), definition("new", Manage(moved_from="old"))):
        world.declare(renamed)
        made = world.plan()
        assert made.runnable == ()
        assert len(made.blocked) == 1


def test_a_storm_of_500_ends_after_the_first_create(world: World) -> None:
    world.simulator.add_fault(Fault("job-interview-create", "error_before", times=9))
    applied = world.apply()
    assert sorted(told(applied).values()) == ["failed", "skipped"]
    assert len(world.writes()) == 1


def test_a_half_made_create_is_ended_whatever_stands_in_the_way() -> None:
    world = World(own("one", *QUESTIONS, max_duration=1800))
    for fault in ("error_before", "cut_before", "gateway"):
        world.simulator.add_fault(Fault("job-interview-set-state", fault))
        assert told(world.apply())["one"] == "failed"
        assert world.row()["status"] == "draft"
        assert world.plan().guards == ()
    assert told(world.apply()) == {"one": "applied"}
    assert world.row()["status"] == "active"


def test_what_was_settled_but_cannot_be_ended_is_no_success() -> None:
    world = World(own("one", *QUESTIONS, max_duration=1800))
    world.simulator.add_fault(Fault("job-interview-create-from-array", "cut_after"))
    world.simulator.add_fault(Fault(WRITE, "error_before"))
    applied = world.apply()
    assert told(applied) == {"one": "failed"}
    assert told(world.apply()) == {"one": "applied"}
    assert len(world.creates()) == 1


def test_a_signal_leaves_without_another_call() -> None:
    world = World(definition("one"))
    world.simulator.add_fault(Fault("job-interview-create", "cut_after"))
    world.handler = interrupting(world, "job-interview-create")
    applied = world.apply()
    assert told(applied) == {"one": "unknown"}
    assert applied.report is not None
    assert applied.report.interrupted == 2
    assert world.simulator.requests()[-1].method == "POST"


def test_everything_else_goes_on_before_an_earlier_runs_answer_is_waited_for(world: World) -> None:
    world.wait = False
    world.simulator.add_fault(Fault("job-interview-create", "cut_before"))
    world.declare(definition("one", name="One"))
    assert told(world.apply()) == {"one": "unknown"}
    world.wait = True
    world.declare(definition("one", name="One"), definition("two", name="Two"))
    asked: list[list[str]] = []

    def agree(plan: Plan) -> bool:
        asked.append([str(one.address) for one in plan.runnable])
        return True

    world.agree = agree
    before, slept = world.mark(), len(world.clock.slept)
    made_at: list[int] = []

    def handle(method: str, target: str, headers: Any, body: bytes) -> Any:
        if target.endswith("job-interview-create"):
            made_at.append(len(world.clock.slept) - slept)
        return world.simulator.handle(method, target, headers, body)

    world.handler = handle
    applied = world.apply()
    assert told(applied) == {"one": "applied", "two": "applied"}
    assert [one.body["name"] for one in world.writes(before)] == ["Two", "One"]
    assert made_at[0] == 0
    assert made_at[1] > 1
    assert asked == [["interview.two"], ["interview.one"]]
    assert applied.report is not None
    assert applied.report.complete
    assert world.plan().empty


def test_who_says_no_to_what_was_settled_late_has_the_rest_all_the_same(world: World) -> None:
    world.wait = False
    world.simulator.add_fault(Fault("job-interview-create", "cut_before"))
    world.declare(definition("one", name="One"))
    world.apply()
    world.wait = True
    world.declare(definition("one", name="One"), definition("two", name="Two"))
    world.agree = lambda plan: plan.runnable[0].address == at("two")
    assert told(world.apply()) == {"two": "applied"}
    assert [row["name"] for row in world.rows()] == ["Two"]


def test_one_that_was_made_is_ended_after_the_rest(world: World) -> None:
    world.declare(own("one", *QUESTIONS, max_duration=1800))
    world.simulator.add_fault(Fault("job-interview-create-from-array", "cut_after"))
    world.simulator.set_switches(world.simulator.switches.with_changes({"list_lag_calls": 8}))
    world.handler = interrupting(world, "job-interview-create-from-array")
    assert told(world.apply()) == {"one": "unknown"}
    world.handler, world.interrupts.count = world.simulator.handle, 0
    world.declare(own("one", *QUESTIONS, max_duration=1800), definition("two", name="Two"))
    before = world.mark()
    assert told(world.apply()) == {"one": "applied", "two": "applied"}
    names = [(one.endpoint, one.body.get("name")) for one in world.writes(before)]
    assert names[0] == ("job-interview-create", "Two")
    assert len(world.creates()) == 2
    assert world.plan().empty


def half_made(world: World) -> None:
    """Six of one run, and a seventh that was killed before it was started."""
    world.declare(*(definition(f"old-{number}", name=f"Old {number}") for number in range(6)))
    world.apply()
    world.simulator.add_fault(Fault("job-interview-update", "error_before", status=403))
    world.declare(
        *world.desired.definitions.values(), own("half", *QUESTIONS, name="Half", max_duration=1800)
    )
    assert told(world.apply()) == {"half": "failed"}


def test_a_guard_does_not_hold_up_what_an_earlier_run_left_half_done(world: World) -> None:
    half_made(world)
    world.declare(
        *(one for one in world.desired.definitions.values() if one.address.key in ("old-0", "half"))
    )
    made = world.plan()
    assert [guard.effect for guard in made.guards] == ["retire"]
    assert any("whatever the guards say: interview.half" in text for text in made.warnings)
    applied = world.apply()
    assert told(applied) == {"half": "applied"}
    assert applied.report is not None
    assert len(applied.report.blocked) == 5
    assert all(
        one.blocked is not None and one.blocked.ways_out == ("reconciler apply --accept retire=5",)
        for one in applied.report.blocked
    )
    assert sorted(row["status"] for row in world.rows()) == ["active"] * 7


def test_a_guard_holds_up_everything_where_nothing_is_half_done(world: World) -> None:
    half_made(world)
    world.apply()
    world.declare(*(one for one in world.desired.definitions.values() if one.address.key == "half"))
    world.change("half", name="Half and half")
    before = world.mark()
    applied = world.apply()
    assert applied.report is None
    assert applied.plan.guards
    assert world.writes(before) == []


def test_what_a_lost_answer_left_half_done_is_spared_by_guards_too(world: World) -> None:
    half_made(world)
    world.apply()
    world.declare(*world.desired.definitions.values(), own("two", *QUESTIONS, name="Two", max_duration=1800))
    world.simulator.add_fault(Fault("job-interview-create-from-array", "cut_after"))
    world.handler = interrupting(world, "job-interview-create-from-array")
    world.apply()
    world.handler, world.interrupts.count = world.simulator.handle, 0
    world.declare(*(one for one in world.desired.definitions.values() if one.address.key == "two"))
    assert told(world.apply()) == {"two": "applied"}
