"""The whole of what apply would do, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reconciler.model.address import Address
from reconciler.model.change import Action, Change
from reconciler.model.observed import Merchant
from reconciler.model.record import Intent


@dataclass(frozen=True, slots=True)
class Guard:
    """A limit that this plan is over. `accept` is the exact acceptance, e.g. `retire=3`; `addresses` are
    those whose effect is counted; `message` says what is counted against what."""

    effect: str
    count: int
    limit: int
    accept: str
    message: str
    addresses: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a call whose answer never came.

    `verdict`: `made` (with `remote_id`), `not_made`, or `open`; `detail` says what was seen and, while it is
    open, what decides it; `ways_out` are the author's commands.
    """

    intent: Intent
    verdict: str
    remote_id: str | None = None
    detail: str = ""
    ways_out: tuple[str, ...] = ()
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """`changes`: everything but what is unchanged, in the order it would be carried out; a blocked Change
    stands among them. `needs`: which Addresses have to be applied before. `pending`: Addresses whose
    account is still on its way to what is declared, and why."""

    environment: str
    server: str
    online: bool
    merchant: Merchant | None = None
    changes: tuple[Change, ...] = ()
    needs: Mapping[Address, tuple[Address, ...]] = field(default_factory=dict)
    unchanged: int = 0
    unchanged_of: Mapping[str, int] = field(default_factory=dict)
    """How many of `unchanged` there are of each kind; where it is empty all are interviews."""
    pending: Mapping[Address, str] = field(default_factory=dict)
    guards: tuple[Guard, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    warnings: tuple[str, ...] = ()
    undeclared: int = 0
    """How many undeclared fields somebody edited in the account since the last apply; 0 where that is not
    known, too."""
    undeclared_names: Mapping[Address, tuple[str, ...]] = field(default_factory=dict)

    @property
    def blocked(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.blocked is not None)

    @property
    def runnable(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.blocked is None)

    def counts(self) -> dict[Action, int]:
        """How many runnable Changes of each Action, those with none left out."""
        found: dict[Action, int] = {}
        for change in self.runnable:
            found[change.action] = found.get(change.action, 0) + 1
        return found

    @property
    def empty(self) -> bool:
        return not self.changes and not self.settlements
