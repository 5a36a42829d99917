"""Renames, creates that are not answered, interviews that are new or only seem to be, names, the plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reconciler.engine.differ import diff
from reconciler.engine.planner import plan
from reconciler.engine.refs import resolve
from reconciler.model.approval import Approvals
from reconciler.model.change import Action, Change
from reconciler.model.definition import Manage, OnRemove
from reconciler.model.observed import Observed, Template
from reconciler.model.plan import Settlement
from reconciler.model.record import Record
from reconciler.model.values import Ref
from tests.support.builders import (
    ALL_TEMPLATES,
    ANNA,
    ENVIRONMENT,
    at,
    definition,
    intent,
    record,
    row,
    seen,
    snapshot,
)
from tests.support.views import LIVE, one, showing, view

# Renames.


def test_a_moved_definition_takes_its_record_along() -> None:
    change = one(definition("new", Manage(moved_from="backend")))
    assert (change.action, change.moved_from, change.remote_id) == (Action.RECORD, at("backend"), "id-1")
    assert change.reason.startswith("renamed from interview.backend")
    both = list(diff(view(definition("new", Manage(moved_from="backend")), definition())))
    assert [(found.address.key, found.action) for found in both] == [
        ("new", Action.CREATE),
        ("backend", Action.NONE),
    ]


def test_a_move_that_was_carried_out_does_nothing() -> None:
    manage = Manage(moved_from="old")
    held = snapshot({"backend": record(manage=manage)})
    assert one(definition("backend", manage), held=held).action is Action.NONE


# Creates that are not answered.


def test_an_unanswered_create_waits_under_any_name() -> None:
    waits = Settlement(intent("i", "old"), "open", None, "not answered", ("look",))
    for declared in (
        definition("old"),
        definition("new"),
        definition("new", Manage(moved_from="old"), name="Other"),
    ):
        change = one(declared, held=snapshot({}), settlements=(waits,), observed=replace(LIVE, rows={}))
        assert change.blocked is not None
        assert (change.blocked.reason, change.blocked.ways_out) == ("not answered", ("look",))
    other = one(
        definition("new", name="Other"),
        held=snapshot({}),
        settlements=(waits,),
        observed=replace(LIVE, rows={}),
    )
    assert other.blocked is None


def test_another_definition_of_one_name_is_not_held_up_by_a_declared_one() -> None:
    waits = Settlement(intent("i", "old"), "open", None, "not answered")
    nothing = replace(LIVE, rows={}, read={})
    old, new = diff(
        view(definition("old"), definition("new"), held=snapshot({}), settlements=(waits,), observed=nothing)
    )
    assert old.blocked is not None
    assert new.blocked is None


# Making one, or finding that it exists.


def fresh(observed: Observed, **known: Any) -> Change:
    return one(
        known.pop("declared", definition()),
        held=snapshot({}),
        observed=replace(observed, templates=ALL_TEMPLATES),
        **known,
    )


def stranger(**fields: Any) -> Observed:
    return Observed(rows={"x-1": row("x-1")}, read={"x-1": seen("x-1", **fields)})


def test_a_new_definition_is_made_with_our_mark() -> None:
    change = fresh(Observed())
    assert (change.action, change.marker, change.effects) == (
        Action.CREATE,
        "backend",
        frozenset({"credits"}),
    )
    assert change.calls[0].body["code"] == "backend"


@pytest.mark.parametrize("code", ["backend", None, ""])
def test_one_that_seems_to_exist_is_proposed_and_never_made(code: str | None) -> None:
    change = fresh(stranger(code=code))
    assert (change.action, change.remote_id, change.calls) == (Action.IMPORT, "x-1", ())
    assert change.blocked is not None
    assert change.blocked.ways_out[0] == "reconciler import interview.backend x-1"


@pytest.mark.parametrize(("fields", "warned"), [({"code": "theirs"}, True), ({"location": "Munich"}, True)])
def test_one_that_only_looks_like_it_is_left_alone(fields: dict[str, Any], warned: bool) -> None:
    change = fresh(stranger(**fields))
    assert change.action is Action.CREATE
    assert bool(change.warnings) is warned


def test_an_authors_code_is_the_one_that_counts() -> None:
    mine = definition(code="mine")
    assert fresh(stranger(code="mine"), declared=mine).action is Action.IMPORT
    assert fresh(stranger(code="backend"), declared=mine).action is Action.CREATE


@pytest.mark.parametrize("fields", [{"name": "Other"}, {"type": "coaching"}, {"status": "deleted"}])
def test_a_row_of_another_kind_is_no_candidate(fields: dict[str, Any]) -> None:
    assert fresh(Observed(rows={"x-1": row("x-1", **fields)})).action is Action.CREATE


def test_a_recorded_row_is_no_candidate() -> None:
    held = snapshot({"other": Record("y", deposed=("x-1",))})
    change, *_ = diff(view(definition(), held=held, observed=replace(stranger(), templates=ALL_TEMPLATES)))
    assert change.action is Action.CREATE


def test_a_candidate_that_could_not_be_read_counts_as_ours() -> None:
    assert fresh(Observed(rows={"x-1": row("x-1")})).action is Action.IMPORT


def test_making_a_second_one_has_to_be_asked_for() -> None:
    agreed = Approvals(create_anyway=frozenset({at()}))
    assert fresh(stranger(code="backend"), approvals=agreed).action is Action.CREATE


def test_new_and_deleted_is_nothing_to_do() -> None:
    assert fresh(Observed(), declared=definition(status="deleted")).action is Action.NONE


# Names.


def test_a_template_is_found_by_its_name() -> None:
    found = resolve(definition(interview_template_id=Ref("template", "Anna")), ENVIRONMENT, LIVE, None)
    assert (found.fields["interview_template_id"], found.faults) == (ANNA, ())
    assert found.refs == {"interview_template_id": "Anna"}


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (Ref("template", "Ana"), "Did you mean 'Anna'?"),
        (Ref("template", "Twin"), "2 templates are called 'Twin'"),
        (Ref("template", "Old Elai"), "legacy type offline_elai"),
        ("51a1c0de-0000-4000-8000-00000000ffff", "this account has no template"),
    ],
)
def test_a_template_that_cannot_be_used_blocks(template: Any, words: str) -> None:
    change = fresh(Observed(), declared=definition(interview_template_id=template))
    assert change.blocked is not None
    assert words in change.blocked.reason


def test_an_archived_template_stays_with_what_uses_it() -> None:
    held = replace(record(), refs={"interview_template_id": "Gone"})
    declared = definition(interview_template_id=Ref("template", "Gone"))
    assert one(declared, held=snapshot({"backend": held})).action is Action.NONE
    assert one(declared).blocked is not None


def test_offline_a_name_keeps_the_id_that_the_record_knows() -> None:
    held = replace(record(), refs={"interview_template_id": "Anna"})
    declared = definition(interview_template_id=Ref("template", "Anna"))
    offline = Observed(online=False)
    assert one(declared, held=snapshot({"backend": held}), observed=offline).action is Action.NONE
    other = definition(interview_template_id=Ref("template", "Maria"))
    change = one(other, held=snapshot({"backend": held}), observed=offline)
    assert change.fields[0].after == "(Maria)"


def test_a_knowledge_base_is_named_by_the_environment() -> None:
    environment = replace(ENVIRONMENT, names={"knowledge_base": {"handbook": "kb-1"}})
    found = resolve(
        definition(knowledge_base_store_id=Ref("knowledge_base", "handbok")), environment, LIVE, None
    )
    assert "Did you mean 'handbook'?" in found.faults[0]
    found = resolve(
        definition(knowledge_base_store_id=Ref("knowledge_base", "handbook")), environment, LIVE, None
    )
    assert found.fields["knowledge_base_store_id"] == "kb-1"


# The plan.


def test_the_plan_remembers_first_and_takes_away_last() -> None:
    held = snapshot(
        {
            "gone": record("id-1", name="Gone"),
            "let-go": record("id-2", Manage(on_remove=OnRemove.FORGET), name="Let go"),
            "update": record("id-3", name="Update"),
            "record": record("id-4", name="Record", recording=None),
            "same": record("id-5", name="Same"),
        }
    )
    read = {
        f"id-{n}": seen(f"id-{n}", name=name)
        for n, name in enumerate(["Gone", "Let go", "Update", "Record", "Same"], 1)
    }
    rows = {key: row(key, name=str(one.fields["name"])) for key, one in read.items()}
    made = plan(
        view(
            definition("create", name="Create"),
            definition("update", name="Update", code="x"),
            definition("record", name="Record"),
            definition("same", name="Same"),
            held=held,
            observed=Observed(
                rows=rows, read=read, templates=(Template(ANNA, "Anna", "interactive_heygen", "active"),)
            ),
        )
    )
    assert [(change.action.value, change.address.key) for change in made.changes] == [
        ("record", "record"),
        ("forget", "let-go"),
        ("update", "update"),
        ("create", "create"),
        ("retire", "gone"),
    ]
    assert (made.unchanged, made.online) == (1, True)


def test_a_plan_of_some_counts_some() -> None:
    made = plan(view(definition(name="B"), definition("new")), selected=lambda address: address.key == "new")
    assert [change.address.key for change in made.changes] == ["new"]


def test_pending_is_no_change() -> None:
    made = plan(view(definition(), observed=showing(status="preparing")))
    assert made.empty
    assert made.pending == {at(): "the account is still preparing it"}
