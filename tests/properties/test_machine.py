"""A month of bad luck: edits on both sides, applies, faults, kills, lost states, a second client, a wrong
token, in any order. A small model says what must hold after every step and where it all has to end.

300 runs of 50 steps in CI; `HYPOTHESIS_PROFILE=long` plays many more.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from reconciler.errors import ReconcilerError
from reconciler.model.change import Action
from reconciler.model.definition import Definition
from reconciler.simulator import Fault
from reconciler.simulator.faults import AFTER, BEFORE
from reconciler.workflows.memory import take_in
from tests.support.builders import definition, own
from tests.support.memory import Killed, MemoryStore, killing
from tests.support.world import ALL_EFFECTS, OWNER, WRITES, World

KEYS = ("one", "two", "three")
STATUSES = ("draft", "active", "archived")
OTHER = "51a1c0de-0000-4000-8000-0000000000ee"
KINDS = sorted((set(AFTER) | set(BEFORE)) - {"drip", "rate_limit"})
EDITS = {
    "interview_location": st.sampled_from(["Oslo", "Bergen"]),
    "interview_salary": st.sampled_from(["1", "2"]),  # nobody declares it: it has to stay
    "status": st.sampled_from(STATUSES),
}


def made(key: str, location: str, status: str, questions: bool) -> Definition:
    fields = {"name": key.title(), "location": location, "status": status}
    return (
        own(key, {"question": "Why?", "external_id": "why"}, **fields)
        if questions
        else definition(key, **fields)
    )


class Machine(RuleBasedStateMachine):
    """The model: which definitions there are, and which rows a lost or foreign state left unrecorded."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.files: dict[str, Definition] = {}
        self.orphans: set[str] = set()
        self.salaries: dict[str, str] = {}

    def teardown(self) -> None:
        self.everything_ends_where_it_should()
        self.world.simulator.close()

    # The author

    @rule(
        key=st.sampled_from(KEYS),
        location=st.sampled_from(["Berlin", "Paris"]),
        status=st.sampled_from(STATUSES),
        questions=st.booleans(),
    )
    def write_a_file(self, key: str, location: str, status: str, questions: bool) -> None:
        known = self.files.get(key)
        questions = questions if known is None else "questions" in known.fields
        self.files[key] = made(key, location, status, questions)
        self._declare()

    @rule(key=st.sampled_from(KEYS))
    def remove_a_file(self, key: str) -> None:
        self.files.pop(key, None)
        self._declare()

    def _declare(self) -> None:
        self.world.declare(*self.files.values())

    # The account's people

    @precondition(lambda self: self.world.rows())
    @rule(data=st.data(), field=st.sampled_from(sorted(EDITS)))
    def edit_the_account(self, data: st.DataObject, field: str) -> None:
        row = data.draw(st.sampled_from(self.world.rows()), label="row")
        value = data.draw(EDITS[field], label=field)
        self.world.simulator.edit(row["id"], **{field: value})
        if field == "interview_salary":
            self.salaries[row["id"]] = value

    # The tool

    @rule()
    def plan(self) -> None:
        before = len(self.world.writes())
        with suppress(ReconcilerError):
            self.world.plan()
        assert len(self.world.writes()) == before, "a plan writes nothing"

    @rule()
    def apply(self) -> None:
        self._apply(self.world)

    @rule(
        endpoint=st.sampled_from([*WRITES, "job-interview-get", "merchant-interview-list"]),
        kind=st.sampled_from(KINDS),
        nth=st.integers(1, 2),
    )
    def apply_with_a_fault(self, endpoint: str, kind: str, nth: int) -> None:
        status = 500 if kind in ("error_before", "error_after") else None
        self.world.simulator.add_fault(Fault(endpoint, kind, nth, status=status))
        self._apply(self.world)

    @rule(at_=st.integers(0, 12), when=st.sampled_from(["before", "after"]))
    def apply_and_be_killed(self, at_: int, when: str) -> None:
        store = self.world.store
        store.trouble = killing(len(store.operations) + at_, when)
        self._apply(self.world)
        store.trouble = lambda _number, _name, _when: None

    @rule()
    def lose_the_state(self) -> None:
        self.world.forget_everything()
        self.orphans |= {row["code"] for row in self.world.rows()}

    @rule()
    def a_second_client_applies(self) -> None:
        """A repository of the same files on another machine: it has a state of its own."""
        ours, self.world.store = self.world.store, MemoryStore()
        before = {row["code"] for row in self.world.rows()}
        self._apply(self.world)
        self.world.store = ours
        self.orphans |= {row["code"] for row in self.world.rows()} - before

    @precondition(lambda self: self.world.snapshot.account is not None)
    @rule()
    def apply_with_a_token_of_another_merchant(self) -> None:
        world, simulator = self.world, self.world.simulator
        with suppress(ValueError):
            simulator.add_account("other", merchant_id=OTHER, name="Another Company")

        def swapped(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Any:
            names = {
                name: "Bearer other" if name.lower() == "authorization" else value
                for name, value in headers.items()
            }
            return simulator.handle(method, target, names, body)

        before = len(world.writes())
        world.handler = swapped
        with pytest.raises(ReconcilerError):
            world.apply(accept=ALL_EFFECTS)
        world.handler = simulator.handle
        assert len(world.writes()) == before

    @rule()
    def take_in_what_is_proposed(self) -> None:
        """The author's answer to a lost state."""
        with suppress(ReconcilerError):
            for change in self.world.plan().changes:
                if change.action is Action.IMPORT and change.remote_id is not None:
                    with self.world.account() as reader:
                        take_in(self.world.work(), reader, OWNER, change.address, change.remote_id)
                    self.orphans.discard(change.address.key)

    def _apply(self, world: World) -> None:
        with suppress(ReconcilerError, Killed):
            world.apply(accept=ALL_EFFECTS)

    # What holds after every step

    @invariant()
    def nothing_is_made_twice(self) -> None:
        marks = Counter(
            logged.body["code"] for logged in self.world.creates() if isinstance(logged.body, dict)
        )
        assert all(count == 1 for count in marks.values()), marks

    @invariant()
    def nothing_is_forgotten(self) -> None:
        snapshot = self.world.snapshot
        known = snapshot.claimed()
        open_ = {intent.marker for intent in snapshot.open.values()}
        for row in self.world.rows():
            assert row["id"] in known or row["code"] in open_ | self.orphans, f"{row['code']} is nobody's"

    @invariant()
    def what_nobody_declared_is_left_alone(self) -> None:
        for row in self.world.rows():
            assert row["interview_salary"] == self.salaries.get(row["id"])

    def everything_ends_where_it_should(self) -> None:
        for _ in range(8):
            self.take_in_what_is_proposed()
            self._apply(self.world)
        plan = self.world.plan(accept=ALL_EFFECTS)
        assert plan.empty, [
            (str(change.address), change.action, change.reason, change.blocked) for change in plan.changes
        ]
        found = {row["code"]: row for row in self.world.rows()}
        for key, one in self.files.items():
            row = found[key]
            assert (row["interview_location"], row["status"]) == (
                one.fields["location"],
                one.fields["status"],
            )
        for address, record in self.world.snapshot.records.items():
            assert record.live is (address.key in self.files)


_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"


@pytest.mark.timeout(0 if _LONG else 900)
def test_whatever_happens_in_any_order() -> None:
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "5000")) if _LONG else 300,
            stateful_step_count=50,
            deadline=None,
            derandomize=not _LONG,
            suppress_health_check=list(HealthCheck),
        ),
    )
