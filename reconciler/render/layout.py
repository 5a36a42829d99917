"""Where text stands: width in terminal cells, clipping, wrapping, a right edge, and colour.

Everything here works on text that `safe` has made harmless. Colour is put on last, so that no width is
ever counted over an escape sequence, and only here, so that one switch turns all of it off.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

ELLIPSIS: Final = "…"
_MOST_EDGE: Final = 116


def width(text: str) -> int:
    """How many terminal cells `text` takes: East Asian wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def clip(text: str, room: int) -> str:
    """`text` in at most `room` cells, with an ellipsis where something was left out."""
    if width(text) <= room:
        return text
    taken, used = [], 0
    for character in text:
        used += _cells(character)
        if used > room - 1:
            break
        taken.append(character)
    return "".join(taken).rstrip() + ELLIPSIS


def pad(text: str, cells: int) -> str:
    """`text` filled with spaces to `cells`."""
    return text + " " * (cells - width(text))


def wrap(text: str, room: int, *, indent: str = "", later: str | None = None) -> list[str]:
    """`text` broken at spaces into lines of `room` cells; `later` indents all but the first.

    A word longer than a line stands on a line of its own, whole: a command or a path that is cut in two
    cannot be copied.
    """
    later = indent if later is None else later
    found: list[str] = []
    current, empty = indent, True
    for word in text.split():
        if not empty and width(current) + 1 + width(word) > room:
            found.append(current)
            current, empty = later, True
        current += word if empty else " " + word
        empty = False
    return found if empty else [*found, current]


def flow(items: Iterable[str], room: int, *, indent: str) -> list[str]:
    """`items` separated by commas, broken between items only."""
    entries = list(items)
    found: list[str] = []
    current = indent
    for position, item in enumerate(entries):
        item += "," if position < len(entries) - 1 else ""
        if current != indent and width(current) + 1 + width(item) > room:
            found.append(current)
            current = indent
        current += item if current == indent else " " + item
    return [*found, current] if entries else []


def edge(left: str, right: str, room: int) -> str:
    """`left`, and `right` at the right edge when both fit with a gap; else `left` alone."""
    gap = room - width(left) - width(right)
    return f"{left}{' ' * gap}{right}" if right and gap >= 2 else left


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 field`, `12 fields`, `1,240 characters`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@dataclass(frozen=True, slots=True)
class Paint:
    """Colour by meaning. Without `colour` every method gives its text back."""

    colour: bool = False

    def _code(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text

    def add(self, text: str) -> str:
        return self._code(text, "32")

    def change(self, text: str) -> str:
        return self._code(text, "33")

    def remove(self, text: str) -> str:
        return self._code(text, "31")

    def stop(self, text: str) -> str:
        return self._code(text, "1;31")

    def strong(self, text: str) -> str:
        return self._code(text, "1")

    def quiet(self, text: str) -> str:
        return self._code(text, "2")

    def gone(self, text: str) -> str:
        """A word that only the old text has."""
        return self._code(text, "31;7")

    def come(self, text: str) -> str:
        """A word that only the new text has."""
        return self._code(text, "32;7")


@dataclass(frozen=True, slots=True)
class Pen:
    """What a page is drawn with: its width in cells and its paint."""

    width: int = 80
    paint: Paint = Paint()

    @property
    def edge(self) -> int:
        """Where the right edge is: on a wide terminal nearer than its own, or no eye would find from a
        value to its line."""
        return min(self.width, _MOST_EDGE)
