"""Every named failpoint, every way to be interrupted there, every action: what is left, and what comes of it.

    python -m tests.crash.matrix            all of it, on this machine's cores
    python -m tests.crash.matrix --write    the same, and the table into docs/crash-safety.md

Each case is a real process over real HTTP against a fresh copy of a prepared project and account. The
account's own log is the judge.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from reconciler.cli.failpoints import TRACED, VARIABLE
from reconciler.errors import StateDamaged
from reconciler.model.record import Snapshot
from reconciler.simulator import Simulator
from reconciler.stores.local import LocalStore
from reconciler.workflows.work import start

from .scenes import APPLY, ARRAY, CREATE, DIRECTORY, SCENES, VARIABLES, Scene, Theatre
from .zygote import STOPPED

WAYS = ("kill", "error", "pause", "robbed", "lost")
"""What happens at the point: SIGKILL; the disk or the code fails; SIGSTOP, another run is turned away,
SIGCONT; SIGSTOP, another process takes the lock and applies, SIGCONT; SIGKILL, and state, journal and history
are gone."""

PLAN = ("plan", "--detailed-exitcode")
_RUNS = 4  # applies until a plan has to be empty


@dataclass(frozen=True)
class Case:
    scene: int
    point: str
    nth: int
    way: str

    def __str__(self) -> str:
        return f"{SCENES[self.scene].name} | {self.point}@{self.nth} | {self.way}"


class Broken(AssertionError):
    """A promise does not hold."""


def points(theatre: Theatre, scene: Scene) -> list[tuple[str, int]]:
    """Every point that the scene's apply passes, with how often so far; in order."""
    folder, _ = theatre.new_case(scene)
    theatre.zygote.run(folder, APPLY, {**VARIABLES, VARIABLE: "*:trace"})
    seen: Counter[str] = Counter()
    found = []
    for line in (folder.parent / "err").read_text(encoding="utf-8").splitlines():
        if line.startswith(TRACED):
            name = line.removeprefix(TRACED)
            seen[name] += 1
            found.append((name, seen[name]))
    theatre.discard(folder)
    return found


def cases(theatre: Theatre, ways: Iterable[str] = WAYS) -> Iterator[Case]:
    for number, scene in enumerate(SCENES):
        for point, nth in points(theatre, scene):
            for way in ways:
                yield Case(number, point, nth, way)


def play(theatre: Theatre, case: Case) -> str:
    """Play one case to its end; returns what was left right after the interruption. Raises Broken."""
    scene = SCENES[case.scene]
    folder, account = theatre.new_case(scene)
    try:
        left = _interrupted(theatre, case, folder, account)
        theatre.stage.pass_settling_time()
        _converges(theatre, scene, folder, account, lost=case.way == "lost")
    except Broken as broken:
        said = "".join((folder.parent / name).read_text() for name in ("out", "err"))
        raise Broken(f"{case}: {broken}\n{said}") from broken
    theatre.discard(folder)
    return left


def _interrupted(theatre: Theatre, case: Case, folder: Path, account: Simulator) -> str:
    action = {"robbed": "pause", "lost": "kill"}.get(case.way, case.way)
    armed = {**VARIABLES, VARIABLE: f"{case.point}@{case.nth}:{action}"}
    pid = theatre.zygote.start(folder, APPLY, armed)
    code = theatre.zygote.wait(pid, stops=action == "pause")
    if action == "kill":
        # Two workers do not always pass a point equally often: a run that ended by itself is no case.
        _must(code in (-signal.SIGKILL, 0), f"it ended with {code} and was not killed")
    if action == "pause" and code == STOPPED:
        code = _stopped(theatre, case, folder, pid)
    _must(code in (-signal.SIGKILL, 0, 1, 4, 7, 8), f"it ended with {code}")
    text = (folder.parent / "err").read_text()
    _must("Traceback" not in text, "it ended in a traceback")
    left = _nothing_unknown(folder, account)
    if case.way == "lost":
        shutil.rmtree(folder / "state", ignore_errors=True)
    return left


def _stopped(theatre: Theatre, case: Case, folder: Path, pid: int) -> int:
    """What another process does while the first stands still, and how the first ends after it goes on."""
    if case.way == "pause":
        code = theatre.zygote.run(folder, APPLY, VARIABLES)
        held = case.point != "run.closed" or code == 7
        _must(code == 7 and held, f"another apply was not turned away: {code}")
    else:
        _must(theatre.zygote.run(folder, ("state", "unlock", "--yes"), VARIABLES) == 0, "unlock failed")
        theatre.stage.pass_settling_time()
        code = theatre.zygote.run(folder, APPLY, VARIABLES)
        _must(code in (0, 4, 5, 8), f"the apply after the unlock ended with {code}")
    os.kill(pid, signal.SIGCONT)
    return theatre.zygote.wait(pid)


def snapshot(folder: Path) -> Snapshot | None:
    """State and journal as the next run will read them; None when neither is there."""
    store = LocalStore(folder / "state" / "local.json")
    try:
        stored = store.load()
        if stored.snapshot is None and not stored.entries:
            return None
        return start(stored, lambda: "new")
    except StateDamaged as error:
        raise Broken(f"the state is damaged: {error.message}") from error


def _nothing_unknown(folder: Path, account: Simulator) -> str:
    """Every interview of the account is in the state, or an open intent bears its mark."""
    held = snapshot(folder)
    claimed = held.claimed() if held else frozenset()
    marks = {intent.marker for intent in held.open.values()} if held else set()
    made = [row for row in account.interviews() if row["id"] not in claimed]
    let_go = {row["code"] for row in made if not (folder / "interviews" / f"{row['code']}.yaml").exists()}
    unknown = [row["code"] for row in made if row["code"] not in marks | let_go]
    _must(not unknown, f"neither state nor journal knows {unknown}")
    if held is None:
        return "no state yet"
    return f"{len(held.live)} recorded, {len(held.open)} unanswered"


def _converges(theatre: Theatre, scene: Scene, folder: Path, account: Simulator, *, lost: bool) -> None:
    for _ in range(_RUNS):
        code = theatre.zygote.run(folder, APPLY, VARIABLES)
        _must(code in (0, 4, 5), f"a run after it ended with {code}")
        if code == 5 and lost:
            rebuilt = theatre.zygote.run(folder, ("state", "rebuild", "--yes"), VARIABLES)
            _must(rebuilt == 0, f"state rebuild ended with {rebuilt}")
        if theatre.zygote.run(folder, PLAN, VARIABLES) == 0:
            break
    else:
        raise Broken("no empty plan")
    _judged(scene, folder, account, lost=lost)


def _judged(scene: Scene, folder: Path, account: Simulator, *, lost: bool) -> None:
    creates = [one for one in account.requests() if one.endpoint in (CREATE, ARRAY) and one.committed]
    made = Counter(one.body.get("code") for one in creates)
    _must(all(count == 1 for count in made.values()), f"made more than once: {made}")
    enrolled = Counter(one["candidate_email"] for one in account.results())
    _must(all(count == 1 for count in enrolled.values()), f"enrolled more than once: {enrolled}")
    directories = [one for one in account.requests() if one.endpoint == DIRECTORY and one.committed]
    _must(len(directories) <= 1, "a directory was made more than once")
    held = snapshot(folder)
    assert held is not None
    _must(not held.open, "an intent is still open")
    if lost:  # what has no definition any more is nobody's to find
        return
    _must(set(made) == set(scene.creates), f"made {sorted(made)}")
    _must(set(enrolled) == set(scene.people), f"enrolled {sorted(enrolled)}")
    live = {row["code"] for row in account.interviews() if row["status"] not in ("archived", "deleted")}
    archived = {key for key, text in scene.keys.items() if "status: archived" in text}
    _must(live == set(scene.live) - archived, f"live are {sorted(live)}")


def _must(holds: bool, why: str) -> None:
    if not holds:
        raise Broken(why)


_theatre: Theatre | None = None


def _here() -> Theatre:
    global _theatre  # noqa: PLW0603  one per process of the pool
    if _theatre is None:
        shared = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
        _theatre = Theatre(Path(tempfile.mkdtemp(prefix="crash-", dir=shared)))
    return _theatre


Played = tuple[Case, str, str]
"""A case, what was left right after it struck, and which promise was broken ("" for none)."""


def _played(case: Case) -> Played:
    try:
        return case, play(_here(), case), ""
    except Broken as broken:
        return case, "", str(broken)


def all_cases() -> list[Case]:
    """Every case there is, found by a run of each scene."""
    with tempfile.TemporaryDirectory(prefix="crash-") as place:
        theatre = Theatre(Path(place))
        try:
            return list(cases(theatre))
        finally:
            theatre.close()


def main(arguments: list[str]) -> int:
    """Play everything; 0 when no promise was broken."""
    todo = all_cases()
    say = sys.stdout.write
    say(f"{len(todo)} cases\n")
    results: list[Played] = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for result in pool.map(_played, todo, chunksize=20):
            results.append(result)
            say(f"BROKEN {result[2]}\n" if result[2] else "")
            sys.stdout.flush()
    broken = sum(1 for result in results if result[2])
    say(f"{len(results)} cases played, {broken} broken\n")
    if "--write" in arguments:
        from .report import matrix_written

        matrix_written(results)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
