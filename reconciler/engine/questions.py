"""Questions: which declared one is which stored one, and whether the account holds what is declared.

The account matches a sent question on `external_id`, then on `id`, then on equal content (contract:
update, questions.diff). So a question keeps its record, its answers and its rendered video for as long as
we send the same identity. A declared question without an `external_id` of its own gets its identity, in
this order: from the same text in the Record, from its place between matched neighbours, from the same text
in the account, else a new one made from its text, which the Record keeps.

A stored question without an `external_id` was made in the admin or by the service. Its identity is made
from its text and never sent: ids change whenever somebody touches the question, its text does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from reconciler.engine.compare import text
from reconciler.model.interview import QUESTION_FIELDS
from reconciler.model.values import Json, digest

Question: TypeAlias = dict[str, Json]

PARENT = "conditional_question_main_id"
_NAMELESS = "text:"


def as_questions(value: Json) -> list[Question]:
    """The entries that are maps; anything else the account may send is left out."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def identities(stored: Iterable[Question]) -> list[str]:
    """The identity of each stored question: its `external_id`, else one made from its text."""
    taken: set[str] = set()
    names: list[str] = []
    for entry in stored:
        name = entry.get("external_id")
        names.append(name if isinstance(name, str) and name else _made_from_text(_NAMELESS, entry, taken))
        taken.add(names[-1])
    return names


def identified(
    declared: Sequence[Question], recorded: Sequence[Question], stored: Sequence[Question] | None = None
) -> list[Question]:
    """`declared` with an `external_id` on every entry. `recorded` is what was last sent, `stored` what the
    account holds, None when nobody looked.

    An entry that goes on with a stored question under a name which that one does not have yet carries its
    stored `id` beside: so it takes that question's place, and what it leaves out is carried over.
    """
    own = {entry["external_id"] for entry in declared if isinstance(entry.get("external_id"), str)}
    free = [entry for entry in recorded if entry.get("external_id") not in own]
    named: list[str | None] = []
    for entry in declared:
        identity = entry.get("external_id")
        named.append(identity if isinstance(identity, str) else _take_by_text(entry, free))
    _take_by_place(named, free, recorded)
    if stored is None:
        return _named(declared, named)
    held = dict(zip(identities(stored), stored, strict=True))
    return _continued(declared, named, held)


def _named(declared: Sequence[Question], named: Sequence[str | None]) -> list[Question]:
    taken = {name for name in named if name is not None}
    result: list[Question] = []
    for entry, name in zip(declared, named, strict=True):
        name = name or _made_from_text("q-", entry, taken)
        taken.add(name)
        result.append({**entry, "external_id": name})
    return result


def _continued(
    declared: Sequence[Question], named: list[str | None], held: Mapping[str, Question]
) -> list[Question]:
    """Join what is left on either side by its text, and name what the account does not hold."""
    spare = {name: one for name, one in held.items() if name not in named}
    ids: list[Json] = [None] * len(named)
    for place, entry in enumerate(declared):
        name = named[place]
        if name is not None and name in held:
            if _reworded(name, entry, held):
                ids[place], named[place] = held[name].get("id"), None
            continue
        match = next((key for key, one in spare.items() if _one_text(one, entry)), None)
        old = spare.pop(match) if match is not None else {}
        if name is None or name.startswith(_NAMELESS):
            named[place] = match
        else:
            ids[place] = old.get("id")
    made = _named(declared, named)
    return [{**entry, "id": one} if one is not None else entry for entry, one in zip(made, ids, strict=True)]


def _reworded(name: str, entry: Question, held: Mapping[str, Question]) -> bool:
    """Whether an identity made from the text no longer fits: the question needs a name of its own."""
    return name.startswith(_NAMELESS) and not _one_text(held[name], entry)


def _one_text(left: Question, right: Question) -> bool:
    return text(left.get("question")) == text(right.get("question"))


def _take_by_text(entry: Question, free: list[Question]) -> str | None:
    for position, old in enumerate(free):
        name = old.get("external_id")
        if isinstance(name, str) and _one_text(old, entry):
            del free[position]
            return name
    return None


def _take_by_place(named: list[str | None], free: list[Question], recorded: Sequence[Question]) -> None:
    """Give what is left between two matched neighbours the identity of what was left there before.

    Only runs of equal length are paired: one reworded question between two that stayed is that question;
    with an insertion nobody can know.
    """
    order = [entry.get("external_id") for entry in recorded]
    open_names = {entry.get("external_id") for entry in free}
    position = 0
    while position < len(named):
        if named[position] is not None:
            position += 1
            continue
        end = position
        while end < len(named) and named[end] is None:
            end += 1
        start = order.index(named[position - 1]) + 1 if position and named[position - 1] in order else None
        if position == 0:
            start = 0
        if start is not None:
            after = named[end] if end < len(named) else None
            stop = order.index(after) if after in order else len(order) if end == len(named) else None
            run = order[start:stop] if stop is not None and stop >= start else []
            if len(run) == end - position and all(name in open_names for name in run):
                for offset, name in enumerate(run):
                    named[position + offset] = name if isinstance(name, str) else None
                    open_names.discard(name)
        position = end


def _made_from_text(prefix: str, entry: Question, taken: set[str]) -> str:
    base = prefix + digest(text(entry.get("question")))[:10]
    name, count = base, 2
    while name in taken:
        name, count = f"{base}-{count}", count + 1
    return name


def portrait(stored: Sequence[Question], declared: Sequence[Question]) -> list[Question]:
    """The stored questions in the words of `declared`: only the keys declared for each, the parent of a
    condition by its identity, and no ids. Equal portraits mean that nothing has to be sent."""
    named = identities(stored)
    names = {
        str(entry["id"]): name
        for entry, name in zip(stored, named, strict=True)
        if entry.get("id") is not None
    }
    wanted = {entry.get("external_id"): entry for entry in declared}
    shown: list[Question] = []
    for entry, name in zip(stored, named, strict=True):
        kept: Question = {"external_id": name}
        for key in wanted.get(name) or {"question": ""}:
            value = entry.get(key)
            if key == PARENT and isinstance(value, str):
                value = names.get(value, value)
            if key not in ("external_id", "id") and value is not None:
                kept[key] = text(value)
        shown.append(kept)
    return shown


def tidy(declared: Sequence[Question]) -> list[Question]:
    """`declared` in the form of a portrait: no ids, no nulls, no white space that nobody sees."""
    return [
        {key: text(value) for key, value in entry.items() if value is not None and key != "id"}
        for entry in declared
    ]


def for_create(declared: Sequence[Question]) -> list[Json]:
    """The list as create-from-array takes it: `id` is a handle of the caller's for conditions."""
    parents = {entry.get(PARENT) for entry in declared}
    body: list[Json] = []
    for entry in declared:
        sent: Question = {key: value for key, value in entry.items() if value is not None}
        if entry.get("external_id") in parents:
            sent["id"] = entry["external_id"]
        body.append(sent)
    return body


def for_update(declared: Sequence[Question], stored: Sequence[Question]) -> list[Json]:
    """The complete list as update takes it: a known question carries its stored id, nulls clear, and a
    condition names the id that its parent is sent with.

    A question that stays goes back exactly as the account showed it: one that names fewer fields than are
    stored may count as another, and then loses its record (behaviour.md section 3).
    """
    held = dict(zip(identities(stored), stored, strict=True))
    alike = {
        str(mine["external_id"])
        for mine in tidy(declared)
        if mine in portrait(stored, [one for one in declared if one["external_id"] == mine["external_id"]])
    }
    parents = {entry.get(PARENT) for entry in declared}
    handles: dict[str, Json] = {}
    body: list[Json] = []
    for entry in declared:
        name = str(entry["external_id"])
        old = held.get(name)
        sent = _as_shown(old, handles.values()) if old is not None and name in alike else dict(entry)
        if old is not None and old.get("id") is not None:
            sent["id"] = old["id"]
        elif name in parents and "id" not in sent:
            sent["id"] = name
        handles[name] = sent.get("id")
        if name.startswith(_NAMELESS):
            sent.pop("external_id", None)
        parent = entry.get(PARENT)
        if isinstance(parent, str):
            sent[PARENT] = handles.get(parent, parent)
        body.append(sent)
    return body


def _as_shown(old: Question, earlier: Iterable[Json]) -> Question:
    """A stored question to be sent back; a parent that is not sent before it would be refused."""
    kept = {key: value for key, value in old.items() if key in QUESTION_FIELDS}
    if kept.get(PARENT) is not None and kept[PARENT] not in list(earlier):
        del kept[PARENT]
    return kept
