"""The models of a definition for pydantic, made from the field table.

They are TypedDicts and not classes: what is checked is what is sent, plain data, with no object in between.

They check what one value may be; which fields go together is `checks`. Nothing of pydantic leaves this
module but the faults it finds: `validated` gives plain data with exactly the declared keys.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, NotRequired

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from reconciler.definitions import durations
from reconciler.definitions.fields import BRACKETS, OBJECT_FIELDS, QUESTION_NEVER_NULL, SLUG
from reconciler.definitions.settings import UUID
from reconciler.definitions.sure import normal_text, question_row
from reconciler.model.field import Field as Row
from reconciler.model.field import Shape
from reconciler.model.interview import LANGUAGES, QUESTION_FIELDS, REPORT_TEMPLATES
from reconciler.model.kinds import INTERVIEW, table
from reconciler.model.values import Json, normal

Fault = Mapping[str, Any]
"""One error as pydantic gives it: `type`, `loc`, `ctx`, `input`."""

_CLOSED = ConfigDict(extra="forbid", strict=True)
_OPEN = ConfigDict(extra="allow", strict=True)
_PARTS: Mapping[str, Any] = {
    "text": str | None,
    "flag": bool,
    "language": Literal[LANGUAGES],
    "template": Literal[REPORT_TEMPLATES],
}


def validated(
    fields: Mapping[str, Json], kind: str = INTERVIEW
) -> tuple[dict[str, Json] | None, list[Fault]]:
    """`fields` in the form that is compared and sent: durations in seconds, texts without white space at
    line ends. None with the faults when a value is not valid."""
    try:
        return _checker(kind).validate_python(fields), []
    except ValidationError as error:
        return None, [dict(fault) for fault in error.errors(include_url=False)]


@cache
def _checker(kind: str) -> TypeAdapter[dict[str, Json]]:
    # Plugins of pydantic are looked for in what every package of this machine says of itself: 10 ms, and
    # nothing that should take part in checking files.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    return TypeAdapter(interview_model() if kind == INTERVIEW else model_of(kind))


def interview_model() -> Any:
    return model_of(INTERVIEW)


@cache
def model_of(kind: str) -> Any:
    """Every field of the table, none required: what is missing depends on how the interview is made."""
    question = _model(
        "Question", {name: _question_type(name, shape) for name, shape in QUESTION_FIELDS.items()}
    )
    rubric = _model("Rubric", dict.fromkeys(BRACKETS, list[str]), _OPEN)
    shapes = {
        Shape.HIRING: _model("HiringCompany", _parts("hiring_for_company")),
        Shape.REPORT: _model("Report", _parts("pdf_export_auto_config")),
        Shape.RUBRIC: Annotated[rubric, AfterValidator(normal)],
        Shape.QUESTIONS: list[question],  # type: ignore[valid-type]  # made at run time
    }
    fields = {name: _type(row, shapes) | None for name, row in table(kind).items()}
    return _model(kind.title().replace("-", ""), fields)


def _parts(name: str) -> Mapping[str, Any]:
    return {part: _PARTS[wanted] for part, wanted in OBJECT_FIELDS[name].items()}


def _model(name: str, fields: Mapping[str, Any], config: ConfigDict = _CLOSED) -> Any:
    made: Any = TypedDict(name, {field: NotRequired[kind] for field, kind in fields.items()})  # type: ignore[misc]
    made.__pydantic_config__ = config  # type: ignore[attr-defined]
    return made


def _type(row: Row, shapes: Mapping[Shape, Any]) -> Any:
    blank = [AfterValidator(_not_blank)] if row.min_length else []
    match row.shape:
        case Shape.TEXT | Shape.OPEN_ENUM:
            kind: Any = str
        case Shape.LONG_TEXT:
            kind = Annotated[str, AfterValidator(normal_text)]
        case Shape.ENUM:
            return Literal[row.values]
        case Shape.BOOLEAN:
            return bool
        case Shape.NUMBER | Shape.INTEGER:
            return _number(row.shape, row.minimum, row.maximum)
        case Shape.SECONDS:
            return Annotated[Any, PlainValidator(_seconds if row.minimum is None else _session_seconds)]
        case Shape.MOMENT:
            return Annotated[str, AfterValidator(_moment)]
        case Shape.ID:
            return Annotated[str, AfterValidator(_id)]
        case Shape.STRINGS:
            return list[Annotated[str, AfterValidator(_not_blank)]]
        case Shape.OBJECTS:
            return list[Annotated[dict[str, Any], AfterValidator(normal)]]
        case Shape.EMAIL | Shape.COUNTRY | Shape.SLUG:
            return Annotated[str, AfterValidator(_not_blank), AfterValidator(_FORMS[row.shape])]
        case Shape.FILE:
            return _model("Upload", {"path": str, "sha256": str, "size": int})
        case Shape.OBJECT:
            return Annotated[dict[str, Any], AfterValidator(normal)]
        case _:
            kind = shapes[row.shape]
            return Annotated[kind, Field(min_length=row.min_length)] if row.min_length else kind
    for check in blank:
        kind = Annotated[kind, check]
    return Annotated[kind, Field(max_length=row.max_length)] if row.max_length else kind


def _question_type(name: str, shape: Shape) -> Any:
    model = _model("QuestionRubric", dict.fromkeys(BRACKETS, list[str]), _OPEN)
    rubric = {Shape.RUBRIC: Annotated[model, AfterValidator(normal)]}
    kind = _type(question_row(name, shape), rubric)
    return kind if name in QUESTION_NEVER_NULL else kind | None


def _number(shape: Shape, low: float | None, high: float | None) -> Any:
    if shape is Shape.NUMBER:
        return Annotated[float, Field(ge=low, le=high, allow_inf_nan=False), AfterValidator(_whole)]
    return Annotated[int, Field(ge=low, le=high), BeforeValidator(_whole)]


def _whole(value: object) -> object:
    """3.0 is an integer to JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "blank")
    return text


def _id(text: str) -> str:
    if not UUID.fullmatch(text):
        raise PydanticCustomError("id", "id")
    return text.lower()


def _email(text: str) -> str:
    if not EMAIL.fullmatch(text.strip()):
        raise PydanticCustomError("email", "email")
    return text.strip()


def _country(text: str) -> str:
    if not _COUNTRY.fullmatch(text.strip()):
        raise PydanticCustomError("country", "country")
    return text.strip().upper()


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise PydanticCustomError("slug", "slug")
    return text


EMAIL = re.compile(r"[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+")
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_FORMS = {Shape.EMAIL: _email, Shape.COUNTRY: _country, Shape.SLUG: _slug}


def _seconds(value: object) -> float | int:
    try:
        return durations.seconds(value)
    except durations.BadDuration as fault:
        raise PydanticCustomError("duration", "duration", {"why": str(fault)}) from None


def _session_seconds(value: object) -> float | int:
    number = _seconds(value)
    if number < durations.SHORTEST:
        raise PydanticCustomError("short", "short", {"number": number, "bare": not isinstance(value, str)})
    return number


def _moment(text: str) -> str:
    try:
        return durations.moment(text)
    except durations.BadMoment as fault:
        raise PydanticCustomError("moment", "moment", {"why": str(fault)}) from None
