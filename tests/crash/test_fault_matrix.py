"""Every way a call can end, over a real socket: phase, status and header, against how often it was sent and
what was made of it. The clock is injected: nothing waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from reconciler.apply.outcomes import Verdict, judge
from reconciler.errors import CallFailed
from reconciler.model.answer import End
from reconciler.model.field import Endpoint
from reconciler.model.values import Json
from reconciler.remote.account import HttpAccount
from reconciler.remote.origin import parse_server
from reconciler.remote.retry import Retrier
from reconciler.remote.tokens import TokenSource
from reconciler.remote.transport import Bounds, Transport
from reconciler.simulator import DEFAULT_MERCHANT_ID, DEFAULT_TOKEN, Fault, RunningServer, Simulator, serve
from reconciler.simulator.faults import AFTER, BEFORE
from tests.support.clock import FakeClock

_BODY: dict[str, Json] = {
    "name": "Baker",
    "status": "draft",
    "description": "Hello to everybody.",
    "type": "interview",
    "mojito_language_code": "en",
    "visibility": "merchant_invite",
    "location": "Berlin",
    "max_duration": 1200,
    "interview_template_id": None,
}
REFUSALS, FAULTS = (400, 403, 404, 409, 422), (500, 502, 503, 504, 546)


@dataclass(frozen=True)
class Case:
    """`reads`: how many requests a read takes until it is over, and whether it ends well; `end` and the two
    verdicts are for a call that is sent once."""

    kind: str
    status: int | None
    end: End
    creates: Verdict
    updates: Verdict
    reads: int
    well: bool

    def __str__(self) -> str:
        return f"{self.kind}-{self.status}"


_V = Verdict
CASES = (
    *(Case("error_before", s, End.REFUSED, _V.FAILED, _V.FAILED, 1, False) for s in REFUSALS),
    *(Case("error_before", s, End.FAULT, _V.UNKNOWN, _V.LOOK, 2, True) for s in FAULTS),
    *(Case("error_after", s, End.FAULT, _V.UNKNOWN, _V.LOOK, 2, True) for s in FAULTS),
    Case("error_before", 408, End.REFUSED, _V.UNKNOWN, _V.LOOK, 1, False),
    *(Case("gateway", s, End.GATEWAY, _V.FAILED, _V.FAILED, 1, False) for s in (401, 403, 404, 413)),
    *(Case("gateway", s, End.GATEWAY, _V.UNKNOWN, _V.LOOK, 1, False) for s in (400, 409)),
    *(Case("gateway", s, End.GATEWAY, _V.UNKNOWN, _V.LOOK, 2, True) for s in (408, 425, 500, 502, 503, 504)),
    Case("rate_limit", 429, End.LIMITED, _V.RETRY, _V.RETRY, 2, True),
    Case("unauthorized", 401, End.REFUSED, _V.FAILED, _V.FAILED, 1, False),
    *(Case("redirect", s, End.REDIRECTED, _V.FAILED, _V.FAILED, 1, False) for s in (301, 302, 303, 307, 308)),
    Case("garbage", 200, End.GARBLED, _V.UNKNOWN, _V.LOOK, 2, True),
    Case("cut_before", None, End.CUT, _V.UNKNOWN, _V.LOOK, 2, True),
    Case("cut_after", None, End.CUT, _V.UNKNOWN, _V.LOOK, 2, True),
    Case("cut_body", None, End.CUT, _V.UNKNOWN, _V.LOOK, 2, True),
    Case("timeout_before", None, End.NO_ANSWER, _V.UNKNOWN, _V.LOOK, 2, True),
    Case("timeout_after", None, End.NO_ANSWER, _V.UNKNOWN, _V.LOOK, 2, True),
    Case("drip", None, End.CUT, _V.UNKNOWN, _V.LOOK, 2, True),
)


@dataclass
class Line:
    simulator: Simulator
    server: RunningServer
    clock: FakeClock
    account: HttpAccount

    def sent(self) -> int:
        return len(self.simulator.requests())


_SLOW = ("timeout_before", "timeout_after", "drip")


@pytest.fixture
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    """Patient, so that a busy machine changes nothing; impatient only where an answer never comes."""
    simulator, clock = Simulator(), FakeClock()
    callspec = getattr(request.node, "callspec", None)
    case = callspec.params.get("case") if callspec is not None else None
    patience = 1.0 if isinstance(case, Case) and case.kind in _SLOW else 30.0
    with serve(simulator) as server:
        bounds = Bounds(connect=30.0, read=patience, total=patience)
        with Transport(parse_server(server.url), TokenSource(DEFAULT_TOKEN), bounds=bounds) as wire:
            retrier = Retrier(clock, lambda _low, high: high)
            account = HttpAccount(wire, clock, merchant_id=DEFAULT_MERCHANT_ID, retrier=retrier)
            yield Line(simulator, server, clock, account)
    simulator.close()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_create_is_sent_once_and_judged_by_the_table(line: Line, case: Case) -> None:
    line.simulator.add_fault(Fault(Endpoint.CREATE.value, case.kind, status=case.status, seconds=5.0))
    answer = line.account.send(Endpoint.CREATE, _BODY)
    assert (answer.end, judge(answer, creates=True)) == (case.end, case.creates)
    assert line.sent() == 1
    assert line.clock.slept == []
    if judge(answer, creates=True) in (Verdict.FAILED, Verdict.RETRY):
        assert line.simulator.interviews() == [], "what counts as not done was not done"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_update_is_sent_once_too_and_what_may_be_done_is_looked_at(line: Line, case: Case) -> None:
    line.simulator.add_fault(Fault(Endpoint.UPDATE.value, case.kind, status=case.status, seconds=5.0))
    answer = line.account.send(Endpoint.UPDATE, {"position_id": "nobody", "name": "x"})
    if case.kind in AFTER and case.kind != "error_after":  # what was done is: refuse an unknown id
        assert answer.end in (case.end, End.REFUSED)
    else:
        assert (answer.end, judge(answer, creates=False)) == (case.end, case.updates)
    assert line.sent() == 1


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_read_is_repeated_where_that_can_help(line: Line, case: Case) -> None:
    line.simulator.add_fault(Fault("merchant-status", case.kind, status=case.status, seconds=5.0))
    if case.well:
        assert line.account.merchant().effective == DEFAULT_MERCHANT_ID
    else:
        with pytest.raises(CallFailed) as caught:
            line.account.merchant()
        assert caught.value.status == case.status
        assert caught.value.hint
    assert line.sent() == case.reads


@pytest.mark.parametrize(
    ("asked", "least"), [(None, 1.0), (7, 7.0), ("90", 90.0), (100_000, 120.0), ("soon", 1.0), ("-5", 1.0)]
)
def test_what_the_server_asks_to_wait_is_the_least_wait_up_to_a_limit(
    line: Line, asked: int | str | None, least: float
) -> None:
    line.simulator.add_fault(Fault("merchant-status", "rate_limit", retry_after=asked))
    line.account.merchant()
    assert max(line.clock.slept) >= least
    assert sum(line.clock.slept) < 200.0


def test_an_outage_ends_within_the_tries_and_the_deadline(line: Line) -> None:
    line.simulator.add_fault(Fault("*", "gateway", times=1000, status=503))
    with pytest.raises(CallFailed):
        line.account.merchant()
    assert line.sent() == 5
    assert sum(line.clock.slept) <= 300.0


def test_an_outage_spends_the_budget_of_the_run_and_not_that_of_each_call(line: Line) -> None:
    line.simulator.add_fault(Fault("*", "gateway", times=1000, status=503))
    for _ in range(30):
        with pytest.raises(CallFailed):
            line.account.merchant()
    assert line.sent() == 30 + 20


def test_no_kind_of_fault_is_left_out() -> None:
    assert {case.kind for case in CASES} | {"refused", "no_id"} == BEFORE | AFTER


def test_an_answer_without_an_id_is_no_create_that_failed(line: Line) -> None:
    line.simulator.add_fault(Fault(Endpoint.CREATE.value, "no_id"))
    answer = line.account.send(Endpoint.CREATE, {**_BODY, "interview_template_id": _template(line)})
    assert (answer.end, judge(answer, creates=True)) == (End.GARBLED, Verdict.UNKNOWN)
    assert len(line.simulator.interviews()) == 1


def test_a_server_that_is_not_there_got_nothing(line: Line) -> None:
    line.server.close()
    answer = line.account.send(Endpoint.CREATE, _BODY)
    assert (answer.end, judge(answer, creates=True)) == (End.NOT_SENT, Verdict.RETRY)


def _template(line: Line) -> str:
    return line.account.templates()[0].id
