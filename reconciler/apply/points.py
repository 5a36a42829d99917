"""Named points between the steps of an apply, where a test kills, stops or fails the run.

A name says what has just been done. Each point lies between two effects that must not be torn apart in
memory: whatever is on disk at that instant has to be enough for the next run. When a line becomes durable,
the store's own points tell (`journal.before_append` and so on).
"""

from __future__ import annotations

from collections.abc import Callable

Fail = Callable[[str], None]

OPENED = "run.opened"  # under the lock, an older journal is folded
PLANNED = "run.planned"
AGREED = "run.agreed"  # the next thing is the first call that costs
INTENDED = "call.intended"  # the intent is durable, nothing was sent
ANSWERED = "call.answered"  # the account has done it, nothing of that is written down
ENDED = "call.ended"  # the outcome is known and about to be written down, nothing was read back
NOTED = "change.noted"  # what was read back is known and about to be written down
CARRIED_OUT = "run.carried_out"
SETTLED = "run.settled"  # a lost answer was looked for and what was found is durable
CLOSED = "run.closed"  # the journal is folded into the state

ALL = (OPENED, PLANNED, AGREED, INTENDED, ANSWERED, ENDED, NOTED, CARRIED_OUT, SETTLED, CLOSED)


def nothing(_point: str) -> None:
    """The hook of every run that is no test."""
