"""Which declared question is which stored one, and what is sent for each."""

from __future__ import annotations

from typing import Any

from reconciler.engine.questions import (
    for_create,
    for_update,
    identified,
    identities,
    portrait,
    tidy,
)
from reconciler.model.values import digest


def q(text: str, external_id: str | None = None, **more: Any) -> dict[str, Any]:
    named = {} if external_id is None else {"external_id": external_id}
    return {**named, "question": text, **more}


def names(entries: list[dict[str, Any]]) -> list[Any]:
    return [entry["external_id"] for entry in entries]


def fresh(text: str) -> str:
    return "q-" + digest(text)[:10]


def from_text(text: str) -> str:
    return "text:" + digest(text)[:10]


def test_a_new_list_gets_names_from_its_texts() -> None:
    assert names(identified([q("Why?"), q("How?", "mine")], ())) == [fresh("Why?"), "mine"]


def test_equal_texts_get_names_of_their_own() -> None:
    assert names(identified([q("Why?"), q("Why? ")], ())) == [fresh("Why?"), fresh("Why?") + "-2"]


def test_the_same_text_keeps_its_name_wherever_it_moves() -> None:
    recorded = [q("Why?", "q-1"), q("How?", "q-2")]
    assert names(identified([q("How?"), q("Why?")], recorded)) == ["q-2", "q-1"]


def test_one_reworded_between_two_that_stayed_is_that_question() -> None:
    recorded = [q("A", "q-1"), q("B", "q-2"), q("C", "q-3")]
    assert names(identified([q("A"), q("B reworded"), q("C")], recorded)) == ["q-1", "q-2", "q-3"]
    assert names(identified([q("A reworded"), q("B"), q("C")], recorded)) == ["q-1", "q-2", "q-3"]
    assert names(identified([q("A"), q("B"), q("C reworded")], recorded)) == ["q-1", "q-2", "q-3"]


def test_all_reworded_is_position_by_position() -> None:
    recorded = [q("A", "q-1"), q("B", "q-2")]
    assert names(identified([q("X"), q("Y")], recorded)) == ["q-1", "q-2"]


def test_with_an_insertion_nobody_can_know() -> None:
    recorded = [q("A", "q-1"), q("B", "q-2")]
    made = names(identified([q("A"), q("New"), q("B reworded")], recorded))
    assert made == ["q-1", fresh("New"), fresh("B reworded")]


def test_one_in_the_middle_leaves_the_others_alone() -> None:
    recorded = [q("A", "q-1"), q("B", "q-2")]
    assert names(identified([q("A"), q("New"), q("B")], recorded)) == ["q-1", fresh("New"), "q-2"]


def test_an_authors_name_is_never_given_to_another() -> None:
    recorded = [q("A", "mine"), q("B", "q-2")]
    assert names(identified([q("B", "mine"), q("A")], recorded)) == ["mine", "q-2"]


def test_a_dropped_name_is_taken_up_by_the_same_text() -> None:
    assert names(identified([q("A")], [q("A", "mine")])) == ["mine"]


def test_stored_questions_without_a_name_are_known_by_their_text() -> None:
    stored = [q("A", id="1"), q("B", id="2"), q("A", id="3"), q("C", "c", id="4")]
    assert identities(stored) == [from_text("A"), from_text("B"), from_text("A") + "-2", "c"]
    made = identified([q("B"), q("New"), q("A")], (), stored)
    assert names(made) == [from_text("B"), fresh("New"), from_text("A")]
    assert all("id" not in entry for entry in made)


def test_a_name_for_a_nameless_question_takes_its_place() -> None:
    made = identified([q("A", "mine")], (), [q("A", id="1")])
    assert made == [{"external_id": "mine", "question": "A", "id": "1"}]
    assert for_update(made, [q("A", id="1")]) == [{"external_id": "mine", "question": "A", "id": "1"}]


def test_a_nameless_question_in_other_words_gets_a_name_and_keeps_its_place() -> None:
    stored = [q("A", id="1"), q("B", id="2")]
    recorded = [q("A", from_text("A")), q("B", from_text("B"))]
    made = identified([q("A"), q("B reworded")], recorded, stored)
    assert names(made) == [from_text("A"), fresh("B reworded")]
    assert made[1]["id"] == "2"


def test_a_nameless_question_that_is_gone_is_a_new_one() -> None:
    made = identified([q("A")], [q("A", from_text("A"))], [q("Z", id="9")])
    assert names(made) == [fresh("A")]
    assert "id" not in made[0]


def test_offline_a_recorded_identity_stands() -> None:
    assert names(identified([q("A")], [q("A", from_text("A"))], None)) == [from_text("A")]


def test_a_question_of_the_account_is_known_by_its_text_when_nothing_is_recorded() -> None:
    assert names(identified([q("A")], (), [q("A", "theirs", id="1")])) == ["theirs"]


def test_portrait_shows_only_what_is_declared() -> None:
    stored = [
        q("A \n", "a", id="1", duration=60, label=None),
        q("B", "b", id="2", conditional_question_main_id="1", is_conditional=True),
        q("Theirs", id="3", label="L"),
    ]
    declared = [
        q("A", "a", label="X", duration=None),
        q("B", "b", is_conditional=True, conditional_question_main_id="a"),
    ]
    assert portrait(stored, declared) == [
        {"external_id": "a", "question": "A", "duration": 60},
        {"external_id": "b", "question": "B", "is_conditional": True, "conditional_question_main_id": "a"},
        {"external_id": from_text("Theirs"), "question": "Theirs"},
    ]


def test_tidy_is_the_form_of_a_portrait() -> None:
    assert tidy([q("A \n", "a", id="1", duration=None)]) == [{"external_id": "a", "question": "A"}]


def test_a_create_names_parents_by_a_handle_and_leaves_nulls_out() -> None:
    declared = [q("A", "a", label=None), q("B", "b", conditional_question_main_id="a", is_conditional=True)]
    assert for_create(declared) == [
        {"external_id": "a", "question": "A", "id": "a"},
        {"external_id": "b", "question": "B", "conditional_question_main_id": "a", "is_conditional": True},
    ]


def test_an_update_sends_back_what_stays_exactly_as_it_was_shown() -> None:
    stored = [
        q("A", "a", id="1", duration=None, label="by an admin", extra=1),
        q("B", "b", id="2", duration=60),
    ]
    declared = [q("A", "a"), q("B", "b", duration=None), q("C", "c")]
    assert for_update(declared, stored) == [
        {"id": "1", "external_id": "a", "question": "A", "duration": None, "label": "by an admin"},
        {"id": "2", "external_id": "b", "question": "B", "duration": None},
        {"external_id": "c", "question": "C"},
    ]


def test_an_update_translates_parents_old_and_new() -> None:
    stored = [q("A", "a", id="1"), q("B", "b", id="2", conditional_question_main_id="1", is_conditional=True)]
    declared = [
        q("New", "n"),
        q("A", "a"),
        q("B", "b", is_conditional=True, conditional_question_main_id="n"),
        q("C", "c", is_conditional=True, conditional_question_main_id="a"),
    ]
    body: Any = for_update(declared, stored)
    assert [entry.get("id") for entry in body] == ["n", "1", "2", None]
    assert [entry.get("conditional_question_main_id") for entry in body] == [None, None, "n", "1"]


def test_a_parent_that_is_not_sent_is_not_named() -> None:
    stored = [q("A", "a", id="1"), q("B", "b", id="2", conditional_question_main_id="1")]
    assert for_update([q("B", "b")], stored) == [{"id": "2", "external_id": "b", "question": "B"}]


def test_a_nameless_question_is_sent_by_its_id_alone() -> None:
    stored = [q("A", id="1", external_id=None)]
    made = identified([q("A", duration=90)], (), stored)
    assert for_update(made, stored) == [{"question": "A", "duration": 90, "id": "1"}]
