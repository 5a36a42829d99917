"""When a read is tried again, how long it waits, and that an outage ends quickly. Time is a number here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from reconciler.model.answer import Answer, End
from reconciler.remote.retry import Budget, Gate, Policy, Retrier, passing

OK = Answer(End.OK, 200, {})
CUT = Answer(End.CUT)


class FakeClock:
    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.slept.append(seconds)
        self.time += seconds


def longest(_low: float, high: float) -> float:
    return high


def shortest(low: float, _high: float) -> float:
    return low


def script(answers: Iterable[Answer]) -> tuple[Callable[[], Answer], list[Answer]]:
    given: list[Answer] = []
    left = iter(answers)

    def call() -> Answer:
        given.append(next(left))
        return given[-1]

    return call, given


@pytest.mark.parametrize(
    ("answer", "again"),
    [
        (Answer(End.OK, 200), False),
        (Answer(End.REFUSED, 401), False),
        (Answer(End.REFUSED, 404), False),
        (Answer(End.REFUSED, 422), False),
        (Answer(End.REDIRECTED, 302), False),
        (Answer(End.GATEWAY, 401), False),
        (Answer(End.GATEWAY, 404), False),
        (Answer(End.GATEWAY, None), False),
        (Answer(End.GATEWAY, 408), True),
        (Answer(End.GATEWAY, 500), True),
        (Answer(End.GATEWAY, 502), True),
        (Answer(End.FAULT, 500), True),
        (Answer(End.LIMITED, 429), True),
        (Answer(End.GARBLED, 200), True),
        (Answer(End.NOT_SENT), True),
        (Answer(End.NO_ANSWER), True),
        (Answer(End.CUT), True),
    ],
)
def test_only_what_may_pass_is_tried_again(answer: Answer, again: bool) -> None:
    assert passing(answer) is again
    call, given = script([answer, OK])
    assert Retrier(FakeClock(), shortest).run(call) is (OK if again else answer)
    assert len(given) == (2 if again else 1)


def test_waits_double_up_to_a_bound_and_are_jittered_from_nothing() -> None:
    policy = Policy()
    assert [policy.wait(n, None, longest) for n in range(1, 9)] == [1, 2, 4, 8, 16, 30, 30, 30]
    assert [policy.wait(n, None, shortest) for n in range(1, 9)] == [0] * 8


def test_what_the_server_asks_is_the_least_wait_up_to_a_bound() -> None:
    policy = Policy()
    assert policy.wait(1, 10.0, longest) == 10.0
    assert policy.wait(4, 5.0, longest) == 8.0
    assert policy.wait(1, 3600.0, longest) == 120.0


def test_at_most_five_tries_and_the_last_answer_is_handed_back() -> None:
    clock = FakeClock()
    call, given = script([CUT] * 9)
    assert Retrier(clock, longest).run(call) is CUT
    assert len(given) == 5
    assert clock.slept == [1, 2, 4, 8], "no wait after the last"


def test_no_try_starts_after_the_deadline() -> None:
    clock = FakeClock()
    call, given = script([Answer(End.FAULT, 503, retry_after=100.0)] * 9)
    Retrier(clock, longest, policy=Policy(deadline=250.0)).run(call)
    assert clock.slept == [100, 100]
    assert len(given) == 3


def test_an_outage_ends_quickly_for_the_whole_run() -> None:
    retrier = Retrier(FakeClock(), longest, budget=Budget(most=6))
    tries = []
    for _ in range(10):
        call, given = script([CUT] * 9)
        retrier.run(call)
        tries.append(len(given))
    assert tries == [5, 3, 1, 1, 1, 1, 1, 1, 1, 1]


def test_success_earns_retries_back_but_never_more_than_at_the_start() -> None:
    budget = Budget(most=2, per=4)
    assert [budget.spend(), budget.spend(), budget.spend()] == [True, True, False]
    for _ in range(3):
        budget.earn()
    assert not budget.spend()
    budget.earn()
    assert budget.spend()
    for _ in range(100):
        budget.earn()
    assert [budget.spend(), budget.spend(), budget.spend()] == [True, True, False]


def test_a_write_is_sent_once_whatever_comes() -> None:
    for answer in (CUT, Answer(End.LIMITED, 429), Answer(End.NOT_SENT)):
        call, given = script([answer, OK])
        assert Retrier(FakeClock(), longest).once(call) is answer
        assert len(given) == 1


def test_a_429_slows_every_call_of_the_run_and_lets_go_again() -> None:
    clock = FakeClock()
    retrier = Retrier(clock, shortest)
    limited, _ = script([Answer(End.LIMITED, 429, retry_after=30.0)])
    retrier.once(limited)
    fine, _ = script([OK] * 50)
    retrier.once(fine)
    assert clock.slept == [30.0], "another call, of another thread perhaps, waits too"
    for _ in range(20):
        retrier.once(fine)
    waits = clock.slept[1:]
    assert waits[0] == pytest.approx(0.1)
    assert waits == sorted(waits, reverse=True)
    assert len(waits) < 10, "after some successes nothing waits any more"


def test_spacing_grows_with_each_429_up_to_a_bound() -> None:
    gate = Gate(FakeClock())
    seen = []
    for _ in range(8):
        gate.slow_down(0.0)
        seen.append(gate.spacing)
    assert seen == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0])


def test_turns_are_handed_out_apart_from_each_other() -> None:
    class Standing(FakeClock):
        def sleep(self, seconds: float) -> None:
            self.slept.append(seconds)  # as several threads at once: nobody's wait moves the others' clock

    clock = Standing()
    gate = Gate(clock)
    gate.slow_down(0.0)
    for _ in range(4):
        gate.enter()
    assert clock.slept == pytest.approx([0.1, 0.2, 0.3])
