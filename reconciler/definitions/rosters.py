"""A list of people in a CSV file: which column is which field, and what each row says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from reconciler.definitions.fields import PER_PERSON
from reconciler.definitions.node import Node
from reconciler.definitions.report import Report, did_you_mean, listed, quoted
from reconciler.definitions.sheets import Cell, Sheet, read_sheet
from reconciler.definitions.texts import Texts
from reconciler.errors import Span
from reconciler.model.address import Address
from reconciler.model.kinds import making, table

SETTINGS = ("file", "columns", "key")


class Row(NamedTuple):
    """One person. `external`: no column holds a key, and the external id stands in for it."""

    fields: Mapping[str, Node]
    key: Node
    place: Span
    external: bool


class _Column(NamedTuple):
    """The column of a field. `holds_path`: a cell names a text file."""

    number: int
    header: str
    holds_path: bool = False


def read_roster(address: Address, source: Node, texts: Texts, report: Report) -> Iterator[Row]:
    """Everybody in the list that `source` names. What is wrong goes to `report`."""
    settings = _settings(address, source, report)
    if settings is None:
        return
    path, text = texts.sheet(settings["file"])
    sheet = None if text is None else read_sheet(text, path, report)
    if sheet is None:
        return
    roles = _roles(address, settings, sheet, report)
    if roles is None:
        return
    columns, key, external = roles
    for cells in sheet.rows:
        fields = dict(_fields(address, columns, cells, texts))
        yield Row(fields, _node(cells[key]), cells[0].place, external)


def _settings(address: Address, source: Node, report: Report) -> Mapping[str, Node] | None:
    where = str(address)
    if source.text is not None and source.text.strip():
        return {"file": source}
    if not isinstance(source.value, dict) or "file" not in source.value:
        detail = f"A list is the path of a CSV file, or a mapping that may hold {listed(SETTINGS)}."
        report.add("wrong-type", source.span, detail, "Write `people.csv`, or `{file: people.csv}`.", where)
        return None
    sound = True
    for name, node in source.value.items():
        if name not in SETTINGS:
            hint = did_you_mean(name, SETTINGS, f"Allowed are {listed(SETTINGS)}.")
            report.add(
                "unknown-field", source.key_span(name), f"A list has no setting {quoted(name)}.", hint, where
            )
            sound = False
        elif name != "columns" and not (node.text or "").strip():
            detail = f"`{name}` takes a text, not {quoted(node.plain())}."
            report.add("wrong-type", node.span, detail, "", where)
            sound = False
        elif name == "columns" and not isinstance(node.value, dict):
            detail = f"`columns` takes a column for each field, not {quoted(node.plain())}."
            report.add("wrong-type", node.span, detail, "Write `{email: E-mail}`.", where)
            sound = False
    return source.value if sound else None


def _roles(
    address: Address, settings: Mapping[str, Node], sheet: Sheet, report: Report
) -> tuple[dict[str, _Column], int, bool] | None:
    """The column of each field, that of the key, and whether that is the external id."""
    names = PER_PERSON[address.kind]
    columns = {name: _Column(sheet.header[name], name) for name in names if name in sheet.header}
    sound = True
    mapping = settings.get("columns")
    for name, node in mapping.fields.items() if mapping is not None else ():
        if name not in names:
            hint = did_you_mean(name, names, f"Those that a list can hold are {listed(names)}.")
            place = mapping.key_span(name) if mapping is not None else node.span
            report.add("unknown-field", place, f"No person has a field {quoted(name)}.", hint, str(address))
            sound = False
        elif (column := _column(address, name, node, sheet, report)) is None:
            sound = False
        else:
            columns[name] = column
    chosen = settings.get("key")
    key = sheet.header.get("key")
    if chosen is not None:
        key = _number(address, chosen, sheet, report)
        sound = sound and key is not None
    sound = _complete(address, columns, sheet, settings["file"], report) and sound
    external = columns.get("candidate_external_id" if address.kind == "candidate" else "external_id")
    if key is None and external is None and sound:
        detail = (
            "No column is the key of a person. It stands in plans, in the state and in logs, so it is never"
            " made from a name or an e-mail address."
        )
        hint = "Add a column `key`, or name one: `key: Header`. A column of external ids does as well."
        report.add("missing-key", Span(sheet.path, 1, 1), detail, hint, str(address))
        sound = False
    if not sound:
        return None
    if key is not None:
        return columns, key, False
    assert external is not None
    return columns, external.number, True


def _column(address: Address, name: str, node: Node, sheet: Sheet, report: Report) -> _Column | None:
    header, holds_path = node, False
    if node.fields.keys() == {"file"}:
        header, holds_path = node.fields["file"], True
        if name != "candidate_resume":
            detail = f"`{name}` stands in the list itself; only a resume may come from a file."
            report.add("wrong-type", node.span, detail, f"Write `{name}: Header`.", str(address))
            return None
    if header.text is None:
        detail = f"`{name}` takes the name of a column, not {quoted(node.plain())}."
        report.add("wrong-type", node.span, detail, "If that is its name, put it in quotes.", str(address))
        return None
    number = _number(address, header, sheet, report)
    return None if number is None else _Column(number, header.text, holds_path)


def _number(address: Address, header: Node, sheet: Sheet, report: Report) -> int | None:
    name = header.text or ""
    if name in sheet.header:
        return sheet.header[name]
    hint = did_you_mean(name, sheet.header, f"Its columns are {listed(sheet.header)}.")
    report.add(
        "unknown-column",
        header.span,
        f"{quoted(sheet.path)} has no column {quoted(name)}.",
        hint,
        str(address),
    )
    return None


def _complete(
    address: Address, columns: Mapping[str, _Column], sheet: Sheet, file: Node, report: Report
) -> bool:
    """Whether there is a column for everything that each person needs."""
    needed = [name for name in PER_PERSON[address.kind] if needs(address.kind, name)]
    missing = [name for name in needed if name not in columns]
    for name in missing:
        near = did_you_mean(name, sheet.header)
        hint = f"Map it with `columns: {{{name}: Header}}`, or call a column `{name}`."
        detail = f"{quoted(sheet.path)} has no column `{name}`, which everybody needs."
        report.add("unknown-column", file.span, detail, f"{near} {hint}".strip(), str(address))
    return not missing


def needs(kind: str, name: str) -> bool:
    """Whether each person of a list needs this field."""
    return table(kind)[name].required_by(making(kind, {}))


def _fields(
    address: Address, columns: Mapping[str, _Column], cells: Sequence[Cell], texts: Texts
) -> Iterator[tuple[str, Node]]:
    """What a row says. An empty cell says nothing, unless the field is needed."""
    for name, column in columns.items():
        cell = cells[column.number]
        if not cell.text and not needs(address.kind, name):
            continue
        if column.holds_path and cell.text:
            called = f"The file that the column {quoted(column.header)} names"
            found = texts.personal(cell.text, cell.place, called)
            yield name, found or Node("?", cell.place)
        else:
            yield name, _node(cell)


def _node(cell: Cell) -> Node:
    return Node(cell.text, cell.place)
