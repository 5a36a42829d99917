"""The look that spares the models: whatever it takes they take, with the same result in the same order."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.definitions.fields import BRACKETS, OBJECT_FIELDS
from reconciler.definitions.schema import validated
from reconciler.definitions.sure import question_row, sure
from reconciler.model.field import Field, Shape
from reconciler.model.interview import LANGUAGES, QUESTION_FIELDS, REPORT_TEMPLATES
from reconciler.model.kinds import INTERVIEW, KINDS, table

WORDS = [
    "", " ", "\t", "\n", "text", " text ", "one \ntwo  \n\n", "one\u00a0\ntwo", "\u00a0", "Grüße", "\ud800",
    "x\x00", "é" * 1100, "x" * 2101, "en", "EN", "de ", "interview", "active", "true", "null", "20m", "1h30m",
    "119s", "2m", "180", "-5", "\uff12m", "2027-12-31", "2027-02-30", "2027-12-31T10:00:00Z",
    "2027-12-31T10:00", "\uff12\uff10\uff12\uff17-12-31", "51a1c0de-0000-4000-8000-0000000000A1",
    "51a1c0de-0000-4000-8000-0000000000a1\n", "51a1c0de", "DE", "a@b.de", "a-slug", *REPORT_TEMPLATES[:1],
]  # fmt: skip
NUMBERS = [
    0, 1, 2, 3, 40, 41, 119, 120, 999, 1000, -1, 2**53, 2**53 + 1, 2**70, 0.0, -0.0, 0.01, 0.5, 0.9, 0.91,
    1.0, 3.5, 119.9, 120.0, 120.5, 1e300, float("nan"), float("inf"), float("-inf"),
]  # fmt: skip
SCALARS: Any = st.sampled_from([None, True, False, *NUMBERS, *WORDS])
TEXT: Any = st.sampled_from(WORDS) | st.text(max_size=5)
ANY: Any = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


def right(row: Field) -> Any:
    """Values that mostly fit the field."""
    match row.shape:
        case Shape.ENUM:
            return st.sampled_from(row.values)
        case Shape.NUMBER | Shape.INTEGER | Shape.SECONDS:
            return st.sampled_from([1, 3, 3.0, 0.5, 120, 180, 600, 1200.0, "20m", *NUMBERS])
        case Shape.BOOLEAN:
            return st.booleans()
        case Shape.MOMENT:
            return st.sampled_from(["2027-12-31", "2027-12-31T10:00:00+02:00", *WORDS])
        case Shape.ID:
            return st.sampled_from(["51A1c0de-0000-4000-8000-0000000000a1", *WORDS])
        case Shape.STRINGS:
            return st.lists(TEXT, max_size=3)
        case Shape.OBJECT:
            return st.dictionaries(TEXT, ANY, max_size=3)
        case Shape.OBJECTS:
            return st.lists(st.dictionaries(TEXT, ANY, max_size=2), max_size=2)
        case Shape.HIRING:
            return parts("hiring_for_company")
        case Shape.REPORT:
            return parts("pdf_export_auto_config")
        case Shape.RUBRIC:
            lines = st.lists(TEXT, max_size=3)
            return some(dict.fromkeys(BRACKETS, lines) | {"more": ANY})
        case Shape.QUESTIONS:
            return st.lists(some(questions()), max_size=3)
    return TEXT


def some(fields: dict[str, Any]) -> Any:
    """A few of `fields`, in any order, one of them perhaps of another shape."""

    def drawn(draw: Any) -> dict[str, Any]:
        names = draw(st.lists(st.sampled_from(sorted(fields)), unique=True, max_size=5))
        made = {name: draw(fields[name]) for name in names}
        if names and draw(st.integers(0, 3)) == 0:
            made[draw(st.sampled_from([*names, "unknown"]))] = draw(ANY)
        return made

    return st.composite(drawn)()


def parts(name: str) -> Any:
    values = {
        "text": st.none() | TEXT,
        "flag": st.booleans(),
        "language": st.sampled_from(LANGUAGES),
        "template": st.sampled_from(REPORT_TEMPLATES),
    }
    return some({part: values[word] for part, word in OBJECT_FIELDS[name].items()})


@cache
def questions() -> dict[str, Any]:
    return {name: right(question_row(name, shape)) for name, shape in QUESTION_FIELDS.items()}


def exact(value: Any) -> Any:
    """Everything about a value: true is not 1, 1 is not 1.0, and entries have an order."""
    if isinstance(value, dict):
        return [(key, exact(inner)) for key, inner in value.items()]
    if isinstance(value, list):
        return "list", [exact(inner) for inner in value]
    return type(value), repr(value)


def agreed(fields: dict[str, Any], kind: str) -> bool:
    """Whether the look was enough; when it was, the models find the same and nothing wrong."""
    found = sure(fields, kind)
    if found is None:
        return False
    values, faults = validated(fields, kind)
    assert faults == []
    assert exact(found) == exact(values)
    return True


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_it_agrees_on_several_fields(kind: str, data: Any) -> None:
    rows = table(kind)
    agreed(data.draw(some({name: right(row) for name, row in rows.items()})), kind)


@pytest.mark.parametrize("name", table(INTERVIEW))
@given(data=st.data())
def test_it_agrees_on_each_field_of_an_interview(name: str, data: Any) -> None:
    agreed({name: data.draw(right(table(INTERVIEW)[name]) | ANY)}, INTERVIEW)


@pytest.mark.parametrize("name", QUESTION_FIELDS)
@given(data=st.data())
def test_it_agrees_on_each_field_of_a_question(name: str, data: Any) -> None:
    question = {"question": "Why?", name: data.draw(questions()[name] | ANY)}
    agreed({"questions": [question]}, INTERVIEW)


@pytest.mark.parametrize("value", [None, True, *NUMBERS, *WORDS], ids=repr)
def test_it_agrees_on_every_scalar_in_every_field(value: Any) -> None:
    for kind in KINDS:
        for name in table(kind):
            agreed({name: value}, kind)
    for name in QUESTION_FIELDS:
        agreed({"questions": [{name: value}]}, INTERVIEW)


def test_it_takes_what_people_write() -> None:
    fields = {
        "name": "Engineer", "mojito_language_code": "en", "max_duration": "20m", "recording": None,
        "interview_attempts": 2, "custom_scoring": {"max_score": 5.0}, "description": "One \nTwo",
        "tags": ["a"], "hiring_for_company": {"name": "Ex"}, "interview_available_till": "2027-12-31",
        "is_embedded": False,
        "questions": [{"external_id": "a", "question": "Why?", "duration": 60}],
        "candidate_expectations_json": {"weak": ["none"], "strong": ["all"]}, "questions_random_subset": 0.5,
        "recruiter_profile_id": "51A1c0de-0000-4000-8000-0000000000a1",
    }  # fmt: skip
    assert agreed(dict(reversed(fields.items())), INTERVIEW)
