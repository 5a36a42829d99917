"""Errors as the person at the terminal reads them, on standard error."""

from __future__ import annotations

import sys

from reconciler.errors import DefinitionsInvalid, ReconcilerError


def told(error: ReconcilerError) -> str:
    """What happened, and on a line of its own what to do next."""
    from reconciler.render import safe

    if isinstance(error, DefinitionsInvalid):
        from reconciler.cli.session import width
        from reconciler.render.diagnostics import as_text

        told = as_text(error.diagnostics, columns=width(), personal=sys.stderr.isatty())
        return told + "Nothing was sent."
    said = "\n".join(safe.lines(error.message))
    return f"Error: {said}\n  {safe.line(error.hint)}" if error.hint else f"Error: {said}"
