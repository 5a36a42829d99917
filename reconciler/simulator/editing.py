"""An admin's edit in the web UI: the account changes under the client's feet, and no rule of the API
applies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reconciler.simulator import questions, records, rows
from reconciler.simulator.records import Record
from reconciler.simulator.storage import Storage
from reconciler.simulator.switches import Switches

ACTIVITY = frozenset({"interview_count", "interview_last"})
EDITABLE = (records.CANDIDATE, records.RESULT, records.DOCUMENT, records.DIRECTORY, records.MEMBER)
# What a client knows a record by, beside the id it is stored under.
_ALSO_BY = {records.RESULT: "interview_result_id", records.DIRECTORY: "slug"}
_UNTOUCHABLE = frozenset({"id", "steps"})


def edit(
    storage: Storage, interview_id: str, fields: Mapping[str, object], switches: Switches, now: datetime
) -> None:
    """Writes stored columns by their names. Raises KeyError for an unknown id, ValueError for an unknown
    field."""
    row = rows.find(storage, interview_id)
    if row is None:
        raise KeyError(interview_id)
    for name, value in fields.items():
        if name in _UNTOUCHABLE or (name not in row and name != "emoji"):
            raise ValueError(f"there is no stored field {name!r}")
        row[name] = _questions(storage, value) if name == "questions" else value
    if "status" in fields:
        row["prepares_left"] = 0
    moves = switches.updated_at_moves_on_activity or not set(fields) <= ACTIVITY
    if moves and "updated_at" not in fields:
        row["updated_at"] = storage.stamp(now)
    rows.save(storage, row)


def edit_record(
    storage: Storage, kind: str, record_id: str, fields: Mapping[str, object], now: datetime
) -> None:
    """Writes fields of one candidate, result, document, directory or member. Raises KeyError for an unknown
    id, ValueError for an unknown kind or field."""
    if kind not in EDITABLE:
        raise ValueError(f"there is no kind {kind!r}; kinds are {', '.join(EDITABLE)}")
    record = _record(storage, kind, record_id)
    for name, value in fields.items():
        if name == "id" or name not in record:
            raise ValueError(f"there is no stored field {name!r}")
        record[name] = value
    if "updated_at" in record and "updated_at" not in fields:
        record["updated_at"] = storage.stamp(now)
    records.save(storage, kind, record)


def _record(storage: Storage, kind: str, record_id: str) -> Record:
    record = records.find(storage, kind, record_id)
    if record is None and kind in _ALSO_BY:
        record = records.first(storage, kind, _ALSO_BY[kind], record_id)
    if record is None:
        raise KeyError(record_id)
    return record


def _questions(storage: Storage, value: object) -> list[questions.Question]:
    if not isinstance(value, list):
        raise ValueError("questions must be a list")
    entries: list[dict[str, Any]] = value
    return [questions.stored(entry, entry.get("id") or storage.new_id("question")) for entry in entries]
