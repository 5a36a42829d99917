"""A plan as text for a terminal or a log: the verdict first, then one block per resource, then what apply
would stop at, nearest to the prompt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reconciler.model.change import Action
from reconciler.model.values import Json
from reconciler.render import safe
from reconciler.render.blocks import INDENT, OUTER, block, brief, way_out
from reconciler.render.document import opened
from reconciler.render.folding import fold_lines
from reconciler.render.folds import Fold, folded
from reconciler.render.layout import Paint, Pen, wrap
from reconciler.render.reading import in_reading_order
from reconciler.render.shapes import PlanDoc
from reconciler.render.verdict import (
    headline,
    over,
    pending,
    risks,
    settled,
    settlements,
    tally,
    undeclared,
    warnings,
)


def plan_text(
    document: Mapping[str, Json],
    *,
    width: int = 80,
    colour: bool = False,
    short: bool = False,
    whole: bool = False,
) -> str:
    """The plan `document` in `width` columns, ending in a line feed. `short`: one line per Change; `whole`: a
    block for each, also for those that are alike."""
    plan = opened(document)
    pen = Pen(max(width, 40), Paint(colour))
    sections = [
        list(_verdict(plan, pen)),
        *_changes(plan, pen, short=short, whole=whole),
        *closing_sections(plan, pen),
    ]
    return safe.inert("\n\n".join("\n".join(section) for section in sections if section) + "\n")


def closing_sections(plan: PlanDoc, pen: Pen) -> list[list[str]]:
    """What is said beside the Changes, in the order it is said; none is empty."""
    sections = [
        list(_settlements(plan, pen)),
        list(_pending(plan, pen)),
        list(_warnings(plan, pen)),
        list(_guards(plan, pen)),
    ]
    return [section for section in sections if section]


def _verdict(plan: PlanDoc, pen: Pen) -> Iterator[str]:
    first, *rest = headline(plan)
    yield from (pen.paint.strong(line) for line in _wrapped(first, pen))
    for sentence in rest:
        paint = pen.paint.strong if sentence == tally(plan) else pen.paint.quiet
        yield from (paint(line) for line in _wrapped(sentence, pen))
    for risk in risks(plan):
        yield from (pen.paint.stop(line) for line in _wrapped(risk, pen, "! ", OUTER))


def _changes(plan: PlanDoc, pen: Pen, *, short: bool, whole: bool) -> Iterator[list[str]]:
    changes = in_reading_order(plan["changes"])
    if short:
        yield list(brief(changes, pen))
        return
    told = folded(changes, whole=whole)
    for one in told:
        yield list(fold_lines(one, pen) if isinstance(one, Fold) else block(one, pen))
    if any(change["action"] == Action.CREATE for change in changes):
        each = "; each by itself: --verbose" if len(told) < len(changes) else ""
        yield [pen.paint.quiet(f"Every field of one: reconciler show ADDRESS --resolved{each}")]


def _settlements(plan: PlanDoc, pen: Pen) -> Iterator[str]:
    found = settlements(plan)
    if found:
        yield pen.paint.strong("Calls whose answer never came")
    for settlement in found:
        yield from _wrapped(settled(settlement), pen, OUTER, INDENT)
        for way in settlement["ways_out"]:
            yield from way_out(way, INDENT, pen)


def _pending(plan: PlanDoc, pen: Pen) -> Iterator[str]:
    found = pending(plan)
    if found:
        yield pen.paint.strong("The account is still at work on")
    for entry in found:
        yield from _wrapped(f"{entry['address']}: {entry['reason']}", pen, OUTER, INDENT)


def _warnings(plan: PlanDoc, pen: Pen) -> Iterator[str]:
    for warning in [*warnings(plan), *filter(None, [undeclared(plan)])]:
        yield from (pen.paint.change(line) for line in _wrapped(warning, pen, "! ", OUTER))


def _guards(plan: PlanDoc, pen: Pen) -> Iterator[str]:
    if plan["guards"]:
        yield pen.paint.stop("Apply stops here")
    for guard in plan["guards"]:
        yield from _wrapped(over(guard), pen, OUTER, INDENT)
        yield from _wrapped(", ".join(guard["addresses"]), pen, INDENT, INDENT)
        yield pen.paint.strong(f"{INDENT}--accept {safe.line(guard['accept'])}")


def _wrapped(text: str, pen: Pen, indent: str = "", later: str = "") -> list[str]:
    return wrap(safe.line(text), pen.width, indent=indent, later=later)
