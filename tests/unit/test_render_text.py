"""Safe text, its layout, and the differences that faces draw."""

from __future__ import annotations

import unicodedata

import pytest

from reconciler.model.values import Json
from reconciler.render import safe
from reconciler.render.difference import difference, sides
from reconciler.render.layout import clip, edge, flow, width, wrap
from reconciler.render.nested import Leaf, field_leaves, leaves
from reconciler.render.questions import How, fate, question_changes, question_rows
from reconciler.render.values import duration, one_line


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain – text ❤️ 営業", "plain – text ❤️ 営業"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x7f\x9b", "\\x7f\\x9b"),
        ("a\u202eb\u2066c", "a\\u202eb\\u2066c"),
        ("a\u200bb\ufeffc\u00add", "a\\u200bb\\ufeffc\\xadd"),
        ("a\u2028b\u2029c", "a\\u2028b\\u2029c"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_unsafe_characters_are_shown(raw: str, shown: str) -> None:
    assert safe.line(raw) == shown


def test_no_control_or_format_character_of_unicode_passes() -> None:
    every = "".join(chr(code) for code in range(0x110000))
    left = {unicodedata.category(character) for character in safe.line(every)}
    assert not left & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_lines_end_at_line_feeds_only() -> None:
    assert safe.lines("a\r\nb\x0bc\u2028d") == ["a", "b\\x0bc\\u2028d"]


@pytest.mark.parametrize(
    ("page", "inert"),
    [
        ("::error::x", "\\x3a:error::x"),
        ("a\n \t::set-output", "a\n \t\\x3a:set-output"),
        ("say ##[group]x ##vso[task]", "say \\x23#[group]x \\x23#vso[task]"),
        ("std::vector\n### Plan", "std::vector\n### Plan"),
    ],
)
def test_no_line_is_a_command_to_a_runner(page: str, inert: str) -> None:
    assert safe.inert(page) == inert


def test_width_counts_cells() -> None:
    assert [width(text) for text in ("abc", "営業", "é", "❤️")] == [3, 4, 1, 1]


def test_clipping_and_edges() -> None:
    assert clip("営業マネージャー", 6) == "営業…"
    assert clip("short", 5) == "short"
    assert edge("left", "right", 12) == "left   right"
    assert edge("left", "right", 10) == "left"


def test_wrapping_keeps_long_words_whole() -> None:
    assert wrap("a bb --accept-everything", 8, indent=" ") == [" a bb", " --accept-everything"]


def test_flowing_breaks_between_items_only() -> None:
    assert flow(["a: b c", "d: e f", "g"], 12, indent=" ") == [" a: b c,", " d: e f, g"]


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("max_duration", 1800, "30m"),
        ("max_duration", 90.0, "90s"),
        ("status", "active", "active"),
        ("status", "", '""'),
        ("name", "null", '"null"'),
        ("recording", None, "null"),
        ("required_pronunciation", True, "true"),
        ("tags", ["a", "b"], '["a", "b"]'),
        ("custom_scoring", {"a": 1.0}, "{a: 1}"),
        ("questions", [{}, {}], "2 questions"),
        ("interview_template_id", {"$ref": ["template", "Anna"]}, "Anna (a template by name)"),
        ("nobody-knows", "x", '"x"'),
    ],
)
def test_a_value_on_one_line(name: str, value: object, shown: str) -> None:
    assert one_line(name, value) == shown  # type: ignore[arg-type]


def test_durations() -> None:
    assert [duration(seconds) for seconds in (60, 3600, 61, 0)] == ["1m", "60m", "61s", "0s"]


def _told(old: str, new: str) -> list[tuple[str, str]]:
    return [
        ("".join(piece.text for piece in hunk.old), "".join(piece.text for piece in hunk.new))
        for hunk in difference(old, new)
    ]


def test_only_the_changed_words_with_a_little_round_them() -> None:
    words = " ".join(f"w{number}" for number in range(30))
    assert _told(words, words.replace("w10", "new")) == [
        ("… w7 w8 w9 w10 w11 w12 w13 …", "… w7 w8 w9 new w11 w12 w13 …")
    ]


def test_a_short_line_is_shown_whole() -> None:
    words = " ".join(f"w{number}" for number in range(20))
    assert _told(words, words.replace("w10", "new")) == [(words, words.replace("w10", "new"))]


def test_both_sides_whole_with_what_only_one_has_marked() -> None:
    old, new = "One two three\n\nStays.\nGone.", "One 2 three\n\nStays.\n"
    left, right = sides(old, new)
    assert "".join(piece.text for piece in left) == old
    assert "".join(piece.text for piece in right) == new
    assert [piece.text for piece in left if piece.changed] == ["two ", "Gone."]
    assert [piece.text for piece in right if piece.changed] == ["2 "]


def test_an_ellipsis_never_stands_for_a_few_words() -> None:
    assert _told("a b c d e f", "a b c X e f") == [("a b c d e f", "a b c X e f")]


def test_lines_that_come_and_go() -> None:
    assert _told("a\nb", "a\nb\nc") == [("", "c")]
    assert _told("a\nb\nc", "a\nc") == [("b", "")]


def test_texts_that_share_nothing_are_shown_whole() -> None:
    assert _told("one two three", "vier fünf") == [("one two three", "vier fünf")]


def test_huge_texts_do_not_take_for_ever() -> None:
    old, new = "a b c\n" * 40_000, "b c d\n" * 40_000
    assert _told(old, new) == [("40,001 lines", "40,001 lines")]
    assert len(_told("word " * 50_000, "other " * 50_000)) == 1


def test_leaves_of_nested_values() -> None:
    before: Json = {"a": [1, {"b": True}], "gone": None, "same": 1}
    after: Json = {"a": [2, {"b": 1}], "new": {"x": 1}, "same": 1.0}
    assert leaves(before, after) == [
        Leaf("a.0", 1, 2),
        Leaf("a.1.b", True, 1),
        Leaf("gone", None, None, new_absent=True),
        Leaf("new", None, {"x": 1}, old_absent=True),
    ]


def test_leaves_that_the_account_keeps_are_not_told_as_lost() -> None:
    before: Json = {"max_score": 100, "max_retries": 3, "bands": [1, 2]}
    after: Json = {"max_score": 80, "bands": [1]}
    kept = [leaf.path for leaf in field_leaves("custom_scoring", before, after)]
    assert kept == ["bands.1", "max_score"]
    assert [leaf.path for leaf in field_leaves("additional_context", before, after)] == [
        "bands.1",
        "max_retries",
        "max_score",
    ]


def _questions(*names: str) -> list[object]:
    return [{"external_id": name, "question": f"{name}?"} for name in names]


def _hows(before: list[object], after: list[object]) -> dict[str, set[How]]:
    found = question_changes(before, after)  # type: ignore[arg-type]
    return {change.identity: set(change.how) for change in found}


def test_the_fewest_questions_are_called_moved() -> None:
    assert _hows(_questions(*"abcde"), _questions(*"eabcd")) == {"e": {How.MOVED}}
    assert _hows(_questions(*"abcd"), _questions(*"bcda")) == {"a": {How.MOVED}}
    assert _hows(_questions(*"abc"), _questions(*"abc")) == {}


def test_a_new_question_moves_nobody() -> None:
    assert _hows(_questions(*"abc"), _questions(*"xabc")) == {"x": {How.NEW}}
    assert _hows(_questions(*"abc"), _questions(*"bc")) == {"a": {How.DROPPED}}


def test_questions_without_a_name_are_found_by_their_text() -> None:
    stored: list[object] = [{"id": "1", "question": "a?"}, {"id": "2", "question": "b?"}]
    assert _hows(stored, [{"question": "b?"}, {"question": "c?"}]) == {
        "#1": {How.DROPPED},
        "#2": {How.NEW},
    }


def test_settings_of_the_account_are_not_the_authors() -> None:
    stored: list[object] = [{"external_id": "a", "question": "a?", "rendered": True}]
    assert _hows(stored, _questions("a")) == {}
    assert _hows(stored, [{"external_id": "a", "question": "a?", "duration": 60}]) == {"a": {How.CHANGED}}


def test_a_parent_by_its_id_is_the_parent_by_its_name() -> None:
    stored: list[object] = [
        {"id": "i-1", "external_id": "a", "question": "a?"},
        {"id": "i-2", "external_id": "b", "question": "b?", "conditional_question_main_id": "i-1"},
        {"id": "i-3", "external_id": "c", "question": "c?"},
    ]
    same = {"external_id": "b", "question": "b?", "conditional_question_main_id": "a"}
    other = {**same, "conditional_question_main_id": "c"}
    assert _hows(stored, [*_questions("a"), same, *_questions("c")]) == {}
    assert _hows(stored, [*_questions("a"), other, *_questions("c")]) == {"b": {How.CHANGED}}


def test_what_the_account_does_with_its_questions() -> None:
    after = [{"external_id": "a", "question": "A, reworded?"}, *_questions("c", "new")]
    rows = question_rows(_questions("a", "b", "c"), after)  # type: ignore[arg-type]
    assert [row.stays for row in rows] == [False, False, True, False]
    assert fate(rows) == (
        "the account keeps 1, replaces 1 (answers so far stay with the old wording), adds 1, "
        "takes 1 out (nothing is deleted)"
    )
    assert fate(question_rows(_questions("a"), _questions("a"))) == "the account keeps 1"  # type: ignore[arg-type]
