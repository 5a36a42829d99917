"""Parameters from a command line: NAME=VALUE, NAME:=JSON, --data and --file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from reconciler.errors import UsageError
from reconciler.model.values import Json
from reconciler.remote.endpoints import Operation
from reconciler.remote.envelope import parse
from reconciler.remote.parameters import Kind, Parameter

LARGEST_DATA = 10 * 1024 * 1024
"""Bytes of --data."""


def gathered(
    operation: Operation, words: Sequence[str], data: str | None, files: Sequence[str]
) -> dict[str, object]:
    """Every parameter that was given; a word wins over the same key of --data, and repeats fill a list.

    Raises UsageError for a word that is none and for a value that cannot be read; what fits the endpoint
    is checked later, all at once.
    """
    values: dict[str, object] = dict(_data(data)) if data is not None else {}
    said: dict[str, object] = {}
    for word in words:
        name, value = _word(operation, word)
        before = said.get(name)
        if name not in said:
            said[name] = value
        elif isinstance(before, list) and isinstance(value, list):
            said[name] = [*before, *value]
        else:
            raise UsageError(f"`{name}` is given twice.")
    values |= said
    for word in files:
        name, equals, path = word.partition("=")
        if not equals or not name or not path:
            raise UsageError(f"--file {word} is not understood.", hint="Write --file NAME=PATH")
        values[name] = Path(path)
    return values


def _word(operation: Operation, word: str) -> tuple[str, object]:
    name, equals, text = word.partition("=")
    as_json = name.endswith(":")
    name = name.removesuffix(":")
    if not equals or not name:
        raise UsageError(
            f"{word!r} is not understood.", hint="Write NAME=VALUE, or NAME:=JSON for null, lists and objects"
        )
    if as_json:
        return name, _json(f"`{name}`", text.encode("utf-8", "surrogateescape"))
    known = operation.known.get(name)
    return name, text if known is None else _typed(known, text)


def _typed(one: Parameter, text: str) -> object:
    """`text` as the first kind of the parameter that can be made of it."""
    if one.kind is Kind.LIST and one.item is not None:
        return [_typed(one.item, text)]
    for kind in one.kinds:
        if kind is Kind.TEXT:
            return text
        if kind is Kind.BOOLEAN and text in ("true", "false"):
            return text == "true"
        if kind in (Kind.NUMBER, Kind.INTEGER):
            try:
                number = parse(text.encode("utf-8", "surrogateescape"))
            except ValueError:
                continue
            if isinstance(number, int | float) and not isinstance(number, bool):
                return number
    raise UsageError(f"`{one.name}` must be {one.kind}, not {text!r}.", hint=_way(one))


def _way(one: Parameter) -> str:
    if one.kind is Kind.FILE:
        return f"Write --file {one.name}=PATH"
    if one.kind in (Kind.OBJECT, Kind.ANY, Kind.LIST):
        return f"Write {one.name}:=JSON, or put it into --data FILE"
    return f"Write {one.name}:=null for null" if one.nullable else ""


def _data(source: str) -> dict[str, Json]:
    """The JSON object in a file, or on standard input for `-`."""
    what = "--data" if source == "-" else source
    try:
        if source == "-":
            content = sys.stdin.buffer.read(LARGEST_DATA + 1)
        else:
            with Path(source).open("rb") as file:
                content = file.read(LARGEST_DATA + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{source} cannot be read: {reason}.") from error
    if len(content) > LARGEST_DATA:
        raise UsageError(
            f"{what} is larger than {LARGEST_DATA:,} bytes.", hint="Files go by --file NAME=PATH"
        )
    found = _json(what, content)
    if not isinstance(found, dict):
        raise UsageError(f"{what} must hold a JSON object: the parameters by name.")
    return found


def _json(what: str, content: bytes) -> Json:
    try:
        return parse(content)
    except ValueError as error:
        raise UsageError(f"{what} is no JSON: {error}.") from error
