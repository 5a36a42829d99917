"""Warnings about what is valid and still hardly meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from reconciler.definitions.fields import BRACKETS
from reconciler.definitions.node import Path, named
from reconciler.definitions.report import did_you_mean, listed, quoted
from reconciler.definitions.subject import Subject
from reconciler.model.interview import TONES
from reconciler.model.kinds import INTERVIEW, table
from reconciler.model.values import Json, Value

_PLACEHOLDER = re.compile(r"\b(?:TODO|TBD|FIXME|XXX)\b|[Ll]orem ipsum|\{\{")
_SIGNS = ("TODO", "TBD", "FIXME", "XXX", "orem ipsum", "{{")  # each finding holds one of them
_WORD = re.compile(r"\w+")
_BLANKS = {sign: " " for sign in range(128) if not _WORD.match(chr(sign))}  # the same for ASCII, at a third
_ALIKE = 0.85  # share of words that two questions have in common before they count as one
_FEWEST_WORDS = 5  # short questions share most of their words without being the same
_MOST_COMPARED = 200  # every pair is compared; past this only equal texts are found


def lint(subject: Subject, declared: Mapping[str, Value]) -> None:
    """Report what looks like an oversight in a valid definition."""
    texts: list[str] = []
    rows = table(subject.address.kind)
    said = {name: value for name, value in declared.items() if not rows[name].personal}
    _gather(said.values(), texts)
    everything = "\n".join(texts)
    if any(sign in everything for sign in _SIGNS):  # where one stands is looked for only when there is one
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
            if isinstance(question, dict):
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


def _questions(questions: list[Json]) -> Iterator[tuple[int, str]]:
    for index, question in enumerate(questions):
        if isinstance(question, dict) and isinstance(text := question.get("question"), str):
            yield index, text


def _repeated(subject: Subject, questions: list[Json]) -> None:
    seen: list[tuple[int, frozenset[str]]] = []
    exact: dict[tuple[str, ...], int] = {}
    for index, text in _questions(questions):
        words = _words(text.casefold())
        twin = exact.setdefault(tuple(words), index)
        if twin == index and len(questions) <= _MOST_COMPARED:
            these = frozenset(words)
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


def _words(text: str) -> list[str]:
    return text.translate(_BLANKS).split() if text.isascii() else _WORD.findall(text)


def _alike(words: frozenset[str], others: frozenset[str]) -> bool:
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
