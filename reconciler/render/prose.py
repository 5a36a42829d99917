"""Two texts as lines for a terminal: only the places that differ, the changed words standing out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Final

from reconciler.render import safe
from reconciler.render.difference import Hunk, Piece, difference
from reconciler.render.layout import Pen, count, wrap

_MOST_HUNKS: Final = 10


def text_lines(before: str, after: str, indent: str, pen: Pen) -> Iterator[str]:
    """The places where two texts differ, a `-` line and a `+` line each."""
    hunks = difference(before, after)
    for hunk in hunks[:_MOST_HUNKS]:
        yield from _hunk(hunk, indent, pen)
    if len(hunks) > _MOST_HUNKS:
        yield pen.paint.quiet(f"{indent}and {count(len(hunks) - _MOST_HUNKS, 'more place')}")


def _hunk(hunk: Hunk, indent: str, pen: Pen) -> Iterator[str]:
    paint = pen.paint
    both = bool(hunk.old and hunk.new)
    for mark, pieces, base, strong in (
        ("-", hunk.old, paint.remove, paint.gone),
        ("+", hunk.new, paint.add, paint.come),
    ):
        if not pieces:
            continue
        if not "".join(piece.text for piece in pieces).strip():
            yield base(f"{indent}{mark} (an empty line)")
            continue
        whole = all(piece.changed for piece in pieces)
        for position, line in enumerate(
            _marked(pieces, pen, indent, base, strong if both and not whole else base)
        ):
            yield base(f"{indent}{mark} " if position == 0 else f"{indent}  ") + line


def _marked(
    pieces: Sequence[Piece], pen: Pen, indent: str, base: Callable[[str], str], strong: Callable[[str], str]
) -> Iterator[str]:
    """The words of `pieces` in lines, those that changed painted `strong`."""
    words: list[tuple[str, bool]] = []
    joined = False  # whether the last word goes on in the next piece
    for piece in pieces:
        text = safe.line(piece.text)
        for number, word in enumerate(text.split()):
            if number == 0 and joined and not text[:1].isspace():
                words[-1] = (words[-1][0] + word, words[-1][1] or piece.changed)
            else:
                words.append((word, piece.changed))
        joined = bool(text) and not text[-1:].isspace() and bool(words)
    flags = iter(words)
    for line in wrap(" ".join(word for word, _ in words), pen.width - len(indent) - 2):
        here = [next(flags) for _ in line.split()]
        yield "".join(_run(here, base, strong))


def _run(
    words: Sequence[tuple[str, bool]], base: Callable[[str], str], strong: Callable[[str], str]
) -> Iterator[str]:
    """Runs of words of one kind, each painted once, so that the colour has no holes."""
    for changed, group in groupby(enumerate(words), key=lambda item: item[1][1]):
        run = list(group)
        before = " " if run[0][0] else ""
        yield base(before) + (strong if changed else base)(" ".join(word for _, (word, _) in run))
