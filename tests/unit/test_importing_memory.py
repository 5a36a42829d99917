"""Commands that change only what is remembered: mv and rebuild."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from reconciler.errors import UsageError
from reconciler.model.record import Intent
from reconciler.workflows import memory, rebuilding
from tests.support.builders import at, definition, own
from tests.support.memory import MemoryStore
from tests.support.world import ALL_EFFECTS, OWNER, World


@pytest.fixture
def world() -> Iterator[World]:
    world = World(
        own("one", {"question": "Why?"}, name="One"),
        definition("two", name="Two", code="CODE-2"),
        definition("three", name="Three", type="assessment"),
    )
    world.apply(accept=ALL_EFFECTS)
    yield world
    world.close()


def rebuild(world: World, *, agree: bool = True) -> rebuilding.Rebuilt:
    before = world.mark()
    with world.account() as account:
        done = rebuilding.rebuild(world.work(), account, OWNER, rebuilding.Terms(lambda _: agree))
    assert not world.writes(before)
    return done


def linked(done: rebuilding.Rebuilt) -> dict[str, str]:
    return {link.address.key: link.by for link in done.links}


def test_a_record_moves_whole(world: World) -> None:
    record = world.snapshot.records[at("one")]
    mark = world.mark()
    assert memory.move(world.work(), OWNER, at("one"), at("new")) == record
    assert world.mark() == mark  # nobody was asked
    assert set(world.snapshot.records) == {at("new"), at("two"), at("three")}
    assert world.snapshot.records[at("new")] == record
    moved = replace(world.desired.definitions[at("one")], address=at("new"))
    world.declare(moved, *(one for one in world.desired.definitions.values() if one.address.key != "one"))
    assert world.plan().changes == ()


@pytest.mark.parametrize(("old", "new"), [("nobody", "new"), ("one", "two"), ("one", "one")])
def test_what_cannot_move(world: World, old: str, new: str) -> None:
    before = world.store.state
    with pytest.raises(UsageError):
        memory.move(world.work(), OWNER, at(old), at(new))
    assert world.store.state == before


def test_an_unanswered_create_holds_its_key(world: World) -> None:
    snapshot = world.snapshot
    waiting = Intent("i-1", at("wait"), "job-interview-create", {"name": "W", "type": "interview"})
    with world.store.lock(OWNER):
        world.store.write(
            replace(snapshot, serial=snapshot.serial + 1, open={"i-1": waiting}),
            over=world.store.load().snapshot,
        )
    for old, new in (("wait", "x"), ("one", "wait")):
        with pytest.raises(UsageError):
            memory.move(world.work(), OWNER, at(old), at(new))
    world.declare(*world.desired.definitions.values(), definition("wait", name="W"))
    assert rebuild(world) == rebuilding.Rebuilt()


def test_a_lost_state_is_found_again_by_code(world: World) -> None:
    ids = {address: record.remote_id for address, record in world.snapshot.records.items()}
    world.store = MemoryStore()
    world.edit(0, name="Renamed in the admin")
    done = rebuild(world)
    assert linked(done) == {"one": "its code 'one'", "two": "its code 'CODE-2'", "three": "its code 'three'"}
    assert {address: record.remote_id for address, record in world.snapshot.records.items()} == ids
    assert world.snapshot.records[at("one")].marker == "one"
    changed = {change.address.key: [one.name for one in change.fields] for change in world.plan().changes}
    assert changed == {"one": ["name"]}


def test_name_and_type_are_enough_when_both_are_unique(world: World) -> None:
    world.store = MemoryStore()
    world.edit(0, code=None)
    assert linked(rebuild(world))["one"] == "its name and type"


@pytest.mark.parametrize("edit", [{"name": "One", "code": None}, {"name": "One", "code": "theirs"}])
def test_two_of_one_name_are_the_authors_to_tell_apart(world: World, edit: dict[str, str | None]) -> None:
    world.store = MemoryStore()
    world.declare(world.desired.definitions[at("one")])
    world.edit(0, code=None)
    other = next(number for number, row in enumerate(world.rows()) if row["name"] == "Two")
    world.edit(other, **edit)
    done = rebuild(world)
    assert done.links == []
    assert len(done.unlinked[0].rows) == 2


def test_another_code_is_another_interview(world: World) -> None:
    world.store = MemoryStore()
    world.declare(world.desired.definitions[at("one")])
    world.edit(0, code="theirs")
    done = rebuild(world)
    assert "theirs" in done.unlinked[0].why
    assert world.store.state is None


def test_two_definitions_of_one_code_are_not_guessed(world: World) -> None:
    world.store = MemoryStore()
    two = world.desired.definitions[at("two")]
    world.declare(two, replace(two, address=at("twin")))
    assert rebuild(world).links == []


def test_what_is_recorded_is_not_touched_and_deleted_is_not_found(world: World) -> None:
    records = world.snapshot.records
    memory.forget(world.work(), OWNER, at("two"))
    number = next(number for number, row in enumerate(world.rows()) if row["name"] == "Two")
    world.edit(number, status="deleted")
    done = rebuild(world)
    assert done.links == []
    assert "holds none" in done.unlinked[0].why
    assert world.snapshot.records == {address: records[address] for address in (at("one"), at("three"))}


def test_saying_no_records_nothing(world: World) -> None:
    world.store = MemoryStore()
    assert rebuild(world, agree=False).declined
    assert world.store.state is None
