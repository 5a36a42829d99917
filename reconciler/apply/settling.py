"""What every settlement counts with: when the time is up, what is younger than an intent, what is left to the
author."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from reconciler.model.plan import Settlement
from reconciler.model.record import Intent

CLOCK_SLACK = 120.0
"""Seconds that a row may seem older than its intent: created_at and Date come from different machines."""

DATE_GRAIN = 1.0
"""Seconds: the Date header holds whole ones."""


def deadline(intent: Intent, settle: float) -> float | None:
    """From when on what cannot be seen was not done: seconds since the epoch, by the server's clock."""
    return None if intent.server_time is None else intent.server_time + settle + DATE_GRAIN


def is_over(until: float | None, now: float | None) -> bool:
    """Whether a deadline has passed. Without the server's time nobody can say so, and it has not."""
    return until is not None and now is not None and now >= until


def is_after(intent: Intent, created_at: str | None) -> bool:
    """Whether what was made then may come from this intent."""
    if created_at is None or intent.server_time is None:
        return True
    try:
        moment = datetime.fromisoformat(created_at)
    except ValueError:
        return True
    # Without an offset it is the database's UTC; read as this machine's time it could hide our own row.
    created = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return created >= intent.server_time - CLOCK_SLACK


def undecided(intent: Intent, ids: Sequence[str], detail: str, until: float | None = None) -> Settlement:
    """One for the author: `ids` are what it may have been."""
    ways = [f"reconciler import {intent.address} {remote_id}   # it is this one" for remote_id in ids]
    if until is not None:
        ways.append("reconciler apply   # looks again and goes on once the settling time has passed")
    ways.append(f"reconciler state forget {intent.address}   # it was not made: you looked in the admin")
    return Settlement(intent, "open", None, detail, tuple(ways), until)
