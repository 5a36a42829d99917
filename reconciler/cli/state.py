"""`reconciler state`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reconciler.cli import keeping, options
from reconciler.engine.selection import Selection

if TYPE_CHECKING:
    from reconciler.workflows import rebuilding


@click.group()
def command() -> None:
    """What is remembered of the account.

    \b
    Example:  reconciler state forget interview.backend-engineer
              reconciler state rebuild
    """


@command.command()
@options.environment
@click.argument("address")
@click.pass_context
def forget(context: click.Context, environment: str | None, address: str) -> None:
    """Let go of what is recorded of ADDRESS; the account is left as it is.

    \b
    Example:  reconciler state forget interview.backend-engineer
    """
    from reconciler.cli.session import Session
    from reconciler.render.nouns import named
    from reconciler.workflows import memory

    session = Session(context, environment)
    where = options.address_of(address)
    record = memory.forget(session.work(workers=1), session.owner("state forget"), where)
    if record is None:
        click.echo(f"The unanswered create of {where} is closed as not made.")
    else:
        stays = named(where.kind, record.remote_id)
        click.echo(f"{where} is forgotten; {stays} stays in the account as it is.")


@command.command()
@options.environment
@click.argument("old")
@click.argument("new")
@click.pass_context
def mv(context: click.Context, environment: str | None, old: str, new: str) -> None:
    """The Record of OLD becomes that of NEW: for a definition that got another key. Nothing is sent.

    \b
    Example:  reconciler state mv interview.backend-dev interview.backend-engineer
    """
    from reconciler.cli.session import Session
    from reconciler.cli.take_in import plain_work
    from reconciler.render.nouns import named
    from reconciler.workflows import memory

    session = Session(context, environment)
    before, after = options.address_of(old), options.address_of(new)
    # The files may be half-way through the same rename: they are not read here.
    record = memory.move(plain_work(session, 1), session.owner("state mv"), before, after)
    now = named(after.kind, record.remote_id)
    click.echo(f"{after} is now {now}; nothing is recorded of {before} any more.")
    click.echo(f"Its file is to have the key {after.key}. `reconciler plan` shows whether it does.")


@command.command()
@options.environment
@options.selecting
@options.workers
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def rebuild(
    context: click.Context,
    environment: str | None,
    only: tuple[str, ...],
    excepted: tuple[str, ...],
    max_parallel: int,
    yes: bool,
) -> None:
    """Find the interviews of definitions again whose Records are lost: by code, then by name and type.

    Shows what it would record and asks. Makes nothing, sends nothing, and leaves what is recorded alone.

    \b
    Example:  reconciler state rebuild
    """
    from reconciler.cli import survey_text
    from reconciler.cli.session import Session
    from reconciler.workflows import rebuilding

    session = Session(context, environment)
    work = session.work(workers=max_parallel, chosen=Selection(only, excepted))

    def agree(found: rebuilding.Rebuilt) -> bool:
        click.echo(_links(found))
        return survey_text.confirmed(f"Record {survey_text.plural(len(found.links), 'interview')}?", yes=yes)

    with session.reader(workers=max_parallel) as reader:
        terms = rebuilding.Terms(agree, survey_text.progress("Reading"))
        done = rebuilding.rebuild(work, reader, session.owner("state rebuild"), terms)
    if done.declined:
        click.echo("Nothing was recorded.")
    elif done.links:
        count = survey_text.plural(len(done.links), "interview")
        click.echo(f"\nRecorded {count}. `reconciler plan` shows what differs.")
    elif done.unlinked:
        click.echo("Nothing can be linked for certain.\n\n" + _unlinked(done))
    else:
        click.echo("Nothing to rebuild: every definition is recorded.")


def _links(found: rebuilding.Rebuilt) -> str:
    from reconciler.cli.survey_text import plural, table

    rows = [
        (str(link.address), link.row.id, f'"{link.row.name}"', link.row.status, f"by {link.by}")
        for link in found.links
    ]
    text = f"{plural(len(found.links), 'definition')} found again:\n\n{table(rows)}"
    return text + ("\n\n" + _unlinked(found) if found.unlinked else "")


def _unlinked(found: rebuilding.Rebuilt) -> str:
    from reconciler.render import safe

    lines = ["Not linked:"]
    for one in found.unlinked:
        lines.append(f"  {one.address}: {safe.line(one.why)}")
        lines += [
            f"    reconciler import {one.address} {safe.line(row.id)}   # {safe.line(row.status)}"
            for row in one.rows
        ]
    return "\n".join(lines)


command.add_command(keeping.unlock)
command.add_command(keeping.restore)
