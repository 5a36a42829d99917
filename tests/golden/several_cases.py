"""Runs over several environments, for the golden files of `render.several`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reconciler.model.plan import Plan
from reconciler.model.values import Json
from reconciler.render.several import Went
from tests.golden.render_builders import create, field, plan, retire, update

TABLES: Mapping[str, Sequence[Went]] = {
    "nothing-anywhere": [Went("local", {}), Went("production", {})],
    "one-environment": [Went("production", {"update": 2}, exit_code=2)],
    "of-all-kinds": [
        Went("client-acme", {"create": 1, "update": 12}, exit_code=2),
        Went("client-blue", {"create": 1}, blocked=2, exit_code=2),
        Went("client-crane", {"retire": 40, "create": 1}, guards=1, exit_code=5),
        Went("client-delta", {}, exit_code=1, error="the token of DELTA_TOKEN was refused (401): expired"),
        *(Went(f"client-{name}", {}) for name in ("east", "field", "green", "hill", "isle", "jade", "keel")),
    ],
    "hostile": [Went("client-\x1b[2J\u202e" + "x" * 80, {"update": 1_234}, error="::error::x\n##[group]")],
    "thirty": [Went(f"client-{at:02}", {"update": 1} if at % 3 else {}, exit_code=0) for at in range(30)],
}  # fmt: skip


def _asked(at: int, last: str) -> list[Json]:
    return [
        {"id": f"id-{at}", "external_id": "why", "question": "Why?", "rendered": at},
        {"id": f"id-{at}-2", "external_id": "how", "question": last},
    ]


def _client(at: int) -> Plan:
    after: list[Json] = [
        {"external_id": "why", "question": "Why?"},
        {"external_id": "how", "question": "How, exactly?"},
    ]
    asked = replace(
        update(field("questions", _asked(at, "How?"), after)),
        taken=at, last_taken=f"2026-05-{at + 1:02}T08:00:00Z", remote_id=f"r-{at}",
    )  # fmt: skip
    known = replace(
        create("nurse", "Nurse", {"interview_template_id": f"t-{at}"}),
        refs={"interview_template_id": "Anna"},
    )
    extra = (retire("driver", "Driver", 3),) if at == 2 else ()
    one = () if at == 4 else (known,)
    return replace(plan(asked, *one, *extra), environment=f"client-{at}")


PLANS: Mapping[str, Sequence[Plan]] = {
    "nothing": [plan(), plan()],
    "five-clients": [_client(at) for at in range(5)],
}
