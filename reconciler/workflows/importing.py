"""Take in what an account holds: all of it that nobody recorded, or a copy of it into another folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from reconciler.apply import identity
from reconciler.definitions import drafts
from reconciler.definitions.project import Project
from reconciler.engine import sanitized
from reconciler.errors import UsageError
from reconciler.model.definition import Desired
from reconciler.model.environment import Environment
from reconciler.model.journal import Noted
from reconciler.model.observed import Row
from reconciler.model.record import Snapshot
from reconciler.ports import Owner, Reader
from reconciler.workflows.composing import Proposal, Skipped, compose, keys_of
from reconciler.workflows.ledger import Ledger
from reconciler.workflows.show import recorded
from reconciler.workflows.survey import Progress, Survey, Wanted, listed, survey
from reconciler.workflows.work import Work

NewProject = Callable[[Survey], Project]
"""Writes the reconciler.yaml of a new folder, with what all interviews share, and reads it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`agree` is asked once, with everything in view; `progress` hears of every interview that is read, and
    `checking` of every definition that is written and read back."""

    agree: Callable[[Proposal], bool]
    progress: Progress = lambda _done, _all: None
    checking: Progress = lambda _done, _all: None


@dataclass(frozen=True, slots=True)
class Imported:
    """`declined`: nothing was written. An empty Proposal means that there was nothing to import."""

    proposal: Proposal
    declined: bool = False


def import_all(
    work: Work,
    project: Project,
    reader: Reader,
    owner: Owner,
    wanted: Wanted,
    terms: Terms,
    found: Survey | None = None,
) -> Imported:
    """A definition file and a Record for every interview that no Record holds. The account is only read.

    The files come first and the Records after, so that a kill in between leaves definitions that the next
    plan proposes to import, never Records whose definition is missing. `found`: read already.
    """
    with work.store.lock(owner):
        ledger = Ledger.opened(work, "import")
        merchant = reader.merchant()
        fingerprint = identity.check(work.environment, merchant, ledger.snapshot)
        rows = listed(reader, wanted) if found is None else found.rows
        ledger.fingerprint = identity.with_environment(fingerprint, list(rows.values()))
        free, skipped = _free(rows.values(), wanted, work.desired, ledger.snapshot)
        ids = {row.id for row in free}
        if found is None:
            found = survey(reader, merchant, rows, ids, workers=work.workers, progress=terms.progress)
        else:
            found = replace(found, read={one: seen for one, seen in found.read.items() if one in ids})
        keys = keys_of(found.ordered(), found.read, _used(work, project, ledger.snapshot))
        proposal = compose(project, work.environment, found, keys, skipped, terms.checking)
        if not proposal.taken:
            return Imported(proposal)
        if not terms.agree(proposal):
            return Imported(proposal, declined=True)
        drafts.write_new(project.root, proposal.files)
        ledger.append([Noted(address, record) for address, record in proposal.records.items()])
        ledger.close()
    return Imported(proposal)


def _free(
    rows: Iterable[Row], wanted: Wanted, desired: Desired, snapshot: Snapshot
) -> tuple[list[Row], list[Skipped]]:
    """The rows to take in, and those that a definition or an unanswered create may be about."""
    claimed = snapshot.claimed()
    declared = {
        (definition.fields.get("name"), definition.fields.get("type")): address
        for address, definition in desired.definitions.items()
        if address not in snapshot.records
    }
    awaited = {
        (intent.fields.get("name"), intent.fields.get("type")): intent.address
        for intent in snapshot.open.values()
    }
    free: list[Row] = []
    skipped: list[Skipped] = []
    for row in rows:
        if row.id in claimed or not wanted.takes(row):
            continue
        what = (row.name, row.type)
        if what in awaited:
            why = f"it may be the unanswered create of {awaited[what]}"
            skipped.append(Skipped(row, why, "reconciler apply   # settles it first"))
        elif what in declared:
            why = f"{declared[what]} declares one of this name, and is not recorded"
            skipped.append(Skipped(row, why, f"reconciler import {declared[what]} {row.id}"))
        else:
            free.append(row)
    return free, skipped


def _used(work: Work, project: Project, snapshot: Snapshot) -> set[str]:
    """Keys that are taken: declared, recorded, or by a file that would be in the way."""
    used = {address.key for address in (*work.desired.definitions, *snapshot.records)}
    folder = project.root / drafts.folder_of(project, work.environment.name)
    if folder.is_dir():
        used |= {path.name.partition(".")[0] for path in folder.iterdir()}
    texts = folder / "texts"
    if texts.is_dir():
        used |= {path.stem.rpartition("-")[0] for path in texts.iterdir()}
    return used


def everything(
    environment: Environment, reader: Reader, wanted: Wanted, *, workers: int, progress: Progress
) -> Survey:
    """All that is wanted of the account, recorded or not. Raises WrongAccount."""
    merchant = reader.merchant()
    identity.check(environment, merchant, Snapshot(lineage=""))
    rows = listed(reader, wanted)
    chosen = [row.id for row in rows.values() if wanted.takes(row)]
    return survey(reader, merchant, rows, chosen, workers=workers, progress=progress)


def export(
    work: Work, reader: Reader, wanted: Wanted, new_project: NewProject, terms: Terms, *, sanitize: bool
) -> tuple[Project, Imported]:
    """The definitions of what the account holds, in a folder of their own. State and project are only read.

    What is recorded keeps its key. With `sanitize` nothing in the folder tells whose account it was.
    """
    found = everything(work.environment, reader, wanted, workers=work.workers, progress=terms.progress)
    if not found.read:
        raise UsageError("The account holds no interview of that kind.", hint="reconciler show")
    known = {record.remote_id: address.key for address, record in recorded(work.store).records.items()}
    if sanitize:
        clean = sanitized.account(found.merchant, found.ordered(), found.read, found.templates)
        found, known = Survey(clean.merchant, clean.rows, clean.read, clean.templates), {}
    project = new_project(found)
    [environment] = project.environments.values()
    fresh = [row for row in found.ordered() if row.id not in known]
    keys = {**known, **keys_of(fresh, found.read, known.values())}
    proposal = compose(project, environment, found, keys, progress=terms.checking)
    if not terms.agree(proposal):
        return project, Imported(proposal, declined=True)
    drafts.write_new(project.root, proposal.files)
    return project, Imported(proposal)
