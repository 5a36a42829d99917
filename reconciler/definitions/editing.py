"""Changes values in a YAML file and leaves every other character alone: comments, order, quotes, blank lines.

Not a dump of a changed tree: each value has a place, and only the characters of that place are replaced. So
a diff shows what changed and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from reconciler.definitions.writer import WIDTH, entry, inline, list_item, scalar
from reconciler.errors import Span
from reconciler.model.values import Json

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CannotEdit(Exception):
    """The text says why this value has to be edited by hand."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A value and what is around it. `key`: what it is the value of; `flow`: inside of braces or brackets."""

    node: yaml.Node
    key: yaml.ScalarNode | None
    flow: bool


class Editor:
    """Gathers changes of one file. Places are those of the text as it was given."""

    def __init__(self, text: str) -> None:
        self._bom = text.startswith("\ufeff")
        self._crlf = "\r\n" in text
        self.text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        self._starts = [0]
        for line in self.text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        # Safe for the C parser: the reader has let this file through, with its limit on depth.
        self._documents: list[yaml.Node] = list(yaml.compose_all(self.text, Loader=_LOADER))
        self._spots: dict[int, _Spot] = {}
        for document in self._documents:
            for spot in _spots(document, None, flow=False):
                # A value repeated by an alias keeps the place of its anchor.
                self._spots.setdefault(self._offset(spot.node.start_mark), spot)
        self._changes: list[tuple[int, int, str]] = []

    def result(self) -> str:
        """The text with every change. Raises CannotEdit when two of them touch the same characters."""
        text = _spliced(self.text, self._changes)
        text = text.replace("\n", "\r\n") if self._crlf else text
        return "\ufeff" + text if self._bom else text

    def raw(self, span: Span) -> Json | None:
        """A scalar as it is written, before variables; None for anything else."""
        node = self._spot(span).node
        return node.value if isinstance(node, yaml.ScalarNode) else None

    def file_of(self, span: Span) -> str | None:
        """The path in a `{file: path}`; None when something else is written there."""
        node = self._spot(span).node
        if isinstance(node, yaml.MappingNode) and len(node.value) == 1:
            key, value = node.value[0]
            if key.value == "file" and isinstance(value, yaml.ScalarNode):
                return str(value.value)
        return None

    def replace(self, span: Span, value: Json) -> None:
        """Put `value`, in its final form, in the place of the one that stands at `span`."""
        spot = self._spot(span)
        start, end = self._offset(spot.node.start_mark), self._end(spot.node)
        if self.text[start] in "&*!":
            raise CannotEdit("it is shared through an anchor, or has a tag")
        value = _in_style(value, self.text[start:end])
        if spot.flow:
            self._changes.append((start, end, inline(value)))
            return
        if spot.key is None:
            raise CannotEdit("it is an item of a list")
        head, indent = self._offset(spot.key.start_mark), spot.key.start_mark.column
        lines = entry(spot.key.value, value, indent)
        if isinstance(value, list) and self.text[start] == "[" and "\n" not in self.text[start:end]:
            line = f"{scalar(spot.key.value)}: {inline(value)}"
            lines = [line] if indent + len(line) <= WIDTH else lines
        lines[0] = lines[0].lstrip()
        if len(lines) == 1 and "\n" not in self.text[head:end]:
            new = lines[0].removeprefix(f"{scalar(spot.key.value)}: ")
            self._changes.append((start, end, new))
            return
        stop, comment = self._comment_after(end)
        lines[0] += f" {comment}" if comment else ""
        self._changes.append((head, stop, "\n".join(lines)))

    def insert(self, document: int, path: Sequence[str], value: Json, before: Sequence[str]) -> None:
        """Write a value that is not there yet, behind the last of the keys `before` that the file has."""
        node: yaml.Node = self._documents[document]
        names = list(path)
        while len(names) > 1 and (inner := _child(node, names[0])) is not None:
            node, names = inner, names[1:]
        for name in reversed(names[1:]):
            value = {name: value}
        if not isinstance(node, yaml.MappingNode) or not node.value:
            raise CannotEdit("there is no mapping to write it into")
        if node.flow_style:
            place = self._offset(node.start_mark) + 1
            self._changes.append((place, place, f"{inline({names[0]: value})[1:-1]}, "))
            return
        indent = node.value[0][0].start_mark.column
        lines = entry(names[0], value, indent)
        after = next((inner for key, inner in reversed(node.value) if key.value in before), None)
        if after is None and not before:
            after = node.value[-1][1]
        if after is None:
            place = self._offset(node.value[0][0].start_mark)
            self._changes.append((place, place, "\n".join(lines).lstrip() + "\n" + " " * indent))
        else:
            place = self._line_end(self._end(after))
            self._changes.append((place, place, "\n" + "\n".join(lines)))

    def arrange(self, span: Span, items: Sequence[tuple[int | None, Json]]) -> None:
        """Order the items of a list anew: those with a place move with their comments, the others are
        written. Changes inside of an item that stays move along."""
        spot = self._spot(span)
        if not isinstance(spot.node, yaml.SequenceNode):
            raise CannotEdit("it is not written as a list")
        if spot.node.flow_style:
            self._drop(self._offset(spot.node.start_mark), self._end(spot.node))
            self.replace(span, [value for _, value in items])
            return
        regions = self._regions(spot.node)
        first, last = regions[0][0], regions[-1][1]
        inside = self._drop(first, last)
        column = spot.node.start_mark.column
        parts: list[str] = []
        for place, value in items:
            if place is None:
                parts.append("\n".join(list_item(value, column)) + "\n")
                continue
            start, end = regions[place]
            mine = [(left - start, right - start, new) for left, right, new in inside if start <= left < end]
            parts.append(_spliced(self.text[start:end], mine))
        self._changes.append((first, last, "".join(parts)))

    def _regions(self, node: yaml.SequenceNode) -> list[tuple[int, int]]:
        """The whole lines of each item; comments above one belong to it."""
        regions: list[tuple[int, int]] = []
        start = self._starts[node.start_mark.line]
        for item in node.value:
            end = min(self._line_end(self._end(item)) + 1, len(self.text) + 1)
            if end > len(self.text):
                raise CannotEdit("its last line does not end")
            regions.append((start, end))
            start = end
        return regions

    def _drop(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """Take back the changes in a stretch of text, and hand them over."""
        inside = [change for change in self._changes if start <= change[0] and change[1] <= end]
        self._changes = [change for change in self._changes if change not in inside]
        return inside

    def document_of(self, key: str) -> int:
        """Which document of the file is the definition `key`."""
        if len(self._documents) == 1:
            return 0
        for number, document in enumerate(self._documents):
            written = _child(document, "key")
            if isinstance(written, yaml.ScalarNode) and written.value == key:
                return number
        raise CannotEdit(f"no document of the file has the key {key}")

    def _spot(self, span: Span) -> _Spot:
        spot = self._spots.get(self._starts[span.line - 1] + span.column - 1)
        if spot is None:
            raise CannotEdit("it repeats another value (`*name`)")
        return spot

    def _offset(self, mark: Any) -> int:
        return int(self._starts[mark.line] + mark.column)

    def _end(self, node: yaml.Node) -> int:
        """Behind the last character of a value, without what a parser counts to it after that."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        start, end = self._offset(node.start_mark), self._offset(node.end_mark)
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            return max(len(self.text[:end].rstrip()), start + 1)
        return end

    def _line_end(self, offset: int) -> int:
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found

    def _comment_after(self, offset: int) -> tuple[int, str]:
        """The comment that follows on the same line, and where it ends."""
        stop = self._line_end(offset)
        tail = self.text[offset:stop].strip()
        return (stop, tail) if tail.startswith("#") else (offset, "")


def _spots(node: yaml.Node, key: yaml.ScalarNode | None, *, flow: bool) -> Iterator[_Spot]:
    yield _Spot(node, key, flow)
    inside = flow or bool(getattr(node, "flow_style", False))
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from _spots(value, name, flow=inside)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _spots(item, None, flow=inside)


def _child(node: yaml.Node, name: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    found: Mapping[str, yaml.Node] = {key.value: value for key, value in node.value}
    return found.get(name)


def _in_style(value: Json, old: str) -> Json:
    """A duration as a bare number where one stood."""
    if isinstance(value, str) and old.isdigit() and value[-1:] in "ms" and value[:-1].isdigit():
        return int(value[:-1]) * (60 if value.endswith("m") else 1)
    return value


def _spliced(text: str, changes: Sequence[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    place = 0
    for start, end, new in sorted(changes):
        if start < place:
            raise CannotEdit("two changes meet in one line")
        parts += [text[place:start], new]
        place = end
    return "".join([*parts, text[place:]])
