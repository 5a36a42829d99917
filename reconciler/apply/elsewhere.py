"""What became of a call without an answer, for what no list of interviews shows.

A directory is found by the id that its author chose; people by the list of candidates, in which an address is
compared by its keyed digest; a reopened result by its state. A pre-screening and a document can be looked for
nowhere: their author has to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reconciler.apply.settling import deadline, is_after, is_over, undecided
from reconciler.engine.people import keyed_email
from reconciler.model.field import Shape
from reconciler.model.kinds import kind_of, position_in
from reconciler.model.observed import Enrolment, Person
from reconciler.model.plan import Settlement
from reconciler.model.record import Intent, Snapshot
from reconciler.ports import Reader

_PEOPLE = ("candidate", "invitation")
_SENT = "it was sent and not answered"


def look(
    reader: Reader, intents: Sequence[Intent], snapshot: Snapshot, settle: float
) -> Iterator[Settlement]:
    people = [intent for intent in intents if intent.address.kind in _PEOPLE]
    if people:
        yield from _people(reader, people, snapshot, settle)
    for intent in intents:
        match intent.address.kind:
            case "directory":
                yield _directory(reader, intent, snapshot, settle)
            case "retake":
                yield _retake(reader, intent, settle)
            case "pre-screening" | "knowledge-document":
                yield _blind(intent)


def _directory(reader: Reader, intent: Intent, snapshot: Snapshot, settle: float) -> Settlement:
    slug = str(intent.fields["id"])
    seen = reader.directory(slug)
    if seen is not None and slug not in snapshot.claimed() and is_after(intent, seen.created_at):
        return Settlement(intent, "made", slug, f"found by its id {slug!r}")
    if seen is not None:
        return undecided(intent, [slug], f"{_SENT}; a directory {slug!r} was there before it")
    return _not_seen(reader, intent, settle, "the account has no directory of its id")


def _retake(reader: Reader, intent: Intent, settle: float) -> Settlement:
    """The candidate may have submitted it a second time since: then it ended after we asked."""
    result_id = str(intent.fields["interview_result_id"])
    taken = reader.result(result_id)
    if taken is None:
        return undecided(intent, [result_id], f"{_SENT}; the account does not show the result any more")
    if taken.ended is None or taken.status == "started":
        return Settlement(intent, "made", result_id, "the result is open again")
    if intent.server_time is not None and not is_after(intent, taken.ended):
        return _not_seen(reader, intent, settle, "the result is still submitted, as it was before")
    return undecided(intent, [result_id], f"{_SENT}; the result was submitted at about that time")


def _blind(intent: Intent) -> Settlement:
    """Nothing that the API offers shows whether it was done."""
    detail = f"{_SENT}, and no call of the API shows whether it was done: look in the admin"
    return undecided(intent, ["ID"], detail)


def _not_seen(reader: Reader, intent: Intent, settle: float, why: str) -> Settlement:
    until = deadline(intent, settle)
    if is_over(until, reader.server_time()):
        return Settlement(intent, "not_made", None, f"{why}, after the settling time")
    return undecided(intent, [], f"{_SENT}; it may still be on its way", until)


def _people(
    reader: Reader, intents: Sequence[Intent], snapshot: Snapshot, settle: float
) -> Iterator[Settlement]:
    """By two complete lists of candidates, and by who is on the interview that each was to be put on."""
    reader.people()
    everybody = {keyed_email(snapshot.salt, person.email): person for person in reader.people()}
    positions = {position for intent in intents if (position := _position(intent))}
    on = {position: _enrolled(reader, position, snapshot) for position in sorted(positions)}
    for intent in intents:
        digest = _digest(intent)
        there = on.get(_position(intent), {}).get(digest)
        yield _person(reader, intent, everybody.get(digest), there, snapshot, settle)


def _enrolled(reader: Reader, position: str, snapshot: Snapshot) -> Mapping[str, Enrolment]:
    kinds = {
        str(one.sent("type") or "interview") for one in snapshot.records.values() if one.remote_id == position
    }
    kind = kinds.pop() if kinds else "interview"
    return {keyed_email(snapshot.salt, one.email): one for one in reader.enrolments(position, kind)}


def _person(
    reader: Reader,
    intent: Intent,
    person: Person | None,
    there: Enrolment | None,
    snapshot: Snapshot,
    settle: float,
) -> Settlement:
    if there is not None:
        return Settlement(intent, "made", there.person_id, "found among those on the interview")
    if person is None:
        if _of_the_team(intent):
            return _blind(intent)
        return _not_seen(reader, intent, settle, "the account has no candidate of this address")
    if is_after(intent, person.created_at) and not _elsewhere_too(intent, snapshot):
        return Settlement(intent, "made", person.id, "found among the candidates, made since")
    until = deadline(intent, settle)
    detail = f"{_SENT}; the account knows this person, and does not show whether it was for this"
    over = is_over(until, reader.server_time())
    return undecided(intent, [person.id], detail, None if over else until)


def _elsewhere_too(intent: Intent, snapshot: Snapshot) -> bool:
    """Whether another call of ours is about the same person: to be known then proves nothing."""
    digest = _digest(intent)
    others = (one for one in snapshot.open.values() if one.id != intent.id)
    if any(digest == _digest(one) for one in others):
        return True
    return any(
        digest in {pair.sent for pair in record.fields.values() if isinstance(pair.sent, str)}
        for record in snapshot.of_kinds(_PEOPLE).values()
    )


def _of_the_team(intent: Intent) -> bool:
    """The list of candidates holds nobody of the team."""
    return intent.fields.get("type") not in (None, "candidate")


def _position(intent: Intent) -> str:
    value = position_in(intent.address.kind, intent.fields)
    return value if isinstance(value, str) else ""


def _digest(intent: Intent) -> str:
    """The keyed digest of the address that an intent is about."""
    rows = kind_of(intent.address.kind).fields
    found = (value for name, value in intent.fields.items() if rows[name].shape is Shape.EMAIL)
    return str(next(found, ""))
