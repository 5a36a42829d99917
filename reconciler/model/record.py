"""What we know of what we made: Records, and the Snapshot that holds them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from reconciler.model.address import Address
from reconciler.model.definition import Manage
from reconciler.model.values import UNREAD, Json, Unread


@dataclass(frozen=True, slots=True)
class Pair:
    """What was sent for a field, and what the account showed for it afterwards.

    The two differ where the service keeps another form of what it was given. An UNREADABLE field, which the
    account never shows, keeps what was sent on both sides.
    """

    sent: Json
    read: Json | Unread = UNREAD

    @classmethod
    def agreed(cls, value: Json) -> Pair:
        return cls(value, value)


@dataclass(frozen=True, slots=True)
class Record:
    """`marker`: the mark a create carried in `code`. `deposed`: ids that a replacement left to retire.
    `tombstone`: the status it was retired with; the Record stays so that a definition that comes back
    gets the same interview. `refs`: the names behind ids, for a plan without the account. `outcome`: what
    the account answered and shows nowhere else (the decision on a candidate, ids). `remote_id` is empty
    where the account told none.
    """

    remote_id: str
    fields: Mapping[str, Pair] = field(default_factory=dict)
    marker: str | None = None
    manage: Manage = field(default_factory=Manage)
    deposed: tuple[str, ...] = ()
    tombstone: str | None = None
    refs: Mapping[str, str] = field(default_factory=dict)
    outcome: Mapping[str, Json] = field(default_factory=dict)

    @property
    def live(self) -> bool:
        return self.tombstone is None

    def sent(self, name: str) -> Json:
        """What was last sent for `name`; None when nothing was."""
        pair = self.fields.get(name)
        return None if pair is None else pair.sent

    def with_fields(self, changes: Mapping[str, Pair]) -> Record:
        return replace(self, fields={**self.fields, **changes})


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Which account a state belongs to. `environment` is the account's own word (production, test),
    known once a row was read."""

    origin: str
    merchant_id: str
    environment: str | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """What is about to be sent, complete, so that settlement never looks at a file edited since.

    `server_time`: the server's clock just before sending, seconds since the epoch; None when no answer
    has shown it. `fields` are the declared values with every Ref filled. `replaces`: the id that the
    new interview takes the place of.
    """

    id: str
    address: Address
    endpoint: str
    fields: Mapping[str, Json]
    remote_id: str | None = None
    marker: str | None = None
    manage: Manage = field(default_factory=Manage)
    server_time: float | None = None
    replaces: str | None = None
    refs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All Records and unsettled intents of an environment.

    `lineage` names the history this state belongs to; `serial` grows by one at each write. `salt` keys
    digests over personal data.
    """

    lineage: str
    serial: int = 0
    account: Fingerprint | None = None
    records: Mapping[Address, Record] = field(default_factory=dict)
    open: Mapping[str, Intent] = field(default_factory=dict)
    salt: str = ""

    @property
    def live(self) -> Mapping[Address, Record]:
        return {address: record for address, record in self.records.items() if record.live}

    def intents_of(self, address: Address) -> tuple[Intent, ...]:
        return tuple(intent for intent in self.open.values() if intent.address == address)

    def of_kinds(self, kinds: Collection[str]) -> Mapping[Address, Record]:
        return {address: record for address, record in self.records.items() if address.kind in kinds}

    def claimed(self) -> frozenset[str]:
        """Every remote id that a Record holds, deposed ones too."""
        ids: set[str] = set()
        for record in self.records.values():
            ids.add(record.remote_id)
            ids.update(record.deposed)
        return frozenset(ids - {""})
