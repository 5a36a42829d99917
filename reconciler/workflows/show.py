"""What is known of the resources: recorded, declared, and in the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reconciler.apply.looking import look
from reconciler.engine import people
from reconciler.model.address import Address
from reconciler.model.definition import Definition
from reconciler.model.kinds import KINDS
from reconciler.model.observed import Observation
from reconciler.model.record import Record, Snapshot
from reconciler.model.values import Json, plain
from reconciler.ports import Reader, Store
from reconciler.workflows.work import Work, start


@dataclass(frozen=True, slots=True)
class Known:
    """The three sides of one resource; a side that does not exist, or was not asked, is None. `digests`: what
    is declared of a person as a Record holds it, so that the two can be compared."""

    address: Address
    definition: Definition | None
    record: Record | None
    seen: Observation | None
    digests: Mapping[str, Json] = field(default_factory=dict)


def recorded(store: Store) -> Snapshot:
    """The Snapshot with its journal folded in."""
    return start(store.load(), lambda: "")


def is_shown(address: Address) -> bool:
    """Whether the account shows what stands under `address` at all."""
    kind = KINDS.get(address.kind)
    return kind is not None and kind.kept


def known(work: Work, reader: Reader | None, address: Address) -> Known:
    """One resource from all sides; with `reader` None the account is not asked, nor is it for what it never
    shows."""
    snapshot = recorded(work.store)
    record = snapshot.records.get(address)
    seen = None
    if reader is not None and record is not None and is_shown(address):
        seen = look(reader, address.kind, record.remote_id)
    definition = work.desired.definitions.get(address)
    return Known(address, definition, record, seen, _digests(definition, snapshot.salt))


def _digests(definition: Definition | None, salt: str) -> Mapping[str, Json]:
    if definition is None or not KINDS[definition.address.kind].personal:
        return {}
    fields = {name: plain(value) for name, value in definition.fields.items()}
    return people.kept(KINDS[definition.address.kind], salt, fields)
