"""What a Change is computed from, in few words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reconciler.engine.differ import diff
from reconciler.engine.view import View
from reconciler.model.change import Change
from reconciler.model.definition import Definition
from reconciler.model.observed import Observed
from reconciler.model.record import Snapshot
from tests.support.builders import (
    ALL_TEMPLATES,
    ENVIRONMENT,
    desired,
    record,
    row,
    seen,
    snapshot,
)

LIVE = Observed(rows={"id-1": row(taken=7)}, read={"id-1": seen()}, templates=ALL_TEMPLATES)


def view(*declared: Definition, held: Snapshot | None = None, **known: Any) -> View:
    given: dict[str, Any] = {"observed": LIVE, **known}
    return View(ENVIRONMENT, desired(*declared), held or snapshot({"backend": record()}), **given)


def one(*declared: Definition, **known: Any) -> Change:
    (change,) = diff(view(*declared, **known))
    return change


def showing(**fields: Any) -> Observed:
    return replace(LIVE, read={"id-1": seen(**fields)})
