"""Which fields go together: the rules that no single value can break.

They also run over a definition whose values are not valid yet, so that one run shows everything; each
takes what it needs and passes over what is of another shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from reconciler.definitions.fields import NAMED, REACHED, applies, takers
from reconciler.definitions.report import quoted
from reconciler.definitions.subject import Subject
from reconciler.model.field import Endpoint, Field, Null
from reconciler.model.interview import FIELDS, create_endpoint
from reconciler.model.kinds import INTERVIEW, KINDS, null_meaning
from reconciler.model.values import Value

Declared = Mapping[str, Value]

SHORTEST_PER_QUESTION = 120  # seconds of max_duration that the service reserves for a generated question
DEFAULT_DURATION = 1200  # seconds, of job-interview-create

_REQUIRED: Mapping[Endpoint, tuple[Field, ...]] = {
    endpoint: tuple(row for row in FIELDS.values() if row.required_by(endpoint))
    for endpoint in (Endpoint.CREATE, Endpoint.ARRAY)
}
_REQUIRED_NAMES = {endpoint: frozenset(row.name for row in rows) for endpoint, rows in _REQUIRED.items()}
_WRITTEN_AS = {field: name for name, (field, _) in NAMED.items()}


def check(subject: Subject, declared: Declared, merchant_id: str | None) -> None:
    """Report every rule between fields that `declared` breaks. `merchant_id` is the environment's."""
    endpoint = create_endpoint(declared)
    if not declared.keys() >= _REQUIRED_NAMES[endpoint]:
        _required(subject, declared)
    reached = REACHED[endpoint]
    for name, value in declared.items():
        if name in reached and value is not None and value != "":
            continue  # nearly all there is
        row = FIELDS.get(name)
        if row is None:
            continue  # unknown fields are reported by the models
        if not applies(name, declared):
            _not_applying(subject, row, declared)
        elif value is None or (value == "" and row.alike == (None, "")):
            _null(subject, row, declared, value)
    _conflicts(subject, declared)
    check_merchant(subject, declared, merchant_id)
    _length(subject, declared)


def _required(subject: Subject, declared: Declared) -> None:
    for row in _REQUIRED[create_endpoint(declared)]:
        if row.name in declared:
            continue
        name = _WRITTEN_AS.get(row.name, row.name)
        if row.name == "description":
            detail = "`description` is required beside your own `questions`: nothing is generated then."
        else:
            detail = f"Every interview needs `{name}`."
        example = {"interview_template": "Anna"}.get(name) or (row.values[0] if row.values else "…")
        if row.name == "mojito_language_code":
            example = "en"
        hint = f"Add `{name}: {example}`, or set it under `defaults` in reconciler.yaml."
        if row.name in ("name", "description"):
            hint = f"Add `{name}: {example}`."
        subject.add("missing-field", (), detail, hint)


def _not_applying(subject: Subject, row: Field, declared: Declared) -> None:
    if row.name == "regenerate_candidate_expectations":
        if "candidate_expectations_json" in declared:
            detail = f"`{row.name}` and `candidate_expectations_json` both say what the rubric is."
            subject.add("conflicting-fields", (row.name,), detail, "Keep one of the two.", key=True)
            return
        detail = f"`{row.name}` goes with your own `questions` only."
    elif Endpoint.ARRAY in takers(row):
        detail = f"`{row.name}` goes with your own `questions` only, and this definition has none."
    else:
        detail = (
            f"`{row.name}` says how questions are generated, and this definition has its own `questions`."
        )
    hint = (
        f"Leave `{row.name}` out."
        if "questions" not in declared
        else f"Leave out `{row.name}` or `questions`."
    )
    subject.add("does-not-apply", (row.name,), detail, hint, key=True)


def _null(subject: Subject, row: Field, declared: Declared, value: Value) -> None:
    meaning = _null_meaning(row.name, "questions" in declared)
    if meaning in (Null.CLEAR, Null.DEFAULT):
        return
    path = subject.written(row.name)
    shown = "`null`" if value is None else "An empty text"
    if meaning is Null.GENERATE:
        detail = (
            f"{shown} makes the service write `{row.name}` itself, so no value of yours would stand there."
        )
        subject.add(
            "null-generates",
            path,
            detail,
            "Leave the line out to keep what the service writes, or write a value.",
        )
        return
    required = row.required_by(create_endpoint(declared)) and not row.generated
    hint = (
        "Write a value; the field is required."
        if required
        else "Leave the line out, and the value stays as it is."
    )
    subject.add("null-refused", path, f"`{path[0]}` cannot be cleared.", hint)


@cache
def _null_meaning(name: str, with_questions: bool) -> Null | None:
    return null_meaning(KINDS[INTERVIEW], FIELDS[name], {"questions": ()} if with_questions else {})


def _conflicts(subject: Subject, declared: Declared) -> None:
    scoring = declared.get("custom_scoring")
    if "interview_attempts" in declared and isinstance(scoring, dict) and "max_retries" in scoring:
        detail = "`max_retries` in `custom_scoring` and `interview_attempts` are one setting."
        subject.add(
            "conflicting-fields",
            ("custom_scoring", "max_retries"),
            detail,
            "Keep `interview_attempts`.",
            key=True,
        )
    if declared.get("regenerate_candidate_expectations") is True and "questions" in declared:
        kind = declared.get("type")
        if isinstance(kind, str) and kind != "interview":
            detail = (
                f"`regenerate_candidate_expectations` works for the type `interview`, not for {quoted(kind)}."
            )
            subject.add(
                "does-not-apply", ("regenerate_candidate_expectations",), detail, "Leave it out.", key=True
            )


def check_merchant(subject: Subject, declared: Declared, merchant_id: str | None) -> None:
    """A definition names no other merchant than its environment does."""
    stated = declared.get("merchant_id")
    if merchant_id is not None and isinstance(stated, str) and stated.lower() != merchant_id:
        detail = f"The environment is for the merchant `{merchant_id}`, not {quoted(stated)}."
        subject.add("foreign-merchant", ("merchant_id",), detail, "Delete the line; the environment says it.")


def _length(subject: Subject, declared: Declared) -> None:
    """The service quietly generates fewer questions than asked for."""
    length, duration = declared.get("interview_length"), declared.get("max_duration", DEFAULT_DURATION)
    if (
        not isinstance(length, int | float)
        or not isinstance(duration, int | float)
        or "questions" in declared
    ):
        return
    if length > (FIELDS["interview_length"].maximum or length):
        return  # more than any duration allows, and reported as that
    most = int(duration // SHORTEST_PER_QUESTION)
    if length > most:
        source = "`max_duration` is" if "max_duration" in declared else "Without `max_duration` there are"
        detail = f"{source} {duration / 60:g} minutes: room for {most} questions, not for {length:g}."
        needed = f"{length * SHORTEST_PER_QUESTION / 60:g}m"
        subject.add(
            "length-above-duration",
            ("interview_length",),
            detail,
            f"Write `max_duration: {needed}`, or ask for less.",
        )
