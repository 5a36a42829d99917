"""Assessment rules, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.simulator import rules

SCREENING: dict[str, Any] = {"type": "screening", "action": "reject"}


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        ({"id": "form_nationality", "country": ["SK"]}, {"nationality": "sk"}, {"nationality": "US"}),
        ({"id": "form_residency", "country": [], "country_eu": True}, {"residency": "DE"}, {}),
        (
            {"id": "form_languages", "languages": [{"code": "en", "level": "advanced"}]},
            {"languages": [{"code": "en", "level": "fluent"}]},
            {"languages": [{"code": "en", "level": "beginner"}]},
        ),
        ({"id": "form_education", "education": "bachelors"}, {"education": "masters"}, {"education": "x"}),
        ({"id": "form_age", "age_min": 18}, {"age": 18}, {"age": 17}),
        ({"id": "form_age", "age_max": 65}, {"age": 65}, {}),
        ({"id": "form_gender", "gender": ["other"]}, {"gender": "other"}, {"gender": "male"}),
        ({"id": "form_visa", "visa": ["work"]}, {"visa": "work"}, {}),
        ({"id": "form_cover_letter"}, {"cover_letter": "Dear"}, {}),
    ],
)
def test_each_rule(rule: dict[str, Any], good: dict[str, Any], bad: dict[str, Any]) -> None:
    assert rules.judge([{**rule, **SCREENING}], good, "").recommendation == "ai_accept"
    assert rules.judge([{**rule, **SCREENING}], bad, "").recommendation == "ai_reject"
    marked = {**rule, "type": "screening"}
    assert rules.judge([marked], bad, "").recommendation == "recruiter_action"
    assert rules.judge([{**rule, "type": "required"}], bad, "").recommendation == "ai_accept"


@pytest.mark.parametrize(
    ("resume", "recommendation"),
    [
        ("Score 3", "ai_reject"),
        ("Score: 4", "recruiter_action"),
        ("", "recruiter_action"),
        ("score 7", "ai_accept"),
    ],
)
def test_thresholds_of_the_score(resume: str, recommendation: str) -> None:
    rule = {"id": "resume_match", "resume_score_reject": 4, "resume_score_accept": 7}
    assert rules.judge([rule], {}, resume).recommendation == recommendation
    zero = {**rule, "resume_score_reject": 0}
    assert rules.judge([zero], {}, resume).recommendation != "ai_reject"


def test_years_of_experience() -> None:
    rule = {"id": "resume_technical_experience", "technical_experience_years": 5}
    assert rules.judge([rule], {}, "5 years").recommendation == "ai_accept"
    assert rules.judge([rule], {}, "4 years").recommendation == "recruiter_action"
    assert rules.judge([rule], {}, "").years is None
