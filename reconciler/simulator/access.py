"""Who may call what: a bad token, a role that is not enough, another merchant's id.

What each endpoint answers then is what its document lists (behaviour.md sections 9 and 10): no 401 for two
endpoints, no 403 for the writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from reconciler.simulator import accounts
from reconciler.simulator.accounts import Account
from reconciler.simulator.document import Operation
from reconciler.simulator.messages import ApiError, Request
from reconciler.simulator.storage import Storage
from reconciler.simulator.switches import Switches

# Without a 401 of their own.
_UNAUTHENTICATED = {"invite-users": 422, "knowledge-base-document-upload": 500}
_FOR_SERVICE_KEYS = frozenset({"job-interview-register-users", "invite-users"})
_FOR_EVERYBODY = frozenset({"platform-languages-list"})


def account(
    storage: Storage, request: Request, operation: Operation, switches: Switches, now: datetime
) -> Account:
    """Whom a request speaks for. Raises ApiError for nobody, and for one who may not call this endpoint."""
    try:
        if switches.apikey_required and not request.headers.get("apikey"):
            raise ApiError(401, "An apikey header is required.")
        found = accounts.authenticate(storage, request.headers, now)
    except ApiError as refusal:
        if not switches.undocumented_401:
            refusal.status = _UNAUTHENTICATED.get(operation.endpoint, refusal.status)
        raise
    if found.role == "service" and operation.endpoint not in _FOR_SERVICE_KEYS:
        # The one endpoint whose document tells a missing user from a missing token.
        status = 422 if operation.endpoint == "job-interview-token" else 401
        raise ApiError(
            _UNAUTHENTICATED.get(operation.endpoint, status), "There is no user behind this token."
        )
    if found.role == "candidate" and operation.endpoint not in _FOR_EVERYBODY:
        raise ApiError(_refusal(operation), "This user may not do that.")
    return found


def acting(
    found: Account,
    operation: Operation,
    query: Mapping[str, Any],
    body: Mapping[str, Any],
    switches: Switches,
) -> Account:
    """The account as this request uses it: a service key acts for the merchant it names.

    Raises ApiError 422 when it names none, and a refusal for a merchant that the token does not serve where
    that is not dropped in silence; invite-users documents a 403 for it.
    """
    asked = query.get("merchant_id") or body.get("merchant_id")
    if found.role == "service":
        if not asked:
            raise ApiError(422, "merchant_id is required with a service key.", "merchant_id")
        return replace(found, merchant_id=asked)
    if asked and not found.sees(asked):
        if operation.endpoint == "invite-users":
            raise ApiError(403, "This token has no access to that merchant.", "merchant_id")
        if switches.foreign_merchant == "refused":
            status = 403 if 403 in operation.statuses else 422
            raise ApiError(status, "This token may not act for that merchant.", "merchant_id")
    return found


def _refusal(operation: Operation) -> int:
    """The status of a refused permission: 403 where it is listed; a read behind row-level security finds
    nothing; a write fails."""
    if 403 in operation.statuses:
        return 403
    return 404 if operation.method == "GET" and 404 in operation.statuses else 500
