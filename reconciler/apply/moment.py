"""The server's clock between two of its answers."""

from __future__ import annotations

from reconciler.ports import Clock, Reader


class ServerClock:
    """What the server's clock shows now: what it told last, moved on by our own.

    A person may look at a plan for an hour before the first create; an intent that bore the time of the
    last answer would count as settled the moment it was sent. Made right after an answer.
    """

    def __init__(self, reader: Reader, clock: Clock) -> None:
        self._reader, self._clock = reader, clock
        self._told, self._at = reader.server_time(), clock.monotonic()

    def now(self) -> float | None:
        """Seconds since the epoch; None as long as the server never told."""
        told = self._reader.server_time()
        if told is None or self._told is None:
            return told
        return max(told, self._told + self._clock.monotonic() - self._at)
