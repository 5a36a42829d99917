"""Diagnostics for people, in the manner of a good compiler, and as plain JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from reconciler.errors import Diagnostic, Severity
from reconciler.model.values import Json
from reconciler.render import safe
from reconciler.render.layout import ELLIPSIS, Paint, Pen, clip, count, width, wrap
from reconciler.render.nouns import kind_in
from reconciler.render.secrets import masked_text

FORMAT: Final = 1
_INDENT: Final = "  "
_LEAD: Final = 12  # how much of an over-long line is kept before the caret


def as_text(
    diagnostics: Sequence[Diagnostic], *, columns: int = 80, colour: bool = False, personal: bool = False
) -> str:
    """All of `diagnostics` by file and line, then how many there are; empty when there are none. `personal`:
    quote lines that say who somebody is, too."""
    if not diagnostics:
        return ""
    pen = Pen(max(columns, 40), Paint(colour))
    blocks = ["\n".join(_block(diagnostic, pen)) for diagnostic in ordered(diagnostics, personal=personal)]
    return safe.inert("\n\n".join([*blocks, total(diagnostics) + "."]) + "\n")


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """A document with `format` 1: `errors`, `warnings` and one object for each of `diagnostics`."""
    found: list[Json] = [_entry(diagnostic) for diagnostic in ordered(diagnostics)]
    errors = _number(diagnostics, Severity.ERROR)
    made: dict[str, Json] = {
        "format": FORMAT,
        "errors": errors,
        "warnings": len(diagnostics) - errors,
        "diagnostics": found,
    }
    return json.dumps(made, indent=2) + "\n"


def ordered(diagnostics: Iterable[Diagnostic], *, personal: bool = False) -> list[Diagnostic]:
    """By file, line and column, those without a place last; free of secrets, since the line that is
    quoted may hold one, and without the line where it says who somebody is."""
    return [_clean(diagnostic, personal=personal) for diagnostic in sorted(diagnostics, key=_place)]


def total(diagnostics: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning`."""
    errors = _number(diagnostics, Severity.ERROR)
    warnings = len(diagnostics) - errors
    parts = [count(errors, "error")] if errors or not warnings else []
    return ", ".join([*parts, *([count(warnings, "warning")] if warnings else [])])


def _number(diagnostics: Iterable[Diagnostic], severity: Severity) -> int:
    return sum(1 for diagnostic in diagnostics if diagnostic.severity is severity)


def _place(diagnostic: Diagnostic) -> tuple[bool, str, int, int]:
    span = diagnostic.span
    return (True, "", 0, 0) if span is None else (False, span.file, span.line, span.column)


def _clean(diagnostic: Diagnostic, *, personal: bool) -> Diagnostic:
    if not personal and _is_about_somebody(diagnostic):
        diagnostic = replace(diagnostic, excerpt=None)
    return replace(
        diagnostic,
        summary=masked_text(diagnostic.summary),
        detail=masked_text(diagnostic.detail),
        hint=masked_text(diagnostic.hint),
        excerpt=None if diagnostic.excerpt is None else masked_text(diagnostic.excerpt),
    )


def _is_about_somebody(diagnostic: Diagnostic) -> bool:
    """Whether the line that is quoted stands in a definition of a person, or in a table of people."""
    kind = kind_in(diagnostic.address or "")
    table = diagnostic.span is not None and diagnostic.span.file.lower().endswith(".csv")
    return table or (kind is not None and kind.personal)


def _block(diagnostic: Diagnostic, pen: Pen) -> Iterator[str]:
    severity = diagnostic.severity
    mark = f"{severity.value}[{safe.line(diagnostic.rule)}]"
    paint = pen.paint.stop if severity is Severity.ERROR else pen.paint.change
    where = f"{safe.line(str(diagnostic.span))}: " if diagnostic.span else ""
    address = f"{safe.line(diagnostic.address)}: " if diagnostic.address and not diagnostic.span else ""
    yield f"{where}{address}{paint(mark)}: {pen.paint.strong(safe.line(diagnostic.summary))}"
    if diagnostic.span is not None and diagnostic.excerpt is not None:
        yield from _excerpt(diagnostic.excerpt, diagnostic.span.line, diagnostic.span.column, pen)
    for paragraph in safe.lines(diagnostic.detail) if diagnostic.detail else []:
        yield from wrap(paragraph, pen.width, indent=_INDENT)
    for position, paragraph in enumerate(safe.lines(diagnostic.hint) if diagnostic.hint else []):
        yield from wrap(("" if position else "hint: ") + paragraph, pen.width, indent=_INDENT)


def _excerpt(excerpt: str, line: int, column: int, pen: Pen) -> Iterator[str]:
    """The line with a caret below; what is escaped or wide before the caret moves it."""
    number = f"{line:>5}"
    room = pen.width - len(number) - 3
    before, after = safe.line(excerpt[: column - 1]), safe.line(excerpt[column - 1 :])
    if width(before) > room - 2 * _LEAD:
        before = ELLIPSIS + before[-_LEAD:]
    yield f"{pen.paint.quiet(number + ' |')} {clip(before + after, room)}"
    bar = pen.paint.quiet(" " * len(number) + " |")
    yield f"{bar} {' ' * width(before)}{pen.paint.stop('^')}"


def _entry(diagnostic: Diagnostic) -> Json:
    span = diagnostic.span
    return {
        "severity": diagnostic.severity.value,
        "rule": diagnostic.rule,
        "summary": diagnostic.summary,
        "detail": diagnostic.detail,
        "hint": diagnostic.hint,
        "file": span.file if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "address": diagnostic.address,
        "excerpt": diagnostic.excerpt,
    }
