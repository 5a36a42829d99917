"""Definitions, edits in the admin and settings of the simulator for properties.

Definitions are made from the field table, so that a new row is covered the day it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from reconciler.definitions.fields import applies
from reconciler.model.definition import Definition
from reconciler.model.field import Field, Null, Shape
from reconciler.model.interview import FIELDS
from reconciler.model.kinds import INTERVIEW, KINDS, null_meaning
from reconciler.model.values import Json
from reconciler.simulator import DEFAULT_MERCHANT_ID, KNOWLEDGE_BASES, RECRUITERS, Switches

from .builders import ANNA, BASE, MARIA, VIKTOR, at

_TEXTS = st.sampled_from(["Backend", "Zoë & Søn", "two  words", "a\n\nb", "«quoted»", "x" * 60])
_OBJECTS = st.dictionaries(st.sampled_from(["max_score", "early_stop", "own", "deep"]), st.one_of(
    st.integers(0, 9), st.booleans(), st.just({"in": [1, 2]})), max_size=3)  # fmt: skip
_RUBRICS = st.dictionaries(
    st.sampled_from(["weak", "moderate", "strong"]), st.lists(st.sampled_from(["one", "two"]), max_size=2)
)
_IDS: Mapping[str, tuple[str, ...]] = {
    "interview_template_id": (ANNA, VIKTOR, MARIA),
    "knowledge_base_store_id": KNOWLEDGE_BASES,
    "recruiter_profile_id": RECRUITERS,
    "merchant_id": (DEFAULT_MERCHANT_ID,),
}
_REPORT = st.dictionaries(st.sampled_from(["analytics", "files", "transcript"]), st.booleans())
_COMPANY = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Acme", "undisclosed", "", None]),
        "sector": st.sampled_from(["Banking", None]),
    },
)
_ALWAYS = frozenset(BASE)


def value(row: Field) -> st.SearchStrategy[Any]:
    """A valid value, null apart."""
    match row.shape:
        case Shape.TEXT | Shape.LONG_TEXT | Shape.OPEN_ENUM:
            words = st.sampled_from(row.values) if row.values else _TEXTS
            return st.one_of(words, st.just("Mixed CASE")) if row.shape is Shape.OPEN_ENUM else words
        case Shape.ENUM:
            return st.sampled_from(row.values)
        case Shape.BOOLEAN:
            return st.booleans()
        case Shape.NUMBER:
            return st.sampled_from([row.minimum, row.maximum, 0.5 if (row.maximum or 0) < 1 else 7])
        case Shape.INTEGER:
            return st.sampled_from([row.minimum, row.maximum, 4])
        case Shape.SECONDS:
            return st.sampled_from([1200, 1800, 3600])
        case Shape.MOMENT:
            return st.sampled_from(["2026-12-31", "2026-12-31T10:00:00Z", "2026-12-31T23:30:00+02:00"])
        case Shape.ID:
            return st.sampled_from(_IDS[row.name])
        case Shape.STRINGS:
            return st.lists(st.sampled_from(["b", "a", "c"]), unique=True)
        case Shape.OBJECT:
            return _OBJECTS
        case Shape.HIRING:
            return _COMPANY
        case Shape.REPORT:
            return _REPORT
        case Shape.RUBRIC:
            return _RUBRICS
        case Shape.QUESTIONS:
            return questions()
        case _:
            raise NotImplementedError(f"no interview has a field of the shape {row.shape}")


@st.composite
def questions(draw: st.DrawFn) -> list[dict[str, Json]]:
    """One to four questions: with and without `external_id`, follow-ups, repeated texts, nulls."""
    made: list[dict[str, Json]] = []
    for place in range(draw(st.integers(1, 4))):
        entry: dict[str, Json] = {"question": draw(st.sampled_from(["Why?", "How?", "When?", "Who?"]))}
        if draw(st.booleans()):
            entry["external_id"] = f"x-{place}"
        for name, choices in _QUESTION_EXTRAS.items():
            if draw(st.integers(0, 5)) == 0:
                entry[name] = draw(choices)
        parents = [one["external_id"] for one in made if "external_id" in one]
        if parents and draw(st.integers(0, 2)) == 0:
            entry["is_conditional"] = True
            entry["conditional_question_main_id"] = draw(st.sampled_from(parents))
        made.append(entry)
    return made


_QUESTION_EXTRAS: Mapping[str, st.SearchStrategy[Any]] = {
    "duration": st.sampled_from([60, 120, None]),
    "label": st.sampled_from(["L", None]),
    "is_without_scoring": st.booleans(),
    "question_alternatives": st.sampled_from([["Other?"], [], None]),
    "external_data": st.sampled_from([{"a": 1}, None]),
    "candidate_expectations_json": _RUBRICS,
}


@st.composite
def definitions(draw: st.DrawFn, key: str = "one", statuses: tuple[str, ...] = ()) -> Definition:
    """A definition that validation lets through."""
    fields: dict[str, Any] = dict(BASE)
    names = [name for name in FIELDS if name not in _ALWAYS]
    picked = draw(st.lists(st.sampled_from(names), max_size=8, unique=True))
    if "questions" in picked:
        fields["description"] = "Two sentences."
    fields |= {name: draw(value(FIELDS[name])) for name in picked}
    for name in draw(st.lists(st.sampled_from(sorted(_ALWAYS)), max_size=3, unique=True)):
        fields[name] = draw(value(FIELDS[name]))
    if statuses:
        fields["status"] = draw(st.sampled_from(statuses))
    for name in picked:
        meaning = null_meaning(KINDS[INTERVIEW], FIELDS[name], fields)
        if meaning in (Null.CLEAR, Null.DEFAULT) and draw(st.integers(0, 3)) == 0:
            fields[name] = None
    return Definition(at(key), valid(fields))


def valid(fields: Mapping[str, Any]) -> dict[str, Any]:
    """`fields` without what validation would refuse beside the rest."""
    kept = {name: one for name, one in fields.items() if applies(name, fields)}
    if kept["type"] != "interview":
        kept.pop("regenerate_candidate_expectations", None)
    for name in list(kept):
        blank = kept[name] is None or (kept[name] == "" and FIELDS[name].alike == (None, ""))
        if blank and null_meaning(KINDS[INTERVIEW], FIELDS[name], kept) not in (Null.CLEAR, Null.DEFAULT):
            del kept[name]
    return kept


@st.composite
def edited(draw: st.DrawFn, old: Definition) -> Definition:
    """The same definition after its author worked on it: values changed, added, left out."""
    new = draw(definitions(old.address.key))
    keep = draw(st.lists(st.sampled_from(sorted(old.fields)), unique=True))
    fields = {**new.fields, **{name: old.fields[name] for name in keep}}
    fields["mojito_language_code"] = old.fields["mojito_language_code"]
    if "questions" in fields and "description" not in fields:
        fields["description"] = "Two sentences."
    return Definition(old.address, valid(fields))


_COLUMNS: Mapping[str, st.SearchStrategy[Any]] = {
    "name": st.sampled_from(["Renamed", "Backend Engineer"]),
    "interview_location": st.sampled_from(["Munich", None]),
    "description": st.sampled_from(["Edited.", None]),
    "interview_description_long": st.sampled_from(["Edited long.", None]),
    "recording": st.sampled_from(["audio_all", None]),
    "tags": st.sampled_from([["z"], [], None]),
    "result_view": st.sampled_from(["none", "full"]),
    "max_duration": st.sampled_from([600, 2400]),
    "max_followups": st.sampled_from([1, None]),
    "interview_available_till": st.sampled_from(["2027-01-01", None]),
    "pdf_export_auto_config": st.sampled_from([{"analytics": True}, None]),
    "candidate_expectations_json": st.sampled_from([{"weak": ["edited"]}, None]),
    "result_scoring": st.sampled_from([{"max_score": 7, "max_retries": 9, "other": 1}, None]),
    "creation_parameters": st.sampled_from([{"interview_tone": "simple", "interview_length": 9}, None]),
    "type_credit": st.sampled_from(["resume_check", None]),
    "cover_image_url": st.sampled_from(["https://example.com/x.png", None]),
    "questions": st.sampled_from([
        [{"question": "Edited?"}],
        [{"question": "Why?", "external_id": "x-0", "label": "edited"}, {"question": "New?"}],
    ]),
}  # fmt: skip
STATUS_EDITS = ("draft", "active", "archived", "preparing", "completed")


@st.composite
def edits(draw: st.DrawFn, *, status: bool = False) -> dict[str, Any]:
    """What somebody changed in the admin, by the account's own names."""
    names = draw(st.lists(st.sampled_from(sorted(_COLUMNS)), max_size=4, unique=True))
    found = {name: draw(_COLUMNS[name]) for name in names}
    if status and draw(st.booleans()):
        found["status"] = draw(st.sampled_from(STATUS_EDITS))
    return found


_LEFT = frozenset({"apikey_required", "latency_ms", "create_charges_credits", "code_unique"})
_GIVEN: Mapping[str, st.SearchStrategy[Any]] = {
    "list_lag_calls": st.sampled_from([0, 2]),
    "offline_activation_prepares": st.sampled_from([0, 2]),
    "attempts_default": st.sampled_from([3, 4]),
    "default_result_view": st.sampled_from(["minimal", "none"]),
    "array_max_duration": st.sampled_from([1200, None]),
    "transitions_refused": st.sampled_from([frozenset(), frozenset({"archived>active", "active>draft"})]),
}


@st.composite
def switches(draw: st.DrawFn, /, **fixed: object) -> Switches:
    """Any setting of everything that no source answers."""
    hints = get_type_hints(Switches)
    chosen: dict[str, Any] = {}
    for one in dataclass_fields(Switches):
        if one.name in _LEFT or one.name in fixed:
            continue
        if one.name in _GIVEN:
            chosen[one.name] = draw(_GIVEN[one.name])
        else:
            chosen[one.name] = draw(st.sampled_from(_choices(hints[one.name])))
    return Switches(**{**chosen, **fixed})


def _choices(hint: Any) -> list[Any]:
    if hint is bool:
        return [False, True]
    found: list[Any] = []
    for member in get_args(hint):
        if get_origin(member) is not None:
            found += get_args(member)
        else:
            found.append(None if member is type(None) else member)
    return found
