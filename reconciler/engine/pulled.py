"""Which lines of a definition have to change so that it says what the account holds. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from reconciler.engine import questions
from reconciler.engine.compare import text
from reconciler.engine.declared import portrait
from reconciler.engine.fields import fits, judge
from reconciler.model.change import Origin
from reconciler.model.definition import Definition
from reconciler.model.field import Compare, Field, Null, Shape, Way
from reconciler.model.interview import FIELDS, QUESTION_FIELDS
from reconciler.model.kinds import INTERVIEW, KINDS, null_meaning
from reconciler.model.observed import Observation
from reconciler.model.record import Record
from reconciler.model.values import Json, Ref, same

Path: TypeAlias = "tuple[str | int, ...]"
_PARENT = "conditional_question_main_id"


@dataclass(frozen=True, slots=True)
class Edit:
    """The value at `path` of the effective definition becomes `value`."""

    path: Path
    value: Json


@dataclass(frozen=True, slots=True)
class Arranged:
    """The questions in their new order: each with the place it has now, None for one that is new."""

    items: tuple[tuple[int | None, Json], ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A field that differs and is not pulled."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """`names`: the fields that `edits` and `arranged` bring in line. `overwrites`: those where the definition
    says something that was never applied."""

    edits: tuple[Edit, ...] = ()
    arranged: Arranged | None = None
    left: tuple[Left, ...] = ()
    names: tuple[str, ...] = ()
    overwrites: tuple[str, ...] = ()


class _CannotPull(Exception):
    """The text says why."""


def pulled(
    definition: Definition,
    fields: Mapping[str, Json],
    record: Record,
    seen: Observation,
    refused: Collection[str],
    called: Mapping[str, str],
) -> Pulled:
    """Compare field by field. `fields` are the definition's with every name resolved; `refused` those whose
    value in the account no definition can hold. `called`: names behind ids, for messages."""
    shown = portrait(seen).fields
    edits: list[Edit] = []
    left: list[Left] = []
    names: list[str] = []
    arranged: Arranged | None = None
    for name, value in fields.items():
        row = FIELDS[name]
        if not _differs(row, definition, value, seen):
            continue
        try:
            _check(row, definition, shown[name], fields, refused, called)
            if row.compare is Compare.QUESTIONS:
                found, arranged = _questions(value, record, seen)
            else:
                found = _leaves(row, (name,), value, shown[name])
        except _CannotPull as fault:
            left.append(Left(name, str(fault)))
            continue
        edits += found
        names.append(name)
    over = tuple(name for name in names if _is_unapplied(name, fields[name], record, seen))
    return Pulled(tuple(edits), arranged, tuple(left), tuple(names), over)


def _differs(row: Field, definition: Definition, value: Json, seen: Observation) -> bool:
    name = row.name
    if name not in seen.fields or name in definition.manage.ignore or row.way is Way.WITH_QUESTIONS:
        return False
    if name == "status" and value == "active" and seen.fields[name] == "preparing":
        return False  # on its way to what is declared
    if row.compare is Compare.QUESTIONS:
        stored = questions.as_questions(seen.fields[name])
        value = list(questions.identified(questions.as_questions(value), (), stored))
    return not fits(row, value, seen.fields[name])


def _is_unapplied(name: str, value: Json, record: Record, seen: Observation) -> bool:
    pair = record.fields.get(name)
    if name == "questions":
        declared, recorded = questions.as_questions(value), questions.as_questions(record.sent(name))
        value = list(questions.identified(declared, recorded))
    return judge(FIELDS[name], value, pair, seen.fields).origin in (Origin.AUTHOR, Origin.BOTH)


def _check(
    row: Field,
    definition: Definition,
    held: Json,
    fields: Mapping[str, Json],
    refused: Collection[str],
    called: Mapping[str, str],
) -> None:
    """Raises _CannotPull for what must be the author's own decision, or cannot be written."""
    given = definition.fields.get(row.name)
    if isinstance(given, Ref):
        raise _CannotPull(
            f"it is written as the name {given.name!r}, and the account holds {_called(held, called)}"
        )
    if row.name == "status" and held == "deleted":
        raise _CannotPull("the interview is deleted in the account; `status: deleted` is yours to write")
    if row.name in refused:
        raise _CannotPull("the account holds a value that no definition can")
    if held is None and null_meaning(KINDS[INTERVIEW], row, fields) not in (Null.CLEAR, Null.DEFAULT):
        raise _CannotPull(
            "the account holds nothing there, and a definition cannot say that: delete the line"
        )


def _called(held: Json, called: Mapping[str, str]) -> str:
    return repr(called[str(held)]) if str(held) in called else str(held)


def _leaves(row: Field, path: Path, declared: Json, held: Json) -> list[Edit]:
    """One edit per declared leaf that differs; what is not declared stays undeclared."""
    if row.compare is not Compare.LEAVES or not isinstance(declared, dict) or not isinstance(held, dict):
        return [Edit(path, held)]
    edits: list[Edit] = []
    for key, value in declared.items():
        now = held.get(key)
        if same(text(value), text(now)) or (isinstance(value, dict) and isinstance(now, dict)):
            edits += _leaves(row, (*path, key), value, now) if isinstance(value, dict) else []
        elif now is None and row.shape is not Shape.HIRING:
            raise _CannotPull(f"the account holds no {'.'.join(map(str, (*path, key)))}: delete that line")
        else:
            edits.append(Edit((*path, key), now))
    return edits


def _questions(value: Json, record: Record, seen: Observation) -> tuple[list[Edit], Arranged | None]:
    """Edits of the questions that stay; with an arrangement when some came, went or moved."""
    stored = questions.as_questions(seen.fields["questions"])
    asked = questions.as_questions(value)
    recorded = questions.as_questions(record.sent("questions"))
    mine = [entry["external_id"] for entry in questions.identified(asked, recorded, stored)]
    theirs = questions.identities(stored)
    said = questions.as_questions(portrait(seen).fields["questions"])
    parents = {str(entry["id"]): entry.get("external_id") for entry in stored if entry.get("id") is not None}
    places = {name: place for place, name in enumerate(mine)}
    edits: list[Edit] = []
    items: list[tuple[int | None, Json]] = []
    for name, entry, words in zip(theirs, stored, said, strict=True):
        place = places.get(name)
        if place is None:
            items.append((None, words))
            continue
        changed = _entry(asked[place], entry, parents)
        for key, new in changed.items():
            edits += _inside(("questions", place, key), asked[place][key], new)
        items.append((place, {**asked[place], **changed}))
    if [place for place, _ in items] == list(range(len(asked))):
        return edits, None
    return edits, Arranged(tuple(items))


def _inside(path: Path, old: Json, new: Json) -> list[Edit]:
    """The smallest edits: lists of a rubric one by one where both sides have the same ones."""
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        return [Edit((*path, key), new[key]) for key in old if not same(old[key], new[key])]
    return [Edit(path, new)]


def _entry(
    asked: Mapping[str, Json], stored: Mapping[str, Json], parents: Mapping[str, Json]
) -> dict[str, Json]:
    """The declared keys of one question that the account holds differently."""
    changed: dict[str, Json] = {}
    for key in QUESTION_FIELDS:
        if key not in asked or key == "external_id":
            continue
        held = stored.get(key)
        if key == _PARENT and held is not None:
            held = parents.get(str(held))
            if not isinstance(held, str):
                raise _CannotPull("a question hangs on a parent without external_id, which no file can name")
        if held is None and isinstance(asked[key], bool):
            held = False
        if not same(text(asked[key]), text(held)) and not (asked[key] is False and held is None):
            changed[key] = held
    return changed
