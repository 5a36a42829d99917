"""What became of a create whose answer never came. Decided by looking, never by sending again.

Only the mark of that very intent imports by itself, and only when nobody else claims the row and the row
is not older than the intent by the server's own clock. "Not made" needs complete listings, the last of
them after the settling time: the platform may still be working on a request that we gave up on. Anything
weaker is the author's to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from reconciler.apply.observer import listing
from reconciler.model.observed import Observation, Row
from reconciler.model.plan import Settlement
from reconciler.model.record import Intent, Snapshot
from reconciler.ports import Reader

CLOCK_SLACK = 120.0
"""Seconds that a row may seem older than its intent: created_at and Date come from different machines."""

DATE_GRAIN = 1.0
"""Seconds: the Date header holds whole ones."""


def look(
    reader: Reader, intents: Sequence[Intent], snapshot: Snapshot, settle: float
) -> tuple[Settlement, ...]:
    """Judge every open create by two complete listings of its type and a get of each row that may be it."""
    found: list[Settlement] = []
    for kind in sorted({str(intent.fields.get("type")) for intent in intents}):
        listing(reader, kind)
        rows = listing(reader, kind)
        now = reader.server_time()
        mine = [intent for intent in intents if str(intent.fields.get("type")) == kind]
        read = {
            row.id: seen
            for row in suspects(mine, rows.values(), snapshot)
            if (seen := reader.interview(row.id)) is not None
        }
        found.extend(judge(intent, rows, read, snapshot, now=now, settle=settle) for intent in mine)
    return _each_row_once(found)


def _each_row_once(found: Sequence[Settlement]) -> tuple[Settlement, ...]:
    """A row that two intents claim belongs to neither until the author says so."""
    claims = [one.remote_id for one in found if one.remote_id is not None]
    return tuple(
        _undecided(one.intent, [one.remote_id], "two unanswered creates claim one interview")
        if one.remote_id is not None and claims.count(one.remote_id) > 1
        else one
        for one in found
    )


def suspects(intents: Sequence[Intent], rows: Iterable[Row], snapshot: Snapshot) -> list[Row]:
    """Rows that nobody claims and that are not older than the oldest of the intents."""
    claimed = snapshot.claimed()
    return [
        row
        for row in rows
        if row.id not in claimed and any(_after(intent, row.created_at) for intent in intents)
    ]


def _after(intent: Intent, created_at: str | None) -> bool:
    if created_at is None or intent.server_time is None:
        return True
    try:
        moment = datetime.fromisoformat(created_at)
    except ValueError:
        return True
    # Without an offset it is the database's UTC; read as this machine's time it could hide our own row.
    created = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return created >= intent.server_time - CLOCK_SLACK


def judge(
    intent: Intent,
    rows: Mapping[str, Row],
    read: Mapping[str, Observation],
    snapshot: Snapshot,
    *,
    now: float | None,
    settle: float,
) -> Settlement:
    """One intent against what the account shows; `now` is the server's clock, seconds since the epoch."""
    mine, maybe = _sorted_out(intent, rows, read, snapshot)
    if len(mine) == 1 and intent.marker is not None:
        return Settlement(intent, "made", mine[0], f"found by its mark {intent.marker!r}")
    if mine or maybe:
        ids = mine or maybe
        why = "carries our mark" if intent.marker and mine else "looks like it, but carries no mark of ours"
        count = f"{len(ids)} interviews, each of which" if len(ids) > 1 else f"{ids[0]}, which"
        return _undecided(
            intent, ids, f"the create was sent and not answered; the account holds {count} {why}"
        )
    until = None if intent.server_time is None else intent.server_time + settle + DATE_GRAIN
    if until is not None and now is not None and now >= until:
        return Settlement(
            intent, "not_made", None, "two complete lists after the settling time do not hold it"
        )
    detail = "the create was sent and not answered; it may still be on its way"
    return _undecided(intent, [], detail, until)


def _sorted_out(
    intent: Intent, rows: Mapping[str, Row], read: Mapping[str, Observation], snapshot: Snapshot
) -> tuple[list[str], list[str]]:
    """Ids that carry the mark, and ids that only look like it."""
    mine: list[str] = []
    maybe: list[str] = []
    for row in suspects([intent], rows.values(), snapshot):
        seen = read.get(row.id)
        code = seen.fields.get("code") if seen else None
        wanted = intent.marker or intent.fields.get("code")
        if wanted and code == wanted:
            mine.append(row.id)
        elif not code and row.name == intent.fields.get("name") and row.status != "deleted":
            maybe.append(row.id)
    return mine, maybe


def _undecided(intent: Intent, ids: list[str], detail: str, until: float | None = None) -> Settlement:
    ways = [f"reconciler import {intent.address} {remote_id}   # it is this one" for remote_id in ids]
    if until is not None:
        ways.append("reconciler apply   # looks again and goes on once the settling time has passed")
    ways.append(f"reconciler state forget {intent.address}   # it was not made: you looked in the admin")
    return Settlement(intent, "open", None, detail, tuple(ways), until)
