"""The versioned document of a plan, as types: what every face reads and every tool may rely on.

`schema.plan_schema` publishes the same shapes as JSON Schema; a test holds the two together. A key is
never renamed or dropped within one `format`; new keys may come.
"""

from __future__ import annotations

from typing import Final, NotRequired, TypedDict

from reconciler.model.values import Json

FORMAT: Final = 1


class PlaceDoc(TypedDict):
    file: str
    line: int
    column: int


class FieldDoc(TypedDict):
    """`unreadable`: the account does not show the field, and `before` is what was last sent, if anything.
    `visible`: candidates see it. `label`: the name behind an id in `after`. `clear`: for a released field,
    the line that would empty it. `masked`: something in the values was replaced because it is secret or says
    who a person is. `personal`: the field says who a person is; left out where it does not."""

    name: str
    before: Json
    after: Json
    origin: str
    note: str
    unreadable: bool
    place: PlaceDoc | None
    visible: bool
    masked: bool
    label: str
    clear: str
    personal: NotRequired[bool]


class BlockedDoc(TypedDict):
    reason: str
    ways_out: list[str]


class CallDoc(TypedDict):
    """One request that apply would send: its endpoint and the names of its fields, never their values."""

    endpoint: str
    fields: list[str]


class ChangeDoc(TypedDict):
    """`batch`: Changes with one and the same may go in one call; left out where there is none."""

    address: str
    action: str
    reason: str
    name: str
    remote_id: str | None
    place: PlaceDoc | None
    fields: list[FieldDoc]
    blocked: BlockedDoc | None
    effects: list[str]
    warnings: list[str]
    pending: str
    taken: int
    last_taken: str | None
    calls: list[CallDoc]
    needs: list[str]
    moved_from: str | None
    batch: NotRequired[str]


class GuardDoc(TypedDict):
    effect: str
    count: int
    limit: int
    accept: str
    message: str
    addresses: list[str]


class SettlementDoc(TypedDict):
    address: str
    endpoint: str
    verdict: str
    remote_id: str | None
    detail: str
    ways_out: list[str]
    until: str | None


class PendingDoc(TypedDict):
    address: str
    reason: str


class MerchantDoc(TypedDict):
    effective: str
    default: str | None
    credits: float | None
    plan: str | None


class VerdictDoc(TypedDict):
    """`counts`: per action, how many Changes apply would carry out. `candidates`: how often the interviews
    that would be changed for candidates, replaced or retired have been taken. `unchanged_of`: `unchanged` by
    kind; left out where all of them are interviews."""

    empty: bool
    counts: dict[str, int]
    blocked: int
    unchanged: int
    undeclared: int
    pending: int
    guards: int
    settlements: int
    candidates: int
    unchanged_of: NotRequired[dict[str, int]]


class PlanDoc(TypedDict):
    format: int
    tool: str
    made_at: str
    environment: str
    server: str
    online: bool
    merchant: MerchantDoc | None
    verdict: VerdictDoc
    changes: list[ChangeDoc]
    guards: list[GuardDoc]
    settlements: list[SettlementDoc]
    pending: list[PendingDoc]
    warnings: list[str]
