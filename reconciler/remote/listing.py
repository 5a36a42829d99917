"""Reads a listing page by page until it is whole. Pure: the pages come from a function."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

TRIES = 3
"""How often a listing that moved is read in all."""

_MOST_PAGES = 10_000

Row = TypeVar("Row")
Pages = Callable[[int], tuple[list[Row], int]]
"""From an offset to the rows there and how many there are in all."""


def whole(
    page: Pages[Row],
    key: Callable[[Row], Hashable],
    *,
    mark: Callable[[Row], object] | None = None,
    overlap: bool = False,
) -> list[Row] | None:
    """Every row in its order; None when the listing kept changing while it was read.

    It counts as whole when the account counts the same from page to page, and as many as there are
    distinct keys. That alone misses a row when one before it goes and another comes at the end. `mark`
    looks for that in what a row shows: the first page is read again at the end and must show the same.
    `overlap` looks for it between the pages: each begins with the last row of the one before, which costs
    no further call, and needs pages of two rows at least.
    """
    for _ in range(TRIES):
        rows = _once(page, key, mark, overlap)
        if rows is not None:
            return rows
    return None


def _once(
    page: Pages[Row], key: Callable[[Row], Hashable], mark: Callable[[Row], object] | None, overlap: bool
) -> list[Row] | None:
    first, total = page(0)
    rows = {key(row): row for row in first}
    read, last = len(first), first
    for _ in range(_MOST_PAGES):
        if read >= total or not last:
            break
        again = [key(last[-1])] if overlap else []
        found, counted = page(read - len(again))
        if counted != total or [key(row) for row in found[: len(again)]] != again:
            return None
        last = found[len(again) :]
        rows.update((key(row), row) for row in last)
        read += len(last)
    if mark is not None:
        head, counted = page(0)
        if counted != total or [mark(row) for row in head] != [mark(row) for row in first]:
            return None
    return list(rows.values()) if len(rows) == total else None
