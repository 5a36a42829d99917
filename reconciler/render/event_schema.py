"""The published JSON Schema of one line of an events file (`apply --events FILE`).

docs/events.md tells it to people. A line is one JSON object; its `event` says which. Within a format keys and
kinds of events may be added, and none is renamed or dropped: a reader passes over what it does not know.
"""

from __future__ import annotations

from typing import Final

from reconciler.model.change import Action
from reconciler.model.journal import Ending
from reconciler.model.values import Json
from reconciler.render.progress import EVENT_FORMAT
from reconciler.render.schema import Schema

_AT: Final[Schema] = {"type": "number", "description": "seconds since the epoch by the clock of this machine"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_TEXT: Final[Schema] = {"type": "string"}
_ADDRESS: Final[Schema] = {"type": "string", "description": "kind.key, e.g. interview.backend-engineer"}
_ACTION: Final[Schema] = {"enum": [action.value for action in Action]}
_ENDING: Final[Schema] = {"enum": [ending.value for ending in Ending]}


def event_schema() -> dict[str, Json]:
    """JSON Schema (2020-12) of every event."""
    kinds = _kinds()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An event of reconciler apply",
        "description": "One line of an events file. Texts are masked where they are secret, never escaped.",
        "type": "object",
        "required": ["event", "at"],
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in kinds],
        "$defs": dict(kinds),
    }


def _kinds() -> dict[str, Schema]:
    return {
        "begins": _event(
            "begins",
            "The first line of a run: how many Changes will be carried out.",
            format={"const": EVENT_FORMAT},
            total=_COUNT,
        ),
        "started": _event(
            "started",
            "The first call of a Change is about to be sent.",
            address=_ADDRESS,
            action=_ACTION,
        ),
        "waiting": _event(
            "waiting",
            "Nothing can be done before `until`.",
            address={"type": ["string", "null"], "description": "null: the whole run waits"},
            reason=_TEXT,
            until=_AT,
        ),
        "finished": _event(
            "finished",
            "A Change came to its end, in whatever way.",
            address=_ADDRESS,
            action=_ACTION,
            ending=_ENDING,
            seconds={"type": "number", "minimum": 0},
            message=_TEXT,
            status={"type": ["integer", "null"], "description": "the HTTP status that decided it, if any"},
        ),
        "stopping": _event(
            "stopping",
            "Nothing new starts from here on; calls in flight may still end.",
            reason=_TEXT,
            signal={"type": ["integer", "null"], "description": "the signal that was the cause, if any"},
        ),
        "beat": _event(
            "beat",
            "A sign of life while nothing else happens.",
            done=_COUNT,
            running=_COUNT,
        ),
    }


def _event(name: str, description: str, **properties: Schema) -> Schema:
    told: Schema = {"event": {"const": name}, **properties, "at": _AT}
    return {"type": "object", "description": description, "properties": told, "required": list(told)}
