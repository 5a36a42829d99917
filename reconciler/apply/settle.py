"""What became of a create whose answer never came. Decided by looking, never by sending again.

Only the mark of that very intent imports by itself, and only when nobody else claims the row and the row
is not older than the intent by the server's own clock. "Not made" needs complete listings, the last of
them after the settling time: the platform may still be working on a request that we gave up on. Anything
weaker is the author's to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reconciler.apply import elsewhere
from reconciler.apply.observer import LISTED, listing
from reconciler.apply.settling import deadline, is_after, is_over, undecided
from reconciler.model.kinds import stored_type
from reconciler.model.observed import Observation, Row
from reconciler.model.plan import Settlement
from reconciler.model.record import Intent, Snapshot
from reconciler.ports import Reader


def look(
    reader: Reader, intents: Sequence[Intent], snapshot: Snapshot, settle: float
) -> tuple[Settlement, ...]:
    """Judge every open intent by what its kind can be looked for with. `settle`: seconds."""
    listed = [intent for intent in intents if intent.address.kind in LISTED]
    others = [intent for intent in intents if intent.address.kind not in LISTED]
    return (
        *_each_row_once(_by_lists(reader, listed, snapshot, settle)),
        *elsewhere.look(reader, others, snapshot, settle),
    )


def _type(intent: Intent) -> str:
    return stored_type(intent.address.kind, intent.fields.get)


def _by_lists(
    reader: Reader, intents: Sequence[Intent], snapshot: Snapshot, settle: float
) -> list[Settlement]:
    """Two complete listings of each type and a get of each row that may be it."""
    found: list[Settlement] = []
    for kind in sorted({_type(intent) for intent in intents}):
        listing(reader, kind)
        rows = listing(reader, kind)
        now = reader.server_time()
        mine = [intent for intent in intents if _type(intent) == kind]
        read = {
            row.id: seen
            for row in suspects(mine, rows.values(), snapshot)
            if (seen := reader.interview(row.id)) is not None
        }
        found.extend(judge(intent, rows, read, snapshot, now=now, settle=settle) for intent in mine)
    return found


def _each_row_once(found: Sequence[Settlement]) -> tuple[Settlement, ...]:
    """A row that two intents claim belongs to neither until the author says so."""
    claims = [one.remote_id for one in found if one.remote_id is not None]
    return tuple(
        undecided(one.intent, [one.remote_id], "two unanswered creates claim one interview")
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
        if row.id not in claimed and any(is_after(intent, row.created_at) for intent in intents)
    ]


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
        return undecided(
            intent, ids, f"the create was sent and not answered; the account holds {count} {why}"
        )
    until = deadline(intent, settle)
    if is_over(until, now):
        return Settlement(
            intent, "not_made", None, "two complete lists after the settling time do not hold it"
        )
    detail = "the create was sent and not answered; it may still be on its way"
    return undecided(intent, [], detail, until)


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
