"""One theatre per process of the test run; what it prepares is kept for all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .scenes import Theatre


@pytest.fixture(scope="session")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    made = Theatre(tmp_path_factory.mktemp("theatre"))
    yield made
    made.close()
