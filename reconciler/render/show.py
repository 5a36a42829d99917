"""What we know, on demand: all Records as a table, one resource from its three sides, and a definition as
it is after every layer, with the place of each value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import Final, TypeAlias

from reconciler.errors import Span
from reconciler.model.definition import Definition, Manage
from reconciler.model.values import Json, plain, same
from reconciler.render import safe
from reconciler.render.layout import Paint, Pen, clip, edge, pad, width, wrap
from reconciler.render.personal import is_personal, told
from reconciler.render.secrets import masked, masked_text
from reconciler.render.values import cut, one_line

_GAP: Final = 2
_LEAST_NAME: Final = 12
_AS_ID: Final = "id"  # what is answered is ids and single words, which no quotes need to hold together


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the table of Records; an empty `file` means that no definition declares it any more."""

    address: str
    name: str
    status: str
    remote_id: str
    file: str = ""


class Absent(Enum):
    """Why a side holds no value of a field."""

    NOT_THERE = "-"  # not declared, not recorded, or not asked
    NOT_SHOWN = "(not shown)"  # the account does not show this field
    NOT_READ = "(not read yet)"  # sent, and the account was not asked since
    NEVER = ""  # the account never shows this kind: there is no such side


Cell: TypeAlias = "Json | Absent"


@dataclass(frozen=True, slots=True)
class Sides:
    """One field as the definition, the Record and the account hold it. `agreed`: they mean the same, in
    whatever clothes (a name for an id, a date for an instant). `personal`: it says who a person is."""

    name: str
    yours: Cell
    recorded: Cell
    account: Cell
    agreed: bool = False
    personal: bool = False


def records_text(records: Sequence[Listed], *, columns: int = 80, colour: bool = False) -> str:
    """The table of `records`. Addresses and remote ids stay whole, since they are copied; a name is
    clipped, and what does not fit beside them is left out from the right."""
    if not records:
        return "Nothing is recorded yet.\n"
    pen = Pen(max(columns, 40), Paint(colour))
    head = ("ADDRESS", "STATUS", "REMOTE ID", "NAME", "FILE")
    rows = [
        tuple(safe.line(cell) for cell in (one.address, one.status, one.remote_id, one.name, one.file or "-"))
        for one in records
    ]
    sizes = [max(width(row[place]) for row in [head, *rows]) for place in range(len(head))]
    room = pen.width - sum(sizes[:3]) - 3 * _GAP
    with_file = room >= _LEAST_NAME + _GAP + sizes[4]
    sizes[3] = min(sizes[3], room - (sizes[4] + _GAP if with_file else 0))
    shown = [0, 1, 2, *([3] if sizes[3] >= _LEAST_NAME or sizes[3] >= 4 else []), *([4] if with_file else [])]
    lines = [_row(head, sizes, shown, pen.paint.strong)]
    lines += [_row(row, sizes, shown, str) for row in rows]
    return safe.inert("\n".join(lines) + "\n")


def resource_text(
    address: str,
    sides: Sequence[Sides],
    *,
    name: str = "",
    remote_id: str = "",
    span: Span | None = None,
    notes: Sequence[str] = (),
    outcome: Mapping[str, Json] = MappingProxyType({}),
    personal: bool = False,
    columns: int = 80,
    colour: bool = False,
) -> str:
    """One resource: a line for each field on which all sides agree, three where they do not. `notes` are said
    of the whole, `outcome` is what the account answered. `personal`: say who a person is."""
    pen = Pen(max(columns, 40), Paint(colour))
    title = safe.line(address) + (f'  "{safe.line(masked_text(name))}"' if name else "")
    where = f"{safe.line(span.file)}:{span.line}" if span else ""
    lines = [edge(title, where, pen.width)]
    if remote_id:
        lines.append(f"  {safe.line(remote_id)}")
    for note in notes:
        lines.extend(pen.paint.quiet(line) for line in wrap(safe.line(note), pen.width, indent="  "))
    lines.extend(_outcome(outcome, pen))
    column = min(max((width(safe.line(one.name)) for one in sides), default=0), 30)
    for one in sides:
        lines.extend(_sides(one, column, pen, show=personal))
    return safe.inert("\n".join(lines) + "\n")


def resolved_text(
    definition: Definition, *, personal: bool = False, columns: int = 80, colour: bool = False
) -> str:
    """The definition after defaults, overlays and variables, in the manner of YAML, and behind every value
    the place it came from. `personal`: say who a person is."""
    pen = Pen(max(columns, 40), Paint(colour))
    lines = [pen.paint.strong(str(definition.address))]
    for name, value in definition.fields.items():
        shown = masked(name, plain(value))
        if is_personal(definition.address.kind, name):
            shown = told(shown, show=personal)
        lines.extend(_resolved(name, name, shown, definition, "  ", pen))
    lines.extend(_manage(definition.manage))
    return safe.inert("\n".join(lines) + "\n")


def _row(cells: Sequence[str], sizes: Sequence[int], shown: Sequence[int], paint: object) -> str:
    text = (" " * _GAP).join(pad(clip(cells[place], sizes[place]), sizes[place]) for place in shown).rstrip()
    return str(paint(text)) if callable(paint) else text


def _outcome(outcome: Mapping[str, Json], pen: Pen) -> Iterator[str]:
    if outcome:
        yield pen.paint.strong("  answered")
    column = max((width(safe.line(name)) for name in outcome), default=0)
    for name, value in outcome.items():
        left = f"    {pad(safe.line(name), column)}  "
        yield left + one_line(_AS_ID, masked(name, value), pen.width - width(left))


def _sides(one: Sides, column: int, pen: Pen, *, show: bool) -> Iterator[str]:
    name = safe.line(one.name)
    if one.personal:
        one = replace(one, yours=_about(one.yours, show), recorded=_about(one.recorded, show))
    sides = (("yours", one.yours), ("recorded", one.recorded), ("account", one.account))
    cells = [(side, cell) for side, cell in sides if cell is not Absent.NEVER]
    values = [cell for _, cell in cells if not isinstance(cell, Absent)]
    equal = len(values) == len(cells) and all(same(values[0], value) for value in values[1:])
    if equal or one.agreed:
        left = f"  {pad(name, column)}  "
        yield left + _cell(one, one.yours, pen.width - width(left))
        return
    yield pen.paint.change(f"~ {name}")
    for side, cell in cells:
        left = f"      {side:<9} "
        shown = _cell(one, cell, pen.width - width(left))
        yield left + (pen.paint.quiet(shown) if isinstance(cell, Absent) else shown)


def _about(cell: Cell, show: bool) -> Cell:
    return cell if isinstance(cell, Absent) else told(cell, show=show)


def _cell(one: Sides, cell: Cell, room: int) -> str:
    if isinstance(cell, Absent):
        return cell.value
    shown = masked(one.name, cell)
    if one.personal and isinstance(shown, str) and "\n" in shown:
        return cut(shown, room)
    return one_line(one.name, shown, room)


def _resolved(
    label: str, path: str, value: Json, definition: Definition, indent: str, pen: Pen
) -> Iterator[str]:
    """`value` under `label`; a list's entries and a map's keys below it, a long text as a block."""
    at = definition.spans.get(path)
    head = f"{indent}{safe.line(label)}:"
    if isinstance(value, dict) and value and "$ref" not in value:
        yield _placed(head, at, pen)
        for key, inner in value.items():
            yield from _resolved(key, f"{path}.{key}", inner, definition, indent + "  ", pen)
    elif isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
        yield _placed(head, at, pen)
        for position, entry in enumerate(value):
            yield from _resolved(f"- {position}", f"{path}.{position}", entry, definition, indent + "  ", pen)
    elif isinstance(value, str) and "\n" in value:
        yield _placed(f"{head} |", at, pen)
        yield from (f"{indent}  {line}" for line in safe.lines(value.rstrip("\n")))
    else:
        question = path.startswith("questions.")
        shown = one_line(path if question else label, value)
        yield _placed(f"{head} {shown}", at or definition.span(path), pen)


def _placed(left: str, at: Span | None, pen: Pen) -> str:
    where = f"{safe.line(at.file)}:{at.line}" if at else ""
    whole = edge(left, where, pen.width)
    if whole == left and where:  # the place is what is asked for: rather a longer line than none
        return f"{left}  {pen.paint.quiet(where)}"
    return left + pen.paint.quiet(whole[len(left) :])


def _manage(manage: Manage) -> Iterator[str]:
    told = {
        "protect": "true" if manage.protect else "",
        "on_remove": manage.on_remove.value,
        "ignore": ", ".join(manage.ignore),
        "moved_from": manage.moved_from or "",
    }
    yield "  manage:"
    yield from (f"    {key}: {safe.line(value)}" for key, value in told.items() if value)
