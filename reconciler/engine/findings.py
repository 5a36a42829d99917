"""What the comparison of one resource gathers, and what follows from it in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from reconciler.model.address import Address
from reconciler.model.change import Blocked, FieldChange, Origin
from reconciler.model.definition import OnRemove
from reconciler.model.kinds import kind_of
from reconciler.model.observed import Row
from reconciler.model.values import Json


@dataclass(slots=True)
class Findings:
    """`changed`: what is sent; `learns`, `releases`: what only the Record takes up and drops; `stuck`: what
    no call can change; `held`: why a difference is only shown."""

    shown: list[FieldChange] = field(default_factory=list)
    changed: dict[str, Json] = field(default_factory=dict)
    learns: dict[str, Json] = field(default_factory=dict)
    releases: list[str] = field(default_factory=list)
    stuck: list[FieldChange] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    effects: set[str] = field(default_factory=set)
    pending: str = ""


def stuck(found: Findings, address: Address, row: Row | None, *, protected: bool) -> Blocked | None:
    """Why nothing can be done while a field is declared that no call can change, and the three ways out."""
    if not found.stuck:
        return None
    found.shown.extend(found.stuck)
    names = [change.name for change in found.stuck]
    what = ", ".join(names)
    it = "it" if len(names) == 1 else "them"
    recorded = " ".join(f"--record-only {address}.{name}" for name in names)
    first = "take `manage.protect` out of the definition, then: " if protected else ""
    kind = kind_of(address.kind)
    replaceable = OnRemove.ARCHIVE in kind.on_remove
    another = f"{first}reconciler apply --replace {address}   # makes another one and archives this one"
    ways = (
        *((another,) if replaceable else ()),
        f"put the old value of {what} back into the definition",
        f"change {it} in the admin, then: reconciler apply {recorded}",
    )
    reason = f"{what} cannot change in {kind.one} that exists{_taken(row)}"
    return Blocked(reason, ways, replaceable and not protected)


def _taken(row: Row | None) -> str:
    """How many people a replacement would leave behind: what the author has to weigh."""
    if row is None:
        return ""
    if not row.taken:
        return "; nobody has taken this one yet"
    times = "once" if row.taken == 1 else f"{row.taken} times"
    return f"; this one was taken {times}" + (f", last on {row.last_taken[:10]}" if row.last_taken else "")


def reason(found: Findings) -> str:
    """Who changed what, in one line."""
    origins = {change.origin for change in found.shown if change.name in found.changed}
    if not found.changed:
        return "nothing to send; the Record is brought up to date" if found.learns or found.releases else ""
    if origins == {Origin.DRIFT}:
        return "changed in the account; goes back to what is declared"
    return (
        "the definition changed" if origins == {Origin.AUTHOR} else "the definition and the account changed"
    )
