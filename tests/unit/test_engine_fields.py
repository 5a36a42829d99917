"""The three-way comparison of one field, and of the status."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.engine import status
from reconciler.engine.fields import Verdict, judge, read_back, unconfirmed
from reconciler.model.change import Origin
from reconciler.model.interview import FIELDS
from reconciler.model.observed import Observed
from reconciler.model.record import Pair
from reconciler.model.values import UNREAD
from tests.support.builders import record, row, seen

AGREED = Pair.agreed("A")


@pytest.mark.parametrize(
    ("declared", "pair", "observed", "verdict", "origin"),
    [
        ("A", AGREED, "A", Verdict.SAME, Origin.AGREED),
        ("B", AGREED, "A", Verdict.CHANGED, Origin.AUTHOR),
        ("A", AGREED, "B", Verdict.CHANGED, Origin.DRIFT),
        ("C", AGREED, "B", Verdict.CHANGED, Origin.BOTH),
        ("B", AGREED, "B", Verdict.LEARN, Origin.AGREED),
        ("A", None, "A", Verdict.LEARN, Origin.AGREED),
        ("A", None, "B", Verdict.CHANGED, Origin.AUTHOR),
        ("A", Pair("A", UNREAD), "A", Verdict.LEARN, Origin.AGREED),
        ("A", Pair("A", UNREAD), "B", Verdict.CHANGED, Origin.DRIFT),
        ("A", Pair("A", "A, reworded"), "A, reworded", Verdict.SAME, Origin.AGREED),
        ("A", Pair("A", "A, reworded"), "edited", Verdict.CHANGED, Origin.DRIFT),
        ("A", Pair("A", "A, reworded"), "A", Verdict.LEARN, Origin.AGREED),
        ("B", Pair("A", "A, reworded"), "A, reworded", Verdict.CHANGED, Origin.AUTHOR),
    ],
)
def test_three_ways(
    declared: Any, pair: Pair | None, observed: Any, verdict: Verdict, origin: Origin
) -> None:
    found = judge(FIELDS["description"], declared, pair, {"description": observed})
    assert (found.verdict, found.origin, found.before) == (verdict, origin, observed)


@pytest.mark.parametrize(
    ("declared", "pair", "verdict"),
    [
        (True, Pair.agreed(True), Verdict.SAME),
        (False, Pair.agreed(None), Verdict.SAME),
        (False, Pair.agreed(True), Verdict.CHANGED),
        (True, None, Verdict.CHANGED),
        (False, None, Verdict.LEARN),
        (None, None, Verdict.LEARN),
        (True, Pair(True, UNREAD), Verdict.CHANGED),
        (True, unconfirmed(True), Verdict.UNSEEN),
        (None, unconfirmed(None), Verdict.SAME),
        (False, unconfirmed(True), Verdict.CHANGED),
    ],
)
def test_what_the_account_never_shows(declared: Any, pair: Pair | None, verdict: Verdict) -> None:
    found = judge(FIELDS["is_embedded"], declared, pair, {})
    assert (found.verdict, found.unreadable) == (verdict, True)


def test_a_path_that_is_absent_is_unreadable_never_null() -> None:
    assert judge(FIELDS["recording"], None, Pair.agreed("audio_all"), {}).verdict is Verdict.CHANGED
    assert judge(FIELDS["recording"], "audio_all", Pair.agreed("audio_all"), {}).verdict is Verdict.SAME


def test_offline_what_was_sent_stands() -> None:
    assert judge(FIELDS["name"], "A", Pair("A", UNREAD), None).verdict is Verdict.SAME
    assert judge(FIELDS["name"], "B", Pair("A", UNREAD), None).verdict is Verdict.CHANGED


def test_leaves_that_the_author_dropped_are_only_remembered() -> None:
    scoring = FIELDS["custom_scoring"]
    pair = Pair.agreed({"a": 1, "b": 2})
    assert judge(scoring, {"a": 1}, pair, {"custom_scoring": {"a": 1, "b": 2}}).verdict is Verdict.LEARN
    assert judge(scoring, {"a": 1, "b": 2}, pair, {"custom_scoring": {"a": 1, "b": 2, "c": 3}}).verdict is (
        Verdict.SAME
    )
    assert judge(scoring, {"a": 1, "b": 2}, pair, {"custom_scoring": {"a": 1, "b": 9}}).origin is Origin.DRIFT


def test_questions_are_the_same_whatever_their_ids() -> None:
    declared: Any = [{"external_id": "a", "question": "A", "label": None}]
    pair = Pair([{"external_id": "a", "question": "A", "id": "old"}], [{"external_id": "a", "question": "A"}])
    held: Any = {"questions": [{"id": "new", "external_id": "a", "question": "A", "duration": None}]}
    assert judge(FIELDS["questions"], declared, pair, held).verdict is Verdict.SAME
    held["questions"].append({"id": "2", "question": "Theirs"})
    assert judge(FIELDS["questions"], declared, pair, held).origin is Origin.DRIFT


def test_read_back_keeps_only_what_was_sent() -> None:
    assert read_back(FIELDS["custom_scoring"], {"a": 1}, {"a": 2, "b": 3}) == {"a": 2}
    assert read_back(FIELDS["name"], "A", "B") == "B"


# The status.


@pytest.mark.parametrize(
    ("sent", "wanted", "now", "differs", "held", "effects"),
    [
        (Pair.agreed("active"), "active", "active", False, False, set()),
        (Pair.agreed("draft"), "active", "draft", True, False, set()),
        (Pair.agreed("active"), "draft", "active", True, False, {"retire"}),
        (Pair.agreed("active"), "archived", "active", True, False, {"retire"}),
        (Pair.agreed("draft"), "archived", "draft", True, False, set()),
        (Pair.agreed("active"), "draft", "preparing", True, False, {"retire"}),
        (Pair.agreed("active"), "active", "draft", True, True, set()),
        (Pair.agreed("active"), "active", "archived", True, True, set()),
        (Pair("active", UNREAD), "active", "draft", True, False, set()),
        (Pair.agreed("archived"), "archived", "active", True, False, {"retire"}),
        (Pair.agreed("archived"), "active", "archived", True, False, set()),
        (None, "active", "draft", True, False, set()),
    ],
)
def test_status(sent: Any, wanted: str, now: str, differs: bool, held: bool, effects: set[str]) -> None:
    held_by = record(**({} if sent is None else {"status": sent}))
    if sent is None:
        held_by = type(held_by)(held_by.remote_id, {})
    found = status.judge(held_by, wanted, now, may_reactivate=False)
    assert (found.differs, bool(found.held), set(found.effects)) == (differs, held, effects)


def test_a_stopped_interview_is_reactivated_when_that_is_agreed() -> None:
    found = status.judge(record(), "active", "archived", may_reactivate=True)
    assert (found.differs, found.held, found.effects) == (True, "", frozenset({"reactivate"}))
    assert found.origin is Origin.DRIFT


def test_preparing_where_active_is_wanted_is_pending() -> None:
    found = status.judge(record(), "active", "preparing", may_reactivate=False)
    assert (found.differs, found.learn) == (False, False)
    assert found.pending
    again = status.judge(record(status="draft"), "active", "preparing", may_reactivate=False)
    assert (again.differs, again.learn) == (False, True)


def test_the_status_seen_is_the_nearest_to_the_account() -> None:
    held = record()
    listed = {"id-1": row(status="archived")}
    assert status.seen(held, Observed(read={"id-1": seen(status="draft")}, rows=listed)) == "draft"
    assert status.seen(held, Observed(rows=listed)) == "archived"
    assert status.seen(held, Observed()) == "active"
    assert status.seen(held, Observed(gone=frozenset({"id-1"}), rows=listed)) == "gone"
    assert status.seen(held, Observed(online=False, rows=listed)) == "active"
