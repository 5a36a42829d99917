"""What a request holds: from declared fields to the calls that bring them into the account."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.engine import conditions, questions
from reconciler.engine.compare import overlaid
from reconciler.model.change import Call
from reconciler.model.field import Compare, Endpoint, Field, Way
from reconciler.model.interview import FIELDS
from reconciler.model.kinds import Kind, making
from reconciler.model.values import Json

# The calls that make an interview have no `hidden`; leaving the field out means the same there.
_NOT_AT_CREATION = {"candidate_video_introduction": "hidden"}


def create_calls(
    kind: Kind,
    fields: Mapping[str, Json],
    *,
    marker: str | None,
    merchant_id: str | None,
    as_draft: bool = False,
) -> tuple[Call, ...]:
    """The calls that make a resource, the one that makes it first.

    What the create call does not take follows by update, and `status` goes last: a half-made interview is
    a draft that no candidate can see. `as_draft`: it is made so even where one call would do.
    """
    rows, endpoint = kind.fields, making(kind.name, fields)
    wanted = fields.get("status")
    first = {name: value for name, value in fields.items() if _sent_by(rows[name], value, endpoint)}
    rest = {
        name: value
        for name, value in fields.items()
        if not rows[name].taken_by(endpoint) and rows[name].way is Way.IN_PLACE
    }
    in_one = ("draft", "active") if kind.state is not None else (None, *rows["status"].values)
    staged = bool(rest) or as_draft or wanted not in in_one
    if staged:
        first["status"] = "draft"
    body = {rows[name].at_creation or name: _first_value(rows[name], value) for name, value in first.items()}
    if marker is not None:
        body["code"] = marker
    if merchant_id is not None:
        body["merchant_id"] = merchant_id
    nothing = {
        name: value for name, value in fields.items() if name not in first and rows[name].taken_by(endpoint)
    }
    waits = {
        name: value
        for name, value in fields.items()
        if rows[name].way is Way.WITH_QUESTIONS and not rows[name].taken_by(endpoint)
    }
    calls = [Call(endpoint, body, {**first, **nothing, **waits})]
    if rest:
        calls.append(Call(_update(kind), rest, rest))
    if staged and wanted != "draft":
        calls.append(state_call(kind, {"status": wanted}))
    return tuple(calls)


def _sent_by(row: Field, value: Json, endpoint: Endpoint) -> bool:
    if not row.taken_by(endpoint) or value is None:
        return False
    return _NOT_AT_CREATION.get(row.name) != value


def _first_value(row: Field, value: Json) -> Json:
    if row.compare is Compare.QUESTIONS:
        return questions.for_create(questions.as_questions(value))
    return value


def _update(kind: Kind) -> Endpoint:
    assert kind.update is not None, f"nothing changes a {kind.noun} in place"
    return kind.update


def update_calls(
    kind: Kind,
    changed: Mapping[str, Json],
    shown: Mapping[str, Json],
    *,
    offline_active: bool,
    keeps_running: bool = False,
) -> tuple[Call, ...]:
    """The calls that change an interview that exists: only what changed, `status` through set-state only.

    `shown` is what the account holds, for the fields that are sent whole. `offline_active`: the interview
    is active on a pre-rendered template, whose questions can change in a draft only (contract: update,
    rules); then it goes down for the change and comes up again. `keeps_running`: it is active and declared
    so; what another template does to that is not documented, so it is said again.
    """
    rows = kind.fields
    state = {name: value for name, value in changed.items() if rows[name].way is Way.SET_STATE}
    in_place = {name: value for name, value in changed.items() if name not in state}
    calls: list[Call] = []
    down = offline_active and "questions" in in_place
    unsure = keeps_running and "interview_template_id" in in_place
    target = state.get("status", "active" if down or unsure else None)
    if down:
        calls.append(state_call(kind, {"status": "draft"}))
    stages = _ahead(in_place, shown)
    calls.extend(stages)
    if in_place:
        body = {name: _update_value(rows[name], value, shown) for name, value in in_place.items()}
        # Until it is said again the status counts as sent and not read: whatever it is then is our doing.
        said = {"status": "active"} if unsure and not down and "status" not in state else {}
        calls.append(Call(_update(kind), body, {**in_place, **said}, anew=bool(stages)))
    last = {name: value for name, value in state.items() if name != "status"}
    if target is not None and not (down and target == "draft"):
        last["status"] = target
    if last:
        calls.append(state_call(kind, last))
    return tuple(calls)


def _ahead(in_place: Mapping[str, Json], shown: Mapping[str, Json]) -> list[Call]:
    """The updates that give new parents their ids before a condition names one."""
    if "questions" not in in_place or "questions" not in shown:
        return []
    stored = questions.as_questions(shown["questions"])
    lists = conditions.ahead(questions.as_questions(in_place["questions"]), stored)
    return [
        Call(
            Endpoint.UPDATE,
            {"questions": questions.for_update(one, stored)},
            {"questions": list(one)},
            anew=number > 0,
        )
        for number, one in enumerate(lists)
    ]


def anew(call: Call, shown: Mapping[str, Json]) -> Mapping[str, Json]:
    """The body of `call` with its questions as the account holds them by now."""
    return {**call.body, "questions": _update_value(FIELDS["questions"], call.fields["questions"], shown)}


def _update_value(row: Field, value: Json, shown: Mapping[str, Json]) -> Json:
    if row.compare is Compare.QUESTIONS:
        stored = questions.as_questions(shown.get("questions"))
        return questions.for_update(questions.as_questions(value), stored)
    if row.whole and value is not None:
        return overlaid(shown.get(row.name), value)
    return value


def state_call(kind: Kind, fields: Mapping[str, Json]) -> Call:
    """set-state knows no null (contract): an interview without a wish to be embedded is not embedded."""
    body = {name: False if value is None else value for name, value in fields.items()}
    return Call(kind.state or _update(kind), body, dict(fields))
