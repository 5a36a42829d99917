"""An account without its owner: the same shape, sizes and settings, and nobody's words.

Every word becomes one of a few neutral words, chosen by its own letters, so that equal texts stay equal and
a text keeps its length and its lines. Many words share one neutral word: nothing leads back. Ids are
numbered in the order they are met. The same account gives the same result every time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from reconciler.engine.questions import as_questions
from reconciler.model.field import Shape
from reconciler.model.interview import FIELDS, QUESTION_FIELDS, TONES
from reconciler.model.observed import Merchant, Observation, Row, Template
from reconciler.model.values import Json, digest

_WORDS = (
    "amber", "basin", "cedar", "delta", "ember", "field", "grove", "haven", "inlet", "juniper", "kestrel",
    "lagoon", "meadow", "north", "orchard", "pebble", "quarry", "river", "saddle", "timber", "upland",
    "valley", "willow", "yarrow",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_URL = re.compile(r"https?://\S+")
_STAND_INS = {"interactive_elevenlabs": "Viktor", "offline_heygen": "Maria"}
"""Per type the template that every simulated account has, so that the copy can be rehearsed there."""
_OTHER = "Anna"
_BRACKETS = ("weak", "moderate", "strong")


@dataclass(slots=True)
class Sanitizer:
    """Remembers which id and which name it gave whom."""

    ids: dict[str, str] = field(default_factory=dict)
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)

    def id(self, real: str) -> str:
        number = f"{len(self.ids) + 1:012x}"
        return self.ids.setdefault(real, f"00000000-0000-4000-8000-{number}")

    def numbered(self, kind: str, real: str) -> str:
        """`tag-1`, `tag-2`, … in the order they are met."""
        count = sum(1 for known, _ in self.numbers if known == kind)
        return self.numbers.setdefault((kind, real), f"{kind}-{count + 1}")

    def text(self, real: str) -> str:
        """Other words in the same places; digits become 0, addresses lead nowhere."""
        found = _URL.sub("https://example.com", real)
        found = re.sub(r"\d", "0", found)
        return "https://example.com".join(
            _WORD.sub(_neutral, piece) for piece in found.split("https://example.com")
        )

    def anything(self, value: Json) -> Json:
        """A value of no known shape: texts and keys of it say nothing any more."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.anything(item) for item in value]
        if isinstance(value, dict):
            return {self.numbered("key", key): self.anything(inner) for key, inner in value.items()}
        return value


def _neutral(match: re.Match[str]) -> str:
    real = match.group()
    word = _WORDS[int(digest(real.casefold())[:8], 16) % len(_WORDS)]
    return word.upper() if real.isupper() and len(real) > 1 else word.title() if real[:1].isupper() else word


@dataclass(frozen=True, slots=True)
class Account:
    """What is left of an account."""

    merchant: Merchant
    rows: Mapping[str, Row]
    read: Mapping[str, Observation]
    templates: tuple[Template, ...]


def account(
    merchant: Merchant, rows: Sequence[Row], read: Mapping[str, Observation], templates: Sequence[Template]
) -> Account:
    """The account of `rows`, in that order, with everything that could name its owner replaced."""
    clean = Sanitizer()
    kinds = {template.id: template.type for template in templates}
    new_rows: dict[str, Row] = {}
    new_read: dict[str, Observation] = {}
    used: dict[str, Template] = {}
    for number, row in enumerate(rows, start=1):
        seen = read[row.id]
        name = f"{clean.text(row.name).title()[:60]} {number}"
        remote_id = clean.id(row.id)
        fields = {key: _value(clean, key, value) for key, value in seen.fields.items()}
        fields["name"] = name
        template = _template(kinds.get(str(seen.fields.get("interview_template_id")), ""))
        used[template.id] = template
        if "interview_template_id" in fields:
            fields["interview_template_id"] = template.id
        new_rows[remote_id] = row._replace(id=remote_id, name=name, code=None)
        new_read[remote_id] = replace(seen, remote_id=remote_id, fields=fields)
    nobody = Merchant(effective=clean.id(merchant.effective), default=None)
    return Account(nobody, new_rows, new_read, tuple(used.values()))


def _template(kind: str) -> Template:
    name = _STAND_INS.get(kind, _OTHER)
    place = (_OTHER, *_STAND_INS.values()).index(name)
    return Template(f"00000000-0000-4000-9000-{place:012x}", name, kind, "active")


def _value(clean: Sanitizer, name: str, value: Json) -> Json:
    if value is None:
        return None
    if name == "questions":
        return _questions(clean, value)
    if name == "code" and isinstance(value, str):
        return clean.numbered("CODE", value)
    if name == "tags" and isinstance(value, list):
        return [clean.numbered("tag", str(tag)) for tag in value]
    if name == "interview_tone":
        return value if str(value).casefold() in TONES else TONES[0]
    return _shaped(clean, FIELDS[name].shape, value)


def _shaped(clean: Sanitizer, shape: Shape, value: Json) -> Json:
    match shape:
        case Shape.TEXT | Shape.LONG_TEXT | Shape.STRINGS:
            return clean.anything(value)
        case Shape.ID:
            return clean.id(str(value))
        case Shape.HIRING if isinstance(value, dict):
            return {key: clean.anything(inner) for key, inner in value.items()}
        case Shape.RUBRIC if isinstance(value, dict):
            names = {key: key if key in _BRACKETS else clean.numbered("key", key) for key in value}
            return {names[key]: clean.anything(inner) for key, inner in value.items()}
        case Shape.OBJECT if isinstance(value, dict):
            return {key: _leaf(clean, inner) for key, inner in value.items()}
        case _:
            return value


def _leaf(clean: Sanitizer, value: Json) -> Json:
    """A leaf of an open object whose keys are the API's."""
    return clean.anything(value) if isinstance(value, str | list | dict) else value


def _questions(clean: Sanitizer, value: Json) -> Json:
    asked: list[Json] = []
    for entry in as_questions(value):
        said: dict[str, Json] = {}
        for key, inner in entry.items():
            if inner is None:
                said[key] = None
            elif key in ("id", "conditional_question_main_id"):
                said[key] = clean.id(str(inner))
            elif key == "external_id":
                said[key] = clean.numbered("q", str(inner))
            elif key == "external_data":
                said[key] = clean.anything(inner)
            elif key in QUESTION_FIELDS:
                said[key] = _shaped(clean, QUESTION_FIELDS[key], inner)
        asked.append(said)
    return asked
