"""Builds located values out of the events of a YAML parser, within limits.

What is refused in one place does not end the file: the value is dropped, the fault noted, and the rest is
still looked at. Only a limit that is passed ends it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import yaml

from reconciler.definitions.node import NO_KEYS, Node, Place, span_of
from reconciler.definitions.report import Report, did_you_mean, quoted
from reconciler.definitions.scalars import CONSTANTS, MOST_NODES, NUMBER_START, UNSEEN, TooLarge, resolve
from reconciler.errors import Span

MOST_DEPTH = 50

# Unquoted words that are no text, or that may not stand everywhere.
_NOT_PLAIN = frozenset({*CONSTANTS, "", "<<"})


class Stop(Exception):
    """A limit is passed; the Report holds which."""


class _Anchor(NamedTuple):
    node: Node
    size: int
    height: int


class _Frame:
    """A mapping or a list that is still being read. `wants_key`: a mapping waits for its next key; else it
    waits for the value of `key`, which is None when that value is to be dropped."""

    __slots__ = ("anchor", "at", "before", "entries", "height", "items", "key", "keys", "wants_key")

    def __init__(self, at: Place, anchor: str | None, before: int, mapping: bool) -> None:
        self.at = at
        self.anchor = anchor
        self.before = before
        self.height = 1
        self.entries: dict[str, Node] | None = {} if mapping else None
        self.items: list[Node] = []
        self.keys: dict[str, Place] = {}
        self.key: str | None = None
        self.wants_key = mapping

    def node(self) -> Node:
        if self.entries is None:
            return Node(self.items, self.at)
        return Node(self.entries, self.at, self.keys)


class Builder:
    """Takes events one by one; `documents` holds what is complete."""

    def __init__(self, report: Report) -> None:
        self.documents: list[Node] = []
        self._report = report
        self._stack: list[_Frame] = []
        self._frame: _Frame | None = None
        self._anchors: dict[str, _Anchor] = {}
        self._count = 0

    @property
    def inside(self) -> Span | None:
        """Where the innermost list or mapping that is still open begins."""
        return None if self._frame is None else span_of(self._frame.at)

    def read(self, next_event: Callable[[], Any]) -> None:
        """Every event until there is none. Raises Stop when a limit is passed.

        Nearly all of a file are ordinary keys and texts inside a mapping or a list. They are built right
        here, without a call and without a Span each; `take` knows the rest.
        """
        scalar, new = yaml.ScalarEvent, tuple.__new__
        while (event := next_event()) is not None:
            frame = self._frame
            if (
                type(event) is not scalar
                or frame is None
                or event.tag is not None
                or event.anchor is not None
                or self._count >= MOST_NODES
            ):
                self.take(event)
                continue
            value: Any = event.value
            at: Any = event.start_mark
            style = event.style
            if style == '"':
                if not value.isprintable():
                    self.take(event)
                    continue
            elif not style and (value in _NOT_PLAIN or value[0] in NUMBER_START):
                try:
                    value = resolve(value)
                except TooLarge:
                    value = None
                if frame.wants_key or value is None or value in _NOT_PLAIN:
                    self.take(event)
                    continue
            entries = frame.entries
            if frame.wants_key:
                assert entries is not None
                if value in entries or value == "<<":
                    self.take(event)
                    continue
                frame.key, frame.wants_key = value, False
                frame.keys[value] = at
            elif entries is None:
                frame.items.append(new(Node, (value, at, NO_KEYS)))
            else:
                if frame.key is not None:
                    entries[frame.key] = new(Node, (value, at, NO_KEYS))
                frame.wants_key = True
            self._count += 1

    def take(self, event: Any) -> None:
        """Any one event."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._open(event, kind is yaml.MappingStartEvent)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._close()
        elif kind is yaml.AliasEvent:
            self._alias(event)
        elif kind is yaml.DocumentStartEvent:
            self._anchors.clear()
            if event.version or event.tags:
                span = span_of(event.start_mark)
                self._refuse(span, "Directives (`%YAML`, `%TAG`) are not used here.", "Delete the line.")

    def _refuse(self, span: Span, detail: str, hint: str) -> None:
        self._spoil("yaml-feature", span, detail, hint)

    def _spoil(self, rule: str, span: Span, detail: str, hint: str) -> None:
        """Report at a value that cannot be taken as it is written."""
        self._report.add(rule, span, detail, hint)
        self._report.spoil(span)

    def _grow(self, size: int, at: Place) -> None:
        self._count += size
        if self._count > MOST_NODES:
            detail = f"A file may hold {MOST_NODES:,} values, aliases counted each time."
            self._report.add("too-many-values", span_of(at), detail, "Split it into several files.")
            raise Stop

    def _deepen(self, depth: int, at: Place) -> None:
        if depth > MOST_DEPTH:
            detail = f"Values may be nested {MOST_DEPTH} deep."
            self._report.add("too-deep", span_of(at), detail, "Write the structure flatter.")
            raise Stop

    def _check_tag(self, event: Any) -> None:
        if event.tag is not None:
            detail = f"The tag {quoted(event.tag)} is not read."
            self._refuse(span_of(event.start_mark), detail, "Delete it; quotes make a value text.")

    def _open(self, event: Any, mapping: bool) -> None:
        at = event.start_mark
        self._grow(1, at)
        self._deepen(len(self._stack) + 1, at)
        self._check_tag(event)
        self._frame = _Frame(at, event.anchor, self._count - 1, mapping)
        self._stack.append(self._frame)

    def _close(self) -> None:
        frame = self._stack.pop()
        self._frame = self._stack[-1] if self._stack else None
        node = frame.node()
        if frame.anchor is not None:
            self._anchors[frame.anchor] = _Anchor(node, self._count - frame.before, frame.height)
        self._put(node, frame.height)

    def _scalar(self, event: Any) -> None:
        at, text = event.start_mark, event.value
        self._grow(1, at)
        self._check_tag(event)
        node = Node(text, at)
        if not event.style:  # neither quoted nor a block: it may be a number, true, false or null
            node = self._plain(text, at)
        elif event.style == '"' and (found := UNSEEN.search(text)):
            detail = f"The escape makes U+{ord(found.group()):04X}."
            self._report.add("control-character", span_of(at), detail, "Leave it out.")
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchor(node, 1, 0)
        self._put(node, 0)

    def _plain(self, text: str, at: Place) -> Node:
        if not text:
            if self._frame is not None and not self._frame.wants_key:
                self._empty(self._frame, span_of(at))
            return Node(None, at)
        if text == "<<" and self._frame is not None and self._frame.wants_key:
            return Node(text, at)  # refused by _key, which knows that a value follows
        try:
            return Node(resolve(text), at)
        except TooLarge:
            detail = f"{quoted(text)} is past 2 to the power of 53, where programs begin to round."
            hint = "If it is a reference and not an amount, put it in quotes."
            self._spoil("number-too-large", span_of(at), detail, hint)
            return Node(0, at)

    def _empty(self, frame: _Frame, span: Span) -> None:
        hint = "Write a value, or `null` to clear it, or delete the line."
        if frame.entries is None:
            self._spoil("empty-value", span, "An item of the list is empty.", hint)
        elif frame.key is not None:
            place = span_of(frame.keys[frame.key])
            self._spoil("empty-value", place, f"{quoted(frame.key)} has no value.", hint)
            self._report.spoil(span)

    def _alias(self, event: Any) -> None:
        at: Place = event.start_mark
        name: str = event.anchor
        anchor = self._anchors.get(name)
        if any(frame.anchor == name for frame in self._stack):
            detail = f"`*{name}` stands inside the value that it repeats."
            self._refuse(span_of(at), detail, "Write the value out.")
            self._put(Node(None, at), 0)
        elif anchor is None:
            otherwise = "An anchor is written before it is used, in the same document."
            hint = did_you_mean(name, self._anchors, otherwise)
            detail = f"`*{name[:60]}` repeats a value that no `&{name[:60]}` names."
            self._spoil("unknown-anchor", span_of(at), detail, hint)
            self._put(Node(None, at), 0)
        else:
            self._grow(anchor.size, at)
            self._deepen(len(self._stack) + anchor.height, at)
            self._put(Node(anchor.node.value, at, anchor.node.keys), anchor.height)

    def _put(self, node: Node, height: int) -> None:
        """Hang a complete value into what is open, or make it a document."""
        frame = self._frame
        if frame is None:
            self.documents.append(node)
            return
        frame.height = max(frame.height, height + 1)
        if frame.entries is None:
            frame.items.append(node)
        elif frame.wants_key:
            self._key(frame, frame.entries, node)
        else:
            if frame.key is not None:
                frame.entries[frame.key] = node
            frame.wants_key = True

    def _key(self, frame: _Frame, entries: dict[str, Node], node: Node) -> None:
        """The next key of a mapping; what cannot be one drops the value that follows."""
        frame.key, frame.wants_key = None, False
        key = node.value
        if not isinstance(key, str):
            shown = quoted(node.plain()) if not isinstance(key, list | dict) else "A list or a mapping"
            hint = "Put the key in quotes if it is meant."
            self._report.add("key-not-text", node.span, f"{shown} is not text.", hint)
        elif key == "<<":
            hint = "Use `defaults` in reconciler.yaml, or repeat the lines."
            self._refuse(node.span, "Merge keys (`<<`) are not read.", hint)
        elif key in entries:
            detail = f"{quoted(key)} is written in line {span_of(frame.keys[key]).line} already."
            self._report.add("duplicate-key", node.span, detail, "Keep one of the two.")
        else:
            frame.key = key
            frame.keys[key] = node.at
