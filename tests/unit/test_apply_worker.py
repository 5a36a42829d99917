"""One Change carried out: what is written down when, and every way it can end."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import ClassVar

import pytest

from reconciler.engine import bodies
from reconciler.engine.replacing import retire_call
from reconciler.errors import CallFailed
from reconciler.model.answer import Answer, End
from reconciler.model.change import Action, Call, Change
from reconciler.model.definition import Manage, OnRemove
from reconciler.model.field import Endpoint
from reconciler.model.journal import Ended, Ending, Entry, Intended, Noted, ReadBack
from reconciler.model.kinds import kind_of
from reconciler.model.observed import Observation
from reconciler.model.record import Pair
from reconciler.model.values import UNREAD
from tests.support.bench import Bench, create, held, update
from tests.support.builders import BASE, MARIA, at, record, seen
from tests.support.scripted import MADE, OK, ScriptedAccount

RETIRES = retire_call(at(), "id-1", OnRemove.ARCHIVE)

REFUSED = Answer(End.REFUSED, 422, error="too long", name="interview_location")


def test_the_intent_is_written_before_the_first_byte_leaves() -> None:
    bench = Bench(ScriptedAccount(MADE, shows=[seen("new-1")]))
    before: list[str] = []
    bench.account.on_send = lambda _endpoint, _body: before.extend(bench.kinds())
    bench.run(create())
    assert before == ["Intended"]


def test_a_create_that_went_well() -> None:
    bench = Bench(ScriptedAccount(MADE, shows=[seen("new-1")]))
    done = bench.run(create())
    assert (done.result.ending, done.result.remote_id) == (Ending.APPLIED, "new-1")
    intended, ended, read_back = bench.lines
    assert isinstance(intended, Intended)
    assert intended.intent.fields == BASE
    assert (intended.intent.marker, intended.intent.server_time) == ("backend", 1000.0)
    assert ended == Ended("i-1", Ending.APPLIED, remote_id="new-1")
    assert bench.folded([intended, ended]).fields["name"] == Pair("Backend Engineer", UNREAD)
    assert read_back == ReadBack(at(), "new-1")
    made = bench.folded(bench.lines)
    assert made.fields["name"] == Pair.agreed("Backend Engineer")
    assert (made.marker, made.manage) == ("backend", Manage(protect=True))
    assert bench.records[at()] == made


def test_the_intent_of_the_next_call_is_written_with_the_outcome_of_the_last() -> None:
    drafted = {**BASE, "status": "draft"}
    state = bodies.state_call(kind_of("interview"), {"status": "active"})
    change = replace(create(state), calls=(Call(Endpoint.CREATE, drafted, drafted), state))
    bench = Bench(ScriptedAccount(MADE, OK, shows=[seen("new-1")]))
    assert bench.run(change).result.ending is Ending.APPLIED
    assert ["Ended", "Intended"] in bench.syncs
    assert [one for sync in bench.syncs for one in sync] == bench.kinds()


def test_an_outcome_is_handed_in_before_it_is_read_back() -> None:
    class Account(ScriptedAccount):
        known: ClassVar[list[Entry]] = []

        def interview(self, remote_id: str) -> Observation | None:
            for _ in range(1000):
                if len(bench.lines) == 2:
                    break
                time.sleep(0.001)
            self.known.extend(bench.lines)
            return super().interview(remote_id)

    account = Account(MADE, shows=[seen("new-1")])
    bench = Bench(account)
    assert bench.run(create()).result.ending is Ending.APPLIED
    assert [type(one) for one in account.known] == [Intended, Ended]


def test_an_update_names_the_interview_and_is_read_back() -> None:
    bench = Bench(ScriptedAccount(OK, shows=[seen(name="B")]), held(), was=seen())
    assert bench.run(update(name="B")).result.ending is Ending.APPLIED
    assert bench.account.sent == [("job-interview-update", {"position_id": "id-1", "name": "B"})]
    assert bench.records[at()].fields["name"] == Pair.agreed("B")


@pytest.mark.parametrize(
    ("answer", "ending", "fault"),
    [
        (REFUSED, Ending.FAILED, False),
        (Answer(End.FAULT, 500, error="no"), Ending.UNKNOWN, True),
        (Answer(End.GATEWAY, 504, error="no"), Ending.UNKNOWN, True),
        (Answer(End.NO_ANSWER), Ending.UNKNOWN, False),
        (Answer(End.GARBLED, 200), Ending.UNKNOWN, False),
        (Answer(End.GATEWAY, 403), Ending.FAILED, False),
    ],
)
def test_a_create_that_went_wrong_is_sent_once(answer: Answer, ending: Ending, fault: bool) -> None:
    bench = Bench(ScriptedAccount(answer))
    done = bench.run(create())
    assert (done.result.ending, done.fault) == (ending, fault)
    assert len(bench.account.sent) == 1
    assert [one.ending for one in bench.ended()] == [ending]
    assert bench.records == {}


def test_a_refusal_names_our_field() -> None:
    bench = Bench(ScriptedAccount(REFUSED), held(), was=seen())
    result = bench.run(update(location="x")).result
    assert (result.ending, result.field, result.status) == (Ending.FAILED, "location", 422)
    assert result.message == "interview_location: job-interview-update: too long"
    assert result.hint == "look"


def test_an_answer_without_an_id_leaves_the_intent_open() -> None:
    bench = Bench(ScriptedAccount(OK))
    assert bench.run(create()).result.ending is Ending.UNKNOWN
    assert bench.kinds() == ["Intended"]


@pytest.mark.parametrize("answer", [Answer(End.LIMITED, 429, retry_after=7.0), Answer(End.NOT_SENT)])
def test_what_was_provably_not_done_is_sent_again_with_a_new_time(answer: Answer) -> None:
    bench = Bench(ScriptedAccount(answer, answer, MADE, shows=[seen("new-1")]))
    assert bench.run(create()).result.ending is Ending.APPLIED
    assert len(bench.account.sent) == 3
    assert bench.clock.slept == [max(1.0, answer.retry_after or 0), max(2.0, answer.retry_after or 0)]
    sent = [line.intent for line in bench.lines if isinstance(line, Intended)]
    assert [one.server_time for one in sent] == [1000.0, 1001.0, 1002.0]
    assert {one.id for one in sent} == {"i-1"}


def test_five_tries_are_enough() -> None:
    bench = Bench(ScriptedAccount(Answer(End.NOT_SENT)))
    assert bench.run(create()).result.ending is Ending.FAILED
    assert len(bench.account.sent) == 5


@pytest.mark.parametrize("end", [End.NO_ANSWER, End.CUT, End.FAULT, End.GARBLED])
def test_a_write_without_a_proper_answer_is_looked_for(end: End) -> None:
    arrived = Bench(ScriptedAccount(Answer(end), shows=[seen(name="B")]), held(), was=seen())
    assert arrived.run(update(name="B")).result.ending is Ending.APPLIED
    lost = Bench(ScriptedAccount(Answer(end), shows=[seen()]), held(), was=seen())
    assert lost.run(update(name="B")).result.ending is Ending.FAILED
    assert lost.ended() == [Ended("i-1", Ending.FAILED, None, "job-interview-update: ")]
    hidden = Bench(ScriptedAccount(Answer(end), shows=[None]), held(), was=seen())
    assert hidden.run(update(name="B")).result.ending is Ending.FAILED


def test_what_nobody_can_see_is_not_taken_for_done() -> None:
    bench = Bench(ScriptedAccount(Answer(End.CUT), shows=[seen()]), held(), was=seen())
    assert bench.run(update(is_embedded=True)).result.ending is Ending.FAILED
    assert bench.account.reads == 0


def test_only_memory_changes_without_a_call() -> None:
    bench = Bench(ScriptedAccount(OK), {at(): record(recording=None)}, was=seen())
    change = Change(at(), Action.RECORD, "", remote_id="id-1", releases=("recording",), learns={"name": "B"})
    assert bench.run(change).result.ending is Ending.APPLIED
    assert bench.account.sent == []
    assert bench.account.reads == 0
    assert "recording" not in bench.records[at()].fields
    assert bench.records[at()].sent("name") == "B"


def test_forgotten_is_one_line() -> None:
    bench = Bench(ScriptedAccount(OK), held())
    bench.run(Change(at(), Action.FORGET, ""))
    assert bench.lines == [Noted(at(), None)]
    assert bench.records == {}


def test_a_renamed_record_moves_before_anything_is_sent() -> None:
    bench = Bench(ScriptedAccount(OK, shows=[seen(name="B")]), {at("old"): record()}, was=seen())
    change = replace(update(name="B"), moved_from=at("old"))
    assert bench.run(change).result.ending is Ending.APPLIED
    assert bench.lines[:2] == [Noted(at(), record()), Noted(at("old"), None)]
    assert set(bench.records) == {at()}


def test_what_a_replacement_left_is_retired_and_forgotten_by_the_record() -> None:
    both = {at(): replace(record("id-2"), deposed=("id-1", "id-0"))}
    gone = [seen("id-1"), seen("id-1", status="archived")]
    bench = Bench(ScriptedAccount(OK, shows=gone), both)
    change = Change(at(), Action.RETIRE, "", calls=(RETIRES,), remote_id="id-1")
    assert bench.run(change).result.ending is Ending.APPLIED
    assert bench.account.reads == 2
    assert bench.account.sent == [("job-interview-set-state", {"position_id": "id-1", "status": "archived"})]
    assert bench.records[at()] == replace(record("id-2"), deposed=("id-0",))


def test_the_next_change_of_an_address_begins_with_the_record_of_the_last() -> None:
    both = {at(): replace(record("id-2"), deposed=("id-1",))}
    shows = [seen("id-2", name="B"), seen("id-1", status="archived")]
    bench = Bench(ScriptedAccount(OK, shows=shows), both, was=seen("id-2"))
    bench.run(replace(update(name="B"), remote_id="id-2"))
    bench.run(Change(at(), Action.RETIRE, "", calls=(RETIRES,), remote_id="id-1"))
    assert (bench.records[at()].sent("name"), bench.records[at()].deposed) == ("B", ())


def test_an_intent_that_cannot_be_written_sends_nothing() -> None:
    bench = Bench(ScriptedAccount(MADE))
    bench.fails_at = 0
    result = bench.run(create()).result
    assert (result.ending, result.message) == (Ending.FAILED, "disk full")
    assert bench.account.sent == []
    assert bench.desk.unsaved == []


def test_an_outcome_that_cannot_be_written_is_kept_to_be_shown() -> None:
    bench = Bench(ScriptedAccount(MADE))
    bench.fails_at = 1
    assert bench.run(create()).result.ending is Ending.FAILED
    (entry,) = bench.desk.unsaved
    assert isinstance(entry, Ended)
    assert entry.remote_id == "new-1"


def test_a_read_that_fails_is_an_outcome() -> None:
    class Account(ScriptedAccount):
        def interview(self, remote_id: str) -> Observation | None:
            raise CallFailed("cannot be read", status=503, hint="later")

    bench = Bench(Account(OK), held(), was=seen())
    result = bench.run(update(name="B")).result
    assert (result.ending, result.message, result.hint, result.status) == (
        Ending.FAILED,
        "cannot be read",
        "later",
        503,
    )
    assert bench.records[at()].fields["name"] == Pair("B", UNREAD)


def test_an_exception_is_an_outcome_never_a_hang() -> None:
    bench = Bench(ScriptedAccount(OK), held(), was=seen())

    def broken(_endpoint: Endpoint, _body: object) -> None:
        raise ZeroDivisionError("boom")

    bench.account.on_send = broken
    result = bench.run(update(name="B")).result
    assert result.ending is Ending.FAILED
    assert result.message == "ZeroDivisionError: boom (a fault of this tool; please report it)"


def test_another_template_is_followed_by_its_status() -> None:
    calls = bodies.update_calls(
        kind_of("interview"), {"interview_template_id": MARIA}, {}, offline_active=False, keeps_running=True
    )
    change = Change(at(), Action.UPDATE, "", calls=calls, remote_id="id-1")
    bench = Bench(ScriptedAccount(OK, REFUSED), held(), was=seen())
    bench.run(change)
    assert bench.records[at()].fields["status"] == Pair("active", UNREAD)
