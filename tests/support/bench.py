"""One worker with its tools, and a journal to look at."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from reconciler.apply.desk import Desk, Done
from reconciler.apply.tools import Tools
from reconciler.apply.worker import carry_out
from reconciler.engine import bodies
from reconciler.errors import ReconcilerError, StateError
from reconciler.model.address import Address
from reconciler.model.change import Action, Call, Change, FieldChange, Origin
from reconciler.model.definition import Manage
from reconciler.model.field import Endpoint
from reconciler.model.journal import Ended, Entry
from reconciler.model.kinds import kind_of
from reconciler.model.observed import Observation
from reconciler.model.record import Record
from tests.support.builders import BASE, at, record
from tests.support.clock import FakeClock
from tests.support.scripted import ScriptedAccount

Records = Mapping[Address, Record]


class Bench:
    """A worker with its tools; `lines` is the journal."""

    def __init__(
        self, account: ScriptedAccount, records: Records | None = None, **before: Observation
    ) -> None:
        self.lines: list[Entry] = []
        self.fails_at: int | None = None
        self.account, self.clock, self.desk = account, FakeClock(), Desk(self._append)
        self.records = dict(records or {})
        ids = iter(f"i-{number}" for number in range(1, 99))
        self.tools = Tools(
            account=account,
            desk=self.desk,
            clock=self.clock,
            new_id=lambda: next(ids),
            pause=lambda failed, asked: max(float(failed), asked or 0.0),
            records=self.records,
            before={one.remote_id: one for one in before.values()},
            explain=lambda answer, what: ReconcilerError(f"{what}: {answer.error}", hint="look"),
            server_now=lambda: 1000.0 + len(self.clock.slept),
        )

    def _append(self, entries: Any) -> None:
        if self.fails_at is not None and len(self.lines) >= self.fails_at:
            raise StateError("disk full")
        self.lines.extend(entries)

    @contextmanager
    def writing(self) -> Iterator[None]:
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                self.desk.serve(0.01)

        writer = threading.Thread(target=serve)
        writer.start()
        try:
            yield
        finally:
            over.set()
            writer.join()

    def run(self, change: Change) -> Done:
        with self.writing():
            (done,) = carry_out([change], self.tools)
            return done

    def kinds(self) -> list[str]:
        return [type(line).__name__ for line in self.lines]

    def ended(self) -> list[Ended]:
        return [line for line in self.lines if isinstance(line, Ended)]


def create(*more: Call, **fields: Any) -> Change:
    first = Call(Endpoint.CREATE, {**BASE, "code": "backend"}, {**BASE, **fields})
    return Change(
        at(), Action.CREATE, "", calls=(first, *more), marker="backend", manage=Manage(protect=True)
    )


def update(**fields: Any) -> Change:
    calls = bodies.update_calls(kind_of("interview"), fields, {}, offline_active=False)
    shown = tuple(FieldChange(name, None, one, Origin.AUTHOR) for name, one in fields.items())
    return Change(at(), Action.UPDATE, "", fields=shown, calls=calls, remote_id="id-1")


def held() -> dict[Address, Record]:
    return {at(): record()}
