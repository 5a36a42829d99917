"""Whatever a text from outside holds: no face lets it act, and no face breaks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from reconciler.errors import Diagnostic, Severity, Span
from reconciler.model.address import Address
from reconciler.model.change import Action, Blocked, Change, FieldChange, Origin
from reconciler.model.journal import Ending
from reconciler.model.plan import Plan
from reconciler.model.report import Report, Result
from reconciler.model.values import Json
from reconciler.render import diagnostics, formats
from reconciler.render.difference import difference
from reconciler.render.document import document
from reconciler.render.layout import width, wrap
from reconciler.render.markdown import plan_markdown
from reconciler.render.nested import leaves
from reconciler.render.questions import question_changes
from reconciler.render.several import Went, several_text, shared_text
from reconciler.render.summary import summary_text
from reconciler.render.terminal import plan_text
from tests.golden.render_everywhere import everywhere, readdressed

Text = Callable[[], str]

NASTY = st.sampled_from(
    [
        "`", "```", "\n```\n", "````\n", "</code>", "</summary></details>", "<script>alert(1)</script>",
        "![x](https://evil.example/x.png)", "[x](javascript:1)", "@team", "#1", "https://evil.example",
        "\x1b[2J", "\x9b31m", "\u202e", "\u2066", "\u200b", "\u2028", "\r\n::error::x", "\n\n# Title\n",
        "\n| a |\n| - |\n", "##[set-env name=A]b", "\n---\n", "&#64;", "\\", "*a*", "$x$", "\x00", "\ud800",
        "営業", "e\u0301", "\n\n\n", "    code", "\t", "|", "<!--", "-->", "]]>", "\ufffe",
    ]
)  # fmt: skip
OUTSIDE = st.lists(NASTY | st.text(max_size=12), max_size=5).map("".join)
VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | OUTSIDE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(OUTSIDE, inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["name", "description_long", "questions", "custom_scoring", "tags", "status", "x.y"])


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    values = tuple(draw(VALUES) for _ in range(6))
    return everywhere(lambda: draw(OUTSIDE), values)


def harmless(page: str) -> None:
    kinds = {unicodedata.category(character) for character in page.replace("\n", "")}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    for line in page.split("\n"):
        assert not line.strip().startswith("::")
        assert not re.search(r"##\w*\[", line)


@given(plans(), OUTSIDE, st.sampled_from([40, 80, 200]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_terminal_shows_no_character_that_acts(
    plan: Plan, address: str, columns: int, short: bool
) -> None:
    made = readdressed(document(plan, made_at="", tool=""), lambda: address)
    harmless(plan_text(made, width=columns, short=short))
    harmless(shared_text([made, made], columns=columns))


@given(OUTSIDE, OUTSIDE, st.sampled_from([40, 80, 200]))
def test_nor_does_the_table_over_environments(name: str, error: str, columns: int) -> None:
    harmless(several_text([Went(name, {"update": 1}, error=error), Went(name, {})], columns=columns))


@given(OUTSIDE, OUTSIDE, OUTSIDE)
@settings(max_examples=60, deadline=None)
def test_neither_does_the_summary(message: str, field: str, file: str) -> None:
    address = Address("interview", "a")
    results = tuple(
        Result(address, Action.CREATE, ending, message, message, field, Span(file, 1, 1)) for ending in Ending
    )
    blocked = (Change(address, Action.UPDATE, "", blocked=Blocked(message, (message,))),)
    harmless(summary_text(Report("e", results, blocked, pending={address: message}, warnings=(message,))))


def structure(markdown: str) -> list[str]:
    """The kinds of all tokens, block by block; raw HTML must be one of the two lines we write."""
    kinds: list[str] = []
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        kinds.append(f"{token.type} {token.info}")
        if token.type == "html_block":
            line = r"<details><summary><b>[^<> ]+ [a-z]+</b>( <code>[^<>]*</code>)+</summary>\n|</details>\n"
            assert re.fullmatch(line, token.content), token.content
        kinds.extend(child.type for child in token.children or [] if child.type != "text")
    return kinds


@given(plans(), OUTSIDE)
@settings(max_examples=60, deadline=None)
def test_markdown_has_our_structure_whatever_the_texts_hold(plan: Plan, address: str) -> None:
    page = plan_markdown(readdressed(document(plan, made_at="", tool=""), lambda: address or "x"))
    tame = readdressed(document(everywhere(lambda: "x", ("x",) * 6), made_at="", tool=""), lambda: "x")
    assert structure(page) == structure(plan_markdown(tame))
    harmless(page)


def crowd(texts: Sequence[str]) -> dict[str, Json]:
    """Two people told together, and one who is asked about, with texts in all that says who they are."""
    names = ("candidate_name", "candidate_email", "candidate_resume", "position_name")
    changes = []
    for at, (action, blocked) in enumerate(
        [(Action.CREATE, None), (Action.CREATE, None), (Action.UPDATE, Blocked(texts[0] or "x", (texts[1],)))]
    ):
        fields = tuple(
            FieldChange(
                name,
                None if at < 2 else texts[2],
                f"{at}{text}",
                Origin.AUTHOR,
                Span("people.csv", at + 1, 1),
            )
            for name, text in zip(names, texts, strict=True)
        )
        place = Span(texts[3] or "f", at + 1, 1)
        changes.append(
            Change(
                Address("candidate", f"c{at}"), action, texts[2], fields, blocked=blocked, span=place,
                warnings=(f"{at}{texts[0]}",), batch=texts[1],
            )
        )  # fmt: skip
    return document(Plan("e", "s", online=True, changes=tuple(changes)), made_at="", tool="", personal=True)


@given(st.tuples(OUTSIDE, OUTSIDE, OUTSIDE, OUTSIDE), st.sampled_from([40, 80, 200]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_who_people_are_is_as_harmless(texts: tuple[str, ...], columns: int, whole: bool) -> None:
    made, tame = crowd(texts), crowd(("x",) * 4)
    for page in (
        plan_text(made, width=columns, whole=whole),
        plan_text(made, width=columns, short=True),
        shared_text([made, made], columns=columns),
        plan_markdown(made, whole=whole),
    ):
        harmless(page)
    assert structure(plan_markdown(made, whole=whole)) == structure(plan_markdown(tame, whole=whole))


@given(plans(), st.integers(4_000, 30_000))
@settings(max_examples=30, deadline=None)
def test_markdown_keeps_its_limit(plan: Plan, limit: int) -> None:
    many = Plan(plan.environment, plan.server, online=True, changes=plan.changes * 40)
    page = plan_markdown(document(many, made_at="", tool=""), limit=limit)
    assert len(page.encode()) <= limit
    assert "not shown here" in page


@given(st.lists(st.tuples(OUTSIDE, OUTSIDE, OUTSIDE, st.integers(1, 40)), max_size=4))
@settings(max_examples=60, deadline=None)
def test_diagnostics_are_harmless_in_every_face(found: list[tuple[str, str, str, int]]) -> None:
    made = [
        Diagnostic(Severity.ERROR, rule, summary, summary, excerpt, Span(rule, 1, column), excerpt=excerpt)
        for rule, summary, excerpt, column in found
    ]
    harmless(diagnostics.as_text(made))
    assert formats.github(made).count("\n") == len(made)
    assert all(line.startswith("::error file=") for line in formats.github(made).splitlines())
    ElementTree.fromstring(formats.junit(made))
    assert diagnostics.as_json(made).isascii()
    assert formats.sarif(made, version="1").isascii()


@given(VALUES)
@settings(max_examples=60, deadline=None)
def test_nothing_differs_from_itself(value: Json) -> None:
    assert leaves(value, value) == []
    assert question_changes(value, value) == [] or not isinstance(value, list)


@given(OUTSIDE, OUTSIDE)
@settings(max_examples=100, deadline=None)
def test_a_difference_is_found_exactly_when_there_is_one(old: str, new: str) -> None:
    before, after = old.replace("\r\n", "\n"), new.replace("\r\n", "\n")
    assert (difference(old, old), bool(difference(before, after))) == ([], before != after)


@given(st.text("ab \u00e9営", max_size=60), st.integers(4, 20))
def test_wrapping_loses_no_word(text: str, room: int) -> None:
    found = wrap(text, room)
    assert " ".join(found).split() == text.split()
    assert all(width(line) <= room or " " not in line for line in found)
