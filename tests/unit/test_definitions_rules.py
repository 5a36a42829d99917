"""Every rule is reachable, and is met by a test with its exact place and words."""

from __future__ import annotations

from pathlib import Path

from reconciler.definitions.rules import RULES

HERE = Path(__file__).parent
ELSEWHERE = {
    "control-character",
    "file-too-large",
    "not-utf8",
    "too-deep",
    "too-many-values",
}  # the reader's own tests
LISTS = {"too-many-people"}  # test_definitions_people


def test_every_rule_is_in_the_table_of_bad_inputs_or_tested_with_the_reader() -> None:
    table = (HERE / "definitions_bad_inputs.txt").read_text(encoding="utf-8")
    met = {line.split()[-1] for line in table.splitlines() if line.startswith("> ")}
    reader = (HERE / "test_definitions_source.py").read_text(encoding="utf-8")
    assert {rule for rule in ELSEWHERE if rule in reader} == ELSEWHERE
    lists = (HERE / "test_definitions_people.py").read_text(encoding="utf-8")
    assert {rule for rule in LISTS if rule in lists} == LISTS
    assert met | ELSEWHERE | LISTS == set(RULES)
