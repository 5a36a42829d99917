"""Which Change may start now, and when the run has to stop."""

from __future__ import annotations

from dataclasses import replace

from reconciler.apply.schedule import Schedule, Skip
from reconciler.model.change import Action, Change
from reconciler.model.journal import Ending
from tests.support.builders import at


def change(key: str, action: Action = Action.UPDATE) -> Change:
    return Change(at(key), action, "")


def creates(*keys: str) -> list[Change]:
    return [change(key, Action.CREATE) for key in keys]


def started(schedule: Schedule) -> list[str]:
    found: list[str] = []
    while group := schedule.take():
        found.extend(one.address.key for one in group)
    return found


def end(
    schedule: Schedule, key: str, ending: Ending = Ending.APPLIED, message: str = "", fault: bool = False
) -> None:
    running = next(one for one in schedule.running if one.address.key == key)
    schedule.finish(running, ending, fault=fault, message=message)


def skipped(schedule: Schedule) -> dict[str, str]:
    assert schedule.over
    return {one.change.address.key: one.reason for one in schedule.skipped}


def test_the_first_create_goes_alone_and_others_beside_it() -> None:
    schedule = Schedule.of([*creates("a", "b", "c"), change("u")], {})
    assert started(schedule) == ["a", "u"]
    end(schedule, "a")
    assert started(schedule) == ["b", "c"]


def test_a_create_that_failed_proves_nothing() -> None:
    schedule = Schedule.of(creates("a", "b", "c"), {})
    assert started(schedule) == ["a"]
    end(schedule, "a", Ending.FAILED)
    assert started(schedule) == ["b"]


def test_a_server_error_at_the_first_create_ends_all_creates() -> None:
    schedule = Schedule.of([*creates("a", "b"), change("u")], {})
    assert started(schedule) == ["a", "u"]
    end(schedule, "a", Ending.UNKNOWN, fault=True)
    end(schedule, "u")
    assert skipped(schedule) == {"b": "the first create, interview.a, ended in a server error"}


def test_a_server_error_after_a_create_went_well_ends_nothing() -> None:
    schedule = Schedule.of(creates("a", "b", "c", "d"), {})
    started(schedule)
    end(schedule, "a")
    assert started(schedule) == ["b", "c", "d"]
    end(schedule, "b", Ending.UNKNOWN, fault=True)
    end(schedule, "c")
    end(schedule, "d")
    assert skipped(schedule) == {}


def test_three_equal_failures_in_a_row_stop_the_run() -> None:
    schedule = Schedule.of([change(key) for key in "abcdef"], {})
    for key, message in zip("abcd", ["x", "y", "y", "y"], strict=True):
        assert schedule.take() is not None
        end(schedule, key, Ending.FAILED, message)
    assert skipped(schedule) == dict.fromkeys("ef", "the same failure came 3 times in a row: y")


def test_a_success_or_another_failure_begins_the_count_anew() -> None:
    schedule = Schedule.of([change(key) for key in "abcdef"], {})
    endings = [("x", Ending.FAILED), ("x", Ending.FAILED), ("", Ending.APPLIED)] * 2
    for key, (message, ending) in zip("abcdef", endings, strict=True):
        assert schedule.take() is not None
        end(schedule, key, ending, message)
    assert skipped(schedule) == {}


def test_needs_come_first_and_a_loss_skips_all_that_follows() -> None:
    needs = {at("b"): (at("a"), at("elsewhere")), at("c"): (at("b"),)}
    schedule = Schedule.of([change(key) for key in ("c", "b", "a", "d")], needs)
    assert started(schedule) == ["a", "d"]
    end(schedule, "a")
    assert started(schedule) == ["b"]
    end(schedule, "b", Ending.FAILED)
    end(schedule, "d")
    assert skipped(schedule) == {"c": "it needs interview.b"}
    assert schedule.skipped[0].because == (at("b"),)


def test_one_address_is_one_call_at_a_time() -> None:
    schedule = Schedule.of([change("a"), change("a", Action.RETIRE)], {})
    assert started(schedule) == ["a"]
    end(schedule, "a")
    assert started(schedule) == ["a"]


def test_stopped_starts_nothing_and_what_runs_may_end() -> None:
    schedule = Schedule.of([change("a"), change("b")], {})
    assert schedule.take()
    schedule.stop("interrupted")
    schedule.stop("later")
    assert schedule.take() == ()
    assert not schedule.over
    end(schedule, "a")
    assert skipped(schedule) == {"b": "interrupted"}


def test_a_long_plan_is_not_gone_through_at_every_step() -> None:
    """2,000 Changes are taken and finished one by one; none is looked at more than a few times."""
    looked = 0

    class Counted(Schedule):
        def _skip(self, change: Change) -> Skip | None:
            nonlocal looked
            looked += 1
            return super()._skip(change)

    changes = [change(f"k{number}") for number in range(2000)]
    schedule = Counted.of(changes, {})
    while not schedule.over:
        (one,) = schedule.take()
        schedule.finish(one, Ending.APPLIED, fault=False, message="")
    assert looked < 3 * len(changes)


def test_those_of_one_batch_start_together_and_no_more_than_a_call_may_hold() -> None:
    people = [replace(change(f"p{number}", Action.CREATE), batch="invitation.x") for number in range(5)]
    schedule = Schedule.of([change("a", Action.CREATE), *people], {people[0].address: (at("a"),)})
    assert [one.address.key for one in schedule.take(3)] == ["a"]
    end(schedule, "a")
    assert [one.address.key for one in schedule.take(3)] == ["p0", "p1", "p2"]
    assert [one.address.key for one in schedule.take(3)] == ["p3", "p4"]
    assert schedule.take(3) == ()
