"""Two environments side by side, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from reconciler.model.address import Address
from reconciler.model.values import Json


class Nothing(StrEnum):
    """Why a side has no value."""

    UNDECLARED = "not declared"
    UNREADABLE = "not shown by the account"


Cell: TypeAlias = "Json | Nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that the two sides have differently. `declared`: the definitions say as much, so that the
    accounts only do what they were told."""

    name: str
    left: Cell
    right: Cell
    declared: bool = False


@dataclass(frozen=True, slots=True)
class Pairing:
    """One Address. `left` and `right` say what a side lacks (`not declared`, `not made yet`, `gone`), empty
    when it lacks nothing."""

    address: Address
    left: str = ""
    right: str = ""
    declared: tuple[Difference, ...] = ()
    accounts: tuple[Difference, ...] = ()

    @property
    def same(self) -> bool:
        return not (self.declared or self.accounts or self.left != self.right)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`pairings`: every Address that differs, in order; `same`: how many do not; `same_of`: how many of each
    kind those are, all of them interviews where it is empty."""

    left: str
    right: str
    pairings: tuple[Pairing, ...] = ()
    same: int = 0
    same_of: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """What an environment's account shows of its interviews: their fields by Address, None for one that is
    gone; `names` are the names behind the ids of its templates."""

    shown: Mapping[Address, Mapping[str, Json] | None] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
