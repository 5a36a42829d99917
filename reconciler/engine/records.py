"""How a Record comes out of what was sent and what was read. Nowhere else is one made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from reconciler.engine.fields import fits, read_back, unconfirmed
from reconciler.model.change import Change
from reconciler.model.field import Compare, Null
from reconciler.model.kinds import Kind, kind_of, makes
from reconciler.model.observed import Observation
from reconciler.model.record import Intent, Pair, Record
from reconciler.model.values import UNREAD, Json, same


def sent(kind: Kind, values: Mapping[str, Json]) -> dict[str, Pair]:
    """Pairs of what was just sent: to be read, or final where the account never shows the field."""
    return {
        name: Pair(value, UNREAD) if kind.fields[name].readable else Pair.agreed(value)
        for name, value in values.items()
    }


def made(intent: Intent, remote_id: str, before: Record | None) -> Record:
    """The Record of an interview that a create has just made. With `replaces`, the one it takes the place
    of becomes deposed in the same breath, so that no kill can lose either."""
    deposed = before.deposed if before else ()
    if intent.replaces is not None and intent.replaces != remote_id:
        deposed = (*deposed, intent.replaces)
    pairs = sent(kind_of(intent.address.kind), intent.fields)
    return Record(remote_id, pairs, intent.marker, intent.manage, deposed, None, intent.refs)


def unfinished(record: Record) -> Record:
    """The Record of a create that nobody brought to its end: a draft may be the first of its steps only."""
    status = record.fields.get("status")
    if status is None or status.sent != "draft":
        return record
    return record.with_fields({"status": Pair("draft", UNREAD)})


def written(intent: Intent, record: Record) -> Record:
    """The Record after an update or a set-state was answered: what was sent counts as sent and not read."""
    refs = {**record.refs, **intent.refs}
    fields = {**record.fields, **sent(kind_of(intent.address.kind), intent.fields)}
    return replace(record, fields=fields, manage=intent.manage, refs=refs)


def answered(intent: Intent, remote_id: str, before: Record | None) -> Record | None:
    """The Record once the call of `intent` was answered: of what it made, or with what it wrote. `before`
    itself when the call was about another resource than that, which it took the place of."""
    if makes(intent.endpoint, intent.remote_id):
        return made(intent, remote_id, before)
    if before is None or before.remote_id != remote_id:
        return before
    return written(intent, before)


def confirmed(record: Record, pairs: Mapping[str, Pair]) -> Record:
    """The Record once everything that was sent of it shows as it was sent, but for `pairs`."""
    unread = {name: Pair.agreed(pair.sent) for name, pair in record.fields.items() if pair.read is UNREAD}
    return record.with_fields({**unread, **pairs})


def confirming(before: Record | None, after: Record) -> dict[str, Pair] | None:
    """The pairs with which `confirmed` makes `after` of `before`; None where it takes more than pairs, or
    where no id says which Record is meant."""
    if before is None or not after.remote_id or before.fields.keys() != after.fields.keys():
        return None
    if replace(after, fields=before.fields) != before:
        return None
    return {name: pair for name, pair in after.fields.items() if not _follows(before.fields[name], pair)}


def _follows(before: Pair, after: Pair) -> bool:
    if after is before or after.read is UNREAD:
        return after.read is not UNREAD
    read = before.sent if before.read is UNREAD else before.read
    return same(before.sent, after.sent) and same(read, after.read)


def perhaps_written(intent: Intent, record: Record) -> Record:
    """The Record after an update or a set-state that may have arrived and was never answered. What the
    account never shows is not believed: it counts as not read too, so that it is sent again."""
    after = written(intent, record)
    return after.with_fields({name: Pair(value, UNREAD) for name, value in intent.fields.items()})


@dataclass(frozen=True, slots=True)
class Reading:
    """`not_taken`: fields that still hold what they held before the write. `altered`: fields that hold
    something else again, though the service has no business rewriting them."""

    record: Record
    not_taken: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()


def read(kind: Kind, record: Record, seen: Observation, before: Mapping[str, Json] | None) -> Reading:
    """Fill in what was sent and not read. `before` is what the account showed before the write, None for
    a new interview or one that nobody looked at.

    Only a field that the service may rewrite, or whose null stands for a default of the service, keeps a
    differing pair; any other keeps what was sent on both sides, so that the next plan shows it as drift.
    """
    pairs: dict[str, Pair] = {}
    not_taken: list[str] = []
    altered: list[str] = []
    for name, pair in record.fields.items():
        if pair.read is not UNREAD:
            continue
        row = kind.fields[name]
        if name not in seen.fields:
            pairs[name] = Pair.agreed(pair.sent)
            continue
        observed = seen.fields[name]
        if row.compare is not Compare.QUESTIONS and same(pair.sent, observed):
            pairs[name] = Pair.agreed(pair.sent)  # nearly all there is
        elif fits(row, pair.sent, observed) or _on_its_way(name, pair.sent, observed):
            kept = pair.sent if name == "status" else read_back(row, pair.sent, observed)
            pairs[name] = Pair(pair.sent, kept)
        elif before is not None and name in before and same(before[name], observed):
            not_taken.append(name)
        elif row.rewritable or (pair.sent is None and Null.DEFAULT in row.null.values()):
            pairs[name] = Pair(pair.sent, read_back(row, pair.sent, observed))
        else:
            altered.append(name)
            pairs[name] = Pair.agreed(pair.sent)
    return Reading(record.with_fields(pairs), tuple(not_taken), tuple(altered))


def _on_its_way(name: str, wanted: Json, observed: Json) -> bool:
    return name == "status" and wanted == "active" and observed == "preparing"


def given_up(record: Record, names: tuple[str, ...]) -> Record:
    """The Record of fields that were never taken: what was sent stands on both sides, and what the account
    holds will show as drift. A status stays unread: nobody moved it, so it is ours to set again."""
    return record.with_fields(
        {name: Pair.agreed(record.fields[name].sent) for name in names if name != "status"}
    )


def remembered(change: Change, record: Record, seen: Observation | None) -> Record:
    """The Record after a Change that learns, releases, retires or moves, calls or no calls."""
    fields = {name: pair for name, pair in record.fields.items() if name not in change.releases}
    rows = kind_of(change.address.kind).fields
    for name, value in change.learns.items():
        row = rows[name]
        if seen is not None and name in seen.fields and row.readable:
            fields[name] = Pair(
                value, value if name == "status" else read_back(row, value, seen.fields[name])
            )
        else:
            fields[name] = Pair.agreed(value)
    refs = {**record.refs, **change.refs}
    return replace(record, fields=fields, manage=change.manage, tombstone=change.tombstone, refs=refs)


def taken_in(remote_id: str, fields: Mapping[str, Json], seen: Observation, change: Change) -> Record:
    """The Record of an interview that was made elsewhere: what the account shows counts as sent, so that
    whatever is declared otherwise is the author's change. What it does not show was declared, not sent."""
    rows = kind_of(change.address.kind).fields
    pairs: dict[str, Pair] = {}
    for name, value in fields.items():
        if name not in seen.fields:
            pairs[name] = unconfirmed(value)
            continue
        observed = seen.fields[name]
        fit = fits(rows[name], value, observed)
        kept = read_back(rows[name], value, observed)
        pairs[name] = Pair(value if fit else kept, kept)
    return Record(remote_id, pairs, None, change.manage, (), None, change.refs)
