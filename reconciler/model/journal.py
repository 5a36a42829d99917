"""The lines of the journal: what was about to happen and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from reconciler.model.address import Address
from reconciler.model.record import Fingerprint, Intent, Record


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
    """How the call of an intent ended; `record` is the Record as it is from now on, if it changed."""

    intent_id: str
    ending: Ending
    record: Record | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """A Record that changes with no call: read-back, adoption, a settled intent. None forgets it."""

    address: Address
    record: Record | None
    settles: str | None = None


Entry: TypeAlias = Begun | Intended | Ended | Noted
