"""`reconciler plan`."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

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
@options.verbose
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
@options.personal
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
    verbose: bool,
    as_json: bool,
    out: tuple[Path, ...],
    undeclared: bool,
    personal: bool,
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
        write = Write(out, personal, verbose)
        return _made(
            context, name, approvals, chosen, max_parallel, refresh=refresh, offline=offline, write=write
        )

    names = several.chosen(context, environment)
    if names is not None:
        if out or as_json:
            raise UsageError("--out and --json hold one plan.", hint="Name one environment: -e NAME")

        def coded(name: str) -> tuple[Plan, ExitCode]:
            plan = one(name)
            return plan, output.plan_code(plan)

        code = several.run(names, coded, color, grouped=True, personal=personal)
        return code if detailed_exitcode or code is not ExitCode.CHANGES else ExitCode.OK
    plan = one(environment)
    if undeclared:
        from reconciler.workflows.plan import with_undeclared

        plan = with_undeclared(plan)
    told = personal if as_json else output.at_terminal(personal)
    made = output.document(plan, personal=told, brief=brief and not as_json)
    text = output.face(made, color, brief=brief, as_json=as_json, whole=verbose)
    (output.put if as_json else output.put_paged)(text, color)
    return output.plan_code(plan) if detailed_exitcode else ExitCode.OK


class Write(NamedTuple):
    """Which files to write, and what to say in them."""

    files: tuple[Path, ...]
    personal: bool
    whole: bool


def _made(
    context: click.Context,
    environment: str | None,
    approvals: Approvals,
    chosen: Selection,
    workers: int,
    *,
    refresh: str,
    offline: bool,
    write: Write,
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
    if write.files:
        from reconciler.workflows import saved

        bound = None
        if not offline:
            bound = saved.approved(made, work, approvals, chosen, tool=output.tool(), now=work.clock.now())
        document = output.document(made.plan, personal=write.personal)
        output.write_out(write.files, document, bound, whole=write.whole)
    return made.plan
