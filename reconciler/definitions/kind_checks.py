"""Which fields go together in the definition of anything but an interview.

As in `checks`, the rules also run over values that are not valid yet, and pass over what is of another shape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from reconciler.definitions.checks import check_merchant
from reconciler.definitions.enrolling import check_candidate, check_invitation, complete_invitation
from reconciler.definitions.fields import PER_PERSON, SLUG, called, written_as
from reconciler.definitions.report import quoted
from reconciler.definitions.screening import check_screening
from reconciler.definitions.subject import Subject
from reconciler.model.field import Field, Null
from reconciler.model.kinds import KINDS, making, null_meaning
from reconciler.model.values import Value

Declared = Mapping[str, Value]

_EXAMPLES = {
    "interview_template": "Anna", "mojito_language_code": "en", "position_country_code": "DE",
    "file": "docs/handbook.pdf", "knowledge_base": "handbook", "candidate_country_code": "DE",
    "candidate_email": "anna@example.com", "candidate_resume": "{file: resumes/anna.txt}",
    "interview_result_id": "<the result's id>",
}  # fmt: skip


def complete(subject: Subject, declared: dict[str, Value]) -> None:
    """Add what follows from the rest: what stands in a Definition though nobody wrote it."""
    if subject.address.kind == "directory" and "id" not in declared:
        if SLUG.fullmatch(subject.address.key):
            declared["id"] = subject.address.key
        else:
            detail = f"{quoted(subject.address.key)} cannot be the id of a directory, and none is written."
            subject.add("bad-slug", (), detail, "Write `id: sales-en`, or choose another key.")
    elif subject.address.kind == "invitation":
        complete_invitation(declared)


def check_kind(subject: Subject, declared: Declared, merchant_id: str | None, batch: str) -> None:
    """Report every rule between fields that `declared` breaks. `batch`: the list that it comes from, which
    is its own Address for what the list says about everybody."""
    for_all = batch == str(subject.address)
    _required(subject, declared, for_all)
    for name, value in declared.items():
        row = KINDS[subject.address.kind].fields.get(name)
        if row is not None and (value is None or (value == "" and row.alike == (None, ""))):
            _null(subject, row, declared)
    check_merchant(subject, declared, merchant_id)
    if (special := _SPECIAL.get(subject.address.kind)) is not None:
        special(subject, declared, batch)


def _required(subject: Subject, declared: Declared, for_all: bool) -> None:
    kind = subject.address.kind
    endpoint = making(kind, declared)
    apart = PER_PERSON.get(kind, ()) if for_all else ()
    for row in KINDS[kind].fields.values():
        if not row.required_by(endpoint) or row.name in declared or row.name in apart:
            continue
        if kind == "invitation":
            continue  # a list says its people, and `enrolling` what they are invited to
        name = written_as(kind).get(row.name, row.name)
        example = _EXAMPLES.get(name) or (row.values[0] if row.values else "…")
        detail = f"{called(kind).replace('A ', 'Every ', 1)} needs `{name}`."
        subject.add("missing-field", (), detail, f"Add `{name}: {example}`.")


def _null(subject: Subject, row: Field, declared: Declared) -> None:
    kind = KINDS[subject.address.kind]
    if null_meaning(kind, row, declared) in (Null.CLEAR, Null.DEFAULT):
        return
    path = subject.written(row.name)
    required = row.required_by(making(kind.name, declared))
    hint = "Write a value; the field is required." if required else "Leave the line out."
    subject.add("null-refused", path, f"`{path[0]}` cannot be cleared.", hint)


_Special = Callable[[Subject, Declared, str], None]
_SPECIAL: Mapping[str, _Special] = MappingProxyType(
    {
        "candidate": check_candidate,
        "invitation": check_invitation,
        "pre-screening": check_screening,
    }
)
