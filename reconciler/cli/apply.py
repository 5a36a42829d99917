"""`reconciler apply`."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from reconciler.cli import options, output
from reconciler.cli.approving import Agree, ByFile, asking
from reconciler.cli.ending import ended
from reconciler.cli.progress import watching
from reconciler.cli.stopping import counted, say
from reconciler.engine.selection import Selection
from reconciler.errors import ExitCode, UsageError
from reconciler.model.approval import Approvals
from reconciler.model.plan import Plan

if TYPE_CHECKING:
    from reconciler.cli.session import Session


@click.command()
@click.argument("saved", metavar="[FILE]", type=click.Path(dir_okay=False, path_type=Path), required=False)
@options.environment
@options.selecting
@options.approvals
@options.workers
@options.refresh
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("-i", "--interactive", is_flag=True, help="Ask change by change: yes, no, diff, all, quit.")
@click.option("--no-wait", is_flag=True, help="Do not wait for an answer that never came to be settled.")
@click.option("--brief", is_flag=True, help="Show the plan with one line per change.")
@options.verbose
@options.personal
@click.option(
    "--events",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Append what happens to this file, as JSON lines.",
)
@click.pass_context
def command(
    context: click.Context,
    saved: Path | None,
    environment: str | None,
    only: tuple[str, ...],
    excepted: tuple[str, ...],
    accept: tuple[str, ...],
    create_anyway: tuple[str, ...],
    record_only: tuple[str, ...],
    replace: tuple[str, ...],
    max_parallel: int,
    refresh: str,
    yes: bool,
    interactive: bool,
    no_wait: bool,
    brief: bool,
    verbose: bool,
    personal: bool,
    events: Path | None,
) -> int:
    """Make the account match the definitions: shows the plan, asks, carries it out, records it.

    With FILE, a plan saved by `plan --out FILE.json`: it is planned again, and only what is the same as in
    the file is carried out, unasked.

    \b
    Example:  reconciler apply
              reconciler apply -e production --yes --accept retire=3
              reconciler apply plan.json
    """
    from reconciler.cli import several
    from reconciler.cli.session import colored

    color = colored(context.find_root().obj["color"])
    approvals = options.read_approvals(accept, create_anyway, record_only, replace)
    chosen = Selection(only, excepted)
    told = Told(color, brief, verbose, personal)
    run = Run(context, told, max_parallel, refresh, not no_wait, events)
    if saved is not None:
        if (
            only
            or excepted
            or accept
            or create_anyway
            or record_only
            or replace
            or interactive
            or environment
        ):
            raise UsageError("A saved plan holds its own options.", hint=f"reconciler apply {saved}")
        return run.file(saved)
    names = several.chosen(context, environment)
    agree = asking(run.show, yes=yes, one_by_one=interactive)
    if names is None:
        return run.environment(environment, approvals, chosen, agree)[1]
    return several.run(
        names, lambda name: run.environment(name, approvals, chosen, agree, title=True), color, grouped=False
    )


class Told(NamedTuple):
    """How the plan is shown."""

    color: bool
    brief: bool
    whole: bool
    personal: bool


class Run:
    """One call of `apply`, over one or more environments."""

    def __init__(
        self,
        context: click.Context,
        told: Told,
        workers: int,
        refresh: str,
        wait: bool,
        events: Path | None,
    ) -> None:
        self._context, self._told, self._color = context, told, told.color
        self._workers, self._refresh = workers, refresh
        self._wait, self._events = wait, events

    def show(self, plan: Plan) -> str:
        told = self._told
        made = output.document(plan, personal=output.at_terminal(told.personal), brief=told.brief)
        return output.face(made, told.color, brief=told.brief, whole=told.whole)

    def environment(
        self,
        name: str | None,
        approvals: Approvals,
        chosen: Selection,
        agree: Agree,
        *,
        title: bool = False,
    ) -> tuple[Plan, ExitCode]:
        """Plan, ask and carry out in one environment."""
        from reconciler.cli.session import Session

        if title:
            click.echo(f"\n== {name}")
        session = Session(self._context, name)
        return self._carried_out(session, approvals, chosen, agree)

    def file(self, path: Path) -> ExitCode:
        """Carry out what a saved plan approves and the plan of now still says."""
        from reconciler.cli.session import Session
        from reconciler.cli.show_plan import read_plan
        from reconciler.workflows import saved

        what = saved.from_plain(read_plan(path).get("saved"))
        approvals = options.read_approvals(
            [f"{word}={count}" for word, count in what.accept.items()],
            what.create_anyway,
            what.record_only,
            what.replace,
        )
        session = Session(self._context, what.environment)
        work = session.work(workers=self._workers, chosen=Selection(what.only, what.excepted))
        agree = ByFile(what, work, output.tool(), self.show)
        agree.check_early()
        code = self._carried_out(session, approvals, Selection(what.only, what.excepted), agree)[1]
        return agree.told(code)

    def _carried_out(
        self, session: Session, approvals: Approvals, chosen: Selection, agree: Agree
    ) -> tuple[Plan, ExitCode]:
        from reconciler.apply.executor import Interrupts, Limits
        from reconciler.remote.failures import failure
        from reconciler.remote.retry import Policy
        from reconciler.workflows import apply as workflow

        work = session.work(workers=self._workers, chosen=chosen, refresh=self._refresh)
        interrupts, policy = Interrupts(), Policy()
        with (
            session.account(workers=self._workers) as account,
            counted(interrupts),
            watching(self._color, self._events) as watcher,
        ):
            terms = workflow.Terms(
                agree=agree,
                explain=lambda answer, what: failure(answer, what, writes=True),
                emit=watcher,
                interrupts=interrupts,
                limits=Limits(workers=self._workers),
                pause=lambda failed, asked: policy.wait(failed, asked, random.uniform),
                wait=self._wait,
                ready=session.check_token,
            )
            applied = workflow.apply(work, account, approvals, session.owner("apply"), terms)
        if session.tokens is not None and session.tokens.trouble:
            say(f"Warning: {session.tokens.trouble}")
        return applied.plan, ended(applied, self._color, self.show)
