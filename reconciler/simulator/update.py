"""job-interview-update: writes what is sent, and replaces the questions as a whole list."""

from __future__ import annotations

from typing import Any

from reconciler.simulator import columns, generation, questions, rows, seed, states
from reconciler.simulator.calls import Call, check_code, check_references, check_template
from reconciler.simulator.creating import fill_rubrics
from reconciler.simulator.messages import Answer, ApiError
from reconciler.simulator.reading import step_ids
from reconciler.simulator.rows import Row


def update(call: Call) -> Answer:
    """Partial update. Answers with the stored columns written and, when questions were sent, with their diff.

    404 for an unknown id; 422 for a rule broken, and then nothing is written (contract: update).
    """
    body = call.body
    row = call.row(body["position_id"], missing=404)
    if row["is_multistage"]:
        _refuse_interview_fields(body)
    _check(call, row)
    was_running, template_before = row["status"] in states.RUNNING, row["interview_template_id"]
    change = _change_questions(call, row) if "questions" in body else None
    written = _write(call, row)
    moved = bool(written)
    if change is not None and change.changed:
        written.append("questions")
        moved = moved or call.switches.updated_at_moves_on_questions
    if _change_status(call, row, template_changed=row["interview_template_id"] != template_before):
        written.append("status")
        moved = moved or call.switches.updated_at_moves_on_status
    if moved:
        row["updated_at"] = call.stamp()
    if written:
        rows.save(call.storage, row)
    answer: dict[str, Any] = {
        "position_id": row["id"],
        "is_multistage": row["is_multistage"],
        "updated_fields": written,
    }
    if change is not None:
        answer["questions_diff"] = {
            "kept": change.kept,
            "added": change.added,
            "removed": change.removed,
            "replaced": change.replaced,
            "question_ids": step_ids(row),
            "reactivated": was_running and change.changed,
        }
    return Answer(200, answer, committed=bool(written))


def _refuse_interview_fields(body: Any) -> None:
    for name in body:
        if name not in columns.MULTISTAGE_ALLOWED:
            raise ApiError(422, f"{name} is not a field of a multi-stage position.", name)


def _check(call: Call, row: Row) -> None:
    body = call.body
    if "interview_template_id" in body and body["interview_template_id"] != row["interview_template_id"]:
        check_template(body["interview_template_id"], row["merchant_id"], missing=422)
    check_references(body, missing=422)
    check_code(call, row["merchant_id"], body.get("code"), besides=row["id"])
    blank = "name" in body and not (body["name"] or "").strip()
    if blank and call.switches.blank_name == "refused":
        raise ApiError(422, "name is required.", "name")


def _change_questions(call: Call, row: Row) -> questions.Diff:
    """Puts the list sent in place of the stored one.

    A running interview takes that on interactive templates only, where it is published again at once.
    """
    change = questions.diff(
        row["questions"], call.body["questions"], call.switches, lambda: call.new_id("question")
    )
    if change.changed and row["status"] in states.RUNNING and not states.is_interactive(row):
        raise ApiError(
            422,
            "Questions of an active interview with an offline template need status draft first.",
            "questions",
        )
    row["questions"] = change.questions
    if call.switches.question_expectations_filled:
        fill_rubrics(row["questions"])
    return change


def _write(call: Call, row: Row) -> list[str]:
    """Writes everything but questions and status; the stored columns written, in the request's order."""
    written: list[str] = []
    for name, value in call.body.items():
        if value is None and not call.switches.null_clears:
            continue
        written += [column for column in _write_field(call, row, name, value) if column not in written]
    if _regenerate(call, row):
        written.append("candidate_expectations_json")
    return written


def _write_field(call: Call, row: Row, name: str, value: Any) -> tuple[str, ...]:
    if name in columns.PARAMETERS:
        parameters = row["creation_parameters"] or {}
        parameters[name] = columns.stored_parameter(name, value, call.switches)
        row["creation_parameters"] = parameters
        return ("creation_parameters",)
    if name in {"custom_scoring", "interview_attempts"}:
        _write_scoring(call, row, name, value)
        return ("result_scoring",)
    if name == "pdf_export_auto_config" and value is not None and call.switches.pdf_config_update == "merge":
        value = {**(row[name] or {}), **value}
    if name in {"type_credit", "coach_plan"}:
        row[name] = value
        return (name,)
    if name not in columns.PLAIN:
        return ()
    column = columns.column_of(name)
    row[column] = columns.stored_value(name, value, call.switches)
    if name == "type" and "type_credit" not in call.body:
        row["type_credit"] = columns.type_credit(value)
        return (column, "type_credit")
    return (column,)


def _write_scoring(call: Call, row: Row, name: str, value: Any) -> None:
    """custom_scoring is laid over what is stored; null takes it back to the defaults, attempts apart."""
    template = seed.find_template(row["interview_template_id"], row["merchant_id"])
    defaults = columns.scoring_defaults(template, call.switches)
    scoring = row["result_scoring"] or defaults
    if name == "interview_attempts":
        scoring = {**scoring, "max_retries": value}
    elif value is None:
        scoring = {**defaults, "max_retries": scoring["max_retries"]}
    else:
        attempts = call.body.get("interview_attempts")
        scoring = {**scoring, **value}
        if attempts is not None:
            scoring["max_retries"] = attempts
    row["result_scoring"] = scoring


def _regenerate(call: Call, row: Row) -> bool:
    """regenerate_candidate_expectations acts with questions, on type interview, without a rubric of the
    author's."""
    body = call.body
    if not body.get("regenerate_candidate_expectations") or "questions" not in body:
        return False
    if row["type"] != "interview" or "candidate_expectations_json" in body:
        return False
    row["candidate_expectations_json"] = generation.rubric(
        row["name"] or "", [question["question"] for question in row["questions"]]
    )
    return True


def _change_status(call: Call, row: Row, *, template_changed: bool) -> bool:
    asked: str | None = call.body.get("status")
    if asked is None and template_changed and call.switches.template_change_resets_to_draft:
        asked = "draft" if row["status"] in states.RUNNING else None
    return asked is not None and states.change_status(call, row, asked)
