"""The canonical form of a file: order from the field table, comments where they belong."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.definitions.fmt import formatted, with_schema
from reconciler.errors import DefinitionsInvalid, UsageError

EXAMPLES = Path(__file__).parents[2] / "examples" / "interviews"


def test_fields_take_the_order_of_the_table_and_keep_their_comments() -> None:
    text = """\
# About the whole file.
status: draft   # not yet
# Where people sit.
# Both lines belong to it.
location: Berlin
manage: {off: {repeated-question: on purpose}, protect: true}
questions:
- question: Why?
  external_id: why
- duration: 2m
  # a comment inside keeps this question as it is
  question: How?
name:   Engineer
interview_template: Anna
"""
    assert (
        formatted(text)
        == """\
# About the whole file.
name: Engineer
# Where people sit.
# Both lines belong to it.
location: Berlin
interview_template: Anna
status: draft   # not yet
questions:
  - external_id: why
    question: Why?
  - duration: 2m
  # a comment inside keeps this question as it is
    question: How?
manage: {protect: true, off: {repeated-question: on purpose}}
"""
    )


@pytest.mark.parametrize(
    "scalar",
    ["0042", "0o17", "0x1F", "1_000", "2026-12-31", "2026-12-31T18:00:00+02:00", "no", "12:30", "1.50",
     "1e3", "~", "True", "'single'", '"double"', '"tab\\there"', "null", ".inf"],
)  # fmt: skip
def test_scalars_stay_as_they_are_written(scalar: str) -> None:
    text = f"additional_context:\n  value: {scalar}\n"
    assert formatted(text) == text


def test_long_lines_and_block_texts_stay() -> None:
    text = f"description: {'word ' * 60}end\n"
    text += "description_long: |\n  # One\n\n    two\n  three\nwelcome_message: >-\n  a\n  b\n"
    assert formatted(text) == text


def test_every_document_is_put_in_order_by_itself() -> None:
    text = "name: A\nkey: a\n---\n# second\nlocation: B\nkey: b\n"
    assert formatted(text) == "key: a\nname: A\n---\n# second\nkey: b\nlocation: B\n"


def test_an_anchor_is_never_moved_behind_its_alias() -> None:
    text = "welcome_message: &hello Hello\nthank_you_message: *hello\nname: *hello\n"
    assert formatted(text) == text


def test_a_comment_is_never_lost() -> None:
    text = "{location: B, name: A}\n# ruamel.yaml drops what follows braces\n"
    assert formatted(text) == text


def test_crlf_and_a_byte_order_mark_go() -> None:
    assert formatted("\ufefflocation: B\r\nname: A\r\n") == "name: A\nlocation: B\n"


def test_what_cannot_be_read_is_not_touched() -> None:
    with pytest.raises(DefinitionsInvalid) as caught:
        formatted("name: [", file="a.yaml")
    assert str(caught.value.diagnostics[0].span) == "a.yaml:1:7"
    with pytest.raises(UsageError):
        formatted("name: A\n", kind="workflow")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_examples_are_in_canonical_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert formatted(text) == text


def test_the_line_for_editors_is_put_first_and_corrected() -> None:
    line = "# yaml-language-server: $schema=../schemas/interview.json\n"
    text = with_schema("# About it.\nname: A\n", "../schemas/interview.json")
    assert text == f"{line}# About it.\nname: A\n"
    assert with_schema(text, "../schemas/interview.json") == text
    assert with_schema(text, "other.json").startswith("# yaml-language-server: $schema=other.json\n# About")
    assert formatted(f"{line}location: B\nname: A\n") == f"{line}name: A\nlocation: B\n"


def test_people_and_where_they_come_from_are_put_in_order() -> None:
    text = (
        "kind: invitation\npeople:\n  - {email: a@example.com, key: anna}\n"
        "people_from: {columns: {email: Mail, name: N}, file: people.csv}\n"
    )
    assert formatted(text, "invitation") == (
        "kind: invitation\npeople:\n  - {key: anna, email: a@example.com}\n"
        "people_from: {file: people.csv, columns: {name: N, email: Mail}}\n"
    )
