"""Which interview, persona or pre-screening a definition is about: one that exists, or one that an earlier
step of the plan makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reconciler.engine.view import View
from reconciler.model.address import Address
from reconciler.model.definition import Definition
from reconciler.model.kinds import KINDS, position_in
from reconciler.model.values import Ref, Value


@dataclass(frozen=True, slots=True)
class Bound:
    """`fields`: the definition's, with an id or a stand-in for each such Ref. `fills`: where the id of which
    Address goes; `faults`: why there is none."""

    fields: Mapping[str, Value]
    fills: Mapping[str, Address] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


def bound(definition: Definition, view: View) -> Bound:
    fields: dict[str, Value] = {}
    fills: dict[str, Address] = {}
    faults: list[str] = []
    for name, value in definition.fields.items():
        if not isinstance(value, Ref) or value.kind not in KINDS:
            fields[name] = value
            continue
        address = Address(value.kind, value.name)
        fills[name] = address
        record = view.snapshot.records.get(address)
        declared = address in view.desired.definitions
        if record is not None and (record.live or declared):
            fields[name] = record.remote_id
        else:
            fields[name] = f"({address})"
            if not declared:
                faults.append(f"there is no {address}: neither a definition nor a Record has that Address")
    return Bound(fields, fills, tuple(faults))


def position_of(definition: Definition) -> tuple[Address | None, str]:
    """What a person is put on: the Address of a Ref, or an id as it is declared; neither where it is new."""
    value = position_in(definition.address.kind, definition.fields)
    if isinstance(value, Ref):
        return Address(value.kind, value.name), ""
    return None, value if isinstance(value, str) else ""
