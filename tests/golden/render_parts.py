"""What the plans of `render_cases` are put together from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reconciler.model.change import Action, Blocked, Change, Origin
from reconciler.model.plan import Plan
from reconciler.model.record import Intent
from reconciler.model.values import Json
from tests.golden.render_builders import VACANCY, address, create, field, plan, retire, update

TYPICAL: Mapping[str, Json] = {
    "location": "Berlin or remote",
    "interview_template_id": "5b8f6c7e-1c39-4c67-8d7c-0d3b8f0a9e21",
    "mojito_language_code": "en",
    "status": "active",
    "type": "interview",
    "visibility": "merchant_invite",
    "description_long": VACANCY,
    "recording": None,
    "max_duration": 1800,
    "tags": ["engineering", "berlin"],
    "custom_scoring": {"bands": [{"from": 0, "label": "no"}, {"from": 70, "label": "yes"}]},
}
QUESTIONS: list[Json] = [
    {"external_id": "incident", "question": "Tell us about an incident that you resolved.", "duration": 120},
    {"external_id": "scale", "question": "How did you make a service faster?"},
    {"external_id": "team", "question": "What do you expect of a team?"},
    {"external_id": "notice", "question": "What is your notice period?"},
]
QUESTIONS_AFTER: list[Json] = [
    {"external_id": "notice", "question": "What is your notice period?"},
    {"external_id": "incident", "question": "Tell us about one incident that you resolved.", "duration": 180},
    {"external_id": "scale", "question": "How did you make a service faster?"},
    {"external_id": "why", "question": "Why do you want to work with us?"},
]
RESCORED: Json = {
    "bands": [{"from": 0, "label": "no"}, {"from": 65, "label": "yes"}],
    "note": "agreed in May",
}


def blocked(change: Change, action: Action, reason: str, *ways: str) -> Change:
    return replace(change, action=action, reason="", blocked=Blocked(reason, ways))


def intent(key: str) -> Intent:
    return Intent("i-1", address(key), "job-interview-create", {"name": "Data Analyst"})


def eight() -> Plan:
    names = ("Backend Engineer", "Data Analyst", "Designer", "Sales Manager", "Support Agent", "Nurse",
             "Driver", "Team Lead")  # fmt: skip
    changes = [create(name.lower().replace(" ", "-"), name, TYPICAL) for name in names]
    return plan(*changes, unchanged=0)


def moved_and_waiting() -> Plan:
    moved = replace(
        update(field("max_duration", 1200, 1800)),
        reason="renamed from interview.sales-old; the definition changed",
        moved_from=address("sales-old"),
    )
    return plan(moved, needs={address("sales"): (address("knowledge"),)})


def many(fifth: str) -> list[Json]:
    return [
        {"external_id": f"q{at}", "question": fifth if at == 5 else f"Question number {at}?", "duration": 90}
        for at in range(1, 13)
    ]


def mixed() -> Plan:
    learned = replace(
        update(field("tags", [], [], Origin.AGREED), key="cook", name="Cook"),
        action=Action.RECORD, reason="nothing to send; the Record is brought up to date", calls=(),
    )  # fmt: skip
    stuck = blocked(
        update(field("mojito_language_code", "no", "da"), key="support", name="Kundeservice"),
        Action.UPDATE,
        "mojito_language_code cannot change in an interview that exists",
        "change it in the admin, then: reconciler apply --record-only interview.support.mojito_language_code",
    )
    changed = replace(update(field("max_duration", 1200, 1800)), reason="the definition changed")
    return plan(
        learned,
        create("barista", "Barista", {"status": "draft"}),
        changed,
        retire("old", "Old One", 2),
        stuck,
    )


STORED: list[Json] = [
    {"id": "7ccb2588", "external_id": "incident", "question": "What happened?", "is_conditional": None},
    {
        "id": "d0dd52f2", "external_id": "cause", "question": "What was the cause?", "is_conditional": True,
        "conditional_question_main_id": "7ccb2588",
    },
]  # fmt: skip
FOLLOWED: list[Json] = [
    {"external_id": "incident", "question": "What happened, and when?"},
    {
        "external_id": "cause", "question": "What was the cause?", "is_conditional": True,
        "conditional_question_main_id": "incident",
    },
]  # fmt: skip

HOSTILE = 'Nurse"\x1b[2J\u202eevil\u200b\r\n::error::owned ##[set-env name=A]b `x` <b>@team</b> #1'

TAGS: list[Json] = ["engineering", "berlin", "remote", "senior", "backend", "python", "go"]
