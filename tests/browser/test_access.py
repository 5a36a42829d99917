"""The page for people who do not see it, or not well: axe-core's rules, without a serious finding."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Opened, missing
from tests.browser.plans import page_of, page_of_many


def findings(opened: Opened, html: str, *, width: int, dark: bool) -> list[dict[str, Any]]:
    """What axe-core finds, run in the page from the file that its Python package ships."""
    shipped = find_spec("axe_playwright_python")
    if shipped is None or shipped.origin is None:
        missing("axe-core", "pip install --group dev")
    source = Path(shipped.origin).with_name("axe.min.js").read_text(encoding="utf-8")
    page = opened(html, width=width, dark=dark).page
    page.evaluate(source)
    passed, found = page.evaluate("axe.run().then(found => [found.passes.length, found.violations])")
    assert passed > 10, "axe looked at the page"
    assert isinstance(found, list)
    return found


def told(found: list[dict[str, Any]]) -> list[str]:
    return [f"{one['impact']}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("case", ["mixed", "questions", "over-the-limit", "three-origins", "nothing-to-do"])
def test_no_serious_finding(opened: Opened, case: str, width: int, dark: bool) -> None:
    found = findings(opened, page_of(case), width=width, dark=dark)
    assert told([one for one in found if one["impact"] in ("serious", "critical")]) == []


def test_not_even_a_small_one_on_a_usual_page(opened: Opened) -> None:
    assert told(findings(opened, page_of("mixed"), width=1280, dark=False)) == []


def test_folded_cards_are_read_too(opened: Opened) -> None:
    assert told(findings(opened, page_of_many(30), width=1280, dark=False)) == []


def test_axe_would_find_something(opened: Opened) -> None:
    broken = page_of("mixed").replace(' lang="en"', "").replace(' aria-label="Search"', ' aria-hidden="x"')
    broken = broken.replace(' placeholder="Search  ( / )"', "")
    found = {one["id"] for one in findings(opened, broken, width=1280, dark=False)}
    assert {"html-has-lang", "label"} <= found
