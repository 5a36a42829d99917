"""Text from outside, made harmless for a terminal.

Names and texts come from the account and from files that anybody may send in a pull request. Shown raw,
a control sequence could recolour, erase or forge what a person decides on, and an invisible or
bidirectional character could make two texts look alike. So every such character is shown as a visible
escape: `\\x1b`, `\\u202e`. What a person reads is then what is there.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_UNSAFE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

# Drawn as nothing or as a blank, but letters or marks to Unicode: joiners, fillers, unassigned code
# points that renderers ignore, and the variation selectors that can carry hidden text. The two
# selectors that emoji are written with (U+FE0E, U+FE0F) stay: people use them.
_INVISIBLE: Final = (
    range(0x034F, 0x0350),
    range(0x115F, 0x1161),
    range(0x17B4, 0x17B6),
    range(0x180B, 0x1810),
    range(0x2065, 0x2066),
    range(0x3164, 0x3165),
    range(0xFE00, 0xFE0E),
    range(0xFFA0, 0xFFA1),
    range(0xFFF0, 0xFFFC),
    range(0xE0000, 0xE1000),
)


_COMMAND: Final = re.compile(r"^(?P<before>[^\S\n]*):(?=:)|#(?=#\w*\[)", re.MULTILINE)


class _Escapes(dict[int, str]):
    """A translation table that fills itself: most code points are never met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        unsafe = unicodedata.category(character) in _UNSAFE_CATEGORIES or any(
            code in block for block in _INVISIBLE
        )
        self[code] = _escaped(code) if unsafe else character
        return self[code]


_ONE_LINE: Final = _Escapes({0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r"})
_MANY_LINES: Final = _Escapes({0x09: "    ", 0x0A: "\n", 0x0D: "\\r"})


def line(text: str) -> str:
    """`text` on one line: line breaks and tabs are escaped too."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_ONE_LINE)


def lines(text: str) -> list[str]:
    """The lines of `text`, each harmless. Only a line feed (with or without a carriage return before it)
    ends a line; whatever else Unicode calls a line break is shown as an escape."""
    return text.replace("\r\n", "\n").translate(_MANY_LINES).split("\n")


def terminal(text: str) -> str:
    """`text` of one or several lines, harmless, its line feeds kept."""
    return "\n".join(lines(text))


def inert(page: str) -> str:
    """A whole page of ours, where no line is a command to the runner of a CI system that reads it.

    GitHub acts on a line that begins with `::`, white space before it or not, and on `##[` anywhere; Azure
    and TeamCity on `##name[`. A text from outside that was wrapped or unfolded may begin a line.
    """
    return _COMMAND.sub(lambda found: f"{found['before'] or ''}{_escaped(ord(found[0][-1]))}", page)


def _escaped(code: int) -> str:
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
