"""Reads a YAML file of the project into located values.

The tree is built from the parser's *events*, with every limit checked while it grows: composing a whole
node graph first would follow an alias bomb or 200,000 brackets to their end before anybody could count.
"""

from __future__ import annotations

import io
from typing import Any

import yaml

from reconciler.definitions.builder import UNSEEN, Builder, Stop
from reconciler.definitions.node import Node
from reconciler.definitions.report import Report
from reconciler.definitions.syntax import fault_of
from reconciler.errors import Span

# libyaml where PyYAML was built with it; the pure parser gives the same events, some ten times slower.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SIMPLER = "Delete it; it may have come along when the text was copied."


class _Source(io.StringIO):
    """A text that knows the name of its file, which the parser then puts into every mark."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text, newline="")
        self.name = name


def parse(text: str, file: str, report: Report, loader: Any = _LOADER) -> list[Node]:
    """The documents of `text`, each with the place of every value. What is wrong goes to `report`; a file
    that cannot be read to its end gives the documents before the fault.

    `file` is the path shown in messages. Lines may end in CRLF; columns count characters from 1.
    """
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    report.knows(file, text)
    if _has_unseen(text, file, report):
        return []
    builder = Builder(report)
    try:
        builder.read(loader(_Source(text, file)).get_event)
    except Stop:
        pass
    except yaml.YAMLError as error:
        fault = fault_of(error, file, text.split("\n"), builder.inside)
        report.add(fault.rule, fault.span, fault.detail, fault.hint)
    return builder.documents


def has_unseen(text: str) -> bool:
    """Whether `text` holds a character that cannot be seen. `isprintable` refuses more than those, so that
    the slow search is only for texts with a tab, an emoji joiner and the like."""
    return not text.replace("\n", "").isprintable() and UNSEEN.search(text) is not None


def _has_unseen(text: str, file: str, report: Report) -> bool:
    """Report the first unseen character of each line; the parser would stop at some of them in words of
    its own, and pass others on into texts that people read."""
    if not has_unseen(text):
        return False
    for number, line in enumerate(text.split("\n"), start=1):
        if found := UNSEEN.search(line):
            detail = f"U+{ord(found.group()):04X} stands here."
            report.add("control-character", Span(file, number, found.start() + 1), detail, _SIMPLER)
    return True
