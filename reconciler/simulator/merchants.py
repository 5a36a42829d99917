"""merchant-status, merchant-sub-merchant-list and merchant-avatar-list: whom a token speaks for, whom it may
act for, and the templates it can use."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from reconciler.simulator import accounts, records, seed
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer
from reconciler.simulator.reading import paged
from reconciler.simulator.records import CANDIDATE, RESULT, Record
from reconciler.simulator.rows import SUB_ITEM

MONTHLY_CREDITS = 1000.0
_INVITATIONS_PER_CREDIT = 4
_DAYS = 14
_SUB_MERCHANT_UNSET = (
    "contact_person",
    "contact_email",
    "billing_country",
    "business_type",
    "image_logo_url",
    "frontend_domain",
    "interview_frontend_domain",
    "register_domain",
    "info_notes",
    "merchant_features",
    "stripe_interview_subscription_start",
    "consumer_webanalytics",
    "interview_webanalytics",
    "admin_profiles",
    "users",
)


def status(call: Call) -> Answer:
    """merchant-status: the effective merchant and its balance. A balance never goes below zero, since no
    status for a lack of credits is documented."""
    merchant_id = call.merchant()
    left = max(0.0, MONTHLY_CREDITS - used(call, merchant_id))
    people, taken = _own(call, CANDIDATE, merchant_id), _own(call, RESULT, merchant_id)
    begun = [record for record in taken if record["interview_started"]]
    completed = [record for record in begun if record["coach_status"] == "completed"]
    undecided = [record for record in completed if record["decision_status"] in {None, "recruiter_action"}]
    sent = _invitations_sent(call, merchant_id)
    return Answer(
        200,
        {
            "profile_id": call.account.profile_id,
            "default_merchant_id": call.account.merchant_id,
            "merchant_id": merchant_id,
            "credits_interview_monthly": left,
            "credits_interview_monthly_limit": MONTHLY_CREDITS,
            "credits_interview_extra": 0,
            "credits_interview_single": 0,
            "definitions_active": _active(call, merchant_id),
            "interviews_without_credits": 0,
            "interviews_undecided": len(undecided),
            "interviews_ongoing": len(begun) - len(completed),
            "interview_results": len(completed),
            "candidates": len(people),
            "candidates_history": _history(call, [record["created_at"] for record in people]),
            "interview_result_history": _history(call, [record["end"] for record in completed]),
            "subscription_type": "Growth",
            "subscription_status": "active",
            "invitations_sent": sent,
            "invitations_limit": left * _INVITATIONS_PER_CREDIT,
            "invitations_available": invitations_left(call, merchant_id),
        },
    )


def invitations_left(call: Call, merchant_id: str) -> float:
    """Four times the credits that are left, less the invitations sent (contract: invitations_limit)."""
    left = max(0.0, MONTHLY_CREDITS - used(call, merchant_id))
    return max(0.0, left * _INVITATIONS_PER_CREDIT - _invitations_sent(call, merchant_id))


def _invitations_sent(call: Call, merchant_id: str) -> int:
    statement = "SELECT count(*) FROM events WHERE merchant_id = ? AND event = 'invitation'"
    return int(call.storage.rows(statement, (merchant_id,))[0][0])


def _active(call: Call, merchant_id: str) -> int:
    """Active interviews and positions; the interview inside a position is no second one."""
    statement = "SELECT count(*) FROM interviews WHERE merchant_id = ? AND status = 'active' AND type <> ?"
    return int(call.storage.rows(statement, (merchant_id, SUB_ITEM))[0][0])


def _own(call: Call, kind: str, merchant_id: str) -> list[Record]:
    return records.everything(call.storage, kind, merchant_id)


def _history(call: Call, moments: list[str]) -> list[int]:
    """How many fell on each of the last days, today first."""
    days = Counter(moment[:10] for moment in moments)
    return [days[(call.now - timedelta(days=back)).date().isoformat()] for back in range(_DAYS)]


def used(call: Call, merchant_id: str) -> float:
    statement = "SELECT coalesce(sum(amount), 0) FROM credits WHERE merchant_id = ?"
    return float(call.storage.rows(statement, (merchant_id,))[0][0])


def list_sub_merchants(call: Call) -> Answer:
    """merchant-sub-merchant-list: the merchants this token may act for besides its own."""
    query = call.query
    found = [_sub_merchant(call, merchant_id) for merchant_id in call.account.sub_merchants]
    if query["filter_text"]:
        found = [row for row in found if query["filter_text"].casefold() in row["name"].casefold()]
    if query["order_by"] == "name":
        found.sort(key=lambda row: str(row["name"]).casefold())
    elif query["order_by"] == "created_at_newest":
        # A token names its sub-merchants in the order they came to be.
        found.reverse()
    limit, offset = query["limit"], query["offset"]
    return Answer(200, paged(found[offset : offset + limit], len(found), limit, offset))


def _sub_merchant(call: Call, merchant_id: str) -> dict[str, Any]:
    taken = [record for record in _own(call, RESULT, merchant_id) if record["coach_status"] == "completed"]
    month = call.now - timedelta(days=30)
    charged = call.storage.rows("SELECT at, amount FROM credits WHERE merchant_id = ?", (merchant_id,))
    return {
        **dict.fromkeys(_SUB_MERCHANT_UNSET),
        "id": merchant_id,
        "name": accounts.merchant_name(call.storage, merchant_id) or f"Sub-merchant {merchant_id[:8]}",
        "status": "active",
        "interview_subscription_status": "active",
        "interview_subscription_type": "Growth",
        "interview_count": len(taken),
        "interview_latest": max((record["end"] for record in taken), default=None),
        "credits_used_30d": sum(amount for at, amount in charged if datetime.fromisoformat(at) >= month),
        "credits_used_total": sum(amount for _, amount in charged),
        "created_at": seed.SEEDED_AT,
    }


def list_templates(call: Call) -> Answer:
    """merchant-avatar-list: archived ones only when asked for, by include_archived or by status."""
    query, merchant_id = call.query, call.merchant()
    found = [_document(template, template.id_for(merchant_id), merchant_id) for template in seed.TEMPLATES]
    if query["include_public"] == "true" and merchant_id != seed.DEFAULT_MERCHANT_ID:
        found += [_document(template, template.id, seed.DEFAULT_MERCHANT_ID) for template in seed.TEMPLATES]
    if query["status"] is not None:
        found = [row for row in found if row["status"] == query["status"]]
    elif query["include_archived"] != "true":
        found = [row for row in found if row["status"] != "archived"]
    for name in ("type", "mojito_language_code"):
        if query[name]:
            found = [row for row in found if row[name] == query[name]]
    if query["filter_text"]:
        text = query["filter_text"].casefold()
        found = [
            row for row in found if text in f"{row['name']}\n{row['video_voice_language_name']}".casefold()
        ]
    limit, offset = query["limit"], query["offset"]
    return Answer(200, paged(found[offset : offset + limit], len(found), limit, offset))


def _document(template: seed.Template, identifier: str, merchant_id: str) -> dict[str, Any]:
    return {
        "id": identifier,
        "merchant_id": merchant_id,
        "name": template.name,
        "type": template.type,
        "status": template.status,
        "visibility": "merchant_public",
        "mojito_language_code": template.mojito_language_code,
        "video_voice_language_name": template.voice_language,
        "media_url": None,
        "background_url": None,
        "background_blur": None,
        "video_background_remove": False,
        "video_avatar_image_url": None,
        "video_avatar_aspect_ratio": "16:9",
        "created_at": seed.SEEDED_AT,
        "updated_at": seed.SEEDED_AT,
    }
