"""The annotations of `remote.api` as plain values: what a parameter is called, takes and needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Literal, Required, Union, get_args, get_origin, get_type_hints, is_typeddict

from reconciler.remote.api.rule import Rule


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    INTEGER = "whole number"
    BOOLEAN = "true or false"
    LIST = "list"
    OBJECT = "object"
    FILE = "file"
    ANY = "anything"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter or one key of an object.

    `kinds`: any of them will do. `values`: the words it takes, when they are a closed set. `item`: what a
    list holds. `fields`: the keys of an object; without any it takes whatever keys there are.
    """

    name: str
    kinds: tuple[Kind, ...]
    required: bool = False
    nullable: bool = False
    values: tuple[str, ...] = ()
    item: Parameter | None = None
    fields: tuple[Parameter, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def kind(self) -> Kind:
        """What a plain text on a command line is read as."""
        return self.kinds[0]

    @property
    def open(self) -> bool:
        return any(rule.open for rule in self.rules)


@cache
def parameters(shape: type) -> tuple[Parameter, ...]:
    """The fields of a TypedDict, what is needed first and then by name."""
    hints = get_type_hints(shape, include_extras=True)
    found = [_parameter(name, hint) for name, hint in hints.items()]
    return tuple(sorted(found, key=lambda one: (not one.required, one.name)))


def _parameter(name: str, hint: object) -> Parameter:
    required = get_origin(hint) is Required
    if required:
        (hint,) = get_args(hint)
    kinds: dict[Kind, None] = {}
    values: list[str] = []
    rules: list[Rule] = []
    item: Parameter | None = None
    fields: tuple[Parameter, ...] = ()
    nullable = False
    for part in _parts(hint):
        if isinstance(part, Rule):
            rules.append(part)
        elif part is NoneType:
            nullable = True
        elif get_origin(part) is Literal:
            kinds[Kind.TEXT] = None
            values += get_args(part)
        elif get_origin(part) is list:
            kinds[Kind.LIST] = None
            item = _parameter(name, get_args(part)[0])
        elif isinstance(part, type) and is_typeddict(part):
            kinds[Kind.OBJECT] = None
            fields = parameters(part)
        else:
            kinds[_PLAIN.get(part, Kind.OBJECT if get_origin(part) is dict else Kind.ANY)] = None
    return Parameter(
        name=name,
        kinds=(Kind.ANY,) if Kind.ANY in kinds else tuple(kinds),
        required=required,
        nullable=nullable or Kind.ANY in kinds,
        values=tuple(values),
        item=item,
        fields=fields,
        rules=tuple(rules),
    )


_PLAIN: dict[object, Kind] = {
    str: Kind.TEXT,
    float: Kind.NUMBER,
    int: Kind.INTEGER,
    bool: Kind.BOOLEAN,
    Path: Kind.FILE,
}


def _parts(hint: object) -> Iterator[object]:
    """The members of a union and the Rules around them, however they are nested."""
    origin = get_origin(hint)
    if origin is Annotated:
        inner, *extra = get_args(hint)
        yield from _parts(inner)
        yield from (one for one in extra if isinstance(one, Rule))
    elif origin in (Union, UnionType):
        members = get_args(hint)
        if bool in members and float in members and any(get_origin(one) is list for one in members):
            yield object()  # the members of Json: anything at all
            return
        for member in members:
            yield from _parts(member)
    else:
        yield hint
