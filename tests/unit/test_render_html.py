"""The HTML page: whole, closed to the outside, and escaped by construction."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from reconciler.render.document import document
from reconciler.render.html import plan_html
from reconciler.render.markup import element
from reconciler.render.script import SCRIPT
from reconciler.render.style import STYLE
from tests.golden.render_builders import create, field, plan, update
from tests.golden.render_cases import CASES

VOID = {"meta", "input"}


class Reader(HTMLParser):
    """Tags in their order, checked for balance, with every attribute that could load or run something."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.acting: list[tuple[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, _ in attrs:
            if name.startswith("on") or name in ("src", "href", "style", "action", "srcset"):
                self.acting.append((tag, name))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(case: str) -> tuple[str, Reader]:
    page = plan_html(document(CASES[case][1], made_at="2026-05-04T08:00:00Z", tool="reconciler 0.1.0"))
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return page, reader


@pytest.mark.parametrize("case", CASES)
def test_nothing_in_it_loads_or_runs_but_our_script(case: str) -> None:
    _, reader = read(case)
    assert reader.acting == []
    assert reader.tags.count("script") == (1 if CASES[case][1].changes else 0)
    assert not {"img", "iframe", "object", "link", "a", "form", "base"} & set(reader.tags)


def test_the_policy_allows_exactly_our_style_and_script() -> None:
    page, _ = read("short-values")
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert found is not None
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (STYLE, SCRIPT)]
    assert found[1].replace("&#x27;", "'") == (
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert f"<style>{STYLE}</style>" in page
    assert f"<script>{SCRIPT}</script>" in page


def test_hostile_text_stays_text() -> None:
    page, reader = read("hostile")
    assert "<b>@team</b>" not in page
    assert "<b>@team</b>" in reader.text
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "\\u202e" in reader.text


def test_every_change_is_a_card_with_its_kind() -> None:
    page, reader = read("over-the-limit")
    assert page.count('class="card retire"') == page.count('data-kind="retire"') == 3
    assert "To agree: --accept retire=3" in reader.text
    assert "Retired 3" in reader.text


def test_questions_stand_side_by_side() -> None:
    page, reader = read("questions")
    assert page.count('data-side="Now"') == page.count('data-side="After"') == 5
    assert "Tell us about <del>an</del> incident" in page
    assert "Tell us about <ins>one</ins> incident" in page
    assert "<del>What do you expect of a team?</del>" in page
    assert "Duration: 2 minutes" in reader.text
    assert "The account keeps 2, replaces 1" in reader.text


def test_questions_that_stay_are_folded_when_many() -> None:
    page, reader = read("one-of-many-questions")
    assert "4 questions stay as they are (numbers 1 to 4)" in reader.text
    assert "7 questions stay as they are (numbers 6 to 12)" in reader.text
    assert page.count("<del>") == 1


def test_values_are_told_in_words() -> None:
    text = read("short-values")[1].text
    for told in ("20 minutes", "1850 seconds", "not set", "yes", "sales, dach", "Longest duration"):
        assert told in text
    assert "Norwegian (no)" in read("mixed")[1].text


def test_what_waits_for_a_decision_comes_first() -> None:
    page, _ = read("mixed")
    kinds = re.findall(r'data-kind="(\w+)"', page)
    assert kinds == ["blocked", "retire", "update", "create", "record"]


def test_many_changes_start_folded() -> None:
    changes = [create(f"k{at}", f"Name {at}", {"status": "draft"}) for at in range(40)]
    page = plan_html(document(plan(*changes), made_at="", tool=""))
    assert page.count("<article") == 40
    assert "<details open" not in page


def test_text_and_attributes_are_escaped() -> None:
    made = element("p", "<&\"'\x00", data_name='"><script>', hidden=True, open=False)
    assert made.html == ('<p data-name="&quot;&gt;&lt;script&gt;" hidden>&lt;&amp;&quot;&#x27;\\x00</p>')


def test_a_very_long_text_is_told_by_its_places_and_whole_below_a_fold() -> None:
    text = "\n".join(f"Line {at} of a long text about the position." for at in range(300))
    changed = update(field("description_long", text, text.replace("Line 150 of", "Line 150 in")))
    page = plan_html(document(plan(changed), made_at="", tool=""))
    assert page.count("<del>") == page.count("<ins>") == 1
    assert "Line 150 <del>of</del> a long text" in page
    assert f"the whole text ({len(text):,} characters)" in page


def test_headings_of_a_text_stand_out_and_lose_nothing() -> None:
    changed = update(field("description_long", "# One\n\nOld.", "# One\n\nNew.\n## Two"))
    page = plan_html(document(plan(changed), made_at="", tool=""))
    assert page.count("<strong># One</strong>") == 2
    assert "<ins>New.\n<strong>## Two</strong></ins>" in page
