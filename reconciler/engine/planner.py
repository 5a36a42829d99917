"""Changes put in their order, with what would stop them. Pure; decides everything, does nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reconciler.engine.differ import View, diff
from reconciler.engine.guards import guards, renames
from reconciler.engine.recovery import recovering
from reconciler.model.address import Address
from reconciler.model.change import Action, Change
from reconciler.model.plan import Plan

_ORDER = (
    Action.RECORD,
    Action.FORGET,
    Action.UPDATE,
    Action.IMPORT,
    Action.CREATE,
    Action.REPLACE,
    Action.RETIRE,
)
"""What is only remembered first: it costs nothing and cannot fail. What takes something away last, so that
nothing is missing when a run ends half-way."""


def plan(
    view: View,
    *,
    selected: Callable[[Address], bool] = lambda _: True,
    acting: Callable[[Action], bool] = lambda _: True,
) -> Plan:
    """The Plan of everything that `selected` and `acting` let through; guards count what is selected."""
    changes: list[Change] = []
    warnings: list[str] = []
    pending: dict[Address, str] = {}
    unchanged = 0
    for change in diff(view):
        if not selected(change.address):
            continue
        warnings.extend(f"{change.address}: {text}" for text in change.warnings)
        if change.pending:
            pending[change.address] = change.pending
        if change.action is Action.NONE:
            unchanged += change.address in view.desired.definitions
        else:
            changes.append(change)
    changes = [change for change in changes if acting(change.action)]
    changes = renames(changes, view.snapshot, view.approvals)
    found = guards(
        changes, view.snapshot, view.environment.ceilings, view.approvals, view.observed.server_time
    )
    changes.sort(key=lambda change: (_ORDER.index(change.action), str(change.address)))
    made = Plan(
        environment=view.environment.name,
        server=view.environment.server,
        online=view.observed.online,
        merchant=view.observed.merchant,
        changes=tuple(changes),
        unchanged=unchanged,
        pending=pending,
        guards=found,
        settlements=view.settlements,
        warnings=tuple(warnings),
    )
    spared = recovering(made) if found else ()
    if not spared:
        return made
    names = ", ".join(str(change.address) for change in spared)
    told = f"apply finishes what an earlier run left half done, whatever the guards say: {names}"
    return replace(made, warnings=(*made.warnings, told))
