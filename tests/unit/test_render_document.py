"""The document: its schema, what it masks, and that a damaged one is refused with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NotRequired, get_origin, get_type_hints

import pytest
from jsonschema import Draft202012Validator

from reconciler.model.change import Action, Origin
from reconciler.model.values import Json
from reconciler.render import shapes
from reconciler.render.document import document, opened
from reconciler.render.schema import plan_schema
from reconciler.render.secrets import MASK, masked, masked_text
from reconciler.render.terminal import plan_text
from tests.golden.render_builders import field, plan, update
from tests.golden.render_cases import CASES

VALIDATOR = Draft202012Validator(plan_schema())


def made(case: str) -> dict[str, Json]:
    return document(CASES[case][1], made_at="2026-05-04T08:00:00Z", tool="reconciler 0.1.0")


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(plan_schema())


@pytest.mark.parametrize("case", CASES)
def test_every_document_keeps_to_the_schema_and_survives_json(case: str) -> None:
    first = made(case)
    VALIDATOR.validate(first)
    again = json.loads(json.dumps(first))
    assert again == first
    assert plan_text(again) == plan_text(first)


def test_schema_and_types_name_the_same_keys() -> None:
    parts = plan_schema()["$defs"]
    assert isinstance(parts, dict)
    pairs: dict[str, Any] = {
        "field": shapes.FieldDoc,
        "change": shapes.ChangeDoc,
        "guard": shapes.GuardDoc,
        "settlement": shapes.SettlementDoc,
        "verdict": shapes.VerdictDoc,
        "merchant": shapes.MerchantDoc,
        "place": shapes.PlaceDoc,
        "blocked": shapes.BlockedDoc,
    }
    for name, typed in pairs.items():
        part = parts[name]
        assert isinstance(part, dict)
        hints = get_type_hints(typed, include_extras=True)
        assert isinstance(properties := part["properties"], dict)
        assert list(properties) == list(hints), name
        assert part["required"] == [key for key in hints if get_origin(hints[key]) is not NotRequired], name
    assert plan_schema()["required"] == list(get_type_hints(shapes.PlanDoc))


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (["format"], 2, "format is 2; this version reads format 1"),
        (["changes"], {}, "changes is not array"),
        (["changes", 0, "action"], "explode", "changes[0].action is 'explode', none of create, update"),
        (["changes", 0, "taken"], -1, "changes[0].taken is below 0"),
        (["changes", 0, "taken"], True, "changes[0].taken is not integer"),
        (["changes", 0, "fields", 0, "place"], {"file": "x"}, "changes[0].fields[0].place has no line"),
        (["merchant"], {}, "merchant has no effective"),
        (["verdict", "counts"], {"update": "1"}, "verdict.counts.update is not integer"),
    ],
)
def test_a_damaged_document_is_refused_with_its_place(path: list[Any], value: Json, told: str) -> None:
    damaged: Any = json.loads(json.dumps(made("short-values")))  # as a file brings it back
    inner = damaged
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(ValueError) as caught:
        opened(damaged)
    assert told in str(caught.value)
    assert not VALIDATOR.is_valid(damaged)


def test_calls_are_told_without_values() -> None:
    changes = made("short-values")["changes"]
    assert isinstance(changes, list)
    assert isinstance(changes[0], dict)
    names = [
        "location",
        "max_duration",
        "recording",
        "recording_full_session",
        "required_pronunciation",
        "tags",
    ]
    assert changes[0]["calls"] == [{"endpoint": "job-interview-update", "fields": names}]


def test_counts_leave_blocked_changes_out() -> None:
    verdict = made("cannot-change")["verdict"]
    assert isinstance(verdict, dict)
    assert (verdict["counts"], verdict["blocked"], verdict["empty"]) == ({}, 1, False)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("api_key", "x", MASK),
        ("additional_context", {"deep": [{"Signing_Key": {"a": 1}}]}, {"deep": [{"Signing_Key": MASK}]}),
        ("additional_context", {"max_tokens": 4, "tokenizer": "x"}, {"max_tokens": 4, "tokenizer": "x"}),
        ("name", "Secretary", "Secretary"),
        ("recording", None, None),
    ],
)
def test_secret_keys_are_masked(name: str, value: Json, shown: Json) -> None:
    assert masked(name, value) == shown


@pytest.mark.parametrize(
    "secret",
    [
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
        "hunter2:swordfish",
        "abcdefghijklmnopqrst",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_credentials_in_texts_are_masked(secret: str) -> None:
    before = {"h": "https://", "a": "Authorization: Bearer "}.get(secret[0], "")
    text = f"see {before}{secret}@host"
    assert secret not in masked_text(text)
    assert MASK in masked_text(text)


def test_what_is_masked_is_said() -> None:
    changed = update(field("additional_context", {"token": "a"}, {"token": "b"}))
    text = plan_text(document(plan(changed), made_at="", tool=""))
    assert "parts of it are secret and not shown" in text


def test_the_line_that_clears_a_released_field() -> None:
    released = update(
        field("recording", "audio_all", "audio_all", Origin.RELEASED),  # null clears
        field("max_followups", 3, 3, Origin.RELEASED),  # null is the server's default
        field("interview_attempts", 3, 3, Origin.RELEASED),  # null is refused
    )
    changes = opened(document(plan(released), made_at="", tool=""))["changes"]
    assert [one["clear"] for one in changes[0]["fields"]] == ["recording: null", "", ""]


def test_the_document_of_the_format_names_every_key() -> None:
    told = (Path(__file__).parents[2] / "docs" / "plan-format.md").read_text(encoding="utf-8")
    shapes_of = [
        one for one in vars(shapes).values() if isinstance(one, type) and one.__module__ == shapes.__name__
    ]
    assert len(shapes_of) >= 9
    for shape in shapes_of:
        for key in get_type_hints(shape):
            assert f"`{key}`" in told, f"{shape.__name__}.{key}"
    for word in (*Action, *Origin):
        assert f"`{word}`" in told
