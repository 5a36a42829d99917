"""job-interview-pre-screening-api-resume-text and -binary: one resume against a position's rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from reconciler.simulator import enrolling, people, positions, rules
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer, ApiError
from reconciler.simulator.multipart import Upload
from reconciler.simulator.rows import Row


def screen_text(call: Call) -> Answer:
    """Screens a resume given as text; `form` is an object."""
    return _screen(call, call.body["candidate_resume"], call.body.get("form") or {})


def screen_file(call: Call) -> Answer:
    """Screens an uploaded resume, read as UTF-8 with everything else left out; `form` is JSON text (422 when
    it is not an object)."""
    file = call.body["file"]
    content = file.content if isinstance(file, Upload) else file.encode()
    if not content:
        raise ApiError(422, "file is required.", "file")
    try:
        form = json.loads(call.body.get("form") or "{}")
    except ValueError:
        form = None
    if not isinstance(form, dict):
        raise ApiError(422, "form must be a JSON object.", "form")
    return _screen(call, content.decode("utf-8", "ignore"), form)


def _screen(call: Call, resume: str, form: Mapping[str, Any]) -> Answer:
    """404 for a position that is not there or does not screen. Somebody who was screened before gets the
    short answer (contract: second shape)."""
    body = call.body
    position = call.row(body["position_id"], missing=404)
    if position.get("pre_screening") is None:
        raise ApiError(404, "This position has no pre-screening.", "position_id")
    if positions.is_closed(call, position):
        raise ApiError(422, "The position is not open.", "position_id")
    # Always, whatever the other endpoints do (contract: candidate_email).
    email = body["candidate_email"].strip().lower()
    if people.email_problem(email):
        raise ApiError(422, "candidate_email is not a valid address.", "candidate_email")
    person = people.known(
        call,
        position["merchant_id"],
        email,
        name=body["candidate_name"],
        external_id=body.get("candidate_external_id"),
        linked_in=body.get("candidate_linkedin_url"),
        country_code=body.get("candidate_country_code"),
    )
    record = people.enrolment(call, position, person)
    if record is not None and record["interview_result_pre_screening_id"] is not None:
        stage = record["decision_status"] or record["position_step"]
        message = "This candidate is not waiting to be screened."
        return Answer(200, {"decision_status": stage, "message": message})
    return Answer(200, _screened(call, position, person, resume, form), committed=True)


def _screened(
    call: Call, position: Row, person: dict[str, Any], resume: str, form: Mapping[str, Any]
) -> dict[str, Any]:
    country = call.body.get("candidate_country_code")
    told = {"residency": country, "nationality": country, **form}
    outcome = rules.judge(position["pre_screening"]["assessment_rules"] or [], told, resume)
    named = enrolling.named_decision(resume)
    recommendation = rules.RECOMMENDED[named] if named else outcome.recommendation
    record = enrolling.enrol_decided(call, position, person, recommendation)
    return {
        "success": True,
        "decision_status": recommendation,
        "recommendation": recommendation,
        "profile_interview_id": person["id"],
        "interview_result_pre_screening_id": record["interview_result_pre_screening_id"],
        "interview_file_id": call.new_id("file"),
        "pre_screening_score": outcome.score,
        "resume_ai_analysis": f"A resume of {len(resume.split())} words.",
        "resume_ai_education": form.get("education"),
        "resume_ai_technical_experience": outcome.years,
        "resume_ai_is_switching_profession": False,
        "processing_reason": outcome.reason,
    }
