"""Who holds a lock, as a small file beside it: for people, and for the holder to see that it was robbed.

The lock itself is the kernel's; this file decides nothing about who may have it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime

from reconciler.ports import Owner


def encode_owner(owner: Owner, key: str) -> bytes:
    """`key` is the holder's own mark."""
    return (json.dumps({**asdict(owner), "key": key}, ensure_ascii=True) + "\n").encode("ascii")


def decode_owner(data: bytes) -> tuple[Owner, str] | None:
    """The owner and its mark; None for what cannot be read, since this file never stops anybody."""
    try:
        found = json.loads(data)
        owner = Owner(
            operation=str(found["operation"]),
            user=str(found["user"]),
            host=str(found["host"]),
            pid=int(found["pid"]),
            since=float(found["since"]),
        )
        return owner, str(found["key"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def described(owner: Owner | None) -> str:
    """For the words after "is locked": `by apply of ann on build-7, process 4242, since 2026-11-25 01:04:09
    UTC`."""
    if owner is None:
        return "by a process that left no name"
    try:
        since = f"{datetime.fromtimestamp(owner.since, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        since = "an unknown time"
    return f"by {owner.operation} of {owner.user} on {owner.host}, process {owner.pid}, since {since}"
