"""The vocabulary of a difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from reconciler.errors import Span
from reconciler.model.address import Address
from reconciler.model.definition import Manage
from reconciler.model.field import Endpoint
from reconciler.model.values import Json


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    RETIRE = "retire"
    IMPORT = "import"
    FORGET = "forget"
    RECORD = "record"  # only our memory changes
    NONE = "none"


class Origin(StrEnum):
    """Who made the difference of a field."""

    AUTHOR = "author"  # declared is not what was sent
    DRIFT = "drift"  # observed is not what was read back
    BOTH = "both"  # each moved, to different values
    RELEASED = "released"  # no longer declared: stays in the account as it is
    AGREED = "agreed"  # declared is observed, and only the Record is behind


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: `before` is what the account holds (None with `unreadable` when it does not show it),
    `after` what it will hold. `note` says what no value can: takes effect at the next generation, ...
    `personal`: it says who a person is, and is written down nowhere."""

    name: str
    before: Json
    after: Json
    origin: Origin
    span: Span | None = None
    note: str = ""
    unreadable: bool = False
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One request of a Step, complete but for `position_id`, which the executor puts in. `target` names an
    interview other than the Change's own: the one that a replacement takes the place of. `anew`: its
    questions are put together again from what the account shows just before it is sent. `fills`: fields
    whose id comes from what an earlier step of the plan makes."""

    endpoint: Endpoint
    body: Mapping[str, Json]
    fields: Mapping[str, Json]
    """What the Record says was sent, in the words of the definition."""
    target: str | None = None
    anew: bool = False
    fills: Mapping[str, Address] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why a Change cannot be carried out, and every way out. `replaceable`: another interview could hold
    what is declared."""

    reason: str
    ways_out: tuple[str, ...] = ()
    replaceable: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One resource's difference with its Action and its reason.

    `fields` is everything a person should see; `calls` everything that will be sent, in order; `learns`
    and `releases` what the Record takes up and drops without a call; `tombstone` the status it is retired
    with. `effects` count for the guards. `taken`, `last_taken`: how many interviews were taken, and when
    the last. `moved_from`: the Address that the Record moves away from. `recovers`: it only ends what an
    earlier run of ours left half done, so no guard holds it up. `remote_id` of a replacement is that of
    the old one. `batch`: Changes with one and the same may go in one call. `needs`: what has to be applied
    before, where the plan holds it. `outcome`: what the Record is to keep of what the account shows.
    """

    address: Address
    action: Action
    reason: str
    fields: tuple[FieldChange, ...] = ()
    calls: tuple[Call, ...] = ()
    blocked: Blocked | None = None
    remote_id: str | None = None
    manage: Manage = field(default_factory=Manage)
    marker: str | None = None
    span: Span | None = None
    name: str = ""
    effects: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()
    pending: str = ""
    taken: int = 0
    last_taken: str | None = None
    learns: Mapping[str, Json] = field(default_factory=dict)
    releases: tuple[str, ...] = ()
    refs: Mapping[str, str] = field(default_factory=dict)
    tombstone: str | None = None
    moved_from: Address | None = None
    recovers: bool = False
    batch: str = ""
    needs: tuple[Address, ...] = ()
    outcome: Mapping[str, Json] = field(default_factory=dict)
