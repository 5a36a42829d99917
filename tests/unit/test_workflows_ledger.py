"""State and journal of a run, and a store that fails in the middle of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from reconciler.apply.journal import fold
from reconciler.errors import (
    CallFailed,
    ReconcilerError,
    StateDamaged,
    StateError,
)
from reconciler.model.environment import Ceilings
from reconciler.model.journal import Begun, Ended, Ending, Entry, Intended, Noted, ReadBack
from reconciler.model.record import Pair, Record, Snapshot
from reconciler.model.values import UNREAD
from reconciler.ports import Stored
from reconciler.simulator import Fault
from reconciler.workflows.ledger import Ledger
from reconciler.workflows.work import as_it_would_be, start
from tests.support.builders import at, begun, definition, intent, own, record, snapshot
from tests.support.memory import failing
from tests.support.world import ALL_EFFECTS, OWNER, World, interrupting, told

QUESTIONS: Any = ({"question": "Why?"}, {"question": "How?"})
WRITE = "job-interview-update"


@pytest.fixture
def world() -> Iterator[World]:
    made = World(definition("one", name="One"), definition("two", name="Two"))
    yield made
    made.close()


def lines(world: World) -> list[str]:
    return [type(entry).__name__ for entry in world.store.load().entries]


def test_an_outcome_that_cannot_be_written_is_shown_and_settled_by_the_next_run(world: World) -> None:
    world.declare(definition("one"))
    world.store.trouble = failing("append", since=2)
    applied = world.apply()
    assert told(applied) == {"one": "failed"}
    (entry,) = applied.unsaved
    assert isinstance(entry, Ended)
    assert entry.remote_id == world.row()["id"]
    world.store.trouble = failing()
    world.apply()
    assert world.plan().empty
    assert len(world.creates()) == 1


def test_a_state_that_cannot_be_written_is_a_warning_and_its_journal_the_truth(world: World) -> None:
    world.store.trouble = failing("write")
    applied = world.apply()
    assert told(applied) == {"one": "applied", "two": "applied"}
    assert applied.report is not None
    assert "the next run folds it" in applied.report.warnings[0]
    world.store.trouble = failing()
    assert world.plan().empty
    world.apply()
    assert (world.snapshot.serial, len(world.creates())) == (1, 2)


def test_a_settlement_that_cannot_be_stored_is_an_error_when_nothing_else_was_done() -> None:
    world = World(definition("one"))
    world.simulator.add_fault(Fault("job-interview-create", "cut_after"))
    world.handler = interrupting(world, "job-interview-create")
    assert told(world.apply()) == {"one": "unknown"}
    world.handler, world.interrupts.count = world.simulator.handle, 0
    world.agree = lambda _plan: False
    world.change("one", name="One more")
    world.store.trouble = failing("write")
    with pytest.raises(StateError):
        world.apply()
    world.store.trouble = failing()
    assert (set(world.snapshot.records), world.snapshot.open) == ({at("one")}, {})


def test_what_was_made_and_is_held_up_by_a_guard_is_no_success() -> None:
    world = World(own("one", *QUESTIONS, max_duration=1800))
    world.environment = replace(world.environment, ceilings=Ceilings(update=0))
    world.simulator.add_fault(Fault("job-interview-create-from-array", "cut_after"))

    def touched(*request: Any) -> Any:
        try:
            return world.simulator.handle(*request)
        finally:
            if request[1].endswith("from-array"):
                world.edit(0, status="active", name="Edited meanwhile")

    world.handler = touched
    applied = world.apply()
    assert applied.report is not None
    (result,) = applied.report.results
    assert (result.ending, result.hint) == (Ending.FAILED, "Run apply again")
    assert result.message == "it was made, but it could not be brought to its declared end"


def test_closing_never_hides_what_went_wrong_first(world: World) -> None:
    world.simulator.add_fault(Fault("merchant-interview-list", "unauthorized", nth=3))
    world.wait = False
    world.simulator.add_fault(Fault("job-interview-create", "cut_before"))
    world.store.trouble = failing("write")
    with pytest.raises(CallFailed, match="401"):
        world.apply()
    assert "Intended" in lines(world)
    world.store.trouble = failing()
    assert len(world.snapshot.open) + len(world.snapshot.records) == 2


def test_a_journal_left_behind_is_folded_before_anything_else(world: World) -> None:
    world.store.trouble = failing("write")
    world.apply()
    world.store.trouble = failing()
    world.change("one", name="One more")
    world.apply()
    assert world.snapshot.serial == 2
    assert lines(world)[0] == "Begun"


def test_a_journal_without_its_state_is_damage(world: World) -> None:
    world.apply()
    world.change("one", name="One more")
    world.apply()
    world.store.state = None
    with pytest.raises(StateDamaged, match="the state file it builds on is missing"):
        world.plan()


def test_start_is_a_new_lineage_where_nothing_was_ever_written() -> None:
    ids = iter(["lineage", "salt"])
    assert start(Stored(None), lambda: next(ids)) == Snapshot("lineage", salt="salt")
    first = start(Stored(None, (begun(0), Noted(at(), record()))), lambda: "salt")
    assert (first.lineage, first.serial, set(first.records)) == ("lineage", 1, {at()})
    held = snapshot({})
    assert start(Stored(held), lambda: "x") is held


def test_as_it_would_be_is_a_fold_of_its_own() -> None:
    held = snapshot({}, intent())
    assert as_it_would_be(held, []) is held
    assert as_it_would_be(held, [Ended("i-1", Ending.FAILED)]).open == {}


def test_the_ledger_begins_with_its_first_line_and_can_go_on_after_closing(world: World) -> None:
    with world.store.lock(OWNER):
        ledger = Ledger.opened(world.work(), "import")
        ledger.close()
        assert world.store.operations == []
        ledger.append([Noted(at("one"), record())])
        assert ledger.snapshot.records == {at("one"): record()}
        ledger.close()
        ledger.append([Intended(intent("i", "one", WRITE, fields={"name": "B"}, remote_id="id-1"))])
        ledger.close()
    assert world.store.operations == ["begin", "append", "write"] * 2
    assert world.snapshot.serial == 2
    assert world.snapshot.records[at("one")].fields["name"] == Pair("B", UNREAD)
    first = world.store.load().entries[0]
    assert isinstance(first, Begun)
    assert (first.serial, first.operation) == (1, "import")


def test_the_ledger_is_at_every_line_what_the_next_run_would_read(world: World) -> None:
    made = intent("i-1", "one", fields={"name": "A"})
    sent = intent("i-2", "one", WRITE, fields={"name": "B"}, remote_id="id-1")
    lines: list[Entry] = [
        Intended(made), Ended("i-1", Ending.APPLIED, remote_id="id-1"), Intended(sent),
        Ended("i-2", Ending.APPLIED, remote_id="id-1"), ReadBack(at("one"), "id-1"),
        Noted(at("two"), record()),
    ]  # fmt: skip
    with world.store.lock(OWNER):
        ledger = Ledger.opened(world.work())
        for line in lines:
            ledger.append([line])
            assert ledger.snapshot == fold(ledger.base, ledger.lines)
        assert ledger.touched == {"id-1", record().remote_id}
        ledger.close()
    assert world.snapshot.records[at("one")] == Record("id-1", {"name": Pair.agreed("B")}, made.marker)


def test_a_line_that_could_not_be_written_is_not_in_the_ledger(world: World) -> None:
    with world.store.lock(OWNER):
        ledger = Ledger.opened(world.work())
        world.store.trouble = failing("append")
        with pytest.raises(StateError):
            ledger.append([Noted(at("one"), record())])
        assert ledger.snapshot.records == {}
        ledger.close()
    assert world.store.state is None


def test_every_error_of_a_run_is_one_of_ours(world: World) -> None:
    world.simulator.add_fault(Fault("merchant-status", "gateway", times=9))
    with pytest.raises(ReconcilerError):
        world.apply(accept=ALL_EFFECTS)
