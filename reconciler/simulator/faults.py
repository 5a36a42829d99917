"""Faults on demand: what can go wrong between a client and the account, one kind each, kept in the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from reconciler.simulator.storage import Storage, dumps

# Kinds by what had been done when they struck: nothing, or all of it.
BEFORE = frozenset(
    {
        "refused",  # not sent
        "cut_before",  # connection lost
        "timeout_before",  # no answer in time
        "error_before",  # an error in the API's envelope
        "gateway",  # an HTML page of something in between
        "rate_limit",  # 429 with Retry-After
        "unauthorized",  # 401
        "redirect",  # 302 to `body`
    }
)
AFTER = frozenset(
    {
        "cut_after",  # connection lost before the first byte of the answer
        "cut_body",  # connection lost in the middle of the answer
        "timeout_after",  # no answer in time
        "error_after",  # an error in the API's envelope, for all that was done
        "no_id",  # 200, the id missing
        "garbage",  # 200, not JSON
        "drip",  # the answer comes, slowly
    }
)
_STATUS = {"gateway": 502, "redirect": 302, "rate_limit": 429, "unauthorized": 401, "garbage": 200}
DEFAULT_SECONDS = 30.0


@dataclass(frozen=True)
class Fault:
    """One fault: it strikes the `nth` matching request after it was added, and the `times - 1` that follow.

    `endpoint` is a name such as `job-interview-create`, or `*` for all. `status` is the status answered
    (`error_*` 500, `gateway` 502 and `redirect` 302 by default), `retry_after` the header's value, `seconds`
    how long a timeout is held or a drip takes over a socket, `body` the page, the garbage or the redirect's
    address. `rows` is how many people of a batch are dealt with before it strikes, all of them when None.
    Raises ValueError for an unknown kind, a count below one, or `rows` with a kind that strikes before.
    """

    endpoint: str
    kind: str
    nth: int = 1
    times: int = 1
    status: int | None = None
    retry_after: int | str | None = None
    seconds: float = DEFAULT_SECONDS
    body: str | None = None
    rows: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in BEFORE | AFTER:
            raise ValueError(
                f"there is no fault {self.kind!r}; kinds are {', '.join(sorted(BEFORE | AFTER))}"
            )
        if self.nth < 1 or self.times < 1:
            raise ValueError("nth and times count from 1")
        if self.rows is not None and (self.rows < 0 or self.kind in BEFORE):
            raise ValueError("rows counts from 0, and is for faults that strike after the work")

    @property
    def answered_status(self) -> int:
        return self.status or _STATUS.get(self.kind, 500)

    @property
    def strikes_before(self) -> bool:
        return self.kind in BEFORE

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Fault:
        """A fault out of a JSON object. Raises ValueError for an unknown key, a missing one or a bad
        value."""
        try:
            return cls(**values)
        except TypeError as error:
            raise ValueError(str(error)) from None


def add(storage: Storage, fault: Fault) -> None:
    storage.execute(
        "INSERT INTO faults (endpoint, seen, document) VALUES (?, 0, ?)",
        (fault.endpoint, dumps(asdict(fault))),
    )


def strike(storage: Storage, endpoint: str) -> Fault | None:
    """Counts one request against every fault that matches it; the oldest whose turn it is, or None.

    A fault that has struck its last time is removed.
    """
    struck: Fault | None = None
    statement = "SELECT seq, seen, document FROM faults WHERE endpoint IN (?, '*') ORDER BY seq"
    for seq, seen, document in storage.rows(statement, (endpoint,)):
        fault = Fault(**json.loads(document))
        seen += 1
        if struck is None and fault.nth <= seen:
            struck = fault
        if seen >= fault.nth + fault.times - 1:
            storage.execute("DELETE FROM faults WHERE seq = ?", (seq,))
        else:
            storage.execute("UPDATE faults SET seen = ? WHERE seq = ?", (seen, seq))
    return struck
