"""`reconciler compare`."""

from __future__ import annotations

import json
from dataclasses import replace

import click

from reconciler.cli import options, output
from reconciler.engine.selection import Selection
from reconciler.errors import ExitCode, UsageError


@click.command()
@click.argument("left", metavar="ENV")
@click.argument("right", metavar="ENV")
@options.selecting
@options.workers
@click.option("--offline", is_flag=True, help="Compare what is declared only: no token, no network.")
@click.option("--json", "as_json", is_flag=True, help="The differences as JSON on standard output.")
@click.pass_context
def command(
    context: click.Context,
    left: str,
    right: str,
    only: tuple[str, ...],
    excepted: tuple[str, ...],
    max_parallel: int,
    offline: bool,
    as_json: bool,
) -> int:
    """Two environments side by side: what is declared differently after defaults and overlays, and what their
    accounts hold differently in declared fields. Reads only; exit code 2 when anything differs.

    \b
    Example:  reconciler compare staging production
              reconciler compare staging production --only 'interview.backend-*' --offline
    """
    from reconciler.cli.session import Session, width
    from reconciler.render.comparison import comparison_json, comparison_text
    from reconciler.workflows import compare as workflow

    if left == right:
        raise UsageError("Both are the same environment.", hint="reconciler compare staging production")
    sessions = [Session(context, name) for name in (left, right)]
    chosen = Selection(only, excepted).address  # what only one of the two has is a difference, not a mistake
    works = [replace(session.work(workers=max_parallel), selected=chosen) for session in sessions]
    declared = {address for work in works for address in work.desired.definitions}
    options.check_selection(Selection(only, excepted), dict.fromkeys(declared))
    accounts = None
    if not offline:
        held = []
        for session, work in zip(sessions, works, strict=True):
            with session.reader(workers=max_parallel) as reader:
                held.append(workflow.held(work, reader))
        accounts = (held[0], held[1])
    found = workflow.compare(works[0], works[1], accounts)
    color = sessions[0].color
    if as_json:
        output.put(json.dumps(comparison_json(found), indent=2, ensure_ascii=False) + "\n", color)
    else:
        output.put(comparison_text(found, columns=width(), colour=color), color)
    return ExitCode.CHANGES if found.pairings else ExitCode.OK
