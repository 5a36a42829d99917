"""Make the account match. The lock is taken before anything is read and held through the question."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace

from reconciler.apply import identity, points, preflight
from reconciler.apply.desk import Desk
from reconciler.apply.executor import Execution, Interrupts, Limits
from reconciler.apply.moment import ServerClock
from reconciler.apply.tools import Tools
from reconciler.engine import recovery
from reconciler.errors import ReconcilerError, StateError
from reconciler.model.address import Address
from reconciler.model.answer import Answer
from reconciler.model.approval import Approvals
from reconciler.model.change import Action, Change
from reconciler.model.event import Event, Waiting
from reconciler.model.journal import Ending, Entry
from reconciler.model.observed import Merchant
from reconciler.model.plan import Plan, Settlement
from reconciler.model.report import Report, Result
from reconciler.ports import Account, Owner
from reconciler.workflows.ledger import Ledger
from reconciler.workflows.plan import Planned, planned, remembered
from reconciler.workflows.work import Work, settled, settlements

_STOPPED = "it was made, but it could not be brought to its declared end"
_LOOK_EVERY = 15.0
"""Seconds between two looks for an answer that never came."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How to apply. `agree` is asked with the Plan in view and answers which Changes to carry out; None
    declines. It is asked once, and again for what could only be planned when an answer that an earlier run
    lost was settled. `wait`: look for lost answers until the
    settling time has passed. `explain` turns a bad answer into the error people read; `pause` is how long to
    wait before a call that was provably not done is sent again. `ready` is told how many seconds the calls
    may take and raises when something outside (a token) will not last that long."""

    agree: Callable[[Planned], Sequence[Change] | None]
    explain: Callable[[Answer, str], ReconcilerError]
    emit: Callable[[Event], None]
    interrupts: Interrupts
    limits: Limits
    pause: Callable[[int, float | None], float]
    wait: bool = True
    ready: Callable[[float], None] = lambda _seconds: None


@dataclass(frozen=True, slots=True)
class Applied:
    """`report` is None when nothing was carried out: `declined`, stopped by the plan's guards, or nothing to
    do. `unsaved`: journal lines that could not be written and have to be shown."""

    plan: Plan
    report: Report | None = None
    declined: bool = False
    unsaved: tuple[Entry, ...] = ()


def apply(work: Work, account: Account, approvals: Approvals, owner: Owner, terms: Terms) -> Applied:
    """Read, plan, ask, carry out, record. Raises ReconcilerError only when nothing was sent, or when what was
    done could not be recorded."""
    with work.store.lock(owner):
        ledger = Ledger.opened(work)
        work.fail(points.OPENED)
        merchant = account.merchant()
        ledger.fingerprint = identity.check(work.environment, merchant, ledger.snapshot)
        run = _Apply(work, account, approvals, terms, ledger, merchant)
        try:
            applied = run.run()
        except Exception:
            # The journal holds every line; what went wrong first is what has to be told.
            with suppress(ReconcilerError):
                ledger.close()
            raise
        applied = _closed(ledger, applied)
        work.fail(points.CLOSED)
        return applied


def _closed(ledger: Ledger, applied: Applied) -> Applied:
    """Fold the journal. A report of what was done is worth more than an error about the state file: every
    line is in the journal, and the next run begins by folding it."""
    try:
        ledger.close()
    except StateError as error:
        if applied.report is None:
            raise
        warning = (
            f"the state file is behind, its journal holds everything; the next run folds it: {error.message}"
        )
        report = replace(applied.report, warnings=(*applied.report.warnings, warning))
        return replace(applied, report=report)
    return applied


@dataclass(slots=True)
class _Apply:
    work: Work
    account: Account
    approvals: Approvals
    terms: Terms
    ledger: Ledger
    merchant: Merchant
    found: dict[str, Settlement] = field(default_factory=dict)
    earlier: frozenset[Address] = frozenset()
    """Whose answer an earlier run lost, and time will tell."""

    def run(self) -> Applied:
        first = self._first()
        plan, clock = first.plan, ServerClock(self.account, self.work.clock)
        self.work.store.check_lock()  # a robbed run would call what its robber has just made a stranger's
        if plan.guards or not plan.runnable:
            if plan.empty:
                self._counted_from_here()
            return Applied(plan)
        self.work.fail(points.PLANNED)
        lasts = preflight.seconds(plan.runnable, self.terms.limits.workers)
        self.work.store.prepare(preflight.room(plan.runnable))
        self.terms.ready(lasts)
        chosen = self.terms.agree(first)
        if chosen is None:
            return Applied(plan, declined=True)
        self.terms.ready(lasts)  # a person may have thought about it for an hour
        self.work.fail(points.AGREED)
        started = self.work.clock.monotonic()
        self.ledger.fingerprint = first.fingerprint
        results, unsaved = self._carry_out(chosen, first, clock)
        self.work.fail(points.CARRIED_OUT)
        results, more = self._settled_after(results)
        resumed, late = self._resumed()
        self._counted_from_here()
        interrupts = self.terms.interrupts
        report = Report(
            environment=self.work.environment.name,
            results=(*results, *resumed),
            blocked=tuple(change for change in plan.blocked if self._still_blocked(change)),
            settlements=tuple(self.found.values()),
            pending=plan.pending,
            warnings=(*plan.warnings, *_warnings((*results, *resumed))),
            unchanged=plan.unchanged,
            interrupted=interrupts.signal if interrupts.count else None,
            seconds=self.work.clock.monotonic() - started,
        )
        return Applied(plan, report, unsaved=(*unsaved, *more, *late))

    def _counted_from_here(self) -> None:
        """Edits of what nobody declared are counted from this apply on. What it wrote to may show more by
        now than was sent, which is nobody's edit."""
        remembered(self.work, self.ledger.snapshot, self.merchant).applied(self.ledger.touched)

    def _first(self) -> Planned:
        """The plan to ask about. An answer that an earlier run lost is waited for at the end, when everything
        else is done; at once where there is nothing else."""
        first = self._plan(self._settle(wait=False), self.work)
        if self._waits() and not recovery.within_guards(first.plan).runnable:
            first = self._plan(self._settle(), self.work)
        self.earlier = frozenset(one.intent.address for one in self._waits())
        return replace(first, plan=recovery.within_guards(first.plan))

    def _waits(self) -> list[Settlement]:
        """Lost answers that time will tell of."""
        if not self.terms.wait or self.terms.interrupts.count:
            return []
        return [one for one in self.found.values() if one.verdict == "open" and one.until is not None]

    def _still_blocked(self, change: Change) -> bool:
        open_ = {one.intent.address for one in self.found.values() if one.verdict == "open"}
        return change.address not in self.earlier or change.address in open_

    def _plan(self, found: tuple[Settlement, ...], work: Work) -> Planned:
        return planned(work, self.ledger.snapshot, self.account, self.approvals, self.merchant, found)

    def _carry_out(
        self, changes: Sequence[Change], made: Planned, clock: ServerClock
    ) -> tuple[list[Result], list[Entry]]:
        desk = Desk(self.ledger.append)
        tools = Tools(
            account=self.account,
            desk=desk,
            clock=self.work.clock,
            new_id=self.work.new_id,
            pause=self.terms.pause,
            records=dict(self.ledger.snapshot.records),
            before=made.observed.read,
            explain=self.terms.explain,
            server_now=clock.now,
            still_ours=self.work.store.check_lock,
            fail=self.work.fail,
        )
        execution = Execution(tools, self.terms.limits, self.terms.interrupts, self.terms.emit)
        return execution.run(changes, dict(made.plan.needs)), desk.unsaved

    def _settle(self, *, wait: bool = True) -> tuple[Settlement, ...]:
        """Look for lost answers, until each is settled or only the author can, and record what was found."""
        snapshot, seconds = self.ledger.snapshot, self.work.environment.settle
        found = self._found(settlements(self.account, snapshot, seconds))
        while wait and (waits := self._waits()):
            self._wait(waits)
            found = self._found(settlements(self.account, snapshot, seconds))
        entries = settled(found, self.account, snapshot)
        if entries:
            self.ledger.append(entries)
            self.work.fail(points.SETTLED)
        return found

    def _found(self, found: tuple[Settlement, ...]) -> tuple[Settlement, ...]:
        self.found |= {one.intent.id: one for one in found}
        return found

    def _wait(self, waits: Sequence[Settlement]) -> None:
        until = max(one.until or 0.0 for one in waits)
        now = self.account.server_time() or until
        address = waits[0].intent.address if len(waits) == 1 else None
        clock = self.work.clock.now()
        self.terms.emit(Waiting(address, waits[0].detail, clock + max(until - now, 0.0), clock))
        self.work.clock.sleep(max(1.0, min(until - now, _LOOK_EVERY)))

    def _settled_after(self, results: list[Result]) -> tuple[list[Result], list[Entry]]:
        """Settle what this run left unknown, and bring what was found to its declared end.

        What was not made is not made now: after a lost answer the next create is the author's next run.
        """
        unknown = {result.address for result in results if result.ending is Ending.UNKNOWN}
        if not unknown or not self.ledger.snapshot.open or self.terms.interrupts.count:
            return results, []
        found = {one.intent.address: one for one in self._settle() if one.intent.address in unknown}
        made = {address for address, one in found.items() if one.verdict == "made"}
        again, unsaved = self._finish(made) if made else ({}, [])
        return [
            _after(result, found.get(result.address), again.get(result.address)) for result in results
        ], unsaved

    def _resumed(self) -> tuple[list[Result], list[Entry]]:
        """Wait for the answers that an earlier run lost, and carry out what could not be planned before,
        asked about like everything else."""
        if not self.earlier or self.terms.interrupts.count:
            return [], []
        self._settle()
        settled_ = {one.intent.address for one in self.found.values() if one.verdict != "open"} & self.earlier
        rest = self._plan((), replace(self.work, selected=lambda address: address in settled_, acting=_every))
        if not settled_ or rest.plan.guards or not rest.plan.runnable:
            return [], []
        clock, chosen = ServerClock(self.account, self.work.clock), None
        with suppress(ReconcilerError):  # what was done before has to be told, whatever is said to this
            chosen = self.terms.agree(rest)
        return self._carry_out(chosen, rest, clock) if chosen else ([], [])

    def _finish(self, made: Set[Address]) -> tuple[dict[Address, Result], list[Entry]]:
        """Bring what a lost answer had made to its declared end; a Result for each that is not there yet."""
        rest = self._plan((), replace(self.work, selected=lambda address: address in made, acting=_every))
        clock = ServerClock(self.account, self.work.clock)
        todo = rest.plan.runnable if not rest.plan.guards else ()
        results = {
            change.address: Result(change.address, change.action, Ending.FAILED, _STOPPED, "Run apply again")
            for change in rest.plan.changes
        }
        if not todo:
            return results, []
        more, unsaved = self._carry_out(todo, rest, clock)
        return {**results, **{result.address: result for result in more}}, unsaved


def _warnings(results: Sequence[Result]) -> list[str]:
    return [f"{result.address}: {text}" for result in results for text in result.warnings]


def _every(action: Action) -> bool:
    """What finishes an approved create has another Action than the create."""
    return action is not Action.NONE


def _after(result: Result, settlement: Settlement | None, again: Result | None) -> Result:
    """The Result of a create once its lost answer is settled."""
    if result.ending is not Ending.UNKNOWN or settlement is None:
        return result
    if settlement.verdict == "open":
        return replace(result, until=settlement.until)
    if settlement.verdict == "not_made":
        message = f"{result.message.rstrip('. ')}; it was looked for and not made"
        return replace(result, ending=Ending.FAILED, message=message, hint="Run apply again")
    if again is not None and again.ending is not Ending.APPLIED:
        return replace(again, action=result.action)
    return replace(result, ending=Ending.APPLIED, message=settlement.detail, remote_id=settlement.remote_id)
