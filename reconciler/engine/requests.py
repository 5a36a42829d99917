"""The requests of what is done once, and how those of one batch become one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reconciler.model.address import Address
from reconciler.model.change import Call
from reconciler.model.enrolling import PERSON
from reconciler.model.field import Endpoint
from reconciler.model.kinds import Kind, making
from reconciler.model.values import Json

_USERS = "users"
_BATCHED = frozenset({Endpoint.REGISTER, Endpoint.INVITE})

LARGEST_BATCH = 50
"""People in one call. The API states no limit; each of them is unknown when its answer is lost."""


def once(
    kind: Kind,
    fields: Mapping[str, Json],
    kept: Mapping[str, Json],
    fills: Mapping[str, Address],
    *,
    merchant_id: str | None,
    marker: str | None = None,
) -> Call:
    """The one call of a definition. `kept` is what the journal may say of `fields`; `marker`: the code by
    which a position of its own is found again."""
    endpoint = making(kind.name, fields)
    sent = {name: value for name, value in fields.items() if kind.fields[name].taken_by(endpoint)}
    if merchant_id is not None and "merchant_id" in kind.fields:
        sent["merchant_id"] = merchant_id
    if marker is not None:
        sent["position_external_id"] = marker
    body = sent
    if endpoint in _BATCHED:
        names = PERSON["invite" if endpoint is Endpoint.INVITE else "register"]
        person: Json = {name: value for name, value in sent.items() if name in names}
        body = {name: value for name, value in sent.items() if name not in names}
        body[_USERS] = [person]
    return Call(endpoint, body, dict(kept), fills=dict(fills))


def filled(call: Call, ids: Mapping[Address, str]) -> Call:
    """`call` with the ids of what earlier steps made. Raises KeyError for one that nothing made."""
    if not call.fills:
        return call
    known: dict[str, Json] = {name: ids[address] for name, address in call.fills.items()}
    body = {name: known.get(name, value) for name, value in call.body.items()}
    users = body.get(_USERS)
    if isinstance(users, list):
        body[_USERS] = [_named(user, known) for user in users]
    return replace(call, body=body, fields={**call.fields, **known}, fills={})


def _named(user: Json, known: Mapping[str, Json]) -> Json:
    return {name: known.get(name, value) for name, value in user.items()} if isinstance(user, dict) else user


def shared(call: Call) -> Mapping[str, Json]:
    """What a call says of everybody in it: only calls that say the same can be one."""
    return {name: value for name, value in call.body.items() if name != _USERS}


def together(calls: Sequence[Call]) -> Mapping[str, Json]:
    """The body of one call for all of `calls`, in their order."""
    users: list[Json] = []
    for call in calls:
        more = call.body.get(_USERS)
        users.extend(more if isinstance(more, list) else [])
    return {**calls[0].body, **({_USERS: users} if users else {})}
