"""When two values of a field are one."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.engine.compare import equal, overlaid, projected, text
from reconciler.model.interview import FIELDS


@pytest.mark.parametrize(
    ("name", "declared", "held"),
    [
        ("name", "A", "A"),
        ("max_duration", 1200, 1200.0),
        ("interview_length", "8", 8),
        ("interview_length", 8, "8.0"),
        ("description", "one \ntwo\n\n", "one\ntwo"),
        ("description", "one\r\ntwo", "one\ntwo"),
        ("description_long", "", None),
        ("description_long", None, "  "),
        ("interview_tone", "relaxed", "Relaxed"),
        ("interview_tone", None, "Relaxed"),
        ("interview_tone", None, None),
        ("code", " ", None),
        ("code", "", None),
        ("candidate_video_introduction", "hidden", None),
        ("include_closing_prompt", None, True),
        ("required_pronunciation", False, None),
        ("tags", ["b", "a"], ["a", "b"]),
        ("tags", [], None),
        ("interview_available_till", "2026-12-31", "2026-12-31T00:00:00+00:00"),
        ("interview_available_till", "2026-12-31", "2026-12-31T02:00:00+02:00"),
        ("interview_available_till", "2026-12-31T10:00:00Z", "2026-12-31T12:00:00+02:00"),
        ("interview_available_till", "2026-12-31T10:00:00", "2026-12-31T10:00:00+00:00"),
        ("custom_scoring", {"max_score": 50}, {"max_score": 50.0, "early_stop": True}),
        ("custom_scoring", {"deep": {"in": [1]}}, {"deep": {"in": [1], "more": 2}}),
        ("custom_scoring", {"off": None}, {"max_score": 1}),
        ("custom_scoring", {}, None),
        ("hiring_for_company", {"name": ""}, None),
        ("hiring_for_company", {"name": " ", "sector": "Banking"}, None),
        ("hiring_for_company", {"sector": "Banking"}, None),
        ("hiring_for_company", None, {"name": ""}),
        ("hiring_for_company", {"name": "Acme", "sector": ""}, {"name": "Acme", "sector": None}),
        ("hiring_for_company", {"sector": "Banking"}, {"name": "Acme", "sector": "Banking"}),
        ("pdf_export_auto_config", {}, {"analytics": True}),
        ("candidate_expectations_json", {"weak": ["a "]}, {"weak": ["a "], "strong": []}),
    ],
)
def test_the_same(name: str, declared: Any, held: Any) -> None:
    assert equal(FIELDS[name], declared, held)


@pytest.mark.parametrize(
    ("name", "declared", "held"),
    [
        ("name", "A", "a"),
        ("name", "A ", "A"),
        ("required_pronunciation", True, 1),
        ("required_pronunciation", False, True),
        ("max_duration", 1200, "1200"),
        ("interview_length", "eight", 8),
        ("interview_tone", None, "simple"),
        ("interview_tone", "simple", None),
        ("cover_image_url", "", None),
        ("description", "one\n\ntwo", "one\ntwo"),
        ("tags", ["a"], ["a", "a"]),
        ("tags", ["a"], None),
        ("interview_available_till", "2026-12-31", "2027-01-01T10:00:00+00:00"),
        ("interview_available_till", "2026-12-31T10:00:00Z", "2026-12-31T10:00:01Z"),
        ("interview_available_till", "2026-12-31", None),
        ("interview_available_till", "2026-12-31", "soon"),
        ("custom_scoring", {"max_score": 50}, {"max_score": 51}),
        ("custom_scoring", {"max_score": 50}, None),
        ("custom_scoring", {"flag": True}, {"flag": 1}),
        ("hiring_for_company", {"name": "Acme"}, None),
        ("hiring_for_company", None, {"name": "Acme"}),
        ("hiring_for_company", {"name": ""}, {"name": "Acme"}),
        ("hiring_for_company", {"name": "Acme", "sector": None}, {"name": "Acme", "sector": "Banking"}),
        ("pdf_export_auto_config", {}, None),
        ("pdf_export_auto_config", None, {}),
        ("candidate_expectations_json", {}, None),
    ],
)
def test_not_the_same(name: str, declared: Any, held: Any) -> None:
    assert not equal(FIELDS[name], declared, held)


def test_projected_keeps_only_what_is_declared() -> None:
    held: Any = {"a": 1, "b": {"c": 2, "d": 3}}
    assert projected(FIELDS["custom_scoring"], {"b": {"d": 9}, "x": 1}, held) == {"b": {"d": 3}, "x": None}
    assert projected(FIELDS["custom_scoring"], {"a": 1}, None) is None
    assert projected(FIELDS["name"], "A", "B") == "B"


def test_overlaid_lays_leaf_over_leaf() -> None:
    assert overlaid({"a": 1, "b": {"c": 2}}, {"b": {"d": 3}}) == {"a": 1, "b": {"c": 2, "d": 3}}
    assert overlaid({"a": [1]}, {"a": [2]}) == {"a": [2]}
    assert overlaid(None, {"a": 1}) == {"a": 1}
    assert overlaid({"a": 1}, None) is None


def test_text_drops_what_nobody_sees() -> None:
    assert text("a \r\n b\t\n\n") == "a\n b"
    assert text(3) == 3
