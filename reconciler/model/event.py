"""What happens while a plan is carried out, as it happens.

The executor hands these to a callback; a progress line, an events file and a test read the same values.
`at` is seconds since the epoch by our own clock, handed in by whoever makes the event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from reconciler.model.address import Address
from reconciler.model.change import Action
from reconciler.model.journal import Ending


@dataclass(frozen=True, slots=True)
class Begins:
    """The first event: how many Changes will be carried out."""

    total: int
    at: float


@dataclass(frozen=True, slots=True)
class Started:
    """The first call of a Change is about to be sent."""

    address: Address
    action: Action
    at: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing can be done before `until`: an answer that never came is being looked for, a limit of the
    account has to pass. `address` is None when the whole run waits."""

    address: Address | None
    reason: str
    until: float
    at: float


@dataclass(frozen=True, slots=True)
class Finished:
    """A Change came to its end. `message` is empty when there is nothing to say beyond `ending`;
    `status` is the HTTP status of the call that decided it, if one came."""

    address: Address
    action: Action
    ending: Ending
    seconds: float
    message: str = ""
    status: int | None = None
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Stopping:
    """Nothing new starts from here on; calls in flight may still end. `signal` when one was the cause."""

    reason: str
    at: float
    signal: int | None = None


@dataclass(frozen=True, slots=True)
class Beat:
    """A sign of life while nothing else happens."""

    done: int
    running: int
    at: float


Event: TypeAlias = Begins | Started | Waiting | Finished | Stopping | Beat
