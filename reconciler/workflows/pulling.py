"""Bring the files in line with the account, where somebody changed it elsewhere and was right.

What is written is read back by the reader of definitions before anybody is asked: the fields that were to be
pulled say what the account holds, and nothing else moved. The Records are brought up to date in the same
breath and under the same lock, so that the next plan is empty for these fields.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reconciler.apply import identity
from reconciler.apply.parallel import in_parallel
from reconciler.definitions import drafts, revising
from reconciler.definitions.project import Project
from reconciler.engine import questions, records
from reconciler.engine.declared import portrait
from reconciler.engine.fields import fits
from reconciler.engine.pulled import Left, Pulled, pulled
from reconciler.engine.refs import resolve
from reconciler.errors import UsageError
from reconciler.model.address import Address
from reconciler.model.change import Action, Change
from reconciler.model.definition import Definition
from reconciler.model.interview import FIELDS
from reconciler.model.journal import Noted
from reconciler.model.kinds import INTERVIEW
from reconciler.model.observed import Observation, Observed, Template
from reconciler.model.record import Record, Snapshot
from reconciler.model.values import Json
from reconciler.ports import Owner, Reader
from reconciler.workflows.ledger import Ledger
from reconciler.workflows.work import Work


@dataclass(slots=True)
class Pull:
    """`files`: new texts by path; `before`: what they hold now. `left`: what differs and is not pulled.
    `moved`: fields that came from the defaults and get a line of their own. `overwrites`: fields whose
    declared value was never applied."""

    files: dict[str, str] = field(default_factory=dict)
    before: dict[str, str | None] = field(default_factory=dict)
    records: dict[Address, Record] = field(default_factory=dict)
    names: dict[Address, tuple[str, ...]] = field(default_factory=dict)
    left: list[tuple[Address, Left]] = field(default_factory=list)
    moved: list[tuple[Address, str]] = field(default_factory=list)
    overwrites: list[tuple[Address, str]] = field(default_factory=list)
    declined: bool = False

    def diff(self) -> str:
        """A unified diff of the files."""
        parts: list[str] = []
        for path in sorted(self.files):
            old = (self.before[path] or "").replace("\r\n", "\n").splitlines()
            new = self.files[path].replace("\r\n", "\n").splitlines()
            parts += difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm="")
        return "\n".join(parts)


def pull(
    work: Work,
    project: Project,
    reader: Reader,
    owner: Owner,
    addresses: Sequence[Address],
    agree: Callable[[Pull], bool],
) -> Pull:
    """Write the account's values into the files of `addresses`, of all recorded ones when none is named."""
    with work.store.lock(owner):
        ledger = Ledger.opened(work, "pull")
        ledger.fingerprint = identity.check(work.environment, reader.merchant(), ledger.snapshot)
        wanted = _wanted(work, ledger.snapshot, addresses)
        ids = [ledger.snapshot.records[address].remote_id for address in wanted]
        read = in_parallel(reader.interview, sorted(ids), work.workers)
        puller = _Puller(work, project, reader.templates())
        for address in wanted:
            record = ledger.snapshot.records[address]
            puller.one(work.desired.definitions[address], record, read[record.remote_id])
        found = puller.found
        if not found.files:
            return found
        if not agree(found):
            found.declined = True
            return found
        revising.write_over(project.root, found.files, found.before)
        ledger.append([Noted(address, record) for address, record in found.records.items()])
        ledger.close()
    return found


def _wanted(work: Work, snapshot: Snapshot, addresses: Sequence[Address]) -> list[Address]:
    for address in addresses:
        if address.kind != INTERVIEW:
            raise UsageError(
                f"pull writes interviews into their files, and {address} is none.",
                hint=f"reconciler show {address}   # yours and the account's, to copy from",
            )
        if address not in work.desired.definitions:
            raise UsageError(f"No definition has the Address {address}.", hint="`reconciler show` lists them")
        if address not in snapshot.records:
            raise UsageError(f"{address} is not recorded.", hint=f"reconciler import {address} ID")
    live = snapshot.live
    chosen = addresses or [
        address for address in work.desired.definitions if address in live and address.kind == INTERVIEW
    ]
    return sorted(set(chosen))


@dataclass(slots=True)
class _Puller:
    work: Work
    project: Project
    templates: tuple[Template, ...]
    found: Pull = field(default_factory=Pull)

    def one(self, definition: Definition, record: Record, seen: Observation | None) -> None:
        address = definition.address
        if seen is None or seen.fields.get("status") == "deleted":
            why = "the interview is deleted in the account" if seen else "the account does not know it"
            self.found.left.append((address, Left("everything", why)))
            return
        fields = self._resolved(definition, record)
        refused = drafts.refused(portrait(seen).fields)
        called = {template.id: template.name for template in self.templates}
        got = pulled(definition, fields, record, seen, refused, called)
        self.found.left += [(address, left) for left in got.left]
        if got.names:
            self._write(definition, record, seen, got)

    def _resolved(self, definition: Definition, record: Record | None) -> Mapping[str, Json]:
        observed = Observed(online=True, templates=self.templates)
        return resolve(definition, self.work.environment, observed, record).fields

    def _write(self, old: Definition, record: Record, seen: Observation, got: Pulled) -> None:
        name = self.work.environment.name
        reviser = revising.Reviser(self.project, name, old, self.found.files)
        for edit in got.edits:
            reviser.set(edit.path, edit.value)
        if got.arranged is not None:
            reviser.arrange(got.arranged.items)
        done = reviser.revised()
        for refused, why in done.refused.items():
            self.found.left.append((old.address, Left(refused or "everything", why)))
        names = tuple(one for one in got.names if one not in done.refused)
        if not done.files or not names:
            return
        new, faults = drafts.reread(self.project, name, old, {**self.found.files, **done.files})
        why = (
            faults[0].summary.lower() if new is None and faults else self._astray(old, new, done.files, names)
        )
        if new is None or why or not self._agrees(new, record, seen, names):
            told = why or "the file would not say what the account holds"
            self.found.left += [(old.address, Left(one, f"{told}: edit it by hand")) for one in names]
            return
        self._keep(new, record, seen, names, done)
        self.found.overwrites += [(old.address, one) for one in got.overwrites if one in names]

    def _astray(
        self, old: Definition, new: Definition | None, files: Mapping[str, str], names: Sequence[str]
    ) -> str:
        """What the edits would change beside what they were made for; empty when nothing."""
        if new is None:
            return "the file could not be read any more"
        others = {**old.fields, **new.fields}
        for one in others:
            if one not in names and old.fields.get(one) != new.fields.get(one):
                return f"{one} would change along with it"
        for path, text in files.items():
            before = self.found.files.get(path) or revising.read_exactly(self.project.root, path) or ""
            if path.endswith((".yaml", ".yml")):
                mine = drafts.plain_documents(before, path), drafts.plain_documents(text, path)
                rest = [[one for one in side if one[0] != old.address.key] for side in mine]
                if rest[0] != rest[1]:
                    return "another definition of the file would change along with it"
        return ""

    def _agrees(self, new: Definition, record: Record, seen: Observation, names: Sequence[str]) -> bool:
        fields = self._identified(new, record, seen)
        return all(fits(FIELDS[one], fields[one], seen.fields[one]) for one in names)

    def _identified(self, new: Definition, record: Record, seen: Observation) -> dict[str, Json]:
        fields = dict(self._resolved(new, record))
        if "questions" in fields:
            asked = questions.as_questions(fields["questions"])
            recorded = questions.as_questions(record.sent("questions"))
            stored = questions.as_questions(seen.fields.get("questions"))
            fields["questions"] = list(questions.identified(asked, recorded, stored))
        return fields

    def _keep(
        self,
        new: Definition,
        record: Record,
        seen: Observation,
        names: tuple[str, ...],
        done: revising.Revised,
    ) -> None:
        address = new.address
        for path in done.files:
            self.found.before.setdefault(path, revising.read_exactly(self.project.root, path))
        self.found.files.update(done.files)
        fields = self._identified(new, record, seen)
        learns = {one: fields[one] for one in names}
        change = Change(
            address,
            Action.RECORD,
            "",
            manage=record.manage,
            learns=learns,
            tombstone=record.tombstone,
            refs=record.refs,
        )
        self.found.records[address] = replace(records.remembered(change, record, seen), marker=record.marker)
        self.found.names[address] = names
        self.found.moved += [(address, one) for one in done.moved if one.partition(".")[0] in names]
