"""The account read into an Observed: complete listings, then every managed interview."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from reconciler.apply.beside import beside, makes_positions
from reconciler.apply.parallel import in_parallel
from reconciler.engine import fresh
from reconciler.errors import AccountError
from reconciler.model.address import Address
from reconciler.model.definition import Desired
from reconciler.model.kinds import kind_of, stored_type
from reconciler.model.observed import Merchant, Observation, Observed, Page, Row, Template
from reconciler.model.record import Snapshot
from reconciler.ports import Reader

Remembered = Callable[[Mapping[str, Row], int], Mapping[str, Observation]]

LISTED = ("interview", "persona")
"""Kinds that merchant-interview-list shows."""

_PAGE = 1000
_TRIES = 3


def listing(reader: Reader, kind: str) -> dict[str, Row]:
    """Every row of one type, by id; see `listings`."""
    return listings(reader, [kind], 1)[kind]


def listings(reader: Reader, kinds: Sequence[str], workers: int) -> dict[str, dict[str, Row]]:
    """Every row of each of these types, by id.

    Rows move between pages while somebody works: a listing is complete only when it holds as many
    distinct ids as the account counts and page 1, read again at the end, shows the same rows. Otherwise
    it is read anew, three times at most; an incomplete one is never used.
    """
    found: dict[str, dict[str, Row]] = {}
    left = list(kinds)
    for number in range(_TRIES):
        first = in_parallel(lambda kind: reader.page(kind, 0, _PAGE), left, workers)
        # Pages that are not as long as the first one show up as missing rows: then they are read in turn.
        behind = _together(reader, first, workers) if number == 0 and workers > 1 else _in_turn(reader, first)
        again = in_parallel(lambda kind: reader.page(kind, 0, _PAGE), left, workers)
        for kind in left:
            rows = {row.id: row for page in (first[kind], *behind[kind]) for row in page.rows}
            same = _heads(first[kind].rows) == _heads(again[kind].rows)
            if len(rows) == first[kind].total == again[kind].total and same:
                found[kind] = rows
        left = [kind for kind in left if kind not in found]
        if not left:
            return found
    raise AccountError(
        f"The list of the account's {left[0]} interviews kept changing while it was read ({_TRIES} times).",
        hint="Run again in a quieter moment; nothing was decided on a half-read list",
    )


def _together(reader: Reader, first: Mapping[str, Page], workers: int) -> dict[str, list[Page]]:
    """The pages behind the first ones, several at once."""
    places = [
        (kind, offset)
        for kind, page in first.items()
        if page.rows
        for offset in range(len(page.rows), page.total, len(page.rows))
    ]
    pages = in_parallel(lambda place: reader.page(*place, _PAGE), places, workers)
    return {kind: [page for place, page in pages.items() if place[0] == kind] for kind in first}


def _in_turn(reader: Reader, first: Mapping[str, Page]) -> dict[str, list[Page]]:
    found: dict[str, list[Page]] = {kind: [] for kind in first}
    for kind, begin in first.items():
        offset = len(begin.rows)
        while offset < begin.total:
            page = reader.page(kind, offset, _PAGE)
            if not page.rows:
                break
            found[kind].append(page)
            offset += len(page.rows)
    return found


def _heads(rows: Sequence[Row]) -> list[tuple[str, str | None]]:
    return [(row.id, row.updated_at) for row in rows]


def observe(
    reader: Reader,
    merchant: Merchant,
    desired: Desired,
    snapshot: Snapshot,
    *,
    workers: int,
    replacing: frozenset[Address] = frozenset(),
    remembered: Remembered = lambda _rows, _records: {},
) -> Observed:
    """Everything a plan needs of the account. `replacing`: what gets another interview if it has to;
    `remembered` says, of a listing and so many Records, what need not be read again. Raises AccountError
    when it cannot be read completely."""
    listed = _listed(snapshot)
    rows: dict[str, Row] = {}
    for found in listings(reader, _types(desired, listed), workers).values():
        rows |= found
    recorded = set(listed.claimed())
    wanted = recorded | _candidates(desired, snapshot, rows, replacing)
    known = remembered(rows, len(listed.records))
    known = {remote_id: seen for remote_id, seen in known.items() if remote_id in recorded}
    read = {**known, **_interviews(reader, wanted - known.keys(), workers)}
    _not_all_lost(listed, rows, read)
    gone = {remote_id for remote_id in recorded if read.get(remote_id) is None and remote_id not in rows}
    more = beside(reader, desired, snapshot, workers)
    return Observed(
        online=True,
        merchant=merchant,
        rows={**rows, **more.rows},
        read={remote_id: seen for remote_id, seen in {**read, **more.read}.items() if seen is not None},
        gone=frozenset(gone | more.gone),
        remembered=frozenset(known),
        templates=_templates(reader, desired),
        enrolled=more.enrolled,
        results=more.results,
        server_time=reader.server_time(),
    )


def _listed(snapshot: Snapshot) -> Snapshot:
    """What of it merchant-interview-list shows."""
    intents = {name: one for name, one in snapshot.open.items() if one.address.kind in LISTED}
    return replace(snapshot, records=snapshot.of_kinds(LISTED), open=intents)


def looked_again(reader: Reader, observed: Observed, ids: Collection[str], workers: int) -> Observed:
    """`observed` with those of `ids` read that were only remembered."""
    stale = sorted(observed.remembered & set(ids))
    if not stale:
        return observed
    found = in_parallel(reader.interview, stale, workers)
    kept = {remote_id: seen for remote_id, seen in observed.read.items() if remote_id not in found}
    seen = {remote_id: one for remote_id, one in found.items() if one is not None}
    return replace(observed, read={**kept, **seen}, remembered=observed.remembered - set(stale))


def _not_all_lost(
    snapshot: Snapshot, rows: Mapping[str, Row], read: Mapping[str, Observation | None]
) -> None:
    """Raise AccountError where the account shows nothing of all that is recorded. One that can be read
    proves that the account is the right one and only its list is behind."""
    if rows:
        return
    live = [one for one in snapshot.records.values() if one.live and one.sent("status") != "deleted"]
    if live and all(read.get(one.remote_id) is None for one in live):
        raise AccountError(
            f"The account lists no interview at all, but the state holds {len(live)}.",
            hint="Check that token and merchant are the right ones; an empty list is never taken as proof",
        )


def _types(desired: Desired, listed: Snapshot) -> list[str]:
    """The types to list: one call shows one type only."""
    kinds = {
        stored_type(address.kind, definition.fields.get)
        for address, definition in desired.definitions.items()
        if address.kind in LISTED
    }
    for address, record in listed.records.items():
        kinds.add(stored_type(address.kind, record.sent))
    kinds |= {stored_type(intent.address.kind, intent.fields.get) for intent in listed.open.values()}
    if makes_positions(desired, listed):
        kinds.add("interview")
    return sorted(kinds - {"None"})


def _candidates(
    desired: Desired, snapshot: Snapshot, rows: dict[str, Row], replacing: frozenset[Address]
) -> set[str]:
    """Unrecorded rows that a definition about to be made, or an open intent, might be."""
    listed = Observed(rows=rows)
    wanted: set[str] = set()
    for address, definition in desired.definitions.items():
        if address.kind in LISTED and (address not in snapshot.records or address in replacing):
            wanted |= {row.id for row in fresh.candidates(definition, snapshot, listed)}
    return wanted


def _templates(reader: Reader, desired: Desired) -> tuple[Template, ...]:
    kinds = {address.kind for address in desired.definitions}
    return reader.templates() if any("interview_template_id" in kind_of(one).fields for one in kinds) else ()


def _interviews(reader: Reader, ids: Iterable[str], workers: int) -> dict[str, Observation | None]:
    return in_parallel(reader.interview, sorted(ids), workers)
