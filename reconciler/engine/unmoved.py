"""Whether nothing about a definition can be to do: it says what its Record holds, and so does the account.

Nearly all of a large plan is so, and judging 32 fields of each takes longer than all the rest. A field that
is the same word for word on all sides needs no judging; any other is judged here as it is everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.engine import questions
from reconciler.engine.fields import Verdict, judge
from reconciler.model.definition import Definition
from reconciler.model.kinds import table
from reconciler.model.record import Record
from reconciler.model.values import Json, same


def unmoved(
    definition: Definition,
    declared: Mapping[str, Json],
    record: Record,
    shown: Mapping[str, Json] | None,
    status: str | None,
) -> bool:
    """True only where judging each field finds nothing at all; anything unusual is False. `declared`: the
    definition's fields with every name filled in; `shown`: what the account shows, None when nobody looked;
    `status`: that of the interview, as far as it is known."""
    if not record.live or definition.manage != record.manage:
        return False
    rows = table(definition.address.kind)
    held = dict(record.fields.items())
    if len(held) != len(declared):
        return False
    for name, value in declared.items():
        pair = held.get(name)
        if pair is None or (name == "status" and value != status):
            return False
        sent = pair.sent
        alike = pair.read is sent and (value == sent if type(value) is str else same(value, sent))
        if alike and (shown is None or name not in shown or same(value, shown[name])):
            continue
        if name == "status":
            return False
        asked = identified(value, record, shown) if name == "questions" else value
        if judge(rows[name], asked, pair, shown).verdict is not Verdict.SAME:
            return False
    return True


def identified(value: Json, record: Record, shown: Mapping[str, Json] | None) -> Json:
    """The declared questions, each under the name it goes on with."""
    declared = questions.as_questions(value)
    recorded = questions.as_questions(record.sent("questions"))
    stored = questions.as_questions(shown.get("questions")) if shown is not None else None
    return list(questions.identified(declared, recorded, stored))
