"""The lines of the journal: what was about to happen and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from reconciler.model.address import Address
from reconciler.model.record import Fingerprint, Intent, Pair, Record


class Ending(StrEnum):
    """How one Step, or one call, came out."""

    APPLIED = "applied"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Begun:
    """First line: the Snapshot that the rest builds on. A serial below the Snapshot's means that the
    journal was folded into it already. `salt`: the lineage's, as long as no Snapshot is written that holds
    it; what the journal says of people is keyed with it."""

    lineage: str
    serial: int
    account: Fingerprint | None
    operation: str
    started: float
    salt: str = ""


@dataclass(frozen=True, slots=True)
class Intended:
    """Synced before the first byte leaves."""

    intent: Intent


@dataclass(frozen=True, slots=True)
class Ended:
    """How the call of an intent ended. `remote_id`: what was made or written to; the Record as it is from now
    on follows from that and from the intent. `record`: that Record itself, where it holds more."""

    intent_id: str
    ending: Ending
    record: Record | None = None
    message: str = ""
    remote_id: str | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A Record that changes with no call: adoption, a settled intent, what was learnt. None forgets it."""

    address: Address
    record: Record | None
    settles: str | None = None


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The account shows what was sent of this Record and not read yet. `pairs`: where it shows another form
    of it, and whatever else of the fields is different from now on."""

    address: Address
    remote_id: str
    pairs: Mapping[str, Pair] = field(default_factory=dict)


Entry: TypeAlias = Begun | Intended | Ended | Noted | ReadBack
