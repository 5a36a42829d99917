"""What the account says to a call of what is done once: what is remembered and what people are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reconciler.engine.done import DOCUMENTS, content_key
from reconciler.engine.people import folded, scrubbed
from reconciler.model.field import Endpoint
from reconciler.model.kinds import position_in
from reconciler.model.record import Intent, Pair, Record
from reconciler.model.values import Json

_IDS = ("position_def_set_id", "interview_def_set_id")
_REJECTED = frozenset({"ai_reject", "recruiter_reject"})
_ERROR = "Error: "


@dataclass(frozen=True, slots=True)
class Reply:
    """`remote_id` is empty where the account told none; `done` is False for a row that it refused."""

    remote_id: str = ""
    outcome: Mapping[str, Json] = field(default_factory=dict)
    message: str = ""
    done: bool = True


def reply(intent: Intent, body: Json, hidden: Sequence[str]) -> Reply:
    """The answer to a call about one. `hidden` names the person, and stands nowhere in what comes out."""
    told: Mapping[str, Json] = body if isinstance(body, dict) else {}
    match intent.endpoint:
        case Endpoint.ENROL:
            return _enrolled(told, hidden)
        case Endpoint.DOCUMENT:
            made = _text(told.get("knowledge_base_id"))
            return Reply(made, {DOCUMENTS: {content_key(intent.fields): made}})
        case _:
            return Reply(_text(intent.fields.get("interview_result_id")))


def _enrolled(told: Mapping[str, Json], hidden: Sequence[str]) -> Reply:
    status = _text(told.get("status"))
    reason = scrubbed(_text(told.get("reason")), hidden)
    outcome: dict[str, Json] = {"status": status}
    outcome |= {name: told[name] for name in _IDS if isinstance(told.get(name), str)}
    if reason:
        outcome["reason"] = reason
    if status == "already-applied":
        message = "applied already, which counts as done"
    elif status in _REJECTED:
        message = f"turned down ({status})"
    else:
        message = f"decided: {status}"
    return Reply(
        _text(told.get("profile_interview_id")), outcome, f"{message}: {reason}" if reason else message
    )


def replies(
    rows: Sequence[Json], emails: Sequence[str], hidden: Sequence[Sequence[str]]
) -> list[Reply | None]:
    """The answers to a call about several, in the order of `emails`: each row by its address, else by its
    place. None where no row can be told to be this person's."""
    listed: list[Mapping[str, Json]] = [row if isinstance(row, dict) else {} for row in rows]
    by_email: dict[str, Mapping[str, Json]] = {}
    for entry in listed:
        by_email.setdefault(folded(_text(entry.get("email"))), entry)
    named = len(by_email) == len(listed) and "" not in by_email
    by_place = [*listed] if len(listed) == len(emails) else [None] * len(emails)
    chosen = [by_email.get(folded(email)) for email in emails] if named else by_place
    return [None if row is None else _row(row, hidden[place]) for place, row in enumerate(chosen)]


def _row(row: Mapping[str, Json], hidden: Sequence[str]) -> Reply:
    result = scrubbed(_text(row.get("result")), hidden)
    if result.startswith(_ERROR):
        return Reply(message=result.removeprefix(_ERROR), done=False)
    return Reply(_text(row.get("profile_interview_id")), {"result": result}, result)


def remembered(intent: Intent, said: Reply, before: Record | None) -> Record:
    """The Record of what was just done. `before`: what was uploaded for the same document earlier."""
    outcome = dict(said.outcome)
    old = before.outcome.get(DOCUMENTS) if before is not None else None
    new = outcome.get(DOCUMENTS)
    if isinstance(old, dict) and isinstance(new, dict):
        outcome[DOCUMENTS] = {**old, **new}
    pairs = {name: Pair.agreed(value) for name, value in intent.fields.items()}
    return Record(said.remote_id, pairs, intent.marker, intent.manage, refs=intent.refs, outcome=outcome)


def found_again(intent: Intent, remote_id: str) -> Record:
    """The Record of what was done by a call whose answer was lost, and was found by looking."""
    known = position_in(intent.address.kind, intent.fields)
    outcome: dict[str, Json] = {"interview_def_set_id": known} if known else {}
    if intent.endpoint == Endpoint.DOCUMENT:
        outcome = {DOCUMENTS: {content_key(intent.fields): remote_id}}
    return remembered(intent, Reply(remote_id, outcome), None)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
