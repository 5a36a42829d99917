"""Laws: only what is declared is ever written, and what exists already is taken in as it is."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reconciler.model.definition import Definition
from reconciler.model.interview import FIELDS
from reconciler.simulator import LoggedRequest, Switches
from reconciler.workflows.memory import take_in
from tests.support.strategies import definitions, edited, edits, switches
from tests.support.world import ALL_EFFECTS, CREATES, OWNER, World

_OURS = {"position_id", "merchant_id"}


def assert_declared(request: LoggedRequest, one: Definition, shown: dict[str, Any]) -> None:
    """Every key of a body is declared, and every leaf of an object is declared or was there before."""
    allowed = _OURS | set(one.fields)
    if request.endpoint in CREATES and "code" not in one.fields:
        allowed |= {"code"}
    assert set(request.body) <= allowed, request
    for name, value in request.body.items():
        declared = one.fields.get(name)
        if not isinstance(value, dict) or not isinstance(declared, dict):
            continue
        before = shown.get(name) if FIELDS[name].whole else {}
        extra = {key: leaf for key, leaf in value.items() if key not in declared}
        assert extra.items() <= (before or {}).items() if _flat(extra) else set(extra) <= set(before or {})


def _flat(values: dict[str, Any]) -> bool:
    return not any(isinstance(value, list | dict) for value in values.values())


@given(st.data(), definitions(), edits(), switches())
def test_only_what_is_declared_is_written(
    data: st.DataObject, one: Definition, edit: dict[str, Any], account: Switches
) -> None:
    world = World(one, switches=account)
    world.apply()
    for request in world.writes():
        assert_declared(request, one, {})
    if world.rows():
        world.edit(**edit)
        shown = world.row()
        shown["hiring_for_company"] = (shown["creation_parameters"] or {}).get("hiring_for_company")
        before = world.mark()
        two = data.draw(edited(one))
        world.declare(two)
        world.apply(accept=ALL_EFFECTS)
        for request in world.writes(before):
            assert_declared(request, two, shown)
    world.close()


@given(definitions(), edits(status=True), switches(list_lag_calls=0))
def test_what_exists_is_taken_in_and_then_like_any_other(
    one: Definition, edit: dict[str, Any], account: Switches
) -> None:
    world = World(one, switches=account)
    world.apply()
    if world.rows() and world.row()["status"] != "deleted":
        world.edit(**edit)
        world.forget_everything()
        before = world.mark()
        with world.account() as reader:
            take_in(world.work(), reader, OWNER, one.address, world.row()["id"])
        assert world.writes(before) == []
        applied = world.apply(accept=ALL_EFFECTS)
        complete = applied.report is None or applied.report.complete
        if complete and not applied.plan.blocked:
            assert world.plan(accept=ALL_EFFECTS).empty
        assert len(world.creates()) == 1
    world.close()


@given(definitions(), switches(list_lag_calls=0))
def test_taking_in_what_we_made_changes_nothing(one: Definition, account: Switches) -> None:
    world = World(one, switches=account)
    applied = world.apply()
    done = applied.report is not None and applied.report.complete
    rewritten = account.description_regenerated_on_create or account.expectations_rewritten_on_create
    defaults = any(value is None for value in one.fields.values())
    if done and world.row()["status"] != "deleted":
        world.forget_everything()
        with world.account() as reader:
            take_in(world.work(), reader, OWNER, one.address, world.row()["id"])
        made = world.plan()
        assert made.empty or rewritten or defaults or _only_steers(made.changes[0].fields), made.changes
    world.close()


def _only_steers(fields: Any) -> bool:
    return all(item.note == "takes effect at the next generation" for item in fields)
