"""A clock that moves only when somebody sleeps."""

from __future__ import annotations

import threading
from datetime import UTC, datetime


class FakeClock:
    """Implements ports.Clock; `slept` holds every wait."""

    def __init__(self) -> None:
        self._seconds = datetime(2026, 3, 2, 9, 0, tzinfo=UTC).timestamp()
        self._guard = threading.Lock()
        self.slept: list[float] = []

    def now(self) -> float:
        return self._seconds

    monotonic = now

    def sleep(self, seconds: float) -> None:
        with self._guard:
            self.slept.append(seconds)
            self._seconds += max(seconds, 0.0)

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self._seconds, UTC)
