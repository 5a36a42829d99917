"""What a position's assessment rules make of a candidate (pure).

Only rules of type screening decide, and resume_match and resume_technical_experience whatever their type
(contract: assessment_rules). What a model would read out of a resume, its score and the years of experience,
is written in it: `score 7`, `12 years`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

RECOMMENDED = {
    "ai_accept": "ai_accept",
    "recruiter_accept": "ai_accept",
    "recruiter_action": "recruiter_action",
    "ai_reject": "ai_reject",
    "recruiter_reject": "ai_reject",
}
"""Which of the three recommendations a decision is."""

DEFAULT_SCORE = 5
_REJECT_BELOW, _ACCEPT_FROM = "resume_score_reject", "resume_score_accept"
_LEVELS = ("beginner", "intermediate", "advanced", "fluent")
_EDUCATION = (
    "primary school",
    "high school no graduation",
    "high school",
    "vocational",
    "bachelors",
    "masters",
    "doctorate",
)
_EU = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Outcome:
    """`recommendation` is ai_accept, recruiter_action or ai_reject; `reason` names the rules that failed;
    `score` is 0 to 10, `years` what the resume says or None."""

    recommendation: str
    score: int
    years: int | None
    reason: str | None


def judge(rules: list[dict[str, Any]], form: Mapping[str, Any], resume: str) -> Outcome:
    """Rejected when a failed rule says so, for a recruiter when one failed otherwise, else accepted; a resume
    between the two thresholds of resume_match is for a recruiter too."""
    score = min(10, _number(r"\bscore:? (\d+)", resume) or DEFAULT_SCORE)
    years = _number(r"\b(\d+) years", resume)
    failed = [rule for rule in rules if _enforced(rule) and not _passes(rule, form, years)]
    match = next((rule for rule in rules if rule["id"] == "resume_match"), {})
    reason = ", ".join(rule["id"] for rule in failed) or None
    if score < (match.get(_REJECT_BELOW) or 0):
        return Outcome("ai_reject", score, years, reason or "resume_match")
    if any(rule.get("action") == "reject" for rule in failed):
        return Outcome("ai_reject", score, years, reason)
    if failed or score < (match.get(_ACCEPT_FROM) or 0):
        return Outcome("recruiter_action", score, years, reason or "resume_match")
    return Outcome("ai_accept", score, years, None)


def _enforced(rule: Mapping[str, Any]) -> bool:
    return rule.get("type") == "screening" or rule["id"] == "resume_technical_experience"


def _passes(rule: Mapping[str, Any], form: Mapping[str, Any], years: int | None) -> bool:
    match rule["id"].removeprefix("form_"):
        case "nationality" | "residency" as field:
            country = str(form.get(field) or "").upper()
            return country in rule.get("country", ()) or (bool(rule.get("country_eu")) and country in _EU)
        case "languages":
            spoken = {one.get("code"): one.get("level") for one in form.get("languages") or ()}
            return all(
                _at_least(_LEVELS, spoken.get(wanted["code"]), wanted["level"])
                for wanted in rule.get("languages", ())
            )
        case "education":
            return _at_least(_EDUCATION, form.get("education"), rule.get("education"))
        case "age":
            age = form.get("age")
            return age is not None and bool(rule.get("age_min", age) <= age <= rule.get("age_max", age))
        case "gender" | "visa" as field:
            return form.get(field) in rule.get(field, ())
        case "resume_technical_experience":
            return bool((years or 0) >= rule.get("technical_experience_years", 0))
        case field:
            return field == "resume_match" or form.get(field) is not None


def _at_least(scale: tuple[str, ...], found: Any, wanted: Any) -> bool:
    if wanted not in scale:
        return True
    return found in scale and scale.index(found) >= scale.index(wanted)


def _number(pattern: str, text: str) -> int | None:
    found = re.search(pattern, text, re.IGNORECASE)
    return int(found.group(1)) if found else None
