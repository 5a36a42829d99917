"""A Record without a definition, and what a replacement left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reconciler.engine.removal import deposed, retire
from reconciler.model.change import Action
from reconciler.model.definition import Manage, OnRemove
from reconciler.model.observed import Observed
from tests.support.builders import at, record, row, seen


def observed(status: str = "active") -> Observed:
    return Observed(rows={"id-1": row(status=status, taken=4)}, read={"id-1": seen(status=status)})


@pytest.mark.parametrize(
    ("on_remove", "status", "action", "target", "effects"),
    [
        (OnRemove.ARCHIVE, "active", Action.RETIRE, "archived", {"retire"}),
        (OnRemove.ARCHIVE, "draft", Action.RETIRE, "archived", set()),
        (OnRemove.ARCHIVE, "archived", Action.RECORD, "archived", set()),
        (OnRemove.DELETE, "active", Action.RETIRE, "deleted", {"retire"}),
        (OnRemove.DELETE, "archived", Action.RETIRE, "deleted", {"retire"}),
        (OnRemove.ARCHIVE, "deleted", Action.RECORD, "deleted", set()),
        (OnRemove.FORGET, "active", Action.FORGET, None, set()),
    ],
)
def test_as_the_record_remembers(
    on_remove: OnRemove, status: str, action: Action, target: Any, effects: set[str]
) -> None:
    change = retire(at(), record(manage=Manage(on_remove=on_remove)), observed(status))
    assert (change.action, change.tombstone, set(change.effects)) == (action, target, effects)
    sent = [dict(call.body) for call in change.calls]
    assert sent == ([{"status": target}] if action is Action.RETIRE else [])
    assert change.taken == 4


def test_a_tombstone_is_nothing_to_do() -> None:
    assert retire(at(), replace(record(), tombstone="archived"), observed()).action is Action.NONE


def test_protected_is_blocked_unless_it_is_gone_already() -> None:
    held = record(manage=Manage(protect=True))
    blocked = retire(at(), held, observed())
    assert blocked.blocked is not None
    assert blocked.blocked.ways_out[-1] == "or let go of it: reconciler state forget interview.backend"
    gone = retire(at(), held, Observed(gone=frozenset({"id-1"})))
    assert (gone.action, gone.blocked, gone.tombstone) == (Action.RECORD, None, "deleted")


def test_deposed_interviews_are_retired_until_they_are() -> None:
    held = replace(record(), deposed=("old-1", "old-2", "old-3"))
    rows = {"old-1": row("old-1", status="active"), "old-2": row("old-2", status="archived")}
    change, *rest = deposed(at(), held, Observed(rows=rows), None)
    assert (change.remote_id, change.action) == ("old-1", Action.RETIRE)
    assert [(dict(call.body), call.target) for call in change.calls] == [({"status": "archived"}, "old-1")]
    assert [(one.remote_id, one.action, one.calls) for one in rest] == [
        ("old-2", Action.RECORD, ()),
        ("old-3", Action.RECORD, ()),
    ]
    assert list(deposed(at(), held, Observed(online=False, rows=rows), None)) == []
