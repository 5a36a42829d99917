"""A sample of the crash matrix, small enough for every run; `python -m tests.crash.matrix` plays it whole."""

from __future__ import annotations

from collections import defaultdict

import pytest

from reconciler.cli import failpoints
from reconciler.errors import StateError, UsageError

from . import matrix
from .matrix import WAYS, Case
from .scenes import APPLY, SCENES, VARIABLES, Theatre

_EVERY = 37
"""Of the cases of one way, this one and every such many after it: a prime, so that it walks through points,
passes and scenes alike."""


def test_every_failpoint_is_reached_by_some_action(theatre: Theatre) -> None:
    reached = {point for scene in SCENES for point, _ in matrix.points(theatre, scene)}
    assert reached == set(failpoints.names())


@pytest.mark.parametrize("way", WAYS)
def test_whatever_strikes_wherever_the_next_run_knows_the_truth(theatre: Theatre, way: str) -> None:
    every = list(matrix.cases(theatre, [way]))
    for case in every[WAYS.index(way) :: _EVERY]:
        matrix.play(theatre, case)


@pytest.mark.parametrize("way", WAYS)
def test_between_the_call_and_its_outcome(theatre: Theatre, way: str) -> None:
    """The instants that matter most, for a create: they are never left to the sample."""
    for point in ("call.intended", "call.answered", "call.ended"):
        matrix.play(theatre, Case(1, point, 1, way))


def test_the_judge_notices_a_second_create(theatre: Theatre) -> None:
    """A judge that never objects would pass everything."""
    folder, account = theatre.new_case(SCENES[0])
    theatre.zygote.run(folder, APPLY, VARIABLES)
    (folder / "state" / "local.json").unlink()
    (folder / "state" / "local.journal").unlink()
    anyway = [word for key in ("baker", "cook") for word in ("--create-anyway", f"interview.{key}")]
    theatre.zygote.run(folder, (*APPLY, *anyway), VARIABLES)
    with pytest.raises(matrix.Broken, match="made more than once"):
        matrix._converges(theatre, SCENES[0], folder, account, lost=False)


def test_the_judge_notices_an_interview_that_nobody_knows(theatre: Theatre) -> None:
    folder, account = theatre.new_case(SCENES[0])
    theatre.zygote.run(folder, APPLY, VARIABLES)
    (folder / "state" / "local.json").unlink()
    (folder / "state" / "local.journal").unlink()
    with pytest.raises(matrix.Broken, match="neither state nor journal"):
        matrix._nothing_unknown(folder, account)


def test_points_are_counted_per_scene(theatre: Theatre) -> None:
    found = matrix.points(theatre, SCENES[1])
    count: dict[str, int] = defaultdict(int)
    for point, nth in found:
        count[point] += 1
        assert nth == count[point]
    assert count["call.intended"] >= 4, "a create of several calls, and one of a single one"


@pytest.mark.parametrize(
    "setting", ["nowhere:kill", "run.agreed", "run.agreed:explode", "run.agreed@0:kill", "*"]
)
def test_a_failpoint_that_means_nothing_is_refused(setting: str) -> None:
    with pytest.raises(UsageError, match="RECONCILER_FAILPOINT"):
        failpoints.hook(setting)


def test_a_failpoint_strikes_once_and_only_where_it_should() -> None:
    hook = failpoints.hook("state.before_write@2:error")
    hook("state.before_write")
    hook("state.before_sync")
    with pytest.raises(OSError, match="nput/output"):
        hook("state.before_write")
    hook("state.before_write")
    with pytest.raises(StateError, match=r"failpoint run\.agreed"):
        failpoints.hook("run.agreed:error")("run.agreed")
    failpoints.hook("")("run.agreed")
