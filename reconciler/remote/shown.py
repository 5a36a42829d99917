"""What an answer shows of the fields of a kind, under the names that requests use. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.errors import CallFailed
from reconciler.model.field import Field, Shape
from reconciler.model.values import Json

_ABSENT = object()


def shown(
    table: Mapping[str, Field], body: Mapping[str, Json], wider: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, Json], tuple[str, ...]]:
    """The fields of `table` as `body` holds them, and a warning for every value outside the known ones.

    A field that is absent in the answer, or whose parent is null there, is absent; null stays null.
    `wider`: the known values of a field where an answer may hold more than a request.
    """
    fields: dict[str, Json] = {}
    warnings: list[str] = []
    for name, row in table.items():
        value = _ABSENT if row.read is None else _walk(body, row.read.split("."))
        if value is _ABSENT:
            continue
        fields[name] = value  # type: ignore[assignment]  # _ABSENT is excluded
        warning = _odd(row, fields[name], wider.get(name, row.values))
        if warning:
            warnings.append(warning)
    return fields, tuple(warnings)


def roots(table: Mapping[str, Field]) -> frozenset[str]:
    """The keys of an answer that hold fields of `table`."""
    return frozenset(row.read.split(".")[0] for row in table.values() if row.read is not None)


def unusable(what: str, why: str) -> CallFailed:
    """The error for a readable answer that lacks what it must hold."""
    return CallFailed(
        f"{what}: the answer is not as documented: {why}.",
        status=200,
        hint="The API may be newer than this version: update reconciler, or report it",
    )


def text_of(value: Json) -> str | None:
    """A text; None for null, for nothing and for what is none."""
    return value if isinstance(value, str) and value else None


def _walk(body: Mapping[str, Json], path: list[str]) -> object:
    here: object = body
    for key in path:
        if not isinstance(here, dict) or key not in here:
            return _ABSENT
        here = here[key]
    return here


def _odd(row: Field, value: Json, known: tuple[str, ...]) -> str | None:
    if row.shape is not Shape.ENUM or value is None or (isinstance(value, str) and value in known):
        return None
    return f"the account shows {row.name}: {value!r}, a value that this version does not know"
