"""job-interview-create and job-interview-create-from-array: a new interview, every time they are called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from reconciler.simulator import billing, columns, generation, questions, rows, seed, states
from reconciler.simulator.calls import Call, check_code, check_references, check_template
from reconciler.simulator.messages import Answer
from reconciler.simulator.rows import Row


def create(call: Call) -> Answer:
    """Stores an interview whose questions, rubric and blank texts are generated; answers with its id."""
    row, answer = generated(call)
    answer["questions_generated"] = len(row["questions"])
    answer["max_duration"] = row["max_duration"]
    return Answer(200, answer, committed=True)


def generated(call: Call) -> tuple[Row, dict[str, Any]]:
    """A stored interview out of a body of job-interview-create, and the part of the answer that tells its
    id and embedding."""
    body, merchant_id = call.body, call.merchant()
    template = check_template(body["interview_template_id"], merchant_id, missing=422)
    check_references(body, missing=422)
    row = new_row(call, merchant_id, template)
    duration = body.get("max_duration")
    row["max_duration"] = columns.DEFAULT_DURATION if duration is None else duration
    row["creation_parameters"]["interview_type"] = (
        body.get("interview_type") or columns.DEFAULT_INTERVIEW_TYPE
    )
    _write_texts(call, row)
    count = generation.question_count(body.get("interview_length"), row["max_duration"], row["name"])
    rapport = body.get("include_rapport_question") is True
    entries = generation.questions(row["name"], count, rapport=rapport)
    row["questions"] = questions.build(entries, lambda: call.new_id("question"), deduplicate=False)
    row["candidate_expectations_json"] = _rubric(row)
    return row, finish(call, row)


def create_from_array(call: Call) -> Answer:
    """Stores an interview with the caller's questions. Unknown ids are a 500 here (contract: statuses)."""
    body, merchant_id = call.body, call.merchant()
    template = check_template(body["interview_template_id"], merchant_id, missing=500)
    check_references(body, missing=500)
    row = new_row(call, merchant_id, template)
    row["max_duration"] = call.switches.array_max_duration
    deduplicate = call.switches.from_array_deduplicates and body.get("disable_deduplication") is not True
    row["questions"] = questions.build(
        body["questions"], lambda: call.new_id("question"), deduplicate=deduplicate
    )
    if "candidate_expectations_json" not in body and row["type"] == "interview":
        row["candidate_expectations_json"] = _rubric(row)
    return Answer(200, finish(call, row), committed=True)


def new_row(call: Call, merchant_id: str, template: seed.Template) -> Row:
    """A draft out of a create body, neither stored nor stamped: without questions and generated texts."""
    body, switches = call.body, call.switches
    row: Row = {"id": call.new_id("interview"), "merchant_id": merchant_id}
    row["environment"] = call.account.environment
    for name in columns.PLAIN:
        row[columns.column_of(name)] = columns.stored_value(name, body.get(name), switches)
    check_code(call, merchant_id, row["code"])
    row.update(
        mojito_language_code=body["mojito_language_code"],
        status="draft",
        prepares_left=0,
        is_multistage=False,
        stage="Interview 1st planned",
        slug=_slug(row) if row["visibility"] == "merchant_public" else None,
        type_credit=columns.type_credit(row["type"]),
        coach_plan=None,
        embed=None,
        interview_count=0,
        interview_last=None,
        result_view=row["result_view"] or switches.default_result_view,
        required_pronunciation=row["required_pronunciation"] is True,
        result_enable_edit_transcript=row["result_enable_edit_transcript"] is not False,
        result_scoring=_scoring(call, template),
        creation_parameters=_parameters(call),
        steps=_steps(call),
        questions=[],
    )
    for name in ("welcome_message", "thank_you_message", "instructional_video_custom_text"):
        row[name] = body.get(name)
    return row


def _scoring(call: Call, template: seed.Template) -> dict[str, Any] | None:
    attempts, custom = call.body.get("interview_attempts"), call.body.get("custom_scoring")
    if attempts is None and custom is None and call.switches.scoring_null_until_set:
        return None
    scoring = {**columns.scoring_defaults(template, call.switches), **(custom or {})}
    if attempts is not None:
        scoring["max_retries"] = attempts
    return scoring


def _parameters(call: Call) -> dict[str, Any]:
    body, switches = call.body, call.switches
    parameters: dict[str, Any] = {
        name: columns.stored_parameter(name, body.get(name), switches) for name in columns.PARAMETERS
    }
    if parameters["interview_tone"] is None:
        parameters["interview_tone"] = columns.stored_parameter(
            "interview_tone", columns.DEFAULT_TONE, switches
        )
    if parameters["seniority_level"] is None and switches.seniority_stored:
        parameters["seniority_level"] = generation.seniority(body["name"])
    parameters["interview_length"] = body.get("interview_length")
    parameters["additional_context"] = body.get("additional_context")
    parameters["include_rapport_question"] = body.get("include_rapport_question") is True
    parameters["include_closing_prompt"] = body.get("include_closing_prompt") is not False
    parameters["knowledge_base_store_id"] = body.get("knowledge_base_store_id")
    return parameters


def _steps(call: Call) -> dict[str, str | None]:
    """Ids of the steps that are no questions: they frame them and no update of questions touches them."""
    video = call.new_id("step") if call.body.get("instructional_video") else None
    return {
        "welcome": call.new_id("step"),
        "instructional_video": video,
        "thank_you": call.new_id("step"),
    }


def _write_texts(call: Call, row: Row) -> None:
    """The texts that a model writes: blank ones, and given ones where a switch says so (contract: create)."""
    name, location, switches = row["name"], row["interview_location"] or "", call.switches
    if switches.description_regenerated_on_create or _is_blank(row["description"]):
        row["description"] = generation.description(name, location)
    if row["type"] in {"interview", "assessment"} and _is_blank(row["interview_description_long"]):
        row["interview_description_long"] = generation.description_long(name, location)
    if switches.expectations_rewritten_on_create and not _is_blank(row["candidate_expectations"]):
        row["candidate_expectations"] = generation.expectations(row["candidate_expectations"])


def finish(call: Call, row: Row, *, charged: bool = True) -> dict[str, Any]:
    """Stamps, activates, embeds, charges and stores the row; the part of the answer that all creating
    endpoints share."""
    row["created_at"] = row["updated_at"] = call.stamp()
    if call.switches.question_expectations_filled:
        fill_rubrics(row["questions"])
    states.change_status(call, row, call.body["status"])
    answer: dict[str, Any] = {"interview_def_set_id": row["id"]}
    if call.body.get("is_embedded"):
        answer.update(states.embed(call, row))
    rows.insert(call.storage, row, lag=call.switches.list_lag_calls)
    if charged and call.switches.create_charges_credits:
        billing.charge(call, row, "create", call.switches.create_charges_credits)
    return answer


def fill_rubrics(stored: list[questions.Question]) -> None:
    """Gives every question without a rubric a generated one."""
    for question in stored:
        if question[questions.RUBRIC] is None:
            question[questions.RUBRIC] = generation.question_rubric(question["question"])
            question[questions.FILLED] = True


def _rubric(row: Mapping[str, Any]) -> dict[str, Any]:
    return generation.rubric(row["name"], [question["question"] for question in row["questions"]])


def _slug(row: Row) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", row["name"].lower()).strip("-") or "interview"
    return f"{words}-{row['id'][:8]}"


def _is_blank(text: str | None) -> bool:
    return text is None or not text.strip()
