"""The stable name of a resource in files, plans, state and messages."""

from __future__ import annotations

import re
from typing import NamedTuple

INTERVIEW = "interview"
"""The kind of a key that names none."""

KEY_PATTERN = re.compile(r"[a-z0-9-]{1,63}")


class Address(NamedTuple):
    """`kind.key`, e.g. `interview.backend-engineer`."""

    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind}.{self.key}"

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read `kind.key`; a bare key means an interview. Raises ValueError."""
        kind, dot, key = text.partition(".")
        if not dot:
            kind, key = INTERVIEW, text
        if not KEY_PATTERN.fullmatch(key) or not kind:
            raise ValueError(f"{text!r} is not an Address; write kind.key, e.g. interview.backend-engineer")
        return cls(kind, key)
