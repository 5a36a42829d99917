"""The coverage-guided run over reader and loader, with atheris: see README.md.

python -m tests.fuzz.reader CORPUS [libFuzzer options]
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]  # not among the dependencies: README.md

with atheris.instrument_imports(include=["reconciler.definitions", "yaml"]):
    from tests.fuzz.target import run, seeds


def main() -> None:
    """Seed an empty corpus, then fuzz until told to stop."""
    corpus = next(Path(word) for word in sys.argv[1:] if not word.startswith("-"))
    corpus.mkdir(parents=True, exist_ok=True)
    if not any(corpus.iterdir()):
        for number, seed in enumerate(seeds()):
            (corpus / f"seed-{number:03}").write_bytes(seed)
    memory = Path("/dev/shm")  # files in memory, where the machine has such a place
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        atheris.Setup(sys.argv, lambda data: run(data, Path(folder)))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
