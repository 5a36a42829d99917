"""A value together with the place it was written at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from reconciler.definitions.scalars import Scalar
from reconciler.errors import Span
from reconciler.model.values import Json

if TYPE_CHECKING:

    class Mark(Protocol):
        """The parser's own note of a place: line and column from 0, `name` is the file."""

        @property
        def name(self) -> str: ...

        @property
        def line(self) -> int: ...

        @property
        def column(self) -> int: ...


class Spot(NamedTuple):
    """A place as the parser notes it, of our own making."""

    name: str
    line: int
    column: int


Place: TypeAlias = "Span | Mark"

NO_KEYS: Mapping[str, Place] = MappingProxyType({})


def span_of(place: Place) -> Span:
    """A place as it is shown. Made when somebody asks: most places never come up."""
    return place if isinstance(place, Span) else Span(place.name, place.line + 1, place.column + 1)


class Node(NamedTuple):
    """One value of a file. `keys`: for a mapping, where each of its keys is written.

    Nodes are shared between the places that an anchor is used in, and between all definitions that a
    default reaches: nothing may change one.
    """

    value: Scalar | list[Node] | dict[str, Node]
    at: Place
    keys: Mapping[str, Place] = NO_KEYS

    @property
    def span(self) -> Span:
        return span_of(self.at)

    def key_span(self, name: str) -> Span:
        """Where the key `name` is written; the value, or the mapping, when it is not written itself."""
        if name in self.keys:
            return span_of(self.keys[name])
        fields = self.fields
        return fields[name].span if name in fields else self.span

    @property
    def fields(self) -> Mapping[str, Node]:
        """The entries of a mapping; none for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def text(self) -> str | None:
        return self.value if isinstance(self.value, str) else None

    def plain(self) -> Json:
        """The value alone."""
        value = self.value
        if type(value) is dict:
            return {key: node.plain() for key, node in value.items()}
        if type(value) is list:
            return [node.plain() for node in value]
        return value  # type: ignore[return-value]  # a scalar: the two others are exact types

    def with_fields(self, fields: dict[str, Node]) -> Node:
        """The same mapping with other entries; keys that are left keep their places."""
        return Node(fields, self.at, {key: place for key, place in self.keys.items() if key in fields})

    def without(self, *names: str) -> Node:
        if not any(name in self.fields for name in names):
            return self
        return self.with_fields({key: node for key, node in self.fields.items() if key not in names})


Path: TypeAlias = "tuple[str | int, ...]"


def named(path: Path) -> str:
    """A path in words at the start of a sentence, counted as people count: "`duration` of question 2"."""
    words: list[str] = []
    names: list[str] = []
    for position, step in enumerate(path):
        if isinstance(step, int):
            words += [_dotted(names)] if names and path[:position] != ("questions",) else []
            words.append(f"question {step + 1}" if path[:position] == ("questions",) else f"item {step + 1}")
            names = []
        else:
            names.append(step)
    words += [_dotted(names)] if names else []
    text = " of ".join(reversed(words))
    return text[:1].upper() + text[1:]


def _dotted(names: list[str]) -> str:
    return f"`{'.'.join(names)}`"


def walk(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """Every value below `node` with its dotted path, outermost first."""
    yield path, node
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            yield from walk(child, f"{path}.{key}" if path else key)
    elif isinstance(node.value, list):
        for index, child in enumerate(node.value):
            yield from walk(child, f"{path}.{index}" if path else str(index))


def spans(node: Node) -> dict[str, Span]:
    """Dotted path -> place, for every value below `node`; `""` is the node itself."""
    return {path: found.span for path, found in walk(node)}


def find(node: Node, path: Path) -> tuple[Node, bool]:
    """The value at `path`, or the nearest one around it with False."""
    for step in path:
        inner: Node | None = None
        if isinstance(node.value, dict):
            inner = node.value.get(str(step))
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            inner = node.value[step]
        if inner is None:
            return node, False
        node = inner
    return node, True
