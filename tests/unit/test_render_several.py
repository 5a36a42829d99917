"""The table over several environments and equal changes told once, against `tests/golden/several/`.

After a change that is meant: `RECONCILER_UPDATE_GOLDEN=1 pytest tests/unit/test_render_several.py`.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reconciler.model.plan import Plan
from reconciler.model.values import Json
from reconciler.render.document import document
from reconciler.render.several import Went, several_text, shared_changes, shared_text
from tests.golden.render_builders import field, plan, update
from tests.golden.several_cases import PLANS, TABLES

GOLDEN = Path(__file__).parents[1] / "golden" / "several"
UPDATE = bool(os.environ.get("RECONCILER_UPDATE_GOLDEN"))


def compare(file: str, text: str) -> None:
    path = GOLDEN / file
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def documents(plans: Any) -> list[dict[str, Json]]:
    return [document(one, made_at="", tool="") for one in plans]


@pytest.mark.parametrize("columns", [80, 200])
@pytest.mark.parametrize("case", TABLES)
def test_table(case: str, columns: int) -> None:
    text = several_text(TABLES[case], columns=columns)
    compare(f"table-{case}.{columns}.txt", text)
    assert all(len(line) <= columns for line in text.splitlines() if len(line.split()) > 2)


@pytest.mark.parametrize("columns", [80, 200])
@pytest.mark.parametrize("case", PLANS)
def test_shared(case: str, columns: int) -> None:
    compare(f"shared-{case}.{columns}.txt", shared_text(documents(PLANS[case]), columns=columns))


def test_every_golden_file_has_a_case() -> None:
    names = [*(f"table-{case}" for case in TABLES), *(f"shared-{case}" for case in PLANS)]
    assert {path.name for path in GOLDEN.iterdir()} == {
        f"{name}.{columns}.txt" for name in names for columns in (80, 200)
    }


def test_ids_of_accounts_are_no_difference_and_texts_are() -> None:
    shared = shared_changes(documents(PLANS["five-clients"]))
    told = [(one.change["address"], len(one.environments)) for one in shared]
    assert told == [("interview.sales", 5), ("interview.nurse", 4), ("interview.driver", 1)]
    assert (shared[0].change["taken"], shared[0].change["last_taken"]) == (10, "2026-05-05T08:00:00Z")


def _one(environment: str, change: Any) -> Plan:
    return replace(plan(change), environment=environment)


@pytest.mark.parametrize(
    "other",
    [
        update(field("name", "a", "c")),
        update(field("name", "x", "b")),
        update(field("name", "a", "b"), key="other"),
        replace(update(field("name", "a", "b")), effects=frozenset({"downtime"})),
        update(field("name", "a", "b"), field("location", "x", "y")),
    ],
)
def test_what_differs_is_told_apart(other: Any) -> None:
    first = update(field("name", "a", "b"))
    made = documents([_one("one", first), _one("two", other)])
    assert [one.environments for one in shared_changes(made)] in ([("one",), ("two",)], [("two",), ("one",)])
    same = documents([_one("one", first), _one("two", replace(first, remote_id="r-9", taken=4))])
    assert [one.environments for one in shared_changes(same)] == [("one", "two")]


def test_an_environment_is_quiet_only_when_there_is_nothing_to_say() -> None:
    assert Went("a", {"update": 0}).quiet
    for loud in (
        Went("a", {"update": 1}), Went("a", {}, blocked=1), Went("a", {}, guards=1),
        Went("a", {}, exit_code=7), Went("a", {}, error="x"),
    ):  # fmt: skip
        assert not loud.quiet


def test_colour_is_only_added() -> None:
    rows = TABLES["of-all-kinds"]
    plain, colour = several_text(rows), several_text(rows, colour=True)
    assert "\x1b[" not in plain
    assert "\x1b[1;31m" in colour
