"""What a plan will need before its first paid call: room on the disk and a token that lasts. Estimates on
the safe side, from values alone."""

from __future__ import annotations

import json
from collections.abc import Sequence

from reconciler.model.change import Change
from reconciler.model.field import Endpoint

_LINE = 1024  # bytes of a journal line beside the values it holds
_LINES = 3  # that hold the values of one call: what is sent, how it ended, what was read back
_RECORD = 16 * 1024  # bytes of a Record that the last line of a Change may hold whole
_LEAST_ROOM = 256 * 1024

_MARGIN = 60.0
_WRITE = 4.0  # seconds of a write with its read-back
_GENERATED = 60.0  # a create whose questions the service writes
_SCREENED = 20.0  # a resume that the service reads
_SLOW = {Endpoint.CREATE: _GENERATED, Endpoint.ENROL: _SCREENED}


def room(changes: Sequence[Change]) -> int:
    """Bytes that the journal of a run over `changes` may need."""
    calls = [call for change in changes for call in change.calls]
    values = sum(len(json.dumps(dict(call.fields), default=str)) for call in calls)
    lines = _LINES * (len(calls) + len(changes))
    return max(_LEAST_ROOM, _LINES * values + lines * _LINE + len(changes) * _RECORD)


def seconds(changes: Sequence[Change], workers: int) -> float:
    """Seconds that a run over `changes` may take when nothing goes wrong."""
    spent = [_SLOW.get(call.endpoint, _WRITE) for change in changes for call in change.calls]
    return _MARGIN + max(sum(spent) / max(workers, 1), max(spent, default=0.0))
