"""The life of an interview: status changes, the embed key, and job-interview-set-state."""

from __future__ import annotations

import hashlib

from reconciler.simulator import rows, seed
from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer, ApiError
from reconciler.simulator.rows import Row

RUNNING = frozenset({"active", "preparing"})


def set_state(call: Call) -> Answer:
    """job-interview-set-state: status, embedding, or both. An unknown id is a 500 here (contract:
    statuses)."""
    status, embedded = call.body.get("status"), call.body.get("is_embedded")
    if status is None and embedded is None:
        raise ApiError(422, "At least one of status and is_embedded is required.", "status")
    row = call.row(call.body["position_id"], missing=500)
    before = dict(row)
    if status is not None and change_status(call, row, status) and call.switches.updated_at_moves_on_status:
        row["updated_at"] = call.stamp()
    document: dict[str, object] = {"success": True}
    if embedded:
        document = {**embed(call, row)}
    elif embedded is False:
        row["embed"] = None
    changed = row != before
    if changed:
        rows.save(call.storage, row)
    return Answer(200, document, committed=changed)


def change_status(call: Call, row: Row, status: str) -> bool:
    """Moves a row to a status; whether that was a change. `updated_at` is the caller's affair.

    With `offline_activation_prepares`, an offline interview reads `preparing` for that many gets once
    activated. Raises ApiError 422 for a transition that the switches refuse.
    """
    switches, before = call.switches, row["status"]
    if status == before or (status == "active" and before == "preparing"):
        return False
    refused = f"{before}>{status}" in switches.transitions_refused
    if refused or (before == "deleted" and not switches.undelete_allowed):
        raise ApiError(422, f"An interview cannot go from {before} to {status}.", "status")
    row["status"] = status
    row["prepares_left"] = 0
    if status == "active" and switches.offline_activation_prepares and not is_interactive(row):
        row["status"] = "preparing"
        row["prepares_left"] = switches.offline_activation_prepares
    return True


def is_interactive(row: Row) -> bool:
    template = seed.find_template(row["interview_template_id"], row["merchant_id"])
    return template is None or template.is_interactive


def embed(call: Call, row: Row) -> dict[str, str]:
    """The embed pair of a row, made when it has none; the row is changed, not saved."""
    if row["embed"] is None:
        # Without rotation the key follows from the interview alone: off and on again brings the same one
        # back.
        basis = call.new_id("embed") if call.switches.embed_key_rotates else row["id"]
        secret = hashlib.sha256(f"embed:{basis}".encode()).hexdigest()
        row["embed"] = {"embed_id": secret[:24], "embed_signing_key": secret[24:]}
    pair: dict[str, str] = dict(row["embed"])
    return pair
