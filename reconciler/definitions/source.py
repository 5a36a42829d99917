"""Reads a YAML file of the project into located values: the one reader of all files.

Most files are of the simple kind that `quick` reads; everything else, and everything that is wrong, goes
through the parser's events (`events`). Both give the same values at the same places.
"""

from __future__ import annotations

from typing import Any

from reconciler.definitions.node import Node
from reconciler.definitions.placed import Placed, located
from reconciler.definitions.quick import quick
from reconciler.definitions.report import Report
from reconciler.definitions.scalars import UNSEEN
from reconciler.errors import Span

_SEEN = bytes(0 if UNSEEN.match(chr(code)) else 1 for code in range(128)).ljust(256, b"\0")
"""ASCII, with 0 for what cannot be seen: a tenth of the time of a search."""
_SIMPLER = "Delete it; it may have come along when the text was copied."


def parse(text: str, file: str, report: Report, loader: Any = None) -> list[Node]:
    """The documents of `text`, each with the place of every value. What is wrong goes to `report`; a file
    that cannot be read to its end gives the documents before the fault.

    `file` is the path shown in messages. Lines may end in CRLF; columns count characters from 1. `loader`:
    read the events of this parser, whatever the text is.
    """
    found = parsed(text, file, report, loader)
    return [located(found, file)] if isinstance(found, Placed) else found


def parsed(text: str, file: str, report: Report, loader: Any = None) -> Placed | list[Node]:
    """The same as `parse`; one document of the simple kind stays in plain values with their places."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    report.knows(file, text)
    if _has_unseen(text, file, report):
        return []
    if loader is None and (found := quick(text)) is not None:
        return found
    from reconciler.definitions.events import documents  # yaml takes longer to import than ten files to read

    return documents(text, file, report, loader)


def has_unseen(text: str) -> bool:
    """Whether `text` holds a character that cannot be seen. `isprintable` refuses more than those, so that
    the slow search is only for texts with an emoji joiner and the like."""
    if text.isascii():
        return b"\0" in text.encode().translate(_SEEN)
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
