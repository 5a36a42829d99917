"""`reconciler call`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options
from reconciler.errors import CallFailed, ExitCode, ReconcilerError, UsageError

if TYPE_CHECKING:
    from reconciler.cli.session import Session
    from reconciler.remote.endpoints import Operation


@click.command()
@options.environment
@click.option("--list", "listing", is_flag=True, help="Every endpoint, and which of them write.")
@click.option("--describe", is_flag=True, help="What ENDPOINT takes and answers. Offline.")
@click.option("--data", metavar="FILE", help="Parameters as a JSON object; - reads standard input.")
@click.option("--file", "files", metavar="NAME=PATH", multiple=True, help="A file to send. Repeatable.")
@click.option("--send", is_flag=True, help="Carry out a write; without it, it is only shown.")
@click.option("--all", "everything", is_flag=True, help="Every row of a listing, as one JSON array.")
@click.option("--lines", is_flag=True, help="With --all: one row per line.")
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the answer here; of a PDF report, the PDF.",
)
@click.argument("endpoint", required=False)
@click.argument("words", metavar="[NAME=VALUE]...", nargs=-1)
@click.pass_context
def command(
    context: click.Context,
    environment: str | None,
    listing: bool,
    describe: bool,
    data: str | None,
    files: tuple[str, ...],
    send: bool,
    everything: bool,
    lines: bool,
    out: Path | None,
    endpoint: str | None,
    words: tuple[str, ...],
) -> int:
    """Call any ENDPOINT of the API by hand. A write is only shown, until --send is given.

    \b
    NAME=VALUE is read as what the endpoint takes; repeat it for a list; NAME:=JSON for null and objects.
    The answer is JSON on standard output. Nothing that is made this way is recorded in a state.

    \b
    Example:  reconciler call --list
              reconciler call job-interview-update --describe
              reconciler call merchant-candidate-list filter_text=anna --all
              reconciler call job-interview-pdf interview_result_id=… export_type=pdf --send --out report.pdf
    """
    from reconciler.cli import call_text
    from reconciler.cli.call_values import gathered
    from reconciler.cli.session import Session
    from reconciler.remote.endpoints import operation

    if listing:
        click.echo(call_text.listed(), nl=False)
        return ExitCode.OK
    if endpoint is None:
        raise UsageError("Which endpoint?", hint="`reconciler call --list` names them all")
    chosen = operation(endpoint)
    if describe:
        click.echo(call_text.described(chosen), nl=False)
        return ExitCode.OK
    if lines and not everything:
        raise UsageError("--lines goes with --all.", hint=f"reconciler call {endpoint} --all --lines")
    if out is not None and not out.absolute().parent.is_dir():
        raise UsageError(f"{out} cannot be written: its folder does not exist.")
    values = gathered(chosen, words, data, files)
    session = Session(context, environment)
    if everything:
        return _all(session, chosen, values, out, lines=lines)
    return _one(session, chosen, values, out, send=send)


def _all(
    session: Session, chosen: Operation, values: dict[str, object], out: Path | None, *, lines: bool
) -> int:
    from reconciler.cli import calling
    from reconciler.remote.paging import all_rows

    with session.wire(1) as wire:
        rows = all_rows(calling.caller(session, wire, chosen), chosen, values)
    calling.hand_over(list(rows), out, lines=lines)
    return ExitCode.OK


def _one(
    session: Session, chosen: Operation, values: dict[str, object], out: Path | None, *, send: bool
) -> int:
    from reconciler.cli import calling
    from reconciler.cli.messages import told
    from reconciler.remote.calls import prepare

    request = prepare(chosen, values, merchant_id=session.environment.merchant_id)
    notes = _notes(chosen)
    if chosen.writes and not send:
        calling.hand_over(calling.shown(session, request, notes), None)
        click.echo("Nothing was sent. Add --send to send it.", err=True)
        return ExitCode.OK
    for note in notes:
        click.echo(f"Note: {note}", err=True)
    try:
        with session.wire(1) as wire:
            answer = calling.caller(session, wire, chosen).send(request)
    except CallFailed as error:
        if not error.perhaps_done:
            raise
        click.echo(told(error), err=True)
        return ExitCode.UNKNOWN
    try:
        if out is not None and isinstance(answer, dict) and answer.get("pdf_export_url"):
            calling.hand_over(calling.saved_report(session, answer, out), None)
        else:
            calling.hand_over(answer, out)
    except ReconcilerError:
        # It is done, and what it answered cannot be asked for again.
        calling.hand_over(answer, None)
        raise
    return ExitCode.OK


def _notes(chosen: Operation) -> tuple[str, ...]:
    """What somebody who writes by hand has to know."""
    from reconciler.remote.endpoints import Effect

    notes = []
    if chosen.effect is Effect.CREATE:
        notes.append("what this makes is recorded in no state: the next plan does not know of it")
    elif chosen.effect is Effect.CHANGE and "position_id" in chosen.known:
        notes.append("no state records this; where a definition declares it, the next plan shows it as drift")
    if chosen.costs:
        notes.append(f"it may cost credits: {chosen.costs}")
    return tuple(notes)
