"""Edits of what nobody declared: the account's own affair, counted so that nobody is surprised by them.

They are measured from the last apply (or from when an interview was first seen), so a plan that is looked at
twice says the same twice. Without a memory of that nothing is known, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.engine import questions
from reconciler.model.definition import Definition
from reconciler.model.kinds import table
from reconciler.model.sighting import Sighting
from reconciler.model.values import Json, same

_TWICE = "max_retries"  # the account shows interview_attempts under this name too


def edited(definition: Definition, sighting: Sighting) -> tuple[str, ...]:
    """The fields that are neither declared nor left to the account by name, and are not what they were."""
    now, before = sighting.seen.fields, sighting.before
    if now is before:
        return ()
    left = {*definition.fields, *definition.manage.ignore}
    return tuple(
        name
        for name in table(definition.address.kind)
        if name in now and name in before and name not in left and not _same(name, now[name], before[name])
    )


def _same(name: str, now: Json, before: Json) -> bool:
    if same(now, before):
        return True
    if name == "questions":  # ids move whenever somebody touches one
        return same(_without_ids(now), _without_ids(before))
    if name == "custom_scoring" and isinstance(now, dict) and isinstance(before, dict):
        return same(_once(now), _once(before))
    return False


def _without_ids(value: Json) -> Json:
    stored = questions.as_questions(value)
    places = {str(one["id"]): place for place, one in enumerate(stored) if one.get("id") is not None}
    return [
        {
            key: places.get(str(held), held) if key == questions.PARENT else held
            for key, held in one.items()
            if key != "id" and held is not None
        }
        for one in stored
    ]


def _once(scoring: Mapping[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in scoring.items() if key != _TWICE}
