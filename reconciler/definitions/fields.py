"""What a definition may write, beside the API's own names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reconciler.model.field import LETTERS, Endpoint, Field
from reconciler.model.interview import FIELDS, create_endpoint

NAMED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "interview_template": ("interview_template_id", "template"),
        "knowledge_base": ("knowledge_base_store_id", "knowledge_base"),
    }
)
"""Names in place of ids: what a definition writes -> (field, kind of Ref)."""

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

BRACKETS = ("weak", "moderate", "strong")
"""The lists of a rubric."""

MANAGE = ("protect", "on_remove", "ignore", "unset", "moved_from", "off")
OURS = ("key", "kind", "manage")
FIELD_NAMES = (*FIELDS, *NAMED)
ALL_NAMES = (*OURS, *FIELD_NAMES)

READ_NAMES: Mapping[str, str] = MappingProxyType(
    {
        row.read: name
        for name, row in FIELDS.items()
        if row.read is not None and "." not in row.read and row.read != name and row.read not in FIELDS
    }
)
"""Names under which the account shows a field -> the name it is written by."""


def row_of(name: str) -> Field | None:
    """The row of a field, by its own name or by the name that stands for its id."""
    return FIELDS.get(NAMED[name][0] if name in NAMED else name)


_TAKERS = {name: frozenset(LETTERS[letter] for letter in row.accepts) for name, row in FIELDS.items()}
_ALWAYS = frozenset({Endpoint.UPDATE, Endpoint.STATE})
_REACHED = {
    endpoint: frozenset(name for name, taken in _TAKERS.items() if taken & {endpoint, *_ALWAYS})
    for endpoint in (Endpoint.CREATE, Endpoint.ARRAY)
}


def takers(row: Field) -> frozenset[Endpoint]:
    """The endpoints that take the field."""
    return _TAKERS[row.name]


def applies(name: str, declared: Mapping[str, object]) -> bool:
    """Whether a call exists that brings the field into an interview with these declared fields. A field
    that no call of ours knows applies, so that it is reported and not lost."""
    row = row_of(name)
    if row is None:
        return True
    if name == "regenerate_candidate_expectations":
        return "questions" in declared and "candidate_expectations_json" not in declared
    return row.name in _REACHED[create_endpoint(declared)]
