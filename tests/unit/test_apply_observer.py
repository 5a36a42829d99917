"""The account read completely, or not at all."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from reconciler.apply import identity
from reconciler.apply.moment import ServerClock
from reconciler.apply.observer import listing, listings, observe
from reconciler.errors import AccountError, CallFailed, WrongAccount
from reconciler.model.observed import Merchant, Observation, Page, Row
from reconciler.model.record import Fingerprint, Snapshot
from reconciler.simulator.seed import DEFAULT_MERCHANT_ID
from tests.support.builders import ACCOUNT, ENVIRONMENT, definition, desired, record, row, seen, snapshot
from tests.support.clock import FakeClock
from tests.support.scripted import Pages, ScriptedAccount

MERCHANT = Merchant(DEFAULT_MERCHANT_ID, None)
A, B, C = row("a"), row("b"), row("c")


def test_a_listing_in_pages_is_whole() -> None:
    reader: Any = Pages(([A, B], 3), ([C], 3), ([A, B], 3))
    assert listing(reader, "interview") == {"a": A, "b": B, "c": C}
    assert reader.asked == [("interview", 0), ("interview", 2), ("interview", 0)]


@pytest.mark.parametrize(
    "first_try",
    [
        [([A, B], 3), ([B], 3), ([A, B], 3)],  # c moved to page 1: b again, c never
        [([A, B], 3), ([C], 3), ([C, A], 3)],  # page 1 is another by now
        [([A, B], 3), ([C], 3), ([A, B], 4)],  # one more since
        [([A, B], 3), ([C], 3), ([A, B._replace(updated_at="later")], 3)],  # b was touched
        [([A, B], 3), ([], 3), ([A, B], 3)],  # a page came empty
    ],
)
def test_a_listing_that_moved_is_read_anew(first_try: list[Any]) -> None:
    reader: Any = Pages(*first_try, ([A, B], 3), ([C], 3), ([A, B], 3))
    assert set(listing(reader, "interview")) == {"a", "b", "c"}
    assert reader.pages == []


def test_a_listing_that_never_stands_still_is_not_used() -> None:
    reader: Any = Pages(*[([A, B], 3), ([B], 3), ([A, B], 3)] * 3)
    with pytest.raises(AccountError, match="kept changing"):
        listing(reader, "interview")
    assert reader.pages == []


class Moving:
    """An account in which row `late` is touched just before call number `at`: it moves to the front."""

    def __init__(self, count: int, late: int, at: int) -> None:
        self.rows = [row(f"r-{n:02}", updated_at=f"2026-03-02T09:00:{59 - n:02}+00:00") for n in range(count)]
        self.late, self.at, self.calls, self.guard = self.rows[late], at, 0, threading.Lock()

    def page(self, kind: str, offset: int, limit: int = 1000) -> Page:
        with self.guard:
            self.calls += 1
            if self.calls == self.at:
                self.rows.remove(self.late)
                self.rows.insert(0, self.late._replace(updated_at="2026-03-02T10:00:00+00:00"))
            return Page(tuple(self.rows[offset : offset + 4]), len(self.rows))


@pytest.mark.parametrize("late", range(12))
@pytest.mark.parametrize("workers", [1, 4])
def test_no_row_is_lost_whenever_one_moves(late: int, workers: int) -> None:
    for at_call in range(1, 9):
        reader: Any = Moving(12, late, at_call)
        assert len(listings(reader, ["interview"], workers)["interview"]) == 12


def test_types_and_pages_are_read_several_at_once() -> None:
    """Nobody gets an answer before three are asked for: first pages, the pages behind them, first pages."""
    together = threading.Barrier(3)

    class Account:
        def page(self, kind: str, offset: int, limit: int = 1000) -> Page:
            together.wait(10)
            return Page((row(f"{kind}-{offset}"),), 2)

    reader: Any = Account()
    found = listings(reader, ["a", "b", "c"], 3)
    assert {kind: sorted(rows) for kind, rows in found.items()} == {
        kind: [f"{kind}-0", f"{kind}-1"] for kind in "abc"
    }


def test_pages_shorter_than_the_first_are_read_in_turn() -> None:
    asked: list[int] = []

    class Account:
        def page(self, kind: str, offset: int, limit: int = 1000) -> Page:
            asked.append(offset)
            rows = [row(f"r-{number}") for number in range(9)]
            return Page(tuple(rows[offset : offset + (4 if offset == 0 else 2)]), 9)

    reader: Any = Account()
    assert len(listings(reader, ["interview"], 4)["interview"]) == 9
    assert sorted(asked[:4]) == [0, 0, 4, 8]
    assert asked[4:] == [0, 4, 6, 8, 0]


def watched(account: Any, held: Snapshot, *declared: Any) -> Any:
    return observe(account, MERCHANT, desired(*declared), held, workers=2)


def test_recorded_interviews_and_candidates_are_read() -> None:
    rows = {one.id: one for one in (row("id-1"), row("x", name="New"), row("y", name="Another"))}
    read: list[str] = []

    class Account(ScriptedAccount):
        def interview(self, remote_id: str) -> Observation | None:
            read.append(remote_id)
            return seen(remote_id)

    found = watched(
        Account(rows=rows), snapshot({"backend": record()}), definition(), definition("new", name="New")
    )
    assert sorted(read) == ["id-1", "x"]
    assert (found.gone, found.server_time, len(found.templates)) == (frozenset(), 5000.0, 6)


def test_gone_is_what_neither_list_nor_get_knows() -> None:
    rows = {"id-1": row("id-1")}
    held = snapshot({"backend": record(), "gone": record("id-2")})

    class Account(ScriptedAccount):
        def interview(self, remote_id: str) -> Observation | None:
            return seen(remote_id) if remote_id == "id-1" else None

    assert watched(Account(rows=rows), held).gone == frozenset({"id-2"})


def test_an_empty_list_is_no_proof() -> None:
    with pytest.raises(AccountError, match="lists no interview at all, but the state holds 1"):
        watched(ScriptedAccount(shows=[None]), snapshot({"backend": record()}))
    behind = watched(ScriptedAccount(shows=[seen()]), snapshot({"backend": record()}))
    assert set(behind.read) == {"id-1"}
    for over in (replace(record(), tombstone="deleted"), record(status="deleted")):
        assert watched(ScriptedAccount(shows=[None]), snapshot({"backend": over})).gone == frozenset({"id-1"})


def test_a_read_that_fails_ends_it() -> None:
    class Account(ScriptedAccount):
        def interview(self, remote_id: str) -> Observation | None:
            raise CallFailed("no")

    with pytest.raises(CallFailed):
        watched(Account(rows={"id-1": row("id-1")}), snapshot({"backend": record()}))


# Which account it is.


def test_the_account_that_is_meant() -> None:
    found = identity.check(ENVIRONMENT, MERCHANT, Snapshot("l"))
    assert found == Fingerprint("simulator", DEFAULT_MERCHANT_ID, None)
    assert identity.check(ENVIRONMENT, MERCHANT, Snapshot("l", account=ACCOUNT)) == ACCOUNT


@pytest.mark.parametrize(
    ("merchant", "held", "words"),
    [
        ("other", None, "reaches merchant other, but environment 'local' is merchant"),
        (DEFAULT_MERCHANT_ID, Fingerprint("simulator", "m-2"), "belongs to merchant m-2"),
        (DEFAULT_MERCHANT_ID, Fingerprint("https://x", DEFAULT_MERCHANT_ID), "at https://x"),
    ],
)
def test_another_account_stops(merchant: str, held: Fingerprint | None, words: str) -> None:
    with pytest.raises(WrongAccount, match=words):
        identity.check(ENVIRONMENT, Merchant(merchant, None), Snapshot("l", account=held))


def rows_of(*environments: str | None) -> list[Row]:
    return [row(str(n), environment=one) for n, one in enumerate(environments)]


def test_the_word_for_the_environment_is_learnt_and_then_has_to_be_seen() -> None:
    unknown = replace(ACCOUNT, environment=None)
    assert identity.with_environment(unknown, rows_of("test", "test", None)) == ACCOUNT
    assert identity.with_environment(unknown, rows_of("test", "production")) == unknown
    assert identity.with_environment(ACCOUNT, rows_of()) == ACCOUNT
    assert identity.with_environment(ACCOUNT, rows_of("test", "production")) == ACCOUNT
    with pytest.raises(WrongAccount, match="made in the account's 'test' environment"):
        identity.with_environment(ACCOUNT, rows_of("production"))


# The server's clock.


def test_the_servers_clock_goes_on_between_two_answers() -> None:
    account, clock = ScriptedAccount(), FakeClock()
    server = ServerClock(account, clock)
    clock.sleep(3600)
    assert server.now() == 8600.0
    account.time = 9000.0
    assert server.now() == 9000.0
    account.time = None
    assert ServerClock(account, clock).now() is None
