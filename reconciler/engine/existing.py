"""A definition whose interview exists: what differs, field by field, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reconciler.engine import bodies, status
from reconciler.engine.fields import Judged, Verdict, judge
from reconciler.engine.findings import Findings, reason, stuck
from reconciler.engine.refs import resolve
from reconciler.engine.unmoved import identified, unmoved
from reconciler.model.approval import Approvals
from reconciler.model.change import Action, Blocked, Change, FieldChange, Origin
from reconciler.model.definition import Definition
from reconciler.model.environment import Environment
from reconciler.model.field import Field, Null, Way
from reconciler.model.kinds import Kind, Life, kind_of, null_meaning
from reconciler.model.observed import Observed
from reconciler.model.record import Record
from reconciler.model.values import UNREAD, Json


def compare(
    definition: Definition, record: Record, environment: Environment, observed: Observed, approvals: Approvals
) -> Change:
    """The Change of a definition that a Record holds, a retired one too."""
    seen = status.seen(record, observed)
    if seen in status.GONE:
        return _gone(definition, record)
    resolved = resolve(definition, environment, observed, record)
    if resolved.faults:
        blocked = Blocked("; ".join(resolved.faults))
        return _change(
            definition, record, observed, Findings(), Action.UPDATE, "a name cannot be resolved", blocked
        )
    kind = kind_of(definition.address.kind)
    shown, rows = _shown(kind, record, observed), kind.fields
    found = Findings()
    if unmoved(definition, resolved.fields, record, shown, seen):
        change = _change(definition, record, observed, found, Action.NONE, "", None)
        return replace(change, refs=resolved.refs) if resolved.refs else change
    for name, value in resolved.fields.items():
        row = rows[name]
        if name in definition.manage.ignore or row.way is Way.WITH_QUESTIONS:
            continue
        if name == "status":
            _status(found, definition, record, str(value), seen, approvals)
        else:
            _field(found, definition, record, row, value, shown, approvals)
    _with_questions(found, rows, resolved.fields)
    _released(found, definition, record, shown)
    return _concluded(found, definition, record, observed, seen, shown, resolved.fields, resolved.refs)


def _shown(kind: Kind, record: Record, observed: Observed) -> Mapping[str, Json] | None:
    """What the account shows of it, which for a kind that it never shows is nothing; None: nobody looked."""
    if kind.life is Life.TOLD and observed.online:
        return {}
    seen = observed.read.get(record.remote_id)
    return None if seen is None else seen.fields


def _field(
    found: Findings,
    definition: Definition,
    record: Record,
    row: Field,
    value: Json,
    shown: Mapping[str, Json] | None,
    approvals: Approvals,
) -> None:
    if row.name == "questions":
        value = identified(value, record, shown)
    pair = record.fields.get(row.name)
    judged = judge(row, value, pair, shown)
    if judged.verdict is Verdict.LEARN:
        found.learns[row.name] = value
        if pair is not None and pair.read is not UNREAD:
            found.shown.append(_as_change(definition, row, judged, value, "already so in the account"))
        return
    if judged.verdict is Verdict.UNSEEN:
        if (definition.address, row.name) in approvals.record_only:
            found.learns[row.name] = value
            return
        found.warnings.append(
            f"{row.name} is declared, but the account never shows it and nothing is recorded of it: "
            "nothing is written. Check it in the admin"
        )
        return
    if judged.verdict is Verdict.SAME:
        return
    if row.way in (Way.WRITE_ONCE, Way.IMMUTABLE):
        if (definition.address, row.name) in approvals.record_only:
            found.learns[row.name] = value
            found.shown.append(
                _as_change(definition, row, judged, value, "recorded only: changed in the account by hand")
            )
        else:
            found.stuck.append(
                _as_change(definition, row, judged, value, f"cannot change in {_one(definition)} that exists")
            )
    elif row.way is Way.GENERATION:
        found.learns[row.name] = value
        found.shown.append(_as_change(definition, row, judged, value, "takes effect at the next generation"))
    else:
        found.changed[row.name] = value
        found.shown.append(_as_change(definition, row, judged, value, ""))


def _one(definition: Definition) -> str:
    return kind_of(definition.address.kind).one


def _as_change(definition: Definition, row: Field, judged: Judged, value: Json, note: str) -> FieldChange:
    span = definition.span(row.name) or definition.span()
    return FieldChange(row.name, judged.before, value, judged.origin, span, note, judged.unreadable)


def _status(
    found: Findings,
    definition: Definition,
    record: Record,
    wanted: str,
    seen: str | None,
    approvals: Approvals,
) -> None:
    judged = status.judge(record, wanted, seen, may_reactivate=approvals.allows("reactivate", 1))
    found.pending = judged.pending
    if judged.learn:
        found.learns["status"] = wanted
    if not judged.differs:
        return
    span = definition.span("status")
    found.shown.append(FieldChange("status", seen, wanted, judged.origin, span, judged.held))
    if judged.held:
        found.held.append(judged.held)
    else:
        found.changed["status"] = wanted
        found.effects |= judged.effects


def _with_questions(found: Findings, rows: Mapping[str, Field], declared: Mapping[str, Json]) -> None:
    """The wish to have the rubric written anew travels with a change of the questions only
    (contract: update, regenerate_candidate_expectations)."""
    for name, value in declared.items():
        if rows[name].way is Way.WITH_QUESTIONS and value is True and "questions" in found.changed:
            found.changed[name] = True


def _companions(found: Findings, declared: Mapping[str, Json]) -> None:
    """A new `type` makes the service work out `type_credit` anew (contract: update, type), so a declared
    one goes along."""
    if "type" in found.changed and "type_credit" in declared:
        found.changed["type_credit"] = declared["type_credit"]


def _released(
    found: Findings, definition: Definition, record: Record, shown: Mapping[str, Json] | None
) -> None:
    kind = kind_of(definition.address.kind)
    for name, pair in record.fields.items():
        if name in definition.fields or name in definition.manage.ignore or name not in kind.fields:
            continue
        held = (shown or {}).get(name, None if pair.read is UNREAD else pair.read)
        clears = null_meaning(kind, kind.fields[name], definition.fields) is Null.CLEAR
        note = (
            f"no longer declared: stays as it is; `{name}: null` would clear it"
            if clears
            else "no longer declared: stays as it is"
        )
        found.releases.append(name)
        found.shown.append(FieldChange(name, held, held, Origin.RELEASED, definition.span(), note))


def _gone(definition: Definition, record: Record) -> Change:
    wanted = definition.fields.get("status")
    if wanted == "deleted":
        return Change(
            definition.address, Action.NONE, "declared as deleted, and it is", remote_id=record.remote_id
        )
    address = definition.address
    ways = (
        "restore it in the admin, then plan again",
        f"reconciler state forget {address}   # the next plan makes a new one, with new links for candidates",
        "write `status: deleted`, or remove the definition",
    )
    return Change(
        address,
        Action.CREATE,
        "it was deleted in the account",
        blocked=Blocked("deleted in the account; it is not made again unasked", ways),
        remote_id=record.remote_id,
        manage=definition.manage,
        span=definition.span(),
        name=str(definition.fields.get("name", "")),
    )


def _concluded(
    found: Findings,
    definition: Definition,
    record: Record,
    observed: Observed,
    seen: str | None,
    shown: Mapping[str, Json] | None,
    declared: Mapping[str, Json],
    refs: Mapping[str, str],
) -> Change:
    revived = not record.live and "status" in found.changed
    kind = kind_of(definition.address.kind)
    touches = [kind.fields[name] for name in found.changed if name != "status"]
    if seen != "draft" and any(row.visible for row in touches):
        found.effects.add("visible")
    template = observed.read.get(record.remote_id)
    running = seen in status.RUNNING
    offline = running and template is not None and (template.template_type or "").startswith("offline_")
    _companions(found, declared)
    calls = bodies.update_calls(
        kind,
        found.changed,
        shown or {},
        offline_active=offline,
        keeps_running=running and not found.held,
    )
    if offline and "questions" in found.changed:
        found.effects.add("downtime")
        found.warnings.append(
            "its template is pre-rendered: it is a draft during the change, and nobody can take it meanwhile"
        )
    row = observed.rows.get(record.remote_id)
    blocked = stuck(found, definition.address, row, protected=definition.manage.protect)
    if blocked is None and found.held and not found.changed:
        blocked = _held(found)
    elif blocked is not None and found.held:
        # Another one in its place would run again too: whoever stopped it has to be heard first.
        blocked = replace(blocked, reason="; ".join([blocked.reason, *found.held]), replaceable=False)
    remembers = bool(found.learns or found.releases or definition.manage != record.manage or not record.live)
    action = Action.UPDATE if calls or blocked else Action.RECORD if remembers else Action.NONE
    why = f"declared again: the same {kind.noun} is taken up" if revived else reason(found)
    change = _change(definition, record, observed, found, action, why, blocked)
    pair = record.fields.get("status")
    # We left it a draft on the way to what is declared: nobody has seen it since.
    left = pair is not None and pair.read is UNREAD and seen == "draft" and "status" in found.changed
    return replace(change, calls=calls, refs=refs, recovers=left and blocked is None)


def _held(found: Findings) -> Blocked:
    ways = ("reconciler apply --accept reactivate=1", "or declare the status it has now")
    return Blocked("; ".join(found.held), ways)


def _change(
    definition: Definition,
    record: Record,
    observed: Observed,
    found: Findings,
    action: Action,
    reason: str,
    blocked: Blocked | None,
) -> Change:
    row = observed.rows.get(record.remote_id)
    return Change(
        definition.address,
        action,
        reason,
        fields=tuple(found.shown),
        blocked=blocked,
        remote_id=record.remote_id,
        manage=definition.manage,
        marker=record.marker,
        span=definition.span(),
        name=str(definition.fields.get("name", "")),
        effects=frozenset(found.effects) if blocked is None else frozenset(),
        warnings=tuple(found.warnings),
        pending=found.pending,
        taken=row.taken if row else 0,
        last_taken=row.last_taken if row else None,
        learns=found.learns,
        releases=tuple(found.releases),
    )
