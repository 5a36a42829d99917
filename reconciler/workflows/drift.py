"""What somebody else changed in the account: the part of a plan that is not the author's."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from reconciler.model.change import Action, Change, Origin
from reconciler.model.plan import Plan

_THEIRS = frozenset({Origin.DRIFT, Origin.BOTH})


def drift(plan: Plan) -> Plan:
    """`plan` with what was changed elsewhere only: declared fields that differ from what was read back, and
    interviews that were deleted. Undeclared edits are the account's own and stay counted."""
    changes = tuple(found for change in plan.changes if (found := _theirs(change)) is not None)
    same = plan.unchanged + len(plan.changes) - len(changes)
    kept = {change.address for change in changes}
    others = Counter(change.address.kind for change in plan.changes if change.address not in kept)
    of = {**others, **{kind: number + others[kind] for kind, number in plan.unchanged_of.items()}}
    if sum(of.values()) != same:  # nobody said of which kinds
        of = {}
    return replace(
        plan, changes=changes, unchanged=same, unchanged_of=of, guards=(), settlements=(), pending={}
    )


def _theirs(change: Change) -> Change | None:
    if change.action is Action.CREATE and change.remote_id is not None:
        return change  # recorded, and deleted in the account
    fields = tuple(field for field in change.fields if field.origin in _THEIRS)
    return replace(change, fields=fields) if fields else None
