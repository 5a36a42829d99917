"""What one field of a kind is: the columns of a kind's table.

Differ, request bodies, reader, JSON Schema, documents and import read these columns and nothing else,
so that a rule about a field stands in one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from reconciler.model.values import Json


class Endpoint(StrEnum):
    """The calls that write what is declared; the values are the API's own names."""

    CREATE = "job-interview-create"
    ARRAY = "job-interview-create-from-array"
    UPDATE = "job-interview-update"
    STATE = "job-interview-set-state"
    PERSONA = "persona-create"
    DIRECTORY = "catalogue-tag-create"
    DIRECTORY_UPDATE = "catalogue-tag-update"
    ENROL = "job-interview-create-for-candidate-with-token"
    RETAKE = "job-interview-result-request-another-attempt"
    REGISTER = "job-interview-register-users"
    INVITE = "invite-users"
    SCREENING = "pre-screening-create"
    DOCUMENT = "knowledge-base-document-upload"


LETTERS: Mapping[str, Endpoint] = MappingProxyType(
    {
        "C": Endpoint.CREATE,
        "A": Endpoint.ARRAY,
        "U": Endpoint.UPDATE,
        "S": Endpoint.STATE,
        "P": Endpoint.PERSONA,
        "D": Endpoint.DIRECTORY,
        "T": Endpoint.DIRECTORY_UPDATE,
        "E": Endpoint.ENROL,
        "R": Endpoint.RETAKE,
        "G": Endpoint.REGISTER,
        "I": Endpoint.INVITE,
        "W": Endpoint.SCREENING,
        "K": Endpoint.DOCUMENT,
    }
)


class Shape(StrEnum):
    """What a definition may write for the field."""

    TEXT = "text"
    LONG_TEXT = "long_text"  # may come from a file
    ENUM = "enum"
    OPEN_ENUM = "open_enum"  # suggested values, others are taken
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    SECONDS = "seconds"  # `20m`, `1200s`, or a bare number of seconds
    MOMENT = "moment"  # ISO date or date-time
    ID = "id"
    STRINGS = "strings"
    OBJECT = "object"  # open: any keys
    HIRING = "hiring"
    REPORT = "report"
    RUBRIC = "rubric"
    QUESTIONS = "questions"
    OBJECTS = "objects"  # a list of maps
    COUNTRY = "country"  # two letters, ISO 3166
    EMAIL = "email"
    SLUG = "slug"  # an id of the author's choice
    FILE = "file"  # a file of the project, sent as it is: {path, sha256, size in bytes}


class Compare(StrEnum):
    """When two values of the field are one."""

    EXACT = "exact"
    TEXT = "text"  # white space at the end of lines and of the text does not count
    CASELESS = "caseless"
    INSTANT = "instant"  # one moment in other clothes
    SET = "set"  # order does not count
    LEAVES = "leaves"  # only what is declared, leaf by leaf
    QUESTIONS = "questions"  # engine.questions


class Null(StrEnum):
    """What null means to an endpoint. An endpoint that is not named refuses it."""

    CLEAR = "clear"
    DEFAULT = "default"
    GENERATE = "generate"


class Way(StrEnum):
    """How a new value gets into an interview that exists."""

    IN_PLACE = "in_place"
    SET_STATE = "set_state"
    GENERATION = "generation"  # steers generation only: recorded, takes effect at the next one
    WRITE_ONCE = "write_once"  # accepted at creation, never again, never read back
    IMMUTABLE = "immutable"  # only another interview can have another value
    WITH_QUESTIONS = "with_questions"  # a wish that travels with a change of the questions


@dataclass(frozen=True, slots=True)
class Field:
    """One row. `accepts` and `requires` are letters of LETTERS; what no call accepts is ours and never sent.

    `read` is the dotted path in the answer of job-interview-get; None means the account never shows
    it (UNREADABLE), and so does a path that is absent in an answer: never null.
    `alike` are values that mean the same, null among them where it does.
    `whole`: an object that is sent as observed overlaid with declared, since a partial one might
    replace the rest (behaviour.md section 1 leaves it open).
    `rewritable`: the service may store another text than the one sent, and that is no failure.
    `generated`: the service writes it by itself when nothing is declared.
    `personal`: it says who a person is; beyond memory and the terminal only a keyed digest of it is kept.
    `at_creation`: its name in the call that makes the resource, where that call has another one.
    """

    name: str
    shape: Shape
    accepts: str
    requires: str = ""
    read: str | None = None
    compare: Compare = Compare.EXACT
    alike: tuple[Json, ...] = ()
    null: Mapping[Endpoint, Null] = field(default_factory=dict)
    way: Way = Way.IN_PLACE
    whole: bool = False
    generated: bool = False
    rewritable: bool = False
    visible: bool = False
    secret: bool = False
    personal: bool = False
    costs: bool = False
    values: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    min_length: int = 0
    max_length: int | None = None
    ref: str | None = None  # the kind of name that may stand for the id
    at_creation: str = ""

    def taken_by(self, endpoint: Endpoint) -> bool:
        return any(LETTERS[letter] is endpoint for letter in self.accepts)

    def required_by(self, endpoint: Endpoint) -> bool:
        return any(LETTERS[letter] is endpoint for letter in self.requires)

    @property
    def readable(self) -> bool:
        return self.read is not None
