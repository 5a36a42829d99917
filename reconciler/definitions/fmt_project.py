"""Formats the files of a project: which they are, what each should be, and the schema beside them."""

from __future__ import annotations

import json
import os
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reconciler.definitions.files import Files
from reconciler.definitions.fmt import formatted, with_schema
from reconciler.definitions.json_schema import definitions_schema
from reconciler.definitions.project import FILE, Project
from reconciler.definitions.report import Report, quoted
from reconciler.definitions.revising import read_exactly
from reconciler.definitions.scan import yaml_files
from reconciler.errors import DefinitionsInvalid, Diagnostic, Span, UsageError

SCHEMA_FILE = "schemas/definition.schema.json"
"""Committed with the definitions, so that their first line is right in every clone."""


@dataclass(frozen=True, slots=True)
class Formatting:
    """`changed` and `before`: the files that are not as they should be, by path, new and old; a file that
    is not there yet is None before. `kept` counts the others. `faults`: what could not be read, which is
    left as it is."""

    changed: dict[str, str]
    before: dict[str, str | None]
    kept: int
    faults: tuple[Diagnostic, ...]


def format_project(project: Project, chosen: Sequence[str], schema: str | None) -> Formatting:
    """The `chosen` files (paths from the root), or every definition and overlay when none is chosen.

    `schema`: where the JSON Schema lies; the definitions name it in their first line then.
    """
    report = Report()
    files = Files(project.root, report)
    definitions, overlays = _files(project, report)
    made: dict[str, str] = {}
    for path in chosen or [*definitions, *overlays]:
        text = files.read(path)
        if text is None:
            continue
        try:
            done = formatted(text, file=path)
        except DefinitionsInvalid as invalid:
            for found in invalid.diagnostics:
                report.take(found)
            continue
        named = schema is not None and path not in overlays
        made[path] = with_schema(done, _beside(path, schema)) if named and schema else done
    if schema is not None:
        made[schema] = json.dumps(definitions_schema(), indent=2, ensure_ascii=False) + "\n"
    old = {path: read_exactly(project.root, path) for path in made}
    changed = {path: text for path, text in made.items() if text != old[path]}
    before = {path: old[path] for path in changed}
    return Formatting(changed, before, len(made) - len(changed), report.diagnostics())


def write_formatted(root: Path, done: Formatting) -> None:
    """Write what changed. Raises UsageError before the first byte when a file is not as it was read."""
    from reconciler.definitions.revising import write_over

    for path, old in done.before.items():
        if old is None:
            try:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).touch()
            except OSError as error:
                raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
    write_over(root, done.changed, {path: old or "" for path, old in done.before.items()})


def from_root(root: Path, named: Sequence[str], report: Report) -> list[str]:
    """Files named on the command line, from the project root. What lies outside is reported."""
    real = os.path.realpath(root)
    found: list[str] = []
    for name in named:
        path = os.path.relpath(os.path.realpath(os.path.dirname(name) or "."), real)
        path = posixpath.normpath(posixpath.join(path.replace(os.sep, "/"), os.path.basename(name)))
        if path == FILE:
            detail = f"{quoted(FILE)} is no definition; `fmt` leaves it as it is."
            report.add("file-unreadable", Span(FILE, 1, 1), detail, "Name files with definitions.")
        elif Files(root, report).inside(path, Span(name, 1, 1)):
            found.append(path)
    return found


def _files(project: Project, report: Report) -> tuple[list[str], list[str]]:
    """Definitions and overlays of all environments."""
    layers = project.layers.values()
    folders = [*project.definitions, *(one for layer in layers for one in layer.definitions or ())]
    overlays = [layer.overlays for layer in layers if layer.overlays is not None]
    changing = yaml_files(project.root, overlays, report)
    skip = [os.path.normpath(folder.path) for folder in overlays]
    return yaml_files(project.root, folders, report, skip), changing


def _beside(path: str, schema: str) -> str:
    return posixpath.relpath(schema, posixpath.dirname(path) or ".")
