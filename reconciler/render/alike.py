"""When a Change of one environment is the same as one of another: what a person would call the same.

Ids are an account's own and say nothing: the name behind one counts where it is known, and questions are
compared by what happens to them. Neither does it matter how often an interview was taken.
"""

from __future__ import annotations

from reconciler.model.field import Shape
from reconciler.model.values import Json
from reconciler.render.questions import question_changes
from reconciler.render.shapes import ChangeDoc, FieldDoc
from reconciler.render.values import shape_of


def likeness(change: ChangeDoc) -> Json:
    """Plain data that is equal exactly for Changes that are told in the same words."""
    blocked = change["blocked"]
    return {
        "address": change["address"],
        "action": change["action"],
        "name": change["name"],
        "blocked": blocked["reason"] if blocked else None,
        "effects": list(change["effects"]),
        "fields": [_field(field) for field in change["fields"]],
    }


def _field(field: FieldDoc) -> Json:
    name, before, after = field["name"], field["before"], field["after"]
    told: list[Json] = [name, field["origin"]]
    if shape_of(name) is Shape.QUESTIONS:
        return [*told, *_questions(before, after)]
    if shape_of(name) is Shape.ID:
        return [*told, field["label"] or after]
    return [*told, before, after]


def _questions(before: Json, after: Json) -> list[Json]:
    return [
        [
            change.identity,
            ", ".join(sorted(change.how)),
            change.old_place,
            change.new_place,
            change.old_text,
            change.new_text,
            [[key, old, new] for key, old, new in change.settings],
        ]
        for change in question_changes(before, after)
    ]
