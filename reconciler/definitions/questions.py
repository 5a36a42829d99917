"""Rules between the questions of one interview."""

from __future__ import annotations

from collections.abc import Sequence

from reconciler.definitions.report import did_you_mean, quoted
from reconciler.definitions.subject import Subject
from reconciler.model.values import Json, Value


def check_questions(subject: Subject, questions: Value) -> None:
    """Report external ids that stand twice and follow-ups whose parent does not come before them."""
    if not isinstance(questions, list):
        return
    ids = [_text(question, "external_id") for question in questions]
    first: dict[str, int] = {}
    for index, external_id in enumerate(ids):
        if external_id is None:
            continue
        if external_id in first:
            line = subject.place(("questions", first[external_id], "external_id")).line
            detail = f"{quoted(external_id)} names question {first[external_id] + 1} (line {line}) already."
            hint = "Give each question an external_id of its own; it is how the question is found again."
            subject.add("duplicate-external-id", ("questions", index, "external_id"), detail, hint)
        first.setdefault(external_id, index)
    for index, question in enumerate(questions):
        if isinstance(question, dict):
            if "question" not in question:
                detail = f"Question {index + 1} does not say what is asked."
                subject.add("missing-field", ("questions", index), detail, "Add `question: …`.")
            if question.get("conditional_question_main_id") is not None or question.get("is_conditional"):
                _check_parent(subject, index, question, ids)


def _check_parent(subject: Subject, index: int, question: dict[str, Json], ids: Sequence[str | None]) -> None:
    parent = question.get("conditional_question_main_id")
    conditional = question.get("is_conditional")
    path = ("questions", index, "conditional_question_main_id")
    if parent is None:
        if conditional is True:
            needed = "`conditional_question_main_id`, the external_id of an earlier question"
            detail = f"`is_conditional` needs {needed}."
            where = ("questions", index, "is_conditional")
            subject.add("bad-conditional", where, detail, "Add it, or delete `is_conditional`.")
        return
    if not isinstance(parent, str):
        return
    earlier = [name for name in ids[:index] if name is not None]
    if parent not in earlier:
        _report_parent(subject, path, parent, earlier, ids, index)
    elif conditional is not True:
        detail = "Without `is_conditional: true` the question is no follow-up of the one it names."
        subject.add("not-conditional", path, detail, "Add `is_conditional: true`, or delete the line.")


def _report_parent(
    subject: Subject,
    path: tuple[str, int, str],
    parent: str,
    earlier: list[str],
    ids: Sequence[str | None],
    index: int,
) -> None:
    if parent == ids[index]:
        detail, hint = f"{quoted(parent)} is this very question.", "Name an earlier question."
    elif parent in ids:
        where = ids.index(parent) + 1
        detail = f"{quoted(parent)} is question {where}, and this is question {index + 1}."
        hint = "Move the parent before its follow-up."
    else:
        detail = f"No question before it has the external_id {quoted(parent)}."
        hint = did_you_mean(parent, earlier, "Name the external_id of an earlier question.")
    subject.add("bad-conditional", path, detail, hint)


def _text(question: Json, name: str) -> str | None:
    value = question.get(name) if isinstance(question, dict) else None
    return value if isinstance(value, str) else None
