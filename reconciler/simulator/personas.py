"""persona-create: a role play, as a row like any interview's."""

from __future__ import annotations

from dataclasses import replace

from reconciler.simulator import columns, creating
from reconciler.simulator.calls import Call, check_references, check_template
from reconciler.simulator.messages import Answer

_TEXTS = (
    "persona_role_avatar",
    "persona_role_user",
    "persona_avatar_who_is",
    "persona_avatar_knowledge",
    "persona_avatar_end_conditions",
    "persona_avatar_progress",
    "opening_line",
)
_OPENING_LINE = "Hello"
# Which stored type a portal makes (contract: portal, stored_type; the pairing is our reading).
_TYPES = {"coaching": "persona", "interview": "persona_interview"}


def create(call: Call) -> Answer:
    """Stores a persona with what was sent and nothing that a model wrote; its roles cannot be read back.

    It is read, listed and updated as an interview of type persona, or persona_interview in portal interview,
    where alone interview_attempts counts.
    """
    portal = call.body.get("portal") or "coaching"
    body = {**call.body, "location": call.body.get("interview_location"), "type": _TYPES[portal]}
    if portal == "coaching":
        body["interview_attempts"] = None
    call = replace(call, body=body)
    template = check_template(body["interview_template_id"], call.merchant(), missing=422)
    check_references(body, missing=422)
    row = creating.new_row(call, call.merchant(), template)
    row["max_duration"] = body.get("max_duration") or columns.DEFAULT_DURATION
    row.update({name: body.get(name) for name in _TEXTS}, portal=portal)
    row["opening_line"] = row["opening_line"] or _OPENING_LINE
    return Answer(200, creating.finish(call, row, charged=False), committed=True)
