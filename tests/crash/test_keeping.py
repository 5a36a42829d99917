"""`history`, `state restore` and `state unlock`, as a person uses them when something went wrong."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from reconciler.simulator import Simulator
from reconciler.stores.local import LocalStore

from .matrix import PLAN, snapshot
from .scenes import APPLY, SCENES, VARIABLES, Theatre, write
from .zygote import STOPPED

_CREATES, _UPDATES, _SETTLES = SCENES[1], SCENES[2], SCENES[7]


class Desk:
    """A project at which commands are given one after the other; `said` is what the last one printed."""

    def __init__(self, theatre: Theatre, scene: int) -> None:
        self.theatre = theatre
        self.folder, self.account = theatre.new_case(SCENES[scene])
        self.said = ""

    def run(self, *arguments: str, **variables: str) -> int:
        for name in ("out", "err"):
            (self.folder.parent / name).write_text("")
        code = self.theatre.zygote.run(self.folder, arguments, {**VARIABLES, **variables})
        self.said = "".join((self.folder.parent / name).read_text() for name in ("out", "err"))
        return code

    def versions(self) -> list[dict[str, object]]:
        assert self.run("history", "--json") == 0
        found = json.loads(self.said)["versions"]
        assert isinstance(found, list)
        return found

    @property
    def state(self) -> Path:
        return self.folder / "state" / "local.json"


@pytest.fixture
def desk(theatre: Theatre) -> Desk:
    return Desk(theatre, SCENES.index(_UPDATES))


def creates(account: Simulator) -> int:
    return sum(1 for one in account.requests() if "create" in one.endpoint and one.committed)


def test_history_lists_what_every_command_wrote(desk: Desk) -> None:
    assert desk.run(*APPLY) == 0
    assert desk.run("state", "forget", "interview.cook") == 0
    rows = [(one["serial"], one["operation"], one["live"], one["current"]) for one in desk.versions()]
    assert rows == [(3, "state forget", 1, True), (2, "apply", 2, False), (1, "apply", 2, False)]
    assert desk.run("history", "--limit", "1") == 0
    assert "3 *" in desk.said
    assert "1 live" in desk.said
    assert "  2 " not in desk.said


def test_history_of_nothing_says_so(theatre: Theatre) -> None:
    desk = Desk(theatre, 0)
    assert desk.run("history") == 0
    assert "Nothing is kept" in desk.said


def test_restore_shows_the_difference_and_never_lowers_the_serial(desk: Desk) -> None:
    assert desk.run("state", "forget", "interview.cook") == 0
    assert desk.run("state", "restore", "1", "--yes") == 0
    assert "The state is at serial 2." in desk.said
    assert "1 not known now, and known after it:\n  interview.cook" in desk.said
    assert "Restored as serial 3." in desk.said
    assert [one["serial"] for one in desk.versions()] == [3, 2, 1]
    desk.run(*APPLY)
    assert desk.run(*PLAN) == 0
    assert creates(desk.account) == 2, "what was restored is not made again"


def test_restore_asks_and_a_no_changes_nothing(desk: Desk) -> None:
    before = desk.state.read_bytes()
    assert desk.run("state", "restore", "1") == 1
    assert "no terminal to ask at" in desk.said
    assert desk.state.read_bytes() == before


@pytest.mark.parametrize(
    ("word", "told"), [("99", "No kept state has the serial or id '99'"), ("", "No kept state")]
)
def test_restore_of_what_is_not_there_is_told(desk: Desk, word: str, told: str) -> None:
    assert desk.run("state", "restore", word, "--yes") == 1
    assert told in desk.said
    assert "reconciler history" in desk.said


def test_restore_by_the_start_of_an_id_and_one_that_names_two(desk: Desk) -> None:
    kept = LocalStore(desk.state).history()[0]
    copy = next(desk.state.with_suffix(".history").iterdir())
    copy.with_name(copy.name.replace("00000001-", "00000001-9")).write_bytes(copy.read_bytes())
    assert desk.run("state", "restore", "1", "--yes") == 1
    assert "names 2 kept states" in desk.said
    copy.unlink()
    assert desk.run("state", "restore", kept.id[:6], "--yes") == 0


def test_restore_to_what_is_there_already_says_so(desk: Desk) -> None:
    assert desk.run("state", "restore", "1", "--yes") == 0
    assert "It would change nothing but the serial." in desk.said


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda data: data[: len(data) // 2],
    "empty": lambda _data: b"",
    "edited": lambda data: data.replace(b"Berlin", b"Munich"),
    "merge": lambda data: b"<<<<<<< HEAD\n" + data + b"=======\n" + data + b">>>>>>> x\n",
    "nul": lambda data: bytes(len(data)),
    "newer": lambda data: data.replace(b'"format": 1', b'"format": 2'),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_state_is_refused_with_the_command_that_repairs_it_and_that_one_works(
    desk: Desk, damage: str
) -> None:
    desk.state.write_bytes(DAMAGES[damage](desk.state.read_bytes()))
    for line in (PLAN, APPLY, ("show",), ("state", "forget", "interview.baker")):
        assert desk.run(*line) == 1, line
        assert "state/local.json" in desk.said
    assert creates(desk.account) == 2
    if damage not in ("merge", "newer", "edited"):  # those have a better answer
        assert "reconciler state restore SERIAL" in desk.said
    assert desk.run("state", "restore", "1", "--yes") == 0
    assert "The state that is there cannot be read." in desk.said
    assert "What was damaged is kept in state/local.history/damaged-" in desk.said
    assert desk.run(*APPLY) == 0
    assert desk.run(*PLAN) == 0
    assert creates(desk.account) == 2


def test_a_missing_state_beside_its_journal_can_be_restored(desk: Desk) -> None:
    assert desk.run(*APPLY) == 0
    desk.state.unlink()
    assert desk.run(*PLAN) == 1
    assert "the state file it builds on is missing" in desk.said
    assert desk.run("state", "restore", "1", "--yes") == 0
    assert desk.run(*APPLY) == 0
    assert creates(desk.account) == 2


@pytest.mark.parametrize("line", [0, 1, 2, 3, 4])
def test_a_damaged_journal_gives_up_nothing_that_can_still_be_read(theatre: Theatre, line: int) -> None:
    """Two creates were sent and never answered; one line of the journal is damaged after that."""
    desk = Desk(theatre, SCENES.index(_SETTLES))
    journal = desk.state.with_suffix(".journal")
    lines = journal.read_bytes().splitlines(keepends=True)
    assert len(lines) == 5
    journal.write_bytes(b"".join([*lines[:line], b"{}\n", *lines[line + 1 :]]))
    assert desk.run(*PLAN) == 1
    assert f"state/local.journal:{line + 1}: the journal is damaged" in desk.said
    assert desk.run("state", "restore", "1", "--yes") == 1, "a first run has nothing to go back to"
    assert "No kept state" in desk.said
    journal.unlink()  # what the message says
    assert desk.run(*APPLY) == 5, "what was made is proposed for import"
    assert creates(desk.account) == 2


def test_creates_without_an_answer_stay_open_through_a_restore(desk: Desk) -> None:
    write(desk.folder, "host", "name: {name}\ndescription: Hello to everybody.\nmax_duration: 20m\n")
    assert desk.run(*APPLY, RECONCILER_FAILPOINT="call.answered@3:kill") in (0, -signal.SIGKILL)
    if creates(desk.account) < 3 or snapshot(desk.folder) is None:
        assert desk.run(*APPLY, RECONCILER_FAILPOINT="call.answered:kill") == -signal.SIGKILL
    journal = desk.state.with_suffix(".journal")
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join([lines[0], b"{}\n", *lines[1:]]))
    assert desk.run("state", "restore", "1", "--yes") == 0
    assert "still to be looked for:\n  interview.host" in desk.said
    desk.theatre.stage.pass_settling_time()
    assert desk.run(*APPLY) == 0
    assert desk.run(*PLAN) == 0
    assert creates(desk.account) == 3


def test_a_state_of_another_history_is_not_restored_over_this_one(desk: Desk, theatre: Theatre) -> None:
    other = Desk(theatre, SCENES.index(_CREATES))
    assert other.run(*APPLY) == 0
    for file in other.state.with_suffix(".history").iterdir():
        (desk.state.with_suffix(".history") / file.name).write_bytes(file.read_bytes())
    theatre.stage.show(desk.folder.parent / "account.db")
    foreign = LocalStore(other.state).history()[0].id
    assert desk.run("state", "restore", foreign, "--yes") == 1
    assert "another history" in desk.said


def stopped(desk: Desk, point: str, arguments: Sequence[str] = APPLY) -> int:
    pid = desk.theatre.zygote.start(
        desk.folder, arguments, {**VARIABLES, "RECONCILER_FAILPOINT": f"{point}:pause"}
    )
    assert desk.theatre.zygote.wait(pid, stops=True) == STOPPED
    return pid


def ended(desk: Desk, pid: int) -> int:
    os.kill(pid, signal.SIGCONT)
    return desk.theatre.zygote.wait(pid)


def test_unlock_shows_whom_it_would_rob_and_asks(desk: Desk) -> None:
    pid = stopped(desk, "run.agreed")
    assert desk.run(*APPLY) == 7
    assert "reconciler state unlock" in desk.said
    assert desk.run("state", "unlock") == 1
    for part in (f"process {pid}", "doing  apply", "since  20", "That process is still there", f"kill {pid}"):
        assert part in desk.said
    assert "no terminal to ask at" in desk.said
    assert desk.run(*APPLY) == 7, "nothing was taken away"
    assert ended(desk, pid) == 0


def test_a_lock_that_nobody_holds_needs_no_unlock(desk: Desk) -> None:
    assert desk.run("state", "unlock", "--yes") == 0
    assert "is not locked" in desk.said


def test_who_was_robbed_before_the_send_sends_nothing(theatre: Theatre) -> None:
    """The instant between the intent's sync and the call, as long as a stopped process makes it."""
    desk = Desk(theatre, SCENES.index(_CREATES))
    pid = stopped(desk, "call.intended")
    assert desk.run("state", "unlock", "--yes") == 0
    assert ended(desk, pid) in (1, 4, 7)
    assert creates(desk.account) == 0
    desk.theatre.stage.pass_settling_time()
    for _ in range(2):
        desk.run(*APPLY)
    assert desk.run(*PLAN) == 0
    assert creates(desk.account) == 2


def test_who_was_robbed_with_a_call_on_its_way_records_nothing_and_the_robber_finds_it(
    theatre: Theatre,
) -> None:
    desk = Desk(theatre, SCENES.index(_CREATES))
    pid = stopped(desk, "call.answered")
    assert desk.run("state", "unlock", "--yes") == 0
    assert desk.run(*APPLY) == 0
    before = desk.state.read_bytes()
    assert ended(desk, pid) != 0
    assert desk.state.read_bytes() == before
    assert desk.run(*PLAN) == 0
    assert creates(desk.account) == 2
