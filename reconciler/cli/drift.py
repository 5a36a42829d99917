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
@click.option("--brief", is_flag=True, help="One line per Address.")
@options.personal
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
    personal: bool,
) -> int:
    """Only what was changed elsewhere, in declared fields; exit code 3 when there is any. Reads only.

    \b
    Example:  reconciler drift -e production --json
    """
    from reconciler.cli import output
    from reconciler.cli.session import Session
    from reconciler.model.approval import Approvals
    from reconciler.model.kinds import INTERVIEW, KINDS
    from reconciler.render.nouns import counted
    from reconciler.workflows import drift as workflow
    from reconciler.workflows.plan import plan

    session = Session(context, environment)
    work = session.work(workers=max_parallel, chosen=Selection(only, excepted))
    with session.reader(workers=max_parallel) as reader:
        found = workflow.drift(plan(work, reader, Approvals()).plan)
    if as_json or found.changes:
        made = output.document(found, personal=personal if as_json else output.at_terminal(personal))
        output.put(output.face(made, session.color, brief=brief, as_json=as_json), session.color)
    if not found.changes and not as_json:
        shown = {kind: number for kind, number in found.unchanged_of.items() if KINDS[kind].kept}
        numbers = shown if found.unchanged_of else {INTERVIEW: found.unchanged}
        were = "is as it was" if sum(numbers.values()) == 1 else "are as they were"
        click.echo(f"No drift. {counted(numbers)} {were} left.")
    return ExitCode.DRIFT if found.changes else ExitCode.OK
