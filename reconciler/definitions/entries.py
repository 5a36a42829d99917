"""What a definition file came to, as plain values and back: the entries of the cache.

Of each definition a few things stand in the index. Its fields and places are a part of their own, which is
read when somebody asks for them.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping
from typing import Any

from reconciler.definitions.pack import Pack, Part
from reconciler.definitions.places import Places, places_again
from reconciler.definitions.reading import Made
from reconciler.errors import Diagnostic, Severity, Span
from reconciler.model.address import Address
from reconciler.model.definition import USUAL, Definition, Manage, OnRemove
from reconciler.model.lazy import Held, Lazy
from reconciler.model.values import Json, Ref, Value, plain

_NONE: frozenset[str] = frozenset()
Whole = tuple[Mapping[str, Value], Places]
Place = tuple[Part, Callable[[Address], Definition], Address]
"""A part, and how what it holds is read again."""


class Parts:
    """Reads definitions from the pack. What is not there any more as it was is read from its file again."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._held: Held[Whole] = Held()

    def whole(self, place: Place) -> Whole:
        part, again, address = place

        def read() -> Whole:
            data = self._pack.read(part)
            return _whole(marshal.loads(data)) if data is not None else _split(again(address))  # noqa: S302  proved

        return self._held.get(part.digest, read)


class Fields(Lazy[Value]):
    """The fields of a definition. `code` and `type` are known without reading them: every definition is asked
    for the one, and for the other when the account is read."""

    __slots__ = ("_code", "_parts", "_place", "_type")

    def __init__(self, parts: Parts, place: Place, code: Value, type_: Value) -> None:
        self._parts, self._place, self._code, self._type = parts, place, code, type_
        self.digest = place[0].digest

    def read(self) -> Mapping[str, Value]:
        return self._parts.whole(self._place)[0]

    def get(self, name: str, default: Any = None) -> Any:
        if name == "code":
            return default if self._code is None else self._code
        if name == "type" and self._type is not None:
            return self._type
        return self.read().get(name, default)


class Spans(Lazy[Span]):
    """The places of a definition; its own is known without reading the others."""

    __slots__ = ("_own", "_parts", "_place")

    def __init__(self, parts: Parts, place: Place, own: Span) -> None:
        self._parts, self._place, self._own = parts, place, own
        self.digest = place[0].digest

    def read(self) -> Places:
        return self._parts.whole(self._place)[1]

    def get(self, name: str, default: Any = None) -> Any:
        return self._own if name == "" else self.read().get(name, default)


def told_of(one: Made) -> tuple[Any, ...]:
    """What stands in the index of one definition."""
    assert one.definition is not None
    manage, own = one.definition.manage, one.definition.spans[""]
    return (
        tuple(one.address),
        (one.place.file, one.place.line, one.place.column),
        (own.file, own.line, own.column),
        tuple(sorted(one.off)),
        None
        if manage is USUAL or manage == USUAL
        else (manage.protect, str(manage.on_remove), manage.ignore, manage.moved_from),
        one.definition.fields.get("code"),
        one.definition.fields.get("type"),
    )


def part_of(one: Made) -> bytes:
    """Its fields and places. Equal definitions in equal places give equal bytes."""
    assert one.definition is not None
    fields, spans = one.definition.fields, one.definition.spans
    assert isinstance(spans, Places)
    paths, files, numbers = spans.plain()
    refs = [name for name, value in fields.items() if type(value) is Ref]
    values = {**fields, **{name: plain(fields[name]) for name in refs}}
    return marshal.dumps((values, refs, paths, files, numbers), 2)


def made_of(told: tuple[Any, ...], parts: Parts, part: Part, again: Callable[[Address], Definition]) -> Made:
    """The definition, whose fields are read when somebody asks for them."""
    named, written, own, off, settings, code, type_ = told
    address, manage = Address(*named), USUAL
    if settings is not None:
        protect, on_remove, ignore, moved_from = settings
        manage = Manage(protect, OnRemove(on_remove), ignore, moved_from)
    span, place = Span(*own), (part, again, address)
    definition = Definition(address, Fields(parts, place, code, type_), manage, Spans(parts, place, span))
    return Made(
        address, span if written == own else Span(*written), definition, frozenset(off) if off else _NONE
    )


def _whole(plain_values: Any) -> Whole:
    values, refs, paths, files, numbers = plain_values
    for name in refs:
        values[name] = Ref(*values[name]["$ref"])
    return values, places_again(paths, files, numbers)


def _split(definition: Definition) -> Whole:
    assert isinstance(definition.spans, Places)
    return definition.fields, definition.spans


def plain_diagnostic(found: Diagnostic) -> Json:
    place = found.span
    span: Json = None if place is None else [place.file, place.line, place.column]
    words: list[Json] = [found.summary, found.detail, found.hint]
    return [found.severity.value, found.rule, words, span, found.address, found.excerpt]


def diagnostic_of(entry: list[Any]) -> Diagnostic:
    severity, rule, (summary, detail, hint), span, address, excerpt = entry
    place = None if span is None else Span(*span)
    return Diagnostic(Severity(severity), rule, summary, detail, hint, place, address, excerpt)
