"""The life of an interview: what its status is, and whether a difference is ours to undo."""

from __future__ import annotations

from dataclasses import dataclass

from reconciler.model.change import Origin
from reconciler.model.observed import Observed
from reconciler.model.record import Record
from reconciler.model.values import UNREAD

GONE = frozenset({"deleted", "gone"})
"""An interview that is deleted may still be shown, or answer 404; the two are treated alike."""

RUNNING = frozenset({"active", "preparing"})
"""Candidates can take it, or soon can: an interview on a pre-rendered template is prepared first."""

RETIRED = frozenset({"archived", "deleted"})


@dataclass(frozen=True, slots=True)
class Judged:
    """`held`: why a difference is only shown. `pending`: the account is on its way by itself."""

    differs: bool = False
    origin: Origin = Origin.AGREED
    learn: bool = False
    held: str = ""
    pending: str = ""
    effects: frozenset[str] = frozenset()


def seen(record: Record, observed: Observed) -> str | None:
    """The status the account shows, `gone` when it does not know the interview any more. Without the
    account: what was last sent."""
    if not observed.online:
        return record.tombstone or _text(record.sent("status"))
    return shown(record.remote_id, observed) or _text(record.sent("status"))


def shown(remote_id: str, observed: Observed) -> str | None:
    """The status the account shows for this id; None when nobody looked."""
    if remote_id in observed.gone:
        return "gone"
    read = observed.read.get(remote_id)
    if read is not None and "status" in read.fields:
        return _text(read.fields["status"])
    row = observed.rows.get(remote_id)
    return row.status if row else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def judge(record: Record, wanted: str, now: str | None, *, may_reactivate: bool) -> Judged:
    """Compare the declared status with what the account shows.

    `preparing` where `active` is wanted is the account at work. A status that somebody moved away from
    active is theirs until the author says otherwise: they may have had a reason to stop it.
    """
    pair = record.fields.get("status")
    if now == wanted:
        return Judged(learn=pair is None or pair.sent != wanted or pair.read != wanted or not record.live)
    if now == "preparing" and wanted == "active":
        sent = pair is not None and pair.sent == wanted
        return Judged(pending="the account is still preparing it", learn=not sent)
    # What was sent and never read is our own half-done work, and nobody else's doing.
    author = not record.live or pair is None or pair.sent != wanted or pair.read is UNREAD
    if not author and wanted == "active" and not may_reactivate:
        held = f"somebody moved it from active to {now}; it is not reverted without --accept reactivate=1"
        return Judged(differs=True, origin=Origin.DRIFT, held=held)
    effects = set()
    if now != "draft" and (wanted in RETIRED or now in RUNNING):
        effects.add("retire")
    if not author and wanted == "active":
        effects.add("reactivate")
    return Judged(differs=True, origin=Origin.AUTHOR if author else Origin.DRIFT, effects=frozenset(effects))
