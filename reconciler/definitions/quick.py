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

from reconciler.definitions.placed import Placed
from reconciler.definitions.places import FIRST, LINE
from reconciler.definitions.scalars import CONSTANTS, MOST_NODES, NUMBER_START, TooLarge, resolve

_DEEPEST = 20
_KEY = r"[A-Za-z_][A-Za-z0-9_.-]{0,99}"
_START = r"(?:[^ \n\-?:,\[\]{}#&*!|>'\"%@`]|-(?=[0-9A-Za-z]))"  # a `-` before a blank would begin an item
_QUOTED = r"'(?:[^'\n]|'')*'|\"[^\"\\\n]*\""
# What begins otherwise is a text that stands for itself.
_SPECIAL = NUMBER_START.union("[{|>'\"", (word[0] for word in CONSTANTS))
# One match a line, or a block text with its lines, or blank lines and comments; nothing in between.
_LINES = re.compile(
    rf"((( *+)(- ++)?(?:({_KEY}):(?: ++|(?=\n)))?)"
    # `: ` and ` #` would end a text.
    rf"({_START}[^\n:#]*+(?:(?::(?=[^ \n])|(?<=[^ ])#)[^\n:#]*+)*+|{_QUOTED}"
    r"|([|>]-?)(?=[ \n])|[\[{][^\n]*+)?"
    r"(?:\n| *+(?:(?<= )#[^\n]*+)?\n)((?(7)(?:\3 [^\n]*+\n| *\n)++|))"
    r"|(?: *(?:#[^\n]*)?\n)+)"
    r"|[^\n]"  # with nothing in the first group
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
    """An open mapping or list (the other one is None), whose lines begin in the column `indent`."""

    indent: int
    entries: dict[str, Any] | None
    items: list[Any] | None


def quick(text: str) -> Placed | None:
    """The one document of `text`; None when it holds anything that is not surely understood."""
    if not text.endswith("\n") or "\t" in text:
        return None
    try:
        return _read(text)
    except (_Unsure, TooLarge):
        return None


def _read(text: str) -> Placed:
    lines = _LINES(text)
    row = FIRST - LINE  # the place of the first column of the line
    places: list[int] = []
    keys: list[int] = []
    shape = [one[1] for one in lines]
    document: dict[str, Any] = {}
    levels = [_Level(-1, document, None)]
    pending: str | None = ""  # the key whose value begins in a line below: first of all, the document
    indent, entries, items = levels[0]
    mapping = -1  # the column in which the next key of `entries` begins, where a key is what may come
    note_place, note_key = places.append, keys.append
    value: Any
    for whole, head, blanks, dash, key, word, block, body in lines:
        row += LINE
        if key or dash:
            at = len(blanks)
            if dash or at != mapping:
                if pending is not None:
                    note_place(row + at)
                indent, entries, items = _level(levels, pending, at, dash != "")
                at += len(dash)
                if dash and key:
                    note_place(row + at)
                    indent, entries, items = _opened(levels, at, False, None)
                mapping, pending = at if items is None else -1, None
            if key:
                if entries is None or key in entries or key in CONSTANTS:
                    raise _Unsure
                note_key(row + at)
                at = len(head)
                if not word:
                    pending, mapping = key, -1
                    continue
            elif not word:
                raise _Unsure
        elif whole and not word:
            row += (whole.count("\n") - 1) * LINE
            continue
        else:
            raise _Unsure
        note_place(row + at)
        value = word if word[-1] != " " else word.rstrip(" ")
        if word[0] in _SPECIAL:
            if block:
                ends = body.count("\n")
                value = _block(body, block, indent, ends)
                row += ends * LINE
            elif word[0] in "[{":
                shape.append(f"{len(places)}")
                value = _flow(value, row + at, places, keys, shape)
            else:
                value = _unquoted(value) if word[0] in "'\"" else resolve(value)
        if key:
            entries[key] = value  # type: ignore[index]  # which of the two is open was looked at above
        else:
            items.append(value)  # type: ignore[union-attr]  # the other one
    if pending is not None or len(places) + len(keys) > MOST_NODES:
        raise _Unsure
    return Placed(document[""], places, keys, "\n".join(shape))


def _level(levels: list[_Level], pending: str | None, column: int, item: bool) -> _Level:
    """What a line that begins in `column` belongs to; opened, where it is the first one of it."""
    level = levels[-1]
    if pending is not None:
        if column < level.indent + (not item):  # a list may begin below its key
            raise _Unsure
        return _opened(levels, column, item, pending)
    while level.indent > column or (not item and level.indent == column and level.items is not None):
        levels.pop()
        level = levels[-1]
    if level.indent != column or item is (level.items is None):
        raise _Unsure
    return level


def _opened(levels: list[_Level], indent: int, item: bool, key: str | None) -> _Level:
    """Hang a new mapping or list under `key`, or behind the last item."""
    _, entries, items = levels[-1]
    level = _Level(indent, None, []) if item else _Level(indent, {}, None)
    made = level.items if item else level.entries
    if key is not None and entries is not None:
        entries[key] = made
    elif items is not None:
        items.append(made)
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


def _block(body: str, style: str, around: int, ends: int) -> str:
    """The text below `|` or `>`, which stands in the column `around`. `ends`: how many lines `body` has."""
    indent = len(body) - len(body.lstrip(" "))
    if indent <= max(around, 0) or body[indent] == "\n":
        raise _Unsure
    value = body[indent:].replace("\n" + " " * indent, "\n")
    if len(body) - len(value) == indent * ends:  # each line begins with as many blanks as the first one
        value = value.rstrip("\n")
    elif _indented(indent)(body) is None:
        raise _Unsure
    else:
        value = "\n".join([line[indent:] for line in body.split("\n")]).rstrip("\n")
    if "\n " in value and (
        style[0] == ">" or any(line and not line.strip(" ") for line in value.split("\n"))
    ):
        raise _Unsure
    if style[0] == ">":
        value = re.sub(r"\n+", lambda run: run.group()[1:] or " ", value)
    return value if style.endswith("-") else value + "\n"


def _flow(
    text: str, at: int, places: list[int], keys: list[int], shape: list[str]
) -> dict[str, Any] | list[Any]:
    """The list or the mapping in brackets that `text` begins with, at the place `at`, which is noted already;
    nothing may follow but a comment."""
    found = _BRACKETS(text)
    if found is None or found[1] + found[3] not in ("[]", "{}"):
        raise _Unsure
    mapping, inner = found[1] == "{", found[2] + ","
    parts = _PARTS(inner) if found[2].strip(" ") else []
    if "".join([one[0] for one in parts]) != (inner if found[2].strip(" ") else ""):
        raise _Unsure
    entries: dict[str, Any] = {}
    items: list[Any] = []
    value: Any
    shape.append(found[1])
    at += 1
    for whole, blanks, key, colon, quoted, plain, nested in parts:
        start = at + len(blanks)
        at += len(whole)
        if mapping is (key == "") or key in entries or key in CONSTANTS:
            raise _Unsure
        if mapping:
            keys.append(start)
            start += len(key) + len(colon)
        places.append(start)
        shape.append(key)
        if nested:
            value = _flow(nested, start, places, keys, shape)
        else:
            value = _unquoted(quoted) if quoted else resolve(plain.rstrip(" "))
        if mapping:
            entries[key] = value
        else:
            items.append(value)
    shape.append(found[3])
    return entries if mapping else items
