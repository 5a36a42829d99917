"""What a definition may write, beside the API's own names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from reconciler.model.field import LETTERS, Endpoint, Field
from reconciler.model.interview import FIELDS, create_endpoint
from reconciler.model.kinds import INTERVIEW, KINDS, table

NAMED: Mapping[str, tuple[str, str]] = KINDS[INTERVIEW].named
"""Names in place of ids: what the definition of an interview writes -> (field, kind of Ref)."""

LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"candidate": ("candidates_from",), "invitation": ("people", "people_from")}
)
"""What makes one definition stand for many people."""

PER_PERSON: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "candidate": tuple(name for name in table("candidate") if name.startswith("candidate_")
                           and name != "candidate_video_introduction"),
        "invitation": ("name", "email", "external_id", "type"),
    }
)  # fmt: skip
"""What each person of such a list has of their own."""

NEW_POSITION = frozenset(table("candidate")) - {
    *PER_PERSON["candidate"],
    "position_def_set_id",
    "merchant_id",
}
"""The fields of a candidate that describe the position which the call makes when it names none."""

NEEDED_POSITION = ("position_name", "position_location", "position_country_code", "mojito_language_code")

OBJECT_FIELDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "hiring_for_company": dict.fromkeys(
            ("name", "description", "location", "sector", "company_size"), "text"
        ),
        "pdf_export_auto_config": {
            "mojito_language_code": "language",
            **dict.fromkeys(
                ("contact_details", "ai_recruiter_assessment", "ai_scoring_rubric", "analytics", "files",
                 "transcript", "answer_recording", "session_recording", "group_by_question"), "flag",
            ),
            "template": "template",
        },
    }
)  # fmt: skip
"""What the closed objects hold: `text` (null clears it), `flag`, `language` or `template` (of the report)."""

QUESTION_NEVER_NULL = ("question", "external_id")
"""The fields of a question that null cannot clear."""

SLUG = re.compile(r"[a-z0-9]+(?:[-_]+[a-z0-9]+)*")
"""The id of a directory, which is also its part of an address."""

BRACKETS = ("weak", "moderate", "strong")
"""The lists of a rubric."""

MANAGE = ("protect", "on_remove", "ignore", "unset", "moved_from", "off")
OURS = ("key", "kind", "manage")
FIELD_NAMES = (*FIELDS, *NAMED)
ALL_NAMES = (*OURS, *FIELD_NAMES)

_FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    kind.name: (*kind.fields, *kind.named) for kind in KINDS.values()
}


def field_names(kind: str) -> tuple[str, ...]:
    """The fields of a kind and the names that may stand for an id, as a definition writes them."""
    return _FIELD_NAMES[kind]


def all_names(kind: str) -> tuple[str, ...]:
    """Every key that the definition of a kind may have."""
    return (*OURS, *LISTS.get(kind, ()), *_FIELD_NAMES[kind])


def written_as(kind: str) -> Mapping[str, str]:
    """Field -> the name that is best written for its id."""
    return _WRITTEN_AS[kind]


_WRITTEN_AS: Mapping[str, Mapping[str, str]] = {
    kind.name: {field: name for name, (field, _) in reversed(tuple(kind.named.items()))}
    for kind in KINDS.values()
}
_CALLED = {"knowledge-document": "A document", "invitation": "An invitation", INTERVIEW: "An interview"}


def called(kind: str) -> str:
    """A definition of this kind at the start of a sentence."""
    return _CALLED.get(kind, f"A {kind}")


READ_NAMES: Mapping[str, str] = MappingProxyType(
    {
        row.read: name
        for name, row in FIELDS.items()
        if row.read is not None and "." not in row.read and row.read != name and row.read not in FIELDS
    }
)
"""Names under which the account shows a field -> the name it is written by."""


def row_of(name: str, kind: str = INTERVIEW) -> Field | None:
    """The row of a field, by its own name or by a name that stands for its id."""
    named = KINDS[kind].named
    return KINDS[kind].fields.get(named[name][0] if name in named else name)


_TAKERS = {name: frozenset(LETTERS[letter] for letter in row.accepts) for name, row in FIELDS.items()}
_ALWAYS = frozenset({Endpoint.UPDATE, Endpoint.STATE})
_WITH_QUESTIONS = "regenerate_candidate_expectations"  # whether it applies depends on other fields too
REACHED = {
    endpoint: frozenset(
        name for name, taken in _TAKERS.items() if taken & {endpoint, *_ALWAYS} and name != _WITH_QUESTIONS
    )
    for endpoint in (Endpoint.CREATE, Endpoint.ARRAY)
}
"""What always applies to an interview that this call makes, however else it is declared."""


def takers(row: Field) -> frozenset[Endpoint]:
    """The endpoints that take a field of an interview."""
    return _TAKERS[row.name]


def applies(name: str, declared: Mapping[str, object], kind: str = INTERVIEW) -> bool:
    """Whether a call exists that brings the field into a resource with these declared fields. A field
    that no call of ours knows applies, so that it is reported and not lost."""
    row = row_of(name, kind)
    if row is None:
        return True
    if kind == "candidate":
        return row.name not in NEW_POSITION or not position_given(declared)
    if kind == "invitation":
        method = Endpoint.INVITE if declared_text(declared, "method") == "invite" else Endpoint.REGISTER
        return not row.accepts or row.taken_by(method)
    if kind != INTERVIEW:
        return True
    if name == _WITH_QUESTIONS:
        return "questions" in declared and "candidate_expectations_json" not in declared
    return row.name in REACHED[create_endpoint(declared)]


def position_given(declared: Mapping[str, object]) -> bool:
    """Whether a candidate is for a position that exists, by name or by id."""
    return any(name in declared for name in ("position_def_set_id", "interview", "pre_screening"))


def declared_text(declared: Mapping[str, object], name: str) -> object:
    """The value of `name`, out of plain values or of located ones."""
    value = declared.get(name)
    return getattr(value, "value", value)
