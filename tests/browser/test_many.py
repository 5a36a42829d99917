"""A thousand changes without stutter. Clocks differ from machine to machine, so costs are counted, or
compared with another cost of the same run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.conftest import Opened
from tests.browser.plans import page_of_many

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page


def metrics(session: CDPSession) -> dict[str, float]:
    found = session.send("Performance.getMetrics")["metrics"]
    return {one["name"]: one["value"] for one in found}


def cost(page: Page, session: CDPSession, words: str) -> dict[str, float]:
    """What typing `words` into the search costs, to the frame that shows it."""
    before = metrics(session)
    page.get_by_label("Search").fill(words)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    after = metrics(session)
    return {name: after[name] - before[name] for name in ("TaskDuration", "LayoutCount", "ScriptDuration")}


def begun(opened: Opened, number: int) -> tuple[Page, CDPSession]:
    page = opened(page_of_many(number)).page
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})  # CPU time: other load does not count
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page, session


def test_a_search_in_a_thousand_changes(opened: Opened) -> None:
    page, session = begun(opened, 1_000)
    before = metrics(session)
    page.reload()
    opening = metrics(session)["TaskDuration"] - before["TaskDuration"]
    cost(page, session, "interview")  # the texts are gathered once
    typed = [cost(page, session, f"interview {at}") for at in (1, 12, 123, 77)]
    assert page.locator("#shown").inner_text() == "19 of 1000 shown"
    assert min(one["TaskDuration"] for one in typed) < opening, "a key press costs less than opening the page"
    assert max(one["LayoutCount"] for one in typed) <= 8, (
        "the page is laid out once or twice, not once a card"
    )


def test_the_cost_grows_with_the_page_and_no_faster(opened: Opened) -> None:
    small, large = (begun(opened, number) for number in (250, 1_000))
    costs = []
    for page, session in (small, large):
        cost(page, session, "interview")
        costs.append(min(cost(page, session, f"number {at}")["ScriptDuration"] for at in range(5)))
    assert costs[1] < 4 * 3 * max(costs[0], 0.001)


def test_the_page_is_no_larger_than_what_it_says(opened: Opened) -> None:
    page, _ = begun(opened, 1_000)
    nodes = page.evaluate("document.querySelectorAll('*').length")
    assert nodes < 100 * 1_000
    assert len(page_of_many(1_000)) < 10_000 * 1_000


def test_what_is_folded_is_not_laid_out(opened: Opened) -> None:
    """A page of a thousand starts folded, and what is far below is not drawn before it is scrolled to."""
    page, _ = begun(opened, 1_000)
    assert page.locator(".card > details[open]").count() == 0
    drawn = page.evaluate("[...document.querySelectorAll('.card h2')].filter(one => one.checkVisibility("
                          "{contentVisibilityAuto: true})).length")  # fmt: skip
    assert 0 < drawn < 200
