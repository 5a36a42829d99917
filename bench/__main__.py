"""`python -m bench [--short] [--json FILE]`: run the cases and print the table."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from bench import applying, cases, peers
from bench.cases import Row


def rows(short: bool) -> Iterator[Row]:
    runs = 3 if short else 7
    if peers.installed("octodns-sync"):
        yield from cases.start_up(runs)
        yield from cases.offline_plans(runs, (1000,) if short else (1000, 10000))
    else:
        print("octoDNS is not installed beside (make bench does that): nothing is compared with it")
    yield from cases.other_shape(runs)
    yield from cases.growth(3, (100, 1000) if short else (100, 10000))
    yield from applying.apply((100,) if short else (100, 1000))
    yield from applying.keeping((100, 1000) if short else (100, 10000))
    if not short:
        yield from applying.live(10000)
        if peers.installed("python"):
            yield from cases.terraform(runs, 1000)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--short", action="store_true", help="small cases and few runs, for CI: reports, never fails"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures")
    options = parser.parse_args()
    found: list[Row] = []
    print(f"{'case':<62} {'ratio':>8} {'bar':>12}  ")
    for row in rows(options.short):
        found.append(row)
        sign = "≥" if row.at_least else "≤"
        stretch = f" ({row.stretch:.3g})" if row.stretch is not None else ""
        met = "ok" if row.met else "--"
        bar = f"{sign}{row.bar:.3g}{stretch}"
        print(f"{row.case:<62} {row.value:>8.3g} {bar:>12} {met} {row.figures}", flush=True)
    if options.json:
        options.json.write_text(cases.as_json(found) + "\n")


if __name__ == "__main__":
    main()
