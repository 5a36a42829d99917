"""Whether a definition says word for word what its Record holds: then, without the account, nothing can be to
do, and no field has to be judged. Nearly all of a large plan is so."""

from __future__ import annotations

from reconciler.engine import questions
from reconciler.engine.status import GONE
from reconciler.model.definition import Definition
from reconciler.model.record import Record
from reconciler.model.values import Ref, same


def unmoved(definition: Definition, record: Record) -> bool:
    """True only where judging each field would find nothing at all; anything unusual is False."""
    if not record.live or definition.manage != record.manage:
        return False
    held = dict(record.fields.items())
    if len(held) != len(definition.fields):
        return False
    for name, value in definition.fields.items():
        pair = held.get(name)
        if pair is None or (name == "status" and value in GONE):
            return False
        if pair.read is not pair.sent or isinstance(value, Ref):
            return False
        if not same(value, pair.sent):
            asked = questions.as_questions(value) if name == "questions" else []
            if not asked or not _goes_on(asked, questions.as_questions(pair.sent)):
                return False
    return True


def _goes_on(asked: list[questions.Question], sent: list[questions.Question]) -> bool:
    """Whether the questions are those that were sent, but for the names that they were given then."""
    return same(list(questions.identified(asked, sent)), list(sent))
