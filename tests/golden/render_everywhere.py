"""A plan with a text from outside in every place that can hold one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from reconciler.errors import Span
from reconciler.model.address import Address
from reconciler.model.change import Action, Blocked, Change, FieldChange, Origin
from reconciler.model.observed import Merchant
from reconciler.model.plan import Guard, Plan, Settlement
from reconciler.model.record import Intent
from reconciler.model.values import Json

Text: TypeAlias = Callable[[], str]


def everywhere(text: Text, values: tuple[Json, ...]) -> Plan:
    """A plan with a text in every place that can hold one; its shape does not hang on the texts."""
    address = Address("interview", "a")
    span = Span(text() or "f", 3, 1)
    fields = tuple(
        FieldChange(name, before, after, origin, span, text(), unreadable=False)
        for name, before, after, origin in (
            ("name", text(), text(), Origin.AUTHOR),
            ("questions", values[0], values[1], Origin.DRIFT),
            ("custom_scoring", values[2], values[3], Origin.BOTH),
            ("recording", values[4], values[4], Origin.RELEASED),
            (text(), values[5], text(), Origin.AUTHOR),
        )
    )
    blocked = Blocked(text() or "x", (text(), "reconciler " + text()))
    changes = [
        Change(address, action, text(), fields, name=text() or "x", span=span, warnings=(text() or "x",))
        for action in Action
    ]
    changes.append(Change(address, Action.UPDATE, text(), fields, blocked=blocked, name=text() or "x"))
    settlement = Settlement(
        Intent("i", address, text(), {}), "open", text(), text() + "!", (text() or "x",), 1.0
    )
    return Plan(
        text() or "x", text(), online=True, merchant=Merchant(text() or "x", None), changes=tuple(changes),
        guards=(Guard("retire", 2, 1, text() or "x", text() or "x", (address,)),),
        settlements=(settlement,), pending={address: text()}, warnings=(text() or "x",), undeclared=1,
    )  # fmt: skip


def readdressed(made: dict[str, Json], text: Text) -> dict[str, Json]:
    """`made` as a file may hold it that somebody edited: an address, an effect or an endpoint is any text."""
    for name in ("changes", "settlements", "pending", "guards"):
        entries = made[name]
        assert isinstance(entries, list)
        for entry in entries:
            assert isinstance(entry, dict)
            entry.update({key: text() for key in ("address", "effect", "endpoint") if key in entry})
            entry.update({key: [text()] for key in ("addresses", "needs", "effects") if key in entry})
    return made
