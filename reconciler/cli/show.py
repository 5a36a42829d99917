"""`reconciler show`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options
from reconciler.errors import UsageError
from reconciler.model.interview import FIELDS
from reconciler.model.values import UNREAD, Ref, plain

if TYPE_CHECKING:
    from reconciler.cli.session import Session
    from reconciler.model.address import Address
    from reconciler.render.show import Cell, Listed, Sides
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
@click.argument("address", metavar="[ADDRESS|PLAN.json]", required=False)
@click.pass_context
def command(
    context: click.Context,
    environment: str | None,
    resolved: bool,
    offline: bool,
    out: tuple[Path, ...],
    address: str | None,
) -> None:
    """What is recorded: all, or one ADDRESS from three sides: yours, recorded, account.

    \b
    Example:  reconciler show
              reconciler show interview.backend-engineer
              reconciler show interview.backend-engineer --resolved
              reconciler show plan.json --out plan.html
    """
    from reconciler.cli.session import Session, colored, width
    from reconciler.render import show as faces

    if address is not None and address.endswith(".json"):
        _plan_file(Path(address), out, colored(context.find_root().obj["color"]))
        return
    if out:
        raise UsageError("--out goes with a saved plan.", hint="reconciler show plan.json --out plan.html")
    session = Session(context, environment)
    if address is None:
        if resolved:
            raise UsageError("--resolved needs an ADDRESS.", hint="reconciler show ADDRESS --resolved")
        click.echo(faces.records_text(_listed(session), columns=width(), colour=session.color), nl=False)
        return
    where = options.address_of(address)
    if resolved:
        definition = session.work(workers=1).desired.definitions.get(where)
        if definition is None:
            raise UsageError(
                f"No definition has the Address {where}.", hint="`reconciler validate` reads them all"
            )
        click.echo(faces.resolved_text(definition, columns=width(), colour=session.color), nl=False)
        return
    found = _known(session, where, offline)
    if found.definition is None and found.record is None:
        raise UsageError(f"{where} is neither declared nor recorded.", hint="`reconciler show` lists what is")
    text = faces.resource_text(
        str(where),
        _sides(found),
        name=str(found.definition.fields.get("name", "")) if found.definition else "",
        remote_id=found.record.remote_id if found.record else "",
        span=found.definition.span() if found.definition else None,
        columns=width(),
        colour=session.color,
    )
    click.echo(text, nl=False)


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
    if offline:
        return workflow.known(work, None, where)
    with session.reader(workers=1) as reader:
        return workflow.known(work, reader, where)


def _listed(session: Session) -> list[Listed]:
    from reconciler.render.show import Listed
    from reconciler.workflows import show as workflow

    desired = session.work(workers=1).desired
    rows = []
    for address, record in sorted(workflow.recorded(session.store()).records.items()):
        definition = desired.definitions.get(address)
        span = definition.span() if definition else None
        status = record.tombstone or str(record.sent("status") or "")
        name = str(record.sent("name") or "")
        rows.append(Listed(str(address), name, status, record.remote_id, span.file if span else ""))
    return rows


def _sides(found: Known) -> list[Sides]:
    from reconciler.engine.fields import Verdict, judge
    from reconciler.engine.questions import as_questions, identified
    from reconciler.render.show import Absent, Sides

    declared = found.definition.fields if found.definition else {}
    record = found.record
    account = found.seen.fields if found.seen else {}
    rows = []
    for name, row in FIELDS.items():
        pair = record.fields.get(name) if record else None
        if name not in declared and pair is None:
            continue
        value = declared.get(name)
        yours: Cell = plain(value) if name in declared else Absent.NOT_THERE
        meant = plain(value) if value is not None else None
        if (
            isinstance(value, Ref)
            and record is not None
            and record.refs.get(name) == value.name
            and pair is not None
        ):
            meant = pair.sent  # the name still stands for the id that was sent
        if name == "questions" and record is not None:
            meant = list(identified(as_questions(meant), as_questions(record.sent(name)), ()))
        kept: Cell = (
            Absent.NOT_THERE if pair is None else Absent.NOT_READ if pair.read is UNREAD else pair.sent
        )
        shown: Cell = account.get(name, Absent.NOT_THERE)
        if not row.readable:
            shown = Absent.NOT_SHOWN
        agreed = name in declared and judge(row, meant, pair, account or None).verdict is Verdict.SAME
        rows.append(Sides(name, yours, kept, shown, agreed))
    return rows
