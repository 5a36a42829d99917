"""Signals while calls hang, outputs that close, and up to eight runs at once: real processes over a port."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Mapping

import pytest

from reconciler.simulator.delivery import Delivery

from .matrix import PLAN, _converges, _nothing_unknown
from .scenes import APPLY, SCENES, VARIABLES, Theatre

Deliver = Callable[[str, str, Mapping[str, str], bytes], Delivery]
_PATIENCE = 60.0


class Hanging:
    """Creates are carried out, and their answers held back until the end of the test."""

    def __init__(self, theatre: Theatre) -> None:
        self._deliver: Deliver = theatre.stage.deliver
        self.made, self.end = threading.Event(), threading.Event()

    def deliver(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Delivery:
        answer = self._deliver(method, target, headers, body)
        if "create" in target:
            self.made.set()
            self.end.wait(_PATIENCE)
        return answer


@pytest.fixture
def hanging(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> Hanging:
    made = Hanging(theatre)
    monkeypatch.setattr(theatre.stage, "deliver", made.deliver)
    return made


KINDS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)]


@pytest.mark.parametrize(("first", "code"), KINDS)
@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
def test_the_second_signal_leaves_at_once_though_a_call_hangs(
    theatre: Theatre, hanging: Hanging, first: signal.Signals, second: signal.Signals, code: int
) -> None:
    folder, account = theatre.new_case(SCENES[0])
    pid = theatre.zygote.start(folder, APPLY, VARIABLES)
    assert hanging.made.wait(_PATIENCE)
    os.kill(pid, first)
    _until_said(folder.parent / "err", "nterrupted")
    os.kill(pid, second)
    ended = theatre.zygote.wait(pid)  # while the call still hangs
    assert not hanging.end.is_set()
    hanging.end.set()
    assert ended == (130 if second == signal.SIGINT else 143)
    assert code in (130, 143)
    _nothing_unknown(folder, account)
    theatre.stage.pass_settling_time()
    _converges(theatre, SCENES[0], folder, account, lost=False)


@pytest.mark.parametrize(("kind", "code"), KINDS)
def test_the_first_signal_lets_the_call_end(
    theatre: Theatre, hanging: Hanging, kind: signal.Signals, code: int
) -> None:
    folder, account = theatre.new_case(SCENES[0])
    pid = theatre.zygote.start(folder, APPLY, VARIABLES)
    assert hanging.made.wait(_PATIENCE)
    os.kill(pid, kind)
    _until_said(folder.parent / "err", "nterrupted")
    hanging.end.set()
    assert theatre.zygote.wait(pid) == code
    assert len(account.interviews()) == 1
    assert "Traceback" not in (folder.parent / "err").read_text()
    _converges(theatre, SCENES[0], folder, account, lost=False)


@pytest.mark.parametrize("racers", [2, 4, 8])
def test_runs_that_race_make_each_interview_once(theatre: Theatre, racers: int) -> None:
    folder, account = theatre.new_case(SCENES[1])
    pids = [theatre.zygote.start(folder, APPLY, VARIABLES, stopped=True) for _ in range(racers)]
    for pid in pids:
        assert theatre.zygote.wait(pid, stops=True) == -1000
    for pid in pids:
        os.kill(pid, signal.SIGCONT)
    codes = [theatre.zygote.wait(pid) for pid in pids]
    assert 0 in codes
    assert set(codes) <= {0, 7}
    _converges(theatre, SCENES[1], folder, account, lost=False)
    assert theatre.zygote.run(folder, PLAN, VARIABLES) == 0


def _until_said(path: os.PathLike[str], text: str) -> None:
    """The run writes to a file: there is nothing to wait on but its growth."""
    pause = threading.Event()
    for _ in range(6000):
        with open(path, encoding="utf-8") as file:
            if text in file.read():
                return
        pause.wait(0.01)
    raise AssertionError(f"never said {text!r}")
