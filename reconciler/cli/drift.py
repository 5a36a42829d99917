"""`reconciler drift`."""

from __future__ import annotations

import click

from reconciler.cli import options
from reconciler.engine.selection import Selection
from reconciler.errors import ExitCode


@click.command()
@options.environment
@options.selecting
@options.workers
@click.option("--brief", is_flag=True, help="One line per interview.")
@click.option("--json", "as_json", is_flag=True, help="The drift as JSON on standard output.")
@click.pass_context
def command(
    context: click.Context,
    environment: str | None,
    only: tuple[str, ...],
    excepted: tuple[str, ...],
    max_parallel: int,
    brief: bool,
    as_json: bool,
) -> int:
    """Only what was changed elsewhere, in declared fields; exit code 3 when there is any. Reads only.

    \b
    Example:  reconciler drift -e production --json
    """
    from reconciler.cli import output
    from reconciler.cli.session import Session
    from reconciler.model.approval import Approvals
    from reconciler.workflows import drift as workflow
    from reconciler.workflows.plan import plan

    session = Session(context, environment)
    work = session.work(workers=max_parallel, chosen=Selection(only, excepted))
    with session.reader(workers=max_parallel) as reader:
        found = workflow.drift(plan(work, reader, Approvals()).plan)
    if as_json or found.changes:
        made = output.document(found)
        output.put(output.face(made, session.color, brief=brief, as_json=as_json), session.color)
    if not found.changes and not as_json:
        one = found.unchanged == 1
        count = "1 interview is as it was" if one else f"{found.unchanged} interviews are as they were"
        click.echo(f"No drift. {count} left.")
    return ExitCode.DRIFT if found.changes else ExitCode.OK
