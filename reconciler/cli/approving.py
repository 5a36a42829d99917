"""How the person at the keyboard, or a plan approved earlier, says what may be carried out."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from reconciler.cli.output import put_if_read
from reconciler.errors import ExitCode, PlanStale, UsageError, worst
from reconciler.model.change import Change
from reconciler.model.plan import Plan

if TYPE_CHECKING:
    from reconciler.engine.approved import Approved
    from reconciler.model.record import Snapshot
    from reconciler.workflows.plan import Planned
    from reconciler.workflows.work import Work

Agree = Callable[["Planned"], "Sequence[Change] | None"]

_DANGEROUS = frozenset({"retire", "replace", "downtime"})
"""Effects that people outside notice and that no second apply takes back unnoticed."""


def asking(show: Callable[[Plan], str], *, yes: bool, one_by_one: bool) -> Agree:
    """Show the plan and ask. A dangerous plan wants the environment's name typed, so that a hand that is used
    to `y` has to look where it is."""

    def agree(made: Planned) -> Sequence[Change] | None:
        plan = made.plan
        put_if_read(show(plan), True)
        if yes:
            return plan.runnable
        if not sys.stdin.isatty():
            raise UsageError(
                "This would change the account, and there is no terminal to ask at.",
                hint="Look at the plan, then run again with --yes",
            )
        with _interruptible():
            if one_by_one:
                return _chosen(plan, show) or None
            return plan.runnable if _confirmed(plan) else None

    return agree


def _confirmed(plan: Plan) -> bool:
    from reconciler.render.nouns import nouns

    if not any(change.effects & _DANGEROUS for change in plan.runnable):
        return click.confirm(f"\nApply this to {plan.environment!r}?", default=False, err=True)
    of = nouns(change.address.kind for change in plan.runnable if change.effects & _DANGEROUS)
    question = f"\nThis takes {of} away from candidates. Type {plan.environment!r} to apply it"
    answer: str = click.prompt(question, default="", show_default=False, err=True)
    return answer.strip() == plan.environment


def _chosen(plan: Plan, show: Callable[[Plan], str]) -> list[Change]:
    """Go change by change: yes, no, all that are left, quit with nothing more."""
    from dataclasses import replace

    picked: list[Change] = []
    for number, change in enumerate(plan.runnable, 1):
        title = f"[{number}/{len(plan.runnable)}] {change.action.value} {change.address}?"
        while True:
            answer = (
                click.prompt(f"{title} (y)es (n)o (d)iff (a)ll (q)uit", default="n", err=True)
                .strip()
                .lower()[:1]
            )
            if answer == "d":
                click.echo(
                    show(replace(plan, changes=(change,), guards=(), warnings=(), settlements=())), nl=False
                )
            elif answer in ("y", "n", "a", "q"):
                break
        if answer == "a":
            return [*picked, *plan.runnable[number - 1 :]]
        if answer == "q":
            break
        if answer == "y":
            picked.append(change)
    return picked


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C at a question answers it: nothing runs yet that would have to be ended with care."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass(slots=True)
class ByFile:
    """Agreement by a saved plan. `moved` and `unapproved`: what it does not cover any more, for the end."""

    approved: Approved
    work: Work
    tool: str
    show: Callable[[Plan], str]
    moved: list[Change] = field(default_factory=list)
    unapproved: list[Change] = field(default_factory=list)

    def __call__(self, made: Planned) -> Sequence[Change] | None:
        from dataclasses import replace

        from reconciler.engine.approved import sort

        self.check(made.snapshot)
        found = sort(made.plan, self.approved)
        self.moved.extend(found.moved)  # asked again about what is settled late
        self.unapproved.extend(found.unapproved)
        if found.moved and not found.approved:
            names = ", ".join(str(change.address) for change in found.moved)
            raise PlanStale(
                f"The saved plan is stale: {names} differ from what was approved.",
                hint="Plan again, have it approved again",
            )
        if not found.approved:
            click.echo("Everything that was approved is done.")
            return ()
        put_if_read(self.show(replace(made.plan, changes=found.approved)), True)
        return found.approved

    def check_early(self) -> None:
        """What can be known before anything is read."""
        from reconciler.workflows.show import recorded

        self.check(recorded(self.work.store))

    def check(self, snapshot: Snapshot) -> None:
        from reconciler.workflows import saved

        saved.check(self.approved, self.work, snapshot, tool=self.tool, now=self.work.clock.now())

    def told(self, code: ExitCode) -> ExitCode:
        """Say what the file no longer covers, and the exit code with it."""
        for change in self.moved:
            click.echo(
                f"Not applied, {change.address}: it differs from what was approved; plan again.", err=True
            )
        for change in self.unapproved:
            click.echo(
                f"Not applied, {change.address}: {change.action.value} is not in the saved plan.", err=True
            )
        return worst([code, ExitCode.STALE]) if self.moved else code
