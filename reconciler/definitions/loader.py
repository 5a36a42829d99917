"""From a project to Desired: every file read for itself, then compared across files."""

from __future__ import annotations

import os.path
from collections.abc import Iterator
from typing import NamedTuple

from reconciler.definitions.across import check_across
from reconciler.definitions.cache import Cache, opened
from reconciler.definitions.files import Files
from reconciler.definitions.overlays import Overlays, overlay_name
from reconciler.definitions.project import FILE, Project
from reconciler.definitions.reading import Made, Surroundings, read_file
from reconciler.definitions.report import Report, did_you_mean, listed, quoted
from reconciler.definitions.scan import definition_files
from reconciler.definitions.settings import Layer
from reconciler.errors import Diagnostic, UsageError
from reconciler.model.address import Address
from reconciler.model.definition import Definition, Desired


class Loaded(NamedTuple):
    """`desired` is None when anything is an error; `diagnostics` holds warnings too, by file and line.
    `paths` are the definition files that were looked at."""

    desired: Desired | None
    diagnostics: tuple[Diagnostic, ...]
    paths: tuple[str, ...]

    @property
    def files(self) -> int:
        return len(self.paths)


def load(project: Project, environment: str, *, cached: bool | None = None) -> Loaded:
    """The definitions of one environment. Every fault of every file is found in one run.

    Reads files below `project.root` and nothing else. What comes out does not depend on `cached`: whether
    results of earlier runs may be used and kept; None leaves it to the variable RECONCILER_CACHE.
    Raises UsageError for an environment that reconciler.yaml does not have.
    """
    if environment not in project.environments:
        known = listed(project.environments)
        hint = did_you_mean(environment, project.environments, f"Known are {known}.")
        raise UsageError(f"There is no environment {quoted(environment)}.", hint=hint)
    quiet = Files(project.root, Report())
    report = Report(reread=quiet.read)
    report.knows(FILE, project.lines)
    layer = project.layers.get(environment, Layer())
    files = Files(project.root, report)
    around = _surroundings(project, environment, layer, files, report)
    folders = project.definitions if layer.definitions is None else layer.definitions
    paths = definition_files(project.root, folders, _overlay_folders(project), report)
    with opened(project, environment, around, cached) as cache:
        made = {path: list(_file(path, around, cache, report)) for path in paths}
    return _compared(made, around, report)


def _surroundings(
    project: Project, environment: str, layer: Layer, files: Files, report: Report
) -> Surroundings:
    kinds = {*project.defaults, *layer.defaults}
    weakest_first = (project.defaults, layer.defaults)
    return Surroundings(
        defaults={kind: tuple(one[kind] for one in weakest_first if kind in one) for kind in kinds},
        overlays=Overlays(layer.overlays, files, report),
        variables=layer.variables,
        merchant_id=project.environments[environment].merchant_id,
        files=files,
    )


def _overlay_folders(project: Project) -> list[str]:
    layers = project.layers.values()
    return [os.path.normpath(layer.overlays.path) for layer in layers if layer.overlays is not None]


def _file(path: str, around: Surroundings, cache: Cache, report: Report) -> Iterator[Made]:
    """What a file holds, out of the cache when nothing that it depends on has changed."""
    data = around.files.raw(path)
    if data is None:
        return
    key = cache.key(path, data)
    found = cache.get(path, key)
    if found is None:
        text = around.files.decoded(data, path)
        if text is None:
            return
        found = cache.put(path, key, read_file(path, text, around, report.child()))
    report.absorb(found.report)
    yield from found.documents


def _compared(made: dict[str, list[Made]], around: Surroundings, report: Report) -> Loaded:
    """The rules that no file breaks by itself, over everything that was read."""
    first: dict[Address, Made] = {}
    for documents in made.values():
        for one in documents:
            other = first.setdefault(one.address, one)
            if other is not one:
                detail = f"`{one.address.key}` is defined in {other.place} already."
                hint = "Rename one of the files, or give one document another `key:`."
                if one.definition is not None and one.definition.batch:
                    hint = "Rename one of the two: a person's key is the list's and their own."
                report.add("duplicate-definition", one.place, detail, hint, str(one.address))
    around.overlays.unknown({overlay_name(address) for address in first})
    definitions: dict[Address, Definition] = {
        address: one.definition for address, one in first.items() if one.definition is not None
    }
    check_across(definitions, first.keys(), {address: one.off for address, one in first.items()}, report)
    desired = None if report.failed else Desired(definitions)
    return Loaded(desired, report.diagnostics(), tuple(made))
