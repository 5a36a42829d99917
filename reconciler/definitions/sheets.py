"""Reads a list of people from a CSV file, every cell with its place.

A row that cannot be used is reported and left out; the others are read all the same, so that one run shows
every fault. No message holds what a cell says.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reconciler.definitions.report import Report, quoted
from reconciler.definitions.scalars import UNSEEN
from reconciler.definitions.source import has_unseen
from reconciler.errors import Span

MOST_ROWS = 10_000
_DELIMITERS = (",", ";", "\t")


class Cell(NamedTuple):
    """What a cell says, without the white space around it, and where it begins."""

    text: str
    place: Span


@dataclass(frozen=True, slots=True)
class Sheet:
    """`header`: each column with its number. `rows` have one cell for each column."""

    path: str
    header: Mapping[str, int]
    rows: Sequence[Sequence[Cell]]


def read_sheet(text: str, path: str, report: Report) -> Sheet | None:
    """The list in the file `path`, which holds `text`; None when nothing of it can be read."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if has_unseen(text):
        for number, line in enumerate(text.split("\n"), start=1):
            if unseen := UNSEEN.search(line):
                detail = f"U+{ord(unseen.group()):04X} stands here."
                report.add("control-character", Span(path, number, unseen.start() + 1), detail, "Delete it.")
        return None
    rows = _rows(text, path, report)
    head = next(rows, None)
    if head is None:
        if not report.has(path):
            hint = "Write the names of the columns into the first line, one person into each other."
            report.add("bad-csv", Span(path, 1, 1), "The list is empty.", hint)
        return None
    header = _header(head, report)
    found: list[Sequence[Cell]] = []
    for row in rows:
        if len(found) == MOST_ROWS:
            detail = f"A list holds at most {MOST_ROWS:,} people."
            report.add("too-many-people", row[0].place, detail, "Split it into several definitions.")
            break
        if len(row) == len(head):
            found.append(row)
            continue
        detail = f"This row has {_cells(len(row))}, and the first line has {_cells(len(head))}."
        hint = "Put a text with the separator in it into double quotes; leave an empty cell empty."
        report.add("bad-row", row[min(len(row), len(head)) - 1].place, detail, hint)
    return Sheet(path, header, found)


def _cells(count: int) -> str:
    return f"{count} cell" if count == 1 else f"{count} cells"


def _header(head: Sequence[Cell], report: Report) -> dict[str, int]:
    header: dict[str, int] = {}
    for number, cell in enumerate(head):
        if not cell.text:
            continue  # a column without a name is never asked for
        if header.setdefault(cell.text, number) != number:
            detail = f"Two columns are called {quoted(cell.text)}."
            report.add("bad-csv", cell.place, detail, "Give each column a name of its own.")
    return header


def _rows(text: str, path: str, report: Report) -> Iterator[Sequence[Cell]]:
    """The rows that say anything, the header first. What cannot be read ends the list."""
    lines = text.split("\n")
    delimiter = _delimiter(lines)
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    done = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            detail = f"From this line on the list cannot be read: {error}."
            hint = "A double quote within a quoted cell is written twice; each quote that opens has to close."
            report.add("bad-csv", Span(path, done + 1, 1), detail, hint)
            return
        first, done = done, reader.line_num
        if any(cell.strip() for cell in cells):
            places = _places(lines[first:done], first + 1, delimiter)
            yield [Cell(cell.strip(), Span(path, *place)) for cell, place in zip(cells, places, strict=True)]


def _delimiter(lines: Sequence[str]) -> str:
    """Which separator the first line holds most often outside quotes; a comma in doubt."""
    head = next((line for line in lines if line.strip()), "")
    outside = "".join(head.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _places(lines: Sequence[str], number: int, delimiter: str) -> list[tuple[int, int]]:
    """Line and column of each cell of one row, which may reach over several lines."""
    places = [(number, 1)]
    quoting, quoted_cell, fresh = False, False, True
    for line in lines:
        for column, char in enumerate(line, start=1):
            if char == '"' and (fresh or quoted_cell):
                quoting = not quoting  # one that is written twice closes and opens again
                quoted_cell = True
            elif char == delimiter and not quoting:
                places.append((number, column + 1))
                quoted_cell, fresh = False, True
                continue
            fresh = False
        number += 1
    return places
