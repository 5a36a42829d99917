"""What apply says while it runs: one line per event, and the same events as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from typing import Final

from reconciler.model.address import Address
from reconciler.model.change import Action
from reconciler.model.event import Beat, Begins, Event, Finished, Started, Stopping, Waiting
from reconciler.model.journal import Ending
from reconciler.model.values import Json
from reconciler.render import safe
from reconciler.render.layout import Paint, count
from reconciler.render.secrets import masked_text

EVENT_FORMAT: Final = 1
"""Raised when a reader of the events would have to change."""

DOING: Final[Mapping[Action, str]] = {
    Action.CREATE: "creating",
    Action.UPDATE: "updating",
    Action.REPLACE: "replacing",
    Action.RETIRE: "retiring",
    Action.IMPORT: "importing",
    Action.FORGET: "forgetting",
    Action.RECORD: "recording",
    Action.NONE: "checking",
}
DONE: Final[Mapping[Action, str]] = {
    Action.CREATE: "created",
    Action.UPDATE: "updated",
    Action.REPLACE: "replaced",
    Action.RETIRE: "retired",
    Action.IMPORT: "imported",
    Action.FORGET: "forgotten",
    Action.RECORD: "recorded",
    Action.NONE: "checked",
}


def progress_line(event: Event, *, done: int = 0, total: int = 0, colour: bool = False) -> str:
    """`event` on one line without a line feed. `done` of `total` count the Finished ones, this included."""
    paint = Paint(colour)
    match event:
        case Begins():
            return f"Applying {count(event.total, 'change')}"
        case Started():
            return paint.quiet(f"{_counter(None, total)}{event.address}  {DOING[event.action]} …")
        case Finished():
            return f"{_counter(done, total)}{_finished(event, paint)}"
        case Waiting():
            who = f"{event.address}  " if event.address else ""
            wait = seconds(max(event.until - event.at, 0))
            return paint.change(f"{_counter(None, total)}{who}waiting {wait}: {_told(event.reason)}")
        case Stopping():
            return paint.stop(f"Stopping: {_told(event.reason)}; calls in flight may still end")
        case Beat():
            return paint.quiet(f"{_counter(event.done, total)}{count(event.running, 'call')} running")


def event_document(event: Event) -> dict[str, Json]:
    """`event` as plain data: `event` is its kind in lower case, the other keys are its attributes. The first
    one tells the format that `event_schema` describes."""
    made: dict[str, Json] = {"event": type(event).__name__.lower()}
    if isinstance(event, Begins):
        made["format"] = EVENT_FORMAT
    for attribute in fields(event):
        made[attribute.name] = _plain(getattr(event, attribute.name))
    return made


def event_line(event: Event) -> str:
    """`event_document` as one line of JSON, with its line feed."""
    return json.dumps(event_document(event)) + "\n"


def seconds(number: float) -> str:
    """`0.4s`, `12s`, `3m20s`."""
    if number < 10:
        return f"{number:.1f}s"
    whole = round(number)
    return f"{whole}s" if whole < 60 else f"{whole // 60}m{whole % 60:02}s"


def _finished(event: Finished, paint: Paint) -> str:
    took = f" ({seconds(event.seconds)})"
    told = f": {_told(event.message)}" if event.message else ""
    status = f" [{event.status}]" if event.status is not None and event.ending is not Ending.APPLIED else ""
    name = str(event.address)
    match event.ending:
        case Ending.APPLIED:
            return paint.add(f"{name}  {DONE[event.action]}{took}") + told
        case Ending.SKIPPED:
            return paint.change(f"{name}  skipped{told}")
        case Ending.UNKNOWN:
            return paint.stop(f"{name}  {DOING[event.action]} has no known outcome{took}{status}{told}")
        case Ending.FAILED:
            return paint.stop(f"{name}  {DOING[event.action]} failed{took}{status}{told}")


def _counter(done: int | None, total: int) -> str:
    """`[ 3/12] `, or as much blank where nothing was finished."""
    if not total:
        return ""
    digits = len(str(total))
    return " " * (2 * digits + 4) if done is None else f"[{done:>{digits}}/{total}] "


def _told(text: str) -> str:
    return safe.line(masked_text(text))


def _plain(value: object) -> Json:
    if isinstance(value, Address):
        return str(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return masked_text(value)
    return value if isinstance(value, bool | int | float) else None
