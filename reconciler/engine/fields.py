"""The three-way comparison of one field: declared, what the Record keeps, what the account shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from reconciler.engine import questions
from reconciler.engine.compare import equal, projected
from reconciler.model.change import Origin
from reconciler.model.field import Compare, Field
from reconciler.model.record import Pair
from reconciler.model.values import UNREAD, Json, same


class Verdict(StrEnum):
    SAME = "same"
    LEARN = "learn"  # declared is observed; only the Record is behind
    CHANGED = "changed"
    UNSEEN = "unseen"  # the account does not show it and no Record says what it is


@dataclass(frozen=True, slots=True)
class Judged:
    verdict: Verdict
    origin: Origin = Origin.AGREED
    before: Json = None
    unreadable: bool = False


def judge(row: Field, declared: Json, pair: Pair | None, shown: Mapping[str, Json] | None) -> Judged:
    """Compare one field. `shown` is the Observation's fields, None when nothing was read (offline).

    Author change: declared is not what was sent. Drift: observed is not what was read back. A pair that
    was sent and never read agrees when observed is declared, else it is drift.
    """
    if shown is None or row.name not in shown:
        return _unreadable(row, declared, pair, looked=shown is not None)
    observed = shown[row.name]
    if fits(row, declared, observed):
        settled = pair is not None and _is_known(row, declared, pair) and _as_read(row, pair, observed)
        return Judged(Verdict.SAME if settled else Verdict.LEARN, before=observed)
    author = pair is None or not _declares_the_same(row, declared, pair.sent)
    drift = pair is not None and not _as_read(row, pair, observed)
    if not author and not drift:
        return Judged(Verdict.SAME, before=observed)
    origin = Origin.BOTH if author and drift else Origin.AUTHOR if author else Origin.DRIFT
    return Judged(Verdict.CHANGED, origin, observed)


def _is_known(row: Field, declared: Json, pair: Pair) -> bool:
    """Whether the Record says already what is declared."""
    if row.compare is Compare.QUESTIONS:
        return pair.read is not UNREAD and _declares_the_same(row, declared, pair.sent)
    return pair.read is not UNREAD and same(pair.sent, declared)


def unconfirmed(value: Json) -> Pair:
    """The pair of a field that an interview made elsewhere was declared with and that nobody can see."""
    return Pair(value, None)


def _unreadable(row: Field, declared: Json, pair: Pair | None, *, looked: bool) -> Judged:
    """What is declared for the first time, or was sent by a call without an answer, is sent (again): such a
    write is absolute. What was never ours to send is only told."""
    hidden = looked or not row.readable  # without a look nobody knows what the account would show
    if pair is None and equal(row, declared, None):
        return Judged(Verdict.LEARN, unreadable=hidden)
    before = None if pair is None else pair.sent
    unanswered = pair is not None and pair.read is UNREAD and looked
    if pair is None or unanswered or not _declares_the_same(row, declared, pair.sent):
        return Judged(Verdict.CHANGED, Origin.AUTHOR, before, unreadable=hidden)
    if pair == unconfirmed(declared) and declared is not None:
        return Judged(Verdict.UNSEEN, unreadable=hidden)
    return Judged(Verdict.SAME, before=before, unreadable=hidden)


def fits(row: Field, declared: Json, observed: Json) -> bool:
    """Whether the account already holds what is declared."""
    if row.compare is Compare.QUESTIONS:
        asked, stored = questions.as_questions(declared), questions.as_questions(observed)
        return same(list(questions.tidy(asked)), list(questions.portrait(stored, asked)))
    return equal(row, declared, observed)


def read_back(row: Field, sent: Json, observed: Json) -> Json:
    """What a Pair keeps as read: only what `sent` speaks of."""
    if row.compare is Compare.QUESTIONS:
        asked = questions.as_questions(sent)
        return list(questions.portrait(questions.as_questions(observed), asked))
    return projected(row, sent, observed)


def _as_read(row: Field, pair: Pair, observed: Json) -> bool:
    """Whether the account still shows what it showed after the write."""
    if pair.read is UNREAD:
        return fits(row, pair.sent, observed)
    now = read_back(row, pair.sent, observed)
    if row.compare is Compare.QUESTIONS:
        return same(pair.read, now)
    return same(pair.read, now) or equal(row, pair.read, now)


def _declares_the_same(row: Field, declared: Json, sent: Json) -> bool:
    """Whether the author wrote the same again, in whatever clothes."""
    if row.compare is Compare.QUESTIONS:
        return same(
            list(questions.tidy(questions.as_questions(declared))),
            list(questions.tidy(questions.as_questions(sent))),
        )
    if row.compare is Compare.LEAVES:
        return equal(row, declared, sent) and equal(row, sent, declared)
    return equal(row, declared, sent)
