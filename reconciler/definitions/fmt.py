"""The canonical order and style of a definition file, comments kept.

Fields stand in the order of the field table. A top-level field moves with the comment lines above it, as
lines of text, since a round-trip parser ties a comment to the value *before* it. Inside, ruamel.yaml sets the
indentation. Whatever the outcome, the file must say the same as before and hold the same comments, else it is
left as it is.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from reconciler.definitions.fields import LISTS, MANAGE, PER_PERSON
from reconciler.definitions.node import Node
from reconciler.definitions.report import Report
from reconciler.definitions.source import parse
from reconciler.errors import DefinitionsInvalid, UsageError
from reconciler.model.interview import QUESTION_FIELDS
from reconciler.model.kinds import INTERVIEW, KINDS, table


def _order(kind: str) -> dict[str, int]:
    names = ["key", "kind"]
    for field in table(kind):
        names += [name for name, (stands_for, _) in KINDS[kind].named.items() if stands_for == field]
        names.append(field)
    return {name: place for place, name in enumerate([*names, *LISTS.get(kind, ()), "manage"])}


ORDERS: Mapping[str, Mapping[str, int]] = {kind: _order(kind) for kind in KINDS}
ORDER: Mapping[str, int] = ORDERS[INTERVIEW]
"""The place of each top-level field; a name stands where the id it stands for does."""

_SEPARATOR = re.compile(r"---(\s|$)")
_MARKER = re.compile(r"(---|\.\.\.|%)")
_COMMENT = re.compile(r"(?:^|\s)(#.*)$")
_SCHEMA_LINE = "# yaml-language-server: $schema="
_MOST_PASSES = 4  # one is enough as a rule; comments in odd places settle in the next


def formatted(text: str, kind: str = "interview", file: str = "definition.yaml") -> str:
    """`text` in canonical form: the same values, the same comments; a second time changes nothing.

    Raises DefinitionsInvalid when the text cannot be read, its faults placed in `file`; UsageError for a
    kind that does not exist.
    """
    if kind not in KINDS:
        raise UsageError(f"There is no kind `{kind}`.", hint=f"Known are: {', '.join(KINDS)}.")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    report = Report()
    documents = parse(text, file, report)
    if report.failed:
        raise DefinitionsInvalid(report.diagnostics())
    for candidate in (_reordered(text, documents), text):
        if (done := _settled(candidate)) is not None and _says_the_same(text, done):
            return done
    return text


def with_schema(text: str, schema: str) -> str:
    """`text` with the line that tells yaml-language-server where its schema lies, put first or corrected."""
    line = _SCHEMA_LINE + schema
    first, _, rest = text.removeprefix("\ufeff").partition("\n")
    return f"{line}\n{rest if first.startswith(_SCHEMA_LINE) else text}"


def _says_the_same(before: str, after: str) -> bool:
    report = Report()
    left = [node.plain() for node in parse(before, "", report)]
    right = [node.plain() for node in parse(after, "", report)]
    return not report.failed and left == right and _comments(before) == _comments(after)


def _comments(text: str) -> list[str]:
    return sorted(found.group(1).rstrip() for line in text.split("\n") if (found := _COMMENT.search(line)))


def _settled(text: str) -> str | None:
    """`text` after as many passes as it takes until one changes nothing; None when none does."""
    for _ in range(_MOST_PASSES):
        try:
            again = _restyled(text)
            report = Report()
            again = _reordered(again, parse(again, "", report))
        except _yaml_error():
            return None
        if again == text:
            return text
        text = again
    return None


def _yaml_error() -> type[Exception]:
    from ruamel.yaml.error import YAMLError

    return YAMLError


def _restyled(text: str) -> str:
    """One pass of ruamel.yaml: two spaces a level, lists indented, scalars exactly as they are written."""
    from ruamel.yaml import YAML

    from reconciler.definitions.fmt_scalars import TextResolver

    yaml = YAML(typ="rt")
    yaml.Resolver = TextResolver
    yaml.preserve_quotes = True
    yaml.width = 2**20  # never wrap a line that its author did not
    yaml.indent(mapping=2, sequence=4, offset=2)
    documents = list(yaml.load_all(text))
    for document in documents:
        _order_inside(document)
    stream = io.StringIO()
    yaml.dump_all(documents, stream)
    return stream.getvalue()


def _order_inside(document: Any) -> None:
    """Put the fields of each question, of each person and of `manage` in order, where no comment could lose
    its place."""
    if not isinstance(document, dict):
        return
    _sort(document.get("manage"), MANAGE)
    questions = document.get("questions")
    for question in questions if isinstance(questions, list) else ():
        _sort(question, tuple(QUESTION_FIELDS))
    people = document.get("people")
    for person in people if isinstance(people, list) else ():
        _sort(person, ("key", *PER_PERSON["invitation"]))
    for kind, name in (("candidate", "candidates_from"), ("invitation", "people_from")):
        source = document.get(name)
        _sort(source, ("file", "key", "columns"))
        _sort(source.get("columns") if isinstance(source, dict) else None, PER_PERSON[kind])


def _sort(mapping: Any, order: Sequence[str]) -> None:
    if not isinstance(mapping, dict) or not hasattr(mapping, "ca") or mapping.ca.items or mapping.ca.comment:
        return
    keys = sorted(mapping, key=lambda key: order.index(key) if key in order else len(order))
    if keys == list(mapping):
        return
    ordered: Any = mapping
    for key in keys:
        ordered.move_to_end(key)


def _reordered(text: str, documents: Sequence[Node]) -> str:
    """The top-level fields of each document in order, each with the comment lines above it.

    The comment above the first field speaks of the whole file and stays on top.
    """
    lines = text.rstrip("\n").split("\n")
    starts = [number for number, line in enumerate(lines) if _SEPARATOR.match(line)]
    if any(_MARKER.match(line) and not _SEPARATOR.match(line) for line in lines):
        return text
    bounds = sorted({0, *starts, len(lines)})
    made: list[str] = []
    for begin, end in pairwise(bounds):
        inside = [node for node in documents if begin < node.span.line <= end]
        made += _document(lines[begin:end], begin, inside[0]) if len(inside) == 1 else lines[begin:end]
    return "\n".join(made) + "\n"


def _document(lines: list[str], offset: int, node: Node) -> list[str]:
    """The lines of one document, which start after `offset` lines of the file, in order."""
    places = {key: node.key_span(key) for key in node.keys}
    heads = {place.line - 1 - offset: key for key, place in places.items() if place.column == 1}
    if len(heads) != len(node.keys) or not heads:
        return lines  # braces, or several keys on a line
    starts = sorted(heads)
    cuts = [starts[0], *(_with_comments(lines, start) for start in starts[1:]), len(lines)]
    kind = node.fields.get("kind")
    order = ORDERS.get(kind.text or "", ORDER) if kind is not None else ORDER
    blocks = [
        (order.get(heads[start], len(order)), lines[begin:end])
        for start, begin, end in zip(starts, cuts, cuts[1:], strict=False)
    ]
    tail: list[str] = []
    while blocks and blocks[-1][1] and not blocks[-1][1][-1].strip():
        tail.append(blocks[-1][1].pop())
    blocks.sort(key=lambda block: block[0])
    return [*lines[: cuts[0]], *(line for _, block in blocks for line in block), *tail]


def _with_comments(lines: Sequence[str], start: int) -> int:
    """Where the comment lines that stand directly above `start` begin."""
    while start > 0 and lines[start - 1].startswith("#"):
        start -= 1
    return start
