"""Everything that a Change is computed from."""

from __future__ import annotations

from dataclasses import dataclass, field

from reconciler.model.approval import Approvals
from reconciler.model.definition import Desired
from reconciler.model.environment import Environment
from reconciler.model.observed import Observed
from reconciler.model.plan import Settlement
from reconciler.model.record import Snapshot
from reconciler.ports import Unchanged


@dataclass(frozen=True, slots=True)
class View:
    """`snapshot` is as it will be once `settlements` are recorded."""

    environment: Environment
    desired: Desired
    snapshot: Snapshot
    observed: Observed
    approvals: Approvals = field(default_factory=Approvals)
    settlements: tuple[Settlement, ...] = ()
    unchanged: Unchanged | None = None
    """What is known of earlier comparisons of this kind, with the account or without it."""
