"""Interviews as rows: one JSON document each, with the columns beside it that the list filters and sorts
by."""

from __future__ import annotations

import json
from typing import Any

from reconciler.simulator.accounts import Account
from reconciler.simulator.storage import Storage, dumps
from reconciler.simulator.switches import Switches

Row = dict[str, Any]
"""A stored interview: the read-back names of job-interview-get, and beside them `id`, `environment`, the
write-only texts (`welcome_message` ...), `steps`, `embed`, `interview_count`, `interview_last`,
`prepares_left`."""

SUB_ITEM = "sub_item"
"""Visibility of the interview inside a position (contract: stored_visibility)."""


def insert(storage: Storage, row: Row, *, lag: int) -> None:
    """Stores a new row that the next `lag` list calls do not show."""
    storage.execute(
        "INSERT INTO interviews (id, lag, merchant_id, environment, type, status, code, updated_at, "
        "document, questions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (row["id"], lag, *_columns(row)),
    )


def save(storage: Storage, row: Row) -> None:
    storage.execute(
        "UPDATE interviews SET merchant_id = ?, environment = ?, type = ?, status = ?, code = ?, "
        "updated_at = ?, document = ?, questions = ? WHERE id = ?",
        (*_columns(row), row["id"]),
    )


def find(storage: Storage, identifier: str) -> Row | None:
    found = storage.rows("SELECT document, questions FROM interviews WHERE id = ?", (identifier.lower(),))
    return _load(*found[0]) if found else None


def visible(storage: Storage, identifier: str, account: Account, switches: Switches) -> Row | None:
    """The row as row-level security lets a token see it: None for an unknown id and for another
    merchant's."""
    row = find(storage, identifier)
    if row is None or not account.sees(row["merchant_id"]):
        return None
    if switches.environment_scopes_rows and row["environment"] != account.environment:
        return None
    return None if switches.deleted_hidden and row["status"] == "deleted" else row


def code_taken(storage: Storage, merchant_id: str, code: str, besides: str | None) -> bool:
    found = storage.rows("SELECT id FROM interviews WHERE merchant_id = ? AND code = ?", (merchant_id, code))
    return any(identifier != besides for (identifier,) in found)


def with_code(storage: Storage, merchant_id: str, code: str) -> list[Row]:
    """A merchant's rows of a code, in the order they were made."""
    statement = (
        "SELECT document, questions FROM interviews WHERE merchant_id = ? AND code = ? ORDER BY number"
    )
    return [_load(*found) for found in storage.rows(statement, (merchant_id, code))]


def everything(storage: Storage, merchant_id: str | None) -> list[Row]:
    """All rows, or a merchant's, in the order they were made."""
    condition, values = ("", ()) if merchant_id is None else ("WHERE merchant_id = ?", (merchant_id,))
    statement = f"SELECT document, questions FROM interviews {condition} ORDER BY number"  # noqa: S608 - constant text
    return [_load(*found) for found in storage.rows(statement, values)]


def page(storage: Storage, conditions: dict[str, Any], limit: int, offset: int) -> tuple[list[Row], int]:
    """Rows without their questions, and the total, newest-updated first. `conditions` maps an SQL test with
    one `?` to its value."""
    where = " AND ".join(["lag = 0", *conditions])
    values = tuple(conditions.values())
    total = storage.rows(f"SELECT count(*) FROM interviews WHERE {where}", values)[0][0]  # noqa: S608
    statement = (
        f"SELECT document FROM interviews WHERE {where} "  # noqa: S608 - the tests are constants of the caller
        "ORDER BY updated_at DESC, id LIMIT ? OFFSET ?"
    )
    return [_load(document) for (document,) in storage.rows(statement, (*values, limit, offset))], int(total)


def count_down_lag(storage: Storage, merchant_id: str) -> None:
    storage.execute("UPDATE interviews SET lag = lag - 1 WHERE lag > 0 AND merchant_id = ?", (merchant_id,))


def _columns(row: Row) -> tuple[Any, ...]:
    # Questions are more than half of a row and the list never shows them, so they are kept apart.
    rest = {name: value for name, value in row.items() if name != "questions"}
    plain = (row["merchant_id"], row["environment"], _listed_type(row), row["status"], row["code"])
    return (*plain, row["updated_at"], dumps(rest), dumps(row["questions"]))


def _listed_type(row: Row) -> str | None:
    """The type a row is listed under; the interview inside a position has one of its own."""
    return SUB_ITEM if row["visibility"] == SUB_ITEM else row["type"]


def _load(document: str, questions: str | None = None) -> Row:
    row: Row = json.loads(document)
    if questions is not None:
        row["questions"] = json.loads(questions)
    return row
