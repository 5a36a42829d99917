"""Signals, a closed pipe and two runs at once, in real processes: nothing is made twice or forgotten."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from reconciler.simulator import DEFAULT_TOKEN, Fault, Simulator, serve
from reconciler.simulator.delivery import Delivery

from .support import command, environment, process, serve_at, writes

CREATE = "job-interview-create-from-array"
_PATIENCE = 30.0


class Gate:
    """A served account that tells when the first create has come, and answers it when it is let."""

    def __init__(self, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
        self.came, self.open = threading.Event(), threading.Event()
        self._deliver: Callable[..., Delivery] = simulator.deliver
        monkeypatch.setattr(simulator, "deliver", self.deliver)

    def deliver(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Delivery:
        if CREATE in target:
            self.came.set()
            assert self.open.wait(_PATIENCE)
        return self._deliver(method, target, headers, body)


@pytest.fixture
def served(project: Path, account: Simulator) -> Iterator[None]:
    with serve(account) as server:
        serve_at(project, server.url)
        yield


@pytest.fixture
def gate(served: None, account: Simulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate(account, monkeypatch)
    yield made
    made.open.set()


class Begin:
    """Starts `reconciler apply --yes`; whatever a test leaves running is ended with it."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._begun: list[subprocess.Popen[bytes]] = []

    def __call__(self) -> subprocess.Popen[bytes]:
        self._begun.append(
            subprocess.Popen(
                command("apply", "--yes"),
                cwd=self._project,
                env=environment(JOBMOJITO_TOKEN=DEFAULT_TOKEN),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        )
        return self._begun[-1]

    def end(self) -> None:
        for one in self._begun:
            one.kill()
            one.wait()
            for stream in (one.stdout, one.stderr):
                assert stream is not None
                stream.close()


@pytest.fixture
def begin(project: Path) -> Iterator[Begin]:
    starting = Begin(project)
    yield starting
    starting.end()


def read_until(stream: object, text: str) -> str:
    """The lines of a stream up to the one that holds `text`."""
    assert hasattr(stream, "readline")
    said = ""
    while text not in said:
        line = stream.readline().decode()
        assert line, f"ended without {text!r}:\n{said}"
        said += line
    return said


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "terminated"]
)
def test_first_signal_lets_the_call_end_and_starts_no_other(
    project: Path, account: Simulator, gate: Gate, begin: Begin, number: signal.Signals, code: int
) -> None:
    running = begin()
    assert gate.came.wait(_PATIENCE)
    running.send_signal(number)
    read_until(running.stderr, "nterrupted")
    gate.open.set()
    running.communicate(timeout=_PATIENCE)
    assert running.returncode == code
    assert [one["code"] for one in account.interviews()] == ["baker"], "the second create never began"
    assert process(project, "apply", "--yes", JOBMOJITO_TOKEN=DEFAULT_TOKEN).code == 0
    assert sorted(one["code"] for one in account.interviews()) == ["baker", "cook"]


def test_second_signal_leaves_at_once_and_the_next_run_settles(
    project: Path, account: Simulator, gate: Gate, begin: Begin
) -> None:
    running = begin()
    assert gate.came.wait(_PATIENCE)
    running.send_signal(signal.SIGTERM)
    read_until(running.stderr, "nterrupted")
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=_PATIENCE)  # though the call hangs
    assert running.returncode == 143
    gate.open.set()  # the account was still at work: it makes the interview after all
    wait_until_made(account)
    assert process(project, "apply", "--yes", JOBMOJITO_TOKEN=DEFAULT_TOKEN).code == 0
    assert sorted(one["code"] for one in account.interviews()) == ["baker", "cook"]


def test_killed_run_is_settled_by_the_next(
    project: Path, account: Simulator, gate: Gate, begin: Begin
) -> None:
    running = begin()
    assert gate.came.wait(_PATIENCE)
    running.kill()
    running.communicate(timeout=_PATIENCE)
    gate.open.set()
    wait_until_made(account)
    ran = process(project, "plan", "--detailed-exitcode", JOBMOJITO_TOKEN=DEFAULT_TOKEN)
    assert ran.code == 2
    assert "+ interview.cook" in ran.out
    assert "+ interview.baker" not in ran.out
    assert process(project, "apply", "--yes", JOBMOJITO_TOKEN=DEFAULT_TOKEN).code == 0
    assert len(writes(account)) == 2


def wait_until_made(account: Simulator) -> None:
    pause = threading.Event()
    for _ in range(1000):
        if account.interviews():
            return
        pause.wait(0.01)
    raise AssertionError("the account never made it")


def test_reader_that_goes_away_ends_no_apply(
    project: Path, account: Simulator, gate: Gate, begin: Begin
) -> None:
    """`reconciler apply --yes | head -1`"""
    running = begin()
    assert gate.came.wait(_PATIENCE)
    assert running.stdout is not None
    assert b"Plan for local" in running.stdout.readline()
    running.stdout.close()
    gate.open.set()
    assert running.stderr is not None
    said = running.stderr.read().decode()
    running.wait(_PATIENCE)
    assert "Traceback" not in said
    assert "2/2" in said
    assert sorted(one["code"] for one in account.interviews()) == ["baker", "cook"]
    ran = process(project, "plan", "--detailed-exitcode", JOBMOJITO_TOKEN=DEFAULT_TOKEN)
    assert ran.code == 0, "what was done is recorded"


def test_readers_of_both_streams_that_go_away_end_no_apply(
    project: Path, account: Simulator, gate: Gate, begin: Begin
) -> None:
    running = begin()
    assert gate.came.wait(_PATIENCE)
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    running.stderr.close()
    gate.open.set()
    running.wait(_PATIENCE)
    assert sorted(one["code"] for one in account.interviews()) == ["baker", "cook"]
    ran = process(project, "plan", "--detailed-exitcode", JOBMOJITO_TOKEN=DEFAULT_TOKEN)
    assert ran.code == 0


def test_stdout_closed_from_the_start_ends_no_apply(project: Path, account: Simulator) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    subprocess.run(
        command("apply", "--yes"),
        cwd=project,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert len(account.interviews()) == 2


def test_runs_that_race_make_each_interview_once(account: Simulator, begin: Begin) -> None:
    racing = [begin() for _ in range(3)]
    for one in racing:
        one.communicate(timeout=_PATIENCE)
    codes = [one.returncode for one in racing]
    assert 0 in codes
    assert set(codes) <= {0, 7}
    assert sorted(one["code"] for one in account.interviews()) == ["baker", "cook"]


def test_lost_answer_over_a_socket_is_found_by_its_mark(
    project: Path, account: Simulator, served: None
) -> None:
    account.add_fault(Fault(CREATE, "cut_body"))
    ran = process(project, "apply", "--yes", JOBMOJITO_TOKEN=DEFAULT_TOKEN)
    assert ran.code == 0
    assert sorted(one["code"] for one in account.interviews()) == ["baker", "cook"]
    assert len(writes(account)) == 2
