"""Limits on what one apply may do unasked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reconciler.engine.guards import guards, renames
from reconciler.model.approval import Approvals
from reconciler.model.change import Action, Blocked, Change, FieldChange, Origin
from reconciler.model.environment import Ceilings
from tests.support.builders import at, record, snapshot

NOBODY = Approvals()


def changes(effect: str, count: int) -> list[Change]:
    return [Change(at(f"k{n}"), Action.UPDATE, "", effects=frozenset({effect})) for n in range(count)]


def over(effect: str, count: int, live: int, ceilings: Ceilings | None = None) -> list[str]:
    records = {f"k{n}": record(f"id-{n}") for n in range(live)}
    found = guards(changes(effect, count), snapshot(records), ceilings or Ceilings(), NOBODY)
    return [guard.accept for guard in found]


@pytest.mark.parametrize(
    ("count", "live", "accept"),
    [
        (1, 1, []),
        (1, 2, []),
        (2, 2, ["retire=2"]),
        (3, 4, []),
        (4, 4, ["retire=4"]),
        (1, 5, []),
        (2, 5, ["retire=2"]),
        (2, 10, []),
        (3, 10, ["retire=3"]),
    ],
)
def test_leaving_the_candidates_reach(count: int, live: int, accept: list[str]) -> None:
    assert over("retire", count, live) == accept


@pytest.mark.parametrize(
    ("count", "live", "accept"), [(9, 9, []), (3, 10, []), (4, 10, ["update=4"]), (6, 20, [])]
)
def test_what_candidates_see(count: int, live: int, accept: list[str]) -> None:
    assert over("visible", count, live) == accept


@pytest.mark.parametrize("effect", ["downtime", "reactivate"])
def test_what_always_has_to_be_told(effect: str) -> None:
    assert over(effect, 1, 50) == [f"{effect}=1"]


def test_replacing_has_the_limit_of_retiring() -> None:
    assert over("replace", 1, 5) == []
    assert over("replace", 2, 5) == ["replace=2"]


def test_ceilings_of_the_environment_take_the_place_of_the_rule() -> None:
    assert over("retire", 1, 50, Ceilings(retire=0)) == ["retire=1"]
    assert over("retire", 9, 9, Ceilings(retire=9)) == []
    assert over("visible", 1, 2, Ceilings(update=0)) == ["update=1"]
    assert over("replace", 2, 50, Ceilings(replace=2)) == []
    assert over("replace", 1, 50, Ceilings(replace=0)) == ["replace=1"]


def test_a_ceiling_on_what_may_cost_credits() -> None:
    assert over("credits", 50, 0) == []
    assert over("credits", 3, 0, Ceilings(credits=2)) == ["credits=3"]
    assert over("credits", 2, 0, Ceilings(credits=2)) == []


@pytest.mark.parametrize(
    ("effect", "last", "accept"),
    [
        ("retire", "2026-11-25T09:00:00+00:00", ["progress=1"]),
        ("replace", "2026-11-25T09:00:00", ["progress=1"]),
        ("downtime", "2026-11-24T13:00:00+01:00", ["progress=1", "downtime=1"]),
        ("retire", "2026-11-24T09:59:00+00:00", []),
        ("retire", None, []),
        ("retire", "some day", []),
        ("visible", "2026-11-25T09:00:00+00:00", []),
    ],
)
def test_people_who_may_be_in_the_middle_of_it(effect: str, last: str | None, accept: list[str]) -> None:
    now = datetime(2026, 11, 25, 10, tzinfo=UTC).timestamp()
    records = {f"k{n}": record(f"id-{n}") for n in range(10)}
    change = replace(changes(effect, 1)[0], last_taken=last)
    found = guards([change], snapshot(records), Ceilings(), NOBODY, now)
    assert [guard.accept for guard in found] == accept


def test_an_acceptance_covers_up_to_its_number() -> None:
    records = {f"k{n}": record(f"id-{n}") for n in range(5)}
    for accepted, left in ((2, ["retire=3"]), (3, []), (4, [])):
        found = guards(changes("retire", 3), snapshot(records), Ceilings(), Approvals({"retire": accepted}))
        assert [guard.accept for guard in found] == left


def test_what_is_blocked_is_not_counted() -> None:
    blocked = [
        Change(at(f"k{n}"), Action.UPDATE, "", effects=frozenset({"retire"}), blocked=Blocked("no"))
        for n in range(4)
    ]
    records = {f"k{n}": record(f"id-{n}") for n in range(4)}
    assert guards(blocked, snapshot(records), Ceilings(), NOBODY) == ()


def test_a_guard_says_whom_it_counts() -> None:
    records = {f"k{n}": record(f"id-{n}") for n in range(2)}
    (guard,) = guards(changes("retire", 2), snapshot(records), Ceilings(), NOBODY)
    assert (guard.count, guard.limit, guard.addresses) == (2, 1, (at("k0"), at("k1")))
    assert guard.message == (
        "2 interviews of 2 would leave the candidates' reach if applied; at most 1 may without being told"
    )


def create(key: str, name: str = "Backend", kind: str = "interview") -> Change:
    fields = (FieldChange("type", None, kind, Origin.AUTHOR),)
    return Change(at(key), Action.CREATE, "", fields=fields, name=name, effects=frozenset({"credits"}))


def leaving(key: str, name: str = "Backend", action: Action = Action.RETIRE) -> Change:
    return Change(at(key), action, "", name=name, effects=frozenset({"retire"}))


@pytest.mark.parametrize("action", [Action.RETIRE, Action.FORGET])
def test_a_create_and_a_retire_of_one_name_are_a_probable_rename(action: Action) -> None:
    new, old = renames([create("new"), leaving("old", action=action)], snapshot({"old": record()}), NOBODY)
    assert new.blocked is not None
    assert old.blocked == Blocked("probably renamed to interview.new; see there")
    assert new.effects == old.effects == frozenset()
    assert new.blocked.ways_out == (
        "manage: {moved_from: old}   # add it to the definition, if it is the same interview",
        "reconciler apply --create-anyway interview.new   # if it is another one",
    )


@pytest.mark.parametrize(
    "pair",
    [
        [create("new", name="Other"), leaving("old")],
        [create("new", kind="coaching"), leaving("old")],
        [create("new"), leaving("unknown")],
    ],
)
def test_what_differs_is_no_rename(pair: list[Change]) -> None:
    assert renames(pair, snapshot({"old": record()}), NOBODY) == pair


def test_a_create_that_cannot_be_made_anyway_is_left_as_it_is() -> None:
    pair = [replace(create("new"), blocked=Blocked("no template")), leaving("old")]
    assert renames(pair, snapshot({"old": record()}), NOBODY) == pair


def test_a_rename_that_was_denied_is_none() -> None:
    pair = [create("new"), leaving("old")]
    agreed = Approvals(create_anyway=frozenset({at("new")}))
    assert renames(pair, snapshot({"old": record()}), agreed) == pair
