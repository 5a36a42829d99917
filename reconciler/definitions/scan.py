"""Finds the files that hold definitions."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from reconciler.definitions.project import FILE
from reconciler.definitions.report import Report, quoted
from reconciler.definitions.settings import Folder
from reconciler.errors import Span

_SUFFIXES = (".yaml", ".yml")


def definition_files(root: Path, folders: Sequence[Folder], skip: Sequence[str], report: Report) -> list[str]:
    """Paths from the root, sorted, each once. A project without any definition is an error: absence is
    never read as "retire everything".

    `skip` are folders that hold overlays.
    """
    found = yaml_files(root, folders, report, skip)
    if not found and not report.failed:
        names = ", ".join(quoted(folder.path) for folder in folders)
        place = folders[0].span if folders else Span(FILE, 1, 1)
        hint = "Add a file such as `backend-engineer.yaml`. To retire all, write `status: archived` in each."
        report.add(
            "no-definitions", place, f"No file that ends in .yaml lies in {names or 'the project'}.", hint
        )
    return found


def yaml_files(root: Path, folders: Sequence[Folder], report: Report, skip: Sequence[str] = ()) -> list[str]:
    """The YAML files below `folders`, without those in `skip`. A missing folder is an error."""
    found: set[str] = set()
    for folder in folders:
        path = root / folder.path
        if path.is_file():
            found.add(folder.path)
        elif path.is_dir():
            found.update(_below(root, folder.path, frozenset(skip), report))
        else:
            hint = "Create it, or correct the path; it is read from the project root."
            report.add("folder-missing", folder.span, f"There is no folder {quoted(folder.path)}.", hint)
    return sorted(found)


def _below(root: Path, folder: str, skip: frozenset[str], report: Report) -> Iterator[str]:
    """YAML files below `folder`; hidden ones and those of tools are left out."""
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except OSError as error:
        detail = f"{quoted(folder)}: {(error.strerror or 'it cannot be opened').lower()}."
        report.add("file-unreadable", Span(folder, 1, 1), detail, "Make the folder readable.")
        return
    for entry in entries:
        path = entry.name if folder == "." else f"{folder}/{entry.name}"
        if entry.name.startswith(".") or path == FILE or (skip and os.path.normpath(path) in skip):
            continue
        if path.endswith(_SUFFIXES) and entry.is_file(follow_symlinks=False):
            yield path
        elif entry.is_dir(follow_symlinks=False):
            yield from _below(root, path, skip, report)
        elif entry.is_symlink() and entry.is_dir():
            detail = f"{quoted(path)} is a link to a folder; what it holds would not be read."
            report.add(
                "file-unreadable",
                Span(path, 1, 1),
                detail,
                "Move the folder here, or name it under `definitions`.",
            )
        elif entry.name.lower().endswith(_SUFFIXES):
            yield path
