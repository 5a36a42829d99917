"""A saved plan, read and shown again in any face."""

from __future__ import annotations

import json
from pathlib import Path

from reconciler.errors import UsageError
from reconciler.model.values import Json

_LARGEST = 64 * 1024 * 1024


def read_plan(path: Path) -> dict[str, Json]:
    """The document in `path`; raises UsageError for anything that is no plan of this format."""
    from reconciler.render.document import opened

    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"{path} is too large to be a plan.")
        made = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is no JSON: it is no plan that `plan --out` wrote.") from error
    if not isinstance(made, dict):
        raise UsageError(f"{path} holds no plan.", hint="Make one: reconciler plan --out plan.json")
    try:
        opened(made)
    except ValueError as error:
        raise UsageError(
            f"{path} cannot be used: {error}.", hint="Make it again: reconciler plan --out"
        ) from error
    return made
