"""`reconciler import --to`: the definitions of an account in a folder of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reconciler.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from reconciler.cli.session import Session
    from reconciler.definitions.project import Project
    from reconciler.model.environment import Environment
    from reconciler.workflows.survey import Survey, Wanted


def export(session: Session, folder: Path, wanted: Wanted, workers: int, *, sanitize: bool, yes: bool) -> int:
    """Everything is made beside `folder` and takes its name at the end: it is there whole, or not at all."""
    from reconciler.cli import survey_text
    from reconciler.cli.take_in import plain_work
    from reconciler.workflows import importing
    from reconciler.workflows.composing import Proposal

    if os.path.lexists(folder) and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError(f"{folder} is there already; nothing was written.", hint="Name a new folder")

    def agree(proposal: Proposal) -> bool:
        click.echo(survey_text.proposal_text(proposal, f"{folder}/"))
        files = survey_text.plural(len(proposal.files) + 2, "file")
        return survey_text.confirmed(f"Write {files} into {folder}?", yes=yes)

    progress, checking = survey_text.progress("Reading"), survey_text.progress("Checking")
    terms = importing.Terms(agree, progress, checking)
    with _beside(folder) as made, session.reader(workers=workers) as reader:
        new = _new_project(session, made, sanitize=sanitize)
        work = plain_work(session, workers)
        _, done = importing.export(work, reader, wanted, new, terms, sanitize=sanitize)
        if done.declined:
            click.echo("Nothing was written.")
            return ExitCode.OK
        made.chmod(0o755)  # mkdtemp makes it for the owner alone
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
    proof, count = done.proposal.proof, len(done.proposal.taken)
    click.echo(f"\nWritten {survey_text.plural(count, 'definition')} into {folder}.")
    click.echo(survey_text.proof_text(proof, count))
    click.echo(f"Next:  reconciler -C {folder} validate")
    return ExitCode.CHANGES if proof.changes else ExitCode.OK


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder on the same disk, which is gone at the end unless it was renamed."""
    import shutil
    import tempfile

    try:
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.absolute().parent))
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}.") from error
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _new_project(session: Session, root: Path, *, sanitize: bool) -> Callable[[Survey], Project]:
    from dataclasses import replace

    from reconciler.model.environment import Environment

    environment = replace(session.environment, state=f"state/{session.environment.name}.json")
    if sanitize:
        environment = Environment("local", "simulator", "state/local.json")

    def new(found: Survey) -> Project:
        return new_project(root, environment, found)

    return new


def new_project(
    root: Path, environment: Environment, found: Survey | None, *, skip: Sequence[str] = ()
) -> Project:
    """Write what every project begins with, but the files to `skip`, and read it. With `found`, what all
    interviews share becomes its defaults."""
    from reconciler.definitions.drafts import write_new
    from reconciler.definitions.project import read_project
    from reconciler.definitions.project_writer import project_files
    from reconciler.workflows.composing import Names, shared_defaults

    defaults: dict[str, Any] = {}
    if found is not None:
        defaults = Names.of(environment, found.templates).named(shared_defaults(found))
    files = project_files(environment, defaults)
    write_new(root, {path: text for path, text in files.items() if path not in skip})
    return read_project(root)
