from __future__ import annotations

from collections.abc import Iterator

import pytest

from reconciler.simulator import Simulator, Switches

from .support import Api, Clock, Make


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(clock: Clock) -> Iterator[Make]:
    """Makes an account with the given switches, and its client."""
    made: list[Simulator] = []

    def make_one(**switches: object) -> Api:
        simulator = Simulator(now=clock, switches=Switches.from_mapping(switches))
        made.append(simulator)
        return Api(simulator)

    yield make_one
    for simulator in made:
        simulator.close()


@pytest.fixture
def api(make: Make) -> Api:
    return make()
