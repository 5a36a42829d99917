"""A process that dies, or a disk that refuses, at every named point: old or new is there, never a mixture."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reconciler.errors import StateError
from reconciler.model.address import Address
from reconciler.model.journal import Begun, Noted
from reconciler.model.record import Pair, Record, Snapshot
from reconciler.ports import Owner, Store
from reconciler.stores import local

if TYPE_CHECKING:
    from .conftest import Kind, Process

OWNER = Owner("apply", "ann", "build-7", 4242, 1795600800.0)
ADDRESS = Address("interview", "a")


def record(text: str) -> Record:
    return Record("id-1", {"name": Pair.agreed(text)})


OLD = Snapshot("l", 1, records={ADDRESS: record("old")})
NEW = Snapshot("l", 2, records={ADDRESS: record("new")})
BEFORE = (Begun("l", 0, None, "apply", 0.0), Noted(ADDRESS, record("before")))
BEGUN = Begun("l", 2, None, "apply", 1.0)
NOTED = Noted(ADDRESS, record("noted"))


def before(kind: Kind) -> None:
    store = kind.open()
    store.write(OLD, over=None)
    store.begin(BEFORE[0])
    store.append(BEFORE[1:])


def a_run(store: Store) -> None:
    with store.lock(OWNER):
        store.write(NEW, over=OLD)
        store.begin(BEGUN)
        store.append([NOTED])


RUN = """
with store.lock(owner("apply")):
    old = Snapshot("l", 1, records={ADDRESS: record("old")})
    store.write(Snapshot("l", 2, records={ADDRESS: record("new")}), over=old)
    store.begin(Begun("l", 2, None, "apply", 1.0))
    store.append([Noted(ADDRESS, record("noted"))])
print("done", flush=True)
"""

LEGAL = (
    (OLD, BEFORE),
    (NEW, BEFORE),
    (NEW, (BEGUN,)),
    (NEW, (BEGUN, NOTED)),
)
"""Everything that may be on disk at any instant of the run, in its order."""


def now(kind: Kind) -> int:
    stored = kind.open().load()
    return LEGAL.index((stored.snapshot, stored.entries))


def test_a_run_passes_every_named_point_and_no_other(kind: Kind) -> None:
    before(kind)
    seen: list[str] = []
    a_run(kind.open(seen.append))
    assert tuple(seen) == kind.failpoints
    assert now(kind) == 3


@pytest.mark.parametrize("point", local.FAILPOINTS)
def test_killed_at_any_point_the_old_or_the_new_is_there_and_the_next_run_goes_on(
    kind: Kind, process: Callable[..., Process], point: str
) -> None:
    before(kind)
    killed = process(RUN, die_at=point)
    assert killed.says() == ""
    assert killed.ended() == -9
    left = now(kind)
    store = kind.open()
    with store.lock(OWNER):
        held = store.load().snapshot
        assert held is not None
        after = replace(held, serial=held.serial + 1)
        store.write(after, over=held)
        store.begin(replace(BEGUN, serial=9))
        store.append([NOTED])
    assert kind.open().load().snapshot == after
    assert left == _expected(point)
    assert [path.name for path in kind.state.parent.iterdir() if path.name.endswith(".tmp")] == []


def _expected(point: str) -> int:
    """Where in LEGAL a death at `point` leaves the files. What was written and not synced outlives a
    process, though perhaps not the machine."""
    points = list(local.FAILPOINTS)
    reached = [
        points.index("state.before_folder_sync"),
        points.index("journal.before_folder_sync"),
        points.index("journal.before_append_sync"),
    ]
    return sum(points.index(point) >= turn for turn in reached)


MUST_NOT_FAIL = [point for point in local.FAILPOINTS if not point.startswith("history.")]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("point", [point for point in local.FAILPOINTS if point.startswith("history.")])
def test_a_copy_that_cannot_be_kept_does_not_undo_what_is_durable(
    kind: Kind, point: str, number: int
) -> None:
    before(kind)

    def fail(here: str) -> None:
        if here == point:
            raise OSError(number, os.strerror(number))

    a_run(kind.open(fail))
    assert now(kind) == 3


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT])
@pytest.mark.parametrize("point", MUST_NOT_FAIL)
def test_an_error_at_any_point_is_told_and_leaves_old_or_new(kind: Kind, point: str, number: int) -> None:
    before(kind)

    def fail(here: str) -> None:
        if here == point:
            raise OSError(number, os.strerror(number))

    with pytest.raises((StateError, OSError)) as caught:
        a_run(kind.open(fail))
    if isinstance(caught.value, StateError):
        assert os.strerror(number) in caught.value.message
        assert caught.value.hint
    assert now(kind) == _expected(point)
    with kind.open().lock(OWNER):
        pass


def test_after_a_failed_append_nothing_follows_until_a_new_beginning(kind: Kind) -> None:
    failing = True

    def fail(point: str) -> None:
        if failing and point == "journal.before_append_sync":
            raise OSError(errno.EIO, "Input/output error")

    store = kind.open(fail)
    with store.lock(OWNER):
        store.begin(BEGUN)
        with pytest.raises(StateError, match="nput/output"):
            store.append([NOTED])
        failing = False
        with pytest.raises(StateError, match="earlier write failed"):
            store.append([NOTED])
        store.begin(BEGUN)
        store.append([NOTED])
    assert store.load().entries == (BEGUN, NOTED)
