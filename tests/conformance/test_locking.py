"""One writer at a time, across real processes, and no lock outlives its holder."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reconciler.errors import ExitCode, StateLocked, StateMoved
from reconciler.model.journal import Begun
from reconciler.model.record import Snapshot
from reconciler.ports import Owner, Store
from reconciler.stores import local

if TYPE_CHECKING:
    from .conftest import Kind, Process

Start = Callable[..., "Process"]

OWNER = Owner("drift", "ben", "laptop", os.getpid(), 1795600800.0)
HOLDS = """
with store.lock(owner("apply")):
    print("held", flush=True)
    sys.stdin.readline()
print("free", flush=True)
sys.stdin.readline()
"""
COUNTS = """
for _ in range(30):
    while True:
        try:
            with store.lock(owner("count")):
                held = store.load().snapshot
                serial = 0 if held is None else held.serial
                store.write(Snapshot("l", serial + 1), over=held)
            break
        except ReconcilerError as error:
            assert type(error).__name__ == "StateLocked", error
print("done", flush=True)
"""


def test_a_second_process_is_told_who_holds_the_lock(store: Store, process: Start) -> None:
    other = process(HOLDS)
    assert other.says() == "held"
    with pytest.raises(StateLocked) as caught, store.lock(OWNER):
        pytest.fail("two holders")
    told = caught.value.message
    for part in (store.place, "apply", "ann", "build-7", str(other.pid), "2026-11-25 10:00:00 UTC"):
        assert part in told
    assert caught.value.exit_code is ExitCode.LOCKED
    assert caught.value.hint


def test_nobody_writes_without_the_lock_while_another_holds_it(store: Store, process: Start) -> None:
    other = process(HOLDS)
    assert other.says() == "held"
    with pytest.raises(StateLocked):
        store.write(Snapshot("l", 1), over=None)
    assert store.load().snapshot is None, "reading needs no lock"


def test_a_lock_given_back_is_free(store: Store, process: Start) -> None:
    other = process(HOLDS)
    assert other.says() == "held"
    other.tell()
    assert other.says() == "free"
    with store.lock(OWNER):
        pass


def test_a_killed_holders_lock_is_free_at_once(store: Store, process: Start) -> None:
    other = process(HOLDS)
    assert other.says() == "held"
    other.kill()
    with store.lock(OWNER):
        store.write(Snapshot("l", 1), over=None)


def test_a_lock_excludes_the_same_process_too(kind: Kind, store: Store) -> None:
    with store.lock(OWNER):
        for other in (store, kind.open()):
            with pytest.raises(StateLocked, match="ben"), other.lock(OWNER):
                pytest.fail("two holders")
    with store.lock(OWNER), pytest.raises(StateLocked):
        kind.open().write(Snapshot("l", 1), over=None)


def test_an_error_inside_gives_the_lock_back(kind: Kind, store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.lock(OWNER):
        raise ZeroDivisionError
    with kind.open().lock(OWNER):
        pass


def test_racing_processes_lose_no_write(store: Store, process: Start) -> None:
    racers = [process(COUNTS) for _ in range(4)]
    assert [racer.says() for racer in racers] == ["done"] * 4
    snapshot = store.load().snapshot
    assert snapshot is not None
    assert snapshot.serial == 120


def test_nobody_holds_a_lock_that_is_free_or_whose_holder_died(kind: Kind, process: Start) -> None:
    assert kind.open().holding() is None
    other = process(HOLDS)
    assert other.says() == "held"
    other.kill()
    assert kind.open().holding() is None


WRITES_ON = """
with store.lock(owner("apply")):
    store.write(Snapshot("l", 1), over=None)
    store.begin(Begun("l", 1, None, "apply", 0.0))
    print("held", flush=True)
    sys.stdin.readline()
    for attempt in (
        lambda: store.check_lock(),
        lambda: store.append([Noted(ADDRESS, record("late"))]),
        lambda: store.write(Snapshot("l", 2), over=Snapshot("l", 1)),
        lambda: store.begin(Begun("l", 9, None, "apply", 0.0)),
    ):
        try:
            attempt()
            print("went on", flush=True)
        except ReconcilerError as error:
            print(type(error).__name__, flush=True)
"""


def test_who_was_robbed_writes_nothing_while_the_new_holder_works_or_after(
    kind: Kind, store: Store, process: Start
) -> None:
    robbed = process(WRITES_ON)
    assert robbed.says() == "held"
    keeping = kind.open()
    holding = keeping.holding()
    assert holding is not None
    assert holding.owner is not None
    assert (holding.owner.pid, holding.owner.operation) == (robbed.pid, "apply")
    keeping.unlock(holding)
    with store.lock(OWNER):
        robbed.tell()
        assert [robbed.says() for _ in range(4)] == ["StateLocked"] * 4
        assert robbed.ended() == 0
        store.write(Snapshot("l", 5), over=Snapshot("l", 1))
    assert store.load().snapshot == Snapshot("l", 5)
    with store.lock(OWNER):
        pass  # the lock works as before


def test_a_holder_that_is_gone_already_is_not_robbed_in_the_place_of_the_next(
    kind: Kind, process: Start
) -> None:
    first = process(HOLDS)
    assert first.says() == "held"
    keeping = kind.open()
    holding = keeping.holding()
    assert holding is not None
    first.kill()
    second = process(HOLDS)
    assert second.says() == "held"
    with pytest.raises(StateMoved, match="not held by that process any more"):
        keeping.unlock(holding)
    now = keeping.holding()
    assert now is not None
    assert now.owner is not None
    assert now.owner.pid == second.pid
    with pytest.raises(StateLocked), keeping.lock(OWNER):
        pytest.fail("two holders")


def test_a_holder_without_a_name_can_be_robbed_too(kind: Kind, process: Start) -> None:
    other = process(HOLDS)
    assert other.says() == "held"
    kind.state.with_suffix(".owner").unlink()
    keeping = kind.open()
    holding = keeping.holding()
    assert holding is not None
    assert holding.owner is None
    keeping.unlock(holding)
    with keeping.lock(OWNER):
        pass


@pytest.mark.parametrize(
    "point",
    [point for point in local.FAILPOINTS if point.startswith(("state.", "journal."))],
)
def test_a_writer_that_stood_still_at_any_point_takes_no_name_after_the_robber_has_read(
    kind: Kind, process: Start, point: str
) -> None:
    store = kind.open()
    store.write(Snapshot("l", 1), over=None)
    store.begin(Begun("l", 1, None, "apply", 0.0))
    slow = process(STANDS_STILL.replace("POINT", point))
    assert slow.says() == "held"
    os.waitpid(slow.pid, os.WUNTRACED)
    holding = store.holding()
    assert holding is not None
    store.unlock(holding)
    with store.lock(OWNER):
        read = store.load()
        slow.go_on()
        assert slow.says() in ("StateLocked", "StateError", "done")
        assert slow.ended() == 0
        assert store.load().snapshot == read.snapshot
        held = read.snapshot
        assert held is not None
        store.write(replace(held, serial=held.serial + 10), over=held)


STANDS_STILL = """
import signal
at = "POINT"
def fail(point):
    if point == at:
        os.kill(os.getpid(), signal.SIGSTOP)
store._fail = store._lock._fail = fail
print("held", flush=True)
try:
    with store.lock(owner("apply")):
        store.write(Snapshot("l", 2), over=Snapshot("l", 1))
        store.begin(Begun("l", 2, None, "apply", 0.0))
        store.append([Noted(ADDRESS, record("late"))])
    print("done", flush=True)
except ReconcilerError as error:
    print(type(error).__name__, flush=True)
"""
