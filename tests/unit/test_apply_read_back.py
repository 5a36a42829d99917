"""What was written is read back until it shows."""

from __future__ import annotations

from dataclasses import replace

from reconciler.engine import bodies
from reconciler.model.answer import Answer, End
from reconciler.model.change import Action, Call
from reconciler.model.field import Endpoint
from reconciler.model.journal import Ending, ReadBack
from reconciler.model.kinds import kind_of
from reconciler.model.record import Pair
from reconciler.model.values import UNREAD
from tests.support.bench import Bench, create, held, update
from tests.support.builders import BASE, at, record, seen
from tests.support.scripted import MADE, OK, ScriptedAccount

REFUSED = Answer(End.REFUSED, 422, error="too long", name="interview_location")


def test_a_write_that_shows_late_is_waited_for() -> None:
    old, new = seen(), seen(name="B")
    bench = Bench(ScriptedAccount(OK, shows=[old, old, None, new]), held(), was=old)
    assert bench.run(update(name="B")).result.ending is Ending.APPLIED
    assert bench.clock.slept == [0.5, 1.0, 2.0]


def test_a_write_that_never_shows_is_not_taken() -> None:
    bench = Bench(ScriptedAccount(OK, shows=[seen()]), held(), was=seen())
    result = bench.run(update(name="B")).result
    assert (result.ending, result.message) == (
        Ending.FAILED,
        "not taken: the account still shows the old name",
    )
    assert sum(bench.clock.slept) == 30.0
    assert bench.records[at()].fields["name"] == Pair.agreed("B")
    assert isinstance(bench.lines[-1], ReadBack)


def test_another_value_than_was_sent_is_a_failure_at_once() -> None:
    bench = Bench(ScriptedAccount(OK, shows=[seen(name="C")]), held(), was=seen())
    result = bench.run(update(name="B")).result
    assert result.message == "the account shows another name than was sent"
    assert bench.clock.slept == []


def test_one_that_is_not_shown_any_more_is_a_failure() -> None:
    bench = Bench(ScriptedAccount(OK, shows=[None]), held(), was=seen())
    result = bench.run(update(name="B")).result
    assert result.message == "it was written, but the account does not show it when it is read back"


def test_one_that_was_deleted_need_not_be_shown() -> None:
    bench = Bench(ScriptedAccount(OK, shows=[None]), held(), was=seen())
    change = replace(update(status="deleted"), action=Action.RETIRE, tombstone="deleted")
    assert bench.run(change).result.ending is Ending.APPLIED
    assert bench.clock.slept == []
    assert bench.records[at()].tombstone == "deleted"


def test_a_create_in_steps_waits_for_its_status_and_keeps_what_is_done() -> None:
    steps = (bodies.state_call(kind_of("interview"), {"status": "archived"}),)
    drafted = {**BASE, "status": "draft"}
    change = replace(create(*steps), calls=(Call(Endpoint.CREATE, drafted, drafted), *steps))
    bench = Bench(
        ScriptedAccount(MADE, OK, shows=[seen("new-1", status="draft"), seen("new-1", status="archived")])
    )
    assert bench.run(change).result.ending is Ending.APPLIED
    assert bench.clock.slept == [0.5]
    assert bench.kinds() == ["Intended", "Ended", "Intended", "Ended", "ReadBack"]
    failing = Bench(ScriptedAccount(MADE, REFUSED))
    done = failing.run(change)
    assert done.result.ending is Ending.FAILED
    assert failing.records[at()].remote_id == "new-1"
    assert failing.records[at()].sent("status") == "draft"


def test_a_status_that_is_not_taken_stays_ours_to_set() -> None:
    bench = Bench(
        ScriptedAccount(OK, shows=[seen(status="draft")]),
        {at(): record(status="draft")},
        was=seen(status="draft"),
    )
    bench.run(update(status="active"))
    assert bench.records[at()].fields["status"] == Pair("active", UNREAD)
