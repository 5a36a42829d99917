"""Two texts, and only what differs: lines first, then the words inside a line that was rewritten.

The result is data (hunks of old and new with a few words round them), so that every face draws the same
difference in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from reconciler.render.layout import ELLIPSIS

# Beyond this many words a line is not compared word by word: the matcher's time grows with the square.
_MOST_WORDS: Final = 1_500
_MOST_LINES: Final = 3_000
_CONTEXT: Final = 3
_SHORT: Final = 25  # words of a line that is shown whole: most questions are
_ALIKE: Final = 0.3  # two lines that share less are two lines, not one that was rewritten
_TOO_FEW: Final = 3  # words that an ellipsis is not worth standing for
_WORDS: Final = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is `new`, `old` or, with neither, on both sides."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Hunk:
    """One place that differs. An empty side means that nothing stood, or stands, there."""

    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


def difference(old: str, new: str) -> list[Hunk]:
    """The places where `new` differs from `old`, in order."""
    before, after = _lines(old), _lines(new)
    if len(before) + len(after) > _MOST_LINES:
        return [_whole(old, new)]
    hunks: list[Hunk] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = before[a:b], after[c:d]
        for position in range(max(len(gone), len(come))):
            left = gone[position] if position < len(gone) else None
            right = come[position] if position < len(come) else None
            hunks.extend(_line(left, right))
    return hunks


def sides(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts whole, each in pieces that tell what only it has."""
    before, after = old.replace("\r\n", "\n").splitlines(True), new.replace("\r\n", "\n").splitlines(True)
    if len(before) + len(after) > _MOST_LINES:
        return [Piece(old, changed=True)], [Piece(new, changed=True)]
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        if tag == "replace":
            words = _sides_of_words(gone, come)
            left.extend(words[0])
            right.extend(words[1])
            continue
        left.extend([Piece(gone, changed=tag != "equal")] if gone else [])
        right.extend([Piece(come, changed=tag != "equal")] if come else [])
    return left, right


def alike(old: str, new: str) -> float:
    """How much of two texts is the same, 0 to 1, by words: cheap, and good enough to choose a form."""
    before, after = old.split(), new.split()
    if len(before) + len(after) > 2 * _MOST_WORDS:
        return 0.0
    return SequenceMatcher(None, before, after, autojunk=False).ratio()


def _line(old: str | None, new: str | None) -> Iterator[Hunk]:
    if old is None or new is None:
        yield Hunk(_piece(old), _piece(new))
        return
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > 2 * _MOST_WORDS or alike(old, new) < _ALIKE:
        yield Hunk(_piece(old), _piece(new))
        return
    matcher = SequenceMatcher(None, _bare(before), _bare(after), autojunk=False)
    context = _CONTEXT if len(before) + len(after) > 2 * _SHORT else _SHORT
    for group in matcher.get_grouped_opcodes(context):
        yield Hunk(
            tuple(_pieces(before, [(tag, a, b) for tag, a, b, _, _ in group])),
            tuple(_pieces(after, [(tag, c, d) for tag, _, _, c, d in group])),
        )


def _sides_of_words(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > 2 * _MOST_WORDS or alike(old, new) < _ALIKE:
        return [Piece(old, changed=True)], [Piece(new, changed=True)]
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, _bare(before), _bare(after), autojunk=False).get_opcodes():
        if b > a:
            left.append(Piece("".join(before[a:b]), changed=tag != "equal"))
        if d > c:
            right.append(Piece("".join(after[c:d]), changed=tag != "equal"))
    return left, right


def _pieces(words: Sequence[str], spans: list[tuple[str, int, int]]) -> Iterator[Piece]:
    """The words of one side of a group, with an ellipsis where the line goes on beyond it."""
    first, last = spans[0][1], spans[-1][2]
    if first > _TOO_FEW:
        yield Piece(ELLIPSIS + " ", changed=False)
    elif first:
        yield Piece("".join(words[:first]), changed=False)
    for tag, start, end in spans:
        if end > start:
            yield Piece("".join(words[start:end]), changed=tag != "equal")
    if last < len(words) - _TOO_FEW:
        yield Piece(ELLIPSIS, changed=False)
    elif last < len(words):
        yield Piece("".join(words[last:]), changed=False)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n") if text else []


def _bare(words: Sequence[str]) -> list[str]:
    return [word.strip() for word in words]


def _piece(text: str | None) -> tuple[Piece, ...]:
    return () if text is None else (Piece(text, changed=True),)


def _whole(old: str, new: str) -> Hunk:
    return Hunk(_piece(f"{len(_lines(old)):,} lines"), _piece(f"{len(_lines(new)):,} lines"))
