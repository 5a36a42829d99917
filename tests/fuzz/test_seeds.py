"""What the fuzzer starts from, and what it once found, holds without the fuzzer too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.target import run, seeds

FOUND = sorted((Path(__file__).parent / "found").glob("*"))


def test_the_seeds(tmp_path: Path) -> None:
    for seed in seeds():
        run(seed, tmp_path)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_the_fuzzer_found(path: Path, tmp_path: Path) -> None:
    run(path.read_bytes(), tmp_path)
