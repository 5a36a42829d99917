"""A Plan carried out: a fixed set of workers, one writer, signals. The executor decides nothing."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reconciler.apply.desk import Done
from reconciler.apply.schedule import MAKING, Schedule
from reconciler.apply.tools import Tools
from reconciler.apply.worker import carry_out
from reconciler.engine.requests import LARGEST_BATCH
from reconciler.model.address import Address
from reconciler.model.change import Change
from reconciler.model.event import Beat, Begins, Event, Finished, Started, Stopping
from reconciler.model.journal import Ending
from reconciler.model.report import Result

_UNAUTHORISED = 401
_BEAT = 15.0
"""Seconds without news after which a sign of life is due: a generated create may take a minute."""

_TICK = 0.1
"""Seconds between two looks at the signals when nothing else happens."""


@dataclass(slots=True)
class Interrupts:
    """Signals so far, set by a handler in the main thread."""

    count: int = 0
    signal: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """`grace`: seconds that calls in flight may take after the first signal."""

    workers: int = 8
    grace: float = 30.0


@dataclass(slots=True)
class Execution:
    """One run over a plan's Changes."""

    tools: Tools
    limits: Limits
    interrupts: Interrupts
    emit: Callable[[Event], None]
    results: list[Result] = field(default_factory=list)
    _started: list[Change] = field(default_factory=list)
    """Whom nobody was told of yet."""

    def run(self, changes: Sequence[Change], needs: dict[Address, tuple[Address, ...]]) -> list[Result]:
        """Carry out `changes`; returns one Result for each, whatever happens."""
        schedule = Schedule.of(changes, needs)
        jobs: queue.SimpleQueue[tuple[Change, ...] | None] = queue.SimpleQueue()
        workers = min(self.limits.workers, len(changes))
        for _ in range(workers):
            threading.Thread(target=self._work, args=(jobs,), daemon=True).start()
        self.emit(Begins(len(changes), self.tools.clock.now()))
        try:
            self._loop(schedule, jobs, workers)
        finally:
            self.tools.desk.close()
            for _ in range(workers):
                jobs.put(None)
        for skip in schedule.skipped:
            self._note(
                Result(
                    skip.change.address, skip.change.action, Ending.SKIPPED, skip.reason, because=skip.because
                )
            )
        return self.results

    def _work(self, jobs: queue.SimpleQueue[tuple[Change, ...] | None]) -> None:
        while (group := jobs.get()) is not None:
            for done in carry_out(group, self.tools):
                self.tools.desk.done(done)

    def _loop(
        self, schedule: Schedule, jobs: queue.SimpleQueue[tuple[Change, ...] | None], workers: int
    ) -> None:
        deadline: float | None = None
        last = self.tools.clock.monotonic()
        desk = self.tools.desk
        while desk.holds or not schedule.over:
            if self.interrupts.count and deadline is None:
                deadline = self.tools.clock.monotonic() + self.limits.grace
                schedule.stop("interrupted")
                self.emit(Stopping("interrupted", self.tools.clock.now(), self.interrupts.signal))
            if self.interrupts.count > 1 or (
                deadline is not None and self.tools.clock.monotonic() > deadline
            ):
                self._abandon(schedule)
                return
            while _busy(schedule) < workers and (group := schedule.take(LARGEST_BATCH)):
                self._started += group
                jobs.put(group)
            if not desk.holds:
                self._tell_started()
            through = desk.gather(_TICK)
            for done in through:
                self._finish(schedule, done)
            if desk.ripe:
                self._save()
            if desk.unsaved:
                schedule.stop("the journal cannot be written")
            last = self._beat(schedule, through, last)

    def _save(self) -> None:
        """Write what was gathered. The next Changes are on their way by then, so that one sync does for the
        end of one and the intent of the next; they are told of after what ended."""
        self.tools.desk.save(lambda done: self._note(done.result))
        self._tell_started()

    def _tell_started(self) -> None:
        for change in self._started:
            self.emit(Started(change.address, change.action, self.tools.clock.now()))
        self._started.clear()

    def _beat(self, schedule: Schedule, through: Sequence[Done], last: float) -> float:
        """Give a sign of life when nothing was heard for a while; returns when something last was."""
        now = self.tools.clock.monotonic()
        if through:
            return now
        if now - last < _BEAT:
            return last
        self.emit(Beat(len(self.results), len(schedule.running), self.tools.clock.now()))
        return now

    def _finish(self, schedule: Schedule, done: Done) -> None:
        schedule.finish(done.change, done.result.ending, fault=done.fault, message=done.result.message)
        if done.result.status == _UNAUTHORISED:  # renewing was tried: every other call would end the same
            schedule.stop("the account does not accept the token any more")

    def _abandon(self, schedule: Schedule) -> None:
        """Leave with calls in flight: what they did is for the next run to find out."""
        self._save()
        schedule.drop()
        for change in schedule.running:
            message = "left while its call was on the way; the next run looks for it"
            ending = Ending.UNKNOWN if change.action in MAKING else Ending.FAILED
            self._note(Result(change.address, change.action, ending, message))

    def _note(self, result: Result) -> None:
        self.results.append(result)
        if result.ending is not Ending.SKIPPED:
            self.emit(
                Finished(
                    result.address,
                    result.action,
                    result.ending,
                    result.seconds,
                    result.message,
                    result.status,
                    self.tools.clock.now(),
                )
            )


def _busy(schedule: Schedule) -> int:
    """How many workers have something to do: those of one batch are with one of them."""
    alone = sum(not change.batch for change in schedule.running)
    return alone + len({change.batch for change in schedule.running if change.batch})
