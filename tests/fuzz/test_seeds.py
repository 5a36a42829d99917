"""What the fuzzer starts from, and what it once found, holds without the fuzzer too."""

from __future__ import annotations

from pathlib import Path

from tests.fuzz.target import run, seeds

FOUND = Path(__file__).parent / "found"


def test_the_seeds_and_what_the_fuzzer_found(tmp_path: Path) -> None:
    inputs = [*seeds(), *(path.read_bytes() for path in sorted(FOUND.glob("*")))]
    assert inputs
    for text in inputs:
        run(text, tmp_path)
