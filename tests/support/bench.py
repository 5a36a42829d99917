"""One worker with its tools, and a journal to look at."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from reconciler.apply.desk import Desk, Done
from reconciler.apply.journal import fold
from reconciler.apply.tools import Tools
from reconciler.apply.worker import carry_out
from reconciler.engine import bodies
from reconciler.errors import ReconcilerError, StateError
from reconciler.model.address import Address
from reconciler.model.change import Action, Call, Change, FieldChange, Origin
from reconciler.model.definition import Manage
from reconciler.model.field import Endpoint
from reconciler.model.journal import Ended, Entry, Intended
from reconciler.model.kinds import kind_of
from reconciler.model.observed import Observation
from reconciler.model.record import Record, Snapshot
from tests.support.builders import BASE, at, begun, record
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
        self.through: list[Done] = []
        self.syncs: list[list[str]] = []
        self.account, self.clock, self.desk = account, FakeClock(), Desk(self._append)
        self.held, self.records = dict(records or {}), dict(records or {})
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
        self.syncs.append([type(entry).__name__ for entry in entries])

    @contextmanager
    def writing(self) -> Iterator[None]:
        over = threading.Event()

        def serve() -> None:
            while not over.is_set() or self.desk.holds:
                self.desk.gather(0.01)
                self.desk.save(self.through.append)

        writer = threading.Thread(target=serve)
        writer.start()
        try:
            yield
        finally:
            over.set()
            writer.join()

    def run(self, change: Change) -> Done:
        self.through.clear()
        with self.writing():
            (done,) = carry_out([change], self.tools)
            self.desk.done(done)
            while not self.through:
                time.sleep(0.0005)
        open_ = {line.intent.id for line in self.lines if isinstance(line, Intended)}
        if open_ == {line.intent_id for line in self.ended()}:
            assert self._folded(self.lines) == self.records, "the journal tells something else than the run"
        return self.through[0]

    def folded(self, lines: Sequence[Entry]) -> Record:
        """The only Record, by these lines."""
        (found,) = self._folded(lines).values()
        return found

    def _folded(self, lines: Sequence[Entry]) -> Records:
        return fold(Snapshot("lineage", 1, records=self.held), [begun(1), *lines]).records

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
