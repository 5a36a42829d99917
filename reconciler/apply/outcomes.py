"""What each way a call can end means, for each kind of call: one table.

| ended             | a create                          | an update, a set-state            |
| ----------------- | --------------------------------- | --------------------------------- |
| ok                | applied                           | applied                           |
| refused (4xx)     | failed; 408 is unknown            | failed; 408: look                 |
| limited (429)     | not done: wait, send again        | not done: wait, send again        |
| not sent          | not done: wait, send again        | not done: wait, send again        |
| unsendable        | failed: a file is not what it was | failed                            |
| redirected        | failed: nothing of ours was asked | failed                            |
| gateway, 401..404 | failed: it never got through      | failed                            |
| gateway, other    | unknown                           | look                              |
| fault (5xx)       | unknown: 500 after commit is real | look: 500 also means not allowed  |
| no answer, cut    | unknown                           | look                              |
| garbled (2xx)     | unknown: made, but which one?     | look                              |

*unknown* is never sent again; settlement looks for it (apply.settle). *look* reads the resource: an
absolute write that shows is applied; one that does not is failed, and the next run sends it again.
Source: research on outcomes, promise R1 and R6.
"""

from __future__ import annotations

from enum import StrEnum

from reconciler.model.answer import Answer, End


class Verdict(StrEnum):
    APPLIED = "applied"
    FAILED = "failed"
    RETRY = "retry"
    UNKNOWN = "unknown"
    LOOK = "look"


_ALWAYS = {
    End.OK: Verdict.APPLIED,
    End.LIMITED: Verdict.RETRY,
    End.NOT_SENT: Verdict.RETRY,
    End.UNSENDABLE: Verdict.FAILED,
    End.REDIRECTED: Verdict.FAILED,
}
_TIMED_OUT = 408
_NEVER_THROUGH = frozenset({401, 403, 404, 413})


def judge(answer: Answer, *, creates: bool) -> Verdict:
    """The table above. `creates`: the call is not idempotent."""
    if answer.end in _ALWAYS:
        return _ALWAYS[answer.end]
    if answer.end is End.REFUSED and answer.status != _TIMED_OUT:
        return Verdict.FAILED
    if answer.end is End.GATEWAY and answer.status in _NEVER_THROUGH:
        return Verdict.FAILED
    return Verdict.UNKNOWN if creates else Verdict.LOOK
