"""One input of the fuzzer: what it means, and what has to hold whatever it is. No fuzzer is needed here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from reconciler.definitions import faults, fmt_scalars, lint  # loaded now, so that a fuzzer sees inside
from reconciler.definitions.fmt import formatted
from reconciler.definitions.loader import load
from reconciler.definitions.project import read_project
from reconciler.definitions.report import Report
from reconciler.definitions.rules import RULES
from reconciler.definitions.source import parse
from reconciler.errors import DefinitionsInvalid, Diagnostic
from tests.unit.test_definitions_bad_inputs import MAIN, PROJECT, cases

ROOT = Path(__file__).parents[2]
SPLIT = b"\0\n"
"""Between the files of one input; no file that is read may hold it."""
FILES = (MAIN, "overlays/a.yaml", "interviews/long.md", "reconciler.yaml")
"""What the parts of an input are, in this order; the last only when the input has so many."""
_FORMAT_EVERY = 5  # formatting takes ten times as long as reading
_LAZY = (faults, lint, fmt_scalars)
_PROJECT = PROJECT.replace("    variables:", "    overlays: overlays\n    variables:")


def run(data: bytes, root: Path) -> None:
    """Read `data` in every way that a file is read. Raises AssertionError when something else comes out
    than a value or a Diagnostic; any other exception is a fault as well."""
    parts = data.split(SPLIT)[: len(FILES)]
    with suppress(UnicodeDecodeError):
        _text(parts[0].decode("utf-8"))
    (root / "reconciler.yaml").write_text(_PROJECT)
    for path, part in zip(FILES, [*parts, b"", b""][: max(3, len(parts))], strict=False):
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(part)
    overlay = root / FILES[1]
    if not overlay.read_bytes():
        os.unlink(overlay)
    try:
        project = read_project(root)
    except DefinitionsInvalid as invalid:
        _sound(invalid.diagnostics)
        return
    for environment in project.environments:
        loaded = load(project, environment, cached=False)
        _sound(loaded.diagnostics)
        assert (loaded.desired is None) == any(
            RULES[one.rule].severity == "error" for one in loaded.diagnostics
        )


def _text(text: str) -> None:
    report = Report()
    documents = [node.plain() for node in parse(text, MAIN, report)]
    _sound(report.diagnostics())
    if not report.failed and len(text) % _FORMAT_EVERY == 0:
        done = formatted(text)
        again = Report()
        assert [node.plain() for node in parse(done, MAIN, again)] == documents
        assert not again.failed
        assert formatted(done) == done


def _sound(diagnostics: tuple[Diagnostic, ...]) -> None:
    for one in diagnostics:
        assert one.rule in RULES
        assert one.span is not None
        assert one.span.line >= 1
        assert one.span.column >= 1


def seeds() -> Iterator[bytes]:
    """Inputs to begin with: the examples and the table of bad inputs."""
    for path in sorted((ROOT / "examples/interviews").glob("*.yaml")):
        yield path.read_bytes()
    for case in cases():
        files = {path: "\n".join(lines).encode() + b"\n" for path, lines in case.files.items()}
        yield SPLIT.join(files.get(path, b"") for path in FILES if path in files or path == MAIN)
