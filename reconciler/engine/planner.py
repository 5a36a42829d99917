"""Changes put in their order, with what would stop them. Pure; decides everything, does nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from reconciler.engine.differ import diff, still
from reconciler.engine.guards import guards, renames
from reconciler.engine.recovery import recovering
from reconciler.engine.view import View
from reconciler.model.address import Address
from reconciler.model.change import Action, Blocked, Change
from reconciler.model.kinds import KINDS
from reconciler.model.plan import Plan

_KINDS = tuple(KINDS)
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
    known = still(view)
    unchanged = Counter(address.kind for address in known if selected(address))
    for change in diff(view, known):
        if not selected(change.address):
            continue
        warnings.extend(f"{change.address}: {text}" for text in change.warnings)
        if change.pending:
            pending[change.address] = change.pending
        if change.action is Action.NONE:
            unchanged[change.address.kind] += change.address in view.desired.definitions
        else:
            changes.append(change)
    changes = [change for change in changes if acting(change.action)]
    changes = renames(changes, view.snapshot, view.approvals)
    changes = _with_needs(changes, view)
    found = guards(
        changes, view.snapshot, view.environment.ceilings, view.approvals, view.observed.server_time
    )
    changes.sort(key=_place)
    made = Plan(
        environment=view.environment.name,
        server=view.environment.server,
        online=view.observed.online,
        merchant=view.observed.merchant,
        changes=tuple(changes),
        needs=_needs(changes),
        unchanged=unchanged.total(),
        unchanged_of=+unchanged,
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


def _needs(changes: list[Change]) -> dict[Address, tuple[Address, ...]]:
    """What of the plan has to come before what else of it."""
    planned = {change.address for change in changes}
    found = {
        change.address: tuple(need for need in change.needs if need in planned)
        for change in changes
        if change.blocked is None
    }
    return {address: needs for address, needs in found.items() if needs}


def _place(change: Change) -> tuple[int, int, str]:
    return _ORDER.index(change.action), _KINDS.index(change.address.kind), str(change.address)


def _with_needs(changes: list[Change], view: View) -> list[Change]:
    """`changes`, where one that needs what this plan does not bring about is blocked with the reason."""
    planned = {change.address: change for change in changes}
    return [_needing(change, planned, view) for change in changes]


def _needing(change: Change, planned: dict[Address, Change], view: View) -> Change:
    if change.blocked is not None:
        return change
    for need in change.needs:
        there = need in view.snapshot.records
        other = planned.get(need)
        if other is None and not there:
            ways = (f"plan it together with {need}",)
            blocked = Blocked(f"it needs {need}, which is not made yet and not part of this plan", ways)
            return replace(change, blocked=blocked, effects=frozenset())
        if other is not None and other.blocked is not None and not there:
            ways = (f"first see to what is blocked at {need}",)
            return replace(
                change, blocked=Blocked(f"it needs {need}, which is blocked", ways), effects=frozenset()
            )
    return change
