"""Definitions take what the API's own schemas take, and refuse what they refuse, but for a short list."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from reconciler.definitions.define import define
from reconciler.definitions.report import Report
from reconciler.definitions.source import parse
from reconciler.errors import Severity
from reconciler.model.address import Address
from reconciler.simulator import DEFAULT_TOKEN, Simulator
from reconciler.simulator.schema import check
from tests.contract.bodies import ARRAY, CREATE, Body, bodies, disturbed, schema
from tests.contract.differences import STRICTER, WIDER, Difference

DOCUMENT = Path(__file__).parents[2] / "docs/stricter-than-the-api.md"
WIDE = settings(
    deadline=None,
    max_examples=400,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
PLAIN: Body = {
    "name": "N", "location": "L", "interview_template_id": "5d8ea38b-eec4-4866-aa6c-0000000000a1",
    "mojito_language_code": "en", "status": "draft", "type": "interview", "visibility": "merchant_invite",
}  # fmt: skip
ENDPOINTS = pytest.mark.parametrize("endpoint", [CREATE, ARRAY])


def refused(body: Body) -> list[str]:
    """The errors of a body written down as a definition."""
    report = Report()
    text = json.dumps(body, ensure_ascii=False)
    nodes = parse(text, "a.yaml", report)
    if len(nodes) == 1:
        define(Address("interview", "a"), nodes[0], report, None)
    return [found.detail for found in report.diagnostics() if found.severity is Severity.ERROR]


def differing(body: Body, table: tuple[Difference, ...]) -> list[str]:
    return [row.id for row in table if row.holds(body)]


@ENDPOINTS
@WIDE
@given(data=st.data())
def test_a_body_that_is_valid_there_is_taken_but_for_the_listed_differences(endpoint: str, data: Any) -> None:
    body = data.draw(bodies(endpoint) | disturbed(endpoint))
    if check(schema(endpoint), body) is not None:
        return
    reasons = differing(body, STRICTER)
    for reason in reasons or ["taken"]:
        event(reason)
    assert bool(refused(body)) is bool(reasons), (reasons, refused(body))


@ENDPOINTS
@WIDE
@given(data=st.data())
def test_a_body_that_is_not_valid_there_is_refused_by_both(endpoint: str, data: Any) -> None:
    body = data.draw(disturbed(endpoint))
    problem = check(schema(endpoint), body)
    if problem is None:
        return
    event(problem.name.partition(".")[0])
    assert refused(body) or differing(body, WIDER)


@ENDPOINTS
@settings(parent=WIDE, max_examples=60)
@given(data=st.data())
def test_the_simulator_itself_refuses_it_and_names_the_field(endpoint: str, data: Any) -> None:
    body = data.draw(disturbed(endpoint))
    problem = check(schema(endpoint), body)
    if problem is None:
        return
    simulator = Simulator()
    try:
        headers = {"Authorization": f"Bearer {DEFAULT_TOKEN}"}
        said = json.dumps(body).encode()
        status, _, answer = simulator.handle("POST", f"/functions/v1/{endpoint}", headers, said)
    finally:
        simulator.close()
    assert status == 422
    assert json.loads(answer).get("name", "") == problem.name


@pytest.mark.parametrize("row", [*STRICTER, *WIDER], ids=lambda row: row.id)
def test_every_difference_is_one(row: Difference) -> None:
    """A row that no body shows would hide whatever it was written for."""
    body = {**PLAIN, **row.example}
    problem = check(schema(ARRAY if "questions" in body else CREATE), body)
    assert (problem is None) is (row in STRICTER)
    assert bool(refused(body)) is (row in STRICTER)
    assert differing(body, STRICTER + WIDER) == [row.id]


def test_a_plain_body_is_taken() -> None:
    assert check(schema(CREATE), PLAIN) is None
    assert refused(PLAIN) == []


def test_the_document_lists_exactly_these() -> None:
    said = DOCUMENT.read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", said, re.MULTILINE) == [row.id for row in (*STRICTER, *WIDER)]
