"""The diff of questions: what is kept, replaced, added and removed."""

from __future__ import annotations

from typing import Any

import pytest

from .support import MARIA, Api, Make

A: dict[str, Any] = {"question": "A?", "external_id": "a", "duration": 60, "label": "first"}
B: dict[str, Any] = {"question": "B?", "duration": 60}
C: dict[str, Any] = {"question": "C?", "external_id": "c"}
PARENT: dict[str, Any] = {"question": "Parent?", "external_id": "p", "id": "p"}
CHILD: dict[str, Any] = {"question": "Child?", "external_id": "k", "conditional_question_main_id": "p"}


@pytest.fixture
def interview(api: Api) -> str:
    return api.create_from_array(A, B, C)


def ids(api: Api, identifier: str) -> list[str]:
    return [question["id"] for question in api.get(identifier)["questions"]]


def change(api: Api, identifier: str, *questions: object) -> dict[str, Any]:
    diff: dict[str, Any] = api.update(identifier, questions=list(questions))["questions_diff"]
    return diff


def test_sending_back_what_get_returned_changes_nothing(api: Api, interview: str) -> None:
    before = api.get(interview)
    diff = change(api, interview, *before["questions"])
    assert diff["kept"] == [question["id"] for question in before["questions"]]
    assert not diff["added"] + diff["removed"] + diff["replaced"]
    assert diff["reactivated"] is False
    assert api.get(interview) == before


def test_same_content_without_ids_is_kept(api: Api, interview: str) -> None:
    before = ids(api, interview)
    assert change(api, interview, A, B, C)["kept"] == before
    assert ids(api, interview) == before


def test_external_id_goes_before_id(api: Api, interview: str) -> None:
    a, b, c = ids(api, interview)
    diff = change(api, interview, A, B, {"question": "New?", "external_id": "c", "id": b})
    assert diff["kept"] == [a, b], (
        "b was not taken by its id, which the content of another entry could then match"
    )
    assert diff["replaced"] == [{"from": c, "to": ids(api, interview)[2]}]


def test_a_changed_match_is_replaced_and_carries_over(api: Api, interview: str) -> None:
    a, b, c = ids(api, interview)
    diff = change(api, interview, {"question": "A, reworded?", "external_id": "a"}, B, C)
    new = api.get(interview)["questions"][0]
    assert diff["replaced"] == [{"from": a, "to": new["id"]}]
    assert diff["kept"] == [b, c]
    assert (new["question"], new["duration"], new["label"]) == ("A, reworded?", 60, "first")
    assert new["id"] not in {a, b, c}


def test_an_id_finds_a_question_without_external_id(api: Api, interview: str) -> None:
    a, b, c = ids(api, interview)
    diff = change(api, interview, A, {"id": b, "question": "B, reworded?"}, C)
    assert [entry["from"] for entry in diff["replaced"]] == [b]
    assert diff["kept"] == [a, c]


def test_unmatched_entries_are_added_and_stored_ones_removed(api: Api, interview: str) -> None:
    a, b, c = ids(api, interview)
    diff = change(api, interview, C, {"question": "D?"})
    assert (diff["kept"], diff["removed"]) == ([c], [a, b])
    assert diff["added"] == [ids(api, interview)[1]]
    assert [question["question"] for question in api.get(interview)["questions"]] == ["C?", "D?"]


def test_question_ids_hold_the_unmanaged_steps_too(api: Api) -> None:
    identifier = api.create_from_array(A, instructional_video=True)
    (question,) = ids(api, identifier)
    steps = change(api, identifier, A)["question_ids"]
    assert len(steps) == 4
    assert steps.index(question) == 2
    changed = change(api, identifier, B)["question_ids"]
    assert [*changed[:2], changed[3]] == [*steps[:2], steps[3]]


def test_reorder_alone_is_applied(api: Api, interview: str) -> None:
    a, b, c = ids(api, interview)
    answer = api.update(interview, questions=[C, A, B])
    assert answer["updated_fields"] == ["questions"]
    assert answer["questions_diff"]["kept"] == [c, a, b]
    assert ids(api, interview) == [c, a, b]


def test_null_clears_a_question_field_and_leaving_it_out_does_not(api: Api, interview: str) -> None:
    change(api, interview, {**A, "label": None}, B, C)
    assert api.get(interview)["questions"][0]["label"] is None


@pytest.mark.parametrize("key", ["external_id", "id"])
def test_an_entry_naming_fewer_fields_is_replaced_by_default(api: Api, interview: str, key: str) -> None:
    stored = api.get(interview)["questions"][0]
    diff = change(api, interview, {"question": "A?", key: stored[key]}, B, C)
    assert [entry["from"] for entry in diff["replaced"]] == [stored["id"]]
    assert api.get(interview)["questions"][0]["label"] == "first"


def test_running_interview_on_an_interactive_template_is_published_again(api: Api) -> None:
    identifier = api.create_from_array(A, status="active")
    assert change(api, identifier, A)["reactivated"] is False
    assert change(api, identifier, B)["reactivated"] is True
    assert api.get(identifier)["status"] == "active"


def test_running_interview_on_an_offline_template_is_refused(api: Api) -> None:
    identifier = api.create_from_array(A, status="active", interview_template_id=MARIA)
    change(api, identifier, A)
    sent: dict[str, Any] = {"position_id": identifier, "questions": [B]}
    assert api.refused(422, "job-interview-update", sent) == "questions"
    assert api.refused(422, "job-interview-update", {**sent, "status": "draft"}) == "questions"
    api.set_state(identifier, status="draft")
    assert change(api, identifier, B)["reactivated"] is False


class TestParents:
    @pytest.fixture
    def pair(self, api: Api) -> str:
        return api.create_from_array(PARENT, CHILD)

    def test_a_replaced_parent_takes_its_child_along(self, api: Api, pair: str) -> None:
        parent, child = ids(api, pair)
        sent = {**PARENT, "id": parent, "question": "Parent, reworded?"}
        diff = change(api, pair, sent, {**CHILD, "conditional_question_main_id": parent})
        assert diff["kept"] == [child]
        stored = api.get(pair)["questions"]
        assert stored[1]["conditional_question_main_id"] == stored[0]["id"] == diff["replaced"][0]["to"]

    def test_a_child_that_does_not_name_its_parent_keeps_it(self, api: Api, pair: str) -> None:
        parent, _ = ids(api, pair)
        change(
            api,
            pair,
            {"external_id": "p", "question": "New?"},
            {"external_id": "k", "question": "New child?"},
        )
        stored = api.get(pair)["questions"]
        assert stored[1]["conditional_question_main_id"] == stored[0]["id"] != parent

    def test_a_removed_parent_leaves_no_dangling_reference(self, api: Api, pair: str) -> None:
        change(api, pair, {"external_id": "k", "question": "New child?"})
        assert api.get(pair)["questions"][0]["conditional_question_main_id"] is None

    @pytest.mark.parametrize("order", [0, 1])
    def test_the_parent_must_come_earlier(self, api: Api, pair: str, order: int) -> None:
        parent, _ = ids(api, pair)
        child = {**CHILD, "conditional_question_main_id": parent if order else "nobody"}
        sent = [child, {**PARENT, "id": parent}] if order else [{**PARENT, "id": parent}, child]
        body = {"position_id": pair, "questions": sent}
        place = 0 if order else 1
        name = f"questions.{place}.conditional_question_main_id"
        assert api.refused(422, "job-interview-update", body) == name

    def test_a_new_question_can_be_a_parent_by_a_local_name(self, api: Api, pair: str) -> None:
        sent = [
            {"question": "New?", "id": "mine"},
            {"question": "Why?", "conditional_question_main_id": "mine"},
        ]
        change(api, pair, *sent)
        stored = api.get(pair)["questions"]
        assert stored[1]["conditional_question_main_id"] == stored[0]["id"] != "mine"

    def test_equal_content_under_local_names_is_kept(self, api: Api) -> None:
        parent = {"question": "P?", "id": "p"}
        child = {"question": "C?", "conditional_question_main_id": "p"}
        identifier = api.create_from_array(parent, child)
        before = api.get(identifier)
        assert change(api, identifier, parent, child)["kept"] == [q["id"] for q in before["questions"]]
        assert api.get(identifier) == before

    def test_unless_local_names_are_not_taken(self, make: Make) -> None:
        api = make(local_ids_as_handles=False)
        identifier = api.create_from_array(PARENT, CHILD)
        parent, _ = ids(api, identifier)
        change(
            api,
            identifier,
            {**PARENT, "id": parent},
            {**CHILD, "conditional_question_main_id": parent},
        )
        body = {"position_id": identifier, "questions": [PARENT, CHILD]}
        api.refused(422, "job-interview-update", body)


class TestSwitches:
    def test_subset_is_same_content(self, make: Make) -> None:
        api = make(subset_is_same_content=True)
        identifier = api.create_from_array(A, B)
        a, b = ids(api, identifier)
        assert change(api, identifier, {"question": "A?"}, {"question": "B?", "id": b})["kept"] == [a, b]

    def test_null_leaves_question_fields(self, make: Make) -> None:
        api = make(null_clears_question_fields=False)
        identifier = api.create_from_array(A)
        change(api, identifier, {**A, "question": "New?", "label": None})
        assert api.get(identifier)["questions"][0]["label"] == "first"

    def test_reorder_alone_is_not_applied(self, make: Make) -> None:
        api = make(reorder_alone_applied=False)
        identifier = api.create_from_array(A, B)
        a, b = ids(api, identifier)
        answer = api.update(identifier, questions=[B, A])
        assert answer["updated_fields"] == []
        assert ids(api, identifier) == [a, b]
        change(api, identifier, B, A, C)
        assert ids(api, identifier)[:2] == [b, a], "together with a change the order counts"

    def test_ids_rotate(self, make: Make) -> None:
        api = make(question_ids_rotate=True)
        identifier = api.create_from_array(A, PARENT, CHILD)
        before = api.get(identifier)["questions"]
        diff = change(api, identifier, *before)
        assert [entry["from"] for entry in diff["replaced"]] == [question["id"] for question in before]
        after = api.get(identifier)["questions"]
        assert not {question["id"] for question in before} & {question["id"] for question in after}
        assert after[2]["conditional_question_main_id"] == after[1]["id"]

    def test_unset_fields_are_absent(self, make: Make) -> None:
        api = make(unset_question_fields="absent")
        identifier = api.create_from_array(C)
        (question,) = api.get(identifier)["questions"]
        assert set(question) == {"id", "question", "external_id"}
        assert change(api, identifier, question)["kept"] == [question["id"]]

    def test_rubrics_of_questions_are_filled(self, make: Make) -> None:
        api = make(question_expectations_filled=True)
        own = {"weak": ["mine"]}
        identifier = api.create_from_array(A, {**C, "candidate_expectations_json": own})
        first, second = api.get(identifier)["questions"]
        assert set(first["candidate_expectations_json"]) == {"weak", "moderate", "strong"}
        assert second["candidate_expectations_json"] == own
        assert change(api, identifier, A, second)["kept"] == [first["id"], second["id"]]
        assert change(api, identifier, first, second)["kept"] == [first["id"], second["id"]]
        replaced = change(api, identifier, {**A, "candidate_expectations_json": own}, second)["replaced"]
        assert [entry["from"] for entry in replaced] == [first["id"]]
        assert change(api, identifier, A, second)["kept"] == [second["id"]], "an own rubric is content"
