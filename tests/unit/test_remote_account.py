"""The Reader and the Writer over a scripted wire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from reconciler.errors import CallFailed
from reconciler.model.answer import End
from reconciler.model.field import Endpoint
from reconciler.model.observed import Merchant, Template
from reconciler.model.values import Json
from reconciler.ports import Account, Reader
from reconciler.remote.account import HttpAccount, ReadOnlyAccount
from reconciler.remote.wire import Broken, Raw, Upload

DATE = "Wed, 25 Nov 2026 10:00:00 GMT"


class StillClock:
    def now(self) -> float:
        return 0.0

    def monotonic(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        pass


class Scripted:
    """A wire that hands out replies in order and keeps what was asked."""

    def __init__(self, *replies: Raw | Broken) -> None:
        self.left = list(replies)
        self.asked: list[tuple[str, str, dict[str, str], Any]] = []

    def call(
        self,
        method: str,
        endpoint: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | Upload | None = None,
    ) -> Raw | Broken:
        sent = None if body is None else json.loads(body) if isinstance(body, bytes) else b"".join(body)
        self.asked.append((method, endpoint, dict(query or {}), sent))
        return self.left.pop(0)


def ok(body: Json, **headers: str) -> Raw:
    return Raw(200, headers, json.dumps(body).encode())


def no(status: int, error: str = "no") -> Raw:
    return Raw(status, {}, json.dumps({"error": error}).encode())


def reader(wire: Scripted, merchant_id: str | None = None) -> Reader:
    return ReadOnlyAccount(wire, StillClock(), merchant_id=merchant_id)


def writer(wire: Scripted) -> Account:
    return HttpAccount(wire, StillClock())


STATUS: dict[str, Json] = {"merchant_id": "m-1", "default_merchant_id": "m-0", "subscription_type": "Growth"}


@pytest.mark.parametrize(
    ("left", "total"),
    [
        ({}, None),
        ({"credits_interview_monthly": None}, None),
        (
            {"credits_interview_monthly": 2, "credits_interview_extra": 0.5, "credits_interview_single": 1},
            3.5,
        ),
        ({"credits_interview_monthly": None, "credits_interview_extra": 0}, 0),
        ({"credits_interview_monthly": 2, "credits_interview_monthly_limit": 100}, 2),
    ],
)
def test_the_merchant_and_what_it_has_left(left: dict[str, Json], total: float | None) -> None:
    wire = Scripted(ok({**STATUS, **left}))
    assert reader(wire, "m-1").merchant() == Merchant("m-1", "m-0", total, "Growth")
    assert wire.asked == [("GET", "merchant-status", {"merchant_id": "m-1"}, None)]


def test_nulls_of_the_merchant_are_none() -> None:
    wire = Scripted(ok({"merchant_id": "m", "default_merchant_id": None, "subscription_type": None}))
    assert reader(wire).merchant() == Merchant("m", None)
    assert wire.asked[0][2] == {}


@pytest.mark.parametrize("body", [{}, {"merchant_id": None}, {"merchant_id": ""}])
def test_a_merchant_without_id_is_an_error_that_names_it(body: Json) -> None:
    with pytest.raises(CallFailed, match="`merchant_id`"):
        reader(Scripted(ok(body))).merchant()


def test_a_page_asks_for_every_status_of_one_type() -> None:
    wire = Scripted(ok({"data": [{"id": "x"}], "pagination": {"total": 7}}))
    found = reader(wire, "m-1").page("coaching", 2000, 1000)
    assert (found.total, found.rows[0].id) == (7, "x")
    query = {"type": "coaching", "limit": "1000", "offset": "2000", "merchant_id": "m-1"}
    assert wire.asked == [("GET", "merchant-interview-list", query, None)]


def test_an_interview_is_read_by_its_id() -> None:
    wire = Scripted(ok({"status": "deleted", "name": "x"}))
    found = reader(wire).interview("id-1")
    assert found is not None
    assert (found.remote_id, found.fields["status"]) == ("id-1", "deleted")
    assert wire.asked == [("GET", "job-interview-get", {"position_id": "id-1"}, None)]


def test_only_the_apis_own_404_means_that_there_is_none() -> None:
    assert reader(Scripted(no(404))).interview("x") is None
    for reply in (Raw(404, {}, b"<html>not here</html>"), no(422), no(403)):
        with pytest.raises(CallFailed, match="interview x"):
            reader(Scripted(reply)).interview("x")


def test_an_unknown_key_is_told_once_a_run() -> None:
    wire = Scripted(
        *[ok({"status": "draft", "mood": 1, "zeal": 2})] * 2, ok({"status": "draft", "mood": 1, "new": 1})
    )
    account = reader(wire)
    told = [found.warnings for found in map(account.interview, "abc") if found is not None]
    assert [len(warnings) for warnings in told] == [2, 0, 1]
    assert "'mood'" in told[0][0]
    assert "'new'" in told[2][0]


def template(number: int, **more: Json) -> dict[str, Json]:
    return {"id": f"t{number}", "name": "Anna", "type": "interactive_heygen", "status": "active", **more}


def templates_page(*rows: Json, total: int) -> Raw:
    return ok({"data": list(rows), "pagination": {"total": total}})


def test_templates_of_all_pages_shared_ones_too() -> None:
    wire = Scripted(
        templates_page(template(1), template(2, mojito_language_code="de"), total=4),
        templates_page(
            template(2, mojito_language_code="de"),
            template(3, status="archived"),
            template(4, name=None, type=None, status=None),
            total=4,
        ),
    )
    assert reader(wire, "m-1").templates() == (
        Template("t1", "Anna", "interactive_heygen", "active"),
        Template("t2", "Anna", "interactive_heygen", "active", "de"),
        Template("t4", "", "", ""),
    )
    base = {"include_public": "true", "limit": "500", "merchant_id": "m-1"}
    assert [query for _, _, query, _ in wire.asked] == [{**base, "offset": "0"}, {**base, "offset": "1"}]


def test_a_listing_of_templates_that_moved_is_read_again() -> None:
    first = templates_page(template(1), total=2)
    moved = templates_page(template(3), total=2)  # the row in between went to the page already read
    wire = Scripted(first, moved, templates_page(template(1), template(2), total=2))
    assert [found.id for found in reader(wire).templates()] == ["t1", "t2"]
    with pytest.raises(CallFailed, match="changed each time"):
        reader(Scripted(*[first, moved] * 3)).templates()


def test_a_page_without_rows_ends_the_listing() -> None:
    wire = Scripted(*[templates_page(total=2)] * 3)
    with pytest.raises(CallFailed):
        reader(wire).templates()
    assert len(wire.asked) == 3


def test_no_templates_at_all_is_an_answer() -> None:
    assert reader(Scripted(templates_page(total=0))).templates() == ()


def test_reads_are_repeated_while_it_may_help() -> None:
    wire = Scripted(Broken(End.CUT, "cut"), no(500), Raw(502, {}, b""), ok(STATUS))
    assert reader(wire).merchant().effective == "m-1"
    assert len(wire.asked) == 4


@pytest.mark.parametrize(
    ("reply", "times"),
    [(no(401), 1), (no(403), 1), (no(500), 5), (Broken(End.NOT_SENT, "x"), 5), (ok([]), 1)],
)
def test_a_read_that_fails_raises_with_the_status(reply: Raw | Broken, times: int) -> None:
    wire = Scripted(*[reply] * times)
    with pytest.raises(CallFailed) as caught:
        reader(wire).merchant()
    assert caught.value.status == reply.status
    assert wire.left == []


def test_the_servers_clock_is_that_of_the_last_answer_refusals_too() -> None:
    wire = Scripted(
        ok(STATUS, date=DATE),
        ok(STATUS),
        Raw(404, {"date": DATE.replace("10:00", "11:00")}, b'{"error": ""}'),
    )
    account = reader(wire)
    assert account.server_time() is None
    account.merchant()
    assert account.server_time() == 1795600800.0
    account.merchant()
    assert account.server_time() == 1795600800.0
    account.interview("x")
    assert account.server_time() == 1795604400.0


def test_what_a_plan_is_given_cannot_write() -> None:
    assert not hasattr(ReadOnlyAccount(Scripted(), StillClock()), "send")


def test_a_write_is_one_post() -> None:
    wire = Scripted(ok({"position_id": "x", "updated_fields": []}))
    answer = writer(wire).send(Endpoint.UPDATE, {"position_id": "x", "name": "Grüße \ud800"})
    assert (answer.end, answer.body) == (End.OK, {"position_id": "x", "updated_fields": []})
    assert wire.asked == [("POST", "job-interview-update", {}, {"position_id": "x", "name": "Grüße \ud800"})]


@pytest.mark.parametrize(
    ("reply", "end"),
    [
        (Broken(End.NOT_SENT, "x"), End.NOT_SENT),
        (Broken(End.NO_ANSWER, "x"), End.NO_ANSWER),
        (Broken(End.CUT, "x"), End.CUT),
        (Raw(429, {"retry-after": "1"}, b""), End.LIMITED),
        (no(500), End.FAULT),
        (no(422), End.REFUSED),
        (Raw(502, {}, b"<html>"), End.GATEWAY),
        (Raw(200, {}, b"<html>"), End.GARBLED),
    ],
)
@pytest.mark.parametrize("endpoint", list(Endpoint))
def test_a_write_never_raises_and_is_never_sent_twice(
    reply: Raw | Broken, end: End, endpoint: Endpoint
) -> None:
    wire = Scripted(reply)
    assert writer(wire).send(endpoint, {}).end is end
    assert len(wire.asked) == 1


@pytest.mark.parametrize("endpoint", [Endpoint.CREATE, Endpoint.ARRAY])
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"interview_def_set_id": None},
        {"interview_def_set_id": " "},
        {"interview_def_set_id": 7},
        [],
        None,
    ],
)
def test_a_create_whose_answer_names_no_id_is_garbled(endpoint: Endpoint, body: Json) -> None:
    answer = writer(Scripted(ok(body, date=DATE))).send(endpoint, {})
    assert (answer.end, answer.status) == (End.GARBLED, 200)
    assert "interview_def_set_id" in answer.error
    assert answer.server_time is not None


def test_other_writes_need_no_id() -> None:
    assert writer(Scripted(ok({"success": True}))).send(Endpoint.STATE, {}).end is End.OK


@pytest.mark.parametrize("endpoint", list(Endpoint))
def test_the_signing_key_of_an_embed_stays_outside(endpoint: Endpoint) -> None:
    body: Json = {"interview_def_set_id": "x", "embed_id": "e", "embed_signing_key": "canary"}
    answer = writer(Scripted(ok(body))).send(endpoint, {})
    assert answer.body == {"interview_def_set_id": "x", "embed_id": "e"}
    assert "canary" not in repr(answer)
