"""Values against the parameters of an endpoint, before anything is sent."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from reconciler.errors import UsageError
from reconciler.remote.api.rule import Rule
from reconciler.remote.endpoints import Need, Operation
from reconciler.remote.parameters import Kind, Parameter

Sendable = Mapping[str, object]
"""Parameters by name: JSON, and a Path for a file."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def check(operation: Operation, values: Sendable) -> None:
    """Raise UsageError that names everything wrong with `values`: missing, unknown, wrong."""
    problems = [*_object(operation.parameters, values, "", open_=False)]
    problems += [said for need in operation.needs if (said := _missing(need, values))]
    if problems:
        raise UsageError(
            f"{operation.name}: " + "; ".join(problems) + ".",
            hint=f"`reconciler call {operation.name} --describe` lists what it takes",
        )


def _missing(need: Need, values: Sendable) -> str:
    given = {name for name, value in values.items() if value not in (None, "")}
    if need.unless and need.unless in given:
        return ""
    if need.when and values.get(need.when[0]) not in need.when[1]:
        return ""
    left = [name for name in need.names if name not in given]
    if not left or (need.one and len(left) < len(need.names)):
        return ""
    if need.one:
        return f"one of {', '.join(map(_quoted, left))} is needed"
    reason = f" without {_quoted(need.unless)}" if need.unless else ""
    if need.when:
        reason = f" for {need.when[0]} {values[need.when[0]]}"
    return f"{', '.join(map(_quoted, left))} {'is' if len(left) == 1 else 'are'} needed{reason}"


def _object(
    fields: tuple[Parameter, ...], values: Mapping[str, object], path: str, *, open_: bool
) -> Iterator[str]:
    known = {one.name: one for one in fields}
    for one in fields:
        if one.required and one.name not in values:
            yield f"{_quoted(path + one.name)} is needed"
    for name, value in values.items():
        if name in known:
            yield from _value(known[name], value, path + name)
        elif not open_:
            near = difflib.get_close_matches(name, known, n=1)
            meant = f" (did you mean {_quoted(path + near[0])}?)" if near else ""
            yield f"{_quoted(path + name)} is not a parameter{meant}"


def _value(one: Parameter, value: object, path: str) -> Iterator[str]:
    if value is None:
        if not one.nullable:
            yield f"{_quoted(path)} must not be null; leave it out"
        return
    kind = next((kind for kind in one.kinds if _is(kind, value)), None)
    if kind is None:
        yield f"{_quoted(path)} must be {' or '.join(_an(kind) for kind in one.kinds)}"
        return
    if isinstance(value, str) and _SURROGATE.search(value):
        yield f"{_quoted(path)} holds half of a letter, which is no text"
    elif isinstance(value, Mapping) and one.fields:
        yield from _object(one.fields, value, f"{path}.", open_=one.open)
    elif isinstance(value, list) and one.item is not None:
        for number, entry in enumerate(value):
            yield from _value(one.item, entry, f"{path}[{number}]")
    elif one.values and value not in one.values and not one.open:
        yield f"{_quoted(path)} must be one of {', '.join(word or repr('') for word in one.values)}"
    for rule in one.rules:
        yield from _bounds(rule, value, path)


def _bounds(rule: Rule, value: object, path: str) -> Iterator[str]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        if rule.least is not None and value < rule.least:
            yield f"{_quoted(path)} must be at least {rule.least:g}"
        if rule.most is not None and value > rule.most:
            yield f"{_quoted(path)} must be at most {rule.most:g}"
    elif isinstance(value, str):
        if len(value.strip()) < rule.shortest:
            yield f"{_quoted(path)} must not be empty"
        elif rule.longest is not None and len(value) > rule.longest:
            yield f"{_quoted(path)} must have at most {rule.longest:,} letters, and has {len(value):,}"
        elif rule.pattern and not re.fullmatch(rule.pattern, value):
            yield f"{_quoted(path)} must look like {rule.pattern}"
        elif rule.format == "uuid" and not _UUID.fullmatch(value):
            yield f"{_quoted(path)} must be a UUID"
    elif isinstance(value, list) and len(value) < rule.fewest:
        yield f"{_quoted(path)} must hold at least {rule.fewest}"


def _is(kind: Kind, value: object) -> bool:
    """As JSON: a boolean is no number, and 3.0 is a whole number."""
    match kind:
        case Kind.ANY:
            return True
        case Kind.NUMBER | Kind.INTEGER:
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                return False
            return kind is Kind.NUMBER or float(value).is_integer()
        case _:
            return isinstance(value, _PYTHON[kind])


_PYTHON: Mapping[Kind, type] = {
    Kind.TEXT: str,
    Kind.BOOLEAN: bool,
    Kind.LIST: list,
    Kind.OBJECT: Mapping,
    Kind.FILE: Path,
}


def _an(kind: Kind) -> str:
    return (
        kind.value if kind in (Kind.TEXT, Kind.BOOLEAN) else f"a{'n' if kind is Kind.OBJECT else ''} {kind}"
    )


def _quoted(name: str) -> str:
    return f"`{name}`"
