"""`reconciler plan`."""

from __future__ import annotations

from pathlib import Path

import click

from reconciler.cli import options, output
from reconciler.engine.selection import Selection
from reconciler.errors import ExitCode, UsageError
from reconciler.model.approval import Approvals
from reconciler.model.plan import Plan


@click.command()
@options.environment
@options.selecting
@options.approvals
@options.workers
@options.refresh
@click.option("--offline", is_flag=True, help="Compare with what is recorded only: no token, no network.")
@click.option("--brief", is_flag=True, help="One line per change.")
@click.option("--json", "as_json", is_flag=True, help="The plan as JSON on standard output.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    help="Write it to FILE.json (which apply takes), FILE.md or FILE.html. Repeatable.",
)
@click.option(
    "--undeclared", is_flag=True, help="Name the undeclared fields that were edited in the account."
)
@click.option(
    "--detailed-exitcode", is_flag=True, help="Exit 2 when there are changes, 0 when there are none."
)
@click.pass_context
def command(
    context: click.Context,
    environment: str | None,
    only: tuple[str, ...],
    excepted: tuple[str, ...],
    accept: tuple[str, ...],
    create_anyway: tuple[str, ...],
    record_only: tuple[str, ...],
    replace: tuple[str, ...],
    max_parallel: int,
    refresh: str,
    offline: bool,
    brief: bool,
    as_json: bool,
    out: tuple[Path, ...],
    undeclared: bool,
    detailed_exitcode: bool,
) -> int:
    """Say field by field what apply would do. Reads only; nothing is written to the account or the state.

    \b
    Example:  reconciler plan
              reconciler plan -e production --out plan.json --out plan.md --detailed-exitcode
              reconciler plan -e 'client-*'     # all of them, one table at the end
    """
    from reconciler.cli import several
    from reconciler.cli.session import colored

    output.check_out(out)
    approvals = options.read_approvals(accept, create_anyway, record_only, replace)
    chosen = Selection(only, excepted)
    color = colored(context.find_root().obj["color"])

    def one(name: str | None) -> Plan:
        return _made(
            context, name, approvals, chosen, max_parallel, refresh=refresh, offline=offline, out=out
        )

    names = several.chosen(context, environment)
    if names is not None:
        if out or as_json:
            raise UsageError("--out and --json hold one plan.", hint="Name one environment: -e NAME")

        def coded(name: str) -> tuple[Plan, ExitCode]:
            plan = one(name)
            return plan, output.plan_code(plan)

        code = several.run(names, coded, color, grouped=True)
        return code if detailed_exitcode or code is not ExitCode.CHANGES else ExitCode.OK
    plan = one(environment)
    if undeclared:
        from reconciler.workflows.plan import with_undeclared

        plan = with_undeclared(plan)
    text = output.face(output.document(plan), color, brief=brief, as_json=as_json)
    (output.put if as_json else output.put_paged)(text, color)
    return output.plan_code(plan) if detailed_exitcode else ExitCode.OK


def _made(
    context: click.Context,
    environment: str | None,
    approvals: Approvals,
    chosen: Selection,
    workers: int,
    *,
    refresh: str,
    offline: bool,
    out: tuple[Path, ...],
) -> Plan:
    from reconciler.cli.session import Session
    from reconciler.workflows import plan as workflow

    session = Session(context, environment)
    work = session.work(workers=workers, chosen=chosen, refresh=refresh)
    if offline:
        made = workflow.plan(work, None, approvals)
    else:
        with session.reader(workers=workers) as reader:
            made = workflow.plan(work, reader, approvals)
    if out:
        from reconciler.workflows import saved

        bound = None
        if not offline:
            bound = saved.approved(made, work, approvals, chosen, tool=output.tool(), now=work.clock.now())
        output.write_out(out, output.document(made.plan), bound)
    return made.plan
