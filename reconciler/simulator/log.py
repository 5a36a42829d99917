"""The append-only request log: the judge of what was really done, and how often."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from reconciler.simulator import multipart
from reconciler.simulator.messages import ApiError, Request
from reconciler.simulator.storage import Storage, dumps


@dataclass(frozen=True)
class LoggedRequest:
    """One request as the account saw it.

    `at` is an ISO instant of the simulator's clock; `body` is the parsed JSON or the fields of a form, with a
    file as `{filename, bytes, sha256}`, and None for none or for something else; `status` is what the account
    decided, whether or not the answer arrived, and None when the request never came to be judged; `committed`
    says that the account was written; `fault` is the kind of fault that struck. No header is kept, so no
    token is either.
    """

    seq: int
    at: str
    method: str
    endpoint: str
    target: str
    body: Any
    status: int | None
    committed: bool
    fault: str | None

    def to_mapping(self) -> dict[str, Any]:
        return asdict(self)


def append(
    storage: Storage, at: str, request: Request, *, status: int | None, committed: bool, fault: str | None
) -> None:
    try:
        body = multipart.summary(request.form()) if request.is_form else request.json()
    except ApiError:
        body = None
    storage.execute(
        "INSERT INTO requests (at, method, endpoint, target, body, status, committed, fault) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (at, request.method, request.endpoint, request.target, dumps(body), status, committed, fault),
    )


def read(storage: Storage) -> list[LoggedRequest]:
    statement = (
        "SELECT seq, at, method, endpoint, target, body, status, committed, fault FROM requests ORDER BY seq"
    )
    return [
        LoggedRequest(seq, at, method, endpoint, target, json.loads(body), status, bool(committed), fault)
        for seq, at, method, endpoint, target, body, status, committed, fault in storage.rows(statement)
    ]
