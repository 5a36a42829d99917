"""One Change as a block of a terminal page: its sign and name, and below it everything to decide on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from reconciler.model.change import Action, Origin
from reconciler.model.kinds import INTERVIEW, KINDS
from reconciler.render import safe
from reconciler.render.document import touches_candidates
from reconciler.render.fields import edged, field_lines, labelled, place
from reconciler.render.layout import Pen, clip, flow, pad, width, wrap
from reconciler.render.nouns import kind_in
from reconciler.render.reading import effects, essence, reason
from reconciler.render.shapes import BlockedDoc, ChangeDoc, FieldDoc, PlaceDoc
from reconciler.render.verdict import ORIGINS, sign, taken

OUTER: Final = "  "
INDENT: Final = "    "
_CREATE_LINES: Final = 2
_MOST_COLUMN: Final = 30
_MOST_VALUE: Final = 44
_MOST_NAME: Final = 60
MOST_ADDRESS: Final = 40
_LEAST_NAME: Final = 12

# What a person checks first in an interview that does not exist yet; the rest follows as in the table.
_TELLING: Final = (
    "status", "type", "mojito_language_code", "questions", "max_duration", "interview_length", "location",
    "visibility", "interview_template_id", "recording", "knowledge_base_store_id",
)  # fmt: skip
_ORDER: Final = {
    kind.name: {name: position for position, name in enumerate(
        dict.fromkeys((*(_TELLING if kind.name == INTERVIEW else ()), *kind.fields))
    )}
    for kind in KINDS.values()
}  # fmt: skip


def block(change: ChangeDoc, pen: Pen) -> Iterator[str]:
    """The lines of `change`."""
    yield from head(change, pen)
    yield from body(change, pen)


def body(change: ChangeDoc, pen: Pen) -> Iterator[str]:
    """What stands below the head: why, whom it touches, the fields, and what is in its way."""
    blocked = change["blocked"]
    told = blocked["reason"] if blocked else ""
    yield from (pen.paint.quiet(line) for line in wrapped(reason(change), pen))
    used = taken(change) if touches_candidates(change) else ""
    for risk in filter(None, [used, *effects(change)]):
        yield pen.paint.stop(f"{OUTER}! {safe.line(risk)}")
    if change["action"] == Action.CREATE:
        yield from flowing(change["fields"], change["address"], pen)
    elif change["action"] == Action.RECORD and all(
        field["origin"] == Origin.AGREED for field in change["fields"]
    ):
        names = [safe.line(field["name"]) for field in change["fields"]]
        yield from flow(names, pen.width, indent=INDENT)
    else:
        yield from _grouped(change["fields"], pen, told, change["place"])
    yield from _remarks(change, pen)
    if blocked:
        yield from stuck(blocked, pen)


def brief(changes: Sequence[ChangeDoc], pen: Pen) -> Iterator[str]:
    """Each of `changes` on one line: what matters first, the name where there is room for it."""
    column = min(max((width(safe.line(one["address"])) for one in changes), default=0), MOST_ADDRESS)
    signs = max((len(sign(one)) for one in changes), default=0)
    for change in changes:
        left = f"{sign(change):<{signs}} {pad(safe.line(change['address']), column)}"
        names = [safe.line(part) for part in essence(change)]
        rest = _few(names, pen.width - width(left) - 2)
        name = f'"{safe.line(change["name"])}"' if change["name"] else ""
        line = clip(f"{left}  {rest}" if rest else f"{left}  {name}", pen.width).rstrip()
        room = pen.width - width(line) - 2
        if rest and name and room >= min(width(name), _LEAST_NAME):
            line += f"  {clip(name, room)}"
        left = left[: len(line)]
        yield painted(change, pen)(left) + line[len(left) :]


def _few(names: Sequence[str], room: int) -> str:
    """As many whole names as fit, and how many more there are."""
    for shown in range(len(names), 0, -1):
        more = f" and {len(names) - shown} more" if shown < len(names) else ""
        told = ", ".join(names[:shown]) + more
        if width(told) <= room:
            return told
    return names[0] if names else ""


def head(change: ChangeDoc, pen: Pen) -> Iterator[str]:
    """Sign, Address and name, with the place of the definition at the right edge, or below."""
    marked = f"{sign(change)} {safe.line(change['address'])}"
    room = min(_MOST_NAME, max(pen.width - width(marked) - 4, _LEAST_NAME))
    name = f'  "{clip(safe.line(change["name"]), room)}"' if change["name"] else ""
    first, *below = edged(marked + name, place(change["place"]), pen)
    shown = painted(change, pen)(marked) + pen.paint.strong(name)
    yield shown + first[len(marked + name) :]
    yield from below


def painted(change: ChangeDoc, pen: Pen) -> Callable[[str], str]:
    if change["blocked"]:
        return pen.paint.stop
    match Action(change["action"]):
        case Action.CREATE | Action.IMPORT:
            return pen.paint.add
        case Action.RETIRE | Action.REPLACE:
            return pen.paint.remove
        case Action.UPDATE:
            return pen.paint.change
        case _:
            return pen.paint.quiet


def _grouped(fields: Sequence[FieldDoc], pen: Pen, told: str, home: PlaceDoc | None) -> Iterator[str]:
    """Fields by who made the difference; a heading only where the author alone did not."""
    groups = {origin: [f for f in fields if f["origin"] == origin] for origin in Origin}
    filled = [origin for origin, members in groups.items() if members]
    for origin in filled:
        if filled != [Origin.AUTHOR]:
            yield pen.paint.strong(OUTER + ORIGINS[origin])
        column = min(max(width(safe.line(f["name"])) for f in groups[origin]), _MOST_COLUMN)
        for field in groups[origin]:
            yield from field_lines(field, column, INDENT, pen, told, home)


def flowing(fields: Sequence[FieldDoc], address: str, pen: Pen) -> Iterator[str]:
    """The most telling fields of what is new on two lines, and how many there are beside them. Who a person
    is comes last: it stands in the head, where it stands at all."""
    kind = kind_in(address)
    order = _ORDER[kind.name if kind else INTERVIEW]
    ordered = sorted(
        (field for field in fields if field["name"] != "name"),
        key=lambda field: (field.get("personal", False), order.get(field["name"], len(order))),
    )
    items = [item(field) for field in ordered]
    for shown in range(len(items), -1, -1):
        rest = [f"and {len(items) - shown} more"] if shown < len(items) else []
        found = flow([*items[:shown], *rest], pen.width, indent=INDENT)
        if len(found) <= _CREATE_LINES:
            yield from found
            return


def item(field: FieldDoc) -> str:
    shown = clip(labelled(field), _MOST_VALUE)
    return shown if field["name"] == "questions" else f"{safe.line(field['name'])}: {shown}"


def _remarks(change: ChangeDoc, pen: Pen) -> Iterator[str]:
    if change["needs"]:
        yield from wrapped("after " + ", ".join(change["needs"]), pen)
    if change["pending"]:
        yield from wrapped("pending: " + change["pending"], pen)
    for warning in change["warnings"]:
        yield from (pen.paint.change(line) for line in wrapped("warning: " + warning, pen))


def stuck(blocked: BlockedDoc, pen: Pen) -> Iterator[str]:
    yield from (pen.paint.stop(line) for line in wrapped("blocked: " + blocked["reason"], pen))
    for way in blocked["ways_out"]:
        yield from way_out(way, INDENT, pen)


def way_out(way: str, indent: str, pen: Pen) -> list[str]:
    """A sentence is wrapped; a command stands whole, on a line of its own, so that it can be copied."""
    if way.startswith("manage: "):  # a line for a definition is copied too
        return [f"{indent}→ {safe.line(way)}"]
    told, _, command = way.partition("reconciler ") if _is_command(way) else (way, "", "")
    found = wrap(safe.line(told), pen.width, indent=f"{indent}→ ", later=f"{indent}  ")
    if command:
        found.append(f"{indent}{'  ' if found else '→ '}reconciler {safe.line(command)}")
    return found


def _is_command(way: str) -> bool:
    return way.startswith("reconciler ") or ": reconciler " in way


def wrapped(text: str, pen: Pen) -> list[str]:
    return wrap(safe.line(text), pen.width, indent=OUTER)
