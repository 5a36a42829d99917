"""Defaults beneath definitions that are plain values.

Most projects have a few defaults, and their definitions are of a few shapes: what `layers` makes of one, it
makes of all of its shape. So it is asked once for each, and the others are laid out in the same way without a
Node for each value.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

from reconciler.definitions.fields import FIELD_NAMES, NAMED
from reconciler.definitions.files import Files
from reconciler.definitions.layers import stacked
from reconciler.definitions.node import Node
from reconciler.definitions.placed import Placed, located
from reconciler.definitions.places import Places, places_in, places_of
from reconciler.definitions.report import Report
from reconciler.definitions.texts import Texts
from reconciler.model.values import Json

_KNOWN = frozenset(FIELD_NAMES)
_RENAMED = tuple((name, field) for name, (field, _) in NAMED.items())
_MOST_LAYOUTS = 512


class Plain(NamedTuple):
    """An interview as it is written, with all that reaches it. `node` makes the same with a Node for each
    value."""

    value: dict[str, Json]
    places: Callable[[], Places]
    node: Callable[[], Node]


class _Layout(NamedTuple):
    """`names`: what is written, in its order, with the value of what the defaults give. `pick`: the numbers
    of all places, out of those of the definition with `numbers` behind them; `like`: the Places of the first
    of this shape."""

    names: Sequence[tuple[str, bool, Json]]
    pick: Callable[[Sequence[int]], tuple[int, ...]]
    numbers: Sequence[int]
    like: Places


class Beneath:
    """The defaults of the interviews of one environment, weakest first."""

    def __init__(self, layers: Sequence[Node], variables: Mapping[str, str], files: Files) -> None:
        self._layers = layers
        self._variables = variables
        self._files = files
        self._layouts: dict[str, _Layout | None] = {}

    def laid(self, found: Placed, file: str) -> Plain | None:
        """The interview `found`, which stands in `file`; None where it takes more than laying the keys of one
        mapping over those of another."""
        if not self._layers:
            places = partial(places_in, found.value, _RENAMED, file, found.places, found.shape)
            return Plain(found.value, places, partial(located, found, file))
        if found.shape not in self._layouts:
            if len(self._layouts) >= _MOST_LAYOUTS:
                self._layouts.clear()
            self._layouts[found.shape] = self._layout(found, file)
        layout, own = self._layouts[found.shape], found.value
        if layout is None:
            return None
        value = {name: own[name] if mine else given for name, mine, given in layout.names}
        return Plain(value, partial(_places, layout, found, file), partial(self._node, found, file, Report()))

    def _node(self, found: Placed, file: str, report: Report) -> Node:
        texts = Texts(self._variables, self._files.reporting(report), report)
        return texts.completed(stacked(self._layers, located(found, file), None, report))

    def _layout(self, found: Placed, file: str) -> _Layout | None:
        """What `layers` makes of this one, as far as nothing but its shape decides it."""
        report, own = Report(), located(found, file)
        result = stacked(self._layers, own, None, report)
        texts = Texts(self._variables, self._files.reporting(report), report)
        whole = texts.completed(result)
        if report.diagnostics() or texts.taken or not _stands(whole):
            return None
        names: list[tuple[str, bool, Json]] = []
        like = places_of(whole, dict(_RENAMED))
        numbers = like.numbers
        starts, place = _starts(found.value), 1
        picked, given = [0], list[int]()
        for name, node in result.fields.items():
            mine = node is own.fields.get(name)
            if not mine and name in own.fields:
                return None  # two mappings became one
            size = _size(whole.fields[name].plain())
            if mine:
                picked += range(starts[name], starts[name] + size)
            else:
                picked += range(len(found.places) + len(given), len(found.places) + len(given) + size)
                given += numbers[place : place + size]
            names.append((name, mine, None if mine else whole.fields[name].plain()))
            place += size
        return _Layout(names, itemgetter(*picked), given, like)


def _stands(whole: Node) -> bool:
    """Whether nothing in it has to be taken for a setting; a name in place of an id is one."""
    fields = whole.fields
    if not fields.keys() <= _KNOWN:
        return False
    return all(
        field not in fields and (fields[name].text or "").strip() != ""
        for name, (field, _) in NAMED.items()
        if name in fields
    )


def _places(layout: _Layout, found: Placed, file: str) -> Places:
    return layout.like.moved(file, array("Q", layout.pick([*found.places, *layout.numbers])))


def _starts(value: dict[str, Any]) -> dict[str, int]:
    """Which of the numbers of a definition is the first one of each key."""
    found, place = {}, 1
    for name, inner in value.items():
        found[name] = place
        place += _size(inner)
    return found


def _size(value: Any) -> int:
    """How many values there are, itself and below."""
    if type(value) is dict:
        return 1 + sum(map(_size, value.values()))
    return 1 + sum(map(_size, value)) if type(value) is list else 1
