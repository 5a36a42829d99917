"""Reads of many things at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Key = TypeVar("Key")
Seen = TypeVar("Seen")


def in_parallel(read: Callable[[Key], Seen], ids: Sequence[Key], workers: int) -> dict[Key, Seen]:
    """`read` of every id with a fixed set of workers; the first error ends it, and what waits is not read."""
    if not ids:
        return {}
    from concurrent.futures import ThreadPoolExecutor  # a plan from the Records alone needs no threads

    pool = ThreadPoolExecutor(max_workers=min(workers, len(ids)))
    try:
        return dict(zip(ids, pool.map(read, ids), strict=True))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
