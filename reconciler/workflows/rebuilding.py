"""Find the interviews of definitions again whose Records are lost. Links, and never makes or changes any.

By our mark or the declared `code` first, which no two interviews should share; then by name and type, where
both sides have one of it only; a directory by its id. What the account never shows is not looked for, and
whatever is not certain is left to the author, with the exact command.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reconciler.apply import identity
from reconciler.apply.beside import as_row
from reconciler.apply.observer import LISTED
from reconciler.engine import fresh
from reconciler.model.address import Address
from reconciler.model.definition import Definition
from reconciler.model.journal import Noted
from reconciler.model.kinds import kind_of, stored_type
from reconciler.model.observed import Observation, Row
from reconciler.model.record import Record, Snapshot
from reconciler.ports import Owner, Reader
from reconciler.workflows.ledger import Ledger
from reconciler.workflows.memory import recorded_as
from reconciler.workflows.survey import Progress, Survey, Wanted, listed, survey
from reconciler.workflows.work import Work


@dataclass(frozen=True, slots=True)
class Link:
    """`by`: what makes it certain."""

    address: Address
    row: Row
    by: str
    record: Record


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A definition that stays without a Record; `rows` might be it."""

    address: Address
    why: str
    rows: tuple[Row, ...] = ()


@dataclass(slots=True)
class Rebuilt:
    links: list[Link] = field(default_factory=list)
    unlinked: list[Unlinked] = field(default_factory=list)
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    agree: Callable[[Rebuilt], bool]
    progress: Progress = lambda _done, _all: None


def rebuild(work: Work, reader: Reader, owner: Owner, terms: Terms) -> Rebuilt:
    """Link every definition without a Record whose interview is certain. What is recorded is not touched."""
    with work.store.lock(owner):
        ledger = Ledger.opened(work, "state rebuild")
        merchant = reader.merchant()
        fingerprint = identity.check(work.environment, merchant, ledger.snapshot)
        open_ = _without_record(work, ledger.snapshot)
        if not open_:
            return Rebuilt()
        types = tuple(sorted({_type(one) for one in open_.values() if one.address.kind in LISTED}))
        rows = listed(reader, Wanted(types)) if types else {}
        ledger.fingerprint = identity.with_environment(fingerprint, list(rows.values()))
        claimed = ledger.snapshot.claimed()
        ids = [row.id for row in rows.values() if row.id not in claimed and row.status != "deleted"]
        found = survey(reader, merchant, rows, ids, workers=work.workers, progress=terms.progress)
        rebuilt = _linked(work, {at: one for at, one in open_.items() if at.kind in LISTED}, found)
        _directories(work, reader, open_, rebuilt)
        if not rebuilt.links:
            return rebuilt
        if not terms.agree(rebuilt):
            rebuilt.declined = True
            return rebuilt
        ledger.append([Noted(link.address, link.record) for link in rebuilt.links])
        ledger.close()
    return rebuilt


def _without_record(work: Work, snapshot: Snapshot) -> Mapping[Address, Definition]:
    return {
        address: definition
        for address, definition in work.desired.definitions.items()
        if kind_of(address.kind).kept
        and address not in snapshot.records
        and work.selected(address)
        and not snapshot.intents_of(address)
    }


def _type(definition: Definition) -> str:
    return stored_type(definition.address.kind, definition.fields.get)


def _directories(work: Work, reader: Reader, open_: Mapping[Address, Definition], rebuilt: Rebuilt) -> None:
    for address, definition in open_.items():
        if address.kind != "directory":
            continue
        seen = reader.directory(str(definition.fields["id"]))
        if seen is None:
            rebuilt.unlinked.append(Unlinked(address, "the account has no directory of its id"))
            continue
        record = recorded_as(work.environment, definition, seen, ())
        rebuilt.links.append(Link(address, as_row(seen), "its id", record))


def _linked(work: Work, open_: Mapping[Address, Definition], found: Survey) -> Rebuilt:
    rebuilt = Rebuilt()
    marks = {address: _mark(work, definition) for address, definition in open_.items()}
    left = dict(found.read)
    for address, definition in open_.items():
        mine = _newest(definition, marks[address], left.values())
        if len(mine) == 1 and Counter(marks.values())[marks[address]] == 1:
            by = f"its code {_code(mine[0])!r}"
            rebuilt.links.append(_link(work, definition, found, mine[0], by))
            del left[mine[0].remote_id]
    linked = {link.address for link in rebuilt.links}
    rest = {address: definition for address, definition in open_.items() if address not in linked}
    names = Counter(map(_what, rest.values()))
    for address, definition in rest.items():
        alike = [seen for seen in left.values() if _same_name(seen, definition)]
        bare = [seen for seen in alike if not _code(seen) or _generation(definition, marks[address], seen)]
        if len(alike) == len(bare) == names[_what(definition)] == 1:
            rebuilt.links.append(_link(work, definition, found, bare[0], "its name and type"))
        else:
            rows = tuple(found.rows[seen.remote_id] for seen in alike)
            rebuilt.unlinked.append(Unlinked(address, _why(alike, names[_what(definition)]), rows))
    return rebuilt


def _mark(work: Work, definition: Definition) -> str | None:
    code = definition.fields.get("code")
    return code if isinstance(code, str) and code else fresh.marker(definition, work.environment)


def _newest(definition: Definition, mark: str | None, left: Iterable[Observation]) -> list[Observation]:
    """Those that carry the mark, of the last generation: an earlier one was replaced by it."""
    found = [(_generation(definition, mark, seen), seen) for seen in left]
    newest = max((number for number, _ in found), default=0)
    return [seen for number, seen in found if newest and number == newest]


def _generation(definition: Definition, mark: str | None, seen: Observation) -> int:
    """0 for one that does not carry the mark. An author's own code stays the same over generations."""
    code = _code(seen)
    if mark is None or code is None:
        return 0
    return int(code == mark) if "code" in definition.fields else fresh.generation(mark, code) or 0


def _code(seen: Observation) -> str | None:
    code = seen.fields.get("code")
    return code if isinstance(code, str) else None


def _what(definition: Definition) -> tuple[str, str]:
    return str(definition.fields.get("name")), _type(definition)


def _same_name(seen: Observation, definition: Definition) -> bool:
    return (str(seen.fields.get("name")), str(seen.fields.get("type"))) == _what(definition)


def _why(alike: Sequence[Observation], definitions: int) -> str:
    if not alike:
        return "the account holds none of this code, and none of this name and type"
    if definitions > 1:
        return "several definitions have this name and type"
    if len(alike) > 1:
        return f"the account holds {len(alike)} of this name and type"
    return f"the one of this name and type has the code {_code(alike[0])!r}"


def _link(work: Work, definition: Definition, found: Survey, seen: Observation, by: str) -> Link:
    record = recorded_as(work.environment, definition, seen, found.templates)
    return Link(definition.address, found.rows[seen.remote_id], by, record)
