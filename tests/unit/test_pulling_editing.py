"""Changing one value of a file and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.definitions.editing import CannotEdit, Editor
from reconciler.definitions.node import Node, find
from reconciler.definitions.report import Report
from reconciler.definitions.source import parse
from reconciler.errors import Span

FILE = """\
# Reviewed by Lena.
name: Backend Engineer   # as on the site

description: >-
  Build the services that move money
  between merchants.
# the long one
tags: [a, b] # keep
max_duration: 1800
questions:
  # first of all
  - external_id: work
    question: Which service?
    duration: 3m
  # then this
  - {external_id: incident, question: Tell us., duration: 180}

  - external_id: last
    question: |
      One.

      Two.
manage:
  protect: true
"""


def place(text: str, *path: str | int) -> Span:
    report = Report()
    [node] = parse(text, "x.yaml", report)
    found, exact = find(node, path)
    assert exact
    assert isinstance(found, Node)
    return found.span


def edited(value: Any, *path: str | int, text: str = FILE) -> str:
    editor = Editor(text)
    editor.replace(place(text, *path), value)
    return editor.result()


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("name",), "Senior: Engineer", "Backend Engineer", '"Senior: Engineer"'),
        (("name",), None, "Backend Engineer", "null"),
        (("tags",), ["a", "x y"], "[a, b]", "[a, x y]"),
        (("tags",), None, "[a, b]", "null"),
        (("max_duration",), "45m", "1800", "2700"),
        (("questions", 0, "duration"), "90s", "3m", "90s"),
        (("questions", 1, "duration"), "5m", "duration: 180}", "duration: 300}"),
        (("questions", 1, "question"), "Why, {you}?", "Tell us.", '"Why, {you}?"'),
        (("questions", 2, "question"), "Short.", "|\n      One.\n\n      Two.", "Short."),
        (("description",), "Short.", ">-\n  Build the services that move money\n  between merchants.",
         "Short."),
        (("description",), "A\n\nB\n", ">-\n  Build the services that move money\n  between merchants.",
         "|\n  A\n\n  B"),
        (("name",), "x\ny\n", "Backend Engineer   # as on the site", "| # as on the site\n  x\n  y"),
        (("questions", 0, "question"), "x\ny\n", "Which service?", "|\n      x\n      y"),
        (("tags",), [{"a": 1}], "[a, b]", "[{a: 1}]"),
    ],
)  # fmt: skip
def test_only_the_value_changes(path: tuple[str | int, ...], value: Any, old: str, new: str) -> None:
    assert FILE.count(old) == 1
    assert edited(value, *path) == FILE.replace(old, new)


def test_windows_line_ends_and_the_mark_at_the_start_stay() -> None:
    text = "\ufeff" + FILE.replace("\n", "\r\n")
    editor = Editor(text)
    editor.replace(place(FILE, "name"), "New")
    assert editor.result() == text.replace("Backend Engineer", "New")


def test_a_new_field_goes_behind_its_predecessor() -> None:
    editor = Editor(FILE)
    editor.insert(0, ["location"], "Berlin", ["key", "name"])
    editor.insert(0, ["hiring_for_company", "name"], "Acme", ["name", "tags", "max_duration"])
    new = FILE.replace("# as on the site\n", "# as on the site\nlocation: Berlin\n")
    assert editor.result() == new.replace("1800\n", "1800\nhiring_for_company:\n  name: Acme\n")


def test_a_new_leaf_goes_into_the_mapping_that_is_there() -> None:
    editor = Editor(FILE)
    editor.insert(0, ["manage", "note"], "x", [])
    assert editor.result() == FILE + "  note: x\n"
    flow = Editor("a: {b: 1}\n")
    flow.insert(0, ["a", "c"], [1, 2], ["x"])
    assert flow.result() == "a: {c: [1, 2], b: 1}\n"


def test_a_field_without_predecessor_goes_to_the_top() -> None:
    editor = Editor("# head\nname: x\n")
    editor.insert(0, ["key"], "a", ["kind"])
    assert editor.result() == "# head\nkey: a\nname: x\n"


def test_questions_move_with_their_comments_and_edits() -> None:
    editor = Editor(FILE)
    editor.replace(place(FILE, "questions", 1, "duration"), "5m")
    items: list[tuple[int | None, Any]] = [
        (1, {}),
        (None, {"external_id": "new", "question": "New?"}),
        (0, {}),
    ]
    editor.arrange(place(FILE, "questions"), items)
    assert editor.result().partition("questions:\n")[2] == (
        "  # first of all\n"
        "  # then this\n"
        "  - {external_id: incident, question: Tell us., duration: 300}\n"
        "  - external_id: new\n"
        "    question: New?\n"
        "  - external_id: work\n"
        "    question: Which service?\n"
        "    duration: 3m\n"
        "manage:\n"
        "  protect: true\n"
    )


def test_a_list_in_brackets_is_written_anew() -> None:
    text = "questions: [{question: a}, {question: b}]\nname: x\n"
    editor = Editor(text)
    editor.replace(place(text, "questions", 0, "question"), "changed")
    editor.arrange(place(text, "questions"), [(1, {"question": "b"}), (0, {"question": "changed"})])
    assert editor.result() == "questions: [{question: b}, {question: changed}]\nname: x\n"


@pytest.mark.parametrize("text", ["a: &x 1\nb: *x\n", "a: 1\nb: &x 2\n"])
def test_what_an_anchor_shares_is_not_touched(text: str) -> None:
    with pytest.raises(CannotEdit):
        edited(3, "b", text=text)


def test_two_edits_of_one_place_are_refused() -> None:
    editor = Editor(FILE)
    editor.replace(place(FILE, "name"), "a")
    editor.replace(place(FILE, "name"), "b")
    with pytest.raises(CannotEdit):
        editor.result()
