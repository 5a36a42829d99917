"""A plan as Markdown for the comment on a pull request.

No text from outside ever stands in Markdown itself: it stands in a fence longer than any run of backticks
inside, in a code span, or in the `<code>` of a raw HTML line. So nothing can break out, link, show an image
or mention anybody, whatever a name holds. What is shown of a Change is the terminal's own block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Final

from reconciler.model.values import Json
from reconciler.render import safe
from reconciler.render.blocks import body
from reconciler.render.document import opened
from reconciler.render.fields import place
from reconciler.render.folding import fold_body
from reconciler.render.folds import Fold, Told, folded, unfolded
from reconciler.render.layout import ELLIPSIS, Pen, count
from reconciler.render.reading import essence, in_reading_order, kind
from reconciler.render.shapes import ChangeDoc, PlanDoc
from reconciler.render.terminal import closing_sections
from reconciler.render.verdict import headline, numbers, risks, sign, tally

LIMIT: Final = 65_000
"""Bytes; GitHub takes 65,536 characters in a comment, and no character is less than a byte."""

_WIDTH: Final = 100
_MOST_OF_LINE: Final = 400
_MOST_OF_SECTION: Final = 6_000
_MOST_OF_CHANGE: Final = 20_000
_MOST_NAME: Final = 80
_MOST_FIELDS: Final = 4
_RESERVE: Final = 400  # for the sentence on what was left out


def plan_markdown(document: Mapping[str, Json], *, limit: int = LIMIT, whole: bool = False) -> str:
    """The plan `document` in at most `limit` bytes. What does not fit is left out from the end, whole
    Changes at a time, and counted; verdict, guards and warnings come first and stay. `whole`: each Change by
    itself, also those that are alike."""
    plan = opened(document)
    pen = Pen(_WIDTH)
    parts = [*_verdict(plan), *_closing(plan, pen)]
    used = sum(map(_size, parts))
    told = folded(in_reading_order(plan["changes"]), whole=whole)
    kept, left_out = _that_fit(told, limit - used - _RESERVE, pen)
    parts.extend(kept)
    if left_out:
        parts.append(_left_out(left_out))
    return safe.inert("\n".join(parts))


def fence(lines: Iterable[str], kind: str = "text") -> str:
    """`lines` as a code block that no line inside can end."""
    body = "\n".join(lines)
    longest = max((len(run) for run in re.findall(r"`+", body)), default=0)
    mark = "`" * max(3, longest + 1)
    return f"{mark}{kind}\n{body}\n{mark}\n"


def span(text: str) -> str:
    """`text` as a code span: nothing inside it is markup."""
    shown = safe.line(text) or " "
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    mark = "`" * (longest + 1)
    return f"{mark} {shown} {mark}" if longest else f"`{shown}`"


def _size(part: str) -> int:
    return len(part.encode()) + 1


def _verdict(plan: PlanDoc) -> Iterator[str]:
    """The numbers first, then what a person should know before reading on, then where all this is."""
    kind = "Plan" if plan["online"] else "Offline plan"
    yield f"### {kind} for {span(plan['environment'][:_MOST_NAME])}\n"
    shown = numbers(plan)
    yield f"| {' | '.join(shown)} |"
    yield f"|{' :-: |' * len(shown)}"
    yield f"| {' | '.join(f'**{number:,}**' for number in shown.values())} |\n"
    for risk in risks(plan):  # our own words and numbers, so they may stand as Markdown
        yield f"- **{risk}**"
    if plan["verdict"]["guards"] or risks(plan):
        yield ""
    first, *rest = headline(plan)
    if plan["online"] and not plan["verdict"]["empty"]:
        first = plan["server"]  # the rest of the sentence is the heading
    told = [first, *(line for line in rest if line != tally(plan))]
    yield fence(_cut([safe.line(sentence) for sentence in told], _MOST_OF_SECTION))


def _closing(plan: PlanDoc, pen: Pen) -> Iterator[str]:
    for section in closing_sections(plan, pen):
        yield fence(_cut(section, _MOST_OF_SECTION))


def _that_fit(told: Sequence[Told], room: int, pen: Pen) -> tuple[list[str], list[ChangeDoc]]:
    kept: list[str] = []
    for position, one in enumerate(told):
        part = _alike(one, pen) if isinstance(one, Fold) else _details(one, pen)
        room -= _size(part)
        if room < 0:
            return kept, unfolded(told[position:])
        kept.append(part)
    return kept, []


def _details(change: ChangeDoc, pen: Pen) -> str:
    """One line of raw HTML, then, after a blank line, Markdown again: a fence."""
    parts = [change["address"], change["name"][:_MOST_NAME], *(_names(change))]
    title = " ".join(
        [f"<b>{escape(sign(change))} {kind(change)}</b>", *(_code(part) for part in parts if part)]
    )
    where = place(change["place"])
    lines = [*([where] if where else []), *body(change, pen)]
    inside = fence(_cut(list(_marked(lines)), _MOST_OF_CHANGE), "diff")
    return f"<details><summary>{title}</summary>\n\n{inside}\n</details>\n"


def _alike(fold: Fold, pen: Pen) -> str:
    title = f"<b>{escape(sign(fold.first))} {kind(fold.first)}</b> {_code(fold.title)}"
    lines = [*([safe.line(fold.file)] if fold.file else []), *fold_body(fold, pen)]
    inside = fence(_cut(list(_marked(lines)), _MOST_OF_CHANGE), "diff")
    return f"<details><summary>{title}</summary>\n\n{inside}\n</details>\n"


def _names(change: ChangeDoc) -> list[str]:
    """The fields that differ, in one go; why it is blocked stands inside."""
    if change["blocked"] or not change["fields"]:
        return []
    names = essence(change)
    more = len(names) - _MOST_FIELDS
    return [", ".join(names[:_MOST_FIELDS]) + (f" and {more} more" if more > 0 else "")] if names else []


def _marked(lines: Iterable[str]) -> Iterator[str]:
    """`-` and `+` lines, and what is wrapped below them, with the mark in the first column, where a viewer
    of differences colours it."""
    mark, column = "", 0
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        found = re.match(r" +([-+])(?= )", line)
        if found:
            mark, column = found[1], indent
            yield mark + line[:column] + line[column + 1 :]
        elif mark and indent >= column + 2:
            yield mark + line[1:]
        else:
            mark = ""
            yield line


def _code(text: str) -> str:
    return f"<code>{escape(safe.line(text))}</code>"


def _cut(lines: Sequence[str], room: int) -> list[str]:
    """As many of `lines` as fit in `room` bytes, and how many there are beyond."""
    kept: list[str] = []
    for position, line in enumerate(lines):
        shown = line if len(line) <= _MOST_OF_LINE else line[:_MOST_OF_LINE] + ELLIPSIS
        room -= _size(shown)
        if room < 0:
            return [*kept, f"and {count(len(lines) - position, 'more line')}"]
        kept.append(shown)
    return kept


def _left_out(changes: Sequence[ChangeDoc]) -> str:
    counted: dict[str, int] = {}
    for change in changes:
        word = kind(change)
        counted[word] = counted.get(word, 0) + 1
    told = ", ".join(f"{number:,} {word}" for word, number in counted.items())
    return f"**{count(len(changes), 'more change')} not shown here for length** ({told})\n"
