"""What is known of the resources: recorded, declared, and in the account."""

from __future__ import annotations

from dataclasses import dataclass

from reconciler.apply.looking import look
from reconciler.model.address import Address
from reconciler.model.definition import Definition
from reconciler.model.kinds import kind_of
from reconciler.model.observed import Observation
from reconciler.model.record import Record, Snapshot
from reconciler.ports import Reader, Store
from reconciler.workflows.work import Work, start


@dataclass(frozen=True, slots=True)
class Known:
    """The three sides of one resource; a side that does not exist, or was not asked, is None."""

    address: Address
    definition: Definition | None
    record: Record | None
    seen: Observation | None


def recorded(store: Store) -> Snapshot:
    """The Snapshot with its journal folded in."""
    return start(store.load(), lambda: "")


def known(work: Work, reader: Reader | None, address: Address) -> Known:
    """One resource from all sides; with `reader` None the account is not asked."""
    record = recorded(work.store).records.get(address)
    asked = reader is not None and record is not None and kind_of(address.kind).kept
    seen = look(reader, address.kind, record.remote_id) if reader and record and asked else None
    return Known(address, work.desired.definitions.get(address), record, seen)
