"""Laws: wherever a run dies and whatever breaks, the next runs end it, and nothing is made twice.

The simulator's own log is the judge of how often something was made.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from reconciler.errors import ReconcilerError
from reconciler.model.definition import Definition, Manage, OnRemove
from reconciler.model.journal import Ending
from reconciler.simulator import Fault
from reconciler.simulator.faults import AFTER, BEFORE
from tests.support.builders import MARIA, at, definition, own
from tests.support.memory import Killed, failing, killing
from tests.support.world import ALL_EFFECTS, World

REPLACE = frozenset({at("one"), at("two"), at("three")})
QUESTIONS = ({"question": "Why?"}, {"question": "How?", "external_id": "how"})


def first_run() -> World:
    """Nothing is there yet: one call, several calls, several with a status of its own."""
    return World(
        definition("one", name="One"),
        own("two", *QUESTIONS, name="Two", max_duration=1800),
        own("three", *QUESTIONS, name="Three", status="archived", type="assessment", coach_plan="demo"),
    )


def changing_run() -> World:
    """Everything that can happen to an interview that exists."""
    world = World(
        definition("one", name="One", recording="audio_all", tags=["a"]),
        own("two", *QUESTIONS, name="Two", interview_template_id=MARIA),
        definition("three", Manage(on_remove=OnRemove.DELETE), name="Three"),
        definition("four", Manage(on_remove=OnRemove.FORGET), name="Four"),
        definition("five", name="Five", status="draft"),
    )
    world.apply()
    world.edit(0, interview_location="Munich")
    world.change("one", "tags", name="One more", recording=None)
    world.change("two", questions=[{"question": "Why not?"}, *QUESTIONS], is_embedded=True)
    world.declare(
        *(one for key, one in by_key(world).items() if key in ("one", "two")),
        definition("six", Manage(moved_from="five"), name="Five", status="active"),
    )
    return world


def by_key(world: World) -> dict[str, Definition]:
    return {address.key: one for address, one in world.desired.definitions.items()}


def retiring_run() -> World:
    world = World(definition("one", name="One"), definition("two", name="Two"))
    world.apply()
    world.declare(by_key(world)["one"])
    world.apply()
    world.declare(definition("one", name="One"), definition("two", name="Two"))  # it comes back
    return world


def replacing_run() -> World:
    """A new language, a text that is taken once, one that is retired: each gets another interview."""
    world = World(
        definition("one", name="One"),
        own("two", *QUESTIONS, name="Two", max_duration=1800),
        definition("three", name="Three", status="archived"),
    )
    world.apply()
    world.change("one", mojito_language_code="de")
    world.change("two", welcome_message="Hello")
    world.change("three", mojito_language_code="fr")
    return world


RUNS: dict[str, Callable[[], World]] = {
    "first": first_run,
    "replacing": replacing_run,
    "changing": changing_run,
    "retiring": retiring_run,
}


def expected(run: str) -> list[str]:
    """What the account holds at the end, by the names; each exactly once."""
    world = RUNS[run]()
    converge(world)
    return held(world)


def held(world: World) -> list[str]:
    return sorted(f"{row['name']} {row['status']} {bool(row['embed'])}" for row in world.rows())


def converge(world: World, most: int = 5) -> None:
    """Apply until a plan is empty, as a person or CI would."""
    for _ in range(most):
        try:
            world.apply(accept=ALL_EFFECTS, replace=REPLACE)
            if world.plan(accept=ALL_EFFECTS, replace=REPLACE).empty:
                return
        except ReconcilerError:
            continue
    plan = world.plan(accept=ALL_EFFECTS, replace=REPLACE)
    raise AssertionError((plan.changes, plan.settlements))


def operations(run: str) -> int:
    world = RUNS[run]()
    before = len(world.store.operations)
    world.apply(accept=ALL_EFFECTS, replace=REPLACE)
    return len(world.store.operations) - before


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("run", RUNS)
def test_killed_at_every_write_the_next_run_ends_it(run: str, when: str, workers: int) -> None:
    wanted = expected(run)
    for number in range(operations(run)):
        world = RUNS[run]()
        world.workers, world.limits = workers, type(world.limits)(workers=workers)
        world.store.trouble = killing(len(world.store.operations) + number, when)
        with suppress(Killed):  # with several workers, lines that share a sync make fewer writes
            world.apply(accept=ALL_EFFECTS, replace=REPLACE)
            assert workers > 1
        world.store.trouble = killing(-1, "")
        made = len(world.creates())
        converge(world)
        assert held(world) == wanted, number
        assert len(world.creates()) == len(world.rows()) >= made
        world.close()


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("run", RUNS)
def test_a_disk_that_fails_from_some_write_on_loses_nothing(run: str, when: str) -> None:
    wanted = expected(run)
    for number in range(operations(run)):
        world = RUNS[run]()
        since = len(world.store.operations) + number
        world.store.trouble = failing("begin", "append", "write", since=since, when=when)
        try:
            applied = world.apply(accept=ALL_EFFECTS, replace=REPLACE)
        except ReconcilerError:
            pass
        else:
            assert applied.report is not None
            assert not applied.report.complete or applied.report.warnings
        world.store.trouble = killing(-1, "")
        converge(world)
        assert held(world) == wanted, number
        assert len(world.creates()) == len(world.rows())
        world.close()


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_and_the_state_lost_nothing_is_made_again(when: str) -> None:
    for number in range(operations("first")):
        world = first_run()
        world.store.trouble = killing(number, when)
        with pytest.raises(Killed):
            world.apply()
        made = {row["name"] for row in world.rows()}
        world.forget_everything()
        world.apply(accept=ALL_EFFECTS, replace=REPLACE)
        names = [row["name"] for row in world.rows()]
        assert len(names) == len(set(names)) == 3
        assert {change.name for change in world.plan().blocked} == made
        world.close()


ENDPOINTS = (
    "job-interview-create",
    "job-interview-create-from-array",
    "job-interview-update",
    "job-interview-set-state",
    "job-interview-get",
    "merchant-interview-list",
    "merchant-avatar-list",
    "merchant-status",
)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("run", RUNS)
def test_every_fault_of_every_call_is_survived(run: str, endpoint: str) -> None:
    wanted = expected(run)
    for nth in (1, 2, 3):
        for kind in sorted(BEFORE | AFTER):
            world = RUNS[run]()
            world.simulator.add_fault(Fault(endpoint, kind, nth, retry_after=3))
            try:
                converge(world)
            except AssertionError as error:
                raise AssertionError((kind, nth, *error.args)) from error
            struck = any(one.fault for one in world.simulator.requests())
            if not struck:  # this run makes fewer calls of that kind
                return
            assert held(world) == wanted, (kind, nth)
            assert len(world.creates()) == len(world.rows()), (kind, nth)
            world.close()


@pytest.mark.parametrize("kind", sorted(AFTER - {"drip"}))
@pytest.mark.parametrize("status", ["draft", "active", "archived"])
def test_a_create_without_an_answer_is_found_and_ended_in_the_same_run(kind: str, status: str) -> None:
    world = World(own("one", *QUESTIONS, status=status, max_duration=1800))
    world.simulator.add_fault(Fault("job-interview-create-from-array", kind))
    applied = world.apply()
    assert applied.report is not None
    assert [one.ending for one in applied.report.results] == [Ending.APPLIED], applied.report
    assert world.plan().empty
    assert [row["status"] for row in world.rows()] == [status]
    assert len(world.creates()) == 1


@pytest.mark.parametrize("lag", [1, 3, 6])
def test_a_list_that_lags_behind_makes_nothing_twice(lag: int) -> None:
    world = World(definition("one"))
    world.simulator.set_switches(world.simulator.switches.with_changes({"list_lag_calls": lag}))
    world.simulator.add_fault(Fault("job-interview-create", "cut_after"))
    converge(world)
    assert len(world.rows()) == 1
