"""The rules of a pre-screening: what its assessment rules and form fields may hold.

The service takes both as they are and quietly passes over what it does not know, so that a wrong word would
let everybody through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from reconciler.definitions.node import Path, named
from reconciler.definitions.report import did_you_mean, listed, quoted
from reconciler.definitions.subject import Subject
from reconciler.model.values import Json, Value

Declared = Mapping[str, Value]

FORM_IDS = (
    "form_nationality", "form_residency", "form_languages", "form_education", "form_education_by_country",
    "form_visa", "form_age", "form_gender", "form_cover_letter", "form_national_id",
)  # fmt: skip
RESUME_IDS = (
    "resume_match", "resume_technical_experience", "resume_education", "resume_education_by_country",
)  # fmt: skip
IDS = (*FORM_IDS, *RESUME_IDS)
_CUSTOM = re.compile(r"custom_[A-Za-z0-9_-]+")
TYPES = ("optional", "required", "screening")
ACTIONS = ("mark_for_review", "reject")
FIELD_TYPES = ("text", "file", "radio")
LEVELS = ("beginner", "intermediate", "advanced", "fluent")

# What each key of an entry holds: a type, or the values that are allowed.
_Wanted = type | tuple[str, ...]
RULE_KEYS: Mapping[str, _Wanted] = {
    "id": str, "type": TYPES, "action": ACTIONS, "country": list, "country_eu": bool, "languages": list,
    "education": str, "visa": list, "age_min": int, "age_max": int, "gender": list,
    "technical_experience_years": int, "resume_score_reject": int, "resume_score_accept": int,
}  # fmt: skip
FIELD_KEYS: Mapping[str, _Wanted] = {
    "id": str, "mandatory": bool, "title": str, "description": str, "type": TYPES, "field_type": FIELD_TYPES,
    "options": list,
}  # fmt: skip
_WORDS: Mapping[type, str] = {str: "a text", bool: "`true` or `false`", int: "a whole number", list: "a list"}
_SCORES = ("resume_score_reject", "resume_score_accept")


def check_screening(subject: Subject, declared: Declared, batch: str) -> None:
    """Report what is wrong in the entries, and where rules and fields do not fit each other."""
    del batch
    rules = list(_entries(declared.get("assessment_rules")))
    fields = list(_entries(declared.get("form_fields")))
    for index, rule in rules:
        path: Path = ("assessment_rules", index)
        _keys(subject, path, rule, RULE_KEYS)
        _id(subject, path, rule, IDS)
        _rule(subject, path, rule)
    for index, field in fields:
        path = ("form_fields", index)
        _keys(subject, path, field, FIELD_KEYS)
        _id(subject, path, field, FORM_IDS)
        _field(subject, path, field)
    _twice(subject, "assessment_rules", rules)
    _twice(subject, "form_fields", fields)
    kind = declared.get("type", "resume")
    if kind in ("form", "resume_with_form") and not fields and not _misshapen(declared.get("form_fields")):
        detail = f"A pre-screening of the type {quoted(kind)} asks with a form, and the form has no field."
        subject.add("missing-field", ("type",), detail, "Add `form_fields` with one entry at least.")
    _in_step(subject, kind, rules, fields)


def _entries(value: Value) -> Iterator[tuple[int, dict[str, Json]]]:
    for index, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, dict):
            yield index, entry


def _misshapen(value: Value) -> bool:
    return value is not None and value != [] and not isinstance(value, list)


def _keys(subject: Subject, path: Path, entry: dict[str, Json], known: Mapping[str, _Wanted]) -> None:
    for name, value in entry.items():
        wanted = known.get(name)
        here = (*path, name)
        if wanted is None:
            detail = f"{named(path)} has no field {quoted(name)}."
            hint = did_you_mean(name, known, f"Allowed are {listed(known)}.")
            subject.add("unknown-field", here, detail, hint, key=True)
        elif isinstance(wanted, tuple):
            if value not in wanted:
                detail = f"{named(here)} cannot be {quoted(value)}; allowed are {listed(wanted)}."
                subject.add("not-allowed-value", here, detail, did_you_mean(str(value), wanted))
        elif not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
            detail = f"{named(here)} takes {_WORDS[wanted]}, not {quoted(value)}."
            subject.add("wrong-type", here, detail)


def _id(subject: Subject, path: Path, entry: dict[str, Json], known: Sequence[str]) -> None:
    name = entry.get("id")
    if name is None:
        subject.add(
            "missing-field", path, f"{named(path)} does not say its `id`.", f"One of {listed(known)}."
        )
    elif isinstance(name, str) and name not in known and not _CUSTOM.fullmatch(name):
        detail = f"{named((*path, 'id'))} cannot be {quoted(name)}."
        hint = did_you_mean(
            name, known, f"Allowed are {listed(known)}, and `custom_…` for a field of your own."
        )
        subject.add("not-allowed-value", (*path, "id"), detail, hint)


def _is_custom(entry: dict[str, Json]) -> bool:
    return str(entry.get("id")).startswith("custom_")


def _rule(subject: Subject, path: Path, rule: dict[str, Json]) -> None:
    for name in _SCORES:
        value = rule.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and not 0 <= value <= 10:
            here = (*path, name)
            subject.add("out-of-range", here, f"{named(here)} goes from 0 to 10, not {quoted(value)}.")
    low, high = rule.get("age_min"), rule.get("age_max")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        detail = f"Nobody is at least {low} and at most {high}."
        subject.add("conflicting-fields", (*path, "age_max"), detail, "Swap the two.")
    languages = rule.get("languages")
    for index, language in enumerate(languages if isinstance(languages, list) else ()):
        here = (*path, "languages", index)
        level = language.get("level") if isinstance(language, dict) else None
        if not isinstance(language, dict) or "code" not in language or "level" not in language:
            subject.add("missing-field", here, f"{named(here)} takes a `code` and a `level`.", "")
        elif level not in LEVELS:
            detail = f"{named((*here, 'level'))} cannot be {quoted(level)}; allowed are {listed(LEVELS)}."
            subject.add("not-allowed-value", (*here, "level"), detail, did_you_mean(str(level), LEVELS))


def _field(subject: Subject, path: Path, field: dict[str, Json]) -> None:
    if _is_custom(field) and field.get("type") == "screening":
        detail = "A field of your own decides nothing: no rule can be written for it."
        subject.add("not-allowed-value", (*path, "type"), detail, "Write `required` or `optional`.")
    if _is_custom(field) and not str(field.get("title") or "").strip():
        subject.add("missing-field", path, f"{named(path)} does not say its `title`.", "Add `title: …`.")
    options = field.get("options")
    if field.get("field_type") == "radio" and (not isinstance(options, list) or len(options) < 2):
        detail = f"{named(path)} is a choice, and a choice needs two `options` at least."
        subject.add("too-few-options", path, detail, "Add `options: [Yes, No]`.")


def _twice(subject: Subject, name: str, entries: Sequence[tuple[int, dict[str, Json]]]) -> None:
    first: dict[str, int] = {}
    for index, entry in entries:
        identity = entry.get("id")
        if isinstance(identity, str) and (other := first.setdefault(identity, index)) != index:
            path: Path = (name, index, "id")
            detail = f"{quoted(identity)} is item {other + 1} already."
            subject.add("duplicate-entry", path, detail, "Keep one of the two.")


def _in_step(
    subject: Subject,
    kind: Value,
    rules: Sequence[tuple[int, dict[str, Json]]],
    fields: Sequence[tuple[int, dict[str, Json]]],
) -> None:
    """The service judges by the rules and asks by the form; nothing keeps the two together."""
    asked = {str(field.get("id")): field.get("type") for _, field in fields}
    for index, rule in rules:
        identity, wanted = str(rule.get("id")), rule.get("type")
        path: Path = ("assessment_rules", index, "id")
        if identity in RESUME_IDS:
            if kind == "form":
                detail = f"{quoted(identity)} judges a resume, and this pre-screening asks for none."
                subject.add("rules-out-of-step", path, detail, "Write `type: resume_with_form`, or drop it.")
        elif identity not in asked:
            if identity in FORM_IDS or _is_custom(rule):
                detail = f"{quoted(identity)} judges an answer that no form field asks for."
                subject.add(
                    "rules-out-of-step", path, detail, f"Add `- {{id: {identity}}}` to `form_fields`."
                )
        elif wanted is not None and asked[identity] is not None and asked[identity] != wanted:
            detail = f"{quoted(identity)} is {quoted(wanted)} here and {quoted(asked[identity])} in the form."
            subject.add("rules-out-of-step", path, detail, "Say the same in both.")
    judged = {str(rule.get("id")) for _, rule in rules}
    for index, field in fields:
        identity = str(field.get("id"))
        if field.get("type") == "screening" and identity in FORM_IDS and identity not in judged:
            detail = f"{quoted(identity)} is for screening, and no assessment rule judges it."
            path = ("form_fields", index, "type")
            subject.add(
                "rules-out-of-step", path, detail, f"Add `- {{id: {identity}}}` to `assessment_rules`."
            )
