"""Where a definition and the API's schemas differ on purpose: the table of docs/stricter-than-the-api.md.

Each row is a predicate over bodies, written without the code under test. Nothing else may differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple, TypeGuard

from tests.contract.bodies import Body, schema

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_IDS = ("interview_template_id", "recruiter_profile_id", "knowledge_base_store_id", "merchant_id")
_BRACKETS = "weak", "moderate", "strong"
# Null is taken by the create call and still refused: update refuses it, or no document says what it does.
_UNCLEARABLE = {"result_view", "interview_attempts", "custom_scoring", "max_duration", "merchant_id"}
# Null (or a blank text) makes the service write the value.
_WRITTEN_C = {"description", "description_long", "seniority_level"}
_WRITTEN_A = {"seniority_level", "candidate_expectations_json"}


class Difference(NamedTuple):
    """`example`: what makes a plain body differ in this and in nothing else."""

    id: str
    holds: Callable[[Body], bool]
    example: Body


def questions(body: Body) -> list[Body]:
    return body.get("questions") or []


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from numbers(inner)


def number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def unknown_names(body: Body) -> bool:
    kind = schema("job-interview-create-from-array" if "questions" in body else "job-interview-create")
    asked = {
        "id",
        *_properties(schema("job-interview-create-from-array")["properties"]["questions"]["items"]),
    }
    holders = [(body, set(kind["properties"]) | {"max_duration"})]
    holders += [(question, asked) for question in questions(body)]
    for name in ("hiring_for_company", "pdf_export_auto_config"):
        if isinstance(body.get(name), dict):
            holders.append((body[name], set(kind["properties"][name]["properties"])))
    return any(set(holder) - known for holder, known in holders)


def _properties(described: Any) -> set[str]:
    from reconciler.simulator.document import resolve

    return set(resolve(described)["properties"])


def blank(body: Body) -> bool:
    said = [body["name"], body["location"], *(question["question"] for question in questions(body))]
    said += body.get("tags") or []
    for question in questions(body):
        said += question.get("question_alternatives") or []
    if isinstance(body.get("description"), str):
        said.append(body["description"])
    return any(not text.strip() for text in said)


def other_numbers(body: Body) -> bool:
    length, attempts = body.get("interview_length"), body.get("interview_attempts")
    subset = body.get("questions_random_subset")
    return (
        isinstance(length, str)
        or (number(length) and not 1 <= length <= 40)
        or (number(attempts) and not (float(attempts).is_integer() and 1 <= attempts <= 20))
        or (number(subset) and not 0.01 <= subset <= 0.9)
    )


def durations(body: Body) -> bool:
    whole = body.get("max_duration")
    each = [question.get("duration") for question in questions(body)]
    return (number(whole) and whole < 120) or any(number(one) and one < 0 for one in each)


def ids(body: Body) -> bool:
    found = [body.get(name) for name in _IDS]
    found += [question.get("knowledge_base_id") for question in questions(body)]
    return any(isinstance(one, str) and not _UUID.fullmatch(one) for one in found)


def moments(body: Body) -> bool:
    till = body.get("interview_available_till")
    if not isinstance(till, str):
        return False
    try:
        moment = datetime.fromisoformat(till)
    except ValueError:
        return True
    return moment.tzinfo is None and not _DAY.fullmatch(till)


def nulls(body: Body) -> bool:
    return any(name in body and body[name] is None for name in _UNCLEARABLE)


def generating(body: Body) -> bool:
    names = _WRITTEN_A if "questions" in body else _WRITTEN_C
    return any(name in body and _empty(body[name]) for name in names)


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def question_ids(body: Body) -> bool:
    return any("id" in question or question.get("external_id", "") is None for question in questions(body))


def question_order(body: Body) -> bool:
    seen: list[str] = []
    for question in questions(body):
        parent, own = question.get("conditional_question_main_id"), question.get("external_id")
        if (parent is None and question.get("is_conditional") is True) or (
            parent is not None and parent not in seen
        ):
            return True
        if own in seen:
            return True
        seen += [own] if isinstance(own, str) else []
    return False


def twice(body: Body) -> bool:
    scoring = body.get("custom_scoring")
    return "interview_attempts" in body and isinstance(scoring, dict) and "max_retries" in scoring


def report_language(body: Body) -> bool:
    report = body.get("pdf_export_auto_config")
    if not isinstance(report, dict) or "mojito_language_code" not in report:
        return False
    known = schema("job-interview-create")["properties"]["mojito_language_code"]["enum"]
    return report["mojito_language_code"] not in known


def unseen(body: Body) -> bool:
    return any(_UNSEEN.search(text) for text in texts(body)) or any(abs(one) > 2**53 for one in numbers(body))


def later_states(body: Body) -> bool:
    return (
        body.get("status") in ("archived", "deleted") or body.get("candidate_video_introduction") == "hidden"
    )


def duration_texts(body: Body) -> bool:
    found = [body.get("max_duration"), *(question.get("duration") for question in questions(body))]
    return any(isinstance(one, str) for one in found)


def _asked(**more: Any) -> Body:
    return {"description": "D", "questions": [{"question": "Why?", **more}]}


STRICTER = (
    Difference("unknown-names", unknown_names, {"visibilty": "merchant_invite"}),
    Difference("blank-texts", blank, {"name": " "}),
    Difference("other-numbers", other_numbers, {"interview_length": "8"}),
    Difference("short-durations", durations, {"max_duration": 20}),
    Difference("ids", ids, {"recruiter_profile_id": "Anna"}),
    Difference("dates", moments, {"interview_available_till": "31.12.2026"}),
    Difference("null-that-cannot-clear", nulls, {"result_view": None}),
    Difference("null-that-generates", generating, {"description": None}),
    Difference("ids-of-questions", question_ids, _asked(id="1")),
    Difference("follow-ups", question_order, _asked(is_conditional=True)),
    Difference("one-setting-twice", twice, {"interview_attempts": 2, "custom_scoring": {"max_retries": 2}}),
    Difference(
        "report-language", report_language, {"pdf_export_auto_config": {"mojito_language_code": "xx"}}
    ),
    Difference("unseen-or-inexact", unseen, {"code": "\x07"}),
)
"""Valid to the API, refused in a definition."""

WIDER = (
    Difference("later-states", later_states, {"status": "archived"}),
    Difference("durations-with-units", duration_texts, {"max_duration": "20m"}),
)
"""Not valid in a create body, and still right in a definition: another call takes it, or we translate it."""
