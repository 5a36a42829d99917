"""Tokens and whom they speak for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from reconciler.simulator import seed
from reconciler.simulator.messages import ApiError, iso
from reconciler.simulator.storage import Storage, dumps

_PROFILES = UUID("0d3a0c0e-7f61-4c54-9f2a-7f6f3f1a2b10")

ROLES = ("merchant", "service", "candidate")


@dataclass(frozen=True)
class Account:
    """One token: the merchant and the environment it is bound to, and the merchants it may act for besides.

    `expires_at` is an ISO instant, None for a token that does not end. `role` is one of ROLES: a merchant's
    user, a service key with no user behind it, or a user that is no merchant's.
    """

    merchant_id: str
    name: str
    environment: str
    expires_at: str | None = None
    sub_merchants: tuple[str, ...] = ()
    role: str = "merchant"

    @property
    def profile_id(self) -> str:
        return str(uuid5(_PROFILES, f"{self.merchant_id}:{self.name}"))

    def effective_merchant(self, asked: str | None) -> str:
        """The merchant a call is about: an override counts only where the token may act, and is dropped in
        silence elsewhere (behaviour.md section 10)."""
        return asked if asked is not None and asked in self.sub_merchants else self.merchant_id

    def sees(self, merchant_id: str) -> bool:
        return merchant_id == self.merchant_id or merchant_id in self.sub_merchants


DEFAULT_ACCOUNT = Account(seed.DEFAULT_MERCHANT_ID, seed.DEFAULT_MERCHANT_NAME, seed.DEFAULT_ENVIRONMENT)


def add(
    storage: Storage,
    token: str,
    *,
    merchant_id: str,
    name: str,
    environment: str,
    expires_at: datetime | None,
    sub_merchants: Sequence[str],
    role: str,
) -> None:
    """Makes a token known, or changes one. Raises ValueError for an empty token, a naive `expires_at` or an
    unknown role."""
    if not token:
        raise ValueError("a token cannot be empty")
    if expires_at is not None and expires_at.tzinfo is None:
        raise ValueError("expires_at needs a time zone")
    if role not in ROLES:
        raise ValueError(f"there is no role {role!r}; roles are {', '.join(ROLES)}")
    document = {
        "merchant_id": merchant_id,
        "name": name,
        "environment": environment,
        "expires_at": None if expires_at is None else iso(expires_at),
        "sub_merchants": list(sub_merchants),
        "role": role,
    }
    storage.execute(
        "INSERT INTO accounts VALUES (?, ?) ON CONFLICT (token) DO UPDATE SET document = excluded.document",
        (token, dumps(document)),
    )


def authenticate(storage: Storage, headers: Mapping[str, str], now: datetime) -> Account:
    """Whom the request speaks for; `headers` has lower-case names.

    Raises ApiError 401 for a token that is missing, unknown or has expired (contract: every endpoint).
    """
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise ApiError(401, "A bearer token is required.")
    account = _find(storage, token.strip())
    if account is None:
        raise ApiError(401, "The access token is not valid.")
    if account.expires_at is not None and datetime.fromisoformat(account.expires_at) <= now:
        raise ApiError(401, "The access token has expired.")
    return account


def merchant_name(storage: Storage, merchant_id: str) -> str | None:
    """What the token of a merchant calls it, None when no token is its own."""
    statement = (
        "SELECT json_extract(document, '$.name') FROM accounts "
        "WHERE json_extract(document, '$.merchant_id') = ? ORDER BY token"
    )
    found = storage.rows(statement, (merchant_id,))
    return str(found[0][0]) if found else None


def _find(storage: Storage, token: str) -> Account | None:
    found = storage.rows("SELECT document FROM accounts WHERE token = ?", (token,))
    if not found:
        return DEFAULT_ACCOUNT if token == seed.DEFAULT_TOKEN else None
    document = json.loads(found[0][0])
    return Account(**{**document, "sub_merchants": tuple(document["sub_merchants"])})
