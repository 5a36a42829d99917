"""Another interview in the place of one that cannot become what is declared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from reconciler.engine.approved import Approved, sort, steps
from reconciler.errors import UsageError
from reconciler.model.change import Action
from reconciler.model.definition import Manage, OnRemove
from reconciler.model.environment import Ceilings
from reconciler.model.journal import Ending
from reconciler.simulator import Fault
from reconciler.workflows.memory import take_in
from reconciler.workflows.rebuilding import Terms, rebuild
from tests.support.builders import at, definition
from tests.support.world import OWNER, World, told

AGREED = frozenset({at("one")})


@pytest.fixture
def world() -> Iterator[World]:
    """Made, and then declared in another language."""
    made = World(definition("one", name="One"))
    made.apply()
    made.change("one", mojito_language_code="de")
    yield made
    made.close()


def account(world: World) -> dict[str, tuple[str, str]]:
    """By code: what it is now, and in which language."""
    return {row["code"]: (row["status"], row["mojito_language_code"]) for row in world.rows()}


def test_nothing_is_replaced_unasked(world: World) -> None:
    before = world.mark()
    applied = world.apply()
    (blocked,) = applied.plan.blocked
    assert blocked.blocked is not None
    assert len(blocked.blocked.ways_out) == 3
    assert world.writes(before) == []


def test_the_new_one_is_a_draft_until_it_is_recorded_and_the_old_one_goes_last(world: World) -> None:
    old = world.row()["id"]
    before = world.mark()
    assert told(world.apply(replace=AGREED)) == {"one": "applied"}
    create, activate, retire = world.writes(before)
    assert (create.body["status"], create.body["code"]) == ("draft", "one.2")
    assert activate.body["status"] == "active"
    assert activate.body["position_id"] != old
    assert retire.body == {"position_id": old, "status": "archived"}
    assert account(world) == {"one": ("archived", "en"), "one.2": ("active", "de")}
    held = world.snapshot.records[at("one")]
    assert (held.marker, held.deposed) == ("one.2", ())
    assert world.plan().empty
    assert world.plan(replace=AGREED).empty


def test_the_author_is_told_who_holds_links_to_the_old_one(world: World) -> None:
    world.simulator.edit(world.row()["id"], interview_count=3, interview_last="2026-02-27T10:00:00+00:00")
    (blocked,) = world.plan().blocked
    assert blocked.blocked is not None
    assert "taken 3 times, last on 2026-02-27" in blocked.blocked.reason
    made = world.plan(replace=AGREED)
    assert any("candidates' links lead to the old one" in text for text in made.warnings)
    assert any("the 3 interviews taken so far stay" in text for text in made.warnings)


def test_each_replacement_has_a_mark_of_its_own(world: World) -> None:
    world.apply(replace=AGREED)
    world.change("one", mojito_language_code="fr")
    world.apply(replace=AGREED)
    assert account(world)["one.3"] == ("active", "fr")
    assert [row["status"] for row in world.rows()].count("active") == 1


def test_a_guard_counts_it_and_a_draft_does_not_count(world: World) -> None:
    world.environment = replace(world.environment, ceilings=Ceilings(replace=0))
    made = world.plan(replace=AGREED)
    assert [guard.accept for guard in made.guards] == ["replace=1"]
    before = world.mark()
    world.apply(replace=AGREED)
    assert world.writes(before) == []
    world.edit(status="draft")
    world.change("one", status="draft")
    assert world.plan(replace=AGREED).guards == ()


def test_what_is_protected_is_not_replaced(world: World) -> None:
    world.declare(definition("one", Manage(protect=True), name="One", mojito_language_code="de"))
    (blocked,) = world.plan(replace=AGREED).blocked
    assert blocked.blocked is not None
    assert blocked.blocked.ways_out[0].startswith("take `manage.protect` out of the definition, then: ")


def test_one_that_somebody_stopped_is_not_started_again_by_a_replacement(world: World) -> None:
    world.edit(status="archived")
    (blocked,) = world.plan(replace=AGREED).blocked
    assert blocked.blocked is not None
    assert "somebody moved it" in blocked.blocked.reason
    assert told(world.apply(replace=AGREED, accept={"reactivate": 1})) == {"one": "applied"}
    assert account(world) == {"one": ("archived", "en"), "one.2": ("active", "de")}
    assert world.plan().empty


def test_one_that_is_there_already_is_not_made_again(world: World) -> None:
    older = world.store.state
    world.apply(replace=AGREED)
    world.store.state, world.store.journal = older, []  # the state of before is restored
    made = world.plan(replace=AGREED, accept={"reactivate": 1})
    (blocked,) = made.blocked
    assert blocked.blocked is not None
    assert "holds one already" in blocked.blocked.reason
    assert len(world.creates()) == 2
    again = world.plan(replace=AGREED, create_anyway=AGREED, accept={"reactivate": 1})
    assert [change.action for change in again.runnable] == [Action.REPLACE]


def test_a_lost_state_proposes_both_and_makes_none(world: World) -> None:
    world.apply(replace=AGREED)
    world.forget_everything()
    (blocked,) = world.plan().blocked
    assert blocked.action is Action.IMPORT
    assert blocked.blocked is not None
    assert len(blocked.blocked.ways_out) == 3


def test_rebuilding_links_the_last_generation(world: World) -> None:
    world.apply(replace=AGREED)
    world.forget_everything()
    with world.account() as reader:
        rebuilt = rebuild(world.work(), reader, OWNER, Terms(lambda _: True))
    assert [(link.row.status, link.by) for link in rebuilt.links] == [("active", "its code 'one.2'")]
    assert world.snapshot.records[at("one")].marker == "one.2"
    assert world.plan().empty


def test_what_was_deposed_and_retired_by_hand_is_only_let_go_of(world: World) -> None:
    world.simulator.add_fault(Fault("job-interview-set-state", "error_before", 2, status=403))
    assert told(world.apply(replace=AGREED)) == {"one": "failed"}
    old = next(row for row in world.rows() if row["code"] == "one")
    assert world.snapshot.records[at("one")].deposed == (old["id"],)
    assert [(one.action, one.recovers) for one in world.plan().changes] == [(Action.RETIRE, True)]
    world.simulator.edit(old["id"], status="archived")
    assert [one.action for one in world.plan().changes] == [Action.RECORD]
    before = world.mark()
    world.apply()
    assert world.writes(before) == []
    assert world.plan().empty


def test_one_that_is_removed_from_the_account_is_let_go_of_too(world: World) -> None:
    world.simulator.set_switches(world.simulator.switches.with_changes({"deleted_hidden": True}))
    world.simulator.add_fault(Fault("job-interview-set-state", "error_before", 2, status=403))
    world.apply(replace=AGREED)
    old = next(row for row in world.rows() if row["code"] == "one")
    world.simulator.edit(old["id"], status="deleted")
    assert [one.action for one in world.plan().changes] == [Action.RECORD]
    world.apply()
    assert world.plan().empty


def test_the_old_one_stays_while_the_new_one_cannot_be_started(world: World) -> None:
    world.simulator.add_fault(Fault("job-interview-set-state", "error_before", 1, status=403))
    world.apply(replace=AGREED)
    assert account(world) == {"one": ("active", "en"), "one.2": ("draft", "de")}
    world.change("one", mojito_language_code="fr")
    made = world.plan()
    assert [change.action for change in made.blocked] == [Action.UPDATE, Action.RETIRE]
    before = world.mark()
    world.apply()
    assert world.writes(before) == []


def test_the_old_one_stays_when_starting_the_new_one_fails_again(world: World) -> None:
    world.simulator.add_fault(Fault("job-interview-set-state", "error_before", 1, status=403, times=2))
    world.apply(replace=AGREED)
    applied = world.apply()
    assert applied.report is not None
    assert [one.ending for one in applied.report.results] == [Ending.FAILED, Ending.SKIPPED]
    assert account(world)["one"] == ("active", "en")
    world.apply()
    assert account(world) == {"one": ("archived", "en"), "one.2": ("active", "de")}


def test_on_remove_says_how_the_old_one_ends(world: World) -> None:
    world.declare(definition("one", Manage(on_remove=OnRemove.DELETE), name="One", mojito_language_code="de"))
    world.apply(replace=AGREED)
    assert account(world)["one"][0] == "deleted"


def test_an_own_code_is_settled_by_the_author() -> None:
    world = World(definition("one", code="mine"))
    world.apply()
    old = world.row()["id"]
    world.change("one", mojito_language_code="de")
    world.simulator.add_fault(Fault("job-interview-create", "no_id"))
    assert told(world.apply(replace=AGREED)) == {"one": "unknown"}
    new = next(row["id"] for row in world.rows() if row["id"] != old)
    with world.account() as reader:
        with pytest.raises(UsageError, match="has no interview"):
            take_in(world.work(), reader, OWNER, at("one"), "0b5c6c1e-0000-4000-8000-000000000001")
        record = take_in(world.work(), reader, OWNER, at("one"), new)
    assert (record.remote_id, record.deposed) == (new, (old,))
    world.apply()
    assert sorted(row["status"] for row in world.rows()) == ["active", "archived"]
    assert world.plan().empty


def test_a_saved_plan_approves_the_rest_of_a_replacement_too(world: World) -> None:
    made = world.plan(replace=AGREED)
    approved = Approved("local", "", "", None, "", "", 0.0, 1.0, {}, (), (), (), (), steps(made.runnable))
    assert sort(made, approved).approved == made.runnable
    world.simulator.add_fault(Fault("job-interview-set-state", "error_before", 1, status=403))
    world.apply(replace=AGREED)
    rest = world.plan()
    assert [change.action for change in rest.runnable] == [Action.UPDATE, Action.RETIRE]
    assert sort(rest, approved).approved == rest.runnable
