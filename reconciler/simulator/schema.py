"""Checks a value against a schema of the document, with the quirks of that document.

The document calls itself OpenAPI 3.1 and writes the `nullable` of 3.0, so an ordinary JSON Schema validator
reads it wrongly: null is allowed wherever `nullable` stands, beside an enum too; an `anyOf` member that is
nothing but `nullable` allows null and nothing else; a boolean is no number; an integer may be written 3.0;
keys the schema does not name pass.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from reconciler.simulator.document import Schema, resolve

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_TYPES = {
    "string": "a string",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
}


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a value: `name` is the dotted path of the field, e.g. `questions.0.question`."""

    name: str
    message: str


def check(schema: Schema, value: object, path: str = "") -> Problem | None:
    """The first problem of a value, or None.

    All missing fields of an object are looked for before any type, since the API names a missing field first.
    """
    schema = resolve(schema)
    if value is None:
        return None if _takes_null(schema) else Problem(path, f"{path or 'The body'} must not be null.")
    if "anyOf" in schema:
        return _check_any(schema["anyOf"], value, path)
    kind = schema.get("type")
    if kind is not None and not _is_kind(kind, value):
        return Problem(path, f"{path or 'The body'} must be {_TYPES[kind]}.")
    if isinstance(value, dict):
        return _check_object(schema, value, path)
    if isinstance(value, list):
        return _check_array(schema, value, path)
    return _check_scalar(schema, value, path)


def check_query(
    parameters: dict[str, tuple[bool, Schema]], query: dict[str, str]
) -> tuple[dict[str, Any], Problem | None]:
    """The query as typed values with defaults filled in; parameters nobody documented are dropped in
    silence."""
    values: dict[str, Any] = {}
    for name, (required, schema) in parameters.items():
        text = query.get(name)
        if text is None or (text == "" and schema.get("type") != "string"):
            if required:
                return {}, Problem(name, f"{name} is required.")
            values[name] = schema.get("default")
            continue
        value = _typed(schema, text)
        problem = check(schema, value, name)
        if problem is not None:
            return {}, problem
        values[name] = schema.get("default") if value is None else value
    return values, None


def _typed(schema: Schema, text: str) -> object:
    if schema.get("nullable") and text == "null":
        return None
    if schema.get("type") in {"integer", "number"} and re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    return text


def _takes_null(schema: Schema) -> bool:
    if schema.get("nullable"):
        return True
    return any(_takes_null(resolve(member)) for member in schema.get("anyOf", ()))


def _is_kind(kind: str, value: object) -> bool:
    if kind in {"number", "integer"}:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return kind == "number" or isinstance(value, int) or value.is_integer()
    python: dict[str, type] = {"string": str, "boolean": bool, "array": list, "object": dict}
    return isinstance(value, python[kind])


def _check_any(members: list[Schema], value: object, path: str) -> Problem | None:
    first: Problem | None = None
    for member in members:
        if set(member) == {"nullable"}:
            continue
        problem = check(member, value, path)
        if problem is None:
            return None
        first = first or problem
    return first or Problem(path, f"{path} must be null.")


def _check_object(schema: Schema, value: dict[str, Any], path: str) -> Problem | None:
    for name in schema.get("required", ()):
        if name not in value:
            full = _join(path, name)
            return Problem(full, f"{full} is required.")
    for name, member in schema.get("properties", {}).items():
        if name in value:
            problem = check(member, value[name], _join(path, name))
            if problem is not None:
                return problem
    return None


def _check_array(schema: Schema, value: list[Any], path: str) -> Problem | None:
    if len(value) < schema.get("minItems", 0):
        return Problem(path, f"{path} must hold at least {schema['minItems']} entry.")
    for position, entry in enumerate(value):
        problem = check(schema.get("items", {"nullable": True}), entry, _join(path, str(position)))
        if problem is not None:
            return problem
    return None


def _check_scalar(schema: Schema, value: Any, path: str) -> Problem | None:
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0):
            return Problem(path, f"{path} is required.")
        if len(value) > schema.get("maxLength", len(value)):
            return Problem(path, f"{path} must have at most {schema['maxLength']} characters.")
        if "pattern" in schema and not re.search(_strict(schema["pattern"]), value, re.ASCII):
            return Problem(path, f"{path} does not have the form it must have.")
        if schema.get("format") == "uuid" and not _UUID.fullmatch(value):
            return Problem(path, f"{path} must be a UUID.")
    elif not isinstance(value, bool):
        if value < schema.get("minimum", value):
            return Problem(path, f"{path} must be at least {schema['minimum']}.")
        if value > schema.get("maximum", value):
            return Problem(path, f"{path} must be at most {schema['maximum']}.")
    if "enum" in schema and value not in schema["enum"]:
        return Problem(path, f"{path} must be one of: {', '.join(map(str, schema['enum']))}.")
    return None


def _strict(pattern: str) -> str:
    """A pattern as the document's own language reads it, where $ is the very end."""
    return pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
