"""Plain values, how they are compared and how they are named by a digest.

Everything that travels between files, state and account is JSON; a `Ref` stands for an id that only
the account knows yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Ref:
    """A name that stands for an id of the account: a template called "Anna", an interview by its key."""

    kind: str
    name: str


Value: TypeAlias = "Json | Ref"


class Unread(Enum):
    """The mark of a value that was sent and has not been read back yet."""

    UNREAD = "unread"


UNREAD = Unread.UNREAD


def normal(value: Json) -> Json:
    """The same value with whole floats as integers, so that 1200 and 1200.0 are one number.

    JSON has one kind of number; which one Python makes of it depends on how somebody wrote it.
    """
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [normal(item) for item in value]
    if isinstance(value, dict):
        return {key: normal(item) for key, item in value.items()}
    return value


def canonical(value: Json) -> str:
    """One text for one value: sorted keys, no spaces, whole floats as integers."""
    import json  # this and hashlib take their time, and a run without changes names nothing

    return json.dumps(normal(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def same(left: Json, right: Json) -> bool:
    """Equal as JSON: 1 is 1.0, but true is not 1 (Python's == says it is)."""
    if left is right:
        return True
    kind = type(left)
    if kind is not type(right):
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        return numbers and kind is not bool and type(right) is not bool and left == right
    if isinstance(left, dict) and isinstance(right, dict):
        if left.keys() != right.keys():
            return False
        for key, value in left.items():
            other = right[key]
            if type(value) is str:
                if value != other:
                    return False
            elif value is not other and not same(value, other):
                return False
        return True
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


def plain(value: Value) -> Json:
    """`value` as JSON, a Ref as an object that no field can hold by itself."""
    if isinstance(value, Ref):
        return {"$ref": [value.kind, value.name]}
    return value


def digest(value: Json) -> str:
    """SHA-256 (hex) over the canonical text. Not for personal data: low entropy can be guessed."""
    import hashlib

    return hashlib.sha256(canonical(value).encode()).hexdigest()
