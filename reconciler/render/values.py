"""One value on one line, in the words of a definition: `20m`, `active`, `"Backend Engineer"`, `null`.

Texts are quoted and enums are not, as the field's row says, so that a text that reads `null` is not
taken for none.
"""

from __future__ import annotations

import json
from typing import Final

from reconciler.model.field import Shape
from reconciler.model.interview import QUESTION_FIELDS
from reconciler.model.values import Json, normal
from reconciler.render import safe
from reconciler.render.layout import clip, count
from reconciler.render.nouns import row_of
from reconciler.render.personal import DIGEST, PERSONAL

_BARE: Final = frozenset(
    {
        Shape.ENUM, Shape.OPEN_ENUM, Shape.ID, Shape.MOMENT, Shape.SECONDS, Shape.NUMBER, Shape.INTEGER,
        Shape.COUNTRY, Shape.EMAIL, Shape.SLUG,
    }
)  # fmt: skip
ANY_LENGTH: Final = 1_000_000
_KILO: Final = 1000


def shape_of(name: str) -> Shape | None:
    """The shape of a field by its name, of one of a question's for `questions.N.duration`."""
    row = row_of(name)
    if row is not None:
        return row.shape
    top, _, rest = name.partition(".")
    return QUESTION_FIELDS.get(rest.rpartition(".")[2]) if top == "questions" and rest else None


def one_line(name: str, value: Json, room: int = ANY_LENGTH) -> str:
    """`value` of the field `name` in at most `room` cells, harmless for a terminal."""
    shape = shape_of(name)
    if isinstance(value, str):
        return value if value in (PERSONAL, DIGEST) else _text(value, room, bare=shape in _BARE)
    if shape is Shape.FILE and (told := file(value)):
        return clip(safe.line(told), room)
    if shape is Shape.OBJECTS and isinstance(value, list) and value:
        return count(len(value), "entry", "entries")
    if shape is Shape.SECONDS and isinstance(value, int | float) and not isinstance(value, bool):
        return duration(value)
    if shape is Shape.QUESTIONS and isinstance(value, list):
        return count(len(value), "question")
    return clip(_nested(value), room)


def duration(seconds: float) -> str:
    """Seconds as a definition writes them: whole minutes as `20m`, else `90s`."""
    whole = normal(seconds)
    if isinstance(whole, int) and whole and whole % 60 == 0:
        return f"{whole // 60}m"
    return f"{whole}s"


def file(value: Json) -> str:
    """A file of the project as its path and size; empty when `value` says neither."""
    if not isinstance(value, dict) or not isinstance(path := value.get("path"), str):
        return ""
    size = value.get("size")
    if not isinstance(size, int):
        return path
    return f"{path} ({count(size, 'byte') if size < _KILO else f'{size / _KILO:,.0f} kB'})"


def cut(value: str, room: int) -> str:
    """A text of which only the beginning is shown: its first line, and how long it is."""
    first = next((line for line in value.splitlines() if line.strip()), "")
    size = f" ({count(len(value), 'character')})"
    return f'"{clip(safe.line(first.strip()), max(room - 2 - len(size), 8))}"{size}'


def reference(value: Json) -> tuple[str, str] | None:
    """Kind and name of a Ref that is not filled yet, else None."""
    if isinstance(value, dict) and list(value) == ["$ref"]:
        inside = value["$ref"]
        if isinstance(inside, list) and len(inside) == 2:
            return str(inside[0]), str(inside[1])
    return None


def _text(value: str, room: int, *, bare: bool) -> str:
    plain_word = bare and value and not any(character.isspace() for character in value)
    shown = safe.line(value)
    if plain_word:
        return clip(shown, room)
    return f'"{clip(shown, max(room - 2, 1))}"'


def _nested(value: Json) -> str:
    named = reference(value)
    if named is not None:
        article = "an" if named[0][:1] in "aeiou" else "a"
        return f"{safe.line(named[1])} ({article} {safe.line(named[0])} by name)"
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(normal(value))
    if isinstance(value, str):
        return f'"{safe.line(value)}"'
    if isinstance(value, list):
        return "[" + ", ".join(_nested(entry) for entry in value) + "]"
    pairs = (f"{safe.line(key)}: {_nested(entry)}" for key, entry in value.items())
    return "{" + ", ".join(pairs) + "}"
