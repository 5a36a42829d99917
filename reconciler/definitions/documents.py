"""The documents of a definition file, the Address of each, and whether they are about people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from reconciler.definitions.node import Node
from reconciler.definitions.report import Report, did_you_mean, listed, quoted
from reconciler.errors import Span
from reconciler.model.address import KEY_PATTERN, Address
from reconciler.model.kinds import INTERVIEW, KINDS

_SAYS_PEOPLE = re.compile(
    r"""kind["']?\s*:\s*["']?(?:""" + "|".join(name for name in KINDS if KINDS[name].personal) + r")\b"
)
_ALLOWED = "lower-case letters, digits and `-`, at most 63"


@dataclass(frozen=True, slots=True)
class Document:
    """One definition as it stands in a file, without `key` and `kind`. `place`: its key or first line."""

    address: Address
    node: Node
    place: Span


def says_people(text: str) -> bool:
    """Whether the text of a definition file is, or may be, about people."""
    return _SAYS_PEOPLE.search(text) is not None


def documents_of(nodes: Sequence[Node], path: str, report: Report) -> list[Document]:
    """The definitions of a file. One whose key is not valid is kept under a stand-in, so that its other
    faults show as well."""
    if not nodes:
        if not report.has(path):
            report.add(
                "empty-file",
                Span(path, 1, 1),
                "A file holds one definition.",
                "Write one, or delete the file.",
            )
        return []
    found: list[Document] = []
    for number, node in enumerate(nodes, start=1):
        if node.value == {} and report.has(path):
            continue  # what it held was refused
        if not isinstance(node.value, dict) or not node.value:
            detail = f"A definition is a mapping of fields, not {quoted(node.plain())}."
            report.add(
                "wrong-type", node.span, detail, "Write `name: Backend Engineer` and so on, one field a line."
            )
            continue
        key, place = _key(node, path, len(nodes) > 1, number, report)
        if kind := _kind(node, report):
            found.append(Document(Address(kind, key), node.without("key", "kind"), place))
    return found


def key_of(path: str) -> str | None:
    """The key that the name of a definition file gives, in the plain case."""
    stem, _, suffix = path[path.rfind("/") + 1 :].rpartition(".")
    return stem if suffix in ("yaml", "yml") and KEY_PATTERN.fullmatch(stem) else None


def _key(node: Node, path: str, several: bool, number: int, report: Report) -> tuple[str, Span]:
    written = node.fields.get("key")
    if written is not None:
        if written.text is not None and KEY_PATTERN.fullmatch(written.text):
            return written.text, written.span
        key = _slug(written.text or "", number)
        detail = f"A key holds {_ALLOWED}; {quoted(written.plain())} does not fit."
        report.add("bad-key", written.span, detail, f"Write `key: {key}`.")
        return key, written.span
    stem = PurePosixPath(path).stem
    if several:
        detail = "A file with several documents cannot lend its name to all of them."
        report.add(
            "missing-key", node.span, detail, f"Add `key: {_slug(stem, number)}-{number}` to the document."
        )
        return f"{_slug(stem, number)[:60]}-{number}", node.span
    if KEY_PATTERN.fullmatch(stem):
        return stem, node.span
    key = _slug(stem, number)
    detail = f"The name of the file is the key, which holds {_ALLOWED}; {quoted(stem)} does not fit."
    report.add("bad-key", node.span, detail, f"Rename the file to `{key}.yaml`, or add `key: {key}`.")
    return key, node.span


def _slug(text: str, number: int) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:63].strip("-") or f"interview-{number}"


def _kind(node: Node, report: Report) -> str | None:
    """None for a kind that does not exist: nothing more can be said about the document then."""
    written = node.fields.get("kind")
    if written is None:
        return INTERVIEW
    if written.text is not None and written.text in KINDS:
        return written.text
    hint = did_you_mean(written.text or "", KINDS, f"Known are {listed(KINDS)}.")
    report.add("unknown-kind", written.span, f"There is no kind {quoted(written.plain())}.", hint)
    return None
