"""Plans as pages, for the browser to open."""

from __future__ import annotations

from functools import cache

from reconciler.model.values import Json
from reconciler.render.document import document
from reconciler.render.html import plan_html
from tests.golden.render_builders import field, plan, update
from tests.golden.render_cases import CASES


def page_of(case: str) -> str:
    return plan_html(document(CASES[case][1], made_at="2026-05-04T08:00:00Z", tool="reconciler 0.1.0"))


def _asked(at: int, last: str) -> list[Json]:
    texts = [f"Question {number} of interview {at}?" for number in range(9)]
    return [{"external_id": f"q{number}", "question": text} for number, text in enumerate([*texts, last])]


@cache
def page_of_many(number: int) -> str:
    """A page of `number` changed interviews, each with a text, ten questions and a setting."""
    changes = (
        update(
            field("description_long", f"We look for number {at}.\nSoon.", f"We look for number {at}.\nNow."),
            field("questions", _asked(at, "Why?"), _asked(at, "Why do you ask?")),
            field("max_duration", 1200, 1800),
            key=f"interview-{at}",
            name=f"Interview {at}",
        )
        for at in range(number)
    )
    return plan_html(document(plan(*changes), made_at="", tool=""))
