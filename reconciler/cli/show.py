"""`reconciler show`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options
from reconciler.errors import UsageError

if TYPE_CHECKING:
    from reconciler.cli.session import Session
    from reconciler.model.address import Address
    from reconciler.render.show import Listed
    from reconciler.workflows.show import Known


@click.command()
@options.environment
@click.option(
    "--resolved", is_flag=True, help="The effective definition, each value with the line it came from."
)
@click.option("--offline", is_flag=True, help="Do not ask the account.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    help="With a saved plan: write it to FILE.md or FILE.html too.",
)
@options.personal
@click.argument("address", metavar="[ADDRESS|PLAN.json]", required=False)
@click.pass_context
def command(
    context: click.Context,
    environment: str | None,
    resolved: bool,
    offline: bool,
    out: tuple[Path, ...],
    personal: bool,
    address: str | None,
) -> None:
    """What is recorded: all, or one ADDRESS from three sides: yours, recorded, account.

    \b
    Example:  reconciler show
              reconciler show interview.backend-engineer
              reconciler show candidate.ann
              reconciler show interview.backend-engineer --resolved
              reconciler show plan.json --out plan.html
    """
    from reconciler.cli.output import at_terminal
    from reconciler.cli.session import Session, colored

    if address is not None and address.endswith(".json"):
        _plan_file(Path(address), out, colored(context.find_root().obj["color"]))
        return
    if out:
        raise UsageError("--out goes with a saved plan.", hint="reconciler show plan.json --out plan.html")
    session, shown = Session(context, environment), at_terminal(personal)
    if address is None:
        if resolved:
            raise UsageError("--resolved needs an ADDRESS.", hint="reconciler show ADDRESS --resolved")
        click.echo(_all(session, personal=shown), nl=False)
        return
    where = options.address_of(address)
    text = (
        _resolved(session, where, personal=shown)
        if resolved
        else _one(session, where, offline=offline, personal=shown)
    )
    click.echo(text, nl=False)


def _all(session: Session, *, personal: bool) -> str:
    from reconciler.cli.session import width
    from reconciler.render.show import records_text

    return records_text(_listed(session, personal=personal), columns=width(), colour=session.color)


def _resolved(session: Session, where: Address, *, personal: bool) -> str:
    from reconciler.cli.session import width
    from reconciler.render.show import resolved_text

    definition = session.work(workers=1).desired.definitions.get(where)
    if definition is None:
        raise UsageError(
            f"No definition has the Address {where}.", hint="`reconciler validate` reads them all"
        )
    return resolved_text(definition, personal=personal, columns=width(), colour=session.color)


def _one(session: Session, where: Address, *, offline: bool, personal: bool) -> str:
    from reconciler.cli import sides
    from reconciler.cli.session import width
    from reconciler.render.show import resource_text

    found = _known(session, where, offline)
    if found.definition is None and found.record is None:
        raise UsageError(f"{where} is neither declared nor recorded.", hint="`reconciler show` lists what is")
    return resource_text(
        str(where),
        sides.sides(found),
        name=sides.title(found, personal=personal),
        remote_id=found.record.remote_id if found.record else "",
        span=found.definition.span() if found.definition else None,
        notes=sides.notes(found),
        outcome=found.record.outcome if found.record else {},
        personal=personal,
        columns=width(),
        colour=session.color,
    )


def _plan_file(path: Path, out: tuple[Path, ...], color: bool) -> None:
    from reconciler.cli import output
    from reconciler.cli.show_plan import read_plan

    output.check_out(out)
    made = read_plan(path)
    output.write_out(out, made, None)
    output.put(output.face(made, color), color)


def _known(session: Session, where: Address, offline: bool) -> Known:
    from reconciler.workflows import show as workflow

    work = session.work(workers=1)
    if offline or not workflow.is_shown(where):
        return workflow.known(work, None, where)
    with session.reader(workers=1) as reader:
        return workflow.known(work, reader, where)


def _listed(session: Session, *, personal: bool) -> list[Listed]:
    from reconciler.cli import sides
    from reconciler.workflows import show as workflow

    desired = session.work(workers=1).desired
    rows = []
    for address, record in sorted(workflow.recorded(session.store()).records.items()):
        definition = desired.definitions.get(address)
        span = definition.span() if definition else None
        known = workflow.Known(address, definition, record, None)
        name = sides.title(known, personal=personal)
        rows.append(sides.listed(address, record, name, span.file if span else ""))
    return rows
