"""What pydantic found, in our own words: which field, what is allowed, what was most likely meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from reconciler.definitions.durations import readings
from reconciler.definitions.fields import OBJECT_FIELDS, READ_NAMES, all_names, called, written_as
from reconciler.definitions.help import LANGUAGE_NAMES
from reconciler.definitions.node import Path, named
from reconciler.definitions.report import did_you_mean, listed, nearest, quoted
from reconciler.definitions.schema import Fault
from reconciler.definitions.subject import Subject
from reconciler.model.field import Field, Shape
from reconciler.model.interview import FIELDS, LANGUAGES, QUESTION_FIELDS, READ_STATUSES, REPORT_TEMPLATES
from reconciler.model.kinds import INTERVIEW, table

_MAPPING = "a mapping of `key: value` lines"
_WANTED = {
    "string_type": "a text", "bool_type": "`true` or `false`", "int_type": "a whole number",
    "int_from_float": "a whole number", "float_type": "a number", "finite_number": "a number",
    "list_type": "a list", "dict_type": _MAPPING, "model_type": _MAPPING, "model_attributes_type": _MAPPING,
}  # fmt: skip
# What people write for a boolean; YAML 1.2 reads these words as text.
_FLAGS = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_ELSEWHERE = {
    ("directory", "parent_tag"): "Add this directory's id to `tags_sub` of the parent's own definition: it is"
    " the list that places it, and it stays in order.",
    ("candidate", "people_from"): "The list of a candidate definition is `candidates_from`.",
    ("invitation", "candidates_from"): "The list of an invitation is `people_from`.",
    ("pre-screening", "name"): "The title is `position_name`.",
    ("pre-screening", "location"): "Write `position_location`.",
}
_ENDED = tuple(status for status in READ_STATUSES if status not in FIELDS["status"].values)


class _NotShown:
    """Stands for a value that says who a person is."""

    def __str__(self) -> str:
        return "(not shown)"


NOT_SHOWN = _NotShown()


def _row(subject: Subject, path: Path) -> Field | None:
    return table(subject.address.kind).get(str(path[0]))


def explain(subject: Subject, fault: Fault) -> None:
    """Report one fault of the models at the place of its value."""
    path: Path = tuple(fault["loc"])
    kind = str(fault["type"])
    row = _row(subject, path)
    if row is not None and row.personal:
        fault = {**fault, "input": NOT_SHOWN}
    handler = _HANDLERS.get(kind)
    if kind == "extra_forbidden":
        _unknown(subject, path)
    elif handler is not None:
        handler(subject, path, fault)
    else:
        _wrong_type(subject, path, fault, _WANTED.get(kind, "another kind of value"))


def _unknown(subject: Subject, path: Path) -> None:
    name, holder = str(path[-1]), path[:-1]
    if not holder:
        _unknown_field(subject, name)
        return
    if holder[0] == "questions":
        known: tuple[str, ...] = tuple(QUESTION_FIELDS)
        detail = f"A question has no field {quoted(name)}."
        if name == "id":
            hint = "The account gives the id; name the question with `external_id`."
            subject.add("unknown-field", path, detail, hint, key=True)
            return
    else:
        known = tuple(OBJECT_FIELDS.get(str(holder[0]), {}))
        detail = f"{named(holder)} has no field {quoted(name)}."
    subject.add(
        "unknown-field", path, detail, did_you_mean(name, known, f"Allowed are {listed(known)}."), key=True
    )


def _unknown_field(subject: Subject, name: str) -> None:
    kind = subject.address.kind
    if kind == INTERVIEW and name in READ_NAMES:
        hint = f"The account shows `{READ_NAMES[name]}` under this name; write `{READ_NAMES[name]}`."
    elif (kind, name) in _ELSEWHERE:
        hint = _ELSEWHERE[kind, name]
    elif (own := f"{kind}_{name}") in (names := all_names(kind)):
        hint = f"Did you mean `{own}`?"
    else:
        hint = did_you_mean(name, names, "`reconciler schema` lists every field.")
    subject.add("unknown-field", (name,), f"{called(kind)} has no field {quoted(name)}.", hint, key=True)


def _wrong_type(subject: Subject, path: Path, fault: Fault, wanted: str) -> None:
    value = fault.get("input")
    hint = ""
    if wanted == "a text" and isinstance(value, bool | int | float):
        hint = f'Put it in quotes: `"{quoted(value).strip("`")}"`.'
    elif (row := _row(subject, path)) is not None and row.shape is Shape.FILE:
        wanted, hint = "the path of a file", "Write `file: docs/handbook.pdf`."
    elif wanted == "a text" and isinstance(value, dict) and set(value) == {"file"}:
        hint = "Only long texts may come from a file."
    elif wanted == "`true` or `false`" and isinstance(value, str):
        hint = did_you_mean(_FLAGS.get(value.lower(), value), ("true", "false"))
    elif isinstance(value, str) and "number" in wanted and value.replace(".", "", 1).isdigit():
        hint = "Take it out of the quotes."
    elif wanted == "a list" and isinstance(value, str):
        hint = "Write it as a list, even when it has one item: `[item]`."
    written = f"the text {quoted(value)}" if isinstance(value, str) else quoted(value)
    subject.add("wrong-type", path, f"{named(path)} takes {wanted}, not {written}.", hint)


def _not_allowed(subject: Subject, path: Path, fault: Fault) -> None:
    allowed = _allowed(subject, path)
    value = fault.get("input")
    if not isinstance(value, str):
        _wrong_type(subject, path, fault, f"one of {listed(allowed)}")
        return
    detail = f"{named(path)} cannot be {quoted(value)}; allowed are {listed(allowed)}."
    if path == ("status",) and value in _ENDED:
        hint = f"The account sets `{value}` by itself; declare what is wanted."
    else:
        hint = did_you_mean(_code_of(value) if allowed is LANGUAGES else value, allowed)
    subject.add("not-allowed-value", path, detail, hint)


def _code_of(language: str) -> str:
    """The code of a language that is written by its English name."""
    name = nearest(language, LANGUAGE_NAMES.values())
    return next((code for code, known in LANGUAGE_NAMES.items() if known == name), language)


def _allowed(subject: Subject, path: Path) -> tuple[str, ...]:
    if path[-1] == "mojito_language_code":
        return LANGUAGES
    if path[-1] == "template":
        return REPORT_TEMPLATES
    row = _row(subject, path)
    assert row is not None
    return row.values


def _bounds(row: Field | None) -> str:
    if row is None or row.minimum is None:
        return ""
    low = f"{row.minimum:g}"
    return f"from {low} to {row.maximum:g}" if row.maximum is not None else f"from {low} on"


def _out_of_range(subject: Subject, path: Path, fault: Fault) -> None:
    allowed = _bounds(_row(subject, path))
    hint = "The number is a fraction of all questions." if path == ("questions_random_subset",) else ""
    subject.add(
        "out-of-range", path, f"{named(path)} goes {allowed}, not {quoted(fault.get('input'))}.", hint
    )


def _blank(subject: Subject, path: Path, _: Fault) -> None:
    row = _row(subject, path) if len(path) == 1 else None
    hint = "Leave the line out, and the service writes the text." if row is not None and row.generated else ""
    subject.add("empty-text", path, f"{named(path)} needs at least one character.", hint)


def _short_list(subject: Subject, path: Path, _: Fault) -> None:
    hint = "Leave `questions` out, and the service writes them." if path == ("questions",) else ""
    subject.add("empty-list", path, f"{named(path)} needs at least one item.", hint)


def _duration(subject: Subject, path: Path, fault: Fault) -> None:
    hint = "Write `20m`, `1200s`, `1h`, or a bare number of seconds."
    subject.add("bad-duration", path, f"{named(path)}: {fault['ctx']['why']}", hint)


def _short(subject: Subject, path: Path, fault: Fault) -> None:
    number, bare = fault["ctx"]["number"], fault["ctx"]["bare"]
    if bare:
        detail = f"{named(path)} is in seconds: {readings(number)}."
        hint = f"Write the unit: `{quoted(number).strip('`')}m` for minutes; the shortest is `2m`."
    else:
        detail, hint = f"{named(path)} is at least two minutes.", "Write `2m` or more."
    subject.add("short-duration", path, detail, hint)


def _moment(subject: Subject, path: Path, fault: Fault) -> None:
    hint = "Write `2026-12-31`, or `2026-12-31T18:00:00Z` with `Z` or an offset such as `+01:00`."
    subject.add("bad-moment", path, f"{named(path)}: {fault['ctx']['why']}", hint)


def _bad_id(subject: Subject, path: Path, fault: Fault) -> None:
    name = written_as(subject.address.kind).get(str(path[0]))
    value = quoted(fault.get("input"))
    hint = f"For a name write `{name}: {value.strip('`')}`." if name and value != "``" else ""
    subject.add("bad-id", path, f"{named(path)} takes a UUID, not {value}.", hint)


def _bad_email(subject: Subject, path: Path, _: Fault) -> None:
    detail = f"{named(path)} is something@something.tld without spaces."
    subject.add("bad-email", path, detail, "Correct the address.")


def _bad_country(subject: Subject, path: Path, _: Fault) -> None:
    detail = f"{named(path)} takes the two letters of a country."
    subject.add("bad-country", path, detail, "Write `DE` for Germany, `US` for the United States.")


def _bad_slug(subject: Subject, path: Path, fault: Fault) -> None:
    detail = f"{named(path)} holds lower-case letters and digits with `-` or `_` between them."
    subject.add("bad-slug", path, f"{detail[:-1]}, not {quoted(fault.get('input'))}.", "Write `sales-en`.")


def _long_text(subject: Subject, path: Path, fault: Fault) -> None:
    most = fault["ctx"]["max_length"]
    subject.add("out-of-range", path, f"{named(path)} holds at most {most:,} characters.", "Shorten it.")


_Handler = Callable[[Subject, Path, Fault], None]
_HANDLERS: Mapping[str, _Handler] = MappingProxyType(
    {
        "literal_error": _not_allowed,
        "greater_than_equal": _out_of_range,
        "less_than_equal": _out_of_range,
        "blank": _blank,
        "too_short": _short_list,
        "duration": _duration,
        "short": _short,
        "moment": _moment,
        "id": _bad_id,
        "email": _bad_email,
        "country": _bad_country,
        "slug": _bad_slug,
        "string_too_long": _long_text,
    }
)
