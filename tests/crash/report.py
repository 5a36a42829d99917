"""The figures of the long runs, written into docs/crash-safety.md between markers that name them."""

from __future__ import annotations

import platform
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .matrix import Played

DOCUMENT = Path(__file__).parents[2] / "docs" / "crash-safety.md"


def put(name: str, text: str) -> None:
    """Replace what stands between `<!-- NAME -->` and `<!-- /NAME -->`."""
    document = DOCUMENT.read_text(encoding="utf-8")
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    assert pattern.search(document), f"the document has no place for {name}"
    put_in = f"{text.rstrip()}\n"
    made = pattern.sub(lambda match: match[1] + put_in + match[2], document)
    DOCUMENT.write_text(made, encoding="utf-8")


def where() -> str:
    """When and on what a run was made."""
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    return f"{day}, Python {platform.python_version()}, {platform.system()} {platform.release()}"


def matrix_written(results: Sequence[Played]) -> None:
    """The table: one row per failpoint, one column per way, `held/played` summed over actions and passes."""
    from .matrix import WAYS
    from .scenes import SCENES

    played: dict[str, dict[str, list[int]]] = defaultdict(lambda: {way: [0, 0] for way in WAYS})
    by_scene: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for case, _, why in results:
        for cell in (played[case.point][case.way], by_scene[SCENES[case.scene].name]):
            cell[0] += not why
            cell[1] += 1
    broken = sum(1 for _, _, why in results if why)
    lines = [f"{len(results)} cases, {broken} exceptions ({where()}).", ""]
    lines += ["| action | held / played |", "| --- | ---: |"]
    lines += [f"| {name} | {held} / {all_} |" for name, (held, all_) in by_scene.items()]
    lines += ["", "| failpoint | " + " | ".join(WAYS) + " |", "| --- |" + " ---: |" * len(WAYS)]
    for point, cells in played.items():
        row = " | ".join(f"{cells[way][0]} / {cells[way][1]}" for way in WAYS)
        lines.append(f"| `{point}` | {row} |")
    put("matrix", "\n".join(lines))


def calls_written(rows: Sequence[tuple[str, str, int, int]]) -> None:
    """Rows of window, system call, kills and broken promises."""
    kills, broken = sum(row[2] for row in rows), sum(row[3] for row in rows)
    lines = [f"{kills} kills, {broken} exceptions ({where()}).", ""]
    lines += ["| from | system call | kills | exceptions |", "| --- | --- | ---: | ---: |"]
    lines += [f"| `{window}` | `{call}` | {count} | {bad} |" for window, call, count, bad in rows]
    put("strace", "\n".join(lines))
