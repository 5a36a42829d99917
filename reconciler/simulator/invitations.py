"""invite-users: team members, coaching users and candidates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.simulator import batches, billing, merchants, people, positions, records
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer, ApiError
from reconciler.simulator.records import MEMBER, Record

TEAM = ("merchant_owner", "merchant", "merchant_selection")
COACHING = ("user", "mentor")
TYPES = (*TEAM, *COACHING, "candidate")


def invite(call: Call) -> Answer:
    """One row per person; `result` is what happened, or "Error: ...".

    Invited: new, or still pending and force_invite. Skipped: nothing to do. Activated: had been removed.
    CoachingAccessAdded: known here as something else and now as a coaching user. SubMerchantAdded: in the
    team of another merchant of this token (contract: values of result; which is when is our reading).
    """
    merchant_id = call.merchant()

    def one(user: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
        kind = user.get("type") or "user"
        if problem := people.email_problem(user.get("email")):
            raise ApiError(422, problem)
        if kind not in TYPES:
            raise ApiError(422, f"type must be one of: {', '.join(TYPES)}.")
        email = people.identity(call, user["email"])
        invited = _candidate if kind == "candidate" else _member
        outcome = invited(call, merchant_id, kind, email, user)
        return {**batches.told(user), "type": kind, **outcome}, outcome["result"] != "Skipped"

    return batches.run(call, call.body["users"], one)


def _candidate(
    call: Call, merchant_id: str, kind: str, email: str, user: Mapping[str, Any]
) -> dict[str, Any]:
    """A candidate's invitation belongs to an interview, and there are only so many of them (behaviour.md
    section 8)."""
    if not user.get("interview_id"):
        raise ApiError(422, f"interview_id is required for type {kind}.")
    row = call.row(user["interview_id"], missing=422)
    if positions.is_closed(call, row):
        raise ApiError(422, "the interview is not active.")
    person = people.find(call, merchant_id, email)
    enrolled = person is not None and people.enrolment(call, row, person) is not None
    if person is not None and enrolled and not call.body.get("force_invite"):
        return _told("Skipped", person)
    if call.switches.invitations_limited and merchants.invitations_left(call, merchant_id) < 1:
        raise ApiError(422, "no invitations are left.")
    if person is None:
        language = call.body.get("mojito_language_code") or "en"
        person = people.known(
            call,
            merchant_id,
            email,
            name=user.get("name"),
            source="invited",
            mojito_language_code=language,
        )
    if not enrolled:
        people.enrol(call, row, person, shown=call.switches.registration_makes_result)
    if call.switches.invitations_charged:
        billing.charge(call, row, "invitation", billing.INVITATION, person=person)
    billing.count(call, merchant_id, "invitation", row)
    return _told("Invited", person)


def _member(call: Call, merchant_id: str, kind: str, email: str, user: Mapping[str, Any]) -> dict[str, Any]:
    here = [one for one in _members(call, email) if one["merchant_id"] == merchant_id]
    same = next((one for one in here if one["type"] == kind), None)
    if same is not None:
        return {"result": _again(call, same), "profile_id": same["profile_id"]}
    elsewhere = [one for one in _members(call, email) if one["merchant_id"] != merchant_id]
    if kind in COACHING and here:
        result, status = "CoachingAccessAdded", "active"
    elif kind in TEAM and any(one["type"] in TEAM for one in elsewhere):
        result, status = "SubMerchantAdded", "active"
    else:
        result, status = "Invited", "invited"
        billing.count(call, merchant_id, "invitation")
    known = (here or elsewhere or [{"profile_id": None}])[0]["profile_id"]
    record: Record = {
        "id": call.new_id("member"),
        "merchant_id": merchant_id,
        "environment": call.account.environment,
        "profile_id": known or call.new_id("profile"),
        "email": email,
        "name": user.get("name"),
        "type": kind,
        "status": status,
    }
    records.insert(call.storage, MEMBER, record, key=email)
    return {"result": result, "profile_id": record["profile_id"]}


def _again(call: Call, member: Record) -> str:
    if member["status"] == "deleted":
        member["status"] = "active"
        records.save(call.storage, MEMBER, member)
        return "Activated"
    return "Invited" if member["status"] == "invited" and call.body.get("force_invite") else "Skipped"


def _members(call: Call, email: str) -> list[Record]:
    return [one for one in records.keyed(call.storage, MEMBER, email) if call.sees(one)]


def _told(result: str, person: Record) -> dict[str, Any]:
    return {
        "result": result,
        "profile_id": person["profile_id"],
        "profile_interview_id": person["id"],
    }
