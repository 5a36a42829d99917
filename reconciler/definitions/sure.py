"""Values that are surely valid, told without pydantic, which takes longer to be ready than ten files to read.

It reads the field table as `schema` does and knows less: whatever it is not sure of it refuses as a whole,
and the models of `schema` judge. What it takes they take as well, with the very result, keys in the same
order (`tests/properties/test_sure.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache, lru_cache, partial
from typing import Any, TypeAlias

from reconciler.definitions import durations
from reconciler.definitions.fields import BRACKETS, OBJECT_FIELDS, QUESTION_NEVER_NULL
from reconciler.definitions.settings import UUID
from reconciler.model.field import Field, Shape
from reconciler.model.interview import LANGUAGES, QUESTION_FIELDS, REPORT_TEMPLATES
from reconciler.model.kinds import INTERVIEW, table
from reconciler.model.values import Json, normal

_EXACT = 2**53
_WHITE = bytes(0 if chr(code).isspace() and chr(code) not in " \n" else 1 for code in range(128)).ljust(256)
"""ASCII, with 0 for what is white and seldom meant: tabs and the like."""
Check: TypeAlias = "Callable[[Any], Json]"
"""Gives the value in the form that is sent. Raises Unsure."""


class Unsure(Exception):
    """This is for the models to judge."""


def sure(fields: Mapping[str, Json], kind: str = INTERVIEW) -> dict[str, Json] | None:
    """What `schema.validated` gives for `fields`; None when that takes more than a look."""
    try:
        return _model(kind)(fields)
    except Unsure:
        return None


def question_row(name: str, shape: Shape) -> Field:
    """A field of a question as if it were one of an interview."""
    values = LANGUAGES if shape is Shape.ENUM else ()
    return Field(name, shape, "", values=values, min_length=int(name == "question"))


def normal_text(text: str) -> str:
    """White space at the end of lines and of the text is an editor's habit, never content."""
    if "\n" not in text:
        return text.rstrip()
    if " \n" not in text and text.isascii() and b"\0" not in text.encode().translate(_WHITE):
        return text.rstrip()  # nothing else is white but the blanks between words
    return "\n".join(map(str.rstrip, text.split("\n"))).rstrip()


class _Model:
    """A mapping that may hold no other keys than `checks`, and null for all but `never_null`."""

    def __init__(self, checks: Mapping[str, Check], never_null: Collection[str] = ()) -> None:
        self._checks = checks
        self._never_null = never_null
        self._ordered = lru_cache(maxsize=64)(self._in_order)  # most mappings have one of a few sets of keys

    def __call__(self, value: Any) -> dict[str, Json]:
        if type(value) is not dict:
            raise Unsure
        return {
            name: None if (held := value[name]) is None and nullable else check(held)
            for name, check, nullable in self._ordered(tuple(value))
        }

    def _in_order(self, names: tuple[str, ...]) -> list[tuple[str, Check, bool]]:
        """What to do with each of `names`, in the order of the table."""
        if not self._checks.keys() >= set(names):
            raise Unsure
        return [
            (name, check, name not in self._never_null)
            for name, check in self._checks.items()
            if name in names
        ]


@cache
def _model(kind: str) -> _Model:
    return _Model({name: _check_of(row) for name, row in table(kind).items()})


def _check_of(row: Field) -> Check:
    if row.max_length is not None or (row.min_length and row.shape not in _MAY_BE_BLANK):
        return _refused
    match row.shape:
        case Shape.TEXT | Shape.OPEN_ENUM:
            return _words if row.min_length else _text
        case Shape.LONG_TEXT:
            return _long_words if row.min_length else _long_text
        case Shape.ENUM:
            return partial(_one_of, frozenset(row.values))
        case Shape.NUMBER | Shape.INTEGER:
            low = -_EXACT if row.minimum is None else row.minimum
            high = _EXACT if row.maximum is None else row.maximum
            return partial(_number, row.shape is Shape.NUMBER, low, high)
        case Shape.SECONDS:
            return partial(_seconds, 0 if row.minimum is None else durations.SHORTEST)
        case Shape.QUESTIONS:
            questions = {
                name: _check_of(question_row(name, shape)) for name, shape in QUESTION_FIELDS.items()
            }
            return partial(_questions, row.min_length, _Model(questions, QUESTION_NEVER_NULL))
        case Shape.HIRING:
            return _parts("hiring_for_company")
        case Shape.REPORT:
            return _parts("pdf_export_auto_config")
        case Shape.RUBRIC:
            return _Model(dict.fromkeys(BRACKETS, _texts), BRACKETS)
    return _ALONE.get(row.shape, _refused)


def _parts(name: str) -> Check:
    wanted = OBJECT_FIELDS[name]
    checks = {part: _PARTS[word] for part, word in wanted.items()}
    return _Model(checks, [part for part, word in wanted.items() if word != "text"])


def _refused(_: Any) -> Json:
    raise Unsure


def _text(value: object) -> str:
    if type(value) is not str:
        raise Unsure
    return value


def _words(value: object) -> str:
    text = _text(value)
    if not text.strip():
        raise Unsure
    return text


def _long_text(value: object) -> str:
    return normal_text(_text(value))


def _long_words(value: object) -> str:
    text = normal_text(_text(value))
    if not text:
        raise Unsure
    return text


def _one_of(values: frozenset[str], value: object) -> str:
    if type(value) is not str or value not in values:
        raise Unsure
    return value


def _flag(value: object) -> bool:
    if type(value) is not bool:
        raise Unsure
    return value


def _number(broken: bool, low: float, high: float, value: Any) -> Any:
    kind = type(value)
    if not (kind is int or (broken and kind is float)) or not low <= value <= high:
        raise Unsure
    return int(value) if kind is float and value.is_integer() else value


def _seconds(least: int, value: object) -> float | int:
    try:
        number = value if type(value) is int and value >= 0 else durations.seconds(value)
    except durations.BadDuration:
        raise Unsure from None
    if not least <= number <= _EXACT:
        raise Unsure
    return number


def _moment(value: object) -> str:
    try:
        return durations.moment(_text(value))
    except durations.BadMoment:
        raise Unsure from None


def _id(value: object) -> str:
    text = _text(value)
    if not UUID.fullmatch(text):
        raise Unsure
    return text.lower()


def _texts(value: Any) -> list[Json]:
    if type(value) is not list:
        raise Unsure
    return [_text(item) for item in value]


def _strings(value: Any) -> list[Json]:
    if type(value) is not list:
        raise Unsure
    return [_words(item) for item in value]


def _object(value: Any) -> Json:
    if type(value) is not dict:
        raise Unsure
    for name in value:
        _text(name)
    return normal(value)


def _questions(fewest: int, question: Check, value: Any) -> list[Json]:
    if type(value) is not list or len(value) < fewest:
        raise Unsure
    return [question(item) for item in value]


_MAY_BE_BLANK = (Shape.TEXT, Shape.OPEN_ENUM, Shape.LONG_TEXT, Shape.QUESTIONS)
"""The shapes of which it is known here what `min_length` asks."""
_PARTS: Mapping[str, Check] = {
    "text": _text,
    "flag": _flag,
    "language": partial(_one_of, frozenset(LANGUAGES)),
    "template": partial(_one_of, frozenset(REPORT_TEMPLATES)),
}
_ALONE: Mapping[Shape, Check] = {
    Shape.BOOLEAN: _flag,
    Shape.MOMENT: _moment,
    Shape.ID: _id,
    Shape.STRINGS: _strings,
    Shape.OBJECT: _object,
}
