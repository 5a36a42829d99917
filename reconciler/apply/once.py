"""What is done once, carried out: one call for one, or one call for many of a batch.

Each of a batch has an intent and an outcome of its own in the journal: a row that the account refuses fails
alone, and a lost answer leaves each row unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reconciler.apply import outcomes, points
from reconciler.apply.desk import Done
from reconciler.apply.outcomes import Verdict
from reconciler.apply.sending import send
from reconciler.apply.stop import Stop, failed
from reconciler.apply.tools import Tools
from reconciler.engine import people, records, replies, requests
from reconciler.errors import ReconcilerError
from reconciler.model.address import Address
from reconciler.model.answer import Answer, End
from reconciler.model.change import Action, Call, Change
from reconciler.model.field import Endpoint
from reconciler.model.journal import Ended, Ending, Noted
from reconciler.model.kinds import kind_of
from reconciler.model.record import Intent, Record
from reconciler.model.report import Result
from reconciler.model.values import Json, canonical


@dataclass(frozen=True, slots=True)
class _One:
    """One Change with its call, complete. `hidden`: what names the person."""

    change: Change
    call: Call
    intent: Intent
    hidden: tuple[str, ...]

    @property
    def email(self) -> str:
        value = next((item.after for item in self.change.fields if item.name == "email"), None)
        return value if isinstance(value, str) else ""


def carry_out(changes: Sequence[Change], tools: Tools) -> list[Done]:
    """One Done for each of `changes`, whatever happens."""
    started = tools.clock.monotonic()
    done: list[Done] = []
    try:
        for group in _groups(changes, tools):
            done.extend(_sent(group, tools) if isinstance(group, list) else [_remembered(group, tools)])
    except ReconcilerError as error:
        done.extend(_broken(changes, done, error.message, error.hint))
    except Exception as error:
        message = f"{type(error).__name__} (a fault of this tool; please report it)"
        done.extend(_broken(changes, done, message, ""))
    seconds = tools.clock.monotonic() - started
    return [replace(one, result=replace(one.result, seconds=seconds)) for one in done]


def _broken(changes: Sequence[Change], done: Sequence[Done], message: str, hint: str) -> list[Done]:
    through = {one.change.address for one in done}
    return [
        Done(change, Result(change.address, change.action, Ending.FAILED, message, hint))
        for change in changes
        if change.address not in through
    ]


def _groups(changes: Sequence[Change], tools: Tools) -> list[list[_One] | Change]:
    """What goes in one call together, and what needs none."""
    groups: dict[str, list[_One]] = {}
    quiet: list[list[_One] | Change] = []
    for change in changes:
        if not change.calls:
            quiet.append(change)
            continue
        one = _ready(change, tools)
        shared = canonical(dict(requests.shared(one.call)))
        alone = "" if change.batch else str(change.address)
        groups.setdefault(f"{alone} {one.call.endpoint} {shared}", []).append(one)
    return [*quiet, *groups.values()]


def _ready(change: Change, tools: Tools) -> _One:
    kind = kind_of(change.address.kind)
    call = requests.filled(change.calls[0], _ids(change.calls[0], tools))
    said = {item.name: item.after for item in change.fields}
    intent = Intent(
        id=tools.new_id(),
        address=change.address,
        endpoint=call.endpoint.value,
        fields=call.fields,
        marker=change.marker,
        manage=change.manage,
        refs=change.refs,
    )
    return _One(change, call, intent, people.secrets(kind, said))


def _ids(call: Call, tools: Tools) -> dict[Address, str]:
    known = {address: tools.records.get(address) for address in call.fills.values()}
    missing = [str(address) for address, record in known.items() if record is None]
    if missing:
        raise ReconcilerError(f"It needs {', '.join(missing)}, which is not made.")
    return {address: record.remote_id for address, record in known.items() if record is not None}


def _remembered(change: Change, tools: Tools) -> Done:
    """What only changes our memory."""
    address = change.address
    record = tools.records.get(change.moved_from or address) or Record(change.remote_id or "")
    record = records.remembered(change, record, None)
    if change.action is not Action.FORGET:
        record = replace(record, remote_id=change.remote_id or record.remote_id)
    lines = [Noted(address, record)]
    if change.moved_from is not None:
        lines.append(Noted(change.moved_from, None))
        tools.records.pop(change.moved_from, None)
    tools.desk.write(*lines)
    tools.records[address] = record
    tools.fail(points.NOTED)
    return Done(change, Result(address, change.action, Ending.APPLIED, remote_id=record.remote_id or None))


def _sent(group: list[_One], tools: Tools) -> list[Done]:
    endpoint, body = group[0].call.endpoint, requests.together([one.call for one in group])
    answer = send(tools, [one.intent for one in group], endpoint, body, creates=True)
    verdict = outcomes.judge(answer, creates=True)
    if verdict is not Verdict.APPLIED:
        return _all_badly(group, verdict, answer, tools)
    said = _replies(group, answer.body)
    ended: list[Ended] = []
    done: list[Done] = []
    for one, reply in zip(group, said, strict=True):
        entry, result = _ended(one, reply, answer, tools)
        ended.append(entry)
        done.append(Done(one.change, result))
    tools.desk.write(*ended)
    tools.fail(points.ENDED)
    return done


def _replies(group: Sequence[_One], body: Json) -> list[replies.Reply | None]:
    if isinstance(body, list):
        return replies.replies(body, [one.email for one in group], [one.hidden for one in group])
    return [replies.reply(one.intent, body, one.hidden) for one in group]


def _ended(one: _One, reply: replies.Reply | None, answer: Answer, tools: Tools) -> tuple[Ended, Result]:
    change, intent = one.change, one.intent
    if reply is None:
        message = "the answer holds no row that is this person's"
        stop = Stop(Ending.UNKNOWN, message, answer)
        return Ended(intent.id, Ending.UNKNOWN, None, message), failed(change, stop)
    if not reply.done:
        stop = Stop(Ending.FAILED, reply.message, answer, "Put it right and run apply again: only it is sent")
        return Ended(intent.id, Ending.FAILED, None, reply.message), failed(change, stop)
    record = replies.remembered(intent, reply, tools.records.get(change.address))
    tools.records[change.address] = record
    result = Result(
        change.address,
        change.action,
        Ending.APPLIED,
        reply.message,
        remote_id=record.remote_id or None,
    )
    return Ended(intent.id, Ending.APPLIED, record), result


_NO_POSITION = (
    "The account may take positions only here, and this is an interview: `kind: invitation` puts people on it"
)


def _is_no_position(one: _One, answer: Answer) -> bool:
    """Whether an id of an interview is taken for a position's, no document says."""
    return one.call.endpoint is Endpoint.ENROL and answer.status == 404 and answer.end is End.REFUSED


def _all_badly(group: Sequence[_One], verdict: Verdict, answer: Answer, tools: Tools) -> list[Done]:
    """The call as a whole came to nothing, or to nobody knows what."""
    error = tools.explain(answer, group[0].call.endpoint.value)
    ending = Ending.UNKNOWN if verdict is Verdict.UNKNOWN else Ending.FAILED
    fault = answer.end is End.FAULT or (answer.status or 0) >= 500
    hidden = {text for one in group for text in one.hidden}
    message = people.scrubbed(error.message, hidden)
    tools.desk.write(*(Ended(one.intent.id, ending, None, message) for one in group))
    hint = _NO_POSITION if _is_no_position(group[0], answer) else people.scrubbed(error.hint, hidden)
    stop = Stop(ending, message, answer, hint)
    return [Done(one.change, failed(one.change, stop), fault) for one in group]
