"""Saved plans: what is written beside the document, and whether it still holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from reconciler.engine.approved import Approved, Step, definitions_digest, steps
from reconciler.engine.selection import Selection
from reconciler.errors import PlanStale, UsageError
from reconciler.model.approval import Approvals
from reconciler.model.kinds import kind_of
from reconciler.model.record import Snapshot
from reconciler.model.values import Json
from reconciler.workflows.plan import Planned
from reconciler.workflows.work import Work

LIFETIME = 24 * 3600.0
"""Seconds that an approval holds: a plan of last week was made from another account."""


def approved(
    made: Planned, work: Work, approvals: Approvals, chosen: Selection, *, tool: str, now: float
) -> Approved:
    """What `made` is bound to. Raises UsageError for a plan without the account, and for one that is about
    people before there is a state: what stands for them is keyed with its salt."""
    if made.fingerprint is None or not made.plan.online:
        raise UsageError(
            "An offline plan cannot be approved: it never saw the account.", hint="Plan without --offline"
        )
    stored = work.store.load().snapshot is not None
    people = [change.address for change in made.plan.runnable if kind_of(change.address.kind).personal]
    if people and not stored:
        raise UsageError(
            f"A plan about people ({people[0]}) cannot be saved before the first apply: there is no state "
            "yet whose key would hide who they are.",
            hint="Apply the rest first: --except kind:candidate --except kind:invitation",
        )
    return Approved(
        environment=work.environment.name,
        origin=made.fingerprint.origin,
        merchant_id=made.fingerprint.merchant_id,
        lineage=made.snapshot.lineage if stored else None,
        definitions=definitions_digest(work.desired, made.snapshot.salt if stored else None),
        tool=tool,
        made_at=now,
        expires_at=now + LIFETIME,
        accept=dict(approvals.accept),
        create_anyway=tuple(sorted(map(str, approvals.create_anyway))),
        record_only=tuple(sorted(f"{address}.{name}" for address, name in approvals.record_only)),
        only=chosen.only,
        excepted=chosen.excepted,
        steps=steps(made.plan.runnable),
        replace=tuple(sorted(map(str, approvals.replace))),
    )


def to_plain(what: Approved) -> dict[str, Json]:
    return {
        "environment": what.environment,
        "origin": what.origin,
        "merchant_id": what.merchant_id,
        "lineage": what.lineage,
        "definitions": what.definitions,
        "tool": what.tool,
        "made_at": what.made_at,
        "expires_at": what.expires_at,
        "accept": dict(what.accept),
        "create_anyway": list(what.create_anyway),
        "record_only": list(what.record_only),
        "only": list(what.only),
        "excepted": list(what.excepted),
        "replace": list(what.replace),
        "steps": {
            name: {"digest": step.digest, "fields": {key: list(pair) for key, pair in step.fields.items()}}
            for name, step in what.steps.items()
        },
    }


def from_plain(data: Json) -> Approved:
    """Raises UsageError for anything that is no approval this version wrote."""
    if not isinstance(data, dict):
        raise _unusable("it holds no approval; plans are saved with `reconciler plan --out FILE.json`")
    known: dict[str, Any] = {name: _checked(data, name, fits) for name, fits in _SHAPE.items()}
    unknown = sorted(set(data) - set(known))
    if unknown:
        raise _unusable(f"it holds {unknown[0]!r}, which this version does not know")
    for name in ("create_anyway", "record_only", "only", "excepted", "replace"):
        known[name] = tuple(known[name])
    known["steps"] = {
        name: Step(step["digest"], {key: (pair[0], pair[1]) for key, pair in step["fields"].items()})
        for name, step in known["steps"].items()
    }
    return Approved(**known)


def _text(value: Json) -> bool:
    return isinstance(value, str)


def _number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _texts(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _step(value: Json) -> bool:
    if not isinstance(value, dict) or not _text(value.get("digest")):
        return False
    fields = value.get("fields")
    return isinstance(fields, dict) and all(
        _texts(pair) and len(_list(pair)) == 2 for pair in fields.values()
    )


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


_SHAPE: Mapping[str, Callable[[Json], bool]] = {
    "environment": _text,
    "origin": _text,
    "merchant_id": _text,
    "lineage": lambda value: value is None or isinstance(value, str),
    "definitions": _text,
    "tool": _text,
    "made_at": _number,
    "expires_at": _number,
    "accept": lambda value: isinstance(value, dict) and all(map(_number, value.values())),
    "create_anyway": _texts,
    "record_only": _texts,
    "only": _texts,
    "excepted": _texts,
    "replace": _texts,
    "steps": lambda value: isinstance(value, dict) and all(map(_step, value.values())),
}


def _checked(data: Mapping[str, Json], name: str, fits: Callable[[Json], bool]) -> Json:
    if name not in data or not fits(data[name]):
        raise _unusable(f"its {name!r} is missing or of the wrong kind")
    return data[name]


def _unusable(why: str) -> UsageError:
    return UsageError(
        f"The saved plan cannot be used: {why}.", hint="Make it again: reconciler plan --out FILE.json"
    )


def check(what: Approved, work: Work, snapshot: Snapshot | None, *, tool: str, now: float) -> None:
    """Raise PlanStale when what the whole plan stands on has moved. Single resources are held against the
    fresh plan later, so a moved serial alone is not stale. `snapshot`: the state's, None without one."""
    if what.environment != work.environment.name or what.origin != work.environment.server:
        raise UsageError(
            f"The saved plan is for environment {what.environment!r} at {what.origin}, not for "
            f"{work.environment.name!r} at {work.environment.server}."
        )
    if now >= what.expires_at:
        when = datetime.fromtimestamp(what.expires_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
        raise _stale(f"it expired at {when}")
    if what.tool != tool:
        raise _stale(f"it was made by {what.tool}, and this is {tool}")
    if what.lineage is not None and (snapshot is None or what.lineage != snapshot.lineage):
        raise _stale("the state has another history (lineage) than the one it was made from")
    salt = snapshot.salt if snapshot is not None and what.lineage is not None else None
    if what.definitions != definitions_digest(work.desired, salt):
        raise _stale("the definitions have changed since")


def _stale(why: str) -> PlanStale:
    return PlanStale(f"The saved plan is stale: {why}.", hint="Plan again, have it approved again")
