"""`reconciler pull`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from reconciler.cli import options
from reconciler.errors import ExitCode

if TYPE_CHECKING:
    from reconciler.model.address import Address
    from reconciler.workflows.pulling import Pull


@click.command()
@options.environment
@options.workers
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.argument("addresses", metavar="[ADDRESS]...", nargs=-1)
@click.pass_context
def command(
    context: click.Context, environment: str | None, max_parallel: int, yes: bool, addresses: Sequence[str]
) -> int:
    """Write the account's values into your files, where the two differ in what you declare.

    Each value goes into the file it came from: definition, overlay or text file; a value of the defaults
    gets a line in the definition. Comments and order stay. Names, variables and what no definition can say
    are listed and left alone. Nothing is sent.

    \b
    Example:  reconciler pull
              reconciler pull interview.backend-engineer --yes
    """
    from reconciler.cli.session import Session
    from reconciler.cli.survey_text import confirmed, plural
    from reconciler.workflows import pulling

    session = Session(context, environment)
    wanted = [options.address_of(text) for text in addresses]

    def agree(found: Pull) -> bool:
        click.echo(_told(found, color=session.color))
        return confirmed(f"Write {plural(len(found.files), 'file')}?", yes=yes)

    work = session.work(workers=max_parallel)
    with session.reader(workers=max_parallel) as reader:
        done = pulling.pull(work, session.project, reader, session.owner("pull"), wanted, agree)
    if done.declined:
        click.echo("Nothing was written.")
    elif not done.files:
        click.echo(_nothing(done))
    else:
        count = sum(map(len, done.names.values()))
        files, fields = plural(len(done.files), "file"), plural(count, "field")
        click.echo(f"\nWritten {files}, recorded {fields} as the account holds them.")
    return ExitCode.OK


def _nothing(done: Pull) -> str:
    if not done.left:
        return "Nothing to pull: what is declared is what the account holds."
    return "Nothing can be pulled.\n\n" + "\n".join(_left(done))


def _told(found: Pull, *, color: bool) -> str:
    from reconciler.render import safe

    lines = [_painted(line, color=color) for line in map(safe.line, found.diff().split("\n"))]
    lines += _listed("Given a line in the definition; the default holds for all others:", found.moved)
    lines += _listed("Said here and never applied; it would be gone:", found.overwrites)
    if found.left:
        lines += ["", *_left(found)]
    return "\n".join(lines)


def _painted(line: str, *, color: bool) -> str:
    if not color or line.startswith(("+++", "---")):
        return line
    tones = {"+": "green", "-": "red", "@": "cyan"}
    tone = tones.get(line[:1])
    return click.style(line, fg=tone) if tone else line


def _listed(head: str, rows: Iterable[tuple[Address, str]]) -> list[str]:
    found = [f"  {address}  {name}" for address, name in rows]
    return ["", head, *found] if found else []


def _left(found: Pull) -> list[str]:
    from reconciler.render import safe

    rows = [f"  {address}  {left.name}: {safe.line(left.why)}" for address, left in found.left]
    return ["Differs, and is not pulled:", *rows]
