"""Results: the list, one in detail, and the request for another attempt."""

from __future__ import annotations

import json
from typing import Any

from reconciler.simulator import people, records, taking
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer, ApiError
from reconciler.simulator.reading import paged
from reconciler.simulator.records import RESULT, Record, column

_LISTED = (
    "id",
    "interview_result_id",
    "interview_result_pre_screening_id",
    "merchant_id",
    "profile_id",
    "profile_interview_id",
    "definition_id",
    "candidate_name",
    "candidate_email",
    "position_name",
    "position_step",
    "type",
    "emoji",
    "external_id",
    "mojito_language_code",
    "status",
    "coach_status",
    "decision_status",
    "interview_started",
    "is_multi_stage",
    "is_test",
    "recruiter_shortlist",
    "recruiter_risks",
    "duration_ds",
    "score",
    "score_simulation",
    "score_sentiment",
    "score_words_per_minute",
    "score_interview_ai",
    "score_answer_ai",
    "score_pronunciation",
    "processing_status",
    "created_at",
    "updated_at",
)
_ALWAYS_NULL = ("processing_error", "kyc_processing_status", "position_result_step_id")
_DECISION, _COACH = column("decision_status"), column("coach_status")
_ARCHIVED = f"{column('definition_id')} IN (SELECT id FROM interviews WHERE status = 'archived') AND"  # noqa: S608
# A test with one `?`, which takes 1.
_TABS = {
    "decided-rejected": f"{_DECISION} IN ('ai_reject', 'recruiter_reject') = ?",
    "decided-selected": f"{_DECISION} IN ('ai_accept', 'recruiter_accept') = ?",
    "undecided": f"({_COACH} = 'completed' AND coalesce({_DECISION}, 'recruiter_action') "
    "= 'recruiter_action') = ?",
    "shortlist": f"{column('recruiter_shortlist')} = ?",
    "completed": f"({_COACH} = 'completed') = ?",
    "incomplete": f"(coalesce({_COACH}, '') <> 'completed') = ?",
    "archived-interview": f"({_ARCHIVED} {column('type')} <> 'public_avatar') = ?",
    "public_avatar": f"({column('type')} = 'public_avatar') = ?",
    "archived-public_avatar": f"({_ARCHIVED} {column('type')} = 'public_avatar') = ?",
}
_ORDERS = {
    "score": f"{column('score')} DESC, number",
    "created_at_newest": f"{column('created_at')} DESC, number DESC",
    "created_at_oldest": f"{column('created_at')}, number",
    "updated_at_newest": f"{column('updated_at')} DESC, number DESC",
}


def find(call: Call, identifier: str, *, missing: int) -> Record:
    """The result of an interview_result_id; the id of its row in the list is none (behaviour.md section 2).

    Raises ApiError with the status `missing`.
    """
    record = records.first(call.storage, RESULT, "interview_result_id", identifier.lower())
    if record is None or not call.sees(record):
        raise ApiError(missing, "No interview result has this id.", "interview_result_id")
    return record


def list_results(call: Call) -> Answer:
    """merchant-result-list: one type. `interview_id` finds by the interview and by the position around it;
    `risks` by any of its keys."""
    query, merchant_id = call.query, call.merchant()
    conditions: dict[str, Any] = {
        "merchant_id = ?": merchant_id,
        f"{column('type')} = ?": query["type"],
        f"{column('shown')} = ?": 1,
    }
    if call.switches.environment_scopes_rows:
        conditions["environment = ?"] = call.account.environment
    if query["tab"]:
        conditions[_TABS[query["tab"]]] = 1
    for name, field in (("step", "position_step"), ("profile_interview_id", "profile_interview_id")):
        if query[name]:
            conditions[f"{column(field)} = ?"] = query[name].lower()
    if query["interview_id"]:
        either = f"({column('definition_id')}, {column('position_id')})"
        conditions[f"? IN {either}"] = query["interview_id"].lower()
    if query["risks"]:
        keys = json.dumps([key.strip() for key in query["risks"].split(",")])
        conditions[
            "EXISTS (SELECT 1 FROM json_each(document, '$.recruiter_risks') "
            "WHERE json_each.value IN (SELECT value FROM json_each(?)))"
        ] = keys
    if query["filter_text"]:
        conditions[records.holds("candidate_name", "candidate_email")] = query["filter_text"].casefold()
    if query["filter_emoji"]:
        conditions[f"{column('emoji')} = ?"] = query["filter_emoji"]
    limit, offset = query["limit"], query["offset"]
    found, total = records.page(call.storage, RESULT, conditions, _ORDERS[query["order_by"]], limit, offset)
    records.count_down_lag(call.storage, RESULT, merchant_id)
    return Answer(200, paged([_listed(call, record) for record in found], total, limit, offset))


def details(call: Call) -> Answer:
    """job-interview-details. 404 for an unknown id; recordings are signed only when asked for."""
    record = find(call, call.query["interview_result_id"], missing=404)
    return Answer(200, document(record, signs=call.query["get_signed_recordings"] == "true"))


def request_another_attempt(call: Call) -> Answer:
    """Resets an active and submitted result to draft and clears its decision; 422 for any other (seed)."""
    record = find(call, call.body["interview_result_id"], missing=422)
    if not taking.is_submitted(record):
        raise ApiError(422, "The result is not active and submitted.", "interview_result_id")
    record.update(status="draft", coach_status="started", decision_status=None)
    if call.switches.retake_clears_scores:
        scores = [name for name in record if name.startswith("score")]
        record.update(dict.fromkeys(scores), answers=[], duration_ds=None)
    people.save_result(call, record)
    return Answer(200, {}, committed=True)


def document(record: Record, *, signs: bool = False) -> dict[str, Any]:
    """A result as job-interview-details tells it; durations are tenths of a second."""
    score = record["score"]
    told = {
        "score": score,
        "score_simulation": record["score_simulation"],
        "score_text": None if score is None else f"{score:g} of 100",
        "score_sentiment": record["score_sentiment"],
        "score_words_per_minute": record["score_words_per_minute"],
        "score_pronunciation": record["score_pronunciation"],
        "score_answer": record["score_answer_ai"],
        "status": record["coach_status"],
        "start": record["start"],
        "end": record["end"],
        "duration": record["duration_ds"],
        "ai_interview_coverage_percentage": 100 if record["coach_status"] == "completed" else None,
        "ai_completion_reason": record["coach_status"],
        "ai_analysis": None if score is None else "The answers stay with the question.",
        "ai_analysis_recruiter": None if score is None else "Worth a second conversation.",
        "ai_analysis_other": None if score is None else {"strengths_concerns": [], "takeaways": []},
        "recruiter_risks": record["recruiter_risks"],
        "user_feedback_recruiter": None,
        "recording_local_path": None,
        "recording_is_video": None,
        "video_introduction_local_path": None,
        "transcript": [_spoken(number, answer) for number, answer in enumerate(record["answers"])],
    }
    if signs:
        # Nothing is recorded here, so there is nothing to sign; the keys are there all the same.
        told |= {"recording_url": None, "video_introduction_url": None}
        told["transcript"] = [{**spoken, "recording_url": None} for spoken in told["transcript"]]
    return told


def _spoken(number: int, answer: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(number + 1),
        "is_answer": True,
        "view": None,
        "question_original_id": answer["question_id"],
        "question_original": answer["question"],
        "question_asked": answer["question"],
        "answer": answer["answer"],
        "ai_analysis": None,
        "ai_analysis_recruiter": None,
        "score": answer["score"],
        "score_simulation": None,
        "score_answer_ai": answer["score"],
        "score_answer_ai_simulation": None,
        "duration": None,
        "mojito_language_code": answer["mojito_language_code"],
        "answer_assessment_raw_data": None,
        "recording_local_path": None,
        "recording_is_video": None,
        "external_data": answer["external_data"],
        "external_id": answer["external_id"],
    }


def _listed(call: Call, record: Record) -> dict[str, Any]:
    listed = {name: record[name] for name in _LISTED} | dict.fromkeys(_ALWAYS_NULL)
    return listed if call.switches.lists_show_external_id else {**listed, "external_id": None}
