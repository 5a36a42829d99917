"""Reads the YAML that people mostly write, line by line, some four times as fast as the parser's events.

It knows a small part of YAML: one document of nested mappings and lists in block style, values on one line,
block texts, lists and mappings in brackets on one line. Whatever it is not sure of it refuses as a whole, and
the events are read instead (`source`): so faults are told in one place, and a doubt costs time only. What it
does not refuse is the very tree, with the very places, that the events would give
(`tests/properties/test_quick_reader.py`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from reconciler.definitions.node import NO_KEYS, Node, Spot
from reconciler.definitions.scalars import CONSTANTS, MOST_NODES, NUMBER_START, TooLarge, resolve

_DEEPEST = 20
_KEY = r"[A-Za-z_][A-Za-z0-9_.-]{0,99}"
_START = r"(?:[^ \n\-?:,\[\]{}#&*!|>'\"%@`]|-(?=[0-9A-Za-z]))"  # a `-` before a blank would begin an item
_QUOTED = r"'(?:[^'\n]|'')*'|\"[^\"\\\n]*\""
# One match a line, or a block text with its lines, or blank lines and comments; nothing in between.
_LINES = re.compile(
    rf"(( *)(- +)?(?:({_KEY})(:(?: +|(?=\n))))?"
    # `: ` and ` #` would end a text.
    rf"(?:({_START}[^\n:#]*(?:(?::(?=[^ \n])|(?<=[^ ])#)[^\n:#]*)*)|({_QUOTED})"
    r"|([|>]-?)(?=[ \n])|([\[{][^\n]*))?"
    r" *(?:(?<= )#[^\n]*)?\n((?(8)(?:\2 [^\n]*\n| *\n)+|))"
    r"|(?: *(?:#[^\n]*)?\n)+)"
).findall
# In brackets a comma ends a text as well; one with a colon in it is left to the events.
_BRACKETS = re.compile(r"([\[{])([^\n]*)([\]}]) *(?:(?<= )#[^\n]*)?").fullmatch
_PARTS = re.compile(
    rf"(( *)(?:({_KEY})(: +))?(?:({_QUOTED})|({_START}[^\n,\[\]{{}}:#]*)"
    r"|(\[[^\[\]{}\n]*\]|\{[^\[\]{}\n]*\})) *,)"
).findall


class _Unsure(Exception):
    """Something here is for the events to read."""


class _Level(NamedTuple):
    """An open mapping (`items` is None) or list, whose lines begin in the column `indent`."""

    indent: int
    entries: dict[str, Node]
    keys: dict[str, Any]
    items: list[Node] | None


def quick(text: str, file: str) -> Node | None:
    """The one document of `text`; None when it holds anything that is not surely understood."""
    if not text.endswith("\n") or "\t" in text:
        return None
    try:
        return _read(text, file)
    except (_Unsure, TooLarge):
        return None


def _read(text: str, file: str) -> Node:
    lines = _LINES(text)
    if "".join([one[0] for one in lines]) != text:
        raise _Unsure
    line, count = -1, 0  # the number of the line, and of the values
    levels = [_Level(-1, {}, {}, None)]
    pending: str | None = ""  # the key whose value begins in a line below: first of all, the document
    level, mapping = levels[0], -1  # the column in which the next key of `level` would begin
    new, spot = tuple.__new__, Spot
    value: Any
    for whole, blanks, dash, key, colon, plain, quoted, block, flow, body in lines:
        line += 1
        if not key and not dash:
            if plain or quoted or block or flow:
                raise _Unsure
            line += whole.count("\n") - 1
            continue
        column = len(blanks)
        if column != mapping or pending is not None or dash:
            level = _level(levels, pending, column, dash != "", new(spot, (file, line, column)))
            if dash and key:
                column += len(dash)
                level = _opened(levels, column, False, None, new(spot, (file, line, column)))
            mapping, pending = column if level.items is None else -1, None
        at = column + len(key) + len(colon)
        if key:
            if key in level.entries or key in CONSTANTS:
                raise _Unsure
            level.keys[key] = new(spot, (file, line, column))
        else:
            at += len(dash)
        place = new(spot, (file, line, at))
        if plain:
            value = plain if plain[-1] != " " else plain.rstrip(" ")
            if value[0] in NUMBER_START or value in CONSTANTS:
                value = resolve(value)
        elif quoted:
            value = _unquoted(quoted)
        elif block:
            value = _block(body, block, level.indent)
            line += body.count("\n")
        elif flow:
            flown = _flow(flow, place)
            count += 2 * flow.count(",") + 1
        elif key:
            pending = key
            continue
        else:
            raise _Unsure
        node = flown if flow else new(Node, (value, place, NO_KEYS))
        count += 2
        if key:
            level.entries[key] = node
        elif level.items is not None:
            level.items.append(node)
        else:
            raise _Unsure
    if pending is not None or count + len(lines) > MOST_NODES:
        raise _Unsure
    return levels[0].entries[""]


def _level(levels: list[_Level], pending: str | None, column: int, item: bool, at: Spot) -> _Level:
    """What a line that begins in `column` belongs to; opened, where it is the first one of it."""
    level = levels[-1]
    if pending is not None:
        if column < level.indent + (not item):  # a list may begin below its key
            raise _Unsure
        return _opened(levels, column, item, pending, at)
    while level.indent > column or (not item and level.indent == column and level.items is not None):
        levels.pop()
        level = levels[-1]
    if level.indent != column or item is (level.items is None):
        raise _Unsure
    return level


def _opened(levels: list[_Level], indent: int, item: bool, key: str | None, at: Spot) -> _Level:
    """Hang a new mapping or list under `key`, or behind the last item."""
    around = levels[-1]
    level = tuple.__new__(_Level, (indent, {}, {}, [] if item else None))
    node = Node(level.entries, at, level.keys) if level.items is None else Node(level.items, at)
    if key is not None:
        around.entries[key] = node
    elif around.items is not None:
        around.items.append(node)
    levels.append(level)
    if len(levels) > _DEEPEST:
        raise _Unsure
    return level


def _unquoted(quoted: str) -> str:
    inner = quoted[1:-1]
    return inner.replace("''", "'") if quoted[0] == "'" else inner


@cache
def _indented(indent: int) -> Any:
    """Lines from the column `indent` on, and lines with nothing in them."""
    return re.compile(rf"(?: {{{indent}}}[^\n]*\n| {{0,{indent}}}\n)+").fullmatch


def _block(body: str, style: str, around: int) -> str:
    """The text below `|` or `>`, which stands in the column `around`."""
    indent = len(body) - len(body.lstrip(" "))
    if indent <= max(around, 0) or body[indent] == "\n" or _indented(indent)(body) is None:
        raise _Unsure
    lines = [line[indent:] for line in body.split("\n")]
    while not lines[-1]:
        lines.pop()
    value = "\n".join(lines)
    if "\n " in value and (style[0] == ">" or any(line and not line.strip(" ") for line in lines)):
        raise _Unsure
    if style[0] == ">":
        value = re.sub(r"\n+", lambda run: run.group()[1:] or " ", value)
    return value if style.endswith("-") else value + "\n"


def _flow(text: str, at: Spot) -> Node:
    """The list or the mapping in brackets that `text` begins with; nothing may follow but a comment."""
    found = _BRACKETS(text)
    if found is None or found[1] + found[3] not in ("[]", "{}"):
        raise _Unsure
    mapping, inner = found[1] == "{", found[2] + ","
    parts = _PARTS(inner) if found[2].strip(" ") else []
    if "".join([one[0] for one in parts]) != (inner if found[2].strip(" ") else ""):
        raise _Unsure
    entries: dict[str, Node] = {}
    keys: dict[str, Any] = {}
    items: list[Node] = []
    new, spot = tuple.__new__, Spot
    file, line, column = at
    column += 1
    for whole, blanks, key, colon, quoted, plain, nested in parts:
        start = column + len(blanks)
        place = new(spot, (file, line, start + len(key) + len(colon)))
        if nested:
            node = _flow(nested, place)
        else:
            node = new(Node, (_unquoted(quoted) if quoted else resolve(plain.rstrip(" ")), place, NO_KEYS))
        if mapping is (key == "") or key in entries or key in CONSTANTS:
            raise _Unsure
        if mapping:
            entries[key], keys[key] = node, new(spot, (file, line, start))
        else:
            items.append(node)
        column += len(whole)
    return Node(entries, at, keys) if mapping else Node(items, at)
