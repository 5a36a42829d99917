"""One environment of reconciler.yaml: how its settings are read and what is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from reconciler.definitions.durations import BadDuration, seconds
from reconciler.definitions.files import Files
from reconciler.definitions.node import Node
from reconciler.definitions.report import Report, did_you_mean, listed, quoted
from reconciler.definitions.section import Section
from reconciler.definitions.servers import checked_server, is_loopback
from reconciler.errors import Span
from reconciler.model.environment import SIMULATOR, Ceilings, Environment

SETTINGS = (
    "server", "merchant_id", "token_env", "apikey_env", "state", "definitions", "defaults", "overlays",
    "variables", "guards", "settle", "names", "code_mark",
)  # fmt: skip
GUARDS = ("retire", "replace", "update", "credits")
VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_OF_SHELL = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_MARK = re.compile(r"[A-Za-z0-9._:/-]{1,40}")
_SETTLE = 420.0  # the platform stops a worker at 400 s
_SETTLE_SIMULATOR = 2.0


class Folder(NamedTuple):
    """A folder named in reconciler.yaml and where it is named."""

    path: str
    span: Span


class Layer(NamedTuple):
    """What one environment lays over the project. `definitions`: its own folders, None for the project's."""

    definitions: tuple[Folder, ...] | None = None
    defaults: Mapping[str, Node] = MappingProxyType({})
    overlays: Folder | None = None
    variables: Mapping[str, str] = MappingProxyType({})


def read_environment(name: str, node: Node, files: Files, report: Report) -> tuple[Environment, Layer]:
    """The environment under `name`. What is wrong goes to `report`, and a stand-in takes its place."""
    section = Section(node, f"The environment {quoted(name)}", SETTINGS, report)
    if not isinstance(node.value, dict):
        return Environment(name, SIMULATOR, ""), Layer()
    server = _server(section, report)
    simulated = server == SIMULATOR
    environment = Environment(
        name=name,
        server=server,
        state=_state(section, name, files, report),
        merchant_id=_merchant(section, server, report),
        token_env=_variable(section, "token_env", report) or "JOBMOJITO_TOKEN",
        apikey_env=_variable(section, "apikey_env", report),
        settle=_settle(section, _SETTLE_SIMULATOR if simulated else _SETTLE, report),
        ceilings=_ceilings(section, report),
        names=_names(section, report),
        code_mark=_code_mark(section, report),
    )
    overlays = section.text("overlays")
    layer = Layer(
        definitions=folders(section, files),
        defaults=read_defaults(section, report),
        overlays=_folder(overlays, section.node.fields["overlays"], files) if overlays else None,
        variables=_variables(section, report),
    )
    return environment, layer


def folders(section: Section, files: Files) -> tuple[Folder, ...] | None:
    """The folders under `definitions`, or None when they are left out or lead out of the project."""
    nodes = section.texts("definitions")
    if nodes is None:
        return None
    found = [_folder(node.text or "", node, files) for node in nodes]
    return tuple(folder for folder in found if folder is not None)


def _folder(path: str, node: Node, files: Files) -> Folder | None:
    return Folder(path.rstrip("/") or ".", node.span) if files.inside(path, node.span) else None


def read_defaults(section: Section, report: Report) -> Mapping[str, Node]:
    """The mapping of defaults for each kind."""
    found: dict[str, Node] = {}
    for kind, node in section.entries("defaults", "kinds, e.g. `interview: {…}`"):
        from reconciler.model.kinds import KINDS  # takes its time, and some projects have no defaults

        if kind not in KINDS:
            hint = did_you_mean(kind, KINDS, f"Known are {listed(KINDS)}.")
            holder = section.node.fields["defaults"]
            report.add("unknown-kind", holder.key_span(kind), f"There is no kind {quoted(kind)}.", hint)
        elif not isinstance(node.value, dict):
            section.wrong(node, kind, "a mapping of fields")
        else:
            found[kind] = node
    return MappingProxyType(found)


def _server(section: Section, report: Report) -> str:
    node = section.get("server")
    if node is None:
        hint = "Add `server: simulator`, or the address that the API is reached under."
        report.add("missing-field", section.node.span, f"{section.name} does not say its `server`.", hint)
        return SIMULATOR
    return checked_server(node, report)


def _state(section: Section, name: str, files: Files, report: Report) -> str:
    node = section.get("state")
    if node is None:
        hint = f"Add `state: state/{name}.json`."
        report.add("missing-field", section.node.span, f"{section.name} does not say its `state` file.", hint)
        return ""
    path = section.text("state")
    if path and files.inside(path, node.span) and not path.endswith(".json"):
        report.add("bad-setting", node.span, f"The state is a file that ends in `.json`, not {quoted(path)}.")
    return path


def _merchant(section: Section, server: str, report: Report) -> str | None:
    node = section.get("merchant_id")
    if node is None:
        if server != SIMULATOR and not is_loopback(server):
            detail = (
                f"{section.name} does not say its `merchant_id`, which keeps another account's token out."
            )
            hint = "Add `merchant_id:`; `reconciler init` writes it, and merchant-status shows it."
            report.add("missing-field", section.node.span, detail, hint)
        return None
    if node.text is None or not UUID.fullmatch(node.text):
        report.add("bad-id", node.span, "`merchant_id` takes a UUID.", "merchant-status shows it.")
        return None
    return node.text.lower()


def _variable(section: Section, key: str, report: Report) -> str | None:
    """The name of a variable. Whatever else stands there may be the secret itself: it is not shown."""
    node = section.get(key)
    if node is None:
        return None
    if node.text is not None and _OF_SHELL.fullmatch(node.text):
        return node.text
    report.hide(node.span)
    detail = f"`{key}` takes the name of a variable: upper-case letters, digits and `_`."
    hint = f"Write `{key}: JOBMOJITO_TOKEN` and put the token there; if this was one, have it replaced."
    report.add("token-in-file", node.span, detail, hint)
    return None


def _settle(section: Section, default: float, report: Report) -> float:
    node = section.get("settle")
    if node is None:
        return default
    try:
        return seconds(node.plain())
    except BadDuration as fault:
        report.add("bad-duration", node.span, f"`settle`: {fault}", "Write a number of seconds, or `7m`.")
        return default


def _ceilings(section: Section, report: Report) -> Ceilings:
    node = section.get("guards")
    if node is None:
        return Ceilings()
    guards = Section(node, "`guards`", GUARDS, report)
    return Ceilings(*(guards.count(name) for name in GUARDS))


def _names(section: Section, report: Report) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    holder = section.get("names")
    if holder is None:
        return {}
    known = refs()
    kinds = Section(holder, "`names`", known, report)
    for kind in known:
        for name, node in kinds.entries(kind, "names and ids"):
            if node.text is None or not UUID.fullmatch(node.text):
                report.add("bad-id", node.span, f"{quoted(name)} takes the UUID that it stands for.")
            else:
                found.setdefault(kind, {})[name] = node.text.lower()
    return found


def refs() -> tuple[str, ...]:
    """The kinds of names that stand for an id."""
    from reconciler.model.interview import FIELDS  # most projects have none, and the table takes its time

    return tuple(sorted({row.ref for row in FIELDS.values() if row.ref}))


def _variables(section: Section, report: Report) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, node in section.entries("variables", "names and texts"):
        if not VARIABLE_NAME.fullmatch(name):
            span = section.node.fields["variables"].key_span(name)
            report.add(
                "bad-setting",
                span,
                f"{quoted(name)} is no name for a variable.",
                "Use letters, digits and `_`.",
            )
        elif node.text is None:
            report.add(
                "wrong-type", node.span, f"The variable {quoted(name)} takes a text.", "Put it in quotes."
            )
        else:
            found[name] = node.text
    return found


def _code_mark(section: Section, report: Report) -> str | None:
    node = section.get("code_mark")
    if node is None:
        return ""
    if node.value is False or node.text == "off":
        return None
    if node.text is not None and _MARK.fullmatch(node.text):
        return node.text
    hint = "Write `off`, or a prefix of at most 40 letters, digits or any of `._:/-`."
    report.add(
        "bad-setting", node.span, "`code_mark` is put before the key in the `code` of a new interview.", hint
    )
    return ""
