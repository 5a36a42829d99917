"""When a token says that it ends. Read, never trusted: nothing is decided by it but a warning."""

from __future__ import annotations

import base64
import binascii
import json

_LONGEST = 16 * 1024


def expiry(token: str) -> float | None:
    """Seconds since the epoch, from the claim `exp` of a JWT; None for any other token."""
    parts = token.strip().split(".")
    if len(parts) != 3 or len(token) > _LONGEST:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    ends = claims.get("exp") if isinstance(claims, dict) else None
    return float(ends) if isinstance(ends, int | float) and not isinstance(ends, bool) else None
