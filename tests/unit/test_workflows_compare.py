"""Two environments side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from reconciler.errors import WrongAccount
from reconciler.model.comparison import Comparison, Difference, Held, Nothing
from reconciler.model.definition import Definition
from reconciler.model.record import Fingerprint
from reconciler.model.values import Ref
from reconciler.render.comparison import comparison_json, comparison_text
from reconciler.workflows.compare import compare, held
from tests.support.builders import ANNA, VIKTOR, definition, own
from tests.support.world import World

BOTH = (definition("one", name="One"), own("two", {"question": "Why?"}, name="Two"))


@pytest.fixture
def pair() -> Iterator[tuple[World, World]]:
    """Two environments with the same definitions, applied to two accounts."""
    made = World(*BOTH), World(*BOTH)
    made[1].environment = replace(made[1].environment, name="production")
    for world in made:
        world.apply()
    yield made
    for world in made:
        world.close()


def account(world: World) -> Held:
    with world.account() as reader:
        return held(world.work(), reader)


def found(pair: tuple[World, World], *, offline: bool = False) -> Comparison:
    left, right = pair
    accounts = None if offline else (account(left), account(right))
    return compare(left.work(), right.work(), accounts)


def test_the_same_is_the_same_though_every_id_is_another(pair: tuple[World, World]) -> None:
    pair[1].simulator.edit(pair[1].row()["id"], cover_image_url="https://x.example/y.png")  # nobody's field
    made = found(pair)
    assert (made.pairings, made.same) == ((), 2)
    assert comparison_text(made) == "No differences between local and production. 2 interviews compared.\n"


def test_what_is_declared_differently_shows_in_the_accounts_as_well(pair: tuple[World, World]) -> None:
    pair[1].change("one", location="Porto", recording="audio_all")
    (one,) = found(pair, offline=True).pairings
    assert one.declared == (
        Difference("location", "Berlin", "Porto"),
        Difference("recording", Nothing.UNDECLARED, "audio_all"),
    )
    assert one.accounts == ()
    pair[1].apply()
    (one,) = found(pair).pairings
    assert [(each.name, each.declared) for each in one.accounts] == [("location", True), ("recording", True)]
    text = comparison_text(found(pair))
    assert "  ~ location\n      local       " in text
    assert "in the accounts as well: location, recording" in text


def test_what_only_the_accounts_hold_differently(pair: tuple[World, World]) -> None:
    pair[0].edit(0, interview_location="Munich")
    (one,) = found(pair).pairings
    assert one.declared == ()
    assert one.accounts == (Difference("location", "Munich", "Berlin"),)
    assert "though the definitions do not" in comparison_text(found(pair))


def test_questions_are_compared_without_their_ids(pair: tuple[World, World]) -> None:
    number = next(at for at, row in enumerate(pair[0].rows()) if row["name"] == "Two")
    question = pair[0].row(number)["questions"][0]
    pair[0].edit(number, questions=[{**question, "question": "Why not?"}])
    (two,) = found(pair).pairings
    assert [one.name for one in two.accounts] == ["questions"]
    assert '"Why not?"' in comparison_text(found(pair))


def test_templates_are_compared_by_name() -> None:
    named = definition("one", interview_template_id=Ref("template", "Anna"))
    left, right = (
        Held({named.address: {"interview_template_id": ANNA}}, {ANNA: "Anna"}),
        Held({named.address: {"interview_template_id": VIKTOR}}, {VIKTOR: "Anna"}),
    )
    world = World(named)
    assert compare(world.work(), world.work(), (left, right)).pairings == ()
    other = Held({named.address: {"interview_template_id": VIKTOR}}, {VIKTOR: "Viktor"})
    (one,) = compare(world.work(), world.work(), (left, other)).pairings
    assert one.accounts == (Difference("interview_template_id", "Anna", "Viktor"),)
    world.close()


def test_one_that_only_one_side_has(pair: tuple[World, World]) -> None:
    more: Definition = definition("three", name="Three")
    pair[1].declare(*BOTH, more)
    (three,) = found(pair).pairings
    assert (three.left, three.right) == ("not declared", "")
    assert "not declared in local" in comparison_text(found(pair))
    pair[0].declare(*BOTH, more)
    pair[1].apply()
    (three,) = found(pair).pairings
    assert (three.left, three.right) == ("not made yet", "")
    pair[0].apply()
    number = next(at for at, row in enumerate(pair[1].rows()) if row["name"] == "Three")
    pair[1].edit(number, status="deleted")
    (three,) = found(pair).pairings
    assert (three.left, three.right) == ("", "gone from the account")


def test_json_keeps_null_apart_from_no_value(pair: tuple[World, World]) -> None:
    pair[0].change("one", recording=None)
    pair[1].change("one", "recording", location="Porto")
    document = json.loads(json.dumps(comparison_json(found(pair, offline=True))))
    assert (document["format"], document["same"]) == (1, 1)
    assert document["differing"] == [
        {
            "address": "interview.one",
            "left": None,
            "right": None,
            "declared": [
                {"field": "location", "left": "Berlin", "right": "Porto"},
                {"field": "recording", "left": None, "missing": {"right": "not declared"}},
            ],
            "accounts": [],
        }
    ]


def test_only_what_is_selected_is_read_and_compared(pair: tuple[World, World]) -> None:
    pair[0].edit(0, interview_location="Munich")
    pair[0].edit(1, interview_location="Munich")
    left, right = (world.work(lambda address: address.key == "two") for world in pair)
    with pair[0].account() as mine, pair[1].account() as other:
        accounts = held(left, mine), held(right, other)
    assert [one.address.key for one in compare(left, right, accounts).pairings] == ["two"]
    assert [list(side.shown) for side in accounts] == [[BOTH[1].address]] * 2


def test_another_account_than_the_states_is_refused(pair: tuple[World, World]) -> None:
    world = pair[0]
    world.environment = replace(world.environment, merchant_id="0b5c6c1e-0000-4000-8000-000000000001")
    with pytest.raises(WrongAccount):
        account(world)
    assert isinstance(world.snapshot.account, Fingerprint)
