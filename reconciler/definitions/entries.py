"""What a definition file came to, as JSON and back: the entries of the cache."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from sys import intern
from typing import Any

from reconciler.definitions.places import Places
from reconciler.definitions.reading import Made
from reconciler.errors import Diagnostic, Severity, Span
from reconciler.model.address import Address
from reconciler.model.definition import Definition, Manage, OnRemove
from reconciler.model.values import Json, Ref, plain


def plain_made(one: Made) -> Json:
    assert one.definition is not None
    manage, spans = one.definition.manage, one.definition.spans
    assert isinstance(spans, Places)
    paths, files, numbers = spans.plain()
    return {
        "address": [one.address.kind, one.address.key],
        "place": [one.place.file, one.place.line, one.place.column],
        "off": [*sorted(one.off)],
        "fields": {name: plain(value) for name, value in one.definition.fields.items()},
        "refs": [*(name for name, value in one.definition.fields.items() if isinstance(value, Ref))],
        "manage": [manage.protect, manage.on_remove.value, list(manage.ignore), manage.moved_from],
        "places": [list(paths), list(files), list(numbers)],
    }


def made_of(entry: Mapping[str, Any]) -> Made:
    address = Address(*entry["address"])
    fields = {intern(name): value for name, value in entry["fields"].items()}
    for name in entry["refs"]:
        fields[name] = Ref(*fields[name]["$ref"])
    protect, on_remove, ignore, moved_from = entry["manage"]
    manage = Manage(protect, OnRemove(on_remove), tuple(ignore), moved_from)
    paths, files, numbers = entry["places"]
    spans = Places(tuple(paths), tuple(files), array("Q", numbers))
    definition = Definition(address, fields, manage, spans)
    return Made(address, Span(*entry["place"]), definition, frozenset(entry["off"]))


def plain_diagnostic(found: Diagnostic) -> Json:
    place = found.span
    span: Json = None if place is None else [place.file, place.line, place.column]
    words: list[Json] = [found.summary, found.detail, found.hint]
    return [found.severity.value, found.rule, words, span, found.address, found.excerpt]


def diagnostic_of(entry: list[Any]) -> Diagnostic:
    severity, rule, (summary, detail, hint), span, address, excerpt = entry
    place = None if span is None else Span(*span)
    return Diagnostic(Severity(severity), rule, summary, detail, hint, place, address, excerpt)
