"""The JSON Schema of reconciler.yaml."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.definitions.settings import GUARDS, SETTINGS, refs
from reconciler.model.values import Json

Schema = dict[str, Json]

_FOLDERS: Schema = {"type": "array", "items": {"type": "string"}, "examples": [["interviews/"]]}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_TEXTS: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
_VARIABLE: Schema = {"type": "string", "pattern": "^[A-Z][A-Z0-9_]{0,63}$", "examples": ["JOBMOJITO_TOKEN"]}

_SETTINGS: Mapping[str, Schema] = {
    "server": {"type": "string", "description": "`simulator`, or the address of the API.",
               "examples": ["simulator", "https://cool.jobmojito.com/functions/v1"]},
    "merchant_id": {"type": "string", "description": "The merchant; another one's token is refused."},
    "token_env": {**_VARIABLE, "description": "The variable that holds the token. Never the token itself."},
    "apikey_env": {**_VARIABLE, "description": "The name of the variable that holds the gateway's key."},
    "state": {"type": "string", "description": "The state file.", "examples": ["state/production.json"]},
    "definitions": {**_FOLDERS, "description": "Folders of definitions, in place of the project's."},
    "defaults": {"$ref": "#/$defs/defaults", "description": "Fields for every definition in it."},
    "overlays": {"type": "string", "description": "A folder of overlays: <key>.yaml over that definition."},
    "variables": {**_TEXTS, "description": "Texts for `${name}`."},
    "guards": {"type": "object", "properties": dict.fromkeys(GUARDS, _COUNT), "additionalProperties": False,
               "description": "The most that one apply may do unasked."},
    "settle": {"type": ["string", "number"],
               "description": "How long after sending a lost create may still show up: `420s`."},
    "names": {"type": "object", "properties": dict.fromkeys(refs(), _TEXTS), "additionalProperties": False,
              "description": "Ids by name, for what the account cannot list."},
    "code_mark": {"type": ["string", "boolean"],
                  "description": "A prefix for the code of new interviews, or `off`."},
}  # fmt: skip


_NOT_SHARED = ("key", "kind", "people", "people_from", "candidates_from")


def made(definitions: Mapping[str, Schema]) -> Schema:
    """The schema, with the fields of each kind of `definitions` under `defaults`."""
    definition = next(iter(definitions.values()))
    assert isinstance(definition["$defs"], dict)
    defaults: Schema = {
        "type": "object",
        "properties": {kind: _defaults(schema) for kind, schema in definitions.items()},
        "additionalProperties": False,
    }
    environment: Schema = {
        "type": "object",
        "properties": {name: _SETTINGS[name] for name in SETTINGS},
        "required": ["server", "state"],
        "additionalProperties": False,
    }
    return {
        "$schema": definition["$schema"],
        "title": "Reconciler project",
        "description": "Where the definitions lie and which accounts they are for.",
        "type": "object",
        "properties": {
            "version": {"const": 1, "description": "The version of this file."},
            "definitions": {**_FOLDERS, "description": "Folders of definitions, one interview a file."},
            "defaults": {"$ref": "#/$defs/defaults", "description": "Fields for every definition."},
            "environments": {
                "type": "object",
                "description": "The accounts, each with a state of its own.",
                "additionalProperties": {"$ref": "#/$defs/environment"},
                "minProperties": 1,
            },
        },
        "required": ["version", "environments"],
        "additionalProperties": False,
        "$defs": {**definition["$defs"], "defaults": defaults, "environment": environment},
    }


def _defaults(definition: Schema) -> Schema:
    properties = definition["properties"]
    assert isinstance(properties, dict)
    fields: Schema = {name: schema for name, schema in properties.items() if name not in _NOT_SHARED}
    return {"type": "object", "properties": fields, "additionalProperties": False}
