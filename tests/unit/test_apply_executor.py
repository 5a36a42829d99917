"""Workers, the one writer, and signals."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from reconciler.apply.desk import Desk, Done
from reconciler.apply.executor import Execution, Interrupts, Limits
from reconciler.apply.tools import Tools
from reconciler.errors import ReconcilerError, StateError
from reconciler.model.address import Address
from reconciler.model.change import Action, Call, Change
from reconciler.model.event import Begins, Event, Finished, Started, Stopping
from reconciler.model.field import Endpoint
from reconciler.model.journal import Ended, Ending, Entry, Intended, Noted, ReadBack
from reconciler.model.report import Result
from tests.support.builders import BASE, at, intent, record, seen
from tests.support.clock import FakeClock
from tests.support.scripted import MADE, OK, ScriptedAccount


class Run:
    """One execution over a scripted account."""

    def __init__(self, account: ScriptedAccount, *, workers: int = 2, grace: float = 30.0) -> None:
        self.lines: list[Entry] = []
        self.syncs = 0
        self.synced: list[list[Entry]] = []
        self.events: list[Event] = []
        self.clock, self.interrupts = FakeClock(), Interrupts()
        self.fails: Callable[[], None] = lambda: None
        self.on_event: Callable[[Event], None] = lambda _event: None
        numbers = iter(range(999))
        tools = Tools(
            account=account,
            desk=Desk(self._append),
            clock=self.clock,
            new_id=lambda: f"i-{next(numbers)}",
            pause=lambda _failed, _asked: 1.0,
            records={},
            before={},
            explain=lambda answer, what: ReconcilerError(f"{what}: {answer.error}"),
            server_now=lambda: 1000.0,
        )
        self.execution = Execution(tools, Limits(workers, grace), self.interrupts, self._emit)

    def _append(self, entries: Sequence[Entry]) -> None:
        self.fails()
        self.syncs += 1
        self.synced.append(list(entries))
        self.lines.extend(entries)

    def _emit(self, event: Event) -> None:
        self.events.append(event)
        self.on_event(event)

    def run(
        self, *changes: Change, needs: Mapping[Address, tuple[Address, ...]] | None = None
    ) -> dict[str, str]:
        results = self.execution.run(changes, dict(needs or {}))
        assert len(results) == len(changes)
        return {one.address.key: one.ending.value for one in results}


def create(key: str) -> Change:
    return Change(at(key), Action.CREATE, "", calls=(Call(Endpoint.CREATE, BASE, BASE),), marker=key)


def remember(key: str) -> Change:
    return Change(at(key), Action.FORGET, "")


def account() -> ScriptedAccount:
    return ScriptedAccount(MADE, shows=[seen("new-1")])


def test_the_end_of_one_and_the_intent_of_the_next_share_a_sync() -> None:
    run = Run(account(), workers=1)
    run.run(*map(create, "abc"))
    kinds = [[type(line) for line in sync] for sync in run.synced]
    assert [Ended, ReadBack, Intended] in kinds or [ReadBack, Intended] in kinds
    told = [(type(one), one.address.key) for one in run.events if isinstance(one, Started | Finished)]
    assert told == [(kind, key) for key in "abc" for kind in (Started, Finished)]


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_everything_is_carried_out_once(workers: int) -> None:
    run = Run(account(), workers=workers)
    keys = [f"k{number}" for number in range(10)]
    assert run.run(*map(create, keys)) == dict.fromkeys(keys, "applied")
    kinds = [type(event) for event in run.events]
    assert kinds[0] is Begins
    assert (kinds.count(Started), kinds.count(Finished)) == (10, 10)
    assert len([line for line in run.lines if isinstance(line, Intended)]) == 10


def test_nothing_to_do_is_nothing() -> None:
    assert Run(account()).run() == {}


def test_what_follows_a_failure_is_skipped_and_told() -> None:
    run = Run(ScriptedAccount(OK))
    assert run.run(create("a"), remember("b"), needs={at("b"): (at("a"),)}) == {
        "a": "unknown",
        "b": "skipped",
    }


def test_the_first_signal_starts_nothing_and_lets_calls_end() -> None:
    run = Run(account(), workers=1)

    def signalled(_endpoint: Endpoint, _body: object) -> None:
        run.interrupts.count, run.interrupts.signal = 1, 2

    account_ = run.execution.tools.account
    assert isinstance(account_, ScriptedAccount)
    account_.on_send = signalled
    assert run.run(create("a"), create("b")) == {"a": "applied", "b": "skipped"}
    (stopping,) = [event for event in run.events if isinstance(event, Stopping)]
    assert stopping.signal == 2


def test_a_signal_before_the_first_call_sends_nothing() -> None:
    run = Run(account())
    run.interrupts.count = 1
    assert run.run(create("a"), create("b")) == {"a": "skipped", "b": "skipped"}
    assert run.lines == []


class Hanging(ScriptedAccount):
    """Its calls hang until they are let go."""

    def __init__(self) -> None:
        super().__init__(MADE, shows=[seen("new-1")])
        self.called, self.let_go, self.through = threading.Event(), threading.Event(), threading.Event()

    def send(self, endpoint: Endpoint, body: Mapping[str, Any]) -> Any:
        self.called.set()
        self.let_go.wait(10)
        self.through.set()
        return super().send(endpoint, body)


def test_the_second_signal_leaves_calls_hanging() -> None:
    hanging = Hanging()
    run = Run(hanging, workers=1)

    def second_signal() -> None:
        hanging.called.wait(5)
        run.interrupts.count = 2

    def twice(event: Event) -> None:
        if isinstance(event, Started):
            threading.Thread(target=second_signal).start()

    run.on_event = twice
    before = set(threading.enumerate())
    assert run.run(create("a"), create("b"), remember("c")) == {
        "a": "unknown",
        "b": "skipped",
        "c": "skipped",
    }
    assert [type(line) for line in run.lines] == [Intended]
    hanging.let_go.set()
    assert hanging.through.wait(5)
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive()  # who comes late is turned away
    assert [type(line) for line in run.lines] == [Intended]


def test_the_grace_ends() -> None:
    hanging = Hanging()
    run = Run(hanging, workers=1, grace=30.0)

    def once(event: Event) -> None:
        if isinstance(event, Started):
            run.interrupts.count = 1
        if isinstance(event, Stopping):
            run.clock.sleep(31)

    run.on_event = once
    assert run.run(create("a"), create("b")) == {"a": "unknown", "b": "skipped"}
    hanging.let_go.set()


def test_an_update_in_flight_is_no_unknown() -> None:
    hanging = Hanging()
    run = Run(hanging, workers=1)

    def twice(event: Event) -> None:
        if isinstance(event, Started):
            run.interrupts.count = 2

    run.on_event = twice
    change = Change(at(), Action.UPDATE, "", calls=(Call(Endpoint.UPDATE, {}, {}),), remote_id="id-1")
    assert run.run(change) == {"backend": "failed"}
    hanging.let_go.set()


def test_a_journal_that_cannot_be_written_stops_the_run_and_shows_what_is_lost() -> None:
    asked = account()
    run = Run(asked, workers=1)

    def full() -> None:
        if run.syncs == 1:
            raise StateError("disk full")

    run.fails = full
    # One worker, so that `c` waits. `b` was on its way to its intent, which could not be written either.
    assert run.run(create("a"), create("b"), create("c")) == {"a": "failed", "b": "failed", "c": "skipped"}
    assert len(asked.sent) == 1
    (entry,) = run.execution.tools.desk.unsaved
    assert isinstance(entry, Ended)
    assert entry.ending is Ending.APPLIED


def test_a_fault_of_the_writer_ends_the_run_and_frees_the_workers() -> None:
    run = Run(account(), workers=2)

    def broken() -> None:
        raise ZeroDivisionError

    run.fails = broken
    before = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        run.run(create("a"), remember("b"))
    for thread in threading.enumerate():
        if thread.daemon:
            thread.join(2)
    assert threading.active_count() <= before


# The desk.


def test_what_piled_up_goes_into_one_sync() -> None:
    synced: list[Sequence[Entry]] = []
    desk = Desk(synced.append)
    writers = [threading.Thread(target=desk.write, args=(Noted(at(f"k{n}"), None),)) for n in range(3)]
    for writer in writers:
        writer.start()
    while desk._inbox.qsize() < 3:
        pass
    desk.done(through("x", Noted(at("x"), None)))
    assert [one.change.address.key for one in desk.gather(1.0)] == ["x"]
    assert (desk.ripe, synced) == (True, [])
    done = saved(desk)
    for writer in writers:
        writer.join()
    assert [len(entries) for entries in synced] == [4]
    assert [one.result.ending for one in done] == [Ending.APPLIED]
    assert (desk.gather(0.0), desk.ripe, desk.holds) == ([], False, False)


def through(key: str, *lines: Entry) -> Done:
    return Done(remember(key), Result(at(key), Action.FORGET, Ending.APPLIED), lines=lines)


def saved(desk: Desk) -> list[Done]:
    told: list[Done] = []
    desk.save(told.append)
    return told


def saved_when_ripe(desk: Desk) -> None:
    while not desk.ripe:
        desk.gather(1.0)
    saved(desk)


def test_what_nobody_waits_for_stays_for_a_moment_and_keeps_its_place() -> None:
    synced: list[Entry] = []
    desk = Desk(synced.extend)
    outcome, end, intended = Ended("i", Ending.APPLIED), Noted(at("a"), None), Intended(intent())
    desk.hand_in(outcome)
    desk.gather(1.0)
    desk.done(through("a", end))
    desk.gather(1.0)
    assert (desk.holds, desk.ripe) == (True, False)
    writer = threading.Thread(target=desk.write, args=(intended,))
    writer.start()
    saved_when_ripe(desk)
    writer.join()
    assert synced == [outcome, end, intended]
    desk.hand_in(outcome)
    saved_when_ripe(desk)  # nothing follows
    assert synced[3:] == [outcome]


def test_an_end_is_told_before_the_next_call_may_leave() -> None:
    order: list[str] = []
    desk = Desk(lambda _entries: order.append("written"))
    desk.done(through("a", Noted(at("a"), None)))

    def follow() -> None:
        desk.write(Intended(intent()))
        order.append("sent")

    writer = threading.Thread(target=follow)
    writer.start()
    while not desk.ripe:
        desk.gather(1.0)
    desk.save(lambda done: order.append(f"told {done.change.address.key}"))
    writer.join()
    assert order == ["written", "told a", "sent"]


def test_who_waits_goes_on_though_telling_fails() -> None:
    desk = Desk(lambda _entries: None)
    desk.done(through("a", Noted(at("a"), None)))
    writer = threading.Thread(target=desk.write, args=(Intended(intent()),))
    writer.start()
    while not desk.ripe:
        desk.gather(1.0)
    with pytest.raises(BrokenPipeError):
        desk.save(broken_pipe)
    writer.join(5)
    assert not writer.is_alive()


def broken_pipe(_done: Done) -> None:
    raise BrokenPipeError


def test_who_is_through_with_nothing_left_to_write_is_told_at_once() -> None:
    desk = Desk(lambda _entries: pytest.fail("there is nothing to write"))
    desk.done(through("a"))
    desk.gather(1.0)
    assert desk.ripe
    assert len(saved(desk)) == 1


def test_after_a_write_that_failed_nothing_is_written_and_every_end_fails() -> None:
    tried: list[Sequence[Entry]] = []

    def full(entries: Sequence[Entry]) -> None:
        tried.append(entries)
        raise StateError("disk full")

    desk = Desk(full)
    desk.hand_in(Ended("i", Ending.APPLIED))
    desk.gather(1.0)
    saved(desk)
    desk.done(through("a", Noted(at("a"), None)))
    desk.gather(1.0)
    (done,) = saved(desk)
    assert (done.result.ending, done.result.message) == (Ending.FAILED, "disk full")
    assert len(tried) == 1


@pytest.mark.parametrize(
    ("entry", "kept"),
    [
        (Ended("i", Ending.APPLIED, record()), True),
        (Ended("i", Ending.UNKNOWN), True),
        (Ended("i", Ending.FAILED), False),
        (Intended(intent()), False),
        (Noted(at(), None), False),
    ],
)
def test_only_what_would_be_lost_is_shown(entry: Entry, kept: bool) -> None:
    def full(_entries: Sequence[Entry]) -> None:
        raise StateError("disk full")

    desk = Desk(full)
    failed: list[str] = []

    def write() -> None:
        try:
            desk.write(entry)
        except StateError as error:
            failed.append(error.message)

    writer = threading.Thread(target=write)
    writer.start()
    desk.gather(5.0)
    saved(desk)
    writer.join()
    assert failed == ["disk full"]
    assert desk.unsaved == ([entry] if kept else [])


def test_a_closed_desk_turns_everybody_away() -> None:
    desk = Desk(lambda _entries: None)
    desk.close()
    with pytest.raises(StateError, match="The run has ended"):
        desk.write(Noted(at(), None))


def test_who_waits_for_what_was_gathered_is_turned_away_too() -> None:
    desk = Desk(lambda _entries: pytest.fail("the desk is closed"))
    said: list[str] = []

    def write() -> None:
        try:
            desk.write(Noted(at(), None))
        except StateError as error:
            said.append(error.message)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    desk.gather(5.0)
    desk.close()
    writer.join(5)
    assert said == ["The run has ended; nothing more is written."]
    assert saved(desk) == []
