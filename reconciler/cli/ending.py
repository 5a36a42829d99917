"""How an apply came out: the last words and the exit code."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from reconciler.cli.output import put_if_read
from reconciler.cli.stopping import say
from reconciler.errors import ExitCode, worst
from reconciler.model.journal import Ended, Ending
from reconciler.model.plan import Plan

if TYPE_CHECKING:
    from reconciler.workflows.apply import Applied


def ended(applied: Applied, color: bool, show: Callable[[Plan], str]) -> ExitCode:
    """Print what is left to say and find the exit code."""
    from reconciler.cli.session import width
    from reconciler.render.summary import summary_text

    for entry in applied.unsaved:
        remote_id = entry.remote_id if isinstance(entry, Ended) else None
        if isinstance(entry, Ended) and entry.record is not None:
            remote_id = entry.record.remote_id
        if remote_id is not None:
            say(f"NOT RECORDED: {remote_id} was made, and the journal could not be written.")
    if applied.report is None:
        if applied.declined:
            click.echo("Nothing was changed.")
            return ExitCode.OK
        put_if_read(show(applied.plan), color)
        if applied.plan.blocked or applied.plan.guards:
            say("Nothing was changed. `reconciler plan` shows every way out.")
        return _unapplied(applied.plan)
    if applied.report.results or not applied.report.complete:
        put_if_read("\n" + summary_text(applied.report, width=width(), colour=color), color)
    return _outcome(applied)


def _unapplied(plan: Plan) -> ExitCode:
    codes = []
    if plan.guards or plan.blocked:
        codes.append(ExitCode.BLOCKED)
    if any(one.verdict == "open" for one in plan.settlements):
        codes.append(ExitCode.UNKNOWN)
    return worst(codes)


def _outcome(applied: Applied) -> ExitCode:
    report = applied.report
    assert report is not None
    codes = [ExitCode.ERROR] if applied.unsaved else []
    if report.interrupted is not None:
        codes.append(ExitCode.INTERRUPTED if report.interrupted == signal.SIGINT else ExitCode.TERMINATED)
    if report.ended(Ending.UNKNOWN) or report.open:
        codes.append(ExitCode.UNKNOWN)
    if report.ended(Ending.FAILED) or report.ended(Ending.SKIPPED):
        codes.append(ExitCode.PARTIAL if report.ended(Ending.APPLIED) else ExitCode.ERROR)
    if report.blocked:
        codes.append(ExitCode.BLOCKED)
    return worst(codes)
