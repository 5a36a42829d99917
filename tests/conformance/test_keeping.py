"""What every Store keeps: what was written comes back, and nothing else ever does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reconciler.errors import StateDamaged, StateError, StateMoved
from reconciler.model.address import Address
from reconciler.model.journal import Begun, Ended, Ending, Entry, Intended, Noted
from reconciler.model.record import Fingerprint, Intent, Pair, Record, Snapshot
from reconciler.model.values import Json
from reconciler.ports import Owner, Store, Stored

if TYPE_CHECKING:
    from .conftest import Kind

OWNER = Owner("apply", "ann", "build-7", 4242, 1795600800.0)
ACCOUNT = Fingerprint("https://cool.jobmojito.com", "m-1", "production")
ADDRESS = Address("interview", "backend-engineer")
FIRST = Snapshot(
    "lineage-1",
    1,
    ACCOUNT,
    {ADDRESS: Record("id-1", {"name": Pair.agreed("Grüße 你好 \u2028 🎤")})},
    salt="s",
)
SECOND = replace(FIRST, serial=2, records={**FIRST.records, Address("interview", "b"): Record("id-2")})
BEGUN = Begun("lineage-1", 1, ACCOUNT, "apply", 1795600800.0)
INTENT = Intent("i-1", ADDRESS, "job-interview-create", {"name": "Grüße 你好"}, marker="m")
LATER: tuple[Entry, ...] = (
    Intended(INTENT),
    Ended("i-1", Ending.APPLIED, Record("id-1")),
    Noted(ADDRESS, None, settles="i-1"),
)


def test_a_store_that_was_never_written_is_empty(store: Store) -> None:
    assert store.load() == Stored(None, ())


def test_what_was_written_is_loaded_by_another_instance(kind: Kind, store: Store) -> None:
    with store.lock(OWNER):
        store.write(FIRST, over=None)
        assert kind.open().load() == Stored(FIRST, ())
        store.write(SECOND, over=FIRST)
    assert store.load() == kind.open().load() == Stored(SECOND, ())


def test_it_says_where_it_is(store: Store) -> None:
    assert store.place


@pytest.mark.parametrize(
    ("held", "over"),
    [
        (None, FIRST),
        (FIRST, None),
        (SECOND, FIRST),
        (FIRST, SECOND),
        (FIRST, replace(FIRST, lineage="lineage-2")),
    ],
)
def test_a_write_over_anything_else_than_what_was_read_is_refused(
    kind: Kind, store: Store, held: Snapshot | None, over: Snapshot | None
) -> None:
    if held is not None:
        store.write(held, over=None)
    with store.lock(OWNER), pytest.raises(StateMoved) as caught:
        store.write(replace(SECOND, serial=9), over=over)
    assert store.place in caught.value.message
    assert caught.value.hint
    assert kind.open().load().snapshot == held


def test_the_journal_comes_back_in_order(kind: Kind, store: Store) -> None:
    with store.lock(OWNER):
        store.begin(BEGUN)
        store.append(LATER[:1])
        store.append(())
        store.append(LATER[1:])
    assert kind.open().load() == Stored(None, (BEGUN, *LATER))


def test_writing_the_state_leaves_the_journal_alone(store: Store) -> None:
    with store.lock(OWNER):
        store.begin(BEGUN)
        store.append(LATER)
        store.write(FIRST, over=None)
        assert store.load() == Stored(FIRST, (BEGUN, *LATER))


def test_beginning_anew_drops_what_was_there(store: Store) -> None:
    with store.lock(OWNER):
        store.begin(BEGUN)
        store.append(LATER)
        store.begin(replace(BEGUN, serial=2))
        store.append(LATER[2:])
    assert store.load().entries == (replace(BEGUN, serial=2), *LATER[2:])


def test_another_instance_may_go_on_with_a_whole_journal(kind: Kind, store: Store) -> None:
    store.begin(BEGUN)
    kind.open().append(LATER[:1])
    assert store.load().entries == (BEGUN, *LATER[:1])


def test_a_journal_that_was_never_begun_takes_no_line(store: Store) -> None:
    with pytest.raises(StateError):
        store.append(LATER)
    assert store.load().entries == ()


def _journal(kind: Kind) -> tuple[bytes, tuple[Entry, ...]]:
    store = kind.open()
    store.begin(BEGUN)
    store.append(LATER)
    return kind.journal.read_bytes(), (BEGUN, *LATER)


def test_a_journal_torn_at_any_length_gives_its_whole_lines(kind: Kind) -> None:
    whole, entries = _journal(kind)
    for length in range(len(whole) + 1):
        kind.journal.write_bytes(whole[:length])
        lines = whole[:length].count(b"\n")
        if lines:
            assert kind.open().load().entries == entries[:lines], length
        else:
            # The first line is put there whole, so without it this is no torn journal of ours.
            with pytest.raises(StateDamaged):
                kind.open().load()


def test_nothing_is_glued_to_a_torn_line(kind: Kind) -> None:
    whole, entries = _journal(kind)
    kind.journal.write_bytes(whole[:-5])
    store = kind.open()
    with pytest.raises(StateError):
        store.append(LATER)
    assert kind.open().load().entries == entries[:-1]
    store.begin(BEGUN)
    store.append(LATER)
    assert kind.open().load().entries == entries


def test_damage_in_the_middle_of_a_journal_is_refused_with_its_line(kind: Kind) -> None:
    whole, _ = _journal(kind)
    lines = whole.splitlines(keepends=True)
    for number in range(1, len(lines) + 1):
        broken = [*lines[: number - 1], lines[number - 1].replace(b":", b";", 1), *lines[number:]]
        kind.journal.write_bytes(b"".join(broken))
        with pytest.raises(StateDamaged) as caught:
            kind.open().load()
        assert f":{number}:" in caught.value.message
        assert caught.value.hint


def test_a_state_cut_at_any_length_is_damage_and_never_empty(kind: Kind, store: Store) -> None:
    store.write(FIRST, over=None)
    whole = kind.state.read_bytes()
    for length in range(len(whole) - 1):
        kind.state.write_bytes(whole[:length])
        with pytest.raises(StateDamaged):
            store.load()
        with pytest.raises(StateDamaged):
            store.write(FIRST, over=None)
        assert kind.state.read_bytes() == whole[:length], "what is damaged is left for people to look at"


def test_a_state_of_five_megabytes(kind: Kind, store: Store) -> None:
    question: Json = {"question": "Grüße " * 20, "duration": 120}
    record = Record("id", {"questions": Pair.agreed([question] * 20)})
    large = replace(FIRST, records={Address("interview", f"k-{number}"): record for number in range(1600)})
    store.write(large, over=None)
    assert kind.state.stat().st_size > 5_000_000
    assert store.load().snapshot == large
    store.write(replace(large, serial=2), over=large)
    assert store.load().snapshot == replace(large, serial=2)
