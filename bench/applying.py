"""Apply and live plans over HTTP, against the simulator in a process of its own.

Calls are counted by the account, in its own log; the same calls are then made by bare httpx (`bench.bare`).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

from bench import data
from bench.cases import OURS, Row, _folder
from bench.measure import Command, Run, median, once

TOKEN = (("JOBMOJITO_TOKEN", "simulator"),)
ROOT = Path(__file__).parents[1]


@contextmanager
def served(folder: Path, latency: int) -> Iterator[str]:
    """A simulated account on a port, each call `latency` ms long."""
    data.project(folder / "account", 1)
    with subprocess.Popen(
        [OURS, "simulator", "serve", "--port", "0"], cwd=folder / "account", stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = re.search(r"http://\S+", process.stdout.readline())
        assert url is not None
        try:
            switches = f'{{"latency_ms": {latency}}}'.encode()
            urllib.request.urlopen(urllib.request.Request(f"{url[0]}/_simulator/switches", switches)).read()
            yield url[0]
        finally:
            process.terminate()


@dataclass(frozen=True, slots=True)
class Applied:
    """One apply; `plan` is the offline plan of the same, whose work is no part of carrying it out; `bare` the
    same calls by bare httpx, `idle` what starting that program costs."""

    run: Run
    plan: Run
    calls: int
    bare: Run
    idle: Run

    @property
    def each(self) -> float:
        """Milliseconds of CPU a call, beyond making the plan."""
        return (self.run.cpu - self.plan.cpu) / self.calls * 1000

    @property
    def bare_each(self) -> float:
        return (self.bare.cpu - self.idle.cpu) / self.calls * 1000


def applied(count: int, latency: int, workers: int) -> Applied:
    with _folder() as folder:
        with served(folder / "one", latency) as url:
            root = data.project(folder / "ours", count, server=url)
            plan = once(Command([OURS, "plan", "--offline", "--brief"], root))
            words = [OURS, "apply", "--yes", "--brief", "--max-parallel", str(workers)]
            run = once(Command(words, root, environment=TOKEN))
            logged = urllib.request.urlopen(f"{url}/_simulator/requests").read()
        calls = len(json.loads(logged)["requests"])
        (folder / "log.json").write_bytes(logged)
        (folder / "none.json").write_text('{"requests": []}')
        with served(folder / "two", latency) as url:
            program = [sys.executable, "-m", "bench.bare", url]
            bare, idle = (
                once(Command([*program, str(folder / name), str(workers)], ROOT))
                for name in ("log.json", "none.json")
            )
    return Applied(run, plan, calls, bare, idle)


def apply(counts: tuple[int, ...], latency: int = 50, workers: int = 10) -> Iterator[Row]:
    """N creates, each read back. The ideal: every call takes the latency, and the workers share them."""
    found = {count: applied(count, latency, workers) for count in counts}
    for count, one in found.items():
        ideal = one.calls * latency / 1000 / workers
        shown = (
            f"{one.run.wall:.3g} s for {one.calls:,} calls, ideal {ideal:.3g} s, bare {one.bare.wall:.3g} s"
        )
        case = f"apply of {count:,}, {workers} workers, {latency} ms: ideal / wall"
        yield Row(case, ideal / one.run.wall, 0.88, 0.94, shown, True)
        shown = f"{one.each:.3g} ms / {one.bare_each:.3g} ms"
        yield Row(
            f"CPU a request, apply of {count:,} / bare httpx", one.each / one.bare_each, 1.4, 1.15, shown
        )


def keeping(counts: tuple[int, int]) -> Iterator[Row]:
    """What the state costs for each applied resource, many against few."""
    found = []
    for count in counts:
        with _folder() as folder:
            words = [sys.executable, "-m", "bench.keeping", str(folder), str(count)]
            said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
            found.append(json.loads(said))
    few, many = found
    for figure, unit, scale in (("bytes", "bytes", 1), ("cpu", "ms", 1000)):
        shown = f"{many[figure] * scale:.4g} {unit} / {few[figure] * scale:.4g} {unit}"
        case = f"state, {figure} a resource, apply of {counts[1]:,} / of {counts[0]:,}"
        yield Row(case, many[figure] / few[figure], 1.2, None, shown)


def growth(small: int, large: int, most: Run) -> Row:
    """The exponent of an apply's CPU over N, the start-up (an apply of one) taken off; `most` is that of
    `large`."""
    cpu = {large: most.cpu}
    for count in (1, small):
        with _folder() as folder, served(folder, 0) as url:
            cpu[count] = once(_apply(data.project(folder / "ours", count, server=url))).cpu
    least, all_ = cpu[small] - cpu[1], cpu[large] - cpu[1]
    value = log(all_ / least) / log(large / small)
    shown = f"{least:.3g} s at {small:,}, {all_:.3g} s at {large:,}"
    return Row(f"growth exponent of apply, {small:,} → {large:,}", value, 1.05, None, shown)


def _apply(root: Path) -> Command:
    return Command([OURS, "apply", "--yes", "--brief", "--max-parallel", "10"], root, environment=TOKEN)


def live(count: int) -> Iterator[Row]:
    """How an apply grew that made `count` interviews; then a live plan of them, unchanged, against the bare
    calls that it needs."""
    with _folder() as folder, served(folder, 0) as url:
        root = data.project(folder / "ours", count, server=url)
        yield growth(100, count, once(_apply(root)))
        plan = Command([OURS, "plan", "--brief"], root, environment=TOKEN)
        once(plan)  # reads every interview once; the next ones know what they saw
        before = len(_log(url))
        plans = [once(plan) for _ in range(3)]
        calls = _log(url)[before:]
        lists = [str(one["target"]) for one in calls if one["endpoint"] == "merchant-interview-list"]
        started = time.monotonic()
        for target in lists[: len(lists) // 3]:
            _get(f"{url}/{target.rpartition('/')[2]}")
        bare = time.monotonic() - started
        wall = median(plans, "wall")
        shown = f"{wall:.3g} s / {bare:.3g} s for {len(lists) // 3} of {len(calls) // 3} calls"
        case = f"live plan of {count:,}, unchanged, wall / bare lists"
        yield Row(case, wall / bare, 1.5, None, shown)


def _log(url: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(urllib.request.urlopen(f"{url}/_simulator/requests").read())[
        "requests"
    ]
    return found


def _get(url: str) -> bytes:
    request = urllib.request.Request(url, headers={"Authorization": "Bearer simulator"})
    answer: bytes = urllib.request.urlopen(request).read()
    return answer
