"""Two environments side by side: what is declared differently, and what the accounts hold differently.

Definitions are compared as they are resolved, after defaults and overlays, and names as names: one template
has another id in every account. Accounts are compared in declared fields only; what nobody declared is
theirs. Reads only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set

from reconciler.apply import identity
from reconciler.apply.looking import look
from reconciler.apply.parallel import in_parallel
from reconciler.engine import questions
from reconciler.engine.compare import equal, projected
from reconciler.model.address import Address
from reconciler.model.comparison import Cell, Comparison, Difference, Held, Nothing, Pairing
from reconciler.model.definition import Definition, Desired
from reconciler.model.field import Compare, Field, Way
from reconciler.model.kinds import table
from reconciler.model.values import Json, Ref, Value, plain, same
from reconciler.ports import Reader
from reconciler.workflows.show import is_shown, recorded
from reconciler.workflows.work import Work

NOT_MADE, GONE = "not made yet", "gone from the account"


def held(work: Work, reader: Reader) -> Held:
    """Read what the account of one environment shows of everything that is recorded and selected."""
    snapshot = recorded(work.store)
    identity.check(work.environment, reader.merchant(), snapshot)
    ids = {
        address: record.remote_id
        for address, record in snapshot.live.items()
        if work.selected(address) and address in work.desired.definitions and is_shown(address)
    }
    whose = {remote_id: address for address, remote_id in ids.items()}
    read = in_parallel(lambda one: look(reader, whose[one].kind, one), sorted(whose), work.workers)
    shown: dict[Address, Mapping[str, Json] | None] = {}
    for address, remote_id in ids.items():
        seen = read[remote_id]
        gone = seen is None or seen.fields.get("status") == "deleted"
        shown[address] = None if gone or seen is None else seen.fields
    return Held(shown, {one.id: one.name for one in reader.templates()} if ids else {})


def compare(left: Work, right: Work, accounts: tuple[Held, Held] | None) -> Comparison:
    """`accounts` is None when nobody asked them."""
    pairings: list[Pairing] = []
    same_of: Counter[str] = Counter()
    addresses = sorted({*left.desired.definitions, *right.desired.definitions}, key=str)
    chosen = [address for address in addresses if left.selected(address)]
    for address in chosen:
        pairing = _pairing(address, left.desired, right.desired, accounts)
        if pairing.same:
            same_of[address.kind] += 1
        else:
            pairings.append(pairing)
    names = left.environment.name, right.environment.name
    return Comparison(*names, tuple(pairings), same_of.total(), dict(same_of))


def _pairing(address: Address, left: Desired, right: Desired, accounts: tuple[Held, Held] | None) -> Pairing:
    mine, other = left.definitions.get(address), right.definitions.get(address)
    if mine is None or other is None:
        lacks = Nothing.UNDECLARED.value
        return Pairing(address, "" if mine else lacks, "" if other else lacks)
    declared = tuple(_declared(mine, other))
    if accounts is None or not is_shown(address):
        return Pairing(address, declared=declared)
    return Pairing(
        address,
        _lacks(accounts[0], address),
        _lacks(accounts[1], address),
        declared,
        tuple(_accounts(address, mine, other, accounts, {one.name for one in declared})),
    )


def _lacks(side: Held, address: Address) -> str:
    if address not in side.shown:
        return NOT_MADE
    return GONE if side.shown[address] is None else ""


def _declared(left: Definition, right: Definition) -> Iterator[Difference]:
    for name, row in _rows(left, right):
        mine, other = (_value(one, name) for one in (left, right))
        if mine is Nothing.UNDECLARED or other is Nothing.UNDECLARED or not _alike(row, mine, other):
            yield Difference(name, mine, other)


def _rows(left: Definition, right: Definition) -> list[tuple[str, Field]]:
    """Every field that either side declares, in the order of the table."""
    rows = table(left.address.kind).items()
    return [(name, row) for name, row in rows if name in left.fields or name in right.fields]


def _value(definition: Definition, name: str) -> Cell:
    return _named(definition.fields[name]) if name in definition.fields else Nothing.UNDECLARED


def _named(value: Value) -> Json:
    return value.name if isinstance(value, Ref) else plain(value)


def _alike(row: Field, left: Json, right: Json) -> bool:
    if row.compare is Compare.LEAVES:
        return equal(row, left, right) and equal(row, right, left)
    return equal(row, left, right)


def _accounts(
    address: Address,
    left: Definition,
    right: Definition,
    accounts: tuple[Held, Held],
    declared: Set[str],
) -> Iterator[Difference]:
    shown = [side.shown.get(address) for side in accounts]
    if shown[0] is None or shown[1] is None:
        return
    for name, row in _rows(left, right):
        if row.way in (Way.GENERATION, Way.WITH_QUESTIONS) or not row.readable:
            continue
        asked = _asked(name, left, right)
        mine, other = (
            _shown(row, fields, asked, side.names)
            for fields, side in zip((shown[0], shown[1]), accounts, strict=True)
        )
        if isinstance(mine, Nothing) or isinstance(other, Nothing):
            if mine is not other:
                yield Difference(name, mine, other, name in declared)
        elif not (same(mine, other) or _alike(row, mine, other)):
            yield Difference(name, mine, other, name in declared)


def _asked(name: str, left: Definition, right: Definition) -> Json:
    """What both declare of the field: the leaves that count."""
    values = [plain(one.fields[name]) for one in (left, right) if name in one.fields]
    if len(values) == 2 and isinstance(values[0], dict) and isinstance(values[1], dict):
        return {**values[0], **values[1]}
    return values[0]


def _shown(row: Field, fields: Mapping[str, Json], asked: Json, names: Mapping[str, str]) -> Cell:
    if row.name not in fields:
        return Nothing.UNREADABLE
    value = fields[row.name]
    if row.compare is Compare.QUESTIONS:
        declared = questions.identified(questions.as_questions(asked), ())
        return list(questions.portrait(questions.as_questions(value), declared))
    if row.ref == "template" and isinstance(value, str):
        return names.get(value, value)
    return projected(row, asked, value)
