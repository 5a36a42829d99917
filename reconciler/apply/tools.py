"""What a worker works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reconciler.apply import points
from reconciler.apply.desk import Desk
from reconciler.errors import ReconcilerError
from reconciler.model.address import Address
from reconciler.model.answer import Answer
from reconciler.model.observed import Observation
from reconciler.model.record import Record
from reconciler.ports import Account, Clock

READ_BACK = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 14.5)
"""Seconds before each look at a write that does not show yet; 30 in all."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a worker works with. `records` begin as the Snapshot's and follow the run; `before` is what the
    account showed of each interview when the plan was made. `server_now` is the server's clock at this very
    moment. `pause`: seconds before the next try after so many that were provably not done, and what the
    server asked to wait. `still_ours` raises when the lock was taken away from this run."""

    account: Account
    desk: Desk
    clock: Clock
    new_id: Callable[[], str]
    pause: Callable[[int, float | None], float]
    records: dict[Address, Record]
    before: Mapping[str, Observation]
    explain: Callable[[Answer, str], ReconcilerError]
    server_now: Callable[[], float | None]
    still_ours: Callable[[], None] = lambda: None
    fail: points.Fail = points.nothing
