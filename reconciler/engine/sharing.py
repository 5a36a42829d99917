"""What many interviews of one account have in common: it is said once, or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from reconciler.engine.declared import goes_without_saying
from reconciler.model.field import Way
from reconciler.model.interview import FIELDS
from reconciler.model.values import Json, canonical

_OWN = frozenset(
    {"name", "location", "status", "description", "description_long", "questions", "code", "interview_salary",
     "interview_available_till", "candidate_expectations", "candidate_expectations_json",
     "additional_context", "interview_attempts", "custom_scoring", "merchant_id", "type_credit"}
)  # fmt: skip
"""What belongs to one interview and is never shared, however often it stands there."""
_NEARLY_ALL = 0.8
_FEWEST = 3


def usual_scoring(portraits: Iterable[Mapping[str, Json]]) -> Mapping[Json, Mapping[str, Json]]:
    """Per template, the scoring values that most of its interviews share: the template's own.

    The account shows scoring resolved, with defaults that no document lists. With one interview nobody can
    tell, and everything counts as chosen.
    """
    held: dict[Json, list[Mapping[str, Json]]] = {}
    for fields in portraits:
        held.setdefault(_template(fields), []).append(_scoring(fields))
    usual: dict[Json, Mapping[str, Json]] = {}
    for template, found in held.items():
        if len(found) > 1:
            keys = {key for scoring in found for key in scoring}
            modes = {key: _mode([scoring.get(key) for scoring in found]) for key in keys}
            usual[template] = {key: value for key, (value, count) in modes.items() if count * 2 > len(found)}
    return usual


def usual_of(usual: Mapping[Json, Mapping[str, Json]], fields: Mapping[str, Json]) -> Mapping[str, Json]:
    return usual.get(_template(fields), {})


def _template(fields: Mapping[str, Json]) -> str:
    return str(fields.get("interview_template_id"))


def _scoring(fields: Mapping[str, Json]) -> Mapping[str, Json]:
    scoring = fields.get("custom_scoring")
    attempts = {"max_retries": fields["interview_attempts"]} if "interview_attempts" in fields else {}
    return {**(scoring if isinstance(scoring, dict) else {}), **attempts}


def _mode(values: Sequence[Json]) -> tuple[Json, int]:
    [(word, count)] = Counter(map(canonical, values)).most_common(1)
    return next(value for value in values if canonical(value) == word), count


def shared(portraits: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    """What nearly all interviews have in common, and what a `defaults` block would say once."""
    found: dict[str, Json] = {}
    if len(portraits) < _FEWEST:
        return found
    for name, row in FIELDS.items():
        if name in _OWN or row.way is Way.GENERATION or not row.readable:
            continue
        value, count = _mode([fields.get(name) for fields in portraits])
        if count >= _NEARLY_ALL * len(portraits) and not goes_without_saying(row, value, {}):
            found[name] = value
    return found
