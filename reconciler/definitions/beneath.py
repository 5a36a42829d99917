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
from reconciler.definitions.places import Places, places_of
from reconciler.definitions.report import Report
from reconciler.definitions.texts import LONG, LONG_IN_QUESTION, Texts
from reconciler.model.kinds import INTERVIEW
from reconciler.model.values import Json

_KNOWN = frozenset(FIELD_NAMES)
_STANDS_FOR = {name: field for name, (field, _) in NAMED.items()}
_MOST_LAYOUTS = 512


class Plain(NamedTuple):
    """An interview as it is written, with all that reaches it. `node` makes the same with a Node for each
    value."""

    value: dict[str, Json]
    places: Callable[[], Places]
    node: Callable[[], Node]


class _Layout(NamedTuple):
    """`names`: what is written, in its order, with the value of what the defaults give. `pick`: the numbers
    of all places, out of those of the definition with `numbers` behind them; None where they are those of the
    definition, which is all there is then. `like`: the Places of the first of this shape."""

    names: Sequence[tuple[str, bool, Json]]
    pick: Callable[[Sequence[int]], tuple[int, ...]] | None
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
        if found.shape not in self._layouts:
            if len(self._layouts) >= _MOST_LAYOUTS:
                self._layouts.clear()
            self._layouts[found.shape] = self._layout(found, file)
        layout, own = self._layouts[found.shape], found.value
        if layout is None:
            return None
        if layout.pick is not None:
            own = {name: own[name] if mine else given for name, mine, given in layout.names}
        return Plain(own, partial(_places, layout, found, file), partial(self._node, found, file, Report()))

    def _node(self, found: Placed, file: str, report: Report) -> Node:
        texts = Texts(self._variables, self._files.reporting(report), report)
        return texts.completed(stacked(self._layers, located(found, file), None, report))

    def _layout(self, found: Placed, file: str) -> _Layout | None:
        """What `layers` makes of this one, as far as nothing but its shape decides it."""
        report, own = Report(), located(found, file)
        result = stacked(self._layers, own, None, report)
        texts = Texts(self._variables, self._files.reporting(report), report)
        whole = texts.completed(result)
        if report.diagnostics() or texts.taken or not stands_alone(whole.plain()):
            return None
        names: list[tuple[str, bool, Json]] = []
        like = places_of(whole, _STANDS_FOR)
        starts, place = _starts(found.value), 1
        picked, given = [0], list[int]()
        for name, node in result.fields.items():
            mine = node is own.fields.get(name)
            if not mine and name in own.fields:
                return None  # two mappings became one
            value = whole.fields[name].plain()
            size = _size(value)
            if mine:
                picked += range(starts[name], starts[name] + size)
            else:
                picked += range(len(found.places) + len(given), len(found.places) + len(given) + size)
                given += like.numbers[place : place + size]
            names.append((name, mine, None if mine else value))
            place += size
        pick = None if picked == list(range(len(found.places))) else itemgetter(*picked)
        return _Layout(names, pick, given, like)


def stands_alone(value: Any) -> bool:
    """Whether a document is an interview of which nothing has to be read elsewhere or taken for a setting: no
    key or kind of its own, no `manage`, no text in a file; a name in place of an id is one. What has a
    variable in it, a default or an overlay is for the caller to know."""
    if type(value) is not dict or not value or not value.keys() <= _KNOWN:
        return False
    for name, (field, _) in NAMED.items():
        if name in value and (field in value or type(value[name]) is not str or not value[name].strip()):
            return False
    for name in LONG[INTERVIEW]:
        if type(value.get(name)) is dict:
            return False
    questions = value.get("questions")
    for question in questions if type(questions) is list else ():
        for name in LONG_IN_QUESTION:
            if type(question) is dict and type(question.get(name)) is dict:
                return False
    return True


def _places(layout: _Layout, found: Placed, file: str) -> Places:
    numbers = found.places if layout.pick is None else layout.pick([*found.places, *layout.numbers])
    return layout.like.moved(file, array("Q", numbers))


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
