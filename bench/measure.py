"""Whole processes, timed by the operating system, two in turn: A B A B …, compared pair by pair."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Command:
    """What to run; `before` puts things back first and is not timed."""

    words: Sequence[str]
    folder: Path
    before: Callable[[], None] = lambda: None
    codes: tuple[int, ...] = (0,)
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of CPU (user + system) and of wall time, peak memory in MiB."""

    cpu: float
    wall: float
    peak: float


def once(command: Command) -> Run:
    """Run it; RuntimeError with its last lines when it ends in an unexpected code."""
    command.before()
    environment = {**os.environ, "NO_COLOR": "1", **dict(command.environment)}
    with subprocess.Popen(
        command.words, cwd=command.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        started = time.monotonic()
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in command.codes:
        tail = output.decode(errors="replace")[-800:]
        raise RuntimeError(f"{' '.join(command.words)} exited {process.returncode}:\n{tail}")
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def in_turn(first: Command, second: Command, runs: int) -> tuple[list[Run], list[Run]]:
    """`runs` pairs after one of each that does not count."""
    once(first), once(second)
    pairs = [(once(first), once(second)) for _ in range(runs)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def ratio(ours: Sequence[Run], theirs: Sequence[Run], figure: str) -> float:
    """The median of the pairs' ratios: what drifts on the machine drifts in both of a pair."""
    pairs = zip(ours, theirs, strict=True)
    return float(statistics.median(getattr(our, figure) / getattr(their, figure) for our, their in pairs))


def median(runs: Sequence[Run], figure: str) -> float:
    return float(statistics.median(getattr(run, figure) for run in runs))
