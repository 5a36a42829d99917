"""The checker and its quirks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reconciler.simulator.document import document, operations, resolve
from reconciler.simulator.routes import ROUTES
from reconciler.simulator.schema import Problem, check, check_query

from .support import Api, array_body, create_body, without

NUMBER_OR_NOTHING = {"anyOf": [{"type": "number"}, {"type": "string"}, {"nullable": True}]}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "nullable": True, "enum": ["a"]}, None),
        (NUMBER_OR_NOTHING, None),
        (NUMBER_OR_NOTHING, 3),
        (NUMBER_OR_NOTHING, "3"),
        ({"type": "integer", "maximum": 3}, 3.0),
        ({"type": "integer"}, 10**400),
        ({"type": "object", "properties": {}}, {"anything": 1}),
        ({"nullable": True}, {"any": ["thing"]}),
        ({"nullable": True}, None),
    ],
)
def test_accepted(schema: dict[str, Any], value: object) -> None:
    assert check(schema, value, "field") is None


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "enum": ["a"]}, None),
        ({"type": "string", "enum": ["a"]}, "b"),
        (NUMBER_OR_NOTHING, True),
        (NUMBER_OR_NOTHING, ["a list is not what a bare nullable allows"]),
        ({"type": "number"}, True),
        ({"type": "integer"}, False),
        ({"type": "integer"}, 3.5),
        ({"type": "number", "minimum": 0.01}, 0),
        ({"type": "number", "maximum": 20}, 21),
        ({"type": "string", "minLength": 1}, ""),
        ({"type": "string", "format": "uuid"}, "no-uuid"),
        ({"type": "array", "minItems": 1}, []),
        ({"type": "boolean"}, 1),
        ({"type": "object"}, []),
    ],
)
def test_refused(schema: dict[str, Any], value: object) -> None:
    problem = check(schema, value, "field")
    assert problem is not None
    assert problem.name == "field"


def test_missing_field_is_named_before_a_wrong_type() -> None:
    schema = operations()["job-interview-create"].body
    assert schema is not None
    body = {**create_body(), "name": 3}
    del body["visibility"]
    assert check(schema, body) == Problem("visibility", "visibility is required.")


def test_problem_deep_in_a_list_is_named_by_its_path(api: Api) -> None:
    body = array_body({"question": "One?"}, {"question": "Two?", "duration": "long"})
    assert api.refused(422, "job-interview-create-from-array", body) == "questions.1.duration"


@pytest.mark.parametrize(
    "name", ["name", "location", "interview_template_id", "status", "type", "visibility"]
)
def test_required_fields_of_create(api: Api, name: str) -> None:
    assert api.refused(422, "job-interview-create", without(create_body(), name)) == name
    assert api.simulator.interviews() == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"name": NaN}', b'"text"', b"[" * 100_000])
def test_body_that_is_no_object(api: Api, body: bytes) -> None:
    assert api.raw("POST", "/functions/v1/job-interview-create", body)[0] == 422


def test_text_that_no_database_takes(api: Api) -> None:
    body = json.dumps(create_body(name="\ud800")).encode()
    assert api.raw("POST", "/functions/v1/job-interview-create", body)[0] == 422
    assert api.get(api.create(name="\U0001f98a \x00"))["name"] == "\U0001f98a \x00"


def test_query_values_are_typed_and_unknown_ones_dropped() -> None:
    parameters = operations()["merchant-interview-list"].query
    values, problem = check_query(parameters, {"limit": "3", "offset": "null", "nonsense": "1"})
    assert problem is None
    assert (values["limit"], values["offset"], values["type"]) == (3, 0, "interview")
    assert "nonsense" not in values


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "1001"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"type": "all"}, "type"),
        ({"status": "open"}, "status"),
        ({"show_demo": "yes"}, "show_demo"),
        ({"merchant_id": "mine"}, "merchant_id"),
    ],
)
def test_query_values_are_checked(api: Api, query: dict[str, object], name: str) -> None:
    assert api.refused(422, "merchant-interview-list", **query) == name


def test_document_and_routing_table_name_the_same_endpoints() -> None:
    assert set(operations()) == set(ROUTES)


def test_every_reference_of_the_document_resolves() -> None:
    def walk(node: object) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                assert resolve(node)
            for member in node.values():
                walk(member)
        elif isinstance(node, list):
            for member in node:
                walk(member)

    walk(document())
    assert document()["openapi"] == "3.1.0"


def test_document_is_served_without_a_token(api: Api) -> None:
    status, headers, body = api.raw("GET", "/functions/v1/openapi", headers={})
    assert (status, json.loads(body)) == (200, document())
    assert headers["Content-Type"].startswith("application/json")


def test_unknown_endpoint_and_wrong_method(api: Api) -> None:
    assert api.raw("GET", "/functions/v1/job-interview-delete")[0] == 404
    assert api.raw("POST", "/functions/v1/job-interview-get?position_id=x", b"{}")[0] == 405
    assert api.raw("GET", "/merchant-status")[0] == 200
