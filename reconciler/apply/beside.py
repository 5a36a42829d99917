"""What a plan asks the account beside lists of interviews: directories, who is on an interview, results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reconciler.apply.parallel import in_parallel
from reconciler.engine.positions import position_of
from reconciler.model.address import Address
from reconciler.model.definition import Definition, Desired
from reconciler.model.kinds import Life, kind_of
from reconciler.model.observed import Enrolment, Observation, Row, Taken
from reconciler.model.record import Snapshot
from reconciler.ports import Reader

_DIRECTORY = "directory"
_INTERVIEW = "interview"


@dataclass(frozen=True, slots=True)
class Beside:
    """`rows`, `read`, `gone` are of directories; the rest as in Observed."""

    rows: Mapping[str, Row]
    read: Mapping[str, Observation | None]
    gone: frozenset[str]
    enrolled: Mapping[str, tuple[Enrolment, ...]]
    results: Mapping[str, Taken | None]


def beside(reader: Reader, desired: Desired, snapshot: Snapshot, workers: int) -> Beside:
    """Only what a definition or a Record names is asked for."""
    slugs, reopened = _directories(desired, snapshot), _results(desired, snapshot)
    read = in_parallel(reader.directory, sorted(slugs), workers) if slugs else {}
    recorded = (one.remote_id for one in snapshot.of_kinds((_DIRECTORY,)).values())
    return Beside(
        rows={slug: as_row(seen) for slug, seen in read.items() if seen is not None},
        read=read,
        gone=frozenset(slug for slug in recorded if read.get(slug) is None),
        enrolled={
            position: reader.enrolments(position, kind)
            for position, kind in _positions(desired, snapshot).items()
        },
        results=in_parallel(reader.result, sorted(reopened), workers) if reopened else {},
    )


def _directories(desired: Desired, snapshot: Snapshot) -> set[str]:
    """Ids of every directory that is declared or recorded."""
    declared = {
        str(definition.fields["id"])
        for address, definition in desired.definitions.items()
        if address.kind == _DIRECTORY
    }
    recorded = snapshot.of_kinds((_DIRECTORY,)).values()
    return declared.union(*({one.remote_id, *one.deposed} for one in recorded))


def as_row(seen: Observation) -> Row:
    """A directory in the clothes of a listing's row."""
    fields = seen.fields
    return Row(
        id=seen.remote_id,
        name=str(fields.get("name") or ""),
        type=_DIRECTORY,
        status=str(fields.get("status") or ""),
        language=None,
        environment=None,
        created_at=seen.created_at,
        updated_at=seen.updated_at,
    )


def _positions(desired: Desired, snapshot: Snapshot) -> dict[str, str]:
    """Interviews and positions that exist and that people are to be put on -> their types."""
    found: dict[str, str] = {}
    for _, definition in _undone(desired, snapshot):
        address, known = position_of(definition)
        record = snapshot.records.get(address) if address is not None else None
        if record is not None:
            kind = record.sent("type")
            found[record.remote_id] = kind if isinstance(kind, str) else _INTERVIEW
        elif known:
            found[known] = _INTERVIEW
    return found


def _results(desired: Desired, snapshot: Snapshot) -> set[str]:
    """Results that are to be reopened."""
    return {
        str(definition.fields["interview_result_id"])
        for address, definition in _undone(desired, snapshot)
        if address.kind == "retake"
    }


def makes_positions(desired: Desired, snapshot: Snapshot) -> bool:
    """Whether a candidate brings a position of its own, which might exist already."""
    return any("position_name" in definition.fields for _, definition in _undone(desired, snapshot))


def _undone(desired: Desired, snapshot: Snapshot) -> Iterator[tuple[Address, Definition]]:
    for address, definition in desired.definitions.items():
        if kind_of(address.kind).life is Life.ONCE and address not in snapshot.records:
            yield address, definition
