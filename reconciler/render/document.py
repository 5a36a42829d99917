"""From a Plan to the one document that all faces are made of.

Masking, of secrets and of what says who a person is, happens here and nowhere else; escaping does not happen
here at all, since it differs per face.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import cast

from reconciler.errors import Span
from reconciler.model.change import Action, Change, FieldChange, Origin
from reconciler.model.field import Null
from reconciler.model.kinds import INTERVIEW, KINDS
from reconciler.model.observed import Merchant
from reconciler.model.plan import Guard, Plan, Settlement
from reconciler.model.values import Json, same
from reconciler.render import personal as people
from reconciler.render.nouns import row_of
from reconciler.render.personal import Cover
from reconciler.render.reading import SAID_BY_SIGN
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


def document(
    plan: Plan, *, made_at: str, tool: str, personal: bool = False, brief: bool = False
) -> dict[str, Json]:
    """The JSON form of `plan`. `made_at` is an ISO time, `tool` the program with its version. `personal`:
    with what says who a person is; for a face that nobody keeps, or because it was asked for. `brief`: with
    no more of the fields than a line for each Change tells, which is a tenth of the work."""
    cover = Cover() if personal else Cover.of(_persons(plan))
    changes = [_change(change, plan, cover, personal=personal, brief=brief) for change in plan.changes]
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
        settlements=[_settlement(settlement, cover) for settlement in plan.settlements],
        pending=[
            {"address": str(address), "reason": cover.text(masked_text(reason))}
            for address, reason in sorted(plan.pending.items())
        ],
        warnings=[cover.text(masked_text(warning)) for warning in plan.warnings],
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
    made = VerdictDoc(
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
    if set(plan.unchanged_of) - {INTERVIEW}:
        made["unchanged_of"] = dict(plan.unchanged_of)
    return made


def _change(change: Change, plan: Plan, cover: Cover, *, personal: bool, brief: bool) -> ChangeDoc:
    blocked = change.blocked
    if brief:
        fields = [] if change.action in SAID_BY_SIGN else [_outline(field, change) for field in change.fields]
    else:
        fields = [_field(field, change, cover, personal=personal) for field in change.fields]

    def told(text: str) -> str:
        return cover.text(masked_text(text))

    made = ChangeDoc(
        address=str(change.address),
        action=change.action.value,
        reason=told(change.reason),
        name=_name(change, personal=personal),
        remote_id=change.remote_id,
        place=_place(change.span),
        fields=fields,
        blocked=None
        if blocked is None
        else {"reason": told(blocked.reason), "ways_out": [told(way) for way in blocked.ways_out]},
        effects=sorted(change.effects),
        warnings=[told(warning) for warning in change.warnings],
        pending=told(change.pending),
        taken=change.taken,
        last_taken=change.last_taken,
        calls=[{"endpoint": call.endpoint.value, "fields": sorted(call.body)} for call in change.calls],
        needs=sorted(str(address) for address in plan.needs.get(change.address, ())),
        moved_from=None if change.moved_from is None else str(change.moved_from),
    )
    if change.batch:
        made["batch"] = change.batch
    return made


def _name(change: Change, *, personal: bool) -> str:
    """What people call it. Where that is a person, it says who that is."""
    kind = KINDS.get(change.address.kind)
    if kind is None or not kind.personal:
        return masked_text(change.name)
    fields = {field.name: field.after for field in change.fields}
    return masked_text(people.person(kind.name, fields) or change.name) if personal else ""


def _is_personal(field: FieldChange, change: Change) -> bool:
    return field.personal or people.is_personal(change.address.kind, field.name)


def cover_of(change: Change) -> Cover:
    """The mask over everybody whom `change` names."""
    return Cover.of(_persons_in(change))


def _persons_in(change: Change) -> Iterator[Json]:
    """Every value of `change` that says who a person is."""
    for field in change.fields:
        if _is_personal(field, change):
            yield from (field.before, field.after)
    kind = KINDS.get(change.address.kind)
    if kind is not None and kind.personal:
        yield change.name


def _persons(plan: Plan) -> Iterator[Json]:
    for change in plan.changes:
        yield from _persons_in(change)
    for settlement in plan.settlements:
        intent = settlement.intent
        yield from (
            value for name, value in intent.fields.items() if people.is_personal(intent.address.kind, name)
        )


def _field(field: FieldChange, change: Change, cover: Cover, *, personal: bool) -> FieldDoc:
    before, after = masked(field.name, field.before), masked(field.name, field.after)
    about = _is_personal(field, change)
    if about:
        before, after = (people.told(value, show=personal) for value in (before, after))
    elif change.address.kind != INTERVIEW:
        before, after = cover.value(before), cover.value(after)
    row = row_of(field.name.partition(".")[0], change.address.kind)
    made = FieldDoc(
        name=field.name,
        before=before,
        after=after,
        origin=field.origin.value,
        note=cover.text(masked_text(field.note)),
        unreadable=field.unreadable,
        place=_place(field.span),
        visible=row is not None and row.visible,
        masked=not (same(before, field.before) and same(after, field.after)),
        label="" if about else cover.text(masked_text(_label(field, change))),
        clear=_clear(field, change),
    )
    if about:
        made["personal"] = True
    return made


def _outline(field: FieldChange, change: Change) -> FieldDoc:
    """A field without its values."""
    row = row_of(field.name.partition(".")[0], change.address.kind)
    return FieldDoc(
        name=field.name,
        before=None,
        after=None,
        origin=field.origin.value,
        note="",
        unreadable=field.unreadable,
        place=None,
        visible=row is not None and row.visible,
        masked=False,
        label="",
        clear="",
    )


def _label(field: FieldChange, change: Change) -> str:
    """The name behind an id. `refs` is keyed by field; an id is looked up as well, so that a nested
    field finds its name too."""
    if field.name in change.refs:
        return change.refs[field.name]
    return change.refs.get(field.after, "") if isinstance(field.after, str) else ""


def _clear(field: FieldChange, change: Change) -> str:
    kind = KINDS.get(change.address.kind)
    row = None if kind is None else kind.fields.get(field.name)
    if kind is None or row is None or field.origin is not Origin.RELEASED or field.before is None:
        return ""
    clears = kind.update is not None and row.null.get(kind.update) is Null.CLEAR
    return f"{field.name}: null" if clears else ""


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


def _settlement(settlement: Settlement, cover: Cover) -> SettlementDoc:
    return {
        "address": str(settlement.intent.address),
        "endpoint": settlement.intent.endpoint,
        "verdict": settlement.verdict,
        "remote_id": settlement.remote_id,
        "detail": cover.text(masked_text(settlement.detail)),
        "ways_out": [cover.text(masked_text(way)) for way in settlement.ways_out],
        "until": None if settlement.until is None else moment(settlement.until),
    }
