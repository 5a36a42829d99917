"""Laws of what is done once: wherever a run dies and whatever breaks, everybody is enrolled or invited once,
every document uploaded once, every result reopened once, and the next runs end it.

The account's own log is the judge.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from reconciler.errors import ReconcilerError
from reconciler.model.address import Address
from reconciler.model.definition import Definition, Manage, OnRemove
from reconciler.model.field import Endpoint
from reconciler.model.values import Json, Value
from reconciler.simulator import Fault, Switches
from reconciler.simulator.faults import AFTER, BEFORE
from reconciler.simulator.seed import KNOWLEDGE_BASES
from reconciler.workflows.memory import forget, take_in
from tests.support.builders import candidate, definition, invited
from tests.support.memory import Killed, failing, killing
from tests.support.world import ALL_EFFECTS, OWNER, World

FORGETS = Manage(on_remove=OnRemove.FORGET)
TEXT = "What everybody has to know.\n"
SHA = hashlib.sha256(TEXT.encode()).hexdigest()
DOCUMENT = Address("knowledge-document", "handbook")
PEOPLE = ("cleo", "dan", "eve")


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "handbook.txt").write_text(TEXT, encoding="utf-8")
        yield Path(folder)


def run(root: Path, *, shown: bool = True) -> World:
    """A round of hiring after one candidate's camera failed."""
    world = World(definition(), switches=Switches(registration_makes_result=shown))
    world.root = root
    world.apply()
    world.simulator.complete_result(world.row()["id"], "zoe@example.com", score=60)
    world.clock.sleep(3600)
    result = next(one["interview_result_id"] for one in world.simulator.results())
    file: dict[str, Json] = {"path": "handbook.txt", "sha256": SHA, "size": len(TEXT)}
    said: dict[str, Value] = {"knowledge_base_store_id": KNOWLEDGE_BASES[0], "file": file}
    reopened: dict[str, Value] = {"interview_result_id": result, "reason": "The camera failed."}
    world.declare(
        definition(),
        candidate("anna"),
        candidate("ben"),
        *map(invited, PEOPLE),
        Definition(DOCUMENT, said, FORGETS),
        Definition(Address("directory", "sales"), {"id": "sales", "name": "Sales", "status": "active"}),
        Definition(Address("retake", "camera"), reopened, FORGETS),
    )
    return world


def converge(world: World, most: int = 6) -> None:
    """Apply until a plan is empty. Where nothing shows what became of a call, its author looks and says."""
    for _ in range(most):
        try:
            world.apply(accept=ALL_EFFECTS)
            if any(one.address == DOCUMENT for one in world.snapshot.open.values()):
                _settle(world)
                continue
            if world.plan(accept=ALL_EFFECTS).empty:
                return
        except ReconcilerError:
            continue
    made = world.plan(accept=ALL_EFFECTS)
    raise AssertionError((made.changes, made.settlements))


def _settle(world: World) -> None:
    documents = world.simulator.documents()
    if not documents:
        forget(world.work(), OWNER, DOCUMENT)
        return
    with world.account() as account:
        take_in(world.work(), account, OWNER, DOCUMENT, documents[-1]["id"])


def once(world: World) -> None:
    """Everything that the round asks for is there, and nothing of it twice."""
    enrolled = Counter(one["candidate_email"] for one in world.simulator.results())
    everybody = {f"{name}@example.com" for name in ("anna", "ben", *PEOPLE, "zoe")}
    assert enrolled == Counter(everybody)
    assert [one["sha256"] for one in world.simulator.documents()] == [SHA]
    assert len(world.sent(Endpoint.RETAKE)) == 1
    assert len(world.sent(Endpoint.ENROL)) == 2
    assert len(world.sent(Endpoint.DIRECTORY)) == 1
    assert len(world.rows()) == 1


def operations(root: Path) -> int:
    world = run(root)
    before = len(world.store.operations)
    world.apply()
    return len(world.store.operations) - before


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_every_write_the_next_run_ends_it(root: Path, when: str, shown: bool) -> None:
    for number in range(operations(root)):
        world = run(root, shown=shown)
        world.store.trouble = killing(len(world.store.operations) + number, when)
        with suppress(Killed):
            world.apply()
        world.store.trouble = killing(-1, "")
        converge(world)
        once(world)
        world.close()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_disk_that_fails_from_some_write_on_loses_nothing(root: Path, when: str) -> None:
    for number in range(operations(root)):
        world = run(root)
        since = len(world.store.operations) + number
        world.store.trouble = failing("begin", "append", "write", since=since, when=when)
        with suppress(ReconcilerError):
            world.apply()
        world.store.trouble = killing(-1, "")
        converge(world)
        once(world)
        world.close()


def first_round() -> World:
    """Nothing was ever applied: not even a state holds the key that people are known by."""
    return World(definition(), candidate("anna"), candidate("ben"), *map(invited, PEOPLE))


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_in_the_very_first_run_everybody_is_known_again(when: str) -> None:
    world = first_round()
    world.apply()
    writes = len(world.store.operations)
    for number in range(writes):
        world = first_round()
        world.store.trouble = killing(number, when)
        with suppress(Killed):
            world.apply()
        world.store.trouble = killing(-1, "")
        converge(world)
        enrolled = Counter(one["candidate_email"] for one in world.simulator.results())
        assert enrolled == Counter(f"{name}@example.com" for name in ("anna", "ben", *PEOPLE))
        assert len(world.sent(Endpoint.ENROL)) == 2
        world.close()


ENDPOINTS = (
    Endpoint.ENROL,
    Endpoint.REGISTER,
    Endpoint.DOCUMENT,
    Endpoint.DIRECTORY,
    Endpoint.RETAKE,
    "merchant-result-list",
    "merchant-candidate-list",
    "job-interview-details",
    "catalogue-tag-get",
)


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_every_fault_of_every_call_is_survived(root: Path, endpoint: str, shown: bool) -> None:
    for kind in sorted(BEFORE | AFTER):
        world = run(root, shown=shown)
        world.simulator.add_fault(Fault(endpoint, kind, retry_after=3))
        try:
            converge(world)
            once(world)
        except AssertionError as error:
            raise AssertionError((kind, *error.args)) from error
        world.close()


@pytest.mark.parametrize("rows", [0, 1, 2])
@pytest.mark.parametrize("kind", sorted(AFTER - {"drip"}))
@pytest.mark.parametrize("shown", [True, False])
def test_a_batch_that_stops_anywhere_is_finished(root: Path, kind: str, rows: int, shown: bool) -> None:
    world = run(root, shown=shown)
    world.simulator.add_fault(Fault(Endpoint.REGISTER, kind, rows=rows))
    converge(world)
    once(world)
