"""The journal replayed onto the Snapshot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reconciler.apply.journal import fold
from reconciler.errors import StateDamaged
from reconciler.model.journal import Ended, Ending, Entry, Intended, Noted, ReadBack
from reconciler.model.record import Fingerprint, Pair, Record, Snapshot
from reconciler.model.values import UNREAD
from tests.support.builders import ACCOUNT, at, begun, intent, record, snapshot

UPDATE = "job-interview-update"
BASE = snapshot({"backend": record()})


def test_nothing_new_is_the_snapshot_itself() -> None:
    assert fold(BASE, []) is BASE
    assert fold(BASE, [begun()]) is BASE
    assert fold(BASE, [begun(0), Noted(at(), None)]) is BASE  # folded already


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([Noted(at(), None)], "no first line"),
        ([begun(1, "other")], "belongs to lineage other"),
        ([begun(2), Noted(at(), None)], "the state is older than its journal"),
        ([begun(), Noted(at(), None), begun()], "begins twice"),
    ],
)
def test_a_journal_of_something_else_is_damage(lines: Any, words: str) -> None:
    with pytest.raises(StateDamaged, match=words):
        fold(BASE, lines)


def test_one_serial_on_and_the_account_is_known() -> None:
    empty = Snapshot("lineage", 0)
    after = fold(empty, [replace(begun(0), account=ACCOUNT), Noted(at(), record())])
    assert (after.serial, after.account, after.records) == (1, ACCOUNT, {at(): record()})
    kept = fold(
        replace(BASE, account=Fingerprint("o", "m")), [replace(begun(), account=None), Noted(at(), None)]
    )
    assert kept.account == Fingerprint("o", "m")


def test_a_create_without_an_ending_stays_open() -> None:
    sent = intent()
    assert fold(BASE, [begun(), Intended(sent)]).open == {"i-1": sent}
    assert fold(BASE, [begun(), Intended(sent), Ended("i-1", Ending.UNKNOWN)]).open == {"i-1": sent}


def test_the_last_time_of_an_intent_counts() -> None:
    later = replace(intent(), server_time=2000.0)
    assert fold(BASE, [begun(), Intended(intent()), Intended(later)]).open == {"i-1": later}


def test_an_ending_closes_it_and_brings_its_record() -> None:
    made = record("id-2")
    new: list[Entry] = [begun(), Intended(intent("i-1", "new")), Ended("i-1", Ending.APPLIED, made)]
    assert (fold(BASE, new).open, fold(BASE, new).records[at("new")]) == ({}, made)
    failed: list[Entry] = [begun(), Intended(intent("i-1", "new")), Ended("i-1", Ending.FAILED)]
    assert (fold(BASE, failed).open, fold(BASE, failed).records) == ({}, BASE.records)


def test_an_ending_brings_what_was_made_of_the_intent() -> None:
    asked = intent("i-1", "new", fields={"name": "N"})
    lines: list[Entry] = [begun(), Intended(asked), Ended("i-1", Ending.APPLIED, remote_id="id-2")]
    after = fold(BASE, lines)
    assert (after.open, after.records[at("new")]) == ({}, Record("id-2", {"name": Pair("N")}, asked.marker))
    assert after.records[at()] == BASE.records[at()]


def test_an_ending_of_a_write_brings_what_was_sent() -> None:
    sent = intent("i", "backend", UPDATE, fields={"name": "B", "is_embedded": True}, remote_id="id-1")
    after = fold(BASE, [begun(), Intended(sent), Ended("i", Ending.APPLIED, remote_id="id-1")])
    assert after.records[at()].fields["name"] == Pair("B", UNREAD)
    assert after.records[at()].fields["is_embedded"] == Pair.agreed(True)  # nobody will ever see it
    deposed = replace(sent, remote_id="id-0")
    lines: list[Entry] = [begun(), Intended(deposed), Ended("i", Ending.APPLIED, remote_id="id-0")]
    assert fold(BASE, lines).records == BASE.records


def test_what_was_read_back_confirms_what_was_sent() -> None:
    sent = intent("i", "backend", UPDATE, fields={"name": "B", "description": "D"}, remote_id="id-1")
    lines: list[Entry] = [begun(), Intended(sent), Ended("i", Ending.APPLIED, remote_id="id-1")]
    read_back = ReadBack(at(), "id-1", {"description": Pair("D", "<p>D</p>")})
    after = fold(BASE, [*lines, read_back]).records[at()]
    assert after.fields["name"] == Pair.agreed("B")
    assert after.fields["description"] == Pair("D", "<p>D</p>")
    assert after.fields["location"] == Pair.agreed("Berlin")


def test_what_was_read_back_is_kept_where_the_lines_before_it_are_lost() -> None:
    assert fold(BASE, [begun(), ReadBack(at("new"), "id-9")]).records[at("new")] == Record("id-9")
    assert fold(BASE, [begun(), ReadBack(at(), "id-9")]).records[at()] == Record("id-9")


def test_an_ending_closes_an_intent_of_the_run_before() -> None:
    left = snapshot({}, intent("old", "new"))
    after = fold(left, [begun(), Ended("old", Ending.APPLIED, record("id-2"))])
    assert (after.open, after.records) == ({}, {at("new"): record("id-2")})
    assert fold(left, [begun(), Noted(at("new"), record("id-2"), "old")]).open == {}


def test_a_note_changes_or_forgets_and_touches_nothing_else() -> None:
    after = fold(BASE, [begun(), Noted(at("other"), record("id-2"))])
    assert after.records == {at(): record(), at("other"): record("id-2")}
    assert fold(BASE, [begun(), Noted(at(), None), Noted(at("never"), None)]).records == {}


def test_a_write_without_an_ending_counts_as_sent_and_not_read() -> None:
    sent = intent("i", "backend", UPDATE, fields={"name": "B", "is_embedded": True}, remote_id="id-1")
    after = fold(BASE, [begun(), Intended(sent)])
    assert after.open == {}
    assert after.records[at()].fields["name"] == Pair("B", UNREAD)
    assert after.records[at()].fields["is_embedded"] == Pair(True, UNREAD)
    assert after.records[at()].fields["location"] == Pair.agreed("Berlin")


def test_a_write_to_a_deposed_interview_says_nothing_of_the_new_one() -> None:
    sent = intent("i", "backend", "job-interview-set-state", fields={"status": "archived"}, remote_id="id-0")
    assert fold(BASE, [begun(), Intended(sent)]).records == BASE.records


def test_a_write_to_what_is_forgotten_is_nothing() -> None:
    sent = intent("i", "backend", UPDATE, fields={"name": "B"}, remote_id="id-1")
    assert fold(BASE, [begun(), Intended(sent), Noted(at(), None)]).records == {}
