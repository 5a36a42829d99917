"""From what an account holds to definition files, each proved before it is written.

The proof: every file is read back by the reader of definitions, a Record is made of it as import makes one,
and the planner compares the two with the account. What is left of a plan is what the import did not get
right, and it is shown before anything is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reconciler.definitions import drafts, writer
from reconciler.definitions.project import Project
from reconciler.engine import declared, planner, sharing
from reconciler.engine.refs import resolve
from reconciler.engine.view import View
from reconciler.model.address import KEY_PATTERN, Address
from reconciler.model.definition import Definition, Desired
from reconciler.model.environment import Environment
from reconciler.model.observed import Observation, Observed, Row, Template
from reconciler.model.plan import Plan
from reconciler.model.record import Record, Snapshot
from reconciler.model.values import Json, Ref, Value
from reconciler.workflows.memory import recorded_as
from reconciler.workflows.survey import Progress, Survey


@dataclass(frozen=True, slots=True)
class Taken:
    """One interview, and the file that would declare it."""

    address: Address
    row: Row
    draft: writer.Draft
    definition: Definition
    record: Record
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """One interview that is not taken in. `hint`: what to do about it, if anything."""

    row: Row
    why: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """`hidden`: fields that the account did not show, and for how many interviews. `proof`: the plan right
    after this import."""

    taken: tuple[Taken, ...]
    skipped: tuple[Skipped, ...]
    hidden: Mapping[str, int]
    proof: Plan

    @property
    def files(self) -> dict[str, str]:
        return {path: text for one in self.taken for path, text in one.draft.files.items()}

    @property
    def records(self) -> dict[Address, Record]:
        return {one.address: one.record for one in self.taken}


@dataclass(frozen=True, slots=True)
class Names:
    """The names that may stand for ids: those that mean one thing only."""

    by_id: Mapping[tuple[str, str], Ref]

    @classmethod
    def of(cls, environment: Environment, templates: Sequence[Template]) -> Names:
        count = Counter(template.name for template in templates)
        found = {
            ("interview_template_id", template.id): Ref("template", template.name)
            for template in templates
            if count[template.name] == 1 and template.name.strip()
        }
        bases = environment.names.get("knowledge_base", {})
        ids = Counter(bases.values())
        for name, remote_id in bases.items():
            if ids[remote_id] == 1:
                found["knowledge_base_store_id", remote_id] = Ref("knowledge_base", name)
        return cls(found)

    def named(self, fields: Mapping[str, Json]) -> dict[str, Value]:
        """`fields` with a name wherever one stands for the id."""
        return {name: self.by_id.get((name, str(value)), value) for name, value in fields.items()}


def keys_of(rows: Iterable[Row], read: Mapping[str, Observation], used: Collection[str]) -> dict[str, str]:
    """A key for each row: its `code` when that is a free key, else its name made into one."""
    taken = set(used)
    keys: dict[str, str] = {}
    for row in rows:
        code = read[row.id].fields.get("code") if row.id in read else None
        if isinstance(code, str) and KEY_PATTERN.fullmatch(code) and code not in taken:
            key = code
        else:
            key = _free(_slug(row.name) or "interview", taken)
        taken.add(key)
        keys[row.id] = key
    return keys


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:55].strip("-")


def _free(base: str, taken: Collection[str]) -> str:
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key


def shared_defaults(found: Survey) -> dict[str, Json]:
    """What nearly all interviews have in common, for the `defaults` of a new reconciler.yaml."""
    return sharing.shared([_portrait(seen).fields for seen in found.read.values() if not seen.multistage])


def _portrait(seen: Observation) -> declared.Portrait:
    return declared.portrait(seen)


def compose(
    project: Project,
    environment: Environment,
    found: Survey,
    keys: Mapping[str, str],
    skipped: Sequence[Skipped] = (),
    progress: Progress = lambda _done, _all: None,
) -> Proposal:
    """A file for every interview of `found`, under its key, and the proof that they say what is there."""
    composer = _Composer(project, environment, found)
    taken: list[Taken] = []
    left = list(skipped)
    for number, row in enumerate(found.ordered(), start=1):
        one = composer.one(row, found.read[row.id], keys[row.id])
        if isinstance(one, Taken):
            taken.append(one)
        else:
            left.append(one)
        progress(number, len(found.read))
    hidden = Counter(
        name for one in taken for name in _not_shown(found.read[one.row.id]) if name != "merchant_id"
    )
    return Proposal(tuple(taken), tuple(left), dict(hidden), _proof(environment, found, taken))


def _not_shown(seen: Observation) -> list[str]:
    return [name for name in declared.showable() if name not in seen.fields]


@dataclass(slots=True)
class _Composer:
    project: Project
    environment: Environment
    found: Survey
    folder: str = field(init=False)
    names: Names = field(init=False)
    given: Mapping[str, Json] = field(init=False)
    usual: Mapping[Json, Mapping[str, Json]] = field(init=False)
    portraits: Mapping[str, declared.Portrait] = field(init=False)

    def __post_init__(self) -> None:
        self.folder = drafts.folder_of(self.project, self.environment.name)
        self.names = Names.of(self.environment, self.found.templates)
        stand = Definition(
            Address("interview", "defaults"), drafts.inherited(self.project, self.environment.name)
        )
        seen = Observed(online=True, templates=self.found.templates)
        self.given = resolve(stand, self.environment, seen, None).fields
        self.portraits = {remote_id: _portrait(one) for remote_id, one in self.found.read.items()}
        self.usual = sharing.usual_scoring(one.fields for one in self.portraits.values())

    def one(self, row: Row, seen: Observation, key: str) -> Taken | Skipped:
        if seen.multistage:
            return Skipped(row, "it has several stages, which no definition can say yet")
        portrait = self.portraits[row.id]
        usual = sharing.usual_of(self.usual, portrait.fields)
        bad = drafts.refused(portrait.fields)
        said = declared.written(portrait.fields, self.given, usual, bad)
        if said.missing:
            why = f"it has no {' and no '.join(said.missing)} that a definition could say"
            return Skipped(row, why, "set it in the admin, then import again")
        fields = self.names.named(said.fields)
        mark = self.environment.code_mark
        if mark is not None and fields.get("code") == mark + key:
            del fields["code"]  # a definition without one carries its key as `code` anyway
        manage: dict[str, Json] = {}
        if said.ignore:
            manage["ignore"] = list(said.ignore)
        if said.unset:
            manage["unset"] = list(said.unset)
        notes = (*portrait.notes, *said.notes)
        made = writer.draft(self.folder, key, fields, manage, notes)
        definition, faults = drafts.read_draft(self.project, self.environment.name, made)
        if definition is None:
            first = faults[0]
            return Skipped(row, f"no valid definition can say it: {first.summary.lower()}. {first.detail}")
        record = recorded_as(self.environment, definition, seen, self.found.templates)
        return Taken(definition.address, row, made, definition, record, notes)


def _proof(environment: Environment, found: Survey, taken: Sequence[Taken]) -> Plan:
    """The plan of what was taken in, against what was just read."""
    desired = Desired({one.address: one.definition for one in taken})
    snapshot = Snapshot(lineage="", records={one.address: one.record for one in taken})
    ids = {one.row.id for one in taken}
    observed = Observed(
        merchant=found.merchant,
        rows={remote_id: row for remote_id, row in found.rows.items() if remote_id in ids},
        read=found.read,
        templates=found.templates,
    )
    return planner.plan(View(environment, desired, snapshot, observed))
