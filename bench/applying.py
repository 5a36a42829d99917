"""Apply and live plans over HTTP, against the simulator in a process of its own."""

from __future__ import annotations

import re
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import data
from bench.cases import OURS, Row, _folder
from bench.measure import Command, median, once

TOKEN = (("JOBMOJITO_TOKEN", "simulator"),)


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


def apply(count: int, latency: int = 50, workers: int = 10) -> Iterator[Row]:
    """N creates, each read back. The ideal is two calls of the latency for each, shared by the workers."""
    with _folder() as folder, served(folder, latency) as url:
        root = data.project(folder / "ours", count, server=url)
        words = [OURS, "apply", "--yes", "--brief", "--max-parallel", str(workers)]
        run = once(Command(words, root, environment=TOKEN))
        calls = _calls(count, root)
        ideal = calls * latency / 1000 / workers
        each = run.cpu / calls * 1000
        shown = f"{run.wall:.3g} s for {calls:,} calls, ideal {ideal:.3g} s, {each:.3g} ms CPU a call"
        yield Row(
            f"apply of {count:,}, {workers} workers, {latency} ms: ideal / wall",
            ideal / run.wall,
            0.88,
            0.94,
            shown,
            True,
        )


def _calls(count: int, root: Path) -> int:
    """Calls that the definitions need: a create each, what it does not take (two more), and a read back."""
    journal = (root / "state" / "local.journal").read_text()
    return journal.count('"intended"') + count if '"intended"' in journal else 4 * count


def live(count: int) -> Iterator[Row]:
    """A live plan of unchanged interviews against the bare calls that it needs."""
    with _folder() as folder, served(folder, 0) as url:
        root = data.project(folder / "ours", count, server=url)
        once(Command([OURS, "apply", "--yes", "--brief"], root, environment=TOKEN))
        plans = [once(Command([OURS, "plan", "--brief"], root, environment=TOKEN)) for _ in range(3)]
        started = time.monotonic()
        for kind in ("interview", "assessment"):
            for offset in range(0, count, 1000):
                _get(f"{url}/merchant-interview-list?type={kind}&limit=1000&offset={offset}")
        bare = time.monotonic() - started
        shown = f"{median(plans, 'wall'):.3g} s / {bare:.3g} s"
        yield Row(
            f"live plan of {count:,}, unchanged, wall / bare lists",
            median(plans, "wall") / bare,
            1.5,
            None,
            shown,
        )


def _get(url: str) -> None:
    request = urllib.request.Request(url, headers={"Authorization": "Bearer simulator"})
    urllib.request.urlopen(request).read()
