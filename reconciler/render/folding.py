"""Changes that are told together, as lines of a terminal page: what they share once, then a line for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reconciler.model.change import Action
from reconciler.render import safe
from reconciler.render.blocks import INDENT, MOST_ADDRESS, OUTER, flowing, item, painted, stuck, wrapped
from reconciler.render.fields import edged, place
from reconciler.render.folds import Fold
from reconciler.render.layout import Pen, clip, flow, pad, width, wrap
from reconciler.render.reading import effects, reason
from reconciler.render.shapes import ChangeDoc
from reconciler.render.verdict import sign

_LEAST: Final = 12


def fold_lines(fold: Fold, pen: Pen) -> Iterator[str]:
    """The lines of `fold`."""
    title = f"{sign(fold.first)} {fold.title}"
    first, *below = edged(title, safe.line(fold.file), pen)
    yield painted(fold.first, pen)(title) + first[len(title) :]
    yield from below
    yield from fold_body(fold, pen)


def fold_body(fold: Fold, pen: Pen) -> Iterator[str]:
    """What stands below the head."""
    first = fold.first
    yield from (pen.paint.quiet(line) for line in wrapped(reason(first), pen))
    for risk in effects(first):
        yield pen.paint.stop(f"{OUTER}! {safe.line(risk)}")
    yield from flowing(fold.shared, first["address"], pen)
    if fold.needs:
        yield from wrapped("after " + ", ".join(fold.needs), pen)
    for warning in fold.warnings:
        yield from (pen.paint.change(line) for line in wrapped("warning: " + warning, pen))
    if first["blocked"]:
        yield from stuck(first["blocked"], pen)
    if names := [safe.line(name) for name in fold.own_names()]:
        told = flow([f"each its own {names[0]}", *names[1:]], pen.width, indent=OUTER)
        yield from map(pen.paint.quiet, told)
    yield from _members(fold, pen)


def _members(fold: Fold, pen: Pen) -> Iterator[str]:
    addresses = [safe.line(change["address"]) for change in fold.changes]
    column = min(max(map(width, addresses)), MOST_ADDRESS)
    for change, address in zip(fold.changes, addresses, strict=True):
        left = f"{INDENT}{pad(address, column)}"
        where = place(change["place"], fold.home)
        room = pen.edge - width(left) - width(where) - 4
        told = _told(change, fold)
        line = f"{left}  {clip(told, room)}" if told and room >= _LEAST else left
        shown, *below = edged(line.rstrip(), where, pen)
        yield painted(change, pen)(left) + shown[len(left) :] if len(shown) > len(left) else shown
        yield from below
        for warning in change["warnings"]:
            if warning not in fold.warnings:
                yield from map(pen.paint.change, _below("warning: " + warning, pen))
        if needs := [one for one in change["needs"] if one not in fold.needs]:
            yield from _below("after " + ", ".join(needs), pen)


def _below(text: str, pen: Pen) -> list[str]:
    return wrap(safe.line(text), pen.width, indent=INDENT + OUTER)


def _told(change: ChangeDoc, fold: Fold) -> str:
    """Who it is, where that may be said; else what only this one has."""
    if change["name"]:
        return safe.line(change["name"])
    own = [field for field in fold.own(change) if not field.get("personal")]
    return ", ".join(map(item, own)) if change["action"] == Action.CREATE else ""
