"""Which exit code wins when several hold."""

from __future__ import annotations

import itertools

import pytest

from reconciler.errors import ExitCode, worst

ORDER = [130, 143, 1, 8, 4, 5, 6, 7, 3, 2, 0]


@pytest.mark.parametrize(("stronger", "weaker"), list(itertools.combinations(ORDER, 2)))
def test_the_first_of_the_order_wins(stronger: int, weaker: int) -> None:
    assert worst([ExitCode(weaker), ExitCode(stronger)]) == stronger


def test_nothing_to_say_is_ok() -> None:
    assert worst([]) is ExitCode.OK


def test_every_code_has_its_place() -> None:
    assert sorted(ORDER) == sorted(ExitCode)
