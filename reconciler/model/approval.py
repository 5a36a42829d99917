"""What the person at the keyboard has agreed to beyond the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reconciler.model.address import Address


@dataclass(frozen=True, slots=True)
class Approvals:
    """`accept`: per effect, the most that may happen (`--accept retire=3`). There is no blanket force.

    `create_anyway`: make it although the account holds one like it. `record_only`: fields whose new value
    was put into the account by hand and only has to be remembered. `replace`: another interview may take the
    place of this one.
    """

    accept: Mapping[str, int] = field(default_factory=dict)
    create_anyway: frozenset[Address] = frozenset()
    record_only: frozenset[tuple[Address, str]] = frozenset()
    replace: frozenset[Address] = frozenset()

    def allows(self, effect: str, count: int) -> bool:
        return self.accept.get(effect, 0) >= count
