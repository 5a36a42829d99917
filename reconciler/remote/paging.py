"""A whole listing, or an error: never a part that looks like all."""

from __future__ import annotations

from typing import cast

from reconciler.errors import CallFailed, UsageError
from reconciler.model.values import Json, canonical
from reconciler.remote.calls import Caller
from reconciler.remote.checking import Sendable
from reconciler.remote.endpoints import Operation
from reconciler.remote.listing import TRIES, whole

Row = dict[str, Json]

_PAGE = 1000
_SMALLER_PAGES = {"merchant-avatar-list": 500}  # a row of it has some 2,700 letters


def all_rows(caller: Caller, operation: Operation, values: Sendable) -> list[Row]:
    """Every row of a listing, in its order; `limit` in `values` is the size of a page.

    Rows move between pages while somebody works, so a listing counts only when it holds as many distinct
    rows as the account counts and its first page, read again at the end, shows the same. Otherwise it is
    read anew, three times at most. Raises CallFailed when it never held still, UsageError for an endpoint
    that does not page and for an `offset`, which makes no sense for all of it.
    """
    if not operation.pages:
        raise UsageError(f"{operation.name} does not page.", hint="Call it without --all")
    if "offset" in values:
        raise UsageError(f"{operation.name}: `offset` has no place where all rows are asked for.")
    size = values.get("limit", _SMALLER_PAGES.get(operation.name, _PAGE))
    values = {**values, "limit": size}
    found = whole(
        lambda offset: _page(caller, operation, values, offset),
        lambda row: _key(operation, row),
        mark=lambda row: _mark(operation, row),
    )
    if found is None:
        raise CallFailed(
            f"{operation.name}: the listing kept changing while it was read ({TRIES} times).",
            hint="Try again in a quieter moment; a half-read listing is never handed out",
        )
    return found


def _page(caller: Caller, operation: Operation, values: Sendable, offset: int) -> tuple[list[Row], int]:
    body = cast("dict[str, Json]", caller.call(operation, {**values, "offset": offset}))
    pagination = cast("dict[str, int | float]", body["pagination"])
    return cast("list[Row]", body["data"]), int(pagination["total"])


def _key(operation: Operation, row: Row) -> str:
    return canonical([row.get(name) for name in operation.keys])


def _mark(operation: Operation, row: Row) -> tuple[str, str]:
    return _key(operation, row), canonical(row.get("updated_at"))
