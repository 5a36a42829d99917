"""How a raw reply becomes an Answer: each kind of reply, and what must not be taken for another."""

from __future__ import annotations

import json

import pytest

from reconciler.model.answer import Answer, End
from reconciler.remote.envelope import LONGEST_ERROR, answer_of, parse
from reconciler.remote.wire import Broken, Raw

PAGE = b"<html><head><title>Sign in\n to the proxy</title></head><body>hello</body></html>"
DATE = {"date": "Wed, 25 Nov 2026 10:00:00 GMT"}
NOON = 1795600800.0  # that date


def envelope(status: int, error: str = "no", **more: object) -> Raw:
    return Raw(status, {}, json.dumps({"error": error, **more}).encode())


@pytest.mark.parametrize(
    ("reply", "end"),
    [
        (Raw(200, {}, b'{"a": 1}'), End.OK),
        (Raw(204, {}, b""), End.GARBLED),
        (Raw(200, {}, PAGE), End.GARBLED),
        (Raw(200, {}, b'{"a": 1'), End.GARBLED),
        (Raw(200, {}, b"", "it is longer than 10 bytes"), End.GARBLED),
        (Raw(302, {"location": "https://elsewhere.example/"}, b""), End.REDIRECTED),
        (envelope(401), End.REFUSED),
        (envelope(404), End.REFUSED),
        (envelope(422, name="type"), End.REFUSED),
        (envelope(429), End.LIMITED),
        (Raw(429, {}, PAGE), End.LIMITED),
        (envelope(500), End.FAULT),
        (envelope(503), End.FAULT),
        (Raw(401, {}, PAGE), End.GATEWAY),
        (Raw(403, {}, b'{"message": "forbidden"}'), End.GATEWAY),
        (Raw(404, {}, b""), End.GATEWAY),
        (Raw(502, {}, PAGE), End.GATEWAY),
        (Raw(500, {}, b"[]"), End.GATEWAY),
        (Raw(500, {}, b'{"error": {"code": 1}}'), End.GATEWAY),
        (Raw(422, {}, b"", "its compression is damaged"), End.GATEWAY),
        (Broken(End.NOT_SENT, "refused"), End.NOT_SENT),
        (Broken(End.NO_ANSWER, "late"), End.NO_ANSWER),
        (Broken(End.CUT, "cut", 200), End.CUT),
    ],
)
def test_every_reply_has_its_end(reply: Raw | Broken, end: End) -> None:
    answer = answer_of(reply)
    assert answer.end is end
    assert answer.status == reply.status
    assert (answer.body is not None) == (end is End.OK)


def test_the_envelope_gives_message_and_field() -> None:
    assert answer_of(envelope(422, "type is wrong", name="type")) == Answer(
        End.REFUSED, 422, error="type is wrong", name="type"
    )
    assert answer_of(envelope(422, "wrong", name=None)).name is None
    assert answer_of(envelope(422, "wrong", name=7)).name is None


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (PAGE, "Sign in to the proxy"),
        (b'{"code": 401, "message": "Invalid JWT"}', "Invalid JWT"),
        (b'{"msg": "no route"}', "no route"),
        (b"plain  words\n", "plain words"),
        (b"\xff\xfe", "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_a_foreign_answer_is_quoted(body: bytes, text: str) -> None:
    assert answer_of(Raw(502, {}, body)).error == text


@pytest.mark.parametrize("status", [302, 404, 422, 502])
def test_texts_from_outside_are_bounded(status: int) -> None:
    long = "x" * 5000
    reply = Raw(status, {"location": long}, json.dumps({"error": long, "name": long}).encode())
    answer = answer_of(reply)
    assert len(answer.error) == LONGEST_ERROR
    assert len(answer.name or "") <= LONGEST_ERROR
    assert len(answer_of(Raw(502, {}, long.encode())).error) <= LONGEST_ERROR


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 120 ", 120.0),
        ("Wed, 25 Nov 2026 10:00:30 GMT", 30.0),
        ("Wed, 25 Nov 2026 09:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("9" * 400, 999999999.0),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(value: str, seconds: float | None) -> None:
    assert answer_of(Raw(429, {**DATE, "retry-after": value}, b"")).retry_after == seconds


def test_a_date_to_retry_after_needs_the_servers_own_clock() -> None:
    assert answer_of(Raw(429, {"retry-after": DATE["date"]}, b"")).retry_after is None


@pytest.mark.parametrize(
    "reply", [Raw(200, DATE, b"{}"), Raw(500, DATE, b""), Broken(End.CUT, "", 200, DATE)]
)
def test_every_answer_with_a_date_tells_the_servers_time(reply: Raw | Broken) -> None:
    assert answer_of(reply).server_time == NOON


@pytest.mark.parametrize("date", ["", "yesterday", "Wed, 99 Nov 2026 10:00:00 GMT"])
def test_a_senseless_date_is_no_time(date: str) -> None:
    assert answer_of(Raw(200, {"date": date}, b"{}")).server_time is None


@pytest.mark.parametrize(
    "body", [b"NaN", b"[Infinity]", b"1e999", b"[" * 100_000, b"\xff", b"", b"{'a': 1}", b"9" * 5000]
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):
        parse(body)
    assert answer_of(Raw(200, {}, body)).end is End.GARBLED


def test_half_a_surrogate_pair_never_gets_in() -> None:
    body = json.dumps({"a\ud800": ["x\udfff", "\U0001f600", 1, None]}).encode()
    found = parse(body)
    assert found == {"a\ufffd": ["x\ufffd", "\U0001f600", 1, None]}
    json.dumps(found, ensure_ascii=False).encode()
