"""The simulator's own OpenAPI document, loaded once and looked up by endpoint."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

Schema = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """One endpoint of the document.

    `body` is the resolved schema of a JSON body and `form` that of a multipart one, None where there is none;
    `query` maps a parameter to (required, schema); `statuses` are those the document lists.
    """

    endpoint: str
    method: str
    body: Schema | None
    form: Schema | None
    query: dict[str, tuple[bool, Schema]]
    statuses: frozenset[int]


@cache
def document() -> Schema:
    """The document as shipped; served at GET /openapi."""
    loaded: Schema = json.loads(files(__package__).joinpath("openapi.json").read_bytes())
    return loaded


def resolve(schema: Schema) -> Schema:
    """The schema a local `$ref` points to, or the schema itself."""
    while "$ref" in schema:
        found: Any = document()
        for part in str(schema["$ref"]).removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema


@cache
def operations() -> dict[str, Operation]:
    """Every endpoint of the document by its name, e.g. `job-interview-get`."""
    return {
        path.strip("/"): _operation(path.strip("/"), method.upper(), described)
        for path, item in document()["paths"].items()
        for method, described in item.items()
    }


def response_schema(endpoint: str, status: int) -> Schema:
    """The schema of an answer. Raises KeyError for an endpoint or a status that the document does not
    list."""
    operation = operations()[endpoint]
    described = document()["paths"]["/" + endpoint][operation.method.lower()]["responses"][str(status)]
    schema: Schema = described["content"]["application/json"]["schema"]
    return schema


def _operation(endpoint: str, method: str, described: Schema) -> Operation:
    contents = described.get("requestBody", {"content": {}})["content"]
    body, form = (
        resolve(contents[name]["schema"]) if name in contents else None
        for name in ("application/json", "multipart/form-data")
    )
    query = {
        parameter["name"]: (bool(parameter["required"]), parameter["schema"])
        for parameter in described.get("parameters", ())
    }
    return Operation(endpoint, method, body, form, query, frozenset(map(int, described["responses"])))
