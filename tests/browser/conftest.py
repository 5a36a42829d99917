"""A real Chromium without a window, and pages that tell all they did.

Nothing is downloaded by the tests: they drive the browser that the machine has.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def missing(what: str, how: str) -> NoReturn:
    """No browser, no answer: a skip for a person, a failure for CI, where it would pass unnoticed."""
    told = f"{what} is not installed, so the HTML page was not tested in a browser. Get it with: {how}"
    if os.environ.get("CI"):
        pytest.fail(told, pytrace=False)
    pytest.skip(told)


@dataclass
class Watched:
    """What a page did beside showing itself."""

    page: Page
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.console.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("popup", lambda popup: self.requests.append(popup.url))

        def dismissed(dialog: object) -> None:
            self.dialogs.append(str(dialog))
            dialog.dismiss()  # type: ignore[attr-defined]

        self.page.on("dialog", dismissed)

    def misdeeds(self) -> list[str]:
        """Every request but the one for the page, every dialog, every line on the console: the browser
        tells there what its policy stopped."""
        return [*self.requests[1:], *self.dialogs, *self.console, *self.errors]


Opened = Callable[..., Watched]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        missing("Chromium", "apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright", "pip install --group dev")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """`opened(html, width=…, dark=…, script=…)`: the page, opened from a file."""
    contexts: list[BrowserContext] = []

    def open_(html: str, *, width: int = 1280, dark: bool = False, script: bool = True) -> Watched:
        path = tmp_path / f"plan-{len(contexts)}.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.listen()
        watched.page.goto(path.as_uri())
        return watched

    yield open_
    for context in contexts:
        context.close()
