"""The table of endpoints against the simulator's own document: two readings of one API that must agree."""

from __future__ import annotations

from typing import Any, get_args, get_origin, get_type_hints

import pytest

from reconciler.errors import UsageError
from reconciler.remote.endpoints import OPERATIONS, Effect, Operation, operation
from reconciler.remote.parameters import Kind, Parameter
from reconciler.simulator import document as witness

_KINDS = {
    "string": Kind.TEXT,
    "number": Kind.NUMBER,
    "integer": Kind.INTEGER,
    "boolean": Kind.BOOLEAN,
    "array": Kind.LIST,
    "object": Kind.OBJECT,
}

# Bounds that the schema leaves out and the prose states.
_ONLY_IN_PROSE = {
    ("job-interview-create", "interview_length"),
    ("job-interview-create-from-array", "interview_attempts"),
    ("job-interview-create-from-array", "questions_random_subset"),
}


def test_there_are_thirty() -> None:
    assert len(OPERATIONS) == 30
    assert set(OPERATIONS) == set(witness.operations())


@pytest.mark.parametrize("one", OPERATIONS.values(), ids=lambda one: one.name)
def test_a_row_is_called_as_the_document_says(one: Operation) -> None:
    found = witness.operations()[one.name]
    assert one.method == found.method
    assert one.pages == ("offset" in found.query)
    assert one.writes == (one.method == "POST" and one.name != "job-interview-token")
    content = _content(one)
    assert bool(one.files) == ("multipart/form-data" in content)


@pytest.mark.parametrize("one", OPERATIONS.values(), ids=lambda one: one.name)
def test_its_parameters_are_those_of_the_document(one: Operation) -> None:
    schemas, needed = _request(one)
    assert set(one.known) == set(schemas)
    assert {name for name, found in one.known.items() if found.required} == needed
    for name, found in one.known.items():
        if found.kind is not Kind.FILE and (one.name, name) != _FORM_AS_TEXT:
            _compare(found, schemas[name], f"{one.name}.{name}", (one.name, name) in _ONLY_IN_PROSE)


@pytest.mark.parametrize("one", OPERATIONS.values(), ids=lambda one: one.name)
def test_its_answer_names_every_documented_field(one: Operation) -> None:
    schema = witness.resolve(witness.response_schema(one.name, 200))
    assert _shape_fields(one.answer) == _documented(schema)


_FORM_AS_TEXT = ("job-interview-pre-screening-api-resume-binary", "form")


def _content(one: Operation) -> dict[str, Any]:
    described = witness.document()["paths"]["/" + one.name][one.method.lower()]
    found: dict[str, Any] = described.get("requestBody", {}).get("content", {})
    return found


def _request(one: Operation) -> tuple[dict[str, Any], set[str]]:
    if one.method == "GET":
        query = witness.operations()[one.name].query
        return {name: schema for name, (_, schema) in query.items()}, {
            name for name, (needed, _) in query.items() if needed
        }
    content = _content(one)
    media = content.get("multipart/form-data") or content["application/json"]
    schema = witness.resolve(media["schema"])
    return schema["properties"], set(schema.get("required", ()))


def _compare(found: Parameter, schema: Any, where: str, prose: bool) -> None:
    schema = witness.resolve(schema)
    members = [witness.resolve(one) for one in schema.get("anyOf", [schema])]
    typed = [one for one in members if "type" in one]
    enum = [word for word in schema.get("enum", ()) if word is not None]
    if enum == ["true", "false"]:
        assert found.kinds == (Kind.BOOLEAN,), where
        return
    if found.name != "offset":  # null there means what leaving it out means
        assert found.nullable == any(one.get("nullable") for one in [schema, *members]) or not typed, where
    assert set(found.kinds) == ({_KINDS[one["type"]] for one in typed} or {Kind.ANY}), where
    if found.name != "interview_tone":  # other words pass there, so ours is no closed set
        assert set(found.values) == set(enum), where
    if not prose:
        least = [rule.least for rule in found.rules if rule.least is not None]
        most = [rule.most for rule in found.rules if rule.most is not None]
        assert least == ([schema["minimum"]] if "minimum" in schema else []), where
        assert most == ([schema["maximum"]] if "maximum" in schema else []), where
    uuid = any(rule.format == "uuid" for rule in found.rules)
    assert uuid == (schema.get("format") == "uuid"), where
    longest = [rule.longest for rule in found.rules if rule.longest is not None]
    assert longest == ([schema["maxLength"]] if "maxLength" in schema else []), where
    if found.fields and "properties" in schema:
        assert {one.name for one in found.fields} == set(schema["properties"]), where
        for inner in found.fields:
            _compare(inner, schema["properties"][inner.name], f"{where}.{inner.name}", prose)
    if found.item is not None and "items" in schema:
        _compare(found.item, schema["items"], f"{where}[]", prose)


def _shape_fields(shape: object) -> set[str]:
    if shape is str:
        return set()
    origin = get_origin(shape)
    return set(get_type_hints(get_args(shape)[0] if origin is not None else shape))


def _documented(schema: dict[str, Any]) -> set[str]:
    """The fields of an answer, of a row where it is a listing, of all its variants together."""
    schema = witness.resolve(schema)
    for several in ("oneOf", "anyOf"):
        if several in schema:
            return set().union(*(_documented(one) for one in schema[several]))
    if schema.get("type") == "array":
        return _documented(schema["items"])
    properties = schema.get("properties", {})
    return _documented(properties["data"]) if "pagination" in properties else set(properties)


def test_only_reads_are_no_writes() -> None:
    reads = {one.name for one in OPERATIONS.values() if one.effect is Effect.READ}
    assert {one.name for one in OPERATIONS.values() if one.method == "GET"} | {"job-interview-token"} == reads


def test_an_unknown_endpoint_is_told_with_a_near_name() -> None:
    with pytest.raises(UsageError) as caught:
        operation("job-interview-gte")
    assert caught.value.hint == "Did you mean job-interview-get?"
    with pytest.raises(UsageError) as caught:
        operation("zzz")
    assert "--list" in caught.value.hint
