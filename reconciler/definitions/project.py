"""reconciler.yaml: the project, its environments, and where their definitions lie."""

from __future__ import annotations

import os.path
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from reconciler.definitions.files import Files
from reconciler.definitions.node import Node
from reconciler.definitions.report import Report, quoted
from reconciler.definitions.section import Section
from reconciler.definitions.servers import origin
from reconciler.definitions.settings import Folder, Layer, folders, read_defaults, read_environment
from reconciler.definitions.source import parse
from reconciler.errors import DefinitionsInvalid, Span
from reconciler.model.environment import Environment

FILE = "reconciler.yaml"
VERSION = 1
PROJECT_SETTINGS = ("version", "definitions", "defaults", "environments")
_ENVIRONMENT = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


class Project(NamedTuple):
    """A project folder and what its reconciler.yaml says.

    `definitions` and `defaults` hold for every environment; `layers` has what each lays over them.
    `lines` are those of reconciler.yaml, for messages about its defaults.
    """

    root: Path
    environments: Mapping[str, Environment]
    definitions: tuple[Folder, ...] = ()
    defaults: Mapping[str, Node] = MappingProxyType({})
    layers: Mapping[str, Layer] = MappingProxyType({})
    lines: tuple[str, ...] = ()


def find_root(start: Path) -> Path | None:
    """The nearest folder, from `start` upwards, that holds a reconciler.yaml."""
    start = start.absolute()
    return next((folder for folder in (start, *start.parents) if (folder / FILE).is_file()), None)


def read_project(root: Path) -> Project:
    """The project in `root`. Raises DefinitionsInvalid with everything that is wrong in reconciler.yaml."""
    report = Report()
    files = Files(root, report)
    text = files.read(FILE)
    documents = [] if text is None else parse(text, FILE, report)
    if len(documents) != 1 and not report.failed:
        hint = "Start with `version: 1`, `definitions:` and `environments:`."
        report.add("bad-setting", Span(FILE, 1, 1), f"{FILE} holds one document.", hint)
    project = _read(root, documents[0], files, report) if documents else None
    if project is None or report.failed:
        raise DefinitionsInvalid(report.diagnostics())
    return project


def _read(root: Path, node: Node, files: Files, report: Report) -> Project:
    section = Section(node, f"`{FILE}`", PROJECT_SETTINGS, report)
    _check_version(section, report)
    environments: dict[str, Environment] = {}
    layers: dict[str, Layer] = {}
    places: dict[str, Span] = {}
    for name, entry in section.entries("environments", "environments"):
        places[name] = section.node.fields["environments"].key_span(name)
        if not _ENVIRONMENT.fullmatch(name):
            hint = "Use lower-case letters, digits, `-` and `_`."
            report.add("bad-setting", places[name], f"{quoted(name)} is no name for an environment.", hint)
        environments[name], layers[name] = read_environment(name, entry, files, report)
    holder = section.get("environments")
    if isinstance(node.value, dict) and (holder is None or holder.value == {}):
        hint = "Add `environments: {local: {server: simulator, state: state/local.json}}`."
        report.add("missing-field", node.span, "There is no environment.", hint)
    _check_apart(environments, places, report)
    shared = folders(section, files)
    for name, layer in layers.items():
        if shared is None and layer.definitions is None and section.get("definitions") is None:
            hint = "Add `definitions: [interviews/]` at the top."
            report.add(
                "missing-field", places[name], f"Nothing says where {quoted(name)} has its definitions.", hint
            )
    lines = tuple(report.lines(FILE))
    return Project(root, environments, shared or (), read_defaults(section, report), layers, lines)


def _check_version(section: Section, report: Report) -> None:
    node = section.get("version")
    if node is None:
        if isinstance(section.node.value, dict):
            report.add(
                "missing-field", section.node.span, f"{FILE} does not say its `version`.", "Add `version: 1`."
            )
    elif isinstance(node.value, bool) or node.value != VERSION:
        hint = "Write `version: 1`, or install a newer reconciler."
        report.add("unsupported-version", node.span, f"This reconciler reads version {VERSION}.", hint)


def _check_apart(environments: Mapping[str, Environment], places: Mapping[str, Span], report: Report) -> None:
    """Two environments over one account would each retire what the other made; over one state, worse."""
    accounts: dict[tuple[str, str | None], str] = {}
    states: dict[str, str] = {}
    for name, environment in environments.items():
        state = os.path.normpath(environment.state)
        if environment.state and (other := states.setdefault(state, name)) != name:
            detail = f"{quoted(name)} and {quoted(other)} both keep their state in {quoted(state)}."
            report.add("shared-state", places[name], detail, "Give each environment a state file of its own.")
        if environment.simulated:
            continue  # each has its own simulated account beside its state
        account = (origin(environment.server), environment.merchant_id)
        if (other := accounts.setdefault(account, name)) != name:
            detail = f"{quoted(name)} and {quoted(other)} have the same server and merchant."
            report.add(
                "shared-account", places[name], detail, "Keep one of the two, or name another merchant."
            )
