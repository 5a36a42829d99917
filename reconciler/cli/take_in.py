"""`reconciler import`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reconciler.cli import options
from reconciler.errors import ExitCode, UsageError
from reconciler.model.interview import READ_STATUSES, TYPES

if TYPE_CHECKING:
    from reconciler.cli.session import Session
    from reconciler.workflows.importing import Imported
    from reconciler.workflows.survey import Wanted
    from reconciler.workflows.work import Work

_F = TypeVar("_F", bound=Callable[..., Any])


def filters(function: _F) -> _F:
    """Which interviews of the account."""
    statuses = [status for status in READ_STATUSES if status != "deleted"]
    for option in (
        click.option("--name", metavar="GLOB", default="", help="Only names like this, e.g. 'Backend*'."),
        click.option("--type", "types", type=click.Choice(TYPES), multiple=True, help="Only this type."),
        click.option(
            "--status", "statuses", type=click.Choice(statuses), multiple=True, help="Only this status."
        ),
    ):
        function = option(function)
    return function


@click.command(name="import")
@options.environment
@options.workers
@click.option("--all", "all_of_it", is_flag=True, help="Every interview that is not recorded yet.")
@filters
@click.option("--to", "folder", type=click.Path(path_type=Path), help="A new folder, state left alone.")
@click.option("--sanitize", is_flag=True, help="With --to: neutral texts, names and ids.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.argument("address", required=False)
@click.argument("remote_id", metavar="[ID]", required=False)
@click.pass_context
def command(
    context: click.Context,
    environment: str | None,
    max_parallel: int,
    all_of_it: bool,
    statuses: tuple[str, ...],
    types: tuple[str, ...],
    name: str,
    folder: Path | None,
    sanitize: bool,
    yes: bool,
    address: str | None,
    remote_id: str | None,
) -> int:
    """Take in interviews that were made elsewhere. Only reads the account.

    ADDRESS ID records that the interview ID is the one that ADDRESS declares. --all writes a definition
    file for every interview that is not recorded, and records it. --to DIR writes such files into a new
    folder, and leaves project and state alone.

    \b
    Example:  reconciler import interview.backend-engineer 0b5c6c1e-…
              reconciler import --all --status active --name 'Backend*'
              reconciler import --to ../copy --sanitize
    """
    from reconciler.cli.session import Session
    from reconciler.workflows.survey import Wanted

    _check(all_of_it, folder, sanitize, address, remote_id, narrowed=bool(statuses or types or name))
    session = Session(context, environment)
    wanted = Wanted(types, frozenset(statuses), name)
    if folder is not None:
        from reconciler.cli.copying import export

        return export(session, folder, wanted, max_parallel, sanitize=sanitize, yes=yes)
    if all_of_it:
        return _import_all(session, wanted, max_parallel, yes=yes)
    assert address is not None
    assert remote_id is not None
    return _one(session, address, remote_id)


def _check(
    all_of_it: bool,
    folder: Path | None,
    sanitize: bool,
    address: str | None,
    remote_id: str | None,
    *,
    narrowed: bool,
) -> None:
    ways = sum((all_of_it, folder is not None, address is not None))
    if ways != 1 or (address is not None and remote_id is None):
        raise UsageError(
            "Say what to import: one interview, all, or a copy.",
            hint="reconciler import ADDRESS ID | --all | --to DIR",
        )
    if sanitize and folder is None:
        raise UsageError("--sanitize goes with --to DIR.", hint="reconciler import --to DIR --sanitize")
    if narrowed and address is not None:
        raise UsageError("--status, --type and --name go with --all and --to.")


def _one(session: Session, address: str, remote_id: str) -> int:
    from reconciler.render.nouns import named
    from reconciler.workflows import memory

    where = options.address_of(address)
    with session.reader(workers=1) as reader:
        memory.take_in(session.work(workers=1), reader, session.owner("import"), where, remote_id)
    click.echo(f"{where} is now {named(where.kind, remote_id)}. `reconciler plan` shows what differs.")
    return ExitCode.OK


def work_of(session: Session, workers: int) -> Work:
    """What import works with: a project that has no definition yet is one to fill, not one to refuse."""
    from dataclasses import replace

    from reconciler.definitions.loader import load
    from reconciler.errors import DefinitionsInvalid, Severity
    from reconciler.model.definition import Desired

    found = load(session.project, session.environment.name)
    faults = {one.rule for one in found.diagnostics if one.severity is Severity.ERROR}
    if found.desired is None and not faults <= {"no-definitions", "folder-missing"}:
        raise DefinitionsInvalid(found.diagnostics)
    return replace(plain_work(session, workers), desired=found.desired or Desired({}))


def plain_work(session: Session, workers: int) -> Work:
    """For commands that do not look at the definitions."""
    import uuid

    from reconciler.cli.session import SystemClock
    from reconciler.model.definition import Desired
    from reconciler.workflows.work import Work

    return Work(
        session.environment,
        Desired({}),
        session.store(),
        SystemClock(),
        lambda: str(uuid.uuid4()),
        workers,
    )


def _import_all(session: Session, wanted: Wanted, workers: int, *, yes: bool) -> int:
    from reconciler.cli import survey_text
    from reconciler.workflows import importing
    from reconciler.workflows.composing import Proposal

    def agree(proposal: Proposal) -> bool:
        click.echo(survey_text.proposal_text(proposal))
        if proposal.proof.changes:
            click.echo("\n" + survey_text.proof_text(proposal.proof, len(proposal.taken)))
        many = survey_text.plural(len(proposal.files), "file")
        return survey_text.confirmed(f"Write {many} and record {len(proposal.taken):,}?", yes=yes)

    work = work_of(session, workers)
    progress, checking = survey_text.progress("Reading"), survey_text.progress("Checking")
    with session.reader(workers=workers) as reader:
        terms = importing.Terms(agree, progress, checking)
        done = importing.import_all(work, session.project, reader, session.owner("import"), wanted, terms)
    return told(done, str(session.environment.name))


def told(done: Imported, environment: str) -> int:
    """Say how an import ended; the exit code."""
    from reconciler.cli import survey_text

    if done.declined:
        click.echo("Nothing was written.")
        return ExitCode.OK
    count = len(done.proposal.taken)
    if not count:
        if done.proposal.skipped:
            click.echo("Nothing to import.\n" + survey_text.skipped_text(done.proposal.skipped))
        else:
            click.echo(f"Nothing to import: every such interview of {environment!r} is recorded.")
        return ExitCode.OK
    click.echo(
        f"\nWritten {survey_text.plural(len(done.proposal.files), 'file')}, "
        f"recorded {survey_text.plural(count, 'interview')}."
    )
    click.echo(survey_text.proof_text(done.proposal.proof, count))
    return ExitCode.CHANGES if done.proposal.proof.changes else ExitCode.OK
