"""What costs credits and what is counted per day (behaviour.md section 8).

The configured longest duration decides the price of a session, never the time that was used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.simulator import seed
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import iso
from reconciler.simulator.rows import Row
from reconciler.simulator.storage import dumps
from reconciler.simulator.switches import Switches

PRE_SCREENING = 0.25
TRANSLATION = 0.1
# No source puts a number on these three; the switches decide whether they cost anything.
INVITATION = 0.1
UPLOAD = 0.1
REPORT = 0.1
FREE_SECONDS = 30

_BASE_OFFLINE, _BASE_VOICE, _BASE_EARLY_STOP, _BASE_AVATAR, _OLDER_AVATAR = 0.35, 1.0, 1.5, 2.5, 3.0
_RECORDING = {"audio": 0.1, "video": 0.25}
_FULL_SESSION = {"audio": 0.2, "video": 0.4}
_FACTORS = ((1200, 1), (1800, 2), (2700, 3), (3600, 4))
_LONGEST_FACTOR = 5


def session_price(row: Row, switches: Switches) -> float:
    """What one taken interview costs: (base + add-ons) x factor of the configured duration."""
    template = seed.find_template(row["interview_template_id"], row["merchant_id"])
    kind = template.type if template else "interactive_elevenlabs"
    scoring: Mapping[str, Any] = row["result_scoring"] or (template.scoring if template else {})
    if kind.startswith("offline_"):
        price = _BASE_OFFLINE
    elif kind == "interactive_elevenlabs":
        price = _BASE_VOICE
    elif scoring.get("early_stop"):
        price = _BASE_EARLY_STOP
    else:
        price = _OLDER_AVATAR if switches.older_avatar_price else _BASE_AVATAR
    price += _RECORDING.get((row["recording"] or "").partition("_")[0], 0)
    price += _FULL_SESSION.get((row["recording_full_session"] or "").partition("_")[0], 0)
    longest = row["max_duration"] or 0
    factor = next((factor for limit, factor in _FACTORS if longest <= limit), _LONGEST_FACTOR)
    return round(price * factor, 4)


def charge(
    call: Call,
    row: Mapping[str, Any],
    event: str,
    amount: float,
    *,
    person: Mapping[str, Any] | None = None,
    about: str | None = None,
) -> None:
    """A line of the ledger, for a row that has `id` and `merchant_id`; `about` is the id of what was paid
    for, `person` the candidate's record."""
    detail = {
        "id": call.new_id("credit"),
        "object_uuid": about or row["id"],
        "parent_object_uuid": row["id"] if about else None,
        "profile_interview_id": person["id"] if person else None,
        "profile_id": person["profile_id"] if person else None,
        "candidate_name": person["name"] if person else None,
    }
    call.storage.execute(
        "INSERT INTO credits (at, merchant_id, interview_id, event, amount, document) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (iso(call.now), row["merchant_id"], row["id"], event, amount, dumps(detail)),
    )


def count(call: Call, merchant_id: str, event: str, row: Row | None = None) -> None:
    """One more of an event on this day, of an interview or position when it belongs to one."""
    call.storage.execute(
        "INSERT INTO events (at, merchant_id, event, interview_id, position_id) VALUES (?, ?, ?, ?, ?)",
        (
            iso(call.now),
            merchant_id,
            event,
            (row.get("interview_id") or row["id"]) if row else None,
            row["id"] if row else None,
        ),
    )
