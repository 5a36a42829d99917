"""What apply says while it runs and at its end, and what show says."""

from __future__ import annotations

import json

import pytest

from reconciler.errors import Span
from reconciler.model.address import Address
from reconciler.model.change import Action, Blocked, Change
from reconciler.model.definition import Definition, Manage
from reconciler.model.event import Beat, Begins, Event, Finished, Started, Stopping, Waiting
from reconciler.model.journal import Ending
from reconciler.model.plan import Settlement
from reconciler.model.record import Intent
from reconciler.model.report import Report, Result
from reconciler.model.values import Ref
from reconciler.render.checks import checks_text
from reconciler.render.progress import event_line, progress_line, seconds
from reconciler.render.show import Absent, Listed, Sides, records_text, resolved_text, resource_text
from reconciler.render.summary import summary_text

A, B, C, D, E = (Address("interview", key) for key in "abcde")
LINE = Span("interviews/b.yaml", 7, 15)


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (Begins(12, 0.0), "Applying 12 changes"),
        (Started(A, Action.CREATE, 0.0), "        interview.a  creating …"),
        (Finished(A, Action.CREATE, Ending.APPLIED, 0.41), "[ 3/12] interview.a  created (0.4s)"),
        (
            Finished(A, Action.UPDATE, Ending.FAILED, 75.0, "name: too\nlong\x1b", 422),
            "[ 3/12] interview.a  updating failed (1m15s) [422]: name: too\\nlong\\x1b",
        ),
        (
            Finished(A, Action.CREATE, Ending.UNKNOWN, 30.0, "no answer"),
            "[ 3/12] interview.a  creating has no known outcome (30s): no answer",
        ),
        (
            Finished(A, Action.RETIRE, Ending.SKIPPED, 0.0, "interview.b failed"),
            "[ 3/12] interview.a  skipped: interview.b failed",
        ),
        (Waiting(None, "limited", 30.0, 10.0), "        waiting 20s: limited"),
        (Waiting(A, "settling", 30.0, 40.0), "        interview.a  waiting 0.0s: settling"),
        (Stopping("SIGINT", 0.0, 2), "Stopping: SIGINT; calls in flight may still end"),
        (Beat(3, 2, 0.0), "[ 3/12] 2 calls running"),
    ],
)
def test_progress(event: Event, line: str) -> None:
    assert progress_line(event, done=3, total=12) == line
    again = json.loads(event_line(event))
    assert again["event"] == type(event).__name__.lower()
    assert event_line(event).count("\n") == 1


def test_events_hold_plain_values() -> None:
    event = Finished(A, Action.CREATE, Ending.FAILED, 1.5, "Bearer abcdefghijklmnopqrst", 500, 9.0)
    assert json.loads(event_line(event)) == {
        "event": "finished",
        "address": "interview.a",
        "action": "create",
        "ending": "failed",
        "seconds": 1.5,
        "message": "Bearer (secret)",
        "status": 500,
        "at": 9.0,
    }


def test_seconds() -> None:
    assert [seconds(number) for number in (0.04, 9.94, 10.2, 59.6, 61, 3725)] == [
        "0.0s", "9.9s", "10s", "1m00s", "1m01s", "62m05s",
    ]  # fmt: skip


REPORT = Report(
    "production",
    (
        Result(A, Action.CREATE, Ending.APPLIED),
        Result(
            B, Action.UPDATE, Ending.FAILED, "max_duration must be at least 120", "reconciler plan",
            "max_duration", LINE, status=422,
        ),
        Result(C, Action.CREATE, Ending.SKIPPED, because=(B,)),
        Result(D, Action.CREATE, Ending.UNKNOWN, "the connection broke", until=1_764_032_400.0),
    ),
    blocked=(Change(E, Action.UPDATE, "", blocked=Blocked("the language cannot change", ("write en",))),),
    unchanged=12,
    interrupted=2,
    seconds=75.0,
)  # fmt: skip


def test_summary() -> None:
    assert summary_text(REPORT) == (
        "Failed\n"
        "  interview.b: updating, field max_duration                  interviews/b.yaml:7\n"
        "    max_duration must be at least 120 (HTTP 422)\n"
        "    → reconciler plan\n"
        "\n"
        "Not known\n"
        "  interview.d: creating\n"
        "    the connection broke\n"
        "    nothing is sent for it before it is settled, from 2025-11-25T01:00:00Z on\n"
        "\n"
        "Skipped\n"
        "  interview.c: it needs interview.b\n"
        "\n"
        "Blocked, left as they are\n"
        "  interview.e: the language cannot change\n"
        "    → write en\n"
        "\n"
        "Interrupted (SIGINT). What was done is recorded; apply again does the rest.\n"
        "Not all done in 1m15s: 1 created; 1 failed, 1 unknown, 1 skipped, 1 blocked; 12\n"
        "unchanged.\n"
    )


def test_summary_when_all_went_well() -> None:
    report = Report("local", (Result(A, Action.CREATE, Ending.APPLIED),) * 2, seconds=1.2)
    assert summary_text(report) == "Done in 1.2s: 2 created.\n"
    assert report.complete


def test_an_open_settlement_is_told_once_and_counts_as_unknown() -> None:
    intent = Intent("i", D, "job-interview-create", {})
    settlement = Settlement(intent, "open", None, "not listed yet", ("reconciler plan",), 1_764_032_400.0)
    text = summary_text(Report("production", settlements=(settlement,)))
    assert text.count("interview.d") == 1
    assert text.count("    → reconciler plan\n") == 1
    assert "Not all done: 1 unknown." in text


ID = "7d0c6a52-5a0e-4a8c-9f57-0a51b6a1c0de"


def test_the_table_of_records() -> None:
    records = [
        Listed("interview.backend-engineer", "Backend Engineer", "active", ID, "interviews/backend.yaml"),
        Listed("interview.old", "An old one\x1b", "archived", ID),
    ]
    assert records_text(records, columns=132) == (
        f"ADDRESS                     STATUS    REMOTE ID{' ' * 27}  NAME              FILE\n"
        f"interview.backend-engineer  active    {ID}  Backend Engineer  interviews/backend.yaml\n"
        f"interview.old               archived  {ID}  An old one\\x1b    -\n"
    )
    for line in records_text(records, columns=80).splitlines():
        assert len(line) <= 80


def test_addresses_and_ids_stay_whole_in_a_narrow_table() -> None:
    records = [Listed("interview." + "x" * 63, "Name", "active", ID, "f.yaml")]
    text = records_text(records, columns=40)
    assert "x" * 63 in text
    assert ID in text
    assert "Name" not in text


def test_nothing_recorded() -> None:
    assert records_text([]) == "Nothing is recorded yet.\n"


def test_three_sides() -> None:
    sides = [
        Sides("name", "Sales", "Sales", "Sales"),
        Sides("max_duration", 1800, 1200, 1200.0),
        Sides("welcome_message", "Hi", "Hi", Absent.NOT_SHOWN),
        Sides("api_key", "k", Absent.NOT_READ, Absent.NOT_THERE),
    ]
    shown = resource_text("interview.sales", sides, name="Sales", remote_id=ID, span=LINE, columns=60)
    assert shown == (
        'interview.sales  "Sales"                 interviews/b.yaml:7\n'
        f"  {ID}\n"
        '  name             "Sales"\n'
        "~ max_duration\n"
        "      yours     30m\n"
        "      recorded  20m\n"
        "      account   20m\n"
        "~ welcome_message\n"
        '      yours     "Hi"\n'
        '      recorded  "Hi"\n'
        "      account   (not shown)\n"
        "~ api_key\n"
        '      yours     "(secret)"\n'
        "      recorded  (not read yet)\n"
        "      account   -\n"
    )


def test_resolved_names_the_place_of_every_value() -> None:
    definition = Definition(
        A,
        {
            "name": "Sales",
            "interview_template_id": Ref("template", "Anna"),
            "description": "One\nTwo\n",
            "tags": [],
            "questions": [{"external_id": "why", "question": "Why?", "duration": 60}],
        },
        Manage(protect=True),
        {
            "": Span("interviews/a.yaml", 1, 1),
            "name": Span("interviews/a.yaml", 1, 7),
            "interview_template_id": Span("reconciler.yaml", 5, 3),
            "questions.0.question": Span("overlays/a.yaml", 3, 1),
        },
    )
    assert resolved_text(definition, columns=60) == (
        "interview.a\n"
        '  name: "Sales"                          interviews/a.yaml:1\n'
        "  interview_template_id: Anna (a template by name)  reconciler.yaml:5\n"
        "  description: |\n"
        "    One\n"
        "    Two\n"
        "  tags: []                               interviews/a.yaml:1\n"
        "  questions:\n"
        "    - 0:\n"
        '      external_id: "why"                 interviews/a.yaml:1\n'
        '      question: "Why?"                     overlays/a.yaml:3\n'
        "      duration: 1m                       interviews/a.yaml:1\n"
        "  manage:\n"
        "    protect: true\n"
        "    on_remove: archive\n"
    )


def test_checks_line_up_and_say_what_to_do() -> None:
    rows = [("token", True, "expires in 3 days", ""), ("lock", False, "held\x1b", "reconciler state unlock")]
    assert checks_text(rows) == (
        "ok   token  expires in 3 days\nFIX  lock   held\\x1b\n            → reconciler state unlock\n"
    )
