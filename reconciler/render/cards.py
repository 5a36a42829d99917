"""One Change as a card of the HTML page: what it is on its head, and below it all that there is to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from reconciler.model.change import Action, Origin
from reconciler.model.field import Shape
from reconciler.model.values import Json
from reconciler.render.compare import AFTER, NOW, STAYING, heading, is_text, rows, value
from reconciler.render.document import touches_candidates
from reconciler.render.fields import labelled, place
from reconciler.render.folds import Fold
from reconciler.render.markup import Child, Markup, element
from reconciler.render.personal import PERSONAL
from reconciler.render.questions import identity
from reconciler.render.reading import effects, kind, reason, told_place
from reconciler.render.shapes import BlockedDoc, ChangeDoc, FieldDoc, PlaceDoc
from reconciler.render.values import duration, reference, shape_of
from reconciler.render.verdict import ORIGINS, taken
from reconciler.render.words import KINDS, capital, label

_MOST_NAMED: Final = 4


def fold_card(fold: Fold, *, unfolded: bool) -> Markup:
    """Changes that are alike: what they share once, and each by itself below, folded."""
    first, which = fold.first, kind(fold.first)
    summary = element(
        "summary",
        element("span", KINDS[which], class_="badge"),
        element("h2", fold.title),
        element("code", fold.file, class_="quiet"),
        element("span", "", class_="essence"),
    )
    shared = ChangeDoc(**first)
    shared["fields"], shared["needs"], shared["place"] = list(fold.shared), list(fold.needs), None
    shared["warnings"] = list(fold.warnings)
    names = list(_codes(fold.own_names()))
    own = [element("p", "Each its own ", *names, class_="quiet")] if names else []
    members = [_member(change, fold) for change in fold.changes]
    body = element("div", *_body(shared), *own, *members, class_="body")
    shown = element("details", summary, body, open=unfolded)
    return element("article", shown, class_=f"card {which}", data_kind=which)


def _member(change: ChangeDoc, fold: Fold) -> Markup:
    """One of many on a line, and below it what only it has."""
    named: list[Child] = [" ", element("span", change["name"])] if change["name"] else []
    where = told_place(change["place"], fold.home)
    named += [" ", element("small", f"line {where[1:]}" if where.startswith(":") else where)] if where else []
    own = ChangeDoc(**change)
    told = [field for field in fold.own(change) if PERSONAL not in (field["before"], field["after"])]
    own["fields"], own["place"], own["blocked"], own["reason"] = told, None, None, ""
    own["needs"] = [one for one in change["needs"] if one not in fold.needs]
    own["warnings"] = [one for one in change["warnings"] if one not in fold.warnings]
    own["effects"], own["pending"], own["taken"] = [], "", 0
    summary = element("summary", element("code", change["address"]), *named)
    return element("details", summary, *_body(own), class_="one", id=change["address"])


def card(change: ChangeDoc, *, unfolded: bool) -> Markup:
    which = kind(change)
    name = change["name"] or change["address"]
    summary = element(
        "summary",
        element("span", KINDS[which], class_="badge"),
        element("h2", name),
        element("code", change["address"], class_="quiet"),
        element("span", _essence(change), class_="essence"),
    )
    body = element("div", *_body(change), class_="body")
    shown = element("details", summary, body, open=unfolded)
    return element("article", shown, class_=f"card {which}", id=change["address"], data_kind=which)


def _essence(change: ChangeDoc) -> str:
    if change["blocked"] or change["action"] in (Action.CREATE, Action.RETIRE):
        return taken(change)
    names = [label(field["name"]).lower() for field in change["fields"] if field["origin"] not in STAYING]
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _body(change: ChangeDoc) -> Iterator[Markup]:
    for line in filter(None, (reason(change), change["pending"] and f"Pending: {change['pending']}")):
        yield element("p", capital(line))
    used = taken(change) if touches_candidates(change) else ""
    for risk in filter(None, [used, *effects(change), *change["warnings"]]):
        yield element("p", capital(risk), class_="risk")
    if blocked := change["blocked"]:
        yield _decide(blocked)
    if change["needs"]:
        yield element("p", "After ", *_codes(change["needs"]))
    fields = change["fields"]
    if change["action"] == Action.CREATE:
        yield from _declared(fields, change["place"])
    else:
        changed = [field for field in fields if field["origin"] not in STAYING]
        if changed:
            told = blocked["reason"] if blocked else ""
            yield _table(("Field", NOW, AFTER), rows(changed, change["place"], told))
        yield from _staying([field for field in fields if field["origin"] in STAYING], change["place"])
    if where := place(change["place"]):
        yield element("p", "Written in ", element("code", where), class_="quiet")


def _decide(blocked: BlockedDoc) -> Markup:
    ways = [element("li", *way_out(way)) for way in blocked["ways_out"]]
    inner: list[Child] = [element("p", element("strong", "Not carried out: "), blocked["reason"])]
    return element("div", *inner, *([element("ul", *ways)] if ways else []), class_="decide")


def way_out(way: str) -> list[Child]:
    """A way out with the command in it set apart."""
    told, found, command = way.partition("reconciler ")
    if not found or (told and not told.endswith(": ")):
        return [way]
    return [told, element("code", found + command)]


def _codes(texts: Sequence[str]) -> Iterator[Child]:
    for position, text in enumerate(texts):
        yield from ([", "] if position else [])
        yield element("code", text)


def _table(heads: Sequence[str], body: Iterator[Markup] | Sequence[Markup], caption: str = "") -> Markup:
    top = element(
        "tr", *(element("th", head, scope="col", role="columnheader") for head in heads), role="row"
    )
    named = [element("caption", caption)] if caption else []
    inside = (element("thead", top, role="rowgroup"), element("tbody", *body, role="rowgroup"))
    return element("table", *named, *inside, class_="compare", role="table")


def _staying(fields: Sequence[FieldDoc], home: PlaceDoc | None) -> Iterator[Markup]:
    for origin in STAYING:
        members = [field for field in fields if field["origin"] == origin]
        if members:
            told = ORIGINS[Origin(origin)]
            body = [_stays(field, home) for field in members]
            yield _table(("Field", "In the account"), body, capital(told))


def _stays(field: FieldDoc, home: PlaceDoc | None) -> Markup:
    more: list[Child] = [value(field["name"], field["before"])]
    if field["clear"]:
        more.append(element("small", "to empty it, write: ", element("code", field["clear"])))
    first = heading({**field, "note": "", "place": None}, home)
    return element("tr", first, element("td", *more, role="cell"), role="row")


def _declared(fields: Sequence[FieldDoc], home: PlaceDoc | None) -> Iterator[Markup]:
    """A new interview: what candidates read, then what it is set to."""
    told = [field for field in fields if is_text(field["name"]) and field["visible"]]
    asked = [field for field in fields if shape_of(field["name"]) is Shape.QUESTIONS]
    rest = [field for field in fields if field not in told and field not in asked]
    body = [
        element(
            "tr", heading(field, home), element("td", *_declared_value(field), role="cell"), role="row",
            class_="title" if field["name"] == "name" else False,
        )
        for field in [*told, *asked, *rest]
    ]  # fmt: skip
    if body:
        yield _table(("Field", "Will be"), body)


def _declared_value(field: FieldDoc) -> Iterator[Child]:
    after = field["after"]
    if shape_of(field["name"]) is Shape.QUESTIONS and isinstance(after, list):
        asked = [_asked(entry, at) for at, entry in enumerate(after) if isinstance(entry, dict)]
        yield element("ol", *asked)
    elif field["label"] or reference(after) is not None:
        yield labelled(field)
    else:
        yield value(field["name"], after)


def _asked(entry: dict[str, Json], at: int) -> Markup:
    told: list[Child] = [element("code", identity(entry, at))]
    seconds = entry.get("duration")
    if isinstance(seconds, int | float) and not isinstance(seconds, bool):
        told.append(f" {duration(seconds)}")
    text = entry.get("question")
    shown = text if isinstance(text, str) else ""
    return element("li", element("span", shown, class_="text"), element("small", *told))


def summary_of(changes: Sequence[ChangeDoc]) -> dict[str, int]:
    """How many Changes of each kind, in reading order."""
    found: dict[str, int] = {}
    for change in changes:
        found[kind(change)] = found.get(kind(change), 0) + 1
    return found
