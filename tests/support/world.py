"""Everything that the CLI joins, joined for tests: simulator, client, store in memory, a clock that only
moves when somebody sleeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from reconciler.apply.executor import Interrupts, Limits
from reconciler.model.address import Address
from reconciler.model.approval import Approvals
from reconciler.model.definition import Definition
from reconciler.model.event import Event
from reconciler.model.field import Endpoint
from reconciler.model.plan import Plan
from reconciler.model.record import Snapshot
from reconciler.ports import Owner
from reconciler.remote.account import HttpAccount, ReadOnlyAccount
from reconciler.remote.failures import failure
from reconciler.remote.retry import Retrier
from reconciler.remote.tokens import TokenSource
from reconciler.remote.transport import Transport
from reconciler.remote.wire import Handler
from reconciler.simulator import DEFAULT_TOKEN, LoggedRequest, Simulator, Switches
from reconciler.workflows import apply as applying
from reconciler.workflows import plan as planning
from reconciler.workflows.apply import Applied
from reconciler.workflows.work import Work, start

from .builders import ENVIRONMENT, desired
from .clock import FakeClock
from .memory import MemoryStore

OWNER = Owner("apply", "tester", "here", 1, 0.0)
CREATES = (Endpoint.CREATE.value, Endpoint.ARRAY.value)
WRITES = (*CREATES, Endpoint.UPDATE.value, Endpoint.STATE.value)
ALL_EFFECTS = {"retire": 99, "update": 99, "downtime": 99, "reactivate": 99, "replace": 99}


class World:
    """One project against one account; definitions, handler and limits may be changed between runs."""

    def __init__(self, *definitions: Definition, switches: Switches | None = None, workers: int = 1) -> None:
        self.clock = FakeClock()
        self.simulator = Simulator(now=self.clock.utc, switches=switches)
        self.handler: Handler = self.simulator.handle
        self.store = MemoryStore()
        self.environment = ENVIRONMENT
        self.workers = workers
        self.events: list[Event] = []
        self.interrupts = Interrupts()
        self.limits = Limits(workers=workers)
        self.agree: Callable[[Plan], bool] = lambda _plan: True
        self.wait = True
        self.root: Path | None = None
        """The project's folder, for what sends its files."""
        self._count = 0
        self.declare(*definitions)

    def declare(self, *definitions: Definition) -> None:
        self.desired = desired(*definitions)

    def change(self, key: str, *without: str, **fields: Any) -> None:
        """Edit one definition: leave `without` out, put `fields` in."""
        address = Address("interview", key)
        old = self.desired.definitions[address]
        kept = {name: value for name, value in {**old.fields, **fields}.items() if name not in without}
        self.desired = desired(
            *(one for one in self.desired.definitions.values() if one is not old), replace(old, fields=kept)
        )

    def work(self, selected: Callable[[Address], bool] = lambda _: True) -> Work:
        return Work(
            self.environment, self.desired, self.store, self.clock, self._new_id, self.workers, selected
        )

    def _new_id(self) -> str:
        self._count += 1
        return f"n-{self._count}"

    @contextmanager
    def account(self) -> Iterator[HttpAccount]:
        with Transport(self._handle, TokenSource(DEFAULT_TOKEN), max_parallel=self.workers) as wire:
            retrier = Retrier(self.clock, lambda _low, high: high)
            merchant_id = self.environment.merchant_id
            yield HttpAccount(wire, self.clock, merchant_id=merchant_id, retrier=retrier, root=self.root)

    def _handle(self, *request: Any) -> Any:
        return self.handler(*request)

    def plan(self, *, offline: bool = False, accept: dict[str, int] | None = None, **approvals: Any) -> Plan:
        agreed = Approvals(accept or {}, **approvals)
        if offline:
            return planning.plan(self.work(), None, agreed).plan
        with Transport(self._handle, TokenSource(DEFAULT_TOKEN)) as wire:
            reader = ReadOnlyAccount(
                wire,
                self.clock,
                merchant_id=self.environment.merchant_id,
                retrier=Retrier(self.clock, lambda _low, high: high),
            )
            return planning.plan(self.work(), reader, agreed).plan

    def apply(
        self,
        *,
        accept: dict[str, int] | None = None,
        selected: Callable[[Address], bool] = lambda _: True,
        **approvals: Any,
    ) -> Applied:
        terms = applying.Terms(
            agree=lambda made: made.plan.runnable if self.agree(made.plan) else None,
            explain=lambda answer, what: failure(answer, what, writes=True),
            emit=self.events.append,
            interrupts=self.interrupts,
            limits=self.limits,
            pause=lambda failed, asked: max(float(failed), asked or 0.0),
            wait=self.wait,
        )
        with self.account() as account:
            return applying.apply(
                self.work(selected), account, Approvals(accept or {}, **approvals), OWNER, terms
            )

    def forget_everything(self) -> None:
        """The state folder is lost."""
        self.store = MemoryStore()

    @property
    def snapshot(self) -> Snapshot:
        return start(self.store.load(), lambda: "none")

    def writes(self, since: int = 0) -> list[LoggedRequest]:
        """Requests that could change something, after the first `since` of the log."""
        return [one for one in self.simulator.requests()[since:] if one.endpoint in WRITES]

    def mark(self) -> int:
        return len(self.simulator.requests())

    def creates(self) -> list[LoggedRequest]:
        """Creates that the account carried out."""
        return [one for one in self.simulator.requests() if one.endpoint in CREATES and one.committed]

    def sent(self, endpoint: Endpoint) -> list[LoggedRequest]:
        """Requests of this endpoint that the account carried out."""
        return [one for one in self.simulator.requests() if one.endpoint == endpoint and one.committed]

    def rows(self) -> list[dict[str, Any]]:
        return self.simulator.interviews()

    def row(self, number: int = 0) -> dict[str, Any]:
        return self.rows()[number]

    def edit(self, number: int = 0, **fields: Any) -> None:
        """Somebody's edit in the admin."""
        self.simulator.edit(self.rows()[number]["id"], **fields)

    def close(self) -> None:
        self.simulator.close()


def keys(changes: Iterable[Any]) -> list[str]:
    return [one.address.key for one in changes]


def told(applied: Applied) -> dict[str, str]:
    """How each Change ended, by key."""
    assert applied.report is not None
    return {one.address.key: one.ending.value for one in applied.report.results}


def interrupting(world: World, endpoint: str) -> Handler:
    """The account, and somebody who presses Ctrl-C while it answers this endpoint."""

    def handle(
        method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        if target.endswith(endpoint):
            world.interrupts.count, world.interrupts.signal = 1, 2
        return world.simulator.handle(method, target, headers, body)

    return handle
