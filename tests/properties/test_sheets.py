"""The places of a CSV's cells against the csv module, which reads the cells themselves."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from reconciler.definitions.report import Report
from reconciler.definitions.sheets import read_sheet

CELLS = st.text(st.sampled_from('ab ",;\n\u00e9'), max_size=6)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=5)
)


@given(TABLES, st.sampled_from([",", ";", "\t"]), st.booleans())
def test_every_cell_is_read_and_lies_where_it_says(rows: list[list[str]], mark: str, quoted: bool) -> None:
    head = [f"h{number}" for number in range(len(rows[0]) if rows else 1)]
    written = io.StringIO()
    writer = csv.writer(written, delimiter=mark, quoting=1 if quoted else 0, lineterminator="\n")
    writer.writerows([head, *rows])
    sheet = read_sheet(written.getvalue(), "people.csv", Report())
    assert sheet is not None
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert [[cell.text for cell in row] for row in sheet.rows] == [
        [one.strip() for one in row] for row in kept
    ]
    lines = written.getvalue().split("\n")
    for cells, raw in zip(sheet.rows, kept, strict=True):
        for cell, text in zip(cells, raw, strict=True):
            rest = lines[cell.place.line - 1][cell.place.column - 1 :]
            assert rest.removeprefix('"').startswith(text.replace('"', '""').partition("\n")[0])


@given(st.text(st.sampled_from('a",;\n\r\t x'), max_size=30))
def test_whatever_is_in_a_file_is_read_or_reported(text: str) -> None:
    read_sheet(text, "people.csv", Report())
