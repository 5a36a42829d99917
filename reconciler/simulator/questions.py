"""Questions of an interview: how they are stored, shown, and replaced as a whole list (pure).

Source of every rule here: contract, job-interview-update, questions.diff; behaviour.md section 3.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.simulator.messages import ApiError
from reconciler.simulator.switches import Switches

Question = dict[str, Any]
NewId = Callable[[], str]

PARENT = "conditional_question_main_id"
RUBRIC = "candidate_expectations_json"
# Marks a stored rubric that was generated: an entry without one still says the same.
FILLED = "_filled"
FIELDS = (
    "question",
    "duration",
    "mojito_language_code",
    "label",
    "is_conditional",
    "is_without_scoring",
    "is_candidate_asking_recruiter",
    "is_expert",
    "is_multiple_choice",
    "question_alternatives",
    PARENT,
    "knowledge_base_id",
    "external_id",
    "external_data",
    RUBRIC,
)


@dataclass(frozen=True)
class Diff:
    """What an update does to the questions: the new list, and ids as the answer reports them."""

    questions: list[Question]
    kept: list[str]
    added: list[str]
    removed: list[str]
    replaced: list[dict[str, str]]
    changed: bool


def stored(entry: Mapping[str, Any], identifier: str) -> Question:
    """A question as it is kept: every field present, null where the author said nothing; other keys
    dropped."""
    return {"id": identifier, **{name: entry.get(name) for name in FIELDS}}


def shown(question: Question, switches: Switches) -> Question:
    """A stored question as job-interview-get answers it."""
    visible = {name: value for name, value in question.items() if name != FILLED}
    if switches.unset_question_fields == "absent":
        return {name: value for name, value in visible.items() if value is not None}
    return visible


def build(entries: Iterable[Mapping[str, Any]], new_id: NewId, *, deduplicate: bool) -> list[Question]:
    """The stored questions of a new interview, in order.

    An entry's own `id` is a name within this list only; it ends up as a parent's stored id. With
    `deduplicate` an entry equal to an earlier one, whatever its `id`, is left out and its name means the
    earlier one. Raises ApiError 422 for a parent that is not earlier in the list.
    """
    made: list[Question] = []
    handles: dict[str, str] = {}
    seen: dict[str, str] = {}
    for position, entry in enumerate(entries):
        content = {name: entry.get(name) for name in FIELDS}
        if content[PARENT] is not None:
            content[PARENT] = _parent(handles, content[PARENT], position)
        key = _canonical(content)
        identifier = seen.get(key) if deduplicate else None
        if identifier is None:
            identifier = new_id()
            seen[key] = identifier
            made.append({"id": identifier, **content})
        if entry.get("id") is not None:
            handles[entry["id"]] = identifier
    return made


def diff(old: list[Question], sent: list[dict[str, Any]], switches: Switches, new_id: NewId) -> Diff:
    """Replaces a stored list by the list sent, keeping whatever says the same.

    Matching: external_id, then id, then identical content. A matched entry that differs takes the place of
    its record under a new id, with what it leaves out carried over. Raises ApiError 422 for a bad parent.
    """
    if not switches.null_clears_question_fields:
        sent = [{name: value for name, value in entry.items() if value is not None} for entry in sent]
    matches = _match(old, sent, switches)
    final = _Outcome({question["id"] for question in old}, switches, new_id)
    for position, (entry, match) in enumerate(zip(sent, matches, strict=True)):
        final.take(position, entry, match)
    return final.close(old)


class _Outcome:
    """The new list while it grows, entry by entry."""

    def __init__(self, stored_ids: set[str], switches: Switches, new_id: NewId) -> None:
        self._stored_ids = stored_ids
        self._switches = switches
        self._new_id = new_id
        self._handles: dict[
            str, str
        ] = {}  # what an entry may call a parent -> its stored id, or "" for a new one
        self._final: dict[str, str] = {}  # the same name -> the id it ends up with
        self.questions: list[Question] = []
        self.kept: list[str] = []
        self.added: list[str] = []
        self.replaced: list[dict[str, str]] = []

    def take(self, position: int, entry: dict[str, Any], match: Question | None) -> None:
        handle = entry.get(PARENT)
        if handle is not None:
            entry = {**entry, PARENT: self._known_parent(handle, position)}
        if match is None:
            question = stored(entry, self._new_id())
            self.added.append(question["id"])
        elif same_content(match, entry, self._switches) and not self._switches.question_ids_rotate:
            question = dict(match)
            self.kept.append(match["id"])
        else:
            named = {name: entry[name] for name in FIELDS if name in entry}
            question = {**match, **named, "id": self._new_id()}
            if RUBRIC in named:
                question.pop(FILLED, None)
            self.replaced.append({"from": match["id"], "to": question["id"]})
        if handle is not None:
            question[PARENT] = self._final[handle]
        self.questions.append(question)
        for name in (entry.get("id"), match["id"] if match else None):
            if name is not None:
                self._handles[name] = match["id"] if match else ""
                self._final[name] = question["id"]

    def _known_parent(self, handle: str, position: int) -> str:
        if handle not in self._stored_ids and not self._switches.local_ids_as_handles:
            raise _bad_parent(position)
        return _parent(self._handles, handle, position)

    def close(self, old: list[Question]) -> Diff:
        before = [question["id"] for question in old]
        claimed = {*self.kept, *(change["from"] for change in self.replaced)}
        removed = [identifier for identifier in before if identifier not in claimed]
        for question in self.questions:
            # A parent that was carried over, not sent, follows its record to the new id, or goes with it.
            if question[PARENT] in removed:
                question[PARENT] = None
            else:
                question[PARENT] = self._final.get(question[PARENT], question[PARENT])
        changed = bool(removed or self.added or self.replaced)
        questions = self.questions
        if not changed and [question["id"] for question in questions] != before:
            changed = self._switches.reorder_alone_applied
            questions = questions if changed else old
        return Diff(questions, self.kept, self.added, removed, self.replaced, changed)


def same_content(old: Question, entry: Mapping[str, Any], switches: Switches) -> bool:
    """Whether an entry says what is stored; ids are no content."""
    for name in FIELDS:
        if name not in entry and (switches.subset_is_same_content or (name == RUBRIC and old.get(FILLED))):
            continue
        if _canonical(entry.get(name)) != _canonical(old.get(name)):
            return False
    return True


def _match(old: list[Question], sent: list[dict[str, Any]], switches: Switches) -> list[Question | None]:
    """The stored record of each entry. The stronger key goes first for the whole list, so that an entry
    without a key cannot take the record that a later one names."""
    matches: list[Question | None] = [None] * len(sent)
    free = {question["id"]: question for question in old}

    def claim(position: int, found: Question | None) -> None:
        if found is not None:
            matches[position] = free.pop(found["id"])

    for key in ("external_id", "id"):
        for position, entry in enumerate(sent):
            wanted = entry.get(key)
            if matches[position] is None and wanted is not None:
                claim(position, next((q for q in free.values() if q[key] == wanted), None))
    # A parent comes earlier, so by the time a child is compared its parent's record is known.
    records: dict[str, str] = {}
    for position, entry in enumerate(sent):
        if matches[position] is None:
            if entry.get(PARENT) in records:
                entry = {**entry, PARENT: records[entry[PARENT]]}
            claim(position, next((q for q in free.values() if same_content(q, entry, switches)), None))
        match = matches[position]
        if match is not None and entry.get("id") is not None:
            records[entry["id"]] = match["id"]
    return matches


def _parent(handles: Mapping[str, str], handle: Any, position: int) -> str:
    if handle not in handles:
        raise _bad_parent(position)
    return handles[handle]


def _bad_parent(position: int) -> ApiError:
    name = f"questions.{position}.{PARENT}"
    return ApiError(422, f"{name} must be the id of a question earlier in the list.", name)


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True)
