"""What the YAML parser complains about, in words of ours: its own are about tokens, not about files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from reconciler.errors import Span


@dataclass(frozen=True, slots=True)
class Fault:
    rule: str
    span: Span
    detail: str
    hint: str


_QUOTES = "Put the text in quotes."
_BLOCK = "After `|` or `>` nothing else may stand on the line."
_TAB = "A tab cannot indent a line."
_NESTED = "exceeded maximum nesting depth"

_WORDS: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed",
     "A colon followed by a space starts a value, and no value may start here.",
     "Put the text in quotes, or indent the line like the one above."),
    ("cannot start any token", "A value cannot start with this character.", _QUOTES),
    ("node content", "A value is missing here.", "Write one, or delete the comma."),
    ("unexpected end of stream",
     "The quoted text that starts here is never closed.", "Add the closing quote."),
    ("did not find expected ',' or '}'", "The braces that open here are never closed, or a comma is missing.",
     "Close them with `}`, or put each value on a line of its own."),
    ("expected ',' or '}'", "The braces that open here are never closed, or a comma is missing.",
     "Close them with `}`, or put each value on a line of its own."),
    ("did not find expected ',' or ']'",
     "The brackets that open here are never closed, or a comma is missing.",
     "Close them with `]`, or put each item on a line of its own."),
    ("expected ',' or ']'", "The brackets that open here are never closed, or a comma is missing.",
     "Close them with `]`, or put each item on a line of its own."),
    ("expected key", "This line is indented differently from the lines it belongs to.",
     "Give all keys of one block the same indentation."),
    ("expected <block end>", "This line is indented differently from the lines it belongs to.",
     "Give all keys of one block the same indentation."),
    ("expected '-' indicator", "This line is indented differently from the list it stands in.",
     "Start each item of the list with `- ` in the same column."),
    ("could not find expected ':'", "A key is not followed by a colon.", "Write `key: value`."),
    ("block sequence entries are not allowed",
     "A list cannot start here.", "Start it on the next line, indented."),
    ("escape character", "A backslash in double quotes starts an escape, and this one is not known.",
     "Use single quotes, or write the backslash twice."),
    ("escape code", "The escape does not name a character.", "Write the character itself."),
    ("hexdecimal number", "The escape does not name a character.", "Write the character itself."),
    ("hexadecimal number", "The escape does not name a character.", "Write the character itself."),
    ("violates indentation", _TAB, "Use spaces."),
    ("document start", "This line is indented less than the first one, so that it belongs to nothing.",
     "Indent it like the first line, or start another document with a line `---`."),
    ("document separator", "A line `---` stands inside quoted text.", "Indent it, or close the quotes."),
    ("document indicator", "A line `---` stands inside quoted text.", "Indent it, or close the quotes."),
    ("'<document start>'", "This line is indented less than the first one, so that it belongs to nothing.",
     "Indent it like the first line, or start another document with a line `---`."),
    ("alphabetic or numeric", "After `&` or `*` comes a name of letters and digits.",
     "If text is meant, put it in quotes."),
    ("comment or line break", _BLOCK, "Start the text on the next line, indented."),
    ("chomping or indentation", _BLOCK, "Start the text on the next line, indented."),
)  # fmt: skip
# Found where something ends, and mended where it begins.
_OPENERS = frozenset(
    {
        "while scanning a quoted scalar",
        "while scanning a simple key",
        "while parsing a flow mapping",
        "while parsing a flow sequence",
    }
)


def fault_of(error: yaml.YAMLError, file: str, lines: Sequence[str], inside: Span | None) -> Fault:
    """The parser's complaint as a rule, a place, a detail and a hint. `lines` are those of the file,
    `inside` is the innermost list or mapping that is still open."""
    problem = str(getattr(error, "problem", "") or "")
    context = str(getattr(error, "context", "") or "")
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    if opened is not None and (mark is None or context in _OPENERS):
        mark = opened
    span = Span(file, 1, 1) if mark is None else Span(file, mark.line + 1, mark.column + 1)
    if _NESTED in problem:
        return Fault("too-deep", span, "Values may be nested 50 deep.", "Write the structure flatter.")
    if "node content" in problem and inside is not None and _at_end(span, lines):
        return Fault("yaml-syntax", inside, "What opens here is never closed.", "Close it with `]` or `}`.")
    if "directive" in context or "directive" in problem:
        return Fault(
            "yaml-feature", span, "Directives (`%YAML`, `%TAG`) are not used here.", "Delete the line."
        )
    if _follows_something(problem, span, lines):
        detail = "Text follows a closed quote or bracket."
        return Fault("yaml-syntax", span, detail, "Put quotes around all of it.")
    if "cannot start any token" in problem and _character(span, lines) == "\t":
        return Fault("yaml-syntax", span, _TAB, "Use spaces.")
    for word, detail, hint in _WORDS:
        if word in problem:
            return Fault("yaml-syntax", span, detail, hint)
    return Fault(
        "yaml-syntax", span, "Something here is not YAML.", "Look for a missing quote, colon or bracket."
    )


def _follows_something(problem: str, span: Span, lines: Sequence[str]) -> bool:
    """Whether the parser wanted the next key and found more text on a line that held a value already."""
    if "expected key" not in problem and "expected <block end>" not in problem:
        return False
    before = lines[span.line - 1][: span.column - 1].rstrip() if span.line <= len(lines) else ""
    return before.endswith(("'", '"', "]", "}"))


def _at_end(span: Span, lines: Sequence[str]) -> bool:
    rest = [lines[span.line - 1][span.column - 1 :], *lines[span.line :]] if span.line <= len(lines) else []
    return not any(line.strip() for line in rest)


def _character(span: Span, lines: Sequence[str]) -> str:
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    return line[span.column - 1 : span.column]
