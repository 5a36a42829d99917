"""What each call holds, and in which order the calls come."""

from __future__ import annotations

from typing import Any

from reconciler.engine.bodies import create_calls, state_call, update_calls
from reconciler.model.change import Call
from reconciler.model.field import Endpoint
from reconciler.model.kinds import kind_of
from tests.support.builders import BASE, MARIA

INTERVIEW = kind_of("interview")
QUESTIONS: Any = [{"external_id": "a", "question": "A"}]


def made(**fields: Any) -> tuple[Call, ...]:
    return create_calls(INTERVIEW, {**BASE, **fields}, marker="backend", merchant_id="m-1")


def update(changed: dict[str, Any], shown: Any = None, **state: bool) -> tuple[Call, ...]:
    return update_calls(INTERVIEW, changed, shown or {}, **{"offline_active": False, **state})


def test_one_call_where_one_does() -> None:
    (call,) = made()
    assert call.endpoint is Endpoint.CREATE
    assert call.body == {**BASE, "code": "backend", "merchant_id": "m-1"}
    assert call.fields == BASE


def test_own_questions_go_from_array_and_what_it_does_not_take_follows() -> None:
    first, second, third = made(description="D", questions=QUESTIONS, max_duration=1800)
    assert (first.endpoint, second.endpoint, third.endpoint) == (
        Endpoint.ARRAY,
        Endpoint.UPDATE,
        Endpoint.STATE,
    )
    assert first.body["status"] == first.fields["status"] == "draft"
    assert "max_duration" not in first.body
    assert (second.body, second.fields) == ({"max_duration": 1800}, {"max_duration": 1800})
    assert third.body == {"status": "active"}


def test_a_draft_in_steps_stays_one() -> None:
    assert [call.endpoint for call in made(status="draft", coach_plan="demo")] == [
        Endpoint.CREATE,
        Endpoint.UPDATE,
    ]


def test_a_status_that_no_create_takes_goes_last() -> None:
    first, last = made(status="archived")
    assert (first.body["status"], last.body) == ("draft", {"status": "archived"})


def test_nulls_and_hidden_are_left_out_of_a_create_and_recorded() -> None:
    (call,) = made(recording=None, candidate_video_introduction="hidden", is_embedded=None)
    assert call.body.keys() == {*BASE, "code", "merchant_id"}
    assert call.fields == {
        **BASE,
        "recording": None,
        "candidate_video_introduction": "hidden",
        "is_embedded": None,
    }


def test_without_a_mark_or_merchant_nothing_is_added() -> None:
    (call,) = create_calls(INTERVIEW, {**BASE, "code": "mine"}, marker=None, merchant_id=None)
    assert call.body == {**BASE, "code": "mine"}


def test_a_wish_that_goes_with_questions_is_recorded_and_not_sent() -> None:
    first, *rest = made(description="D", questions=QUESTIONS, regenerate_candidate_expectations=True)
    assert rest == []
    assert "regenerate_candidate_expectations" not in first.body
    assert first.fields["regenerate_candidate_expectations"] is True


def test_an_update_holds_what_changed_and_the_status_goes_apart() -> None:
    first, second = update({"name": "B", "status": "archived", "is_embedded": True})
    assert (first.endpoint, first.body) == (Endpoint.UPDATE, {"name": "B"})
    assert (second.endpoint, second.body) == (Endpoint.STATE, {"is_embedded": True, "status": "archived"})
    assert {*first.fields, *second.fields} == {"name", "status", "is_embedded"}


def test_nothing_changed_is_no_call() -> None:
    assert update({}) == ()


def test_whole_objects_are_laid_over_what_the_account_holds() -> None:
    shown = {"pdf_export_auto_config": {"files": True}, "custom_scoring": {"max_score": 1}}
    (call,) = update({"pdf_export_auto_config": {"analytics": True}, "custom_scoring": {"a": 1}}, shown)
    assert call.body == {
        "pdf_export_auto_config": {"files": True, "analytics": True},
        "custom_scoring": {"a": 1},
    }
    assert call.fields["pdf_export_auto_config"] == {"analytics": True}
    (call,) = update({"pdf_export_auto_config": None}, shown)
    assert call.body == {"pdf_export_auto_config": None}


def test_questions_of_a_running_pre_rendered_interview_take_it_down_and_up() -> None:
    shown: Any = {"questions": [{"id": "1", "external_id": "a", "question": "Old"}]}
    down, change, up = update({"questions": QUESTIONS}, shown, offline_active=True)
    assert (down.body, up.body) == ({"status": "draft"}, {"status": "active"})
    assert change.body == {"questions": [{"id": "1", "external_id": "a", "question": "A"}]}
    down, change = update({"questions": QUESTIONS, "status": "draft"}, shown, offline_active=True)
    assert down.body == {"status": "draft"}
    *_, last = update({"questions": QUESTIONS, "status": "archived"}, shown, offline_active=True)
    assert last.body == {"status": "archived"}
    assert len(update({"name": "B"}, shown, offline_active=True)) == 1


def test_another_template_says_again_that_it_is_active() -> None:
    change, up = update({"interview_template_id": MARIA}, keeps_running=True)
    assert change.body == {"interview_template_id": MARIA}
    assert change.fields == {"interview_template_id": MARIA, "status": "active"}
    assert up.body == {"status": "active"}
    assert len(update({"interview_template_id": MARIA})) == 1
    _, last = update({"interview_template_id": MARIA, "status": "draft"}, keeps_running=True)
    assert last.body == {"status": "draft"}


def test_set_state_knows_no_null() -> None:
    call = state_call(INTERVIEW, {"is_embedded": None})
    assert (call.body, call.fields) == ({"is_embedded": False}, {"is_embedded": None})
