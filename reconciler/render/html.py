"""A plan as one page that a recruiter can read: what changes for each interview, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reconciler.model.values import Json
from reconciler.render.cards import card, fold_card, summary_of, way_out
from reconciler.render.document import opened
from reconciler.render.folds import Fold, folded
from reconciler.render.markup import Child, Markup, element
from reconciler.render.page import page
from reconciler.render.reading import in_reading_order
from reconciler.render.shapes import ChangeDoc, PlanDoc
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
from reconciler.render.words import KINDS

_MOST_OPEN: Final = 12  # beyond this many, the cards of a page start folded


def plan_html(document: Mapping[str, Json], *, whole: bool = False) -> str:
    """The plan `document` as a self-contained HTML file. `whole`: a card for each Change, also for those that
    are alike."""
    plan = opened(document)
    changes = in_reading_order(plan["changes"])
    inside: list[Child] = [*_callouts(plan)]
    if changes:
        told = folded(changes, whole=whole)
        unfolded = len(told) <= _MOST_OPEN
        inside.append(_tools(changes))
        inside.append(element("p", "No change fits the search.", id="none", hidden=True, class_="quiet"))
        inside.extend(
            fold_card(one, unfolded=unfolded) if isinstance(one, Fold) else card(one, unfolded=unfolded)
            for one in told
        )
    made = f"Made {plan['made_at']} by {plan['tool']}. Nothing on this page was loaded from anywhere."
    body = [_header(plan), element("main", *inside), element("footer", element("p", made))]
    return page(f"Plan for {plan['environment']}", *body, scripted=bool(changes))


def _header(plan: PlanDoc) -> Markup:
    first, *rest = headline(plan)
    counted = tally(plan)
    if not plan["verdict"]["empty"]:
        first = f"{'Plan' if plan['online'] else 'Offline plan'} for {plan['environment']}"
        server = plan["server"] if plan["server"] != plan["environment"] else ""
        rest = [line for line in (server, *rest) if line]
    lines = [
        element("p", f"{line}." if line == counted else line, class_="lead" if line == counted else "quiet")
        for line in sorted(rest, key=lambda line: line != counted)
    ]
    return element("header", element("h1", first), *lines)


def _callouts(plan: PlanDoc) -> Iterator[Markup]:
    if found := risks(plan):
        yield _callout("Before you agree", "stop", *(element("li", one) for one in found))
    if plan["guards"]:
        yield _callout("Apply stops here", "stop", *_guards(plan))
    if answers := settlements(plan):
        yield _callout(
            "Calls whose answer never came",
            "",
            *(element("li", settled(one), *_ways(one["ways_out"])) for one in answers),
        )
    if waiting := pending(plan):
        told = [element("li", element("code", one["address"]), f" {one['reason']}") for one in waiting]
        yield _callout("The account is still at work on", "", *told)
    if notes := [*warnings(plan), *filter(None, [undeclared(plan)])]:
        yield _callout("Good to know", "warn", *(element("li", note) for note in notes))


def _callout(title: str, class_: str, *items: Markup) -> Markup:
    inside = (element("h2", title), element("ul", *items))
    return element("section", *inside, class_=f"callout {class_}".strip(), aria_label=title)


def _guards(plan: PlanDoc) -> Iterator[Markup]:
    for guard in plan["guards"]:
        addresses: list[Child] = []
        for address in guard["addresses"]:
            addresses.extend([", "] if addresses else [])
            addresses.append(element("code", address))
        told = element("p", "To agree: ", element("code", f"--accept {guard['accept']}"))
        yield element("li", over(guard), element("p", *addresses, class_="quiet"), told)


def _ways(ways: Sequence[str]) -> list[Markup]:
    return [element("ul", *(element("li", *way_out(way)) for way in ways))] if ways else []


def _tools(changes: Sequence[ChangeDoc]) -> Markup:
    """Hidden until the script runs: without it they would do nothing."""
    boxes = [
        element(
            "label",
            element("input", type="checkbox", value=kind, checked=True),
            f"{KINDS[kind]} ",
            element("b", f"{number:,}"),
        )
        for kind, number in summary_of(changes).items()
    ]
    return element(
        "div",
        *boxes,
        element("input", type="search", id="search", aria_label="Search", placeholder="Search  ( / )"),
        element("button", "Unfold all", type="button", id="open"),
        element("button", "Fold all", type="button", id="close"),
        element("output", id="shown", aria_live="polite"),
        class_="tools",
        role="search",
        hidden=True,
    )
