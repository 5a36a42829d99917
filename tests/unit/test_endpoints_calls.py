"""Calls over a scripted wire: what goes out, what is sent again, what an answer must hold."""

from __future__ import annotations

import pytest

from reconciler.errors import CallFailed, UsageError
from reconciler.model.answer import End
from reconciler.model.values import Json
from reconciler.remote.calls import Caller
from reconciler.remote.endpoints import OPERATIONS
from reconciler.remote.paging import all_rows
from reconciler.remote.wire import Broken, Raw
from tests.support.calls import CREATE, ID, VALUES, Clock, Scripted, no, ok


def called(wire: Scripted, name: str, /, **values: object) -> Json:
    return Caller(wire, Clock()).call(OPERATIONS[name], values)


def failure(wire: Scripted, name: str, /, **values: object) -> CallFailed:
    with pytest.raises(CallFailed) as caught:
        called(wire, name, **values)
    return caught.value


def test_a_read_goes_into_the_query_and_comes_back_whole() -> None:
    wire = Scripted(ok({"status": "active", "name": None, "from_tomorrow": {"x": 1}}))
    found = called(wire, "job-interview-get", position_id=ID)
    assert found == {"status": "active", "name": None, "from_tomorrow": {"x": 1}}
    assert wire.asked == [("GET", "job-interview-get", {"position_id": ID}, None)]


def test_a_write_goes_into_the_body() -> None:
    wire = Scripted(ok({"success": True}))
    called(wire, "job-interview-set-state", position_id=ID, status="active")
    assert wire.asked == [("POST", "job-interview-set-state", {}, {"position_id": ID, "status": "active"})]


@pytest.mark.parametrize("trouble", [no(500), no(429), Broken(End.CUT, "cut"), Raw(502, {}, b"<html>")])
def test_a_read_is_sent_again_and_a_signed_url_too(trouble: Raw | Broken) -> None:
    wire = Scripted(trouble, ok({"status": "active"}))
    assert called(wire, "job-interview-get", position_id=ID) == {"status": "active"}
    wire = Scripted(trouble, ok("https://interview.example/x"))
    wanted = {"type": "interview-results-for-position", "interview_id": ID}
    assert called(wire, "job-interview-token", **wanted) == "https://interview.example/x"


@pytest.mark.parametrize(
    ("trouble", "perhaps"),
    [
        (no(500), True),
        (Broken(End.CUT, "cut"), True),
        (Broken(End.NO_ANSWER, "late"), True),
        (Raw(502, {}, b"<html>"), True),
        (Raw(200, {}, b"not json"), True),
        (ok({"questions_generated": 5}), True),
        (ok({"interview_def_set_id": None}), True),
        (Broken(End.NOT_SENT, "refused"), False),
        (no(422, "bad", "name"), False),
        (no(429), False),
        (no(401), False),
    ],
)
@pytest.mark.parametrize("name", [one.name for one in OPERATIONS.values() if one.writes and not one.files])
def test_a_write_is_sent_once_whatever_comes(name: str, trouble: Raw | Broken, perhaps: bool) -> None:
    if isinstance(trouble, Raw) and trouble.status == 200 and name != "job-interview-create":
        trouble = Raw(200, {}, b"[[[")  # what an answer lacks differs by endpoint; none can take this
    wire = Scripted(trouble)
    error = failure(wire, name, **VALUES[name])
    assert len(wire.asked) == 1
    assert error.perhaps_done is perhaps
    assert ("all the same" in error.hint) is perhaps
    assert "the next plan" not in error.hint


def test_a_refusal_carries_status_and_field() -> None:
    error = failure(Scripted(no(422, "name is taken", "name")), "job-interview-create", **CREATE)
    assert (error.status, error.field, error.perhaps_done) == (422, "name", False)
    assert (
        error.message == "job-interview-create: the account refuses the value of `name` (422): name is taken"
    )
    assert "Correct it and send it again" in error.hint


@pytest.mark.parametrize(
    ("name", "values", "body", "lack"),
    [
        ("job-interview-get", {"position_id": ID}, {"name": "x"}, "`status` is missing"),
        ("job-interview-get", {"position_id": ID}, [], "it is no object"),
        ("merchant-status", {}, {"merchant_id": ""}, "`merchant_id` is missing"),
        ("merchant-result-list", {}, {"data": []}, "`pagination` is missing"),
        ("merchant-result-list", {}, {"data": {}, "pagination": {"total": 0}}, "`data` is no list"),
        ("merchant-result-list", {}, {"data": [], "pagination": {"total": True}}, "`pagination.total` is no"),
        (
            "merchant-result-list",
            {},
            {"data": [{"id": "1"}, {"id": None}], "pagination": {"total": 2}},
            "`data[1].id` is missing",
        ),
        ("platform-languages-list", {}, {"languages": ["en"]}, "`languages[0]` is no object"),
        (
            "job-interview-token",
            {"type": "interview-results-for-position", "interview_id": ID},
            {"url": "x"},
            "it is no text",
        ),
    ],
)
def test_an_answer_without_what_it_must_hold(
    name: str, values: dict[str, object], body: Json, lack: str
) -> None:
    assert lack in failure(Scripted(ok(body)), name, **values).message


def test_rows_of_people_are_a_bare_list() -> None:
    rows: list[Json] = [{"email": "a", "result": "ok"}, {"email": None, "result": "Error: no address"}]
    values = {"interview_id": ID, "users": [{"email": "a"}, {}]}
    assert called(Scripted(ok(rows)), "job-interview-register-users", **values) == rows
    assert "it is no list" in failure(Scripted(ok({})), "job-interview-register-users", **values).message


def page(total: int, *ids: str, moved: str = "") -> Raw:
    rows: list[Json] = [{"id": one, "updated_at": moved} for one in ids]
    return ok({"data": rows, "pagination": {"total": total}})


def ids(wire: Scripted, name: str = "merchant-interview-list", **values: object) -> list[Json]:
    return [row["id"] for row in all_rows(Caller(wire, Clock()), OPERATIONS[name], values)]


def test_a_listing_is_read_to_its_end_and_its_head_again() -> None:
    wire = Scripted(page(3, "a", "b"), page(3, "c"), page(3, "a", "b"))
    assert ids(wire, limit=2, status="draft") == ["a", "b", "c"]
    assert [one[2] for one in wire.asked] == [
        {"limit": "2", "status": "draft", "offset": offset} for offset in ("0", "2", "0")
    ]


def test_a_listing_that_moved_is_read_anew() -> None:
    moved = [page(3, "a", "b"), page(3, "b"), page(3, "a", "b")]
    edited = [page(2, "a", "b"), page(2, "a", "b", moved="later")]
    still = [page(2, "a", "b"), page(2, "a", "b")]
    assert ids(Scripted(*moved, *edited, *still)) == ["a", "b"]


def test_a_listing_that_never_holds_still_is_an_error() -> None:
    wire = Scripted(*[page(2, "a"), page(2), page(2, "a")] * 3)
    with pytest.raises(CallFailed, match="kept changing"):
        ids(wire)
    assert not wire.left


def test_days_have_no_id() -> None:
    rows: list[Json] = [
        {"day": "2026-01-01", "event": "interview", "event_number": 1},
        {"day": "2026-01-01", "event": "pre_screening", "event_number": 2},
    ]
    answer = ok({"data": rows, "pagination": {"total": 2}})
    days = {"date_from": "2026-01-01", "date_to": "2026-01-02"}
    wire = Scripted(answer, answer)
    assert all_rows(Caller(wire, Clock()), OPERATIONS["merchant-analytics"], days) == rows
    assert wire.asked[0][2]["limit"] == "1000"


def test_big_rows_come_in_smaller_pages_and_what_does_not_page_is_refused() -> None:
    wire = Scripted(page(0), page(0))
    assert ids(wire, "merchant-avatar-list") == []
    assert wire.asked[0][2]["limit"] == "500"
    with pytest.raises(UsageError, match="does not page"):
        ids(Scripted(), "merchant-status")
    with pytest.raises(UsageError, match="`offset`"):
        ids(Scripted(), offset=3)


def test_the_first_page_is_checked_before_it_is_asked_for() -> None:
    with pytest.raises(UsageError, match="must be one of"):
        ids(Scripted(), status="gone")


@pytest.mark.parametrize("value", [float("nan"), object()])
def test_what_json_cannot_carry_is_not_sent(value: object) -> None:
    wire = Scripted()
    with pytest.raises(UsageError, match="is no JSON"):
        called(wire, "job-interview-create", **CREATE, custom_scoring={"x": [value]})
    assert wire.asked == []
