"""Say what apply would do. Holds a Reader only: it has no way to write."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reconciler.engine import planner
from reconciler.engine.view import View
from reconciler.model.approval import Approvals
from reconciler.model.observed import Merchant, Observed
from reconciler.model.plan import Plan, Settlement
from reconciler.model.record import Fingerprint, Snapshot
from reconciler.ports import Reader
from reconciler.workflows.sightings import Remembered, bound, concerned
from reconciler.workflows.work import Work, as_it_would_be, settled, settlements, start


@dataclass(frozen=True, slots=True)
class Planned:
    """The Plan with what it was made from; `snapshot` is as it would be once its settlements are recorded."""

    plan: Plan
    observed: Observed
    snapshot: Snapshot
    fingerprint: Fingerprint | None


def plan(work: Work, reader: Reader | None, approvals: Approvals) -> Planned:
    """Plan against the account, or with `reader` None against the Records alone."""
    snapshot = start(work.store.load(), work.new_id)
    if reader is None:
        view = View(work.environment, work.desired, snapshot, Observed(online=False), approvals)
        made = _planned(work, view, None)
        return Planned(made, view.observed, snapshot, snapshot.account)
    from reconciler.apply import identity  # who plans from the Records alone needs none of this

    merchant = reader.merchant()
    identity.check(work.environment, merchant, snapshot)
    found = settlements(reader, snapshot, work.environment.settle)
    snapshot = as_it_would_be(snapshot, settled(found, reader, snapshot))
    return planned(work, snapshot, reader, approvals, merchant, found)


def planned(
    work: Work,
    snapshot: Snapshot,
    reader: Reader,
    approvals: Approvals,
    merchant: Merchant,
    found: tuple[Settlement, ...],
) -> Planned:
    """Plan from this Snapshot, in which what `found` says is recorded already."""
    from reconciler.apply import identity
    from reconciler.apply.observer import looked_again, observe

    fingerprint = identity.check(work.environment, merchant, snapshot)
    memory = remembered(work, snapshot, merchant)
    observed = observe(
        reader,
        merchant,
        work.desired,
        snapshot,
        workers=work.workers,
        replacing=approvals.replace,
        remembered=memory.usable,
    )
    observed = memory.take(observed)
    fingerprint = identity.with_environment(fingerprint, list(observed.rows.values()))
    view = View(work.environment, work.desired, snapshot, observed, approvals, found)
    made = _planned(work, view, repr(observed.templates))
    again = looked_again(reader, observed, concerned(made.changes, snapshot), work.workers)
    if again is not observed:
        observed = memory.take(again)
        made = _planned(work, replace(view, observed=observed), repr(observed.templates))
    chosen = [address for address in work.desired.definitions if work.selected(address)]
    names = memory.edited(work.desired, snapshot, chosen)
    made = replace(made, undeclared=sum(map(len, names.values())), undeclared_names=names)
    return Planned(made, observed, snapshot, fingerprint)


def _planned(work: Work, view: View, account: str | None) -> Plan:
    """The Plan of a View; what is known of earlier ones is used and kept. `account`: see Work.unchanged."""
    if view.approvals == Approvals():  # they may make something to do of nothing
        view = replace(view, unchanged=work.unchanged(account))
    made = planner.plan(view, selected=work.selected, acting=work.acting)
    if view.unchanged is not None:
        view.unchanged.save()
    return made


def with_undeclared(made: Plan) -> Plan:
    """`made` naming what is otherwise only counted: the undeclared fields that were edited in the account."""
    told = [
        f"{address}: edited in the account, and not declared: {', '.join(names)}"
        for address, names in made.undeclared_names.items()
    ]
    return replace(made, warnings=(*made.warnings, *told))


def remembered(work: Work, snapshot: Snapshot, merchant: Merchant) -> Remembered:
    """What was seen in earlier runs of this account."""
    belongs = bound(snapshot, work.environment.server, merchant.effective)
    return Remembered(work.sightings(), belongs, work.clock.now(), work.refresh_full).load()
