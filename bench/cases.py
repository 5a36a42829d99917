"""The cases and their bars. A bar is a ratio within one run; it is reported, never asserted."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import data, peers
from bench.measure import Command, in_turn, median, once, ratio

EXAMPLES = Path(__file__).parents[1] / "examples" / "interviews"
OURS = str(Path(sys.executable).parent / "reconciler")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `value` and `bar` are ratios unless `unit` says otherwise."""

    case: str
    value: float
    bar: float
    stretch: float | None
    figures: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.value >= self.bar if self.at_least else self.value <= self.bar


@contextmanager
def _folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def ours(folder: Path, *words: str, codes: tuple[int, ...] = (0,), cold: bool = False) -> Command:
    """Our program; `cold` throws its cache away before each run."""

    def clear() -> None:
        shutil.rmtree(folder / ".reconciler", ignore_errors=True)

    return Command([OURS, *words], folder, clear if cold else (lambda: None), codes)


def _against(
    case: str, our: Command, their: Command, runs: int, figure: str, bar: float, stretch: float | None
) -> Row:
    mine, theirs = in_turn(our, their, runs)
    unit = " MiB" if figure == "peak" else " s"
    shown = f"{median(mine, figure):.3g}{unit} / {median(theirs, figure):.3g}{unit}"
    return Row(case, ratio(mine, theirs, figure), bar, stretch, shown)


def start_up(runs: int) -> Iterator[Row]:
    with _folder() as folder:
        help_ = Command([str(peers.BIN / "octodns-sync"), "--help"], folder)
        yield _against(
            "version CPU / octodns-sync --help", ours(folder, "version"), help_, runs, "cpu", 0.35, 0.20
        )
        yield _against(
            "--help CPU / octodns-sync --help", ours(folder, "--help"), help_, runs, "cpu", 0.50, 0.40
        )
        ten = data.project(folder / "ten", 10)
        cold = ours(ten, "validate", cold=True)
        yield _against("validate of 10, cold / octodns-sync --help", cold, help_, runs, "cpu", 1.2, None)
        yield _against(
            "validate of 10, warm / octodns-sync --help", ours(ten, "validate"), help_, runs, "cpu", 0.5, None
        )
        for peer, words in (("otterdog", ["--version"]), ("pyinfra", ["--version"])):
            if peers.installed(peer):
                other = Command([str(peers.BIN / peer), *words], folder)
                yield _against(
                    f"version CPU / {peer} --version", ours(folder, "version"), other, runs, "cpu", 0.35, None
                )


def offline_plans(runs: int, counts: tuple[int, ...]) -> Iterator[Row]:
    stretch = {1000: 0.6, 10000: 0.4}
    for count in counts:
        with _folder() as folder:
            root = data.made(folder / "ours", count)
            words = ("plan", "--offline", "--brief")
            still = peers.octodns(folder / "still", count)
            case = f"plan of {count:,}, nothing changed, warm / octoDNS no-op"
            yield _against(case, ours(root, *words), still, runs, "cpu", 0.12, 0.05)
            data.edited(root, 1.0)
            moved = peers.octodns(folder / "moved", count, 1.0)
            cold = ours(root, *words, cold=True)
            mine, theirs = in_turn(cold, moved, runs)
            shown = f"{median(mine, 'cpu'):.3g} s / {median(theirs, 'cpu'):.3g} s"
            yield Row(
                f"plan of {count:,}, 1 % changed, cold / octoDNS",
                ratio(mine, theirs, "cpu"),
                1.0,
                stretch.get(count),
                shown,
            )
            shown = f"{median(mine, 'peak'):.3g} MiB / {median(theirs, 'peak'):.3g} MiB"
            yield Row(
                f"peak memory, plan of {count:,} / octoDNS", ratio(mine, theirs, "peak"), 1.2, 0.8, shown
            )


def terraform(runs: int, count: int) -> Iterator[Row]:
    with _folder() as folder:
        root = data.made(folder / "ours", count)
        other = peers.terraform(folder / "terraform", root / "interviews")
        once(Command([*other.words, "init"], other.folder))
        mine = ours(root, "plan", "--offline", "--brief")
        yield _against(
            f"plan of {count:,} / Terraform for_each, wall",
            mine,
            other,
            max(1, runs // 3),
            "wall",
            1 / 40,
            1 / 60,
        )


def growth(runs: int, counts: tuple[int, int]) -> Iterator[Row]:
    """The exponent of CPU over N, the start-up (the same command over one definition) taken off."""
    from math import log

    small, large = counts
    for case, words in (("validate", ("validate",)), ("plan", ("plan", "--offline", "--brief"))):
        cpu: dict[int, float] = {}
        for count in (1, *counts):
            with _folder() as folder:
                root = data.made(folder / "ours", count)
                cpu[count] = median([once(ours(root, *words, cold=True)) for _ in range(runs)], "cpu")
        least, most = cpu[small] - cpu[1], cpu[large] - cpu[1]
        value = log(most / least) / log(large / small)
        shown = f"{least:.3g} s at {small:,}, {most:.3g} s at {large:,}"
        yield Row(f"growth exponent of {case}, {small:,} → {large:,}", value, 1.05, None, shown)


def other_shape(runs: int) -> Iterator[Row]:
    """Not tuned to the made data: 50 long interviews of 40 questions, beside the examples."""
    with _folder() as folder:
        long = data.made(folder / "long", 50, asked=40)
        short = data.made(folder / "short", 50)
        words = ("plan", "--offline", "--brief")
        mine, base = in_turn(ours(long, *words, cold=True), ours(short, *words, cold=True), runs)
        size = sum(file.stat().st_size for file in (long / "interviews").iterdir())
        least = sum(file.stat().st_size for file in (short / "interviews").iterdir())
        times = f"for {size / least:.2g} times the bytes"
        shown = f"{median(mine, 'cpu'):.3g} s / {median(base, 'cpu'):.3g} s {times}"
        yield Row(
            "plan of 50 with 40 questions / of 50 with 8", ratio(mine, base, "cpu"), size / least, None, shown
        )
        still, base = in_turn(ours(long, *words), ours(short, *words), runs)
        shown = f"{median(still, 'cpu'):.3g} s / {median(base, 'cpu'):.3g} s {times}"
        yield Row("the same, nothing changed, warm", ratio(still, base, "cpu"), size / least, None, shown)
        example = folder / "example"
        shutil.copytree(EXAMPLES, example / "examples" / "interviews")
        shutil.copy(EXAMPLES.parents[1] / "reconciler.yaml", example)
        cold, warm = in_turn(ours(example, "validate", cold=True), ours(example, "validate"), runs)
        shown = f"{median(warm, 'cpu'):.3g} s / {median(cold, 'cpu'):.3g} s"
        yield Row("validate of the examples, warm / cold", ratio(warm, cold, "cpu"), 1.0, None, shown)


def as_json(rows: list[Row]) -> str:
    kept = [
        {"case": row.case, "value": row.value, "bar": row.bar, "met": row.met, "figures": row.figures}
        for row in rows
    ]
    return json.dumps(kept, indent=2)
