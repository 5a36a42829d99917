"""A call sent until it is judged anything but RETRY; only what was provably not done is sent again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reconciler.apply import outcomes, points
from reconciler.apply.outcomes import Verdict
from reconciler.apply.tools import Tools
from reconciler.model.answer import Answer
from reconciler.model.field import Endpoint
from reconciler.model.journal import Entry, Intended
from reconciler.model.record import Intent
from reconciler.model.values import Json

_TRIES = 5
"""Times a call that was provably not done is sent in all."""


def send(
    tools: Tools,
    intents: Sequence[Intent],
    endpoint: Endpoint,
    body: Mapping[str, Json],
    *,
    creates: bool,
    first: Sequence[Entry] = (),
) -> Answer:
    """Every intent of the call is written down before each try, with the time of that try: the settling time
    counts from the last byte that left. `first`: lines that are to be written before them."""
    for tried in range(1, _TRIES + 1):
        now = tools.server_now()
        tools.desk.write(*first, *(Intended(replace(intent, server_time=now)) for intent in intents))
        first = ()
        tools.fail(points.INTENDED)
        # Not the same as being refused the line above: somebody may have taken the lock and read the
        # journal while it was being synced. A create cannot be fenced any closer than this.
        tools.still_ours()
        answer = tools.account.send(endpoint, body)
        tools.fail(points.ANSWERED)
        if outcomes.judge(answer, creates=creates) is not Verdict.RETRY or tried == _TRIES:
            break
        tools.clock.sleep(tools.pause(tried, answer.retry_after))
    return answer
