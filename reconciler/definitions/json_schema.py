"""JSON Schemas (draft 2020-12) for editors: completion, help and red lines while typing.

They are made from the field table and the help texts. They are wider than the rules where a file alone
cannot tell: what is required may come from a default, and whether null may stand depends on the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reconciler.definitions.fields import (
    LISTS,
    OBJECT_FIELDS,
    PER_PERSON,
    QUESTION_NEVER_NULL,
    SLUG,
    field_names,
)
from reconciler.definitions.help import EXAMPLES, MANAGE_HELP, QUESTION_HELP, VALUE_HELP
from reconciler.definitions.kind_help import LIST_HELP, TITLES, help_of
from reconciler.definitions.project_schema import made
from reconciler.definitions.rules import RULES
from reconciler.errors import Severity, UsageError
from reconciler.model.address import KEY_PATTERN
from reconciler.model.field import Field, Null, Shape
from reconciler.model.interview import LANGUAGES, QUESTION_FIELDS, REPORT_TEMPLATES
from reconciler.model.kinds import INTERVIEW, KINDS, table
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
    """The schema of one document of this kind. Raises UsageError for a kind that does not exist."""
    if kind not in KINDS:
        raise UsageError(f"There is no kind `{kind}`.", hint=f"Known are: {', '.join(KINDS)}.")
    properties: Schema = {
        "key": {"type": "string", "pattern": f"^{KEY_PATTERN.pattern}$",
                "description": "The name in plans, state and messages; the name of the file when left out."},
        "kind": {"enum": [kind], "description": "What is defined here."},
    }  # fmt: skip
    rows = table(kind)
    properties |= {name: _property(kind, row) for name, row in rows.items()}
    for name, (field, _) in KINDS[kind].named.items():
        properties[name] = _with_help(name, help_of(kind, name), {"type": _nullable("string", rows[field])})
    for name in LISTS.get(kind, ()):
        properties[name] = _with_help(name, LIST_HELP[name], _people(kind, name))
    properties["manage"] = _manage(kind)
    return {
        "$schema": DIALECT,
        "title": f"{kind.capitalize()} definition",
        "description": TITLES[kind],
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": {"rubric": _rubric(), "question": _question(), "file": _FILE},
    }


def _property(kind: str, row: Field) -> Schema:
    schema = _shape(row)
    if any(meaning is not Null.GENERATE for meaning in row.null.values()):
        schema = _or_null(schema)
    return _with_help(row.name, help_of(kind, row.name), schema)


def _people(kind: str, name: str) -> Schema:
    """A list of people in the definition itself, or where their CSV is and what its columns are."""
    rows = table(kind)
    if name == "people":
        own: Schema = {"key": {"type": "string", "pattern": f"^{KEY_PATTERN.pattern}$"}}
        own |= {field: _property(kind, rows[field]) for field in PER_PERSON[kind]}
        return {"type": "array", "minItems": 1,
                "items": {"type": "object", "properties": own, "additionalProperties": False}}  # fmt: skip
    column: Schema = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/file"}]}
    settings: Schema = {
        "file": {"type": "string"},
        "key": {"type": "string"},
        "columns": {
            "type": "object",
            "properties": dict.fromkeys(PER_PERSON[kind], column),
            "additionalProperties": False,
        },
    }
    mapping: Schema = {"type": "object", "properties": settings, "required": ["file"],
                       "additionalProperties": False}  # fmt: skip
    return {"anyOf": [{"type": "string"}, mapping]}


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
            meanings = VALUE_HELP.get(row.name, {})
            return _enum(row.values, meanings if set(row.values) <= set(meanings) else None)
        case Shape.LONG_TEXT:
            most: Schema = {"maxLength": row.max_length} if row.max_length else {}
            return {"anyOf": [{"type": "string", **most}, {"$ref": "#/$defs/file"}]}
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
    Shape.OBJECTS: {"type": "array", "items": {"type": "object"}},
    Shape.EMAIL: {"type": "string", "pattern": "@|" + _VARIABLE},
    Shape.COUNTRY: {"type": "string", "pattern": "^[A-Za-z]{2}$|" + _VARIABLE},
    Shape.SLUG: {"type": "string", "pattern": f"^{SLUG.pattern}$|" + _VARIABLE},
    Shape.FILE: {"type": "string"},
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


def _manage(kind: str) -> Schema:
    warnings = [rule for rule in RULES.values() if rule.severity is Severity.WARNING]
    fields: Mapping[str, Schema] = {
        "protect": {"type": "boolean"},
        "on_remove": _enum([choice.value for choice in KINDS[kind].on_remove], None),
        "ignore": {"type": "array", "items": {"enum": [*field_names(kind)]}},
        "unset": {"type": "array", "items": {"enum": [*field_names(kind)]}},
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


def definitions_schema() -> Schema:
    """The schema of any document of a definition file: `kind` says which, and without it an interview."""
    kinds: dict[str, Schema] = {kind: definition_schema(kind) for kind in KINDS}
    shared = kinds[INTERVIEW]["$defs"]
    assert isinstance(shared, dict)
    parts: Schema = {
        kind: {name: part for name, part in schema.items() if name not in ("$schema", "$defs")}
        for kind, schema in kinds.items()
    }
    chosen: list[Json] = [{"if": _says(kind), "then": {"$ref": f"#/$defs/{kind}"}} for kind in KINDS]
    return {
        "$schema": DIALECT,
        "title": "Definition",
        "description": "One resource as it should be; `kind` says which, and without it an interview.",
        "type": "object",
        "properties": {"kind": {"enum": list(KINDS), "description": "What is defined here."}},
        "allOf": chosen,
        "$defs": {**shared, **parts},
    }


def _says(kind: str) -> Schema:
    """Whether a document is of this kind; one that does not say is an interview."""
    said: list[Json] = [] if kind == INTERVIEW else ["kind"]
    return {"properties": {"kind": {"const": kind}}, "required": said}


def project_schema() -> Schema:
    """The schema of reconciler.yaml."""
    return made({kind: definition_schema(kind) for kind in KINDS})
