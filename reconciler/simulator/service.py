"""The simulated account as one object: a Handler, and what tests and rehearsals do to it from outside."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from reconciler.simulator import (
    accounts,
    control,
    delivery,
    editing,
    faults,
    log,
    routes,
    rows,
    taking,
)
from reconciler.simulator import document as openapi
from reconciler.simulator.accounts import Account
from reconciler.simulator.calls import Call
from reconciler.simulator.delivery import Delivery
from reconciler.simulator.faults import Fault
from reconciler.simulator.inspection import Inspection
from reconciler.simulator.messages import Answer, ApiError, Request, iso
from reconciler.simulator.storage import Storage
from reconciler.simulator.switches import Switches

_SWITCHES = "switches"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Simulator(Inspection):
    """One account on this machine, in a file or in memory, for any number of threads and processes at
    once."""

    def __init__(
        self,
        path: Path | None = None,
        *,
        now: Callable[[], datetime] = _utc_now,
        switches: Switches | None = None,
    ) -> None:
        """`path` is the SQLite file, made with its folders and readable by its owner only; None keeps the
        account in memory. `now` answers aware datetimes. `switches` replace those in the file; None leaves
        them."""
        super().__init__(Storage(path))
        self._now = now
        self._switches_text: str | None = None
        self._switches = Switches()
        if switches is not None:
            self.set_switches(switches)

    def handle(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        """One request, as a Handler: the status, the headers and the body of its answer.

        Raises, for faults of the transport: ConnectionRefusedError when nothing was sent,
        ConnectionResetError when the answer was lost or cut, TimeoutError when none came in time. A drip
        arrives whole here.
        """
        delivered = self.deliver(method, target, headers, body)
        match delivered.manner:
            case "refused":
                raise ConnectionRefusedError("simulated: the connection was refused")
            case "cut" | "cut_body":
                raise ConnectionResetError("simulated: the connection was lost")
            case "timeout":
                raise TimeoutError("simulated: no answer in time")
            case _:
                return delivered.status, delivered.headers, delivered.body

    def deliver(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Delivery:
        """As `handle`, with a transport fault told and not raised: for whoever owns the socket."""
        request = Request.parse(method, target, headers, body)
        now = self._now().astimezone(UTC)
        if request.is_control:
            return delivery.whole(control.answer(self, request), now)
        if request.method == "GET" and request.endpoint == "openapi":
            return delivery.whole(Answer(200, openapi.document()), now)
        if latency := self.switches.latency_ms:
            time.sleep(latency / 1000)
            now = self._now().astimezone(UTC)
        return self._serve(request, now)

    def _serve(self, request: Request, now: datetime) -> Delivery:
        with self._storage.transaction():
            fault = faults.strike(self._storage, request.endpoint)
            answer: Answer | None = None
            if fault is None:
                answer = self._answer(request, now, None)
                delivered = delivery.whole(answer, now)
            else:
                if not fault.strikes_before:
                    answer = self._answer(request, now, fault.rows)
                delivered = delivery.faulty(fault, answer, now)
            decided = answer or delivered
            log.append(
                self._storage,
                iso(now),
                request,
                status=None if answer is None and delivered.manner != "whole" else decided.status,
                committed=answer is not None and answer.committed,
                fault=None if fault is None else fault.kind,
            )
            return delivered

    def _answer(self, request: Request, now: datetime, rows_done: int | None) -> Answer:
        try:
            with self._storage.savepoint():
                return routes.dispatch(self._storage, request, self._read_switches(), now, rows_done)
        except ApiError as refusal:
            return Answer(refusal.status, refusal.document())

    def reset(self) -> None:
        """Empties the account back to its seed: interviews, people, files, credits, log, faults and added
        tokens go, and ids start anew. The switches stay."""
        with self._storage.transaction():
            self._storage.empty()

    def add_fault(self, fault: Fault) -> None:
        """Arms a fault, for every process on this file."""
        with self._storage.transaction():
            faults.add(self._storage, fault)

    @property
    def switches(self) -> Switches:
        """The switches as they stand, whichever process set them."""
        with self._storage.reading():
            return self._read_switches()

    def set_switches(self, switches: Switches) -> None:
        """Replaces all switches, for every process on this file."""
        with self._storage.transaction():
            self._storage.set_meta(_SWITCHES, switches.to_json())

    def add_account(
        self,
        token: str,
        *,
        merchant_id: str,
        name: str,
        environment: str = "production",
        expires_at: datetime | None = None,
        sub_merchants: Sequence[str] = (),
        role: str = "merchant",
    ) -> None:
        """Makes a token known, or changes what is known of it. `role` is `merchant`, `service` for a key with
        no user behind it, or `candidate` for a user who is no merchant's. Raises ValueError for a naive
        `expires_at` or an unknown role."""
        with self._storage.transaction():
            accounts.add(
                self._storage,
                token,
                merchant_id=merchant_id,
                name=name,
                environment=environment,
                expires_at=expires_at,
                sub_merchants=sub_merchants,
                role=role,
            )

    def edit(self, interview_id: str, **fields: object) -> None:
        """An admin's edit in the web UI, past all rules of the API; `updated_at` moves unless it is given.

        Fields have the names of job-interview-get, and `interview_count`, `interview_last`, `environment`,
        `emoji` besides; `questions` sets the stored list, where an entry without an `id` is given one.
        Raises KeyError for an unknown id and ValueError for an unknown field.
        """
        with self._storage.transaction():
            editing.edit(self._storage, interview_id, fields, self._read_switches(), self._now())

    def complete_result(
        self,
        interview_id: str,
        email: str,
        *,
        name: str | None = None,
        score: float | None = None,
        seconds: float = 600.0,
        finished: bool = True,
        submitted: bool = True,
        is_test: bool = False,
    ) -> str:
        """A candidate takes an interview, or the one inside a position: the interview_result_id of a result
        that is active and submitted unless told otherwise.

        Somebody not enrolled is enrolled; `score` follows from the address when None. Raises KeyError for an
        unknown interview and ValueError for what no candidate could do (see `taking.take`).
        """
        with self._storage.transaction():
            row = rows.find(self._storage, interview_id)
            if row is None:
                raise KeyError(interview_id)
            account = Account(row["merchant_id"], "candidate", row["environment"])
            now = self._now().astimezone(UTC)
            record = taking.take(
                Call(self._storage, account, {}, {}, self._read_switches(), now),
                row,
                email,
                name=name,
                score=score,
                seconds=seconds,
                finished=finished,
                submitted=submitted,
                is_test=is_test,
            )
            return str(record["interview_result_id"])

    def edit_record(self, kind: str, record_id: str, **fields: object) -> None:
        """A change of one stored `candidate`, `result`, `document`, `directory` or `member`, past all rules
        of the API; `updated_at` moves unless it is given.

        A result goes by its interview_result_id or its row's id, a directory by its slug. Raises KeyError for
        an unknown one and ValueError for an unknown kind or field.
        """
        with self._storage.transaction():
            editing.edit_record(self._storage, kind, record_id, fields, self._now())

    def close(self) -> None:
        """Closes the file; an account in memory is gone."""
        self._storage.close()

    def _read_switches(self) -> Switches:
        text = self._storage.meta(_SWITCHES)
        if text != self._switches_text:
            self._switches = Switches() if text is None else Switches.from_json(text)
            self._switches_text = text
        return self._switches
