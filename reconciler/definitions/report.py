"""Collects what is wrong in all files of one run, each with the line it stands on.

Nothing here raises: one fault never hides the next one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from reconciler.errors import Diagnostic, Severity, Span

_LONGEST_EXCERPT = 240
_LONGEST_QUOTE = 60
_NEAR = 0.7  # below it `junior` becomes `senior`
_SHORTEST_PART = 4  # `public` stands for `merchant_public`
_TOKEN = re.compile(r"eyJ[\w-]{8,}(?:\.[\w-]*){0,2}|sk_[\w-]{12,}|[Bb]earer +[\w.-]{8,}")


Reread = Callable[[str], "str | None"]


def _nothing(file: str) -> str | None:
    del file
    return None


class Report:
    """The Diagnostics of a run. `add` takes the same finding twice and keeps it once: a wrong default
    reaches every definition, and is still one fault."""

    def __init__(self, parent: Report | None = None, reread: Reread = _nothing) -> None:
        self._found: dict[tuple[str, Span | None, str], Diagnostic] = {}
        self._texts: dict[str, str | Sequence[str]] = {}
        self._reread = reread
        self._hidden: set[tuple[str, int]] = set() if parent is None else parent._hidden
        self._spoiled: set[Span] = set() if parent is None else parent._spoiled

    def knows(self, file: str, text: str | Sequence[str]) -> None:
        """Remember the text of a file, or its lines, for excerpts."""
        self._texts[file] = text

    def lines(self, file: str) -> Sequence[str]:
        """The lines of a file that is known, or that can be read again; none for any other."""
        text = self._texts.get(file)
        if text is None:
            text = self._reread(file) or ()
        if isinstance(text, str):
            text = text.split("\n")
        self._texts[file] = text
        return text

    def child(self) -> Report:
        """A report of one file, which goes with its text when `absorb` has taken what was found."""
        return Report(self)

    def absorb(self, other: Report) -> None:
        """Take over what another report holds, each finding with its excerpt."""
        for key, found in other._found.items():
            self._found.setdefault(key, other._with_excerpt(found))

    def add(
        self, rule: str, span: Span | None, detail: str = "", hint: str = "", address: str | None = None
    ) -> None:
        """One finding. Severity and summary are the rule's own."""
        if span is not None and span in self._spoiled:
            return
        from reconciler.definitions.rules import RULES

        known = RULES[rule]
        diagnostic = Diagnostic(known.severity, rule, known.summary, detail, hint, span, address)
        self._found.setdefault((rule, span, detail), diagnostic)

    def take(self, diagnostic: Diagnostic) -> None:
        """A finding that was made before."""
        self._found.setdefault((diagnostic.rule, diagnostic.span, diagnostic.detail), diagnostic)

    def spoil(self, span: Span) -> None:
        """Say no more about the value at `span`: its fault is reported, and a stand-in takes its place."""
        self._spoiled.add(span)

    def hide(self, span: Span) -> None:
        """Never show this line: a secret stands on it."""
        self._hidden.add((span.file, span.line))

    def hide_file(self, file: str) -> None:
        """Never show a line of this file: it says who people are."""
        self._hidden.add((file, 0))

    def has(self, file: str) -> bool:
        """Whether anything was found in `file`."""
        return any(found.span is not None and found.span.file == file for found in self._found.values())

    @property
    def failed(self) -> bool:
        """Whether anything found so far is an error."""
        return any(found.severity is Severity.ERROR for found in self._found.values())

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything found, by file and line, with excerpts."""
        return tuple(sorted(map(self._with_excerpt, self._found.values()), key=_place))

    def _with_excerpt(self, found: Diagnostic) -> Diagnostic:
        if found.span is None or found.excerpt is not None:
            return found
        return replace(found, excerpt=self._excerpt(found.span))

    def _excerpt(self, span: Span) -> str | None:
        if (span.file, span.line) in self._hidden or (span.file, 0) in self._hidden:
            return None
        lines = self.lines(span.file)
        if not 1 <= span.line <= len(lines):
            return None
        line = masked(lines[span.line - 1])
        if len(line) <= _LONGEST_EXCERPT:
            return line
        # Cut at the right only, so that the caret still stands under its column.
        return None if span.column > _LONGEST_EXCERPT - 20 else line[: _LONGEST_EXCERPT - 1] + "…"


def _place(found: Diagnostic) -> tuple[str, int, int, str]:
    span = found.span or Span("", 0, 0)
    return span.file, span.line, span.column, found.rule


def masked(text: str) -> str:
    """`text` with whatever looks like a token covered, character for character."""
    return _TOKEN.sub(lambda match: "*" * len(match.group()), text)


def quoted(value: object) -> str:
    """A value from a file as it may be shown in a message: one line, short, no token."""
    text = value if isinstance(value, str) else _word(value)
    text = masked(" ".join(text.split()))
    return f"`{text[: _LONGEST_QUOTE - 1]}…`" if len(text) > _LONGEST_QUOTE else f"`{text}`"


def _word(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    return str(value)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that somebody who wrote `name` most likely meant."""
    import difflib  # only who slipped pays for it

    wanted = _folded(name[:_LONGEST_QUOTE])
    folded = {_folded(known): known for known in names}
    found = difflib.get_close_matches(wanted, folded, n=1, cutoff=_NEAR)
    if not found and len(wanted) >= _SHORTEST_PART:
        found = [known for known in folded if wanted in known]
    return folded[found[0]] if len(found) == 1 else None


def _folded(name: str) -> str:
    return name.lower().replace("-", "_").replace(" ", "_")


def did_you_mean(name: str, names: Iterable[str], otherwise: str = "") -> str:
    """A hint with the nearest right name, or `otherwise`."""
    near = nearest(name, names)
    return f"Did you mean `{near}`?" if near is not None else otherwise


def listed(names: Iterable[str]) -> str:
    """`a`, `b` or `c`."""
    marked = [f"`{name}`" for name in names]
    return (
        marked[0] if len(marked) == 1 else f"{', '.join(marked[:-1])} or {marked[-1]}" if marked else "none"
    )
