"""Model values as plain JSON. Pure.

What holds its default is left out, so that a state reads like what it says.
"""

from __future__ import annotations

from reconciler.model.definition import Manage, OnRemove
from reconciler.model.journal import Begun, Ended, Entry, Intended, Noted, ReadBack
from reconciler.model.record import Fingerprint, Intent, Pair, Record, Snapshot
from reconciler.model.values import UNREAD, Json, same

Plain = dict[str, Json]

FORMAT = 1
"""Of the state. One that is newer than the code is never read."""


def head_to_plain(snapshot: Snapshot) -> Plain:
    """What stands before the Records, but for the checksum."""
    return {
        "format": FORMAT,
        "lineage": snapshot.lineage,
        "serial": snapshot.serial,
        "account": _fingerprint_to_plain(snapshot.account),
        "salt": snapshot.salt,
    }


def record_to_plain(record: Record, fields: Json = None) -> Plain:
    """`fields`: they in another form, in their place."""
    return _without_defaults(
        remote_id=record.remote_id,
        marker=record.marker,
        manage=_manage_to_plain(record.manage),
        deposed=list(record.deposed),
        tombstone=record.tombstone,
        refs=dict(record.refs),
        outcome=dict(record.outcome),
        fields=fields or {name: _pair_to_plain(pair) for name, pair in record.fields.items()},
    )


def intent_to_plain(intent: Intent) -> Plain:
    """Without its id, which is the key it stands under."""
    return _without_defaults(
        address=str(intent.address),
        endpoint=intent.endpoint,
        remote_id=intent.remote_id,
        marker=intent.marker,
        manage=_manage_to_plain(intent.manage),
        server_time=intent.server_time,
        replaces=intent.replaces,
        refs=dict(intent.refs),
        fields=dict(intent.fields),
    )


def entry_to_plain(entry: Entry) -> Plain:
    """An object with one key, which says what kind of line it is."""
    match entry:
        case Begun():
            return {
                "begun": {
                    "lineage": entry.lineage,
                    "serial": entry.serial,
                    "account": _fingerprint_to_plain(entry.account),
                    "operation": entry.operation,
                    "started": entry.started,
                    **_without_defaults(salt=entry.salt or None),
                }
            }
        case Intended():
            return {"intended": {"id": entry.intent.id, **intent_to_plain(entry.intent)}}
        case Ended():
            record = None if entry.record is None else record_to_plain(entry.record)
            parts = _without_defaults(record=record, message=entry.message or None, remote_id=entry.remote_id)
            return {"ended": {"id": entry.intent_id, "ending": entry.ending.value, **parts}}
        case ReadBack():
            pairs: Json = {name: _pair_to_plain(pair) for name, pair in entry.pairs.items()}
            parts = _without_defaults(pairs=pairs)
            return {"read_back": {"address": str(entry.address), "remote_id": entry.remote_id, **parts}}
        case Noted():  # pragma: no branch  mypy knows that there is no other
            record = None if entry.record is None else record_to_plain(entry.record)
            return {
                "noted": {
                    "address": str(entry.address),
                    "record": record,
                    **_without_defaults(settles=entry.settles),
                }
            }


def _without_defaults(**parts: Json) -> Plain:
    return {name: part for name, part in parts.items() if part is not None and part != [] and part != {}}


def _pair_to_plain(pair: Pair) -> Plain:
    if pair.read is UNREAD:
        return {"sent": pair.sent, "unread": True}
    return {"sent": pair.sent} if same(pair.sent, pair.read) else {"sent": pair.sent, "read": pair.read}


def _manage_to_plain(manage: Manage) -> Plain:
    return _without_defaults(
        protect=manage.protect or None,
        on_remove=None if manage.on_remove is OnRemove.ARCHIVE else manage.on_remove.value,
        ignore=list(manage.ignore),
        moved_from=manage.moved_from,
    )


def _fingerprint_to_plain(account: Fingerprint | None) -> Json:
    if account is None:
        return None
    return {"origin": account.origin, "merchant_id": account.merchant_id, "environment": account.environment}
