"""JSON Schemas (draft 2020-12) for editors: completion, help and red lines while typing.

They are made from the field table and the help texts. They are wider than the rules where a file alone
cannot tell: what is required may come from a default, and whether null may stand depends on the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reconciler.definitions.fields import NAMED, OBJECT_FIELDS, QUESTION_NEVER_NULL
from reconciler.definitions.help import (
    EXAMPLES,
    FIELD_HELP,
    MANAGE_HELP,
    NAMED_HELP,
    QUESTION_HELP,
    VALUE_HELP,
)
from reconciler.definitions.project_schema import made
from reconciler.definitions.rules import RULES
from reconciler.errors import Severity, UsageError
from reconciler.model.address import KEY_PATTERN
from reconciler.model.definition import OnRemove
from reconciler.model.field import Field, Null, Shape
from reconciler.model.interview import FIELDS, LANGUAGES, QUESTION_FIELDS, REPORT_TEMPLATES
from reconciler.model.kinds import INTERVIEW
from reconciler.model.values import Json

Schema = dict[str, Json]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# What a variable will hold is known per environment only: where a text has a form, `${name}` passes.
_VARIABLE = r"\$\{[A-Za-z_][A-Za-z0-9_]{0,62}\}"
_FILLED: Schema = {"type": "string", "pattern": _VARIABLE}
_UUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$|" + _VARIABLE
_DURATION = r"^(?=\d)(\d{1,5}h)?(\d{1,6}m)?(\d{1,7}s)?$|" + _VARIABLE
_MOMENT = r"^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|z|[+-]\d{2}:\d{2}))?$|" + _VARIABLE
_FILE: Schema = {
    "type": "object",
    "properties": {
        "file": {"type": "string", "description": "A text file, beside this one or from the project root."}
    },
    "required": ["file"],
    "additionalProperties": False,
}
_STRINGS: Schema = {"type": "array", "items": {"type": "string"}}


def definition_schema(kind: str = "interview") -> Schema:
    """The schema of one document of a definition file. Raises UsageError for a kind that does not exist."""
    if kind != INTERVIEW:
        raise UsageError(f"There is no schema of the kind `{kind}`.", hint=f"Known is: {INTERVIEW}.")
    properties: Schema = {
        "key": {"type": "string", "pattern": f"^{KEY_PATTERN.pattern}$",
                "description": "The name in plans, state and messages; the name of the file when left out."},
        "kind": {"enum": [INTERVIEW], "description": "What is defined here."},
    }  # fmt: skip
    properties |= {name: _property(row) for name, row in FIELDS.items()}
    for name, (field, _) in NAMED.items():
        properties[name] = _with_help(name, NAMED_HELP[name], {"type": _nullable("string", FIELDS[field])})
    properties["manage"] = _manage()
    return {
        "$schema": DIALECT,
        "title": "Interview definition",
        "description": "One interview as it should be. What is left out belongs to the account.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": {"rubric": _rubric(), "question": _question(), "file": _FILE},
    }


def _property(row: Field) -> Schema:
    schema = _shape(row)
    if any(meaning is not Null.GENERATE for meaning in row.null.values()):
        schema = _or_null(schema)
    return _with_help(row.name, FIELD_HELP[row.name], schema)


def _or_null(schema: Schema) -> Schema:
    """The schema with null beside what it takes, in the form that editors complete best."""
    kind, members = schema.get("type"), schema.get("anyOf")
    if isinstance(kind, str):
        return {**schema, "type": [kind, "null"]}
    if isinstance(members, list) and isinstance(first := members[0], dict) and "enum" in first:
        return {"anyOf": [_enum_or_null(first), *members[1:]]}
    return {"anyOf": [schema, {"type": "null"}]}


def _enum_or_null(schema: Schema) -> Schema:
    values, meanings = schema["enum"], schema.get("enumDescriptions")
    assert isinstance(values, list)
    made: Schema = {"enum": [*values, None]}
    if isinstance(meanings, list):
        made["enumDescriptions"] = [*meanings, "Clears the field, or goes back to the default."]
    return made


def _with_help(name: str, text: str, schema: Schema) -> Schema:
    made: Schema = {"title": name.replace("_", " ").capitalize(), "description": text, **schema}
    if name in EXAMPLES:
        made["examples"] = list(EXAMPLES[name])
    return made


def _nullable(kind: str, row: Field) -> Json:
    return [kind, "null"] if row.null else kind


def _shape(row: Field) -> Schema:
    match row.shape:
        case Shape.ENUM:
            return _enum(row.values, VALUE_HELP.get(row.name))
        case Shape.LONG_TEXT:
            return {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/file"}]}
        case Shape.NUMBER | Shape.INTEGER:
            return _number(row)
        case Shape.SECONDS:
            return _seconds(row.minimum or 0)
        case Shape.OPEN_ENUM:
            return {"anyOf": [{"enum": list(row.values)}, {"type": "string"}]}
        case Shape.HIRING | Shape.REPORT:
            return {
                "type": "object",
                "properties": {name: _part(wanted) for name, wanted in OBJECT_FIELDS[row.name].items()},
                "additionalProperties": False,
            }
        case Shape.QUESTIONS:
            return {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/question"}}
        case _:
            return {**_PLAIN[row.shape], **({"minLength": 1} if row.min_length else {})}


_PLAIN: Mapping[Shape, Schema] = {
    Shape.TEXT: {"type": "string"},
    Shape.BOOLEAN: {"type": "boolean"},
    Shape.MOMENT: {"type": "string", "pattern": _MOMENT},
    Shape.ID: {"type": "string", "pattern": _UUID},
    Shape.STRINGS: _STRINGS,
    Shape.OBJECT: {"type": "object"},
    Shape.RUBRIC: {"anyOf": [{"$ref": "#/$defs/rubric"}]},
}


def _enum(values: Sequence[str], meanings: Mapping[str, str] | None) -> Schema:
    schema: Schema = {"enum": list(values)}
    if meanings is not None:
        schema["enumDescriptions"] = [meanings[value] for value in values]
    return {"anyOf": [schema, _FILLED]}


def _number(row: Field) -> Schema:
    kind = "integer" if row.shape is Shape.INTEGER else "number"
    return {"type": kind, "minimum": row.minimum, "maximum": row.maximum}


def _seconds(minimum: float) -> Schema:
    return {"anyOf": [{"type": "string", "pattern": _DURATION}, {"type": "number", "minimum": minimum}]}


def _part(wanted: str) -> Schema:
    """One field of an object: `text`, `flag`, `language` or `template`."""
    kinds: Mapping[str, Schema] = {
        "text": {"type": ["string", "null"]},
        "flag": {"type": "boolean"},
        "language": _enum(LANGUAGES, VALUE_HELP["mojito_language_code"]),
        "template": _enum(REPORT_TEMPLATES, None),
    }
    return kinds[wanted]


def _rubric() -> Schema:
    return {"type": "object", "properties": {"weak": _STRINGS, "moderate": _STRINGS, "strong": _STRINGS}}


def _question() -> Schema:
    properties: Schema = {}
    for name, shape in QUESTION_FIELDS.items():
        values = LANGUAGES if shape is Shape.ENUM else ()
        row = Field(name, shape, "", values=values, min_length=int(name == "question"))
        shape_of = _shape(row) if name in QUESTION_NEVER_NULL else _or_null(_shape(row))
        properties[name] = {"description": QUESTION_HELP[name], **shape_of}
    return {
        "type": "object",
        "properties": properties,
        "required": ["question"],
        "additionalProperties": False,
    }


def _manage() -> Schema:
    warnings = [rule for rule in RULES.values() if rule.severity is Severity.WARNING]
    fields: Mapping[str, Schema] = {
        "protect": {"type": "boolean"},
        "on_remove": _enum([choice.value for choice in OnRemove], None),
        "ignore": {"type": "array", "items": {"enum": [*FIELDS, *NAMED]}},
        "unset": {"type": "array", "items": {"enum": [*FIELDS, *NAMED]}},
        "moved_from": {"type": "string", "pattern": f"^{KEY_PATTERN.pattern}$"},
        "off": {
            "type": "object",
            "properties": {rule.id: {"type": "string", "description": rule.summary} for rule in warnings},
            "additionalProperties": False,
        },
    }
    return {
        "title": "Manage",
        "description": "Settings of the reconciler. Nothing in here is sent.",
        "type": "object",
        "properties": {name: {"description": MANAGE_HELP[name], **schema} for name, schema in fields.items()},
        "additionalProperties": False,
    }


def project_schema() -> Schema:
    """The schema of reconciler.yaml."""
    return made(definition_schema())
