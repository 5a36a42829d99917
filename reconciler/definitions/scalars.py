"""What an unquoted word of YAML means: the core schema of YAML 1.2, and less.

`no`, `on`, `12:30`, `1_000` and `2024-01-01` are text, and so are forms that carry more than a number when
somebody writes them (`0042`, `0x1F`, `0o17`, `.inf`, `.nan`): read as numbers they would lose what was meant.
"""

from __future__ import annotations

import re
from typing import TypeAlias

Scalar: TypeAlias = "bool | int | float | str | None"

CONSTANTS: dict[str, Scalar] = {
    "null": None, "Null": None, "NULL": None, "~": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
# C0 but tab and newlines, DEL, C1, the bidirectional controls, line separators, and what is no character.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
MOST_NODES = 10_000  # values of one file
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
NUMBER_START = frozenset("+-.0123456789")
_EXACT = 2**53
_MOST_DIGITS = 400
_SAFE_DIGITS = 16  # fewer digits than 2**53 has


class TooLarge(ValueError):
    """A number that JSON readers do not agree on."""


def resolve(text: str) -> Scalar:
    """The value of a plain scalar. Raises TooLarge past 2**53, where a JSON number is no longer exact."""
    if text in CONSTANTS:
        return CONSTANTS[text]
    if not text or text[0] not in NUMBER_START:
        return text
    if len(text) < _SAFE_DIGITS and text.isdecimal() and text.isascii() and (text[0] != "0" or text == "0"):
        return int(text)
    if _INTEGER.fullmatch(text):
        if len(text) > _MOST_DIGITS or abs(int(text)) > _EXACT:
            raise TooLarge
        return int(text)
    if _FLOAT.fullmatch(text):
        value = float(text)
        if abs(value) > _EXACT:
            raise TooLarge
        return value
    return text
