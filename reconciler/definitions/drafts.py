"""Definitions that are not in a file yet, read as they will be: by the same reader, from memory."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from reconciler.definitions.define import define
from reconciler.definitions.documents import documents_of
from reconciler.definitions.fields import NAMED
from reconciler.definitions.files import Files
from reconciler.definitions.layers import stacked
from reconciler.definitions.node import Node, walk
from reconciler.definitions.project import Project
from reconciler.definitions.report import Report
from reconciler.definitions.scalars import UNSEEN
from reconciler.definitions.scan import yaml_files
from reconciler.definitions.schema import validated
from reconciler.definitions.settings import Layer
from reconciler.definitions.source import parse
from reconciler.definitions.texts import Texts
from reconciler.definitions.writer import Draft
from reconciler.errors import Diagnostic, Span, UsageError
from reconciler.model.definition import Definition
from reconciler.model.values import Json, Ref, Value


class _InMemory(Files):
    """The files of the project, with some that are not written yet."""

    def __init__(self, root: Path, report: Report, texts: Mapping[str, str]) -> None:
        super().__init__(root, report)
        self._texts = texts

    def exists(self, path: str) -> bool:
        return path in self._texts or super().exists(path)

    def read(self, path: str, span: Span | None = None) -> str | None:
        return self._texts[path] if path in self._texts else super().read(path, span)


def folder_of(project: Project, environment: str) -> str:
    """Where new definitions go: the first folder that the environment reads them from."""
    layer = project.layers.get(environment, Layer())
    folders = project.definitions if layer.definitions is None else layer.definitions
    if not folders:
        raise UsageError(
            "reconciler.yaml names no folder for definitions.", hint="definitions: [interviews/]"
        )
    path = folders[0].path
    if (project.root / path).is_file() or path.lower().endswith((".yaml", ".yml")):
        return str(PurePosixPath(path).parent)
    return os.path.normpath(path)


def inherited(project: Project, environment: str) -> dict[str, Value]:
    """What the defaults of project and environment give to every definition, as it is compared. What is
    wrong in them is reported where definitions are loaded."""
    report = Report()
    layer = project.layers.get(environment, Layer())
    kinds = (project.defaults.get("interview"), layer.defaults.get("interview"))
    layers = [node for node in kinds if node is not None]
    # As an interview of the account has it, with questions of its own: what cannot apply beside them goes.
    place = Span("reconciler.yaml", 1, 1)
    node = stacked(layers, Node({"questions": Node([], place)}, place), None, report).without("questions")
    node = Texts(layer.variables, Files(project.root, report), report).completed(node)
    raw = {name: inner.plain() for name, inner in node.fields.items() if name not in (*NAMED, "manage")}
    values: dict[str, Value] = dict(_valid(raw))
    for name, (field, kind) in NAMED.items():
        written = node.fields.get(name)
        if written is not None and written.text is not None:
            values[field] = Ref(kind, written.text)
    return values


def _valid(raw: Mapping[str, Json]) -> Mapping[str, Json]:
    values, faults = validated(raw)
    if values is None:
        bad = {str(fault["loc"][0]) for fault in faults}
        values, _ = validated({name: value for name, value in raw.items() if name not in bad})
    return values or {}


def refused(fields: Mapping[str, Json]) -> frozenset[str]:
    """The fields whose value no definition can hold: a word that only the account knows, a text with a
    character that no file may have, a number out of range."""
    present = {name: value for name, value in fields.items() if value is not None}
    unseen = {name for name, value in present.items() if _has_unseen(value)}
    _, faults = validated(present)
    return frozenset(unseen | {str(fault["loc"][0]) for fault in faults} | _twice(fields.get("questions")))


def _has_unseen(value: Json) -> bool:
    if isinstance(value, str):
        return UNSEEN.search(value) is not None or "\r" in value
    if isinstance(value, list):
        return any(_has_unseen(item) for item in value)
    if isinstance(value, dict):
        return any(_has_unseen(key) or _has_unseen(item) for key, item in value.items())
    return False


def _twice(questions: Json) -> frozenset[str]:
    """Whether two questions have one external_id: then none of them can be told by it."""
    entries = questions if isinstance(questions, list) else []
    ids = [entry["external_id"] for entry in entries if isinstance(entry, dict) and "external_id" in entry]
    return frozenset({"questions"} if len(set(map(str, ids))) < len(ids) else ())


def read_draft(
    project: Project, environment: str, draft: Draft
) -> tuple[Definition | None, tuple[Diagnostic, ...]]:
    """The Definition that `draft` will be; None with what is wrong. Nothing is written."""
    report = Report()
    layer = project.layers.get(environment, Layer())
    files = _InMemory(project.root, report, draft.files)
    documents = documents_of(parse(draft.text, draft.path, report), draft.path, report)
    if len(documents) != 1:
        return None, report.diagnostics()
    kinds = (project.defaults.get("interview"), layer.defaults.get("interview"))
    defaults = [node for node in kinds if node is not None]
    node = stacked(defaults, documents[0].node, None, report)
    node = Texts(layer.variables, files, report).completed(node)
    merchant_id = project.environments[environment].merchant_id
    made, _ = define(documents[0].address, node, report, merchant_id)
    return (None if report.failed else made), report.diagnostics()


def reread(
    project: Project, environment: str, old: Definition, changed: Mapping[str, str]
) -> tuple[Definition | None, tuple[Diagnostic, ...]]:
    """The definition as it would be with the files `changed`, by path. Nothing is written."""
    report = Report()
    layer = project.layers.get(environment, Layer())
    files = _InMemory(project.root, report, changed)
    place = old.span()
    path = place.file if place is not None else ""
    text = files.read(path) or ""
    documents = documents_of(parse(text, path, report), path, report)
    document = next((one for one in documents if one.address == old.address), None)
    if document is None:
        return None, report.diagnostics()
    kinds = (project.defaults.get("interview"), layer.defaults.get("interview"))
    defaults = [node for node in kinds if node is not None]
    node = stacked(defaults, document.node, _overlay(layer, old.address.key, files, report), report)
    node = Texts(layer.variables, files, report).completed(node)
    made, _ = define(old.address, node, report, project.environments[environment].merchant_id)
    return (None if report.failed else made), report.diagnostics()


def _overlay(layer: Layer, key: str, files: Files, report: Report) -> Node | None:
    if layer.overlays is None:
        return None
    for path in yaml_files(files.root, [layer.overlays], report):
        if PurePosixPath(path).stem == key:
            nodes = parse(files.read(path) or "", path, report)
            return nodes[0] if len(nodes) == 1 else None
    return None


def readers_of(project: Project, environment: str, text: str) -> tuple[str, ...]:
    """The files that name the text file `text`, so that nobody changes what others read as well."""
    report = Report()
    layer = project.layers.get(environment, Layer())
    folders = [*(project.definitions if layer.definitions is None else layer.definitions)]
    folders += [layer.overlays] if layer.overlays is not None else []
    files = Files(project.root, report)
    found: list[str] = []
    for path in yaml_files(project.root, folders, report):
        content = files.read(path) or ""
        if PurePosixPath(text).name not in content:
            continue
        for document in parse(content, path, report):
            for _, node in walk(document):
                written = node.fields.get("file")
                if written is not None and written.text and beside(files, path, written.text) == text:
                    found.append(path)
    return tuple(found)


def beside(files: Files, path: str, written: str) -> str:
    """The text file that `path` means by `{file: written}`, from the project root."""
    near = posixpath.join(posixpath.dirname(path), written)
    return near if files.exists(near) else written


def plain_documents(text: str, path: str) -> list[tuple[str, Json]]:
    """Every definition of a file with its key, as plain data: to see that an edit touched only one."""
    report = Report()
    return [
        (one.address.key, one.node.plain()) for one in documents_of(parse(text, path, report), path, report)
    ]


def write_new(root: Path, files: Mapping[str, str]) -> None:
    """Write files that are not there yet. Raises UsageError before the first byte when one is."""
    there = [path for path in files if os.path.lexists(root / path)]
    if there:
        raise UsageError(f"{there[0]} is there already; nothing was written.")
    for path, text in files.items():
        try:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            with (root / path).open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
