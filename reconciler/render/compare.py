"""The fields of a Change as rows of a table in HTML: what it is, how it is now, how it will be.

Texts and questions come first, as a candidate would read them; the words that differ are marked. Settings
follow, in words instead of the signs of a definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from reconciler.model.change import Origin
from reconciler.model.field import Shape
from reconciler.model.values import Json, normal
from reconciler.render import safe
from reconciler.render.difference import Piece, difference, sides
from reconciler.render.fields import labelled
from reconciler.render.layout import count
from reconciler.render.markup import Child, Markup, element
from reconciler.render.nested import field_leaves
from reconciler.render.questions import How, QuestionChange, fate, question_rows
from reconciler.render.reading import told_place
from reconciler.render.shapes import FieldDoc, PlaceDoc
from reconciler.render.values import file, one_line, reference, shape_of
from reconciler.render.verdict import ORIGINS
from reconciler.render.words import LANGUAGES, capital, label

NOW, AFTER = "Now", "After"
STAYING: Final = (Origin.RELEASED, Origin.AGREED)
_TEXTS: Final = (Shape.TEXT, Shape.LONG_TEXT)
_MOST_OF_TEXT: Final = 4_000  # a longer text is shown by its differing places, and whole below a fold
_HEADING: Final = re.compile(r"^#{1,6} .*$", re.MULTILINE)
_LEAST_RUN: Final = 4  # so many questions that stay are folded into one row


def rows(fields: Sequence[FieldDoc], home: PlaceDoc | None, told: str = "") -> Iterator[Markup]:
    """A row or several for each field, what candidates read first."""
    for field in sorted(fields, key=_rank):
        yield from _rows(field, heading(field, home, told))


def is_text(name: str) -> bool:
    return shape_of(name) in _TEXTS


def value(name: str, shown: Json) -> Child:
    """A value in words: `not set`, `yes`, `30 minutes`."""
    shape = shape_of(name)
    if shown is None or shown == "" or shown == []:
        return element("span", "not set", class_="unset")
    if isinstance(shown, bool):
        return "yes" if shown else "no"
    if shape is Shape.SECONDS and isinstance(shown, int | float):
        minutes = shown / 60
        return count(int(minutes), "minute") if minutes.is_integer() else f"{normal(shown)} seconds"
    if name == "mojito_language_code" and isinstance(shown, str):
        return f"{LANGUAGES[shown]} ({shown})" if shown in LANGUAGES else shown
    if isinstance(shown, str):
        return element("span", *_headed(shown), class_="text")
    if shape is Shape.FILE and (told := file(shown)):
        return told
    if isinstance(shown, list) and not any(isinstance(entry, dict | list) for entry in shown):
        return ", ".join(entry if isinstance(entry, str) else one_line("", entry) for entry in shown)
    return one_line(name, shown)


def heading(field: FieldDoc, home: PlaceDoc | None, told: str = "") -> Markup:
    """The first cell of a row: the field for a reader, its name and line for whoever wrote it. A note that
    `told` holds already is left out."""
    where = told_place(field["place"], home)
    named: list[Child] = [element("code", field["name"])]
    if where:
        named.append(f" line {where[1:]}" if where.startswith(":") else f" {where}")
    return _first(label(field["name"]), element("small", *named), *_remarks(field, told))


def _first(*inside: Child) -> Markup:
    return element("th", *inside, scope="row", role="rowheader")


def row(first: Markup, before: Sequence[Child], after: Sequence[Child], class_: str = "") -> Markup:
    cells = (
        element("td", *before, data_side=NOW, role="cell"),
        element("td", *after, data_side=AFTER, role="cell"),
    )
    return element("tr", first, *cells, role="row", class_=class_ or False)


def _rank(field: FieldDoc) -> int:
    if is_text(field["name"]) and field["visible"]:
        return 0
    return 1 if shape_of(field["name"]) is Shape.QUESTIONS else 2


def _remarks(field: FieldDoc, told: str) -> Iterator[Markup]:
    if field["origin"] not in (Origin.AUTHOR, *STAYING):
        yield element("small", capital(ORIGINS[Origin(field["origin"])]), class_="whose")
    if field["note"] and field["note"] not in told:
        yield element("small", field["note"])
    if field["unreadable"] and field["before"] is not None:
        yield element("small", "compared with what was last sent: the account does not show it")
    if field["masked"] and not field.get("personal"):
        yield element("small", "parts of it are secret and not shown")


def _rows(field: FieldDoc, first: Markup) -> Iterator[Markup]:
    name, before, after = field["name"], field["before"], field["after"]
    if shape_of(name) is Shape.QUESTIONS and isinstance(after, list) and not field["unreadable"]:
        yield from _questions(field, first)
    elif isinstance(before, dict | list) and isinstance(after, dict | list) and not _plain(before, after):
        yield _group(first, "")
        yield from (_leaf(leaf.path, leaf.old, leaf.new, leaf.old_absent, leaf.new_absent)
                    for leaf in field_leaves(name, before, after))  # fmt: skip
    elif isinstance(before, str) and isinstance(after, str) and is_text(name):
        class_ = "title" if name == "name" else ""
        yield row(first, *_texts(before, after), class_)
    else:
        hidden = field["unreadable"] and before is None
        old: Child = (
            element("span", "not shown by the account", class_="unset") if hidden else value(name, before)
        )
        if field.get("personal") and before is None:
            old = element("span", "not kept", class_="unset")
        yield row(first, [old], [_new(field)])


def _new(field: FieldDoc) -> Child:
    named = field["label"] or reference(field["after"]) is not None
    return labelled(field) if named else value(field["name"], field["after"])


def _plain(before: Json, after: Json) -> bool:
    both = [*before, *after] if isinstance(before, list) and isinstance(after, list) else [{}]
    return not any(isinstance(entry, dict | list) for entry in both)


def _group(first: Markup, told: str) -> Markup:
    rest = element("td", told, colspan="2", role="cell", class_="quiet")
    return element("tr", first, rest, role="row", class_="group")


def _leaf(path: str, old: Json, new: Json, old_absent: bool, new_absent: bool) -> Markup:
    absent = element("span", "absent", class_="unset")
    first = _first(element("code", path))
    before: Child = absent if old_absent else value(path, old)
    return row(first, [before], [absent if new_absent else value(path, new)], "sub")


def _texts(before: str, after: str) -> tuple[list[Child], list[Child]]:
    if len(before) + len(after) <= 2 * _MOST_OF_TEXT:
        old, new = sides(before, after)
        return [_marked(old, "del")], [_marked(new, "ins")]
    hunks = difference(before, after)
    left: list[Child] = [element("p", _marked(hunk.old, "del")) for hunk in hunks if hunk.old]
    right: list[Child] = [element("p", _marked(hunk.new, "ins")) for hunk in hunks if hunk.new]
    return [*left, _whole(before)], [*right, _whole(after)]


def _whole(text: str) -> Markup:
    summary = element("summary", f"the whole text ({count(len(text), 'character')})")
    return element("details", summary, element("span", text, class_="text"))


def _marked(pieces: Sequence[Piece], tag: str) -> Markup:
    shown: list[Child] = []
    for piece in pieces:
        words = piece.text.rstrip() if piece.changed else ""
        shown.extend([element(tag, *_headed(words))] if words else [])
        shown.extend(_headed(piece.text[len(words) :]))
    return element("span", *shown, class_="text")


def _headed(text: str) -> Iterator[Child]:
    """`text` with its headings, written as in Markdown, standing out; nothing is taken away."""
    at = 0
    for found in _HEADING.finditer(text):
        yield text[at : found.start()]
        yield element("strong", found[0])
        at = found.end()
    yield text[at:]


def _questions(field: FieldDoc, first: Markup) -> Iterator[Markup]:
    found = question_rows(field["before"], field["after"])
    told = fate(found)
    yield _group(first, capital(told) + ".")
    for stays, run in groupby(found, key=lambda one: one.stays):
        members = list(run)
        if stays and len(members) >= _LEAST_RUN:
            yield _folded(members)
        else:
            yield from map(_question, members)


def _folded(members: Sequence[QuestionChange]) -> Markup:
    texts = [element("li", element("span", one.new_text, class_="text")) for one in members]
    first, last = members[0].new_place, members[-1].new_place
    summary = element("summary", f"{len(members)} questions stay as they are (numbers {first} to {last})")
    whole = element("details", summary, element("ol", *texts, start=str(first)))
    cell = element("td", whole, colspan="2", role="cell")
    return element("tr", _first(f"{first} to {last}"), cell, role="row", class_="sub stays")


def _question(change: QuestionChange) -> Markup:
    at = f"was {change.old_place}" if How.DROPPED in change.how else f"{change.new_place}"
    if How.MOVED in change.how:
        at = f"{change.old_place} → {change.new_place}"
    tags = [element("span", how.value, class_="tag") for how in How if how in change.how]
    first = _first(f"{at}. ", element("code", change.identity), " ", *tags)
    if change.stays:
        return row(first, [change.old_text], [change.new_text], "sub stays")
    if How.REWORDED in change.how:
        before, after = _texts(change.old_text, change.new_text)
    else:
        before = [_spoken(change.old_text, "del", How.DROPPED in change.how)]
        after = [_spoken(change.new_text, "ins", How.NEW in change.how)]
    old_settings = [] if How.NEW in change.how else [_setting(key, old) for key, old, _ in change.settings]
    new_settings = [_setting(key, new) for key, _, new in change.settings]
    return row(first, [*before, *old_settings], [*after, *new_settings], "sub")


def _spoken(text: str, tag: str, changed: bool) -> Markup:
    return _marked([Piece(text, changed=changed)] if text else [], tag)


def _setting(key: str, shown: Json) -> Markup:
    return element("small", f"{label(safe.line(key))}: ", value(f"questions.0.{key}", shown))
