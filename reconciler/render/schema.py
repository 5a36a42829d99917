"""The published JSON Schema of the plan document, and the check that a document keeps to it.

The check knows just the words this schema uses: the full validator is not a dependency of the tool, only
of its tests, which hold both to the same verdicts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from reconciler.model.change import Action, Origin
from reconciler.model.values import Json
from reconciler.render.shapes import FORMAT

Schema: TypeAlias = dict[str, Json]

_TEXT: Final[Schema] = {"type": "string"}
_FLAG: Final[Schema] = {"type": "boolean"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_ANY: Final[Schema] = {}
_MAYBE_TEXT: Final[Schema] = {"type": ["string", "null"]}
_MAYBE_NUMBER: Final[Schema] = {"type": ["number", "null"]}


def plan_schema() -> dict[str, Json]:
    """JSON Schema (2020-12) of format 1. Within a format keys may be added: read what you know."""
    top: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A plan of reconciler",
        "description": "What apply would do. Values are masked where they are secret, never escaped.",
    }
    return {**top, **_document(), "$defs": _parts()}


def check(document: Mapping[str, Json]) -> None:
    """Raise ValueError naming the first place where `document` is not of this format."""
    schema = plan_schema()
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    _check(dict(document), schema, definitions, "")


def _document() -> Schema:
    return _object(
        format={"const": FORMAT},
        tool=_TEXT,
        made_at=_described(_TEXT, "ISO 8601, UTC"),
        environment=_TEXT,
        server=_TEXT,
        online=_described(_FLAG, "false: compared with the recorded state alone"),
        merchant=_maybe("merchant"),
        verdict=_ref("verdict"),
        changes=_described(_list(_ref("change")), "in the order apply would carry them out"),
        guards=_list(_ref("guard")),
        settlements=_list(_ref("settlement")),
        pending=_list(_object(address=_TEXT, reason=_TEXT)),
        warnings=_list(_TEXT),
    )


def _parts() -> Schema:
    return {
        "place": _object(file=_TEXT, line=_COUNT, column=_COUNT),
        "merchant": _object(effective=_TEXT, default=_MAYBE_TEXT, credits=_MAYBE_NUMBER, plan=_MAYBE_TEXT),
        "verdict": _verdict(),
        "field": _field(),
        "change": _change(),
        "blocked": _object(reason=_TEXT, ways_out=_list(_TEXT)),
        "guard": _object(
            effect=_TEXT,
            count=_COUNT,
            limit=_COUNT,
            accept=_described(_TEXT, "what to hand to --accept"),
            message=_TEXT,
            addresses=_list(_TEXT),
        ),
        "settlement": _object(
            address=_TEXT,
            endpoint=_TEXT,
            verdict={"enum": ["made", "not_made", "open"]},
            remote_id=_MAYBE_TEXT,
            detail=_TEXT,
            ways_out=_list(_TEXT),
            until=_MAYBE_TEXT,
        ),
    }


def _field() -> Schema:
    origins: list[Json] = [origin.value for origin in Origin]
    return _object(
        name=_TEXT,
        before=_described(_ANY, "what the account holds; unreadable: what was last sent"),
        after=_described(_ANY, "what it will hold"),
        origin={"enum": origins},
        note=_TEXT,
        unreadable=_FLAG,
        place=_maybe("place"),
        visible=_described(_FLAG, "candidates see it"),
        masked=_FLAG,
        label=_described(_TEXT, "the name behind an id in after"),
        clear=_described(_TEXT, "released fields: the line that would empty it"),
        personal_=_described(_FLAG, "it says who a person is"),
    )


def _change() -> Schema:
    actions: list[Json] = [action.value for action in Action]
    return _object(
        address=_TEXT,
        action={"enum": actions},
        reason=_TEXT,
        name=_TEXT,
        remote_id=_MAYBE_TEXT,
        place=_maybe("place"),
        fields=_list(_ref("field")),
        blocked=_maybe("blocked"),
        effects=_list(_TEXT),
        warnings=_list(_TEXT),
        pending=_TEXT,
        taken=_COUNT,
        last_taken=_MAYBE_TEXT,
        calls=_list(_object(endpoint=_TEXT, fields=_list(_TEXT))),
        needs=_described(_list(_TEXT), "addresses that have to be applied before"),
        moved_from=_described(_MAYBE_TEXT, "the address that its record moves away from"),
        batch_=_described(_TEXT, "changes with one and the same may go in one call"),
    )


def _verdict() -> Schema:
    return _object(
        empty=_FLAG,
        counts={"type": "object", "additionalProperties": _COUNT},
        blocked=_COUNT,
        unchanged=_COUNT,
        undeclared=_COUNT,
        pending=_COUNT,
        guards=_COUNT,
        settlements=_COUNT,
        candidates=_COUNT,
        unchanged_of_={"type": "object", "additionalProperties": _COUNT},
    )


def _object(**properties: Schema) -> Schema:
    """A name that ends in `_` is of a key, without it, that may be left out."""
    named: Schema = {name.removesuffix("_"): schema for name, schema in properties.items()}
    needed: list[Json] = [name for name in properties if not name.endswith("_")]
    return {"type": "object", "properties": named, "required": needed}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _maybe(name: str) -> Schema:
    return {"anyOf": [_ref(name), {"type": "null"}]}


def _described(schema: Schema, text: str) -> Schema:
    return {**schema, "description": text}


_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
    "object": (dict,),
    "array": (list,),
}


def _check(value: Json, schema: Json, parts: Schema, path: str) -> None:
    assert isinstance(schema, dict)
    where = path or "the document"
    if isinstance(reference := schema.get("$ref"), str):
        _check(value, parts[reference.rpartition("/")[2]], parts, path)
    elif isinstance(options := schema.get("anyOf"), list):
        if value is not None:
            _check(value, options[0], parts, path)
    elif "const" in schema and value != schema["const"]:
        raise ValueError(f"{where} is {value!r}, not {schema['const']!r}")
    elif isinstance(allowed := schema.get("enum"), list) and value not in allowed:
        raise ValueError(f"{where} is {value!r}, none of {', '.join(map(str, allowed))}")
    elif "type" in schema:
        _check_type(value, schema, where)
        _check_inside(value, schema, parts, path)


def _check_type(value: Json, schema: Schema, where: str) -> None:
    wanted = schema["type"]
    names = [str(name) for name in wanted] if isinstance(wanted, list) else [str(wanted)]
    fits = any(isinstance(value, _TYPES[name]) for name in names)
    if not fits or (isinstance(value, bool) and "boolean" not in names):
        raise ValueError(f"{where} is not {' or '.join(names)}")
    if "minimum" in schema and isinstance(value, int) and value < 0:
        raise ValueError(f"{where} is below 0")


def _check_inside(value: Json, schema: Schema, parts: Schema, path: str) -> None:
    if isinstance(value, list):
        for position, entry in enumerate(value):
            _check(entry, schema.get("items", {}), parts, f"{path}[{position}]")
    if not isinstance(value, dict):
        return
    required, properties = schema.get("required", []), schema.get("properties", {})
    assert isinstance(required, list)
    assert isinstance(properties, dict)
    for name in map(str, required):
        if name not in value:
            raise ValueError(f"{path or 'the document'} has no {name}")
    for name, entry in value.items():
        inner = properties.get(name, schema.get("additionalProperties", {}))
        _check(entry, inner, parts, f"{path}.{name}".removeprefix("."))
