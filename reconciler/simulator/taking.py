"""The candidate's side: somebody takes an interview. No endpoint does it, so tests and rehearsals ask for
it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from reconciler.simulator import billing, people, positions, states
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import iso
from reconciler.simulator.records import Record
from reconciler.simulator.rows import Row

# Words per minute and the like: equal for everybody, since nothing hangs on them.
_PACE = 128.0
_SIMULATED_SCORE = 61.0


def take(
    call: Call,
    row: Row,
    email: str,
    *,
    name: str | None = None,
    score: float | None = None,
    seconds: float = 600.0,
    finished: bool = True,
    submitted: bool = True,
    is_test: bool = False,
) -> Record:
    """A result, active and submitted unless told otherwise; the person is enrolled when nobody did before.

    `score` is 0 to 100 and follows from the address when None. Not finished leaves a draft that was started,
    not submitted one that was completed. Raises ValueError for what no candidate could do: take an interview
    that is not active (but in a test), one after a rejection, or one whose result is submitted already.
    """
    if problem := people.email_problem(email):
        raise ValueError(problem)
    held = positions.interview_of(call.storage, row)
    if held is None:
        raise ValueError("this position holds no interview")
    if held["status"] not in states.RUNNING and not is_test:
        raise ValueError(f"an interview that is {held['status']} cannot be taken")
    person = people.known(call, row["merchant_id"], people.identity(call, email), name=name)
    record = people.enrolment(call, row, person) or people.enrol(
        call, row, person, shown=True, is_test=is_test
    )
    if record["decision_status"] in people.REJECTED:
        raise ValueError("this candidate was rejected")
    if is_submitted(record):
        raise ValueError("the result is submitted; another attempt has to be requested first")
    _fill(call, record, held, _score(email) if score is None else score, seconds)
    record["is_test"] = record["is_test"] or is_test
    record["status"] = "active" if finished and submitted else "draft"
    record["coach_status"] = "completed" if finished else "started"
    people.save_result(call, record)
    person["interview_count"] += 1
    person["status"] = "active"
    person["interview_last"] = person["last_login_at"] = record["end"]
    people.save(call, person)
    people.touch(call, held)
    _charge(call, row, record, person, held, seconds)
    return record


def is_submitted(record: Record) -> bool:
    """Whether a result is active and submitted, which is when it can be reopened (contract: another
    attempt)."""
    return bool(record["status"] == "active" and record["coach_status"] == "completed")


def _fill(call: Call, record: Record, held: Row, score: float, seconds: float) -> None:
    if record["interview_result_id"] is None:
        record["interview_result_id"] = call.new_id("result")
    end = iso(call.now)
    record.update(
        shown=True,
        interview_started=True,
        position_step="interview",
        decision_status=None,
        processing_status="completed",
        attempts=record["attempts"] + 1,
        start=iso(call.now - timedelta(seconds=seconds)),
        end=end,
        duration_ds=seconds * 10,
        score=score,
        score_simulation=_SIMULATED_SCORE,
        score_sentiment=0.5,
        score_words_per_minute=_PACE,
        score_interview_ai=score,
        score_answer_ai=score,
        score_pronunciation=score,
        answers=[_answer(question, number, score) for number, question in enumerate(held["questions"])],
    )


def _answer(question: dict[str, Any], number: int, score: float) -> dict[str, Any]:
    return {
        "question_id": question["id"],
        "question": question["question"],
        "answer": f"What I would say to that, in my {number + 1}. answer.",
        "score": None if question["is_without_scoring"] else score,
        "mojito_language_code": question["mojito_language_code"],
        "external_id": question["external_id"],
        "external_data": question["external_data"],
    }


def _score(email: str) -> float:
    return 40.0 + int.from_bytes(hashlib.sha256(email.encode()).digest()[:2]) % 56


def _charge(call: Call, row: Row, record: Record, person: Record, held: Row, seconds: float) -> None:
    """Coaching is paid for by the learner (contract: persona-create, portal); a session that came to nothing
    by nobody, or by a switch as interview_incomplete."""
    switches = call.switches
    counts = record["coach_status"] == "completed" and seconds > billing.FREE_SECONDS
    event = "interview" if counts else "interview_incomplete"
    billing.count(call, row["merchant_id"], event, row)
    if held["type"] in {"coaching", "persona"} or not (counts or switches.unfinished_sessions_charged):
        return
    if record["is_test"] and not switches.test_sessions_charged:
        return
    price = billing.session_price(held, switches)
    about = record["interview_result_id"]
    billing.charge(call, row, event, price, person=person, about=about)
