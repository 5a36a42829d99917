"""One field of a Change as lines for a terminal: old -> new, and only the part that differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from reconciler.model.change import Origin
from reconciler.model.field import Shape
from reconciler.model.values import Json, same
from reconciler.render import safe
from reconciler.render.layout import Pen, clip, count, edge, pad, width, wrap
from reconciler.render.nested import field_leaves
from reconciler.render.prose import text_lines
from reconciler.render.questions import How, QuestionChange, fate, question_rows
from reconciler.render.reading import told_place
from reconciler.render.shapes import FieldDoc, PlaceDoc
from reconciler.render.values import cut, one_line, reference, shape_of

ARROW: Final = " → "
_MOST_QUESTIONS: Final = 25
_LONG: Final = 60  # a text beyond this is shown as a difference, not as two texts


def place(at: PlaceDoc | None, home: PlaceDoc | None = None) -> str:
    """`reading.told_place`, harmless."""
    return safe.line(told_place(at, home))


def field_lines(
    field: FieldDoc, column: int, indent: str, pen: Pen, told: str = "", home: PlaceDoc | None = None
) -> Iterator[str]:
    """`field` with its name padded to `column`, and its line (with the file, unless that is `home`'s) at
    the right edge; below, its note (unless `told` says the same) and the line that would clear it."""
    name, inner = safe.line(field["name"]), indent + "  "
    one = f"{indent}{pad(name, column)}  {_one_line(field)}"
    released = field["origin"] == Origin.RELEASED  # nothing in the file stands for it any more
    where = "" if released else place(field["place"], home)
    if _is_short(field) and width(one) <= pen.width:
        yield from edged(one, where, pen)
    else:
        yield from edged(f"{indent}{name}", where, pen)
        yield from _parts(field, inner, pen)
    for remark in _remarks(field, told):
        yield from (pen.paint.quiet(line) for line in wrap(remark, pen.width, indent=inner))


def edged(left: str, where: str, pen: Pen) -> list[str]:
    """`where` at the right edge, at the terminal's own when `left` is long; else in a line below."""
    for room in (pen.edge, pen.width):
        whole = edge(left, where, room)
        if whole != left or not where:
            return [left + pen.paint.quiet(whole[len(left) :])]
    return [left, pen.paint.quiet(" " * max(pen.edge - width(where), 2) + where)]


def _remarks(field: FieldDoc, told: str) -> Iterator[str]:
    if field["origin"] == Origin.RELEASED:  # the heading of its group says what the note would
        if field["clear"]:
            yield f"to empty it, write: {safe.line(field['clear'])}"
    elif field["note"] and field["note"] not in told:
        yield safe.line(field["note"])
    if field["unreadable"] and field["before"] is not None:
        yield "compared with what was last sent: the account does not show it"
    if field["masked"] and not field.get("personal"):
        yield "parts of it are secret and not shown"


def _one_line(field: FieldDoc) -> str:
    name, after = field["name"], labelled(field)
    if field["origin"] == Origin.RELEASED:
        return one_line(name, field["before"])
    if field.get("personal"):
        before = "(not kept)" if field["before"] is None else _personal(field, field["before"])
        return before + ARROW + after
    if field["unreadable"] and field["before"] is None:
        return f"{after} (the account does not show what it holds)"
    return one_line(name, field["before"]) + ARROW + after


def labelled(field: FieldDoc) -> str:
    """The new value, with the name that stands behind an id before it."""
    if field.get("personal"):
        return _personal(field, field["after"])
    shown = one_line(field["name"], field["after"])
    label = safe.line(field["label"])
    if not label or reference(field["after"]) is not None:
        return shown
    # An id that is not known yet stands as its name in brackets (engine.refs).
    return label if field["after"] in (field["label"], f"({field['label']})") else f"{label} ({shown})"


def _personal(field: FieldDoc, value: Json) -> str:
    """A value that says who a person is: of a resume the beginning is enough."""
    if isinstance(value, str) and ("\n" in value or len(value) > _LONG):
        return cut(value, _LONG)
    return one_line(field["name"], value)


def _is_short(field: FieldDoc) -> bool:
    shape = shape_of(field["name"])
    if field["origin"] == Origin.RELEASED or field.get("personal"):
        return True
    for value in (field["before"], field["after"]):
        if isinstance(value, str) and ("\n" in value or len(value) > _LONG):
            return False
        if isinstance(value, dict | list) and reference(value) is None and not _is_plain_list(value):
            return False
    return shape is not Shape.QUESTIONS


def _is_plain_list(value: Json) -> bool:
    return isinstance(value, list) and not any(isinstance(entry, dict | list) for entry in value)


def _parts(field: FieldDoc, indent: str, pen: Pen) -> Iterator[str]:
    """What differs inside a long text, a list of questions or a nested value."""
    before, after = field["before"], field["after"]
    if field["origin"] == Origin.RELEASED:
        yield clip(indent + one_line(field["name"], before), pen.width)
    elif field.get("personal"):
        for mark, value, paint in (("-", before, pen.paint.remove), ("+", after, pen.paint.add)):
            if value is not None:
                yield paint(clip(f"{indent}{mark} {_personal(field, value)}", pen.width))
    elif field["unreadable"] and before is None:
        yield from _come(field, indent, pen)
        yield pen.paint.quiet(f"{indent}the account does not show what it holds")
    elif shape_of(field["name"]) is Shape.QUESTIONS:
        yield from _questions(before, after, indent, pen)
    elif isinstance(before, str) and isinstance(after, str):
        yield from text_lines(before, after, indent, pen)
    elif isinstance(before, list) and isinstance(after, list) and _is_plain_list([*before, *after]):
        yield from _entries(before, after, indent, pen)
    elif isinstance(before, dict | list) and isinstance(after, dict | list):
        yield from _leaves(field["name"], before, after, indent, pen)
    else:
        yield pen.paint.remove(_whole("-", field["name"], before, indent, pen))
        yield from _come(field, indent, pen)


def _come(field: FieldDoc, indent: str, pen: Pen) -> Iterator[str]:
    """A new value: a text line by line, since somebody has to read it before it is sent."""
    after = field["after"]
    if isinstance(after, str) and not field["label"]:
        yield from text_lines("", after, indent, pen)
    else:
        yield pen.paint.add(_whole("+", field["name"], after, indent, pen))


def _whole(mark: str, name: str, value: Json, indent: str, pen: Pen) -> str:
    size = f" ({count(len(value), 'character')})" if isinstance(value, str) and len(value) > _LONG else ""
    room = pen.width - len(indent) - 2 - len(size)
    return f"{indent}{mark} {one_line(name, value, room)}{size}"


def _entries(before: list[Json], after: list[Json], indent: str, pen: Pen) -> Iterator[str]:
    """What a list of plain values loses and gains."""
    gone = [entry for entry in before if not any(same(entry, other) for other in after)]
    come = [entry for entry in after if not any(same(entry, other) for other in before)]
    for mark, entries, paint in (("-", gone, pen.paint.remove), ("+", come, pen.paint.add)):
        yield from (paint(clip(f"{indent}{mark} {one_line('', entry)}", pen.width)) for entry in entries)
    if not gone and not come:
        yield pen.paint.quiet(f"{indent}the order or the number of equal entries")


def _leaves(name: str, before: Json, after: Json, indent: str, pen: Pen) -> Iterator[str]:
    for leaf in field_leaves(name, before, after):
        path = safe.line(leaf.path)
        old = "(absent)" if leaf.old_absent else one_line(leaf.path, leaf.old)
        new = "(absent)" if leaf.new_absent else one_line(leaf.path, leaf.new)
        line = f"{indent}{path}  {old}{ARROW}{new}"
        if width(line) <= pen.width:
            yield line
        elif isinstance(leaf.old, str) and isinstance(leaf.new, str):
            yield f"{indent}{path}"
            yield from text_lines(leaf.old, leaf.new, indent + "  ", pen)
        else:
            yield f"{indent}{path}"
            yield pen.paint.remove(clip(f"{indent}  - {old}", pen.width))
            yield pen.paint.add(clip(f"{indent}  + {new}", pen.width))


def _questions(before: Json, after: Json, indent: str, pen: Pen) -> Iterator[str]:
    rows = question_rows(before, after)
    changes = [row for row in rows if not row.stays]
    for change in changes[:_MOST_QUESTIONS]:
        yield from _question(change, indent, pen)
    if len(changes) > _MOST_QUESTIONS:
        yield pen.paint.quiet(f"{indent}and {count(len(changes) - _MOST_QUESTIONS, 'more question')}")
    yield from (pen.paint.quiet(line) for line in wrap(fate(rows), pen.width, indent=indent))


def _question(change: QuestionChange, indent: str, pen: Pen) -> Iterator[str]:
    name = safe.line(change.identity)
    if How.NEW in change.how:
        told = "".join(f", {safe.line(key)} {_setting(key, new)}" for key, _, new in change.settings)
        head = clip(f"{indent}+ {name}  new, number {change.new_place}{told}", pen.width)
        yield from _spoken(head, change.new_text, indent, pen, pen.paint.add)
        return
    if How.DROPPED in change.how:
        yield from _spoken(f"{indent}- {name}  dropped", change.old_text, indent, pen, pen.paint.remove)
        return
    words = [how.value for how in (How.REWORDED, How.CHANGED) if how in change.how]
    if How.MOVED in change.how:
        words.append(f"moved, number {change.old_place}{ARROW}{change.new_place}")
    yield pen.paint.change(f"{indent}~ {name}  {', '.join(words)}")
    if How.REWORDED in change.how:
        yield from text_lines(change.old_text, change.new_text, indent + "    ", pen)
    for key, old, new in change.settings:
        line = f"{indent}    {safe.line(key)}  {_setting(key, old)}{ARROW}{_setting(key, new)}"
        yield clip(line, pen.width)


def _spoken(head: str, text: str, indent: str, pen: Pen, paint: Callable[[str], str]) -> Iterator[str]:
    """What a candidate hears, whole, below the line that says what happens to it."""
    yield paint(head)
    yield from (paint(line) for line in wrap(safe.line(text), pen.width, indent=indent + "    "))


def _setting(key: str, value: Json) -> str:
    return one_line(f"questions.0.{key}", value)
