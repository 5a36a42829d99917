"""What became of a call without an answer, for what no list of interviews shows: each verdict by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from reconciler.apply.elsewhere import look
from reconciler.engine.people import keyed_email
from reconciler.model.address import Address
from reconciler.model.field import Endpoint
from reconciler.model.observed import Enrolment, Observation, Person, Taken
from reconciler.model.plan import Settlement
from reconciler.model.record import Intent, Pair, Record, Snapshot

SENT = 1_800_000_000.0  # 2027-01-15T08:00:00Z
BEFORE, AFTER = "2027-01-15T07:00:00+00:00", "2027-01-15T08:00:10+00:00"
SETTLE = 420.0
OVER = SENT + SETTLE + 1
WHO = "anna@example.com"


@dataclass
class Reader:
    """The account, as far as it is asked."""

    now: float | None = OVER
    directories: Mapping[str, Observation] = field(default_factory=dict)
    taken: Mapping[str, Taken] = field(default_factory=dict)
    everybody: tuple[Person, ...] = ()
    on: Mapping[str, tuple[Enrolment, ...]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def server_time(self) -> float | None:
        return self.now

    def directory(self, slug: str) -> Observation | None:
        return self.directories.get(slug)

    def result(self, result_id: str) -> Taken | None:
        return self.taken.get(result_id)

    def people(self) -> tuple[Person, ...]:
        return self.everybody

    def enrolments(self, interview_id: str, kind: str) -> tuple[Enrolment, ...]:
        self.asked.append((interview_id, kind))
        return self.on.get(interview_id, ())


def judged(reader: Reader, intent: Intent, snapshot: Snapshot | None = None) -> Settlement:
    given: Any = reader
    (one,) = look(given, [intent], snapshot or Snapshot("l", salt="s"), SETTLE)
    return one


def intent(kind: str, endpoint: Endpoint, **fields: Any) -> Intent:
    return Intent("i", Address(kind, "x"), endpoint.value, fields, server_time=SENT)


DIRECTORY = intent("directory", Endpoint.DIRECTORY, id="sales")
RETAKE = intent("retake", Endpoint.RETAKE, interview_result_id="r")
PERSON = intent("candidate", Endpoint.ENROL, candidate_email=keyed_email("s", WHO), position_def_set_id="p")


def page(created_at: str | None) -> dict[str, Observation]:
    return {"sales": Observation("sales", {"id": "sales"}, created_at=created_at)}


def test_a_directory_of_its_id_that_came_after_is_ours() -> None:
    assert judged(Reader(directories=page(AFTER)), DIRECTORY).verdict == "made"
    assert judged(Reader(directories=page(None)), DIRECTORY).remote_id == "sales"
    older = judged(Reader(directories=page(BEFORE)), DIRECTORY)
    assert (older.verdict, older.ways_out[0].split("   ")[0]) == (
        "open",
        "reconciler import directory.x sales",
    )
    held = Snapshot("l", records={Address("directory", "y"): Record("sales")})
    assert judged(Reader(directories=page(AFTER)), DIRECTORY, held).verdict == "open"


@pytest.mark.parametrize(("now", "verdict"), [(OVER, "not_made"), (OVER - 1, "open"), (None, "open")])
def test_what_is_not_seen_was_not_done_once_the_time_is_up(now: float | None, verdict: str) -> None:
    for one in (DIRECTORY, PERSON):
        found = judged(Reader(now=now), one)
        assert found.verdict == verdict
        assert found.until == (None if verdict == "not_made" else OVER)
    assert judged(Reader(now=now), replace(DIRECTORY, server_time=None)).verdict == "open"


@pytest.mark.parametrize(
    ("taken", "verdict"),
    [
        (None, "open"),
        (Taken("r", "started", None), "made"),
        (Taken("r", "draft", None), "made"),
        (Taken("r", "started", BEFORE), "made"),
        (Taken("r", "completed", BEFORE), "not_made"),
        (Taken("r", "completed", AFTER), "open"),
    ],
)
def test_a_result_tells_whether_it_was_reopened(taken: Taken | None, verdict: str) -> None:
    reader = Reader(taken={} if taken is None else {"r": taken})
    found = judged(reader, RETAKE)
    assert (found.verdict, found.intent) == (verdict, RETAKE)
    assert found.remote_id == ("r" if verdict == "made" else None)


def test_without_a_clock_a_submitted_result_tells_nothing() -> None:
    reader = Reader(taken={"r": Taken("r", "completed", BEFORE)})
    assert judged(reader, replace(RETAKE, server_time=None)).verdict == "open"


def test_who_is_on_the_interview_was_put_there() -> None:
    known = Snapshot(
        "l", salt="s", records={Address("interview", "i"): Record("p", {"type": Pair.agreed("assessment")})}
    )
    reader = Reader(on={"p": (Enrolment("e-1", WHO),)})
    found = judged(reader, PERSON, known)
    assert (found.verdict, found.remote_id) == ("made", "e-1")
    assert reader.asked == [("p", "assessment")]


def test_a_new_candidate_was_made_by_it_unless_another_call_may_have() -> None:
    new = Reader(everybody=(Person("p-1", WHO, AFTER), Person("p-2", "else@example.com", AFTER)))
    assert judged(new, PERSON).remote_id == "p-1"
    other = replace(PERSON, id="j", address=Address("candidate", "y"))
    twice = Snapshot("l", salt="s", open={"i": PERSON, "j": other})
    assert judged(new, PERSON, twice).verdict == "open"
    mail = {"email": Pair.agreed(keyed_email("s", WHO))}
    before = Snapshot("l", salt="s", records={Address("invitation", "z"): Record("p-1", mail)})
    assert judged(new, PERSON, before).verdict == "open"
    assert judged(new, PERSON, Snapshot("l", salt="pepper")).verdict == "not_made"  # another key: nobody


def test_somebody_known_before_is_waited_for_and_then_the_authors() -> None:
    old = (Person("p-1", WHO, BEFORE),)
    early, late = judged(Reader(now=OVER - 1, everybody=old), PERSON), judged(Reader(everybody=old), PERSON)
    assert (early.verdict, early.until) == ("open", OVER)
    assert (late.verdict, late.until) == ("open", None)
    assert late.ways_out[0].startswith("reconciler import candidate.x p-1")


def test_what_nothing_shows_is_the_authors_at_once() -> None:
    document = intent("knowledge-document", Endpoint.DOCUMENT)
    screening = intent("pre-screening", Endpoint.SCREENING)
    team = intent("invitation", Endpoint.INVITE, email=keyed_email("s", WHO), type="merchant")
    for one in (document, screening, team):
        found = judged(Reader(), one)
        assert (found.verdict, found.until) == ("open", None)
        assert "look in the admin" in found.detail
    learner = intent("invitation", Endpoint.INVITE, email=keyed_email("s", WHO), type="candidate")
    assert judged(Reader(), learner).verdict == "not_made"
