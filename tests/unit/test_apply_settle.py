"""What became of a create whose answer never came: each rule of design.md, Creating once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from reconciler.apply.settle import judge, look
from reconciler.model.observed import Observation, Row
from reconciler.model.plan import Settlement
from reconciler.model.record import Record
from tests.support.builders import at, intent, row, seen, snapshot
from tests.support.scripted import ScriptedAccount

SENT = 1_772_442_000.0  # 2026-03-02T09:00:00Z
INTENT = intent(server_time=SENT)
EMPTY = snapshot({}, INTENT)


@pytest.fixture(autouse=True)
def _own_zone() -> Iterator[None]:
    yield
    time.tzset()


def settled(
    *known: tuple[Row, Observation | None],
    now: float | None = SENT + 10,
    held: Any = EMPTY,
    sent: Any = INTENT,
) -> Settlement:
    rows = {one.id: one for one, _ in known}
    read = {one.id: shown for one, shown in known if shown is not None}
    return judge(sent, rows, read, held, now=now, settle=420.0)


def stranger(remote_id: str, code: str | None = None, **fields: Any) -> tuple[Row, Observation]:
    return row(remote_id, **fields), seen(remote_id, code=code)


def test_our_mark_settles_it() -> None:
    found = settled(stranger("x-1", "backend"))
    assert (found.verdict, found.remote_id, found.detail) == ("made", "x-1", "found by its mark 'backend'")


@pytest.mark.parametrize(
    ("created_at", "verdict"),
    [
        ("2026-03-02T09:00:05+00:00", "made"),
        ("2026-03-02T08:58:00+00:00", "made"),
        ("2026-03-02T08:57:59+00:00", "open"),
        ("2026-03-02T09:57:59+01:00", "open"),
        ("2026-03-02T08:58:00", "made"),
        ("2026-03-02T08:57:59", "open"),
        (None, "made"),
        ("some day", "made"),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_a_row_older_than_the_intent_is_another(
    created_at: str | None, verdict: str, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    assert settled(stranger("x-1", "backend", created_at=created_at)).verdict == verdict


def test_a_row_that_a_record_holds_is_another() -> None:
    for held in (Record("x-1"), Record("y", deposed=("x-1",))):
        assert settled(stranger("x-1", "backend"), held=snapshot({"o": held}, INTENT)).verdict == "open"


def test_two_rows_with_our_mark_are_the_authors_to_decide() -> None:
    found = settled(stranger("x-1", "backend"), stranger("x-2", "backend"))
    assert found.verdict == "open"
    assert found.ways_out == (
        "reconciler import interview.backend x-1   # it is this one",
        "reconciler import interview.backend x-2   # it is this one",
        "reconciler state forget interview.backend   # it was not made: you looked in the admin",
    )


def test_one_without_any_code_only_looks_like_it() -> None:
    found = settled(stranger("x-1"), now=SENT + 999)
    assert (found.verdict, found.until) == ("open", None)
    assert found.ways_out[0] == "reconciler import interview.backend x-1   # it is this one"


def test_an_authors_code_is_no_mark_of_ours() -> None:
    mine = intent(server_time=SENT, marker=None, fields={**INTENT.fields, "code": "mine"})
    assert settled(stranger("x-1", "mine"), sent=mine, now=SENT + 999).verdict == "open"


@pytest.mark.parametrize(
    "other",
    [
        stranger("x-1", "theirs"),
        stranger("x-1", name="Other"),
        stranger("x-1", status="deleted"),
        (row("x-1", name="Other"), None),
    ],
)
def test_what_is_somebody_elses_does_not_stand_in_the_way(other: tuple[Row, Observation | None]) -> None:
    assert settled(other, now=SENT + 999).verdict == "not_made"


@pytest.mark.parametrize(
    ("now", "verdict"),
    [(SENT + 420.9, "open"), (SENT + 421.0, "not_made"), (SENT + 9999, "not_made"), (None, "open")],
)
def test_not_made_needs_the_settling_time_and_a_second(now: float | None, verdict: str) -> None:
    found = settled(now=now)
    assert found.verdict == verdict
    assert found.until == (SENT + 421.0 if verdict == "open" else None)


def test_without_the_servers_clock_only_the_author_can_say() -> None:
    found = settled(sent=intent(server_time=None), now=SENT + 9999)
    assert (found.verdict, found.until) == ("open", None)


def test_look_reads_two_complete_lists_and_what_may_be_it() -> None:
    account = ScriptedAccount(
        rows={"x-1": row("x-1"), "old": row("old", created_at="2026-01-01T00:00:00+00:00")},
        shows=[seen("x-1", code="backend")],
    )
    account.time = SENT + 10
    (found,) = look(account, [INTENT], EMPTY, 420.0)
    assert (found.verdict, found.remote_id, account.reads) == ("made", "x-1", 1)


def test_a_row_that_two_intents_claim_belongs_to_neither() -> None:
    both = [intent("i-1", server_time=SENT), intent("i-2", "other", marker="backend", server_time=SENT)]
    account = ScriptedAccount(rows={"x-1": row("x-1")}, shows=[seen("x-1", code="backend")])
    found = look(account, both, snapshot({}, *both), 420.0)
    assert [one.verdict for one in found] == ["open", "open"]
    assert [one.intent.address for one in found] == [at(), at("other")]


def test_look_lists_each_type_that_was_sent() -> None:
    other = intent("i-2", "other", fields={"name": "B", "type": "coaching"}, server_time=SENT)
    account = ScriptedAccount(
        rows={"x-1": row("x-1", type="coaching", name="B")}, shows=[seen("x-1", code="other")]
    )
    account.time = SENT + 421
    found = {one.intent.address.key: one.verdict for one in look(account, [INTENT, other], EMPTY, 420.0)}
    assert found == {"backend": "not_made", "other": "made"}
