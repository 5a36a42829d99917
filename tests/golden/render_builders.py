"""Plans by hand, in few words: what the tests of `reconciler.render` are built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reconciler.errors import Span
from reconciler.model.address import Address
from reconciler.model.change import Action, Call, Change, FieldChange, Origin
from reconciler.model.field import Endpoint
from reconciler.model.observed import Merchant
from reconciler.model.plan import Plan
from reconciler.model.values import Json

MERCHANT = Merchant("7d0c6a52-5a0e-4a8c-9f57-0a51b6a1c0de", None, credits=120.0)
VACANCY = (
    "You will own the payment services of a growing marketplace. The team is eight people in Berlin and "
    "works remotely most of the week. We value clear writing and calm operations."
)


def address(key: str) -> Address:
    return Address("interview", key)


def at(key: str, line: int = 1) -> Span:
    return Span(f"interviews/{key}.yaml", line, 1)


def field(
    name: str,
    before: Json,
    after: Json,
    origin: Origin = Origin.AUTHOR,
    *,
    line: int = 3,
    note: str = "",
    unreadable: bool = False,
) -> FieldChange:
    return FieldChange(name, before, after, origin, at("sales", line), note, unreadable)


def update(*fields: FieldChange, key: str = "sales", name: str = "Sales Manager") -> Change:
    fields = tuple(replace(one, span=at(key, one.span.line if one.span else 1)) for one in fields)
    call = Call(Endpoint.UPDATE, {one.name: one.after for one in fields}, {})
    return Change(address(key), Action.UPDATE, "", fields, (call,), remote_id="r-1", span=at(key), name=name)


def create(key: str, name: str, fields: Mapping[str, Json]) -> Change:
    shown = tuple(
        FieldChange(field_name, None, value, Origin.AUTHOR, at(key, line))
        for line, (field_name, value) in enumerate({"name": name, **fields}.items(), start=1)
    )
    return Change(
        address(key), Action.CREATE, "no interview is recorded for it", shown, span=at(key), name=name
    )


def retire(key: str, name: str, taken: int = 0) -> Change:
    return Change(
        address(key),
        Action.RETIRE,
        "its definition was removed",
        (FieldChange("status", "active", "archived", Origin.AUTHOR),),
        remote_id="r-2",
        name=name,
        taken=taken,
        last_taken="2026-05-01T09:30:00Z" if taken else None,
    )


def plan(*changes: Change, unchanged: int = 14, **more: object) -> Plan:
    base = Plan("production", "https://cool.jobmojito.com/functions/v1", online=True, merchant=MERCHANT)
    return replace(base, changes=changes, unchanged=unchanged, **more)  # type: ignore[arg-type]
