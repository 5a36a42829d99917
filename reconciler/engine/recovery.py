"""A guard never stands in the way of recovery: what an earlier run of ours left half done goes on.

A create that was killed before its interview was started, one that was taken down and not brought up again,
an interview whose place was taken: nobody gains anything from leaving these as they are while the author
thinks about another change.
"""

from __future__ import annotations

from dataclasses import replace

from reconciler.model.change import Blocked, Change
from reconciler.model.plan import Plan


def recovering(plan: Plan) -> tuple[Change, ...]:
    return tuple(change for change in plan.runnable if change.recovers)


def within_guards(plan: Plan) -> Plan:
    """`plan` with what its guards stop as blocked Changes, where something is left to recover; else as it is,
    refused as a whole."""
    if not plan.guards or not recovering(plan):
        return plan
    why = Blocked(
        "; ".join(guard.message for guard in plan.guards),
        ("reconciler apply " + " ".join(f"--accept {guard.accept}" for guard in plan.guards),),
    )
    changes = tuple(
        change if change.recovers or change.blocked is not None else replace(change, blocked=why)
        for change in plan.changes
    )
    return replace(plan, changes=changes, guards=())
