"""The tables of the other kinds against the API's document, which the simulator reads by itself."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.model.enrolling import PERSON
from reconciler.model.field import Endpoint, Field, Shape
from reconciler.model.kinds import INTERVIEW, KINDS, Kind
from reconciler.simulator.document import resolve
from tests.contract.bodies import schema

# Said by the tool itself, or another way: a directory's parent lists its children (tags_sub) itself.
NOT_DECLARED = {
    Endpoint.DIRECTORY: {"parent_tag"},
    Endpoint.SCREENING: {"update_position_def_set_id"},
    Endpoint.DIRECTORY_UPDATE: {"id"},
}
# What a persona can become, but not be made as.
LATER = {"candidate_video_introduction": {"hidden"}, "status": {"archived", "deleted"}}
SHAPES = {
    Shape.TEXT: {"string"}, Shape.LONG_TEXT: {"string"}, Shape.ENUM: {"string"}, Shape.OPEN_ENUM: {"string"},
    Shape.NUMBER: {"number"}, Shape.INTEGER: {"integer", "number"}, Shape.BOOLEAN: {"boolean"},
    Shape.SECONDS: {"number"}, Shape.MOMENT: {"string"}, Shape.ID: {"string"}, Shape.STRINGS: {"array"},
    Shape.OBJECT: {"object"}, Shape.HIRING: {"object"}, Shape.REPORT: {"object"}, Shape.OBJECTS: {"array"},
    Shape.COUNTRY: {"string"}, Shape.EMAIL: {"string"}, Shape.SLUG: {"string"}, Shape.FILE: {"string"},
}  # fmt: skip
CALLS = [
    (kind, endpoint)
    for kind in KINDS.values()
    if kind.name != INTERVIEW
    for endpoint in dict.fromkeys((*kind.creates, *([kind.update] if kind.update else ())))
    if endpoint is not Endpoint.UPDATE
]
EACH = pytest.mark.parametrize(
    ("kind", "endpoint"), CALLS, ids=[f"{kind.name} {endpoint}" for kind, endpoint in CALLS]
)
ROWS = pytest.mark.parametrize(
    ("kind", "endpoint", "row"),
    [
        pytest.param(kind, endpoint, row, id=f"{endpoint} {row.name}")
        for kind, endpoint in CALLS
        for row in kind.fields.values()
        if row.taken_by(endpoint)
    ],
)


def properties(endpoint: Endpoint) -> dict[str, Any]:
    """What a call takes, with the fields of each person among them."""
    found = dict(schema(endpoint)["properties"])
    users = found.pop("users", None)
    if users is not None:
        found |= resolve(resolve(users)["items"])["properties"]
    return found


def required(endpoint: Endpoint) -> set[str]:
    return set(schema(endpoint).get("required", ())) - {"users"}


def sent_as(row: Field, endpoint: Endpoint, kind: Kind) -> str:
    return row.at_creation if row.at_creation and endpoint in kind.creates else row.name


@EACH
def test_each_call_takes_the_fields_that_the_table_says(kind: Kind, endpoint: Endpoint) -> None:
    ours = {sent_as(row, endpoint, kind) for row in kind.fields.values() if row.taken_by(endpoint)}
    assert ours == set(properties(endpoint)) - NOT_DECLARED.get(endpoint, set())


@EACH
def test_each_call_requires_the_fields_that_the_table_says(kind: Kind, endpoint: Endpoint) -> None:
    """And no less: where the document leaves to a sentence what is needed, the table says it."""
    ours = {row.name for row in kind.fields.values() if row.required_by(endpoint)}
    if endpoint is not kind.update or endpoint in kind.creates:
        assert required(endpoint) - {"id"} <= ours


@ROWS
def test_the_shapes_are_the_same(kind: Kind, endpoint: Endpoint, row: Field) -> None:
    described = resolve(properties(endpoint)[sent_as(row, endpoint, kind)])
    members = [resolve(one) for one in described.get("anyOf", [described])]
    types = {one["type"] for one in members if "type" in one}
    assert not types or types & SHAPES[row.shape]


@ROWS
def test_the_values_and_bounds_are_the_same(kind: Kind, endpoint: Endpoint, row: Field) -> None:
    described = resolve(properties(endpoint)[sent_as(row, endpoint, kind)])
    enum = set(described.get("enum", ())) - {None}
    if row.shape is Shape.ENUM and enum:
        assert set(row.values) - (LATER.get(row.name, set()) if kind.name == "persona" else set()) == enum
    for name, ours in (("minimum", row.minimum), ("maximum", row.maximum), ("maxLength", row.max_length)):
        if name in described and row.shape is not Shape.SECONDS:
            assert ours == described[name], name


def test_each_person_of_a_batch_has_the_fields_that_the_documents_say() -> None:
    for method, endpoint in (("register", Endpoint.REGISTER), ("invite", Endpoint.INVITE)):
        users = resolve(resolve(schema(endpoint)["properties"]["users"])["items"])
        assert set(PERSON[method]) == set(users["properties"])


def test_every_person_is_personal_and_nothing_else_is() -> None:
    named = {
        f"{kind.name}.{row.name}" for kind in KINDS.values() for row in kind.fields.values() if row.personal
    }
    candidate = ("name", "email", "country_code", "resume", "external_id", "linkedin_url")
    assert named == {f"candidate.candidate_{name}" for name in candidate} | {
        f"invitation.{name}" for name in ("email", "name", "external_id")
    }
