"""From what the account shows to the fields a person would write for it.

Two steps. `portrait` puts an Observation into the words of a definition: the request's names, no ids of
questions, parents by their external_id. `written` then leaves out what needs no line: what the project's
defaults give, what the account does by itself, and what no definition can say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from reconciler.engine import questions
from reconciler.engine.compare import equal, text
from reconciler.engine.fields import fits
from reconciler.model.field import Endpoint, Field, Null, Shape, Way
from reconciler.model.interview import FIELDS, QUESTION_FIELDS, create_endpoint
from reconciler.model.kinds import INTERVIEW, KINDS, null_meaning
from reconciler.model.observed import Observation
from reconciler.model.values import Json, same

_ON_ITS_WAY = "preparing"
_SERVERS_OWN: Mapping[str, Json] = {"interview_type": "pre-screening"}
"""What the service stores where nobody chose (behaviour.md section 1), beside what the table calls alike."""

STAND_INS: Mapping[str, Json] = {
    "location": "-", "description": "-", "status": "draft", "visibility": "merchant_invite",
}  # fmt: skip
"""A required field that the account holds in a form no definition can have. The file then says this and
`manage.ignore`: it would only matter if the interview had to be made again."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """`fields`: every value the account shows, null where it holds none. `notes`: what of it no definition
    can say."""

    fields: Mapping[str, Json]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """The lines of a file. `unset`: what the defaults give and the account has differently, in a form that
    no line can say. `ignore`: required fields that only stand in. `missing`: required, and not to be had."""

    fields: Mapping[str, Json]
    unset: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def portrait(seen: Observation) -> Portrait:
    """What the account shows of one interview, in the words of a definition."""
    fields: dict[str, Json] = {}
    notes: list[str] = []
    for name in FIELDS:
        if name not in seen.fields or name == "merchant_id":
            continue
        value = seen.fields[name]
        if name == "questions":
            value = _questions(value, seen.fields.get("mojito_language_code"), notes)
        elif name == "custom_scoring" and isinstance(value, dict):
            # interview_attempts is the same number under the name that update takes.
            value = {key: leaf for key, leaf in value.items() if key != "max_retries"}
        elif name == "status" and value == _ON_ITS_WAY:
            value = "active"
        elif FIELDS[name].shape is Shape.LONG_TEXT:
            value = text(value)
        fields[name] = value
    return Portrait(fields, tuple(notes))


def _questions(value: Json, language: Json, notes: list[str]) -> Json:
    """The questions without the account's ids; null for none at all."""
    stored = questions.as_questions(value)
    names = {str(entry["id"]): entry.get("external_id") for entry in stored if entry.get("id") is not None}
    earlier: set[str] = set()
    asked: list[Json] = []
    for number, entry in enumerate(stored, start=1):
        said = {key: entry.get(key) for key in QUESTION_FIELDS if not _says_nothing(entry.get(key))}
        if said.get("mojito_language_code") == language:
            del said["mojito_language_code"]
        parent = names.get(str(said.pop("conditional_question_main_id", None)))
        conditional = said.pop("is_conditional", None) is True
        if conditional and isinstance(parent, str) and parent in earlier:
            said |= {"is_conditional": True, "conditional_question_main_id": parent}
        elif conditional:
            notes.append(
                f"question {number} is asked on a condition, and its parent has no external_id: the "
                "condition stays in the account as it is, and the file does not declare it"
            )
        if isinstance(said.get("external_id"), str):
            earlier.add(str(said["external_id"]))
        asked.append({key: said[key] for key in QUESTION_FIELDS if key in said})
    return asked or None


def _says_nothing(value: Json) -> bool:
    return value is None or value is False or value in ("", [], {})


def written(
    fields: Mapping[str, Json], given: Mapping[str, Json], usual: Mapping[str, Json], refused: Collection[str]
) -> Written:
    """The lines that say `fields` on top of the defaults `given`; `refused` are fields whose value no
    definition can hold, `usual` the scoring that goes without saying."""
    hand = _Hand(fields, _given(given), usual, refused)
    own = "questions" in fields and fields["questions"] is not None and "questions" not in refused
    basis = {**fields, "questions": []} if own else {key: fields[key] for key in fields if key != "questions"}
    for name, row in FIELDS.items():
        if name != "merchant_id" and row.way is not Way.WITH_QUESTIONS and _applies(row, basis):
            hand.field(row, basis)
    return Written(hand.lines, tuple(hand.unset), tuple(hand.ignore), tuple(hand.missing), tuple(hand.notes))


def _given(given: Mapping[str, Json]) -> Mapping[str, Json]:
    """`given` with the number of attempts under one name."""
    scoring = given.get("custom_scoring")
    if not isinstance(scoring, dict) or "max_retries" not in scoring:
        return given
    rest = {key: value for key, value in scoring.items() if key != "max_retries"}
    return {"interview_attempts": scoring["max_retries"], **given, "custom_scoring": rest}


def _applies(row: Field, declared: Mapping[str, object]) -> bool:
    return any(row.taken_by(end) for end in (create_endpoint(declared), Endpoint.UPDATE, Endpoint.STATE))


class _Hand:
    """Writes one field after the other."""

    def __init__(
        self,
        fields: Mapping[str, Json],
        given: Mapping[str, Json],
        usual: Mapping[str, Json],
        refused: Collection[str],
    ) -> None:
        self._fields, self._given, self._usual, self._refused = fields, given, usual, refused
        self.lines: dict[str, Json] = {}
        self.unset: list[str] = []
        self.ignore: list[str] = []
        self.missing: list[str] = []
        self.notes: list[str] = []

    def field(self, row: Field, basis: Mapping[str, object]) -> None:
        name, has = row.name, row.name in self._given
        value = self._fields.get(name)
        if name not in self._fields or name in self._refused:
            self._cannot_say(row, basis)
        elif value is None:
            if not has:
                self._cannot_say(row, basis, silent=True)
            elif self._given[name] is None or fits(row, self._given[name], None):
                return
            elif null_meaning(KINDS[INTERVIEW], row, basis) in (Null.CLEAR, Null.DEFAULT):
                self.lines[name] = None
            else:
                self._cannot_say(row, basis)
        elif isinstance(value, dict):
            self._object(row, value, basis)
        elif not (has and fits(row, self._given[name], value)) and (
            has or not goes_without_saying(row, value, self._fields, self._usual)
        ):
            self.lines[name] = value

    def _object(self, row: Field, value: dict[str, Json], basis: Mapping[str, object]) -> None:
        given = self._given.get(row.name)
        if given is None and row.way is Way.GENERATION:
            return
        inherited = given if isinstance(given, dict) else {}
        usual = self._usual if row.name == "custom_scoring" else {}
        laid = _over(inherited, value, usual, clears=row.shape is Shape.HIRING)
        if laid is None:
            self._cannot_say(row, basis)
        elif laid or (row.name in self._given and given is None):
            self.lines[row.name] = laid

    def _cannot_say(self, row: Field, basis: Mapping[str, object], *, silent: bool = False) -> None:
        """The account does not show it, or holds what no definition can: its own from here on."""
        name = row.name
        if row.required_by(create_endpoint(basis)):
            if name in STAND_INS:
                self.lines[name] = STAND_INS[name]
                self.ignore.append(name)
                held = self._fields.get(name)
                what = "no value" if held is None else f"{held!r}" if row.values else "a value"
                self.notes.append(f"{name}: the account holds {what}, which no definition can say")
            else:
                self.missing.append(name)
        elif name in self._given:
            self.unset.append(name)
        if name in self._refused and name not in STAND_INS and not silent:
            self.notes.append(f"{name}: the account holds a value that no definition can; it is left out")


def _over(
    given: Mapping[str, Json], value: Mapping[str, Json], usual: Mapping[str, Json], *, clears: bool
) -> dict[str, Json] | None:
    """What has to be written over `given` so that the two together say `value`; None when nothing can."""
    laid: dict[str, Json] = {}
    for key, held in value.items():
        if key in given:
            if not same(text(given[key]), text(held)):
                laid[key] = held
        elif held is not None and not (key in usual and same(usual[key], held)):
            laid[key] = held
    for key, inherited in given.items():
        if key not in value and inherited is not None:
            if not clears:
                return None
            laid[key] = None
    return laid


def goes_without_saying(
    row: Field, value: Json, fields: Mapping[str, Json], usual: Mapping[str, Json] | None = None
) -> bool:
    """Whether the account does this by itself, so that no line is needed."""
    if value is None or row.way is Way.GENERATION:
        return True
    if row.name == "interview_attempts" and usual is not None and "max_retries" in usual:
        return same(usual["max_retries"], value)
    if row.name == "type_credit":  # contract: update derives it from the type
        derived = "interview_coach_manager" if fields.get("type") == "coaching" else None
        return value == derived
    if None in row.alike and any(equal(row, one, value) for one in row.alike):
        return True
    return row.name in _SERVERS_OWN and same(_SERVERS_OWN[row.name], value)


def showable() -> tuple[str, ...]:
    """Every field that a person would like to see taken in, shown by the account or not."""
    return tuple(name for name, row in FIELDS.items() if row.way not in (Way.GENERATION, Way.WITH_QUESTIONS))
