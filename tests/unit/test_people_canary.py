"""From a definition to all that is written and said while people are enrolled: nobody is named in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from reconciler.cli import sides
from reconciler.engine.selection import Selection
from reconciler.model.address import Address
from reconciler.model.approval import Approvals
from reconciler.model.definition import Definition, Manage, OnRemove
from reconciler.model.values import Ref
from reconciler.remote.wire import Handler
from reconciler.render.document import document
from reconciler.render.html import plan_html
from reconciler.render.markdown import plan_markdown
from reconciler.render.progress import event_line, progress_line
from reconciler.render.show import resource_text
from reconciler.render.summary import summary_text
from reconciler.render.terminal import plan_text
from reconciler.workflows import plan as planning
from reconciler.workflows import saved
from reconciler.workflows.show import known
from tests.golden.people_parts import PEOPLE, WORDS
from tests.support.builders import definition, invited
from tests.support.world import World

BAKERS = tuple(
    Definition(
        Address("candidate", f"baker-{number}"),
        {**person, "position_def_set_id": Ref("interview", "backend")},
        Manage(on_remove=OnRemove.FORGET),
    )
    for number, person in enumerate(PEOPLE, 1)
)
GUEST = invited("guest", name="Finch Guest", email="finch@aviary.example")


@pytest.fixture
def world() -> Iterator[World]:
    made = World(definition())
    made.apply()
    made.declare(definition(), *BAKERS, GUEST)
    yield made
    made.close()


def named(text: str) -> list[str]:
    return [word for word in WORDS if word.casefold() in text.casefold()]


def echoing(world: World) -> Handler:
    """An account that refuses somebody, and says who."""

    def handle(
        method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        if b"canarina@aviary.example" in body:
            who = "Canarina Tweet (canarina@aviary.example)"
            error = {"error": f"{who} cannot apply: Canary Resume Headline, ten years of ovens"}
            return 422, {"content-type": "application/json"}, json.dumps(error).encode()
        return world.simulator.handle(method, target, headers, body)

    return handle


def test_a_plan_that_is_saved_names_nobody(world: World) -> None:
    with world.account() as reader:
        made = planning.plan(world.work(), reader, Approvals())
    approved = saved.approved(made, world.work(), Approvals(), Selection(), tool="t", now=0.0)
    plain = document(made.plan, made_at="", tool="")
    kept = json.dumps({**plain, "saved": saved.to_plain(approved)})
    for text in (kept, plan_text(plain), plan_markdown(plain), plan_html(plain)):
        assert named(text) == []
        assert "candidate.baker-1" in text
    spoken = plan_text(document(made.plan, made_at="", tool="", personal=True))
    assert "Canarina Tweet <canarina@aviary.example>" in spoken
    assert "+ 3 candidates" in spoken


def test_an_apply_writes_down_and_says_nobodys_name(world: World) -> None:
    world.handler = echoing(world)
    applied = world.apply()
    assert applied.report is not None
    said = [summary_text(applied.report)]
    said += [told(event) for event in world.events for told in (event_line, progress_line)]
    assert "cannot apply" in said[0]
    written = [world.store.state or b"", *world.store.journal]
    for text in (*said, *(one.decode() for one in written)):
        assert named(text) == []
    assert "keyed:" in written[0].decode()


def test_whoever_is_enrolled_is_shown_as_recorded(world: World) -> None:
    world.apply()
    found = known(world.work(), None, Address("candidate", "baker-1"))
    assert found.record is not None
    for personal in (False, True):
        text = resource_text(
            "candidate.baker-1", sides.sides(found), notes=sides.notes(found),
            outcome=found.record.outcome, personal=personal,
        )  # fmt: skip
        assert "~" not in text
        assert "keyed:" not in text
        assert "the account never shows it" in text
        assert "status" in text
        assert bool(named(text)) == personal
    assert world.plan().unchanged_of == {"interview": 1, "candidate": 3, "invitation": 1}
    moved = {**BAKERS[0].fields, "candidate_name": "Another Name"}
    world.declare(definition(), replace(BAKERS[0], fields=moved))
    other = sides.sides(known(world.work(), None, Address("candidate", "baker-1")))
    assert [one.name for one in other if not one.agreed and one.personal] == ["candidate_name"]
