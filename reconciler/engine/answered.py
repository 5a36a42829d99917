"""What update says it did with the questions, held against what was meant.

The answer lists ids: kept, added, removed, replaced (from, to). What was meant is known by our identities:
an entry of ours goes on with the stored question of its `id` or its `external_id`; every other is new; and a
stored one that no entry names is to go.

A mismatch, and the Change fails for it: a stored question that an entry of ours goes on with was removed, so
that its answers and its video have no question any more; one that was to go is still there; or the account
counts another number of questions than were sent.

Told as a warning, since no source rules it out and the account ends as declared: one that was sent back
unchanged has a new record (ids that rotate; an entry with fewer fields than are stored counting as another),
and one that nobody had seen when the plan was made was removed with the rest (the list is replaced as a
whole; somebody was at work in the admin meanwhile).

Left to the read-back: order, texts, and whether anything was reported as changed at all; a reorder alone may
be reported as nothing. An answer without the diff is not held against anybody: the read-back decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reconciler.engine.questions import Question
from reconciler.model.values import Json


@dataclass(frozen=True, slots=True)
class Verdict:
    mismatches: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Diff:
    kept: frozenset[str]
    added: frozenset[str]
    removed: frozenset[str]
    replaced: frozenset[str]


def check(sent: Sequence[Question], stored: Sequence[Question], body: Json) -> Verdict:
    """`sent` is the list of the request, `stored` what the account showed before it, `body` the answer."""
    diff = _read(body)
    if diff is None:
        return Verdict()
    ours = {str(one["id"]): one for one in stored if one.get("id") is not None}
    going_on = {key for key, one in ours.items() if _entry(one, sent) is not None}
    linked = diff.kept | diff.replaced
    mismatches: list[str] = []
    if lost := sorted(going_on & diff.removed):
        mismatches.append(f"it removed {_named(lost, ours)}, which was sent to go on")
    if left := sorted((ours.keys() - going_on) & linked - _by_content(ours, sent)):
        mismatches.append(f"it still has {_named(left, ours)}, which was to go")
    count = len(diff.kept) + len(diff.added) + len(diff.replaced)
    if count != len(sent):
        mismatches.append(f"it counts {count} questions, and {len(sent)} were sent")
    same = {key for key in going_on & diff.replaced if _unchanged(ours[key], _entry(ours[key], sent))}
    warnings: list[str] = []
    if same:
        warnings.append(f"{_named(sorted(same), ours)} was sent back unchanged and has a new record")
    if strangers := diff.removed - ours.keys():
        warnings.append(f"{len(strangers)} that somebody added since the account was read went with the rest")
    return Verdict(tuple(mismatches), tuple(warnings))


def _read(body: Json) -> _Diff | None:
    diff = body.get("questions_diff") if isinstance(body, dict) else None
    if not isinstance(diff, dict) or not all(isinstance(diff.get(key), list) for key in _LISTS):
        return None
    from_ = [one.get("from") if isinstance(one, dict) else one for one in _list(diff["replaced"])]
    kept, added, removed = (frozenset(map(str, _list(diff[key]))) for key in _LISTS[:3])
    return _Diff(kept, added, removed, frozenset(map(str, from_)))


_LISTS = ("kept", "added", "removed", "replaced")


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _entry(stored: Question, sent: Sequence[Question]) -> Question | None:
    """The entry that goes on with a stored question: the account looks for `external_id` first."""
    for key in ("external_id", "id"):
        for one in sent:
            if stored.get(key) is not None and one.get(key) == stored[key]:
                return one
    return None


def _by_content(ours: dict[str, Question], sent: Sequence[Question]) -> set[str]:
    """Stored ones that an entry without their identity says word for word: it may go on with them."""
    texts = {str(one.get("question")) for one in sent}
    return {key for key, one in ours.items() if str(one.get("question")) in texts}


def _unchanged(stored: Question, entry: Question | None) -> bool:
    return entry is not None and all(stored.get(key) == value for key, value in entry.items())


def _named(ids: Sequence[str], ours: dict[str, Question]) -> str:
    names = [str(ours[key].get("external_id") or ours[key].get("question") or key) for key in ids]
    return ", ".join(names)
