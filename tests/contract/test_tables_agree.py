"""Four descriptions of one thing: the field table, the models, the editors' schema, and the API's document.

The first three are ours and the last is the simulator's own, read from the API by somebody else.
"""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.definitions.fields import OBJECT_FIELDS
from reconciler.definitions.json_schema import definition_schema
from reconciler.definitions.schema import interview_model, validated
from reconciler.model.field import Endpoint, Field, Shape
from reconciler.model.interview import FIELDS, LANGUAGES, QUESTION_FIELDS, READ_STATUSES, REPORT_TEMPLATES
from reconciler.simulator.document import resolve, response_schema
from tests.contract.bodies import schema

ENDPOINTS = (Endpoint.CREATE, Endpoint.ARRAY, Endpoint.UPDATE, Endpoint.STATE)
EDITOR: Any = definition_schema()
ID = "position_id"
# update takes `status` and runs the routine of set-state: one way is enough, and set-state is it.
NOT_USED = {(Endpoint.UPDATE, "status")}
# The account sets these by itself; a definition cannot want them.
NOT_WANTED = {"status": set(READ_STATUSES) - set(FIELDS["status"].values)}
# Nullable there, and null means nothing that can be relied on: docs/stricter-than-the-api.md has the reasons.
NULL_REFUSED = {
    Endpoint.CREATE: {"result_view", "interview_attempts", "custom_scoring", "max_duration", "merchant_id"},
    Endpoint.ARRAY: {"result_view", "interview_attempts", "custom_scoring", "merchant_id"},
    Endpoint.UPDATE: {"name", "location", "custom_scoring", "max_duration"},
    Endpoint.STATE: {"status", "is_embedded"},
}
KINDS = {
    Shape.TEXT: {"string"}, Shape.LONG_TEXT: {"string"}, Shape.ENUM: {"string"}, Shape.OPEN_ENUM: {"string"},
    Shape.NUMBER: {"number"}, Shape.INTEGER: {"integer", "number"}, Shape.BOOLEAN: {"boolean"},
    Shape.SECONDS: {"number"}, Shape.MOMENT: {"string"}, Shape.ID: {"string"}, Shape.STRINGS: {"array"},
    Shape.OBJECT: {"object"}, Shape.HIRING: {"object"}, Shape.REPORT: {"object"}, Shape.RUBRIC: {"object"},
    Shape.QUESTIONS: {"array"},
}  # fmt: skip
ROWS = pytest.mark.parametrize("row", FIELDS.values(), ids=lambda row: row.name)


def of_api(endpoint: Endpoint, name: str) -> Any:
    return resolve(schema(endpoint)["properties"][name])


def takers(row: Field) -> list[Endpoint]:
    return [endpoint for endpoint in ENDPOINTS if row.taken_by(endpoint)]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_each_call_takes_the_fields_that_the_table_says(endpoint: Endpoint) -> None:
    theirs = {
        name for name in schema(endpoint)["properties"] if name != ID and (endpoint, name) not in NOT_USED
    }
    assert {row.name for row in FIELDS.values() if row.taken_by(endpoint)} == theirs


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_each_call_requires_the_fields_that_the_table_says(endpoint: Endpoint) -> None:
    required = set(schema(endpoint).get("required", ())) - {ID}
    assert {row.name for row in FIELDS.values() if row.required_by(endpoint)} == required


@ROWS
def test_the_kinds_are_the_same(row: Field) -> None:
    for endpoint in takers(row):
        described = of_api(endpoint, row.name)
        members = described.get("anyOf", [described])
        assert {one["type"] for one in members if "type" in one} & KINDS[row.shape]


@ROWS
def test_the_values_are_the_same(row: Field) -> None:
    theirs = {value for endpoint in takers(row) for value in of_api(endpoint, row.name).get("enum", ())}
    theirs -= NOT_WANTED.get(row.name, set())
    if row.shape is Shape.ENUM:
        assert set(row.values) == theirs
        assert set(editor_values(EDITOR["properties"][row.name])) - {None} == theirs
    else:
        assert theirs == set()


@ROWS
def test_the_bounds_are_the_same(row: Field) -> None:
    """Where a call states bounds they are ours too; `max_duration` and `interview_length` have more (the
    document lists why)."""
    for endpoint in takers(row):
        described = of_api(endpoint, row.name)
        for bound, ours in (("minimum", row.minimum), ("maximum", row.maximum)):
            if bound in described:
                assert ours == described[bound]
        assert row.min_length >= described.get("minLength", 0) or row.shape in (Shape.ID, Shape.ENUM)
        assert row.min_length >= described.get("minItems", 0)


@ROWS
def test_null_may_stand_only_where_the_api_takes_it(row: Field) -> None:
    for endpoint in takers(row):
        described = of_api(endpoint, row.name)
        nullable = described.get("nullable", False) or {"nullable": True} in described.get("anyOf", ())
        if endpoint in row.null:
            assert nullable, endpoint
        elif nullable:
            assert row.name in NULL_REFUSED[endpoint], endpoint
        else:
            assert row.name not in NULL_REFUSED[endpoint], endpoint


@ROWS
def test_it_is_read_back_where_the_table_says(row: Field) -> None:
    if row.read is None:
        return
    described: Any = resolve(response_schema("job-interview-get", 200))
    for step in row.read.split("."):
        described = resolve(described)
        if "properties" not in described:
            return  # an open object: nothing is said about what is inside
        assert step in described["properties"] or described.get("additionalProperties"), row.read
        described = described["properties"].get(step, {})


def test_the_models_know_the_same_names() -> None:
    assert list(interview_model().__annotations__) == list(FIELDS)
    assert set(FIELDS) <= set(EDITOR["properties"])


def test_the_fields_of_a_question_are_the_same() -> None:
    theirs = resolve(of_api(Endpoint.ARRAY, "questions")["items"])
    assert set(theirs["properties"]) - {"id"} == set(QUESTION_FIELDS)
    assert theirs["required"] == ["question"] == EDITOR["$defs"]["question"]["required"]
    assert set(EDITOR["$defs"]["question"]["properties"]) == set(QUESTION_FIELDS)
    for name, shape in QUESTION_FIELDS.items():
        described = theirs["properties"][name]
        assert described["type"] in KINDS[shape]
        taken = validated({"questions": [{"question": "Why?", name: None}]})[0] is not None
        assert taken is (described.get("nullable", False) and name != "external_id")
    assert tuple(theirs["properties"]["mojito_language_code"]["enum"]) == LANGUAGES
    assert of_api(Endpoint.UPDATE, "questions") == of_api(Endpoint.ARRAY, "questions")


@pytest.mark.parametrize("name", list(OBJECT_FIELDS))
@pytest.mark.parametrize("endpoint", [Endpoint.CREATE, Endpoint.ARRAY, Endpoint.UPDATE])
def test_the_fields_of_the_closed_objects_are_the_same(name: str, endpoint: Endpoint) -> None:
    theirs = of_api(endpoint, name)["properties"]
    assert set(theirs) == set(OBJECT_FIELDS[name]) == set(EDITOR["properties"][name]["properties"])
    for part, wanted in OBJECT_FIELDS[name].items():
        assert theirs[part]["type"] == ("boolean" if wanted == "flag" else "string")
        taken = validated({name: {part: None}})[0] is not None
        assert taken is theirs[part].get("nullable", False)
        if wanted == "template":
            assert tuple(theirs[part]["enum"]) == REPORT_TEMPLATES


def editor_values(described: Any) -> list[Any]:
    """What an editor completes for an enum."""
    found: list[Any] = described["anyOf"][0]["enum"]
    return found
