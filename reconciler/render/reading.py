"""How a plan is read: what comes first, and which words need no saying.

The document keeps the order in which apply would carry the Changes out. A person decides, and so sees first
what waits for a decision, then what takes something away, and last what only our memory learns.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from reconciler.model.change import Action
from reconciler.model.kinds import KINDS
from reconciler.render.shapes import ChangeDoc, PlaceDoc

BLOCKED: Final = "blocked"
_RANKS: Final = (
    BLOCKED, Action.REPLACE, Action.RETIRE, Action.UPDATE, Action.CREATE, Action.IMPORT, Action.FORGET,
    Action.RECORD, Action.NONE,
)  # fmt: skip
RANK: Final = {str(kind): rank for rank, kind in enumerate(_RANKS)}

# The reasons that the sign or the headings over the fields tell already.
_PLAIN: Final = {
    Action.CREATE: tuple(f"no {kind.noun} is recorded for it" for kind in KINDS.values()),
    Action.UPDATE: (
        "the definition changed",
        "the definition and the account changed",
        "changed in the account; goes back to what is declared",
    ),
}

SAID_BY_SIGN: Final = (Action.CREATE, Action.RETIRE)
"""Of these a single line names no fields."""

_EFFECTS: Final = {
    "retire": "candidates can no longer reach it",
    "downtime": "it is down while it changes",
    "reactivate": "it becomes active again although somebody stopped it",
}


def kind(change: ChangeDoc) -> str:
    """What a Change is counted and filtered as: `blocked`, or its Action."""
    return BLOCKED if change["blocked"] else change["action"]


def in_reading_order(changes: Iterable[ChangeDoc]) -> list[ChangeDoc]:
    """`changes` as a person reads them; those of one kind stay in the order they would be carried out."""
    return sorted(changes, key=lambda change: RANK[kind(change)])


def reason(change: ChangeDoc) -> str:
    """Why the Change is there, as far as that does not go without saying."""
    plain = _PLAIN.get(Action(change["action"]), ())
    parts = [part for part in change["reason"].split("; ") if part]
    if change["reason"] in plain:
        return ""
    if parts[1:] and "; ".join(parts[1:]) in plain:  # `renamed from interview.x; the definition changed`
        parts = parts[:1]
    told = "; ".join(parts)
    return "" if change["blocked"] and told == change["blocked"]["reason"] else told


def effects(change: ChangeDoc) -> list[str]:
    """What candidates would notice and neither the Action nor a warning of the Change says."""
    if change["blocked"] or change["action"] == Action.RETIRE:
        return []
    return [_EFFECTS[effect] for effect in change["effects"] if effect in _EFFECTS]


def told_place(at: PlaceDoc | None, home: PlaceDoc | None = None) -> str:
    """`file:line`, as terminals and editors make it a link; only `:line` in the file `home`."""
    if at is None:
        return ""
    return (
        f":{at['line']}" if home is not None and at["file"] == home["file"] else f"{at['file']}:{at['line']}"
    )


def essence(change: ChangeDoc) -> list[str]:
    """What a single line can say of a Change: why it is blocked, else the names of what differs, else why
    it is there. Nothing where the sign says it all."""
    if blocked := change["blocked"]:
        return [f"blocked: {blocked['reason']}"]
    if change["action"] in SAID_BY_SIGN:
        return []
    return [field["name"] for field in change["fields"]] or [told for told in [reason(change)] if told]
