"""When a call may be sent again, and how long to wait before: a pure policy and a small loop.

For reads, and for writes that state an absolute value. A create never comes near this module: its Writer
sends once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from reconciler.model.answer import Answer, End
from reconciler.ports import Clock

Uniform = Callable[[float, float], float]
"""A number between two, evenly spread: random.uniform."""

_PASSING = frozenset({End.NOT_SENT, End.NO_ANSWER, End.CUT, End.GARBLED, End.LIMITED, End.FAULT})
_PASSING_GATEWAY = frozenset({408, 425})


@dataclass(frozen=True, slots=True)
class Policy:
    """Seconds, and how often one operation is tried in all.

    Before try n + 1 the wait is drawn from 0 to min(`longest`, `first` * 2^n): full jitter, so that many
    clients do not come back together. What the server asks for is the least wait, up to `obey` seconds.
    """

    tries: int = 5
    first: float = 0.5
    longest: float = 30.0
    obey: float = 120.0
    deadline: float = 300.0

    def wait(self, failed: int, asked: float | None, uniform: Uniform) -> float:
        """Seconds before the next try after `failed` tries (1 or more) failed."""
        drawn = uniform(0.0, min(self.longest, self.first * 2.0**failed))
        return max(drawn, min(asked or 0.0, self.obey))


def passing(answer: Answer) -> bool:
    """Whether the same read may well succeed a moment later."""
    if answer.end is End.GATEWAY:
        status = answer.status or 0
        return status >= 500 or status in _PASSING_GATEWAY
    return answer.end in _PASSING


class Budget:
    """Retries that a whole run may spend: `most` at once, one earned back per `per` calls that succeed.

    In an outage every operation fails; without this each of them would wait through all its tries.
    """

    def __init__(self, most: int = 20, per: int = 10) -> None:
        self._most = float(most)
        self._left = float(most)
        self._earned = 1.0 / per
        self._lock = threading.Lock()

    def spend(self) -> bool:
        """Take one retry; False when none is left."""
        with self._lock:
            if self._left < 1.0:
                return False
            self._left -= 1.0
            return True

    def earn(self) -> None:
        """Note a call that succeeded."""
        with self._lock:
            self._left = min(self._most, self._left + self._earned)


class Gate:
    """Slows every thread down after a 429, and lets go again by and by.

    Starts of calls are `spacing` seconds apart: nothing at first, doubled (from 0.1 to at most 5) at each
    429, a fifth less after each success.
    """

    def __init__(self, clock: Clock, *, least: float = 0.1, most: float = 5.0) -> None:
        self._clock = clock
        self._least, self._most = least, most
        self._spacing = 0.0
        self._next = 0.0
        self._lock = threading.Lock()

    @property
    def spacing(self) -> float:
        return self._spacing

    def enter(self) -> None:
        """Wait for this call's turn."""
        with self._lock:
            now = self._clock.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._spacing
        if turn > now:
            self._clock.sleep(turn - now)

    def slow_down(self, seconds: float) -> None:
        """A 429 came: nobody starts for `seconds`, and starts are further apart after that."""
        with self._lock:
            self._spacing = min(self._most, max(self._least, self._spacing * 2.0))
            self._next = max(self._next, self._clock.monotonic() + seconds)

    def succeeded(self) -> None:
        """Note a call that was not limited."""
        with self._lock:
            self._spacing = self._spacing * 0.8 if self._spacing * 0.8 >= self._least / 2 else 0.0


class Retrier:
    """Runs calls through the gate; shared by all threads of a run."""

    def __init__(
        self, clock: Clock, uniform: Uniform, *, policy: Policy | None = None, budget: Budget | None = None
    ) -> None:
        self._clock = clock
        self._uniform = uniform
        self._policy = policy or Policy()
        self._budget = budget or Budget()
        self._gate = Gate(clock)

    def once(self, call: Callable[[], Answer]) -> Answer:
        """Send once, in turn. What every write goes through."""
        self._gate.enter()
        answer = call()
        if answer.end is End.LIMITED:
            self._gate.slow_down(min(answer.retry_after or 0.0, self._policy.obey))
        elif answer.end is End.OK:
            self._gate.succeeded()
            self._budget.earn()
        return answer

    def run(self, call: Callable[[], Answer]) -> Answer:
        """Send until the answer is not a passing failure, or tries, time or the run's budget are spent."""
        started = self._clock.monotonic()
        for failed in range(1, self._policy.tries + 1):
            answer = self.once(call)
            if not passing(answer) or failed == self._policy.tries:
                return answer
            wait = self._policy.wait(failed, answer.retry_after, self._uniform)
            late = self._clock.monotonic() + wait - started > self._policy.deadline
            if late or not self._budget.spend():
                return answer
            self._clock.sleep(wait)
        raise AssertionError("unreachable: the last try returns")
