"""Conditions on questions that the account does not hold yet.

A condition names its parent by the stored id. Whether update takes a name of the caller's for a parent that
comes in the same list is not documented (behaviour.md section 3), so a new parent goes ahead and whatever
depends on it follows in another update, which names the id that it was given. A candidate who comes in
between is not asked what belongs to the condition; the other way round everybody would be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reconciler.engine.questions import PARENT, Question, identities


def ahead(declared: Sequence[Question], stored: Sequence[Question]) -> list[list[Question]]:
    """The lists to be sent before `declared` itself, one for each generation of new parents; mostly none."""
    held = dict(zip(identities(stored), stored, strict=True))
    rounds = _rounds(declared, held)
    return [
        [
            entry if rounds[_name(entry)] <= number else _as_it_is(held[_name(entry)], _name(entry))
            for entry in declared
            if rounds[_name(entry)] <= number or _name(entry) in held
        ]
        for number in range(max(rounds.values(), default=0))
    ]


def unknown(declared: Sequence[Question], stored: Sequence[Question]) -> bool:
    """Whether a condition names a parent that the account does not hold."""
    return bool(ahead(declared, stored))


def _rounds(declared: Sequence[Question], held: Mapping[str, Question]) -> dict[str, int]:
    """How many updates have to come before the one that can hold each question."""
    rounds: dict[str, int] = {}
    for entry in declared:
        parent = entry.get(PARENT)
        known = not isinstance(parent, str) or parent not in rounds or _goes_on(declared, parent, held)
        rounds[_name(entry)] = 0 if known else rounds[str(parent)] + 1
    return rounds


def _goes_on(declared: Sequence[Question], name: str, held: Mapping[str, Question]) -> bool:
    """Whether the account has an id for the parent by now, under this name or another."""
    return name in held or any(_name(entry) == name and entry.get("id") is not None for entry in declared)


def _name(entry: Question) -> str:
    return str(entry["external_id"])


def _as_it_is(old: Question, name: str) -> Question:
    """What stands for a stored question that must not change yet: enough to be known again."""
    return {"external_id": name, "question": old.get("question")}
