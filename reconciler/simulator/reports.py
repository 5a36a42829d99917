"""job-interview-pdf: a report as a file to fetch, as HTML or as data; and the fetching."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from reconciler.simulator import billing, pdf, people, records, results
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer, ApiError, iso
from reconciler.simulator.records import CANDIDATE, REPORT, Record
from reconciler.simulator.storage import Storage

FILE = "files/report"
"""Where a report is fetched, with the `id` and `token` of its address and without a bearer token."""

VALID_HOURS, STORED_HOURS = 1, 168
# Defaults of export_features_result (contract); what a report of this account can show.
_FEATURES = {"contact_details": True, "ai_recruiter_assessment": True, "analytics": True, "transcript": True}


def report(call: Call) -> Answer:
    """A report on one result or several; the shape of the answer follows export_type.

    The address of a PDF works for VALID_HOURS, with store_file for STORED_HOURS. 422 when no result is named
    or one is not found. A report in another language than its result's is charged as a translation
    (behaviour.md section 8).
    """
    body = call.body
    named = [body["interview_result_id"]] if body.get("interview_result_id") else []
    named += body.get("interview_result_ids") or []
    if not named:
        raise ApiError(422, "interview_result_id is required.", "interview_result_id")
    found = [results.find(call, identifier, missing=422) for identifier in dict.fromkeys(named)]
    charged = [_charge(call, record) for record in found]
    features = {**_FEATURES, **(body.get("export_features_result") or {})}
    told = [_told(record, features) for record in found]
    if body["export_type"] == "html":
        return Answer(200, {"html_export": _html(told)}, committed=any(charged))
    if body["export_type"] == "json":
        export: dict[str, Any] = {"results": [{"data": one, "files": []} for one in told]}
        if len(told) > 1:
            export["table"] = "\n".join(f"{one['candidate_name']};{one['score']}" for one in told)
        return Answer(200, {"json_export": export}, committed=any(charged))
    return _address(call, [line for one in told for line in _lines(one)])


def download(storage: Storage, query: Mapping[str, str], now: datetime) -> Answer:
    """The file behind an address. Raises ApiError 404 for an address nobody was given, 400 for one that has
    run out."""
    found = records.find(storage, REPORT, query.get("id", ""))
    if found is None or query.get("token") != found["token"]:
        raise ApiError(404, "There is no such file.")
    if datetime.fromisoformat(found["valid_until"]) <= now:
        raise ApiError(400, "The address is no longer valid.")
    return Answer(200, None, headers={"Content-Type": "application/pdf"}, file=pdf.render(found["lines"]))


def _address(call: Call, lines: list[str]) -> Answer:
    hours = STORED_HOURS if call.body.get("store_file") else VALID_HOURS
    valid_until = iso(call.now.astimezone(UTC) + timedelta(hours=hours))
    identifier = call.new_id("report")
    record: Record = {
        "id": identifier,
        "merchant_id": call.account.merchant_id,
        "environment": call.account.environment,
        "token": hashlib.sha256(f"report:{identifier}".encode()).hexdigest(),
        "valid_until": valid_until,
        "lines": lines,
    }
    records.insert(call.storage, REPORT, record, key=identifier)
    url = f"{call.origin}/{FILE}?id={identifier}&token={record['token']}"
    return Answer(200, {"pdf_export_url": url, "pdf_export_valid_until": valid_until}, committed=True)


def _charge(call: Call, record: Record) -> bool:
    """Whether a report cost anything."""
    asked = (call.body.get("export_features_result") or {}).get("mojito_language_code")
    if asked and asked != record["mojito_language_code"]:
        event, price = "candidate_report_translation", billing.TRANSLATION
    elif call.switches.reports_charged:
        event, price = "candidate_report", billing.REPORT
    else:
        return False
    about = {"id": record["definition_id"], "merchant_id": record["merchant_id"]}
    person = records.find(call.storage, CANDIDATE, record["profile_interview_id"])
    billing.charge(call, about, event, price, person=person, about=record["interview_result_id"])
    return True


def _told(record: Record, features: Mapping[str, Any]) -> dict[str, Any]:
    details = results.document(record)
    told = {
        "interview_result_id": record["interview_result_id"],
        "candidate_name": record["candidate_name"],
        "position_name": record["position_name"],
        "score": record["score"],
    }
    if features["contact_details"]:
        told["candidate_email"] = record["candidate_email"]
    if features["ai_recruiter_assessment"]:
        told["ai_analysis_recruiter"] = details["ai_analysis_recruiter"]
    if features["analytics"]:
        told |= {name: record[name] for name in people.UNSCORED}
    if features["transcript"]:
        told["transcript"] = [
            {"question": spoken["question_asked"], "answer": spoken["answer"]}
            for spoken in details["transcript"]
        ]
    return told


def _lines(told: Mapping[str, Any]) -> list[str]:
    lines = [f"{name}: {value}" for name, value in told.items() if name != "transcript"]
    for spoken in told.get("transcript", ()):
        lines += [f"Q: {spoken['question']}", f"A: {spoken['answer']}"]
    return [*lines, ""]


def _html(told: list[dict[str, Any]]) -> str:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for one in told for line in _lines(one))
    return f"<!doctype html><html><head><title>Report</title></head><body>{paragraphs}</body></html>"
