"""job-interview-create-for-candidate-with-token: a position found or made, one candidate enrolled on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from reconciler.simulator import billing, creating, links, people, positions, rows, seed, states
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer, ApiError
from reconciler.simulator.records import Record
from reconciler.simulator.rows import Row
from reconciler.simulator.switches import Decision

_NEEDED = ("position_name", "position_location", "position_country_code", "mojito_language_code")
_DECISION = re.compile(rf"\b({'|'.join(get_args(Decision))})\b")
# Names that differ from those of job-interview-create; every other field passes under its own.
_TRANSLATED = {
    "position_name": "name",
    "position_location": "location",
    "position_description": "description",
    "position_description_long": "description_long",
}
_OF_POSITION = (
    "name",
    "location",
    "description",
    "description_long",
    "interview_department",
    "interview_salary",
    "interview_available_till",
    "recruiter_profile_id",
)


def create_for_candidate(call: Call) -> Answer:
    """Enrols once per position and address; a second call is already-applied (contract: decision enum).

    The decision is the first of ai_accept, recruiter_accept, recruiter_action, ai_reject, recruiter_reject
    that the resume holds as a word, else the switch `candidate_decision`. `reason` comes with rejected and
    already applied ones. 404 for an unknown position_def_set_id.
    """
    body, email = call.body, people.identity(call, call.body["candidate_email"])
    if people.email_problem(email):
        raise ApiError(422, "candidate_email is not a valid address.", "candidate_email")
    position = _resolve(call)
    held = positions.interview_of(call.storage, position)
    person = people.known(
        call,
        position["merchant_id"],
        email,
        name=body["candidate_name"],
        external_id=body.get("candidate_external_id"),
        linked_in=body.get("candidate_linkedin_url"),
        country_code=body["candidate_country_code"],
    )
    embedded = _embed(call, held)
    if people.enrolment(call, position, person) is not None:
        reason = "This candidate has already applied for the position."
        answer = _answer(call, position, held, person, status="already-applied", reason=reason)
        return Answer(200, answer | embedded)
    decision = decide(call, body["candidate_resume"])
    enrol_decided(call, position, person, decision)
    declined = "The resume does not fit the position." if decision in people.REJECTED else None
    answer = _answer(call, position, held, person, status=decision, reason=declined)
    return Answer(200, answer | embedded, committed=True)


def decide(call: Call, resume: str) -> str:
    """What comes of a resume, the same for the same text."""
    return named_decision(resume) or call.switches.candidate_decision


def named_decision(resume: str) -> str | None:
    """The first decision that a resume holds as a word."""
    found = _DECISION.search(resume)
    return found.group(1) if found else None


def enrol_decided(call: Call, position: Row, person: Record, decision: str) -> Record:
    """Enrols a person whose resume was looked at: the decision stands until an accepted one goes on to the
    interview, which is undecided anew. The screening is charged (behaviour.md section 8)."""
    record = people.enrolment(call, position, person)
    if record is None:
        record = people.enrol(call, position, person, shown=True)
    record["shown"] = True
    record["interview_result_pre_screening_id"] = call.new_id("pre-screening-result")
    accepted = decision in people.ACCEPTED
    record["decision_status"] = None if accepted else decision
    record["position_step"] = "interview" if accepted and record["definition_id"] else "pre-screening"
    people.save_result(call, record)
    person["pre_screening_count"] += 1
    people.save(call, person)
    about = record["interview_result_pre_screening_id"]
    billing.charge(call, position, "pre_screening", billing.PRE_SCREENING, person=person, about=about)
    billing.count(call, position["merchant_id"], "pre_screening", position)
    return record


def _resolve(call: Call) -> Row:
    """The position by its id, by its code, or a new one."""
    body = call.body
    if identifier := body.get("position_def_set_id"):
        found: Row | None = positions.by_id(call, identifier, name="position_def_set_id")
    else:
        code = body.get("position_external_id")
        found = positions.by_code(call, code) if code else None
        if found is None or call.switches.external_code_needs_fields:
            _require_position_fields(body)
    if found is None:
        return _make(call)
    if positions.is_closed(call, found):
        raise ApiError(422, "The position is not open.", "position_def_set_id")
    return found


def _require_position_fields(body: Mapping[str, Any]) -> None:
    for name in _NEEDED:
        if not (body.get(name) or "").strip():
            raise ApiError(422, f"{name} is required without position_def_set_id.", name)


def _make(call: Call) -> Row:
    """A position and the interview inside it, both active, since the candidate is to take it at once."""
    body = {_TRANSLATED.get(name, name): value for name, value in call.body.items()}
    body.update(
        interview_template_id=body.get("interview_template_id") or seed.PLATFORM_TEMPLATE.id,
        result_view=body.get("result_view") or "minimal",
        status="active",
        type="interview",
        visibility=rows.SUB_ITEM,
        is_embedded=None,
    )
    interview, _ = creating.generated(replace(call, body=body))
    values = {name: body.get(name) for name in _OF_POSITION} | {
        "description": interview["description"],
        "description_long": interview["interview_description_long"],
        "code": body.get("position_external_id"),
        "visibility": "merchant_invite",
    }
    screening = {"type": "resume", "country_code": body["position_country_code"].upper()}
    return positions.make(
        call, interview["merchant_id"], values, screening=screening, interview=interview, status="active"
    )


def _embed(call: Call, held: Row | None) -> dict[str, str]:
    if held is None or not call.body.get("is_embedded"):
        return {}
    pair = states.embed(call, held)
    rows.save(call.storage, held)
    return pair


def _answer(
    call: Call, position: Row, held: Row | None, person: Record, *, status: str, reason: str | None
) -> dict[str, Any]:
    url = links.for_candidate(call, (held or position)["id"], person["id"])
    answer: dict[str, Any] = {"status": status, "interview_url": url}
    if not (reason and call.switches.decline_omits_ids):
        answer["position_def_set_id"] = position["id"]
        answer["profile_interview_id"] = person["id"]
        if held is not None:
            answer["interview_def_set_id"] = held["id"]
    return answer if reason is None else {**answer, "reason": reason}
