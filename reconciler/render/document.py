"""From a Plan to the one document that all faces are made of.

Masking happens here and nowhere else; escaping does not happen here at all, since it differs per face.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

from reconciler.errors import Span
from reconciler.model.change import Action, Change, FieldChange, Origin
from reconciler.model.field import Endpoint, Null
from reconciler.model.interview import FIELDS
from reconciler.model.observed import Merchant
from reconciler.model.plan import Guard, Plan, Settlement
from reconciler.model.values import Json, same
from reconciler.render.schema import check
from reconciler.render.secrets import masked, masked_text
from reconciler.render.shapes import (
    FORMAT,
    ChangeDoc,
    FieldDoc,
    GuardDoc,
    MerchantDoc,
    PlaceDoc,
    PlanDoc,
    SettlementDoc,
    VerdictDoc,
)


class _Own(dict[str, Json]):
    """A document that was made right here: nobody can have edited it, so it is not looked through again."""


def document(plan: Plan, *, made_at: str, tool: str) -> dict[str, Json]:
    """The JSON form of `plan`. `made_at` is an ISO time, `tool` the program with its version."""
    changes = [_change(change, plan) for change in plan.changes]
    made = PlanDoc(
        format=FORMAT,
        tool=tool,
        made_at=made_at,
        environment=plan.environment,
        server=masked_text(plan.server),
        online=plan.online,
        merchant=_merchant(plan.merchant),
        verdict=_verdict(plan, changes),
        changes=changes,
        guards=[_guard(guard) for guard in plan.guards],
        settlements=[_settlement(settlement) for settlement in plan.settlements],
        pending=[
            {"address": str(address), "reason": masked_text(reason)}
            for address, reason in sorted(plan.pending.items())
        ],
        warnings=[masked_text(warning) for warning in plan.warnings],
    )
    return _Own(cast("dict[str, Json]", made))


def opened(made: Mapping[str, Json]) -> PlanDoc:
    """`made` as a typed document. Raises ValueError, with the place, when it is none of this format: a
    document may come from a file that somebody edited or that a newer version wrote."""
    if made.get("format") != FORMAT:
        raise ValueError(f"format is {made.get('format')!r}; this version reads format {FORMAT}")
    if not isinstance(made, _Own):
        check(made)
    return cast("PlanDoc", made)


def moment(seconds: float) -> str:
    """Seconds since the epoch as an ISO time in UTC, to the second."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def touches_candidates(change: ChangeDoc) -> bool:
    """Whether people who hold a link, or have answered, would notice."""
    return change["action"] in (Action.REPLACE, Action.RETIRE) or (
        change["action"] == Action.UPDATE and any(field["visible"] for field in sent_fields(change))
    )


def sent_fields(change: ChangeDoc) -> list[FieldDoc]:
    """The fields whose value in the account would change."""
    return [field for field in change["fields"] if field["origin"] not in (Origin.RELEASED, Origin.AGREED)]


def _verdict(plan: Plan, changes: list[ChangeDoc]) -> VerdictDoc:
    counts = plan.counts()
    return VerdictDoc(
        empty=plan.empty,
        counts={action.value: counts[action] for action in Action if action in counts},
        blocked=len(plan.blocked),
        unchanged=plan.unchanged,
        undeclared=plan.undeclared,
        pending=len(plan.pending),
        guards=len(plan.guards),
        settlements=len(plan.settlements),
        candidates=sum(
            change["taken"] for change in changes if not change["blocked"] and touches_candidates(change)
        ),
    )


def _change(change: Change, plan: Plan) -> ChangeDoc:
    blocked = change.blocked
    return ChangeDoc(
        address=str(change.address),
        action=change.action.value,
        reason=masked_text(change.reason),
        name=masked_text(change.name),
        remote_id=change.remote_id,
        place=_place(change.span),
        fields=[_field(field, change) for field in change.fields],
        blocked=None
        if blocked is None
        else {
            "reason": masked_text(blocked.reason),
            "ways_out": [masked_text(way) for way in blocked.ways_out],
        },
        effects=sorted(change.effects),
        warnings=[masked_text(warning) for warning in change.warnings],
        pending=masked_text(change.pending),
        taken=change.taken,
        last_taken=change.last_taken,
        calls=[{"endpoint": call.endpoint.value, "fields": sorted(call.body)} for call in change.calls],
        needs=sorted(str(address) for address in plan.needs.get(change.address, ())),
        moved_from=None if change.moved_from is None else str(change.moved_from),
    )


def _field(field: FieldChange, change: Change) -> FieldDoc:
    before, after = masked(field.name, field.before), masked(field.name, field.after)
    row = FIELDS.get(field.name.partition(".")[0])
    return FieldDoc(
        name=field.name,
        before=before,
        after=after,
        origin=field.origin.value,
        note=masked_text(field.note),
        unreadable=field.unreadable,
        place=_place(field.span),
        visible=row is not None and row.visible,
        masked=not (same(before, field.before) and same(after, field.after)),
        label=masked_text(_label(field, change)),
        clear=_clear(field),
    )


def _label(field: FieldChange, change: Change) -> str:
    """The name behind an id. `refs` is keyed by field; an id is looked up as well, so that a nested
    field finds its name too."""
    if field.name in change.refs:
        return change.refs[field.name]
    return change.refs.get(field.after, "") if isinstance(field.after, str) else ""


def _clear(field: FieldChange) -> str:
    row = FIELDS.get(field.name)
    if field.origin is not Origin.RELEASED or row is None or field.before is None:
        return ""
    return f"{field.name}: null" if row.null.get(Endpoint.UPDATE) is Null.CLEAR else ""


def _place(span: Span | None) -> PlaceDoc | None:
    return None if span is None else {"file": span.file, "line": span.line, "column": span.column}


def _merchant(merchant: Merchant | None) -> MerchantDoc | None:
    if merchant is None:
        return None
    return {
        "effective": merchant.effective,
        "default": merchant.default,
        "credits": merchant.credits,
        "plan": merchant.plan,
    }


def _guard(guard: Guard) -> GuardDoc:
    return {
        "effect": guard.effect,
        "count": guard.count,
        "limit": guard.limit,
        "accept": guard.accept,
        "message": masked_text(guard.message),
        "addresses": [str(address) for address in guard.addresses],
    }


def _settlement(settlement: Settlement) -> SettlementDoc:
    return {
        "address": str(settlement.intent.address),
        "endpoint": settlement.intent.endpoint,
        "verdict": settlement.verdict,
        "remote_id": settlement.remote_id,
        "detail": masked_text(settlement.detail),
        "ways_out": [masked_text(way) for way in settlement.ways_out],
        "until": None if settlement.until is None else moment(settlement.until),
    }
