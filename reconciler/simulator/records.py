"""Candidates, results, documents, directories: JSON documents of a kind, with the columns that find them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from reconciler.simulator.storage import Storage, dumps

CANDIDATE = "candidate"
RESULT = "result"
DOCUMENT = "document"
DIRECTORY = "directory"
MEMBER = "member"
REPORT = "report"

Record = dict[str, Any]
"""A stored document; every one has `id`, `merchant_id` and `environment`."""


def insert(storage: Storage, kind: str, record: Record, *, key: str, lag: int = 0) -> None:
    """Stores a new record under a key of its kind; the next `lag` list calls do not show it."""
    storage.execute(
        "INSERT INTO records (kind, id, merchant_id, environment, key, lag, document) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (kind, record["id"], record["merchant_id"], record["environment"], key, lag, dumps(record)),
    )


def save(storage: Storage, kind: str, record: Record) -> None:
    storage.execute(
        "UPDATE records SET document = ? WHERE kind = ? AND id = ?", (dumps(record), kind, record["id"])
    )


def find(storage: Storage, kind: str, identifier: str) -> Record | None:
    found = storage.rows("SELECT document FROM records WHERE kind = ? AND id = ?", (kind, identifier.lower()))
    return json.loads(found[0][0]) if found else None


def keyed(storage: Storage, kind: str, key: str) -> list[Record]:
    """All records of a key, whoever they belong to, in the order they were made."""
    statement = "SELECT document FROM records WHERE kind = ? AND key = ? ORDER BY number"
    return [json.loads(document) for (document,) in storage.rows(statement, (kind, key))]


def everything(storage: Storage, kind: str, merchant_id: str | None = None) -> list[Record]:
    """All records of a kind, or a merchant's, in the order they were made."""
    statement = "SELECT document FROM records WHERE kind = ? AND coalesce(?, merchant_id) = merchant_id"
    found = storage.rows(f"{statement} ORDER BY number", (kind, merchant_id))
    return [json.loads(document) for (document,) in found]


def first(storage: Storage, kind: str, name: str, value: str) -> Record | None:
    """The oldest record with a value in a field of its document."""
    statement = f"SELECT document FROM records WHERE kind = ? AND {column(name)} = ? ORDER BY number LIMIT 1"  # noqa: S608
    found = storage.rows(statement, (kind, value))
    return json.loads(found[0][0]) if found else None


def page(
    storage: Storage, kind: str, conditions: Mapping[str, Any], order: str, limit: int, offset: int
) -> tuple[list[Record], int]:
    """Records and the total. `conditions` maps an SQL test with one `?` to its value; `order` is SQL."""
    where = " AND ".join(["kind = ?", "lag = 0", *conditions])
    values = (kind, *conditions.values())
    total = storage.rows(f"SELECT count(*) FROM records WHERE {where}", values)[0][0]  # noqa: S608
    statement = (
        f"SELECT document FROM records WHERE {where} "  # noqa: S608 - the tests are constants of the caller
        f"ORDER BY {order} LIMIT ? OFFSET ?"
    )
    found = storage.rows(statement, (*values, limit, offset))
    return [json.loads(document) for (document,) in found], int(total)


def count_down_lag(storage: Storage, kind: str, merchant_id: str) -> None:
    storage.execute(
        "UPDATE records SET lag = lag - 1 WHERE lag > 0 AND kind = ? AND merchant_id = ?", (kind, merchant_id)
    )


def column(name: str) -> str:
    """A field of the document, as SQL."""
    return f"json_extract(document, '$.{name}')"


def holds(*names: str) -> str:
    """The SQL test that one of the fields holds a case-folded text."""
    joined = " || char(10) || ".join(f"coalesce({column(name)}, '')" for name in names)
    return f"instr(casefold({joined}), ?) > 0"
