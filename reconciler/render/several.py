"""Several environments at once: one table at the end, and equal changes told once.

Thirty accounts that get the same new question are one thing to read, not thirty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from reconciler.model.values import Json, canonical
from reconciler.render import safe
from reconciler.render.alike import likeness
from reconciler.render.blocks import OUTER, block
from reconciler.render.document import opened
from reconciler.render.folding import fold_lines
from reconciler.render.folds import Fold, Told, folded
from reconciler.render.layout import Paint, Pen, clip, count, flow, pad, width, wrap
from reconciler.render.reading import RANK
from reconciler.render.shapes import ChangeDoc

_GAP: Final = 2
_MOST_NAME: Final = 40
_LEAST_NAME: Final = 12


@dataclass(frozen=True, slots=True)
class Went:
    """How it went in one environment. `counts`: Changes per Action; `guards`: limits it is over; `error`:
    why there is no plan, or why it ended early."""

    environment: str
    counts: Mapping[str, int]
    blocked: int = 0
    guards: int = 0
    exit_code: int = 0
    error: str | None = None

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to say but that there is nothing."""
        return not (any(self.counts.values()) or self.blocked or self.guards or self.exit_code or self.error)


@dataclass(frozen=True, slots=True)
class Shared:
    """A Change and every environment in which it is the same. `taken` and `last_taken` of `change` are
    those of all of them together."""

    change: ChangeDoc
    environments: tuple[str, ...]


def several_text(rows: Sequence[Went], *, columns: int = 80, colour: bool = False) -> str:
    """The table over `rows`, in their order; those with nothing to do in one line, and the verdict last."""
    pen = Pen(max(columns, 40), Paint(colour))
    loud = [row for row in rows if not row.quiet]
    sections = [
        list(_table(loud, pen)),
        list(_errors(loud, pen)),
        list(_idle(rows, pen)),
        wrap(_verdict(rows), pen.width),
    ]
    return safe.inert("\n\n".join("\n".join(section) for section in sections if section) + "\n")


def shared_changes(
    documents: Sequence[Mapping[str, Json]], *, whole: Sequence[Mapping[str, Json]] | None = None
) -> list[Shared]:
    """The Changes of several plan documents, equal ones together, those of most environments first. `whole`:
    the same documents with what is masked in them, since two people behind one mask are not one."""
    found: dict[str, list[tuple[ChangeDoc, str]]] = {}
    for plan, full in zip(map(opened, documents), map(opened, whole or documents), strict=True):
        for change, same in zip(plan["changes"], full["changes"], strict=True):
            found.setdefault(canonical(likeness(same)), []).append((change, plan["environment"]))
    shared = [_together(members) for members in found.values()]
    return sorted(shared, key=lambda one: (-len(one.environments), _rank(one.change), one.change["address"]))


def shared_text(
    documents: Sequence[Mapping[str, Json]],
    *,
    whole: Sequence[Mapping[str, Json]] | None = None,
    columns: int = 80,
    colour: bool = False,
) -> str:
    """Every Change once, with the environments that it is the same in. `whole` as in `shared_changes`."""
    pen = Pen(max(columns, 40), Paint(colour))
    blocks = [
        list(_block(told, pen)) for told in _alike(shared_changes(documents, whole=whole), len(documents))
    ]
    if not blocks:
        return f"No changes in {count(len(documents), 'environment')}.\n"
    return safe.inert("\n\n".join("\n".join(lines) for lines in blocks) + "\n")


def _alike(shared: Sequence[Shared], of: int) -> Iterator[tuple[Told, str]]:
    """What is told together within one set of environments, and which those are."""
    for _, run in groupby(shared, key=lambda one: one.environments):
        members = list(run)
        for told in folded(one.change for one in members):
            yield told, _where(members[0], of)


def _block(told: tuple[Told, str], pen: Pen) -> Iterator[str]:
    change, where = told
    yield from fold_lines(change, pen) if isinstance(change, Fold) else block(change, pen)
    yield from (pen.paint.strong(line) for line in wrap(safe.line(where), pen.width, indent=OUTER))


def _rank(change: ChangeDoc) -> int:
    return RANK["blocked" if change["blocked"] else change["action"]]


def _together(members: Sequence[tuple[ChangeDoc, str]]) -> Shared:
    changes = [change for change, _ in members]
    change = ChangeDoc(**changes[0])
    change["taken"] = sum(one["taken"] for one in changes)
    change["last_taken"] = max((one["last_taken"] for one in changes if one["last_taken"]), default=None)
    if len(members) > 1:  # an id is one account's; its name is everybody's
        change["fields"] = [
            {**field, "after": f"({field['label']})"} if field["label"] else field
            for field in change["fields"]
        ]
    return Shared(change, tuple(environment for _, environment in members))


def _where(one: Shared, of: int) -> str:
    number = len(one.environments)
    if number == 1:
        return f"only in {one.environments[0]}"
    if number == of:
        return f"same in all {number} environments"
    return f"same in {number} environments: {', '.join(one.environments)}"


def _table(rows: Sequence[Went], pen: Pen) -> Iterator[str]:
    if not rows:
        return
    actions = sorted({action for row in rows for action, number in row.counts.items() if number}, key=_order)
    beside = [word for word in ("blocked", "guards") if any(_cell(row, word) for row in rows)]
    heads = [*actions, *beside, "exit"]
    sizes = [
        max(len(head), *(len(_shown(row, head)) for row in rows), len(_total(rows, head))) for head in heads
    ]
    room = max(pen.width - sum(sizes) - _GAP * len(sizes), _LEAST_NAME)
    names = [clip(safe.line(row.environment), min(room, _MOST_NAME)) for row in rows]
    column = max(map(width, [*names, "environment"]))
    yield pen.paint.strong(_line("environment", heads, column, sizes))
    for row, name in zip(rows, names, strict=True):
        line = _line(name, [_shown(row, head) for head in heads], column, sizes)
        yield _paint(row, pen)(line)
    if len(rows) > 1:
        yield pen.paint.strong(
            _line("in all", [_total(rows, head) for head in heads], column, sizes).rstrip()
        )


def _line(name: str, cells: Sequence[str], column: int, sizes: Sequence[int]) -> str:
    shown = (f"{cell:>{size}}" for cell, size in zip(cells, sizes, strict=True))
    return (" " * _GAP).join([pad(name, column), *shown])


def _paint(row: Went, pen: Pen) -> Callable[[str], str]:
    if row.error or row.guards:
        return pen.paint.stop
    return pen.paint.change if row.blocked or row.exit_code else str


def _order(action: str) -> tuple[int, str]:
    return RANK.get(action, len(RANK)), action


def _cell(row: Went, head: str) -> int:
    beside = {"blocked": row.blocked, "guards": row.guards, "exit": row.exit_code}
    return beside[head] if head in beside else row.counts.get(head, 0)


def _shown(row: Went, head: str) -> str:
    number = _cell(row, head)
    return f"{number:,}" if number or head == "exit" else "-"


def _total(rows: Sequence[Went], head: str) -> str:
    return "" if head == "exit" else f"{sum(_cell(row, head) for row in rows):,}"


def _errors(rows: Sequence[Went], pen: Pen) -> Iterator[str]:
    for row in rows:
        if row.error:
            told = safe.line(f"{row.environment}: {row.error}")
            yield from (pen.paint.stop(line) for line in wrap(told, pen.width, later=OUTER))


def _idle(rows: Sequence[Went], pen: Pen) -> Iterator[str]:
    names = [safe.line(row.environment) for row in rows if row.quiet]
    if names:
        yield f"Nothing to do in {count(len(names), 'environment')}:"
        yield from (pen.paint.quiet(line) for line in flow(names, pen.width, indent=OUTER))


def _verdict(rows: Sequence[Went]) -> str:
    counted = {
        "with changes": sum(1 for row in rows if any(row.counts.values()) and not row.error),
        "with something blocked": sum(1 for row in rows if row.blocked),
        "over a limit": sum(1 for row in rows if row.guards),
        "ended in an error": sum(1 for row in rows if row.error),
    }
    told = ", ".join(f"{number} {words}" for words, number in counted.items() if number)
    return f"{count(len(rows), 'environment')}: {told or 'nothing to do anywhere'}."
