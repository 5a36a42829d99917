"""What an answer must hold to be of use. Everything else may be missing or null, as the service does it."""

from __future__ import annotations

from functools import cache
from typing import Required, TypeVar, get_args, get_origin, get_type_hints, is_typeddict

from reconciler.model.values import Json


def lacking(shape: object, body: Json) -> str:
    """Why `body` will not do as an answer of this shape; an empty text when it will."""
    origin = get_origin(shape)
    if shape is str:
        return "" if isinstance(body, str) and body else "it is no text"
    if origin is list:
        (row,) = get_args(shape)
        if not isinstance(body, list):
            return "it is no list"
        return _first(row, body, "")
    return _object(shape, body, "")


def _object(shape: object, body: Json, path: str) -> str:
    if not isinstance(body, dict):
        return f"{f'`{path}`' if path else 'it'} is no object"
    for name, (part, is_list) in _needed(shape).items():
        here = f"{path}.{name}" if path else name
        value = body.get(name)
        if value is None or (part is str and not (isinstance(value, str) and value.strip())):
            return f"`{here}` is missing"
        if part is int and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
            return f"`{here}` is no number"
        if is_list:
            said = _first(part, value, here) if isinstance(value, list) else f"`{here}` is no list"
        else:
            said = _object(part, value, here) if is_typeddict(part) else ""
        if said:
            return said
    return ""


def _first(row: object, rows: list[Json], path: str) -> str:
    return next((said for at, one in enumerate(rows) if (said := _object(row, one, f"{path}[{at}]"))), "")


@cache
def _needed(shape: object) -> dict[str, tuple[object, bool]]:
    """The Required fields of a TypedDict: what each is, or what it is a list of."""
    origin, given = get_origin(shape), get_args(shape)
    found: dict[str, tuple[object, bool]] = {}
    for name, hint in get_type_hints(origin or shape, include_extras=True).items():
        if get_origin(hint) is not Required:
            continue
        (inner,) = get_args(hint)
        is_list = get_origin(inner) is list
        part = get_args(inner)[0] if is_list else inner
        # The one generic shape is a page; its parameter is the row.
        found[name] = (given[0] if given and isinstance(part, TypeVar) else part, is_list)
    return found
