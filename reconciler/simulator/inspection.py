"""What the account holds, as tests and rehearsals look at it: plain copies, past all rules of the API."""

from __future__ import annotations

from typing import Any

from reconciler.simulator import log, records, rows
from reconciler.simulator.log import LoggedRequest
from reconciler.simulator.storage import Storage


class Inspection:
    """The reading half of a Simulator. `merchant_id` narrows to one merchant; None is everybody."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def requests(self) -> list[LoggedRequest]:
        """The request log, oldest first; control requests and GET /openapi are not in it."""
        with self._storage.reading():
            return log.read(self._storage)

    def interviews(self, merchant_id: str | None = None) -> list[dict[str, Any]]:
        """All stored rows, or a merchant's, in the order they were made and with everything that is
        stored."""
        with self._storage.reading():
            return rows.everything(self._storage, merchant_id)

    def candidates(self, merchant_id: str | None = None) -> list[dict[str, Any]]:
        """All stored candidates, or a merchant's, in the order they were made."""
        return self._records(records.CANDIDATE, merchant_id)

    def results(self, merchant_id: str | None = None) -> list[dict[str, Any]]:
        """All enrolments with what came of them; `shown` says whether the API's list holds one already."""
        return self._records(records.RESULT, merchant_id)

    def documents(self, merchant_id: str | None = None) -> list[dict[str, Any]]:
        """All uploaded documents: store, name, `bytes` and `sha256`, not their content."""
        return self._records(records.DOCUMENT, merchant_id)

    def directories(self, merchant_id: str | None = None) -> list[dict[str, Any]]:
        """All directories of merchants, deleted ones too; the caller's id is `slug`."""
        return self._records(records.DIRECTORY, merchant_id)

    def members(self, merchant_id: str | None = None) -> list[dict[str, Any]]:
        """All team members and coaching users that were invited."""
        return self._records(records.MEMBER, merchant_id)

    def _records(self, kind: str, merchant_id: str | None) -> list[dict[str, Any]]:
        with self._storage.reading():
            return records.everything(self._storage, kind, merchant_id)

    def credits_used(self, merchant_id: str | None = None) -> float:
        with self._storage.reading():
            condition = "WHERE merchant_id = ?" if merchant_id is not None else ""
            values = (merchant_id,) if merchant_id is not None else ()
            statement = f"SELECT coalesce(sum(amount), 0) FROM credits {condition}"  # noqa: S608 - constant text
            return float(self._storage.rows(statement, values)[0][0])
