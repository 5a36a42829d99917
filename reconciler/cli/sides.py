"""One resource from its sides, field by field, as `show` tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reconciler.model.address import Address
from reconciler.model.kinds import KINDS, Kind, Life
from reconciler.model.record import Record
from reconciler.model.values import UNREAD, Json, Ref, Value, plain

if TYPE_CHECKING:
    from reconciler.render.show import Cell, Listed, Sides
    from reconciler.workflows.show import Known

_DIGESTS = "what names the person is recorded as a digest"
_NOTES = {
    Life.KEPT: "",
    Life.TOLD: "the account never shows it: what is declared is compared with what was sent",
    Life.ONCE: "the account never shows it: it is done once, and this is what was sent",
}


def sides(found: Known) -> list[Sides]:
    """Each field that is declared or recorded, in the order of the kind's table."""
    kind = KINDS[found.address.kind]
    declared: Mapping[str, Value] = found.definition.fields if found.definition else {}
    recorded = found.record.fields if found.record else {}
    return [_side(name, found, kind) for name in kind.fields if name in declared or name in recorded]


def notes(found: Known) -> list[str]:
    """What is to be said of the whole."""
    kind = KINDS[found.address.kind]
    told = _NOTES[kind.life]
    if kind.personal and found.record is not None:
        told += f"; {_DIGESTS}"
    return [told] if told else []


def title(found: Known, *, personal: bool) -> str:
    """What people call it; where that says who a person is, only for those who may read it."""
    from reconciler.render.personal import person

    fields = {} if found.definition is None else found.definition.fields
    if KINDS[found.address.kind].personal:
        told = {name: plain(value) for name, value in fields.items()}
        return person(found.address.kind, told) if personal else ""
    name = fields.get("name") or fields.get("position_name")
    return name if isinstance(name, str) else ""


def listed(address: Address, record: Record, name: str, file: str) -> Listed:
    """A line of the table of what is recorded. `name`: of the definition, for what a Record cannot name."""
    from reconciler.render.show import Listed

    status = record.sent("status") or record.outcome.get("status") or record.outcome.get("result")
    if not KINDS[address.kind].personal:
        name = str(record.sent("name") or record.sent("position_name") or "")
    return Listed(str(address), name, record.tombstone or str(status or ""), record.remote_id, file)


def _side(name: str, found: Known, kind: Kind) -> Sides:
    from reconciler.render.show import Absent, Sides

    row = kind.fields[name]
    declared: Mapping[str, Value] = found.definition.fields if found.definition else {}
    pair = found.record.fields.get(name) if found.record else None
    yours: Cell = plain(declared[name]) if name in declared else Absent.NOT_THERE
    kept: Cell = Absent.NOT_THERE if pair is None else Absent.NOT_READ if pair.read is UNREAD else pair.sent
    account: Mapping[str, Json] = found.seen.fields if found.seen else {}
    shown: Cell = account.get(name, Absent.NOT_THERE) if row.readable else Absent.NOT_SHOWN
    if not kind.kept:
        kept, shown = Absent.NOT_THERE if pair is None else pair.sent, Absent.NEVER
    agreed = name in declared and _is_agreed(name, found, kind)
    return Sides(name, yours, kept, shown, agreed, row.personal)


def _is_agreed(name: str, found: Known, kind: Kind) -> bool:
    """Whether all sides mean the same."""
    from reconciler.engine.fields import Verdict, judge

    pair = found.record.fields.get(name) if found.record else None
    if kind.fields[name].personal:
        return pair is not None and found.digests.get(name) == pair.sent
    account = found.seen.fields if found.seen else {}
    judged = judge(kind.fields[name], _meant(name, found), pair, account or None)
    return judged.verdict is Verdict.SAME


def _meant(name: str, found: Known) -> Json:
    """The declared value in the words of the Record."""
    from reconciler.engine.questions import as_questions, identified

    value = found.definition.fields.get(name) if found.definition else None
    record = found.record
    meant = plain(value) if value is not None else None
    if record is None:
        return meant
    if isinstance(value, Ref) and name in record.fields and _is_named(record.refs.get(name), value):
        meant = record.sent(name)  # the name still stands for the id that was sent
    if name == "questions":
        meant = list(identified(as_questions(meant), as_questions(record.sent(name)), ()))
    return meant


def _is_named(recorded: str | None, value: Ref) -> bool:
    """Whether the name that was recorded behind an id is that of `value`: its own, or an Address."""
    return recorded in (value.name, f"{value.kind}.{value.name}")
