"""The findings of `doctor`, one line each."""

from __future__ import annotations

from collections.abc import Sequence

from reconciler.render import safe
from reconciler.render.layout import Paint


def checks_text(rows: Sequence[tuple[str, bool, str, str]], *, colour: bool = False) -> str:
    """Rows of name, whether it is fine, what was found, and what to do."""
    paint = Paint(colour)
    width = max((len(name) for name, *_ in rows), default=0)
    lines = []
    for name, fine, said, todo in rows:
        mark = paint.add("ok  ") if fine else paint.stop("FIX ")
        lines.append(f"{mark} {name:<{width}}  {safe.line(said)}")
        if todo:
            lines.append(f"     {'':<{width}}  → {safe.line(todo)}")
    return "\n".join(lines) + "\n"
