"""What happens to each question, by its `external_id`: reworded, changed, moved, new or dropped.

Candidates meet questions one by one, and results are scored against each, so a list of fifteen with one
word changed has to be told as that.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from reconciler.model.values import Json, same

Question: TypeAlias = Mapping[str, Json]

_IDENTITY: Final = frozenset({"question", "external_id", "id"})
_PARENT: Final = "conditional_question_main_id"


class How(StrEnum):
    NEW = "new"
    DROPPED = "dropped"
    REWORDED = "reworded"
    CHANGED = "changed"  # the same words, other settings
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """What happens to one question; nothing when `how` is empty. Places count from 1; None where it has
    none. `settings`: other keys that differ, with before and after."""

    how: frozenset[How]
    identity: str
    old_place: int | None
    new_place: int | None
    old_text: str
    new_text: str
    settings: tuple[tuple[str, Json, Json], ...] = ()

    @property
    def stays(self) -> bool:
        return not self.how


def question_changes(before: Json, after: Json) -> list[QuestionChange]:
    """What differs, in the order of `after`, the dropped ones where they stood."""
    return [row for row in question_rows(before, after) if not row.stays]


def question_rows(before: Json, after: Json) -> list[QuestionChange]:
    """Every question of both lists, those that stay as they are included."""
    old, new = _entries(before), _entries(after)
    parents = {entry.get("id"): identity(entry, place) for place, entry in enumerate(old)}
    partners = _partners(old, new)
    still = _unmoved(partners)
    found: list[tuple[float, QuestionChange]] = []
    for place, entry in enumerate(new):
        partner = partners.get(place)
        if partner is None:
            found.append((place, _added(entry, place)))
        else:
            moved = place not in still
            found.append((place, _changed(old[partner], entry, partner, place, parents, moved=moved)))
    kept = set(partners.values())
    for place, entry in enumerate(old):
        if place not in kept:
            gone = QuestionChange(
                frozenset({How.DROPPED}), identity(entry, place), place + 1, None, _text(entry), ""
            )
            found.append((place - 0.5, gone))
    return [change for _, change in sorted(found, key=lambda item: item[0])]


def fate(rows: Sequence[QuestionChange]) -> str:
    """What the account does with its records of the questions: one whose content differs is never edited,
    another takes its place, and answers given so far stay with the old one."""
    replaced = sum(1 for row in rows if row.how & {How.REWORDED, How.CHANGED})
    added = sum(1 for row in rows if How.NEW in row.how)
    dropped = sum(1 for row in rows if How.DROPPED in row.how)
    told = [
        f"keeps {len(rows) - replaced - added - dropped}",
        f"replaces {replaced} (answers so far stay with the old wording)" if replaced else "",
        f"adds {added}" if added else "",
        f"takes {dropped} out (nothing is deleted)" if dropped else "",
    ]
    return "the account " + ", ".join(part for part in told if part)


def identity(entry: Question, place: int) -> str:
    """What a person calls the question: its external_id, else its place."""
    name = entry.get("external_id")
    return name if isinstance(name, str) and name else f"#{place + 1}"


def _entries(value: Json) -> list[Question]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _text(entry: Question) -> str:
    text = entry.get("question")
    return text if isinstance(text, str) else ""


def _partners(old: list[Question], new: list[Question]) -> dict[int, int]:
    """Place in `new` to place in `old`: by external_id; by text where one of the two has none; else equal."""
    partners: dict[int, int] = {}
    free = dict(enumerate(old))
    for belongs in (_same_name, _same_text, _equal):
        for place, entry in enumerate(new):
            if place in partners:
                continue
            match = next((at for at, other in free.items() if belongs(entry, other)), None)
            if match is not None:
                partners[place] = match
                del free[match]
    return partners


def _same_name(entry: Question, other: Question) -> bool:
    name = entry.get("external_id")
    return isinstance(name, str) and name != "" and other.get("external_id") == name


def _same_text(entry: Question, other: Question) -> bool:
    named = entry.get("external_id") and other.get("external_id")
    return not named and _text(entry) != "" and _text(entry) == _text(other)


def _equal(entry: Question, other: Question) -> bool:
    return same(dict(entry), dict(other))


def _unmoved(partners: Mapping[int, int]) -> set[int]:
    """Places in `new` whose question kept its order among those that stay: the longest rising run, so that
    the fewest are called moved."""
    tails: list[int] = []  # per length of a run, the place in `new` that ends the lowest one
    before: dict[int, int | None] = {}
    for place in sorted(partners):
        length = bisect_left([partners[tail] for tail in tails], partners[place])
        before[place] = tails[length - 1] if length else None
        tails[length : length + 1] = [place]
    kept: set[int] = set()
    last = tails[-1] if tails else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept


def _added(entry: Question, place: int) -> QuestionChange:
    settings = tuple(
        (key, None, value) for key, value in entry.items() if key not in _IDENTITY and value is not None
    )
    return QuestionChange(
        frozenset({How.NEW}), identity(entry, place), None, place + 1, "", _text(entry), settings
    )


def _changed(
    old: Question, new: Question, was: int, now: int, parents: Mapping[Json, str], *, moved: bool
) -> QuestionChange:
    # Only what the new side names: the account's own keys beside it are not the author's.
    settings = []
    for key, value in new.items():
        known = old.get(key)
        if key == _PARENT:  # the account holds the parent's id where a definition names it
            known = parents.get(known, known) if isinstance(known, str) else known
        if key not in _IDENTITY and not same(known, value):
            settings.append((key, known, value))
    how = {
        How.REWORDED: _text(old).strip() != _text(new).strip(),
        How.CHANGED: bool(settings),
        How.MOVED: moved,
    }
    kinds = frozenset(kind for kind, holds in how.items() if holds)
    return QuestionChange(
        kinds, identity(new, now), was + 1, now + 1, _text(old), _text(new), tuple(settings)
    )
