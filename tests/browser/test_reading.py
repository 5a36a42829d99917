"""The page as a person uses it: filter, search, fold, keyboard, print, dark, phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Opened
from tests.browser.plans import page_of, page_of_many

if TYPE_CHECKING:
    from playwright.sync_api import Page


def shown(page: Page) -> list[str]:
    """The kinds of the cards that can be seen, in order."""
    cards = page.locator(".card").all()
    return [card.get_attribute("data-kind") or "" for card in cards if card.is_visible()]


def unfolded(page: Page) -> int:
    return page.locator(".card > details[open]").count()


def test_filter_by_action(opened: Opened) -> None:
    page = opened(page_of("mixed")).page
    assert shown(page) == ["blocked", "retire", "update", "create", "record"]
    assert page.locator("#shown").inner_text() == "5 of 5 shown"
    page.get_by_label("Retired 1").uncheck()
    page.get_by_label("Only noted 1").uncheck()
    assert shown(page) == ["blocked", "update", "create"]
    assert page.locator("#shown").inner_text() == "3 of 5 shown"
    page.get_by_label("Retired 1").check()
    assert shown(page) == ["blocked", "retire", "update", "create"]


def test_search_finds_all_words_anywhere_in_a_card(opened: Opened) -> None:
    page = opened(page_of("mixed")).page
    search = page.get_by_label("Search")
    search.fill("BARISTA draft")
    assert shown(page) == ["create"]
    search.fill("norwegian")
    assert shown(page) == ["blocked"]
    search.fill("no such word")
    assert shown(page) == []
    assert page.get_by_text("No change fits the search.").is_visible()
    search.fill("")
    assert len(shown(page)) == 5
    assert not page.get_by_text("No change fits the search.").is_visible()


def test_fold_and_unfold(opened: Opened) -> None:
    page = opened(page_of("mixed")).page
    assert unfolded(page) == 5
    page.get_by_text("Fold all", exact=True).click()
    assert unfolded(page) == 0
    page.get_by_label("Retired 1").uncheck()
    page.get_by_text("Unfold all").click()
    assert unfolded(page) == 4, "what is filtered out stays as it is"
    page.locator("summary", has_text="Barista").click()
    assert unfolded(page) == 3


def test_by_keyboard_alone(opened: Opened) -> None:
    page = opened(page_of("mixed")).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "blocked"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Space")
    assert shown(page) == ["retire", "update", "create", "record"]
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("barista/")
    assert shown(page) == []
    page.keyboard.press("Backspace")
    assert shown(page) == ["create"]
    page.keyboard.press("Escape")
    assert len(shown(page)) == 4
    for _ in range(3):  # the two buttons, then the first card
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    assert unfolded(page) == 4


def test_a_link_to_one_change_opens_it(opened: Opened) -> None:
    page = opened(page_of_many(40)).page
    assert unfolded(page) == 0
    page.evaluate("location.hash = 'interview.interview-33'")
    page.wait_for_function("document.querySelectorAll('.card > details[open]').length === 1")
    assert page.locator("[id='interview.interview-33'] > details[open]").count() == 1


def test_many_alike_are_one_card_with_each_of_them_in_it(opened: Opened) -> None:
    page = opened(page_of("every-kind")).page
    assert len(shown(page)) == 7
    assert page.locator(".one[open]").count() == 0
    page.get_by_label("Search").fill("candidate.baker-3")
    assert len(shown(page)) == 1
    page.evaluate("location.hash = 'candidate.baker-3'")
    page.wait_for_function("document.querySelectorAll('.one[open]').length === 1")
    assert page.locator("[id='candidate.baker-3']").get_by_text("senior", exact=True).is_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".one:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".one[open]").count() == 1


def test_on_paper_everything_is_unfolded_and_no_tool_is_shown(opened: Opened) -> None:
    page = opened(page_of_many(15)).page
    page.emulate_media(media="print")
    assert not page.locator(".tools").is_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert unfolded(page) == 15
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert unfolded(page) == 0
    assert page.pdf().startswith(b"%PDF-")


_CONTRAST = """() => {
  const light = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number)
    .map(part => part / 255).map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [.2126, .7152, .0722][at], 0);
  const style = getComputedStyle(document.body);
  const [ink, paper] = [light(style.color), light(style.backgroundColor)];
  return [paper, (Math.max(ink, paper) + .05) / (Math.min(ink, paper) + .05)];
}"""


@pytest.mark.parametrize("dark", [False, True])
def test_light_and_dark(opened: Opened, dark: bool) -> None:
    paper, contrast = opened(page_of("mixed"), dark=dark).page.evaluate(_CONTRAST)
    assert (paper < 0.1) is dark
    assert contrast > 7


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("case", ["questions", "hostile", "over-the-limit", "cannot-change", "every-kind"])
def test_nothing_sticks_out_at_any_width(opened: Opened, case: str, width: int) -> None:
    page = opened(page_of(case), width=width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_before_and_after_are_named_and_one_below_the_other(opened: Opened) -> None:
    page = opened(page_of("questions"), width=390).page
    now, after = page.locator("tr", has_text="reworded").locator("td").all()
    first, second = now.bounding_box(), after.bounding_box()
    assert first is not None
    assert second is not None
    assert second["y"] >= first["y"] + first["height"]
    told = now.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert "Now" in told or "data-side" in told


def test_without_script_all_is_there_and_the_tools_are_not(opened: Opened) -> None:
    page = opened(page_of("mixed"), script=False).page
    assert page.locator(".card").count() == len(shown(page)) == 5
    assert not page.locator(".tools").is_visible()


def test_a_page_does_nothing_but_show_itself(opened: Opened) -> None:
    watched = opened(page_of("mixed"))
    watched.page.get_by_text("Fold all", exact=True).click()
    assert watched.misdeeds() == []
