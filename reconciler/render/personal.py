"""What says who a person is: taken out of a document once, here, before any face sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from reconciler.model.field import Shape
from reconciler.model.kinds import KINDS
from reconciler.model.values import Json

PERSONAL: Final = "(personal)"
DIGEST: Final = "(recorded as a digest)"
_KEYED: Final = "keyed:"
_LEAST: Final = 4  # a shorter value stands in too many texts that mean nobody
_LEAST_LINE: Final = 12  # of a resume


def is_personal(kind: str, name: str) -> bool:
    """Whether the field `name` of `kind` says who a person is."""
    found = KINDS.get(kind)
    row = None if found is None else found.fields.get(name.partition(".")[0])
    return row is not None and row.personal


def told(value: Json, *, show: bool) -> Json:
    """A personal value as a document holds it: null stays null, a digest says that it is one."""
    if value is None:
        return None
    if isinstance(value, str) and value.startswith(_KEYED):
        return DIGEST
    return value if show else PERSONAL


def person(kind: str, fields: Mapping[str, Json]) -> str:
    """Who it is about, as the head of a mail says it: `Ann Ek <ann@example.com>`; empty when that is not
    known any more."""
    found = KINDS.get(kind)
    rows = [] if found is None else [row for row in found.fields.values() if row.personal]
    name = [row.name for row in rows if row.name.rpartition("_")[2] == "name"]
    mail = [row.name for row in rows if row.shape is Shape.EMAIL]
    said, at = (_known(fields.get(names[0])) if names else "" for names in (name, mail))
    return f"{said} <{at}>" if said and at else said or at


def _known(value: Json) -> str:
    return value if isinstance(value, str) and not value.startswith(_KEYED) else ""


@dataclass(frozen=True, slots=True)
class Cover:
    """Puts the mask over `values` wherever a text repeats one of them; does nothing for none."""

    values: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Iterable[Json]) -> Cover:
        """Over those of `values` that are long enough to mean somebody."""
        words: set[str] = set()
        for value in values:
            if isinstance(value, str) and not value.startswith(_KEYED):
                words.add(value.strip())
                words.update(line.strip() for line in value.splitlines() if len(line) >= _LEAST_LINE)
        return cls(tuple(sorted((word for word in words if len(word) >= _LEAST), key=len, reverse=True)))

    def text(self, text: str) -> str:
        folded = text.casefold()
        for word in self.values:
            if word.casefold() in folded:
                text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", PERSONAL, text, flags=re.IGNORECASE)
        return text

    def value(self, value: Json) -> Json:
        """The same inside a value."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(entry) for entry in value]
        if isinstance(value, dict):
            return {key: self.value(entry) for key, entry in value.items()}
        return value
