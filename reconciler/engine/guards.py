"""Limits on what one apply may do unasked. They count effects, not Actions.

From research on tools of this kind: a lost folder or a wrong glob shows as many small, legal changes. A
guard never stands in the way of recovery: effects on a draft, and those that finish our own unfinished
create, are not counted (engine.status and engine.existing leave them out).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from reconciler.model.approval import Approvals
from reconciler.model.change import Action, Blocked, Change
from reconciler.model.environment import Ceilings
from reconciler.model.kinds import KINDS, kind_of
from reconciler.model.plan import Guard
from reconciler.model.record import Snapshot

_TAKEN_AWAY = frozenset({"retire", "replace", "downtime"})
_RETIRABLE = frozenset(kind.name for kind in KINDS.values() if kind.kept)
_DAY = 24 * 3600.0
_RETIRE_SHARE, _RETIRE_FROM = 0.20, 5
_UPDATE_SHARE, _UPDATE_FROM = 0.30, 10


def guards(
    changes: Sequence[Change],
    snapshot: Snapshot,
    ceilings: Ceilings,
    approvals: Approvals,
    now: float | None = None,
) -> tuple[Guard, ...]:
    """Every limit that the runnable `changes` are over and that nobody has accepted. `now`: the server's
    clock, seconds since the epoch."""
    live = sum(address.kind in _RETIRABLE for address in snapshot.live)
    changes = [_with_progress(change, now) for change in changes]
    found = [
        _guard("progress", "be taken from people who may be in the middle of them", changes, 0, live),
        _guard("credits", "be made, each of which may cost credits", changes, ceilings.credits, None),
        _guard("retire", "leave the candidates' reach", changes, _retire_limit(live, ceilings.retire), live),
        _guard("visible", "change what candidates see", changes, _update_limit(live, ceilings.update), live),
        _guard("downtime", "go down while they change", changes, 0, live),
        _guard("reactivate", "become active again though somebody stopped them", changes, 0, live),
        _guard(
            "replace",
            "be replaced by another interview",
            changes,
            _retire_limit(live, ceilings.replace),
            live,
        ),
    ]
    return tuple(
        guard for guard in found if guard is not None and not approvals.allows(_word(guard), guard.count)
    )


def _word(guard: Guard) -> str:
    return guard.accept.partition("=")[0]


_ACCEPTED_AS = {"visible": "update"}


def _with_progress(change: Change, now: float | None) -> Change:
    """`change` with the effect `progress` when somebody took the interview within a day: the list tells when
    the last one was taken, not who has only begun."""
    if now is None or change.last_taken is None or not change.effects & _TAKEN_AWAY:
        return change
    try:
        taken = datetime.fromisoformat(change.last_taken)
    except ValueError:
        return change
    last = (taken if taken.tzinfo else taken.replace(tzinfo=UTC)).timestamp()
    return replace(change, effects=change.effects | {"progress"}) if now - last < _DAY else change


def _guard(
    effect: str, words: str, changes: Sequence[Change], limit: int | None, live: int | None
) -> Guard | None:
    hit = tuple(change.address for change in changes if effect in change.effects and change.blocked is None)
    if limit is None or len(hit) <= limit:
        return None
    accept = f"{_ACCEPTED_AS.get(effect, effect)}={len(hit)}"
    noun = _noun({address.kind for address in hit}, len(hit))
    of = "" if live is None else f" of {live}"
    message = f"{len(hit)} {noun}{of} would {words} if applied; at most {limit} may without being told"
    return Guard(effect, len(hit), limit, accept, message, hit)


def _noun(kinds: set[str], count: int) -> str:
    if len(kinds) != 1:
        return "resources"
    kind = kind_of(kinds.pop())
    return kind.noun if count == 1 else kind.nouns


def _retire_limit(live: int, ceiling: int | None) -> int | None:
    """20 % from 5 Records on; below that, all of them when there is more than one."""
    if ceiling is not None:
        return ceiling
    if live >= _RETIRE_FROM:
        return max(1, int(live * _RETIRE_SHARE))
    return live - 1 if live > 1 else None


def _update_limit(live: int, ceiling: int | None) -> int | None:
    if ceiling is not None:
        return ceiling
    return max(1, int(live * _UPDATE_SHARE)) if live >= _UPDATE_FROM else None


def renames(changes: Sequence[Change], snapshot: Snapshot, approvals: Approvals) -> list[Change]:
    """`changes`, where a create and a retire of one name and type are blocked as a probable rename: a
    renamed file would take the interview down and buy another, and its candidates' links would die."""
    leaving = {
        (change.address.kind, change.name, snapshot.records[change.address].sent("type")): change.address
        for change in changes
        if change.action in (Action.RETIRE, Action.FORGET)
        and change.address in snapshot.records
        and change.address.kind in _RETIRABLE
    }
    result = list(changes)
    for index, change in enumerate(changes):
        kind = next((item.after for item in change.fields if item.name == "type"), None)
        old = leaving.get((change.address.kind, change.name, kind))
        if change.action is not Action.CREATE or old is None or change.address in approvals.create_anyway:
            continue
        if change.blocked is not None:
            continue
        noun = kind_of(old.kind).noun
        ways = (
            f"manage: {{moved_from: {old.key}}}   # add it to the definition, if it is the same {noun}",
            f"reconciler apply --create-anyway {change.address}   # if it is another one",
        )
        reason = f"{old} is gone and {change.address} is new with the same name: probably a rename"
        result[index] = replace(change, blocked=Blocked(reason, ways), effects=frozenset())
        there = Blocked(f"probably renamed to {change.address}; see there")
        for other, leaver in enumerate(result):
            if leaver.address == old and leaver.action in (Action.RETIRE, Action.FORGET):
                result[other] = replace(leaver, blocked=there, effects=frozenset())
    return result
