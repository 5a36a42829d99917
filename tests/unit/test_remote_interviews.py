"""What the account shows, under the names that requests use."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.errors import CallFailed
from reconciler.model.interview import FIELDS
from reconciler.model.values import Json
from reconciler.remote.interviews import observation, page, unknown_keys

BODY: dict[str, Json] = {
    "name": "Backend Engineer",
    "status": "active",
    "visibility": "merchant_invite",
    "type": "interview",
    "interview_location": "Berlin",
    "interview_description_long": "## Long",
    "recording": None,
    "questions": [{"id": "q1", "question": "Why?", "anything": {"kept": 1}}],
    "result_scoring": {"max_retries": 3, "early_stop": True},
    "creation_parameters": {"interview_tone": "relaxed", "hiring_for_company": None},
    "is_multistage": False,
    "interview_template_type": "interactive_heygen",
    "created_at": "2026-11-25T10:00:00Z",
    "updated_at": "2026-11-25T11:00:00Z",
}


def test_fields_come_back_under_their_request_names() -> None:
    seen = observation("id-1", BODY)
    assert seen.remote_id == "id-1"
    assert seen.fields == {
        "name": "Backend Engineer",
        "status": "active",
        "visibility": "merchant_invite",
        "type": "interview",
        "location": "Berlin",
        "description_long": "## Long",
        "recording": None,
        "questions": [{"id": "q1", "question": "Why?", "anything": {"kept": 1}}],
        "custom_scoring": {"max_retries": 3, "early_stop": True},
        "interview_attempts": 3,
        "interview_tone": "relaxed",
        "hiring_for_company": None,
    }
    assert (seen.template_type, seen.multistage) == ("interactive_heygen", False)
    assert (seen.created_at, seen.updated_at) == ("2026-11-25T10:00:00Z", "2026-11-25T11:00:00Z")
    assert seen.warnings == ()


@pytest.mark.parametrize("parent", ["creation_parameters", "result_scoring"])
def test_what_lies_in_an_absent_or_null_parent_is_unread_and_not_null(parent: str) -> None:
    inside = {row.name for row in FIELDS.values() if (row.read or "").startswith(parent + ".")}
    assert inside
    absent = observation("x", {key: value for key, value in BODY.items() if key != parent})
    null = observation("x", {**BODY, parent: None})
    assert not inside & absent.fields.keys()
    assert not inside & null.fields.keys()


def test_a_null_that_is_itself_the_field_stays_null() -> None:
    assert observation("x", {**BODY, "result_scoring": None}).fields["custom_scoring"] is None


def test_every_readable_field_of_the_table_is_read() -> None:
    body: dict[str, Any] = {}
    for row in FIELDS.values():
        *parents, last = (row.read or "nowhere").split(".")
        place = body
        for parent in parents:
            place = place.setdefault(parent, {})
        place.setdefault(last, None)
    body |= {"status": "draft", "result_scoring": {"max_retries": 1}}
    seen = observation("x", body)
    assert seen.fields.keys() == {row.name for row in FIELDS.values() if row.read is not None}


@pytest.mark.parametrize("status", ["draft", "active", "archived", "deleted", "preparing", "completed"])
def test_every_status_the_account_may_show_is_known(status: str) -> None:
    seen = observation("x", {**BODY, "status": status})
    assert (seen.fields["status"], seen.warnings) == (status, ())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "frozen"),
        ("type", "quiz"),
        ("visibility", "secret"),
        ("recording", "hologram"),
        ("result_view", 7),
        ("interview_conversation_speed", "warp"),
    ],
)
def test_a_value_nobody_documents_is_kept_and_warned_about(field: str, value: Json) -> None:
    body = {**BODY, field: value} if value != 7 else {**BODY, field: 7}
    seen = observation("x", body)
    assert seen.fields[field] == value
    [warning] = seen.warnings
    assert field in warning
    assert repr(value) in warning


@pytest.mark.parametrize(
    ("field", "value"),
    [("type", "persona"), ("visibility", "sub_item"), ("recording_full_session", "audio_first_5_answers")],
)
def test_values_that_only_answers_hold_are_known(field: str, value: str) -> None:
    assert observation("x", {**BODY, field: value}).warnings == ()


def test_an_open_list_of_values_never_warns() -> None:
    assert observation("x", {**BODY, "creation_parameters": {"interview_tone": "pirate"}}).warnings == ()


def test_unknown_keys_are_those_no_document_names() -> None:
    documented: dict[str, Json] = {**BODY, "slug": None, "stage": None, "calc_definition_json": {}}
    assert unknown_keys(documented) == frozenset()
    assert unknown_keys({**documented, "mood": 1, "zeal": 2}) == {"mood", "zeal"}
    assert unknown_keys([]) == frozenset()


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (None, "object"),
        ([], "object"),
        ({}, "`status`"),
        ({**BODY, "status": None}, "`status`"),
        ({**BODY, "questions": "none"}, "`questions`"),
        ({**BODY, "questions": list[Json]([{"id": "q"}, "why"])}, "`questions[1]`"),
    ],
)
def test_an_answer_that_lacks_what_everything_rests_on_names_it(body: Json, named: str) -> None:
    with pytest.raises(CallFailed) as caught:
        observation("id-1", body)
    assert named in caught.value.message
    assert "id-1" in caught.value.message


def test_a_multi_stage_position_is_recognised_with_its_nulls() -> None:
    seen = observation("x", {**BODY, "is_multistage": True, "questions": None, "type": None})
    assert seen.multistage
    assert seen.fields["questions"] is None


def listing(*rows: Json, total: Json = 1) -> Json:
    return {"data": list(rows), "pagination": {"total": total, "limit": 1000, "offset": 0, "has_more": False}}


def test_a_row_as_documented() -> None:
    row: Json = {
        "id": "id-1",
        "name": "Backend",
        "type": "interview",
        "status": "active",
        "mojito_language_code": "de",
        "environment": "production",
        "created_at": "c",
        "updated_at": "u",
        "interview_count": 4.0,
        "interview_last": "l",
        "code": "backend",
        "brand_new": {"x": 1},
    }
    [found] = page("interview", listing(row)).rows
    assert (found.id, found.name, found.type, found.status) == ("id-1", "Backend", "interview", "active")
    assert (found.language, found.environment, found.created_at, found.updated_at) == (
        "de",
        "production",
        "c",
        "u",
    )
    assert (found.taken, found.last_taken, found.code) == (4, "l", "backend")


def test_null_may_stand_anywhere_in_a_row() -> None:
    keys = (
        "name",
        "type",
        "status",
        "mojito_language_code",
        "environment",
        "interview_count",
        "updated_at",
        "code",
    )
    [found] = page("coaching", listing({"id": "id-1", **dict.fromkeys(keys)})).rows
    assert (found.name, found.type, found.status, found.taken) == ("", "coaching", "", 0)
    assert (found.language, found.environment, found.updated_at, found.code) == (None, None, None, None)
    assert page("coaching", listing({"id": "id-1"})).rows == (found,)


@pytest.mark.parametrize("count", [True, -3, "4", []])
def test_a_count_that_is_none_is_zero(count: Json) -> None:
    assert page("interview", listing({"id": "x", "interview_count": count})).rows[0].taken == 0


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (None, "`data`"),
        ({}, "`data`"),
        ({"data": {}}, "`data`"),
        ({"data": []}, "`pagination.total`"),
        ({"data": [], "pagination": None}, "`pagination.total`"),
        (listing(total=None), "`pagination.total`"),
        (listing(total=True), "`pagination.total`"),
        (listing(total=-1), "`pagination.total`"),
        (listing({"id": "x"}, {"name": "no id"}), "`data[1].id`"),
        (listing({"id": None}), "`data[0].id`"),
        (listing({"id": ""}), "`data[0].id`"),
        (listing("row"), "`data[0].id`"),
    ],
)
def test_a_listing_without_ids_or_total_names_what_is_missing(body: Json, named: str) -> None:
    with pytest.raises(CallFailed) as caught:
        page("interview", body)
    assert named in caught.value.message
