"""Laws: whatever is declared, whoever edits, however the account behaves, apply ends in an empty plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, note
from hypothesis import strategies as st

from reconciler.model.change import Action
from reconciler.model.definition import Definition
from reconciler.model.record import Record
from reconciler.simulator import Switches
from tests.support.strategies import definitions, edited, edits, switches
from tests.support.world import ALL_EFFECTS, World

NOBODY = Record("none")


def settle_down(world: World, **approvals: Any) -> bool:
    """Apply; whether it says that everything is done. Then the next plan has to be empty."""
    applied = world.apply(accept=ALL_EFFECTS, **approvals)
    assert not applied.plan.guards
    report = applied.report
    if report is not None and not report.complete:
        note(f"not complete: {report.results} {report.blocked}")
        return False
    return not applied.plan.blocked


def assert_still(world: World) -> None:
    again = world.plan(accept=ALL_EFFECTS)
    assert again.empty, (again.changes, world.rows())
    before = world.mark()
    world.apply(accept=ALL_EFFECTS)
    assert world.writes(before) == []


@given(definitions(), switches())
def test_a_second_plan_is_empty(one: Definition, account: Switches) -> None:
    world = World(one, switches=account)
    if settle_down(world):
        assert_still(world)
    assert len(world.creates()) <= 1
    world.close()


@given(st.data(), definitions(), switches())
def test_an_authors_edit_converges(data: st.DataObject, one: Definition, account: Switches) -> None:
    world = World(one, switches=account)
    if settle_down(world):
        world.declare(data.draw(edited(one)))
        if settle_down(world):
            assert_still(world)
    assert len(world.creates()) <= 1
    world.close()


@given(st.data(), definitions(), switches())
def test_a_replacement_converges_with_one_live_interview(
    data: st.DataObject, one: Definition, account: Switches
) -> None:
    world = World(one, switches=account)
    if settle_down(world):
        new = data.draw(edited(one))
        language = "de" if one.fields["mojito_language_code"] != "de" else "fr"
        world.declare(replace(new, fields={**new.fields, "mojito_language_code": language}))
        if settle_down(world, replace=frozenset({one.address})):
            assert_still(world)
    live = [row for row in world.rows() if row["status"] not in ("archived", "deleted")]
    assert len(live) <= max(1, len(world.snapshot.records.get(one.address, NOBODY).deposed) + 1)
    assert len(world.creates()) <= 2
    world.close()


@given(definitions(), edits(status=True), switches())
def test_somebody_elses_edit_converges(one: Definition, edit: dict[str, Any], account: Switches) -> None:
    world = World(one, switches=account)
    if settle_down(world) and world.rows():
        world.edit(**edit)
        if settle_down(world):
            assert_still(world)
    assert len(world.creates()) <= 1
    world.close()


@given(st.data(), definitions(), edits(), switches())
def test_both_edit_and_it_converges(
    data: st.DataObject, one: Definition, edit: dict[str, Any], account: Switches
) -> None:
    world = World(one, switches=account)
    if settle_down(world) and world.rows():
        world.edit(**edit)
        world.declare(data.draw(edited(one)))
        if settle_down(world):
            assert_still(world)
    assert len(world.creates()) <= 1
    world.close()


@given(definitions(), switches(list_lag_calls=0))
def test_a_lost_state_proposes_and_never_makes(one: Definition, account: Switches) -> None:
    world = World(one, switches=account)
    world.apply()
    there = [row for row in world.rows() if row["status"] != "deleted"]
    world.forget_everything()
    made = world.plan()
    if there:
        assert [change.action for change in made.changes] == [Action.IMPORT]
        assert made.runnable == ()
    before = world.mark()
    world.apply()
    if there:
        assert world.writes(before) == []
    world.close()
