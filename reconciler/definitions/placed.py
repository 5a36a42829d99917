"""A document as plain values, with the places of all of them beside it.

Nearly no place is ever shown and most definitions need nothing but their values, so that a Node for each is
made when somebody asks.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from reconciler.definitions.node import NO_KEYS, Node, Place, Spot
from reconciler.definitions.places import FIRST, LINE


class Placed(NamedTuple):
    """`places`: of every value, one number each (`places`), in the order in which they are written: what
    holds others comes before them. `keys`: the places of the keys of all mappings, in that order too.
    `shape`: documents of one shape have the same keys in the same order, at every depth, mappings and lists
    at the same places, and lists of one length."""

    value: Any
    places: list[int]
    keys: list[int]
    shape: str


def located(found: Placed, file: str) -> Node:
    """The same with each value at its place in `file`."""
    next_place, next_key, new = iter(found.places).__next__, iter(found.keys).__next__, tuple.__new__

    def spot(number: int) -> Spot:
        return new(Spot, (file, *divmod(number - FIRST, LINE)))

    def node(value: Any) -> Node:
        at = spot(next_place())
        if type(value) is dict:
            keys: dict[str, Place] = {}
            entries: dict[str, Node] = {}
            for key, inner in value.items():
                keys[key] = spot(next_key())
                entries[key] = node(inner)
            return new(Node, (entries, at, keys))
        if type(value) is list:
            return new(Node, ([node(item) for item in value], at, NO_KEYS))
        return new(Node, (value, at, NO_KEYS))

    return node(found.value)
