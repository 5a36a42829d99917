"""What the inside needs from the outside: Protocols only.

A plan is handed a Reader, which has no way to write; only apply holds a Writer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from reconciler.model.answer import Answer
from reconciler.model.definition import Definition
from reconciler.model.field import Endpoint
from reconciler.model.journal import Begun, Entry
from reconciler.model.observed import Enrolment, Merchant, Observation, Page, Person, Taken, Template
from reconciler.model.record import Record, Snapshot
from reconciler.model.sighting import Sighting
from reconciler.model.values import Json


class Reader(Protocol):
    """The account, read only. Every method is safe to repeat, retries by itself what is worth it, may be
    called by several threads at once, and raises CallFailed when the account cannot be read."""

    def merchant(self) -> Merchant:
        """The merchant that the calls act on."""

    def page(self, kind: str, offset: int, limit: int = 1000) -> Page:
        """Rows of one `type`, newest updated first, every status included."""

    def interview(self, remote_id: str) -> Observation | None:
        """One interview; None when the account does not know it or hides it."""

    def directory(self, slug: str) -> Observation | None:
        """One directory of this merchant's catalogue; None when there is none of that id, or when it is
        the whole platform's."""

    def people(self) -> tuple[Person, ...]:
        """Every candidate of the merchant; raises CallFailed when the list keeps changing meanwhile."""

    def enrolments(self, interview_id: str, kind: str) -> tuple[Enrolment, ...]:
        """Everybody that the list of results shows for an interview or position of this `type`; raises as
        `people` does."""

    def result(self, result_id: str) -> Taken | None:
        """One interview result; None when the account does not know it."""

    def templates(self) -> tuple[Template, ...]:
        """Every template that is not archived, shared ones included."""

    def server_time(self) -> float | None:
        """The server's clock at its last answer, seconds since the epoch; None before the first."""


class Writer(Protocol):
    """The account, to be changed. Never retries by itself: whether a call may be sent again depends on
    what the journal says of it."""

    def send(self, endpoint: Endpoint, body: Mapping[str, Json]) -> Answer:
        """Send once and say how it ended; raises nothing for anything the network or the server does.

        A value {path, sha256, size} is a file of the project: the call is multipart then, and UNSENDABLE when
        the file is no longer what it was. Links and signing keys are taken out of the answer: each is worth
        as much as a password, and nothing behind this may keep one.
        """


class Account(Reader, Writer, Protocol):
    """Both sides, for apply."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a lock: for people to read. `since`: seconds since the epoch."""

    operation: str
    user: str
    host: str
    pid: int
    since: float


@dataclass(frozen=True, slots=True)
class Holding:
    """One holding of a lock, told apart from every other by `key`; `owner` is None when it left no name."""

    owner: Owner | None
    key: str


@dataclass(frozen=True, slots=True)
class Kept:
    """One Snapshot of the history: `id` is the start of its content's digest, `when` seconds since the epoch,
    `operation` the command that wrote it."""

    id: str
    serial: int
    when: float
    operation: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What a Store holds: the last Snapshot (None: never written) and the journal's lines after it."""

    snapshot: Snapshot | None
    entries: Sequence[Entry] = ()


class Store(Protocol):
    """Where Snapshot, journal and lock of one environment live.

    What is there but cannot be read raises StateDamaged with file, line and the way to repair it; it is
    never taken for empty. A write that could not be made durable raises StateError, and what was there
    before is still there.
    """

    @property
    def place(self) -> str:
        """Where it is, for messages."""

    def load(self) -> Stored:
        """The Snapshot and the journal. A torn last line of the journal is dropped; damage before it
        raises StateDamaged."""

    def lock(self, owner: Owner) -> AbstractContextManager[None]:
        """One writer across processes; raises StateLocked naming the holder. A dead holder's lock is free."""

    def write(self, snapshot: Snapshot, *, over: Snapshot | None) -> None:
        """Replace the Snapshot if lineage and serial are still those of `over`, else StateMoved. Durable
        on return; the journal is left alone."""

    def begin(self, begun: Begun) -> None:
        """Start the journal anew with this first line. Called when its entries are in a durable Snapshot."""

    def append(self, entries: Sequence[Entry]) -> None:
        """Add lines; durable on return, all of them by one sync."""

    def prepare(self, room: int) -> None:
        """Try now what would otherwise fail after the first call that costs: that it takes writes, and `room`
        more bytes of journal, which `begin` sets aside where that is possible."""

    def check_lock(self) -> None:
        """Raise StateLocked when the lock that this process took was taken away from it. For any thread."""


class KeepingStore(Store, Protocol):
    """A Store with its history, and with the ways out when something went wrong."""

    def holding(self) -> Holding | None:
        """Who holds the lock right now; None when it is free."""

    def unlock(self, holding: Holding) -> None:
        """Take the lock away from this very holder; raises StateMoved when another one holds it by now."""

    def history(self) -> Sequence[Kept]:
        """What is kept, newest first. What is stored now is one of them."""

    def kept(self, kept: Kept) -> Snapshot:
        """Raises StateDamaged when it was changed since."""

    def salvaged(self) -> Stored:
        """What can still be read: no Snapshot where it is damaged, and the journal without its damaged
        lines."""

    def restore(self, snapshot: Snapshot, begun: Begun) -> Sequence[str]:
        """Put `snapshot` in the place of whatever is there, and begin the journal anew. What was there is
        kept first; returns the names of files that hold what was damaged."""


class Sightings(Protocol):
    """What was seen of an account in earlier runs: a cache that may go at any time. Raises nothing."""

    def load(self, bound: str) -> Mapping[str, Sighting]:
        """By remote id; nothing where it is of another account or history than `bound`, or damaged."""

    def save(self, bound: str, sightings: Mapping[str, Sighting]) -> Mapping[str, Sighting]:
        """Put these in the place of whatever is kept. Returns the same, with fields that are read on demand
        where they lie in the cache now."""


class Unchanged(Protocol):
    """Definitions that were compared with their Records before, and with what was seen of their interviews,
    and held nothing to do. A cache that may go at any time. Raises nothing. `seen` is None and `status`
    empty without the account; `status` is that of the list."""

    def known(self, definition: Definition, record: Record, seen: Observation | None, status: str) -> bool:
        """Whether these very ones were."""

    def note(self, definition: Definition, record: Record, seen: Observation | None, status: str) -> None:
        """Remember that there is nothing to do."""

    def save(self) -> None:
        """Keep what was known or noted since it was made."""


class Clock(Protocol):
    def now(self) -> float:
        """Seconds since the epoch."""

    def monotonic(self) -> float:
        """Seconds of a clock that never goes back."""

    def sleep(self, seconds: float) -> None:
        """Wait."""
