"""Warnings about what is valid and still hardly meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from reconciler.definitions.fields import BRACKETS
from reconciler.definitions.node import Path, named
from reconciler.definitions.report import did_you_mean, listed, quoted
from reconciler.definitions.subject import Subject
from reconciler.model.interview import TONES
from reconciler.model.kinds import INTERVIEW, KINDS, table
from reconciler.model.values import Json, Value

_PLACEHOLDER = re.compile(r"\b(?:TODO|TBD|FIXME|XXX)\b|[Ll]orem ipsum|\{\{")
_SIGNS = ("TODO", "TBD", "FIXME", "XXX", "{{")  # each finding holds one of them, or this:
_FILLER = "orem ipsum"
_SIGN = re.compile(rb"TODO|TBD|FIXME|XXX|\{\{")
_OTHERS = bytes(set(range(256)) - set("".join(_SIGNS).encode()))
_WORD = re.compile(r"\w+")
# The same for ASCII, at a fifth: lower case, and a blank for what belongs to no word.
_FOLDED = bytes(ord(chr(code).lower() if _WORD.match(chr(code)) else " ") for code in range(128)).ljust(256)
_PERSONAL = {name: frozenset(row.name for row in table(name).values() if row.personal) for name in KINDS}
_ALIKE = 0.85  # share of words that two questions have in common before they count as one
_ROUNDING = 0.001
_FEWEST_WORDS = 5  # short questions share most of their words without being the same
_MOST_COMPARED = 200  # every pair is compared; past this only equal texts are found


def lint(subject: Subject, declared: Mapping[str, Value]) -> None:
    """Report what looks like an oversight in a valid definition."""
    texts: list[str] = []
    said = declared
    if hidden := _PERSONAL[subject.address.kind]:
        said = {name: value for name, value in declared.items() if name not in hidden}
    _gather(said.values(), texts)
    if _may_hold_placeholder("\n".join(texts)):  # where one stands is looked for only when there is one
        for name, value in said.items():
            _placeholders(subject, (name,), value)
    if subject.address.kind == INTERVIEW:
        _lint_interview(subject, declared)


def _lint_interview(subject: Subject, declared: Mapping[str, Value]) -> None:
    questions = declared.get("questions")
    if isinstance(questions, list):
        _repeated(subject, questions)
        _time(subject, questions, declared.get("max_duration"))
        for index, question in enumerate(questions):
            if isinstance(question, dict) and "candidate_expectations_json" in question:
                path: Path = ("questions", index, "candidate_expectations_json")
                _brackets(subject, path, question.get("candidate_expectations_json"))
    elif declared.get("status") == "active":
        detail = "The interview is active, and its questions are generated: nobody has reviewed or kept them."
        subject.add(
            "unpinned-questions", ("status",), detail, "Write `questions` of your own, or start as `draft`."
        )
    _brackets(subject, ("candidate_expectations_json",), declared.get("candidate_expectations_json"))
    _tone(subject, declared.get("interview_tone"))
    style = declared.get("interview_type")
    if (
        style == "process-verification-from-knowledge-base"
        and declared.get("knowledge_base_store_id") is None
    ):
        detail = f"{quoted(style)} asks about documents, and no knowledge base is named."
        subject.add(
            "no-knowledge-base",
            ("interview_type",),
            detail,
            "Add `knowledge_base:` with a name, or another style.",
        )


def _gather(values: Iterable[object], texts: list[str]) -> None:
    """Every text below `values`."""
    for value in values:
        if type(value) is str:
            texts.append(value)
        elif type(value) is dict:
            _gather(value.values(), texts)
        elif type(value) is list:
            _gather(value, texts)


def _may_hold_placeholder(text: str) -> bool:
    """A sign that stands in the text stands in what is left of it without all other letters, too."""
    left = text.encode("utf-8", "surrogatepass").translate(None, _OTHERS)
    return (_SIGN.search(left) is not None and any(sign in text for sign in _SIGNS)) or _FILLER in text


def _placeholders(subject: Subject, path: Path, value: Value) -> None:
    if isinstance(value, str):
        if found := _PLACEHOLDER.search(value):
            detail = f"{named(path)} holds {quoted(found.group())}."
            subject.add("placeholder-left", path, detail, "Write the text that candidates should see.")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _placeholders(subject, (*path, key), inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _placeholders(subject, (*path, index), inner)


def _repeated(subject: Subject, questions: list[Json]) -> None:
    asked = [
        (index, text)
        for index, question in enumerate(questions)
        if isinstance(question, dict) and isinstance(text := question.get("question"), str)
    ]
    words = _words([text for _, text in asked])
    if len(questions) <= _MOST_COMPARED and _apart([frozenset(one) for one in words]):
        return
    seen: list[tuple[int, frozenset[object]]] = []
    exact: dict[tuple[object, ...], int] = {}
    for (index, _), these_words in zip(asked, words, strict=True):
        twin = exact.setdefault(tuple(these_words), index)
        if twin == index and len(questions) <= _MOST_COMPARED:
            these = frozenset(these_words)
            size = len(these)
            for other, those in seen:  # most pairs differ so much in size that nothing needs comparing
                if _ALIKE * size <= len(those) <= size / _ALIKE and _alike(these, those):
                    twin = other
                    break
            seen.append((index, these))
        if twin != index:
            detail = f"Question {index + 1} asks what question {twin + 1} asks."
            hint = "Drop one, or ask something else."
            subject.add("repeated-question", ("questions", index, "question"), detail, hint)


def _words(texts: list[str]) -> Sequence[Sequence[object]]:
    """The words of each text, whatever their case: all of them bytes, or all of them texts."""
    if all(map(str.isascii, texts)):
        return [text.encode().translate(_FOLDED).split() for text in texts]
    return [_WORD.findall(text.casefold()) for text in texts]


def _apart(all_words: list[frozenset[object]]) -> bool:
    """Whether surely no two have so many words in common that they may count as one."""
    all_words.sort(key=len)
    for place, words in enumerate(all_words):
        most = (len(words) + _ROUNDING) / _ALIKE
        for others in all_words[place + 1 :]:
            if len(others) > most:
                break
            shared = len(words & others)
            if shared + _ROUNDING >= _ALIKE * (len(words) + len(others) - shared):
                return False
    return True


def _alike(words: frozenset[object], others: frozenset[object]) -> bool:
    one, other = len(words), len(others)
    if one < _FEWEST_WORDS or other < _FEWEST_WORDS:
        return False
    shared = len(words & others)
    return shared >= _ALIKE * (one + other - shared)


def _time(subject: Subject, questions: list[Json], limit: Value) -> None:
    """Follow-ups that are asked on a condition do not count."""
    total = 0.0
    for question in questions:
        if isinstance(question, dict) and question.get("is_conditional") is not True:
            duration = question.get("duration")
            total += duration if isinstance(duration, int | float) else 0
    if isinstance(limit, int | float) and total > limit:
        detail = f"Answering takes up to {total:g} seconds, and `max_duration` is {limit:g}."
        subject.add(
            "questions-above-duration",
            ("max_duration",),
            detail,
            "Give the interview more time, or the questions less.",
        )


def _brackets(subject: Subject, path: Path, rubric: Value) -> None:
    if not isinstance(rubric, dict):
        return
    seen: dict[str, str] = {}
    for bracket in BRACKETS:
        lines = rubric.get(bracket)
        for index, line in enumerate(lines if isinstance(lines, list) else ()):
            text = " ".join(_WORD.findall(str(line).casefold()))
            other = seen.setdefault(text, bracket)
            if other != bracket:
                detail = f"{quoted(line)} stands under `{other}` and under `{bracket}`."
                subject.add(
                    "overlapping-brackets", (*path, bracket, index), detail, "Keep it in one bracket."
                )


def _tone(subject: Subject, tone: Value) -> None:
    if isinstance(tone, str) and tone.lower() not in TONES:
        detail = f"{quoted(tone)} acts like the default; {listed(TONES)} have an effect."
        subject.add("unlisted-value", ("interview_tone",), detail, did_you_mean(tone, TONES))
