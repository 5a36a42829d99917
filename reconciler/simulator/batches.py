"""Calls about many people, one row each: what rows share, and job-interview-register-users."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from reconciler.simulator import links, people, positions
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer, ApiError
from reconciler.simulator.rows import Row


def run(
    call: Call, users: list[dict[str, Any]], one: Callable[[dict[str, Any]], tuple[dict[str, Any], bool]]
) -> Answer:
    """A bare array with a row per person, in their order. A refusal in a row undoes that row alone and
    becomes its `result`, "Error: ..." (seed: batch endpoints).

    `one` answers a person's row and whether it wrote anything. A fault may stop the batch after some rows;
    what they wrote stays, and the rest was never dealt with.
    """
    answered: list[dict[str, Any]] = []
    committed = False
    for user in users if call.rows is None else users[: call.rows]:
        try:
            with call.storage.savepoint():
                row, wrote = one(user)
            answered.append(row)
            committed = committed or wrote
        except ApiError as refusal:
            answered.append({**told(user), "result": f"Error: {refusal.error}"})
    return Answer(200, answered, committed=committed)


def told(user: Mapping[str, Any]) -> dict[str, Any]:
    """What a row repeats of its input; an address is text in the answer, whatever was sent."""
    repeated = {name: user[name] for name in ("name", "type", "interview_id", "external_id") if name in user}
    return {**repeated, "email": user.get("email") or ""}


def register(call: Call) -> Answer:
    """job-interview-register-users: enrols each on the interview or position and answers with a link.

    422 for an interview that is not found, for the whole call (contract: statuses). Registering again gives
    another link, or by a switch an error. `is_test` marks the enrolment and runs drafts.
    """
    row = call.row(call.body["interview_id"], missing=422, name="interview_id")
    is_test = call.body.get("is_test") in (True, "true")
    return run(call, call.body["users"], lambda user: _register(call, row, user, is_test=is_test))


def _register(call: Call, row: Row, user: Mapping[str, Any], *, is_test: bool) -> tuple[dict[str, Any], bool]:
    if problem := people.email_problem(user.get("email")):
        raise ApiError(422, problem)
    if positions.is_closed(call, row) and not is_test:
        raise ApiError(422, "the interview is not active.")
    person = people.known(
        call,
        row["merchant_id"],
        people.identity(call, user["email"]),
        name=user.get("name"),
        external_id=user.get("external_id"),
    )
    is_new = people.enrolment(call, row, person) is None
    if is_new:
        shown = call.switches.registration_makes_result
        people.enrol(call, row, person, shown=shown, is_test=is_test)
    elif call.switches.register_twice == "error":
        raise ApiError(422, "this person is registered already.")
    url = links.for_candidate(call, row["id"], person["id"], is_test=is_test)
    return {**told(user), "result": "ok", "interview_url": url}, is_new
