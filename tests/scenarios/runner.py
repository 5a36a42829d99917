"""Plays a scenario and tells it again as it went; a scenario holds when both texts are the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from reconciler.simulator import LoggedRequest

from . import script, writes
from .script import Command, Edit, Look, Outside, Requests, Step
from .world import World


def play(
    scenario: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, *, brief: bool = False
) -> tuple[list[Step], list[Step]]:
    """The steps as they are written and as they went. `brief` shortens creates that were not expected."""
    steps = script.read(scenario / "steps.txt")
    with ExitStack() as stack:
        world = World(scenario, folder, monkeypatch, stack)
        stack.callback(world.end)
        return steps, [_played(step, world, brief=brief) for step in steps]


def output_only(steps: list[Step], went: list[Step]) -> list[Step]:
    """`steps` with the output that was printed, but their own exit codes and requests."""
    return [
        replace(old, output=new.output) if isinstance(old, Command) and isinstance(new, Command) else old
        for old, new in zip(steps, went, strict=True)
    ]


def _played(step: Step, world: World, *, brief: bool) -> Step:
    match step:
        case Command():
            output, code = world.run(step.line)
            return Command(step.line, step.output if step.fits(output) else output, code)
        case Edit():
            world.change(step)
        case Outside():
            world.happen(step.line)
        case Look():
            which, *fields = step.line.split()
            return Look(step.line, tuple(world.account.shown(which, fields)))
        case Requests():
            return _logged(step, world, brief=brief)
    return step


def _logged(step: Requests, world: World, *, brief: bool) -> Requests:
    logged, names = world.new_writes(), world.account.names()

    def told(write: LoggedRequest) -> str:
        return writes.line_of(write, names, brief=brief)

    if step.in_order:
        wanted = [*step.writes, *[""] * len(logged)]
        lines = [
            line if line and writes.fits(line, write, names) else told(write)
            for line, write in zip(wanted, logged, strict=False)
        ]
        return replace(step, writes=tuple(lines))
    return replace(step, writes=_as_a_set(step.writes, logged, names, told))


def _as_a_set(
    expected: tuple[str, ...],
    logged: list[LoggedRequest],
    names: dict[str, str],
    told: Callable[[LoggedRequest], str],
) -> tuple[str, ...]:
    """The lines in the order they are written, then what nobody expected."""
    left = list(logged)
    found = []
    for line in expected:
        hit = next((write for write in left if writes.fits(line, write, names)), None)
        if hit is not None:
            left.remove(hit)
            found.append(line)
    return (*found, *map(told, left))
