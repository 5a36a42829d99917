"""Restoring and unlocking as functions: which serial, which creates stay open, what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reconciler.errors import UsageError
from reconciler.model.address import Address
from reconciler.model.journal import Begun, Ended, Ending, Intended, Noted
from reconciler.model.record import Intent, Pair, Record, Snapshot
from reconciler.ports import Holding, Owner
from reconciler.stores.local import LocalStore
from reconciler.workflows import history, keeping
from tests.support.clock import FakeClock

A, B, C = (Address("interview", key) for key in "abc")
OWNER = Owner("state restore", "ann", "here", 1, 0.0)
FIRST = Snapshot("l", 1, records={A: Record("id-a"), B: Record("id-b", {"name": Pair.agreed("old")})})
SECOND = Snapshot(
    "l", 2, records={B: Record("id-b", {"name": Pair.agreed("new")}), C: Record("id-c", tombstone="archived")}
)


def intent(number: int, address: Address = A) -> Intent:
    return Intent(f"i-{number}", address, "job-interview-create", {"type": "interview"})


def begun(serial: int) -> Begun:
    return Begun("l", serial, None, "apply", 0.0)


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    made = LocalStore(tmp_path / "local.json", now=iter(range(1, 1000)).__next__)
    made.write(FIRST, over=None)
    made.write(SECOND, over=FIRST)
    return made


def restored(store: LocalStore, word: str = "1") -> keeping.Difference:
    return keeping.restore(store, FakeClock(), OWNER, word, lambda _: True).difference


def test_the_difference_names_what_goes_comes_and_changes(store: LocalStore) -> None:
    found = restored(store)
    assert (found.lost, found.back, found.moved, found.changed, found.carried) == ((C,), (A,), (), (B,), ())
    assert found.now == SECOND
    held = store.load()
    assert held.snapshot == found.to == replace(FIRST, serial=3)
    assert [(line.serial, line.operation) for line in held.entries if isinstance(line, Begun)] == [
        (3, "state restore")
    ]


def test_another_interview_under_the_same_address_is_told_apart(store: LocalStore) -> None:
    store.write(replace(SECOND, serial=3, records={A: Record("id-x"), B: FIRST.records[B]}), over=SECOND)
    found = restored(store)
    assert (found.moved, found.changed) == ((A,), ())


def test_a_no_changes_nothing(store: LocalStore) -> None:
    done = keeping.restore(store, FakeClock(), OWNER, "1", lambda _: False)
    assert done.declined
    assert store.load().snapshot == SECOND


def test_creates_that_are_open_now_or_were_then_stay_open(store: LocalStore) -> None:
    store.write(replace(SECOND, serial=3, open={"i-1": intent(1)}), over=SECOND)
    store.begin(begun(3))
    store.append([Intended(intent(2, C)), Intended(intent(3)), Ended("i-3", Ending.FAILED)])
    found = restored(store)
    assert set(found.to.open) == {"i-1", "i-2"}
    assert found.carried == (A, C)
    assert found.now is not None
    assert set(found.now.open) == {"i-1", "i-2"}


def test_a_journal_that_was_folded_long_ago_adds_nothing(store: LocalStore) -> None:
    store.begin(begun(1))
    store.append([Intended(intent(1))])
    assert restored(store).to.open == {}


def test_a_journal_newer_than_the_state_is_carried_over(store: LocalStore) -> None:
    """Somebody put an old state file back by hand."""
    store.begin(begun(7))
    store.append([Intended(intent(1)), Noted(C, Record("id-c2"))])
    found = restored(store)
    assert set(found.to.open) == {"i-1"}
    assert found.to.records[C] == Record("id-c2")
    assert found.to.serial == 8, "no serial that was ever used comes back"


def test_a_state_that_is_gone_gives_its_journal_to_what_is_restored(store: LocalStore) -> None:
    store.begin(begun(2))
    store.append([Intended(intent(1)), Ended("i-1", Ending.APPLIED, Record("id-new"))])
    (Path(store.place)).unlink()
    found = restored(store)
    assert found.now is None
    assert found.to.records[A] == Record("id-new")
    assert found.to.serial == 3


def test_the_serial_is_above_all_that_are_kept(store: LocalStore) -> None:
    assert restored(store, "2").to.serial == 3
    assert restored(store, "1").to.serial == 4
    Path(store.place).unlink()
    assert restored(store, "1").to.serial == 5


@pytest.mark.parametrize("where", ["state", "journal"])
def test_another_history_is_refused(store: LocalStore, where: str) -> None:
    if where == "state":
        Path(store.place).unlink()
        store.write(Snapshot("other", 9), over=None)
    else:
        store.begin(replace(begun(2), lineage="other"))
    with pytest.raises(UsageError, match="another history"):
        restored(store)


def test_a_word_names_a_serial_or_the_start_of_an_id(store: LocalStore) -> None:
    kept = store.history()
    assert keeping.chosen(kept, "2") == kept[0]
    assert keeping.chosen(kept, kept[1].id[:9].upper()) == kept[1]
    digits = replace(kept[0], id="2" * 16, serial=7)
    assert keeping.chosen([*kept, digits], "2") == kept[0], "an id never makes a serial ambiguous"
    assert keeping.chosen([*kept, digits], "2222") == digits
    for word in ("", "3", "zzzz", kept[0].id[:3] + "z", "222"):
        with pytest.raises(UsageError, match="No kept state"):
            keeping.chosen(kept, word)
    with pytest.raises(UsageError, match="names 2 kept states"):
        keeping.chosen([*kept, replace(kept[0], id="f" * 16)], "2")


def test_a_list_has_the_counts_and_says_what_is_current_and_what_is_spoilt(store: LocalStore) -> None:
    newest, oldest = history.versions(store, 20)
    assert (newest.current, newest.live, newest.retired, newest.open) == (True, 1, 1, 0)
    assert (oldest.current, oldest.live, oldest.retired, oldest.open) == (False, 2, 0, 0)
    assert history.versions(store, 1) == [newest]
    for file in (Path(store.place).with_suffix(".history")).iterdir():
        file.write_text("spoilt")
    assert [(one.live, one.current) for one in history.versions(store, 20)] == [(None, False)] * 2


def test_unlocking_asks_about_the_holder_and_robs_only_then(store: LocalStore) -> None:
    asked: list[Holding] = []

    def answer(yes: bool) -> Holding | None:
        def agree(holding: Holding) -> bool:
            asked.append(holding)
            return yes

        return keeping.unlock(LocalStore(store.place), agree)

    assert answer(True) is None
    assert asked == []
    with store.lock(OWNER):
        assert answer(False) is None
        store.check_lock()
        robbed = answer(True)
        assert robbed is not None
        assert robbed.owner == OWNER
        with pytest.raises(Exception, match="taken away"):
            store.check_lock()
    assert [one.owner for one in asked] == [OWNER, OWNER]
