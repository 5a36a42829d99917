"""What says who a person is: taken out of a document once, here, before any face sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from reconciler.model.field import Shape
from reconciler.model.kinds import KINDS
from reconciler.model.values import Json

PERSONAL: Final = "(personal)"
DIGEST: Final = "(recorded as a digest)"
_KEYED: Final = "keyed:"
_WORD: Final = re.compile(r"\w+")
_ADDRESSES: Final = tuple(f"{kind}." for kind in KINDS)
_LEAST: Final = 4  # a shorter value stands in too many texts that mean nobody
_LEAST_LINE: Final = 12  # of a resume


def is_personal(kind: str, name: str) -> bool:
    """Whether the field `name` of `kind` says who a person is."""
    return name.partition(".")[0] in _personal(kind)


@cache
def _personal(kind: str) -> frozenset[str]:
    found = KINDS.get(kind)
    return (
        frozenset() if found is None else frozenset(row.name for row in found.fields.values() if row.personal)
    )


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
    """Puts the mask over values wherever a text repeats one of them; does nothing for none. `by_word`: the
    values by the first word of each, so that thousands of people cost a text no more than a few."""

    by_word: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Iterable[Json]) -> Cover:
        """Over those of `values` that are long enough to mean somebody."""
        found: dict[str, tuple[str, ...]] = {}
        for value in sorted(_telling(values), key=lambda text: (-len(text), text)):
            word = _WORD.search(value.casefold())
            if word is not None:
                found[word[0]] = (*found.get(word[0], ()), value)
        return cls(found)

    def text(self, text: str) -> str:
        if not self.by_word or not text:
            return text
        folded = text.casefold()
        for word in dict.fromkeys(_WORD.findall(folded)):
            for value in self.by_word.get(word, ()):
                if value.casefold() in folded:
                    text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", _masked, text, flags=re.IGNORECASE)
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


def _masked(found: re.Match[str]) -> str:
    """A key of an Address stays: it is what a command has to name."""
    return found[0] if found.string[: found.start()].endswith(_ADDRESSES) else PERSONAL


def _telling(values: Iterable[Json]) -> set[str]:
    """The texts to look for: each value, and each line of a resume."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, str) and not value.startswith(_KEYED):
            found.add(value.strip())
            found.update(line.strip() for line in value.splitlines() if len(line) >= _LEAST_LINE)
    return {text for text in found if len(text) >= _LEAST}
