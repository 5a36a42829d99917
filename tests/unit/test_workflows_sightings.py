"""What was seen in earlier runs: what need not be read again, and what nobody declared that was edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reconciler.engine.undeclared import edited
from reconciler.errors import StateError
from reconciler.model.approval import Approvals
from reconciler.model.change import Action, Origin
from reconciler.model.definition import Manage
from reconciler.model.lazy import Lazy
from reconciler.model.plan import Plan
from reconciler.model.sighting import Sighting
from reconciler.stores.sightings import FileSightings
from reconciler.workflows.plan import plan, with_undeclared
from reconciler.workflows.work import Work
from tests.support.builders import ENVIRONMENT, at, definition, desired, own, row, seen
from tests.support.clock import FakeClock
from tests.support.many import Kept, ManyAccount
from tests.support.memory import MemoryStore
from tests.support.world import World

SECRET = bytes(range(32))


class Runs:
    """Plans over one large account, one after the other."""

    def __init__(self, count: int, cache: Kept | None = None) -> None:
        self.account, self.clock, self.cache = ManyAccount(count), FakeClock(), cache
        self.store, self.full = MemoryStore(), False
        with self.store.lock(None):  # type: ignore[arg-type]
            self.store.write(self.account.recorded(), over=None)
        self.desired = self.account.declared()

    def plan(self) -> tuple[Plan, Counter[str]]:
        """The plan, and what it asked of the account."""
        self.account.asked, self.account.read = Counter(), []
        work = Work(
            ENVIRONMENT, self.desired, self.store, self.clock, lambda: "n", sightings=lambda: self.cache,
            refresh_full=self.full,
        )  # fmt: skip
        return plan(work, self.account, Approvals()).plan, self.account.asked


@pytest.mark.parametrize("cache", [None, Kept()])
def test_a_plan_over_400_costs_the_listing_and_400_gets(cache: Kept | None) -> None:
    runs = Runs(400, cache)
    for _ in range(2):
        made, asked = runs.plan()
        assert made.empty
        assert asked == {"merchant": 1, "page": 2, "get": 400, "templates": 1}
    assert cache is None or cache.saves == 1  # the second saw nothing new


@pytest.fixture(scope="module")
def many() -> Runs:
    made = Runs(10_000, Kept())
    assert made.plan()[1]["get"] == 10_000  # nothing is known yet
    return made


def test_a_plan_over_10000_costs_the_listing_and_no_get(many: Runs) -> None:
    made, asked = many.plan()
    assert made.empty
    assert made.unchanged == 10_000
    assert asked == {"merchant": 1, "page": 11, "templates": 1}


def test_only_a_row_that_moved_is_read_again(many: Runs) -> None:
    many.account.edit(7, location="Munich")
    many.account.edit(8, moves=False, status="archived")  # the row tells, whatever its date
    many.account.rows["id-9"] = many.account.rows["id-9"]._replace(taken=5)  # a candidate, no edit
    made, _ = many.plan()
    assert sorted(many.account.read) == ["id-7", "id-8"]
    assert [(one.address.key, one.fields[0].origin) for one in made.changes] == [
        ("k-7", Origin.DRIFT),
        ("k-8", Origin.DRIFT),
    ]


def test_what_a_plan_would_change_is_read_whatever_is_remembered(many: Runs) -> None:
    many.plan()
    many.account.edit(11, moves=False, location="Munich")  # nobody can see that from the list
    changed = definition("k-11", name="Interview 11", recording="audio_all")
    before, many.desired = many.desired, desired(*many.desired.definitions.values(), changed)
    made, _ = many.plan()
    assert "id-11" in many.account.read
    (mine,) = (one for one in made.changes if one.address == at("k-11"))
    assert mine.action is Action.UPDATE
    assert sorted(one.name for one in mine.fields) == ["location", "recording"]
    many.desired = before


def test_after_a_day_and_on_request_everything_is_read() -> None:
    many = Runs(501, Kept())
    many.plan()
    many.full = True
    assert many.plan()[1]["get"] == 501
    many.full = False
    assert many.plan()[1]["get"] == 0
    many.clock.sleep(24 * 3600)
    assert many.plan()[1]["get"] == 501


def test_what_was_read_is_not_held(tmp_path: Path) -> None:
    runs = Runs(3)
    work = Work(
        ENVIRONMENT, runs.desired, runs.store, runs.clock, lambda: "n",
        sightings=lambda: FileSightings(tmp_path / "local", SECRET),
    )  # fmt: skip
    read = plan(work, runs.account, Approvals()).observed.read
    assert all(isinstance(one.fields, Lazy) for one in read.values())
    assert {key: dict(one.fields) for key, one in read.items()} == runs.account.fields


def test_another_history_or_account_remembers_nothing() -> None:
    runs = Runs(501, Kept())
    runs.plan()
    assert runs.plan()[1]["get"] == 0
    assert runs.cache is not None
    ((bound, held),) = runs.cache.held.items()
    runs.cache.held = {bound.replace("lineage", "other"): held}
    assert runs.plan()[1]["get"] == 501


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(definition("one", name="One"), own("two", {"question": "Why?"}, name="Two"))
    cache = FileSightings(tmp_path / "local", SECRET)
    work = made.work
    made.work = lambda *known: replace(work(*known), sightings=lambda: cache)  # type: ignore[method-assign]
    made.apply()
    made.plan()
    yield made
    made.close()


def undeclared(world: World) -> tuple[int, dict[str, tuple[str, ...]]]:
    made = world.plan()
    return made.undeclared, {address.key: names for address, names in made.undeclared_names.items()}


def number(world: World, name: str) -> int:
    return next(at for at, one in enumerate(world.rows()) if one["name"] == name)


def test_undeclared_edits_are_counted_until_the_next_apply(world: World) -> None:
    assert undeclared(world) == (0, {})
    world.edit(number(world, "One"), interview_salary="much", cover_image_url="https://x.example/y.png")
    world.edit(number(world, "Two"), interview_location="Munich", interview_salary="much")
    found = (3, {"one": ("cover_image_url", "interview_salary"), "two": ("interview_salary",)})
    count, names = undeclared(world)
    assert (count, {key: tuple(sorted(one)) for key, one in names.items()}) == found
    assert undeclared(world)[0] == 3  # looking does not make it go away
    told = with_undeclared(world.plan()).warnings
    assert told[-1] == "interview.two: edited in the account, and not declared: interview_salary"
    world.apply()
    assert undeclared(world) == (0, {})


def test_an_apply_with_nothing_to_do_counts_as_one(world: World) -> None:
    world.edit(number(world, "One"), interview_salary="much")
    assert undeclared(world)[0] == 1
    world.apply()
    assert undeclared(world) == (0, {})


def test_what_our_own_update_brings_along_is_nobodys_edit(world: World) -> None:
    world.change("one", type="coaching")
    world.apply()
    assert undeclared(world) == (0, {})


def test_without_a_memory_nothing_is_said() -> None:
    world = World(definition("one"))
    world.apply()
    world.plan()
    world.edit(interview_salary="much")
    assert undeclared(world) == (0, {})
    world.close()


def sighting(now: dict[str, Any], before: dict[str, Any]) -> Sighting:
    return Sighting(seen(**now), row(), 0.0, {**seen(**before).fields})


@pytest.mark.parametrize(
    ("now", "before", "names"),
    [
        ({"tags": ["a"]}, {"tags": ["b"]}, ("tags",)),
        ({"tags": ["a"]}, {}, ()),  # not shown before: nobody knows
        ({"location": "Munich"}, {"location": "Berlin"}, ()),  # declared: that is drift
        ({"recording": "audio_all"}, {"recording": None}, ()),  # left to the account by name
        ({"questions": [{"id": "2", "question": "A"}]}, {"questions": [{"id": "1", "question": "A"}]}, ()),
        (
            {"questions": [{"id": "1", "question": "B"}]},
            {"questions": [{"id": "1", "question": "A"}]},
            ("questions",),
        ),
        (
            {"interview_attempts": 2, "custom_scoring": {"max_retries": 2}},
            {"interview_attempts": 3, "custom_scoring": {"max_retries": 3}},
            ("interview_attempts",),
        ),
    ],
)
def test_what_counts_as_an_undeclared_edit(
    now: dict[str, Any], before: dict[str, Any], names: tuple[str, ...]
) -> None:
    assert edited(definition("one", Manage(ignore=("recording",))), sighting(now, before)) == names


def test_the_cache_keeps_what_it_is_given(tmp_path: Path) -> None:
    cache = FileSightings(tmp_path / "local", SECRET)
    assert cache.load("b") == {}
    kept = {
        "id-1": sighting({"questions": [{"question": "Zoë\u2028?"}]}, {}),
        "id-2": Sighting(replace(seen("id-2", "offline_heygen"), warnings=("odd",)), row("id-2"), 7.5),
    }
    cache.save("b", kept)
    for again in (cache, FileSightings(tmp_path / "local", SECRET)):
        assert again.load("b") == kept
    assert FileSightings(tmp_path / "local", b"of another machine").load("b") == {}
    assert cache.load("another account") == {}
    assert {one.stat().st_mode & 0o777 for one in tmp_path.iterdir()} == {0o600}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["local", "local.index"]


def test_what_is_not_seen_any_more_goes_and_what_changed_is_replaced(tmp_path: Path) -> None:
    cache = FileSightings(tmp_path / "local", SECRET)
    first = sighting({"name": "One"}, {})
    three = Sighting(seen("id-3", name="Three"), row("id-3"), 7.5)
    cache.save("b", {"id-1": first, "id-2": Sighting(seen("id-2"), row("id-2"), 7.5)})
    held = cache.load("b")
    cache.save("b", {"id-1": replace(held["id-1"], read_at=8.0), "id-3": three})
    read = FileSightings(tmp_path / "local", SECRET).load("b")
    assert read == {"id-1": replace(first, read_at=8.0), "id-3": three}
    assert cache.load("b") == read


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", bytes(99_999)])
def test_a_damaged_cache_is_as_good_as_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "local.index"
    FileSightings(tmp_path / "local", SECRET).save("b", {"id-1": sighting({}, {})})
    path.write_bytes(data + path.read_bytes()[len(data) :])
    assert bool(FileSightings(tmp_path / "local", SECRET).load("b")) == (data == b"")


def test_fields_that_changed_while_they_were_in_use_are_not_believed(tmp_path: Path) -> None:
    FileSightings(tmp_path / "local", SECRET).save("b", {"id-1": sighting({"name": "One"}, {})})
    held = FileSightings(tmp_path / "local", SECRET).load("b")
    with (tmp_path / "local").open("r+b") as file:
        file.write(b"spoiled")
    with pytest.raises(StateError, match="changed while it was in use"):
        dict(held["id-1"].seen.fields)


def test_a_cache_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    FileSightings(tmp_path / "taken" / "local", SECRET).save("b", {"id-1": sighting({}, {})})
