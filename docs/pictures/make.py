"""Makes the pictures of docs/plan.md: `python docs/pictures/make.py`.

A small project is applied to an account on this machine, edited in its files and in the account, and planned
again. The pictures show the faces of that one plan, drawn by the Chromium of this machine.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
import tempfile
from contextlib import redirect_stdout
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MADE_AT = "2026-05-04T08:00:00Z"
MOST_BYTES = 300_000

TERMINAL = """
body { margin: 0; background: #1b1d22; } pre { margin: 0; padding: 18px 22px; color: #d7dae0;
  font: 14px/1.42 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; width: max-content; }
.c1 { font-weight: 700; color: #fff; } .c2 { color: #8b919c; } .c31 { color: #ff7b72; }
.c32 { color: #7ee08f; } .c33 { color: #e3b341; } .c1-31 { color: #ff7b72; font-weight: 700; }
.c31-7 { color: #1b1d22; background: #ff7b72; } .c32-7 { color: #1b1d22; background: #7ee08f; }
"""
# How a comment looks on a code host, near enough to judge the Markdown of a plan by.
COMMENT = """
body { margin: 0; padding: 16px; background: #fff; color: #1f2328;
  font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
.comment { border: 1px solid #d1d9e0; border-radius: 6px; padding: 12px 16px; }
h3 { font-size: 1.25em; margin: 8px 0 12px; } p, ul, table, pre, details { margin: 0 0 12px; }
ul { padding-left: 2em; } summary { cursor: pointer; }
code { font: 12px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; background: #818b981f;
  border-radius: 6px; padding: .2em .4em; }
pre { background: #f6f8fa; border-radius: 6px; padding: 12px; overflow: auto; line-height: 1.45; }
pre code { background: none; padding: 0; display: block; }
table { border-collapse: collapse; } th, td { border: 1px solid #d1d9e0; padding: 6px 13px; }
.old, .new { display: inline-block; width: 100%; }
.old { color: #82071e; background: #ffebe9; } .new { color: #116329; background: #dafbe1; }
"""


def main() -> None:
    document = plan_of_the_project()
    with tempfile.TemporaryDirectory() as folder:
        pages = written(document, Path(folder))
        drawn = draw(pages)
    for path in drawn:
        size = path.stat().st_size
        sys.stdout.write(f"{path.relative_to(ROOT)}  {size:,} bytes\n")
        if size > MOST_BYTES:
            sys.exit(f"{path.name} is larger than {MOST_BYTES:,} bytes")


def plan_of_the_project() -> dict[str, Any]:
    """The plan document of a project that was applied and then changed on both sides."""
    from reconciler.simulator import Simulator

    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        shutil.copy(HERE / "project" / "reconciler.yaml", project)
        shutil.copytree(HERE / "project" / "before", project / "interviews")
        said(project, "apply", "--yes", "--brief")
        simulator = Simulator(project / "state" / "staging.simulator.db")
        rows = {row["name"]: row["id"] for row in simulator.interviews()}
        simulator.edit(rows["Sales Manager"], name="Sales Manager (new!)")
        for name, taken in (("Driver, night shift", 41), ("Backend Engineer", 12)):
            simulator.edit(rows[name], interview_count=taken, interview_last="2026-05-01T09:30:00Z")
        shutil.rmtree(project / "interviews")
        shutil.copytree(HERE / "project" / "after", project / "interviews")
        document: dict[str, Any] = json.loads(said(project, "plan", "--json"))
    return {**document, "made_at": MADE_AT}


def said(project: Path, *arguments: str) -> str:
    """What the tool writes to standard output."""
    from reconciler.cli.main import run

    output = io.StringIO()
    with redirect_stdout(output):
        code = run(["-C", str(project), *arguments])
    if code:
        sys.exit(f"reconciler {' '.join(arguments)} ended with {code}:\n{output.getvalue()}")
    return output.getvalue()


def written(document: dict[str, Any], folder: Path) -> dict[str, Path]:
    """Each face as a page to be drawn."""
    from reconciler.render.html import plan_html
    from reconciler.render.markdown import plan_markdown
    from reconciler.render.terminal import plan_text

    faces = {
        "terminal": page(TERMINAL, f"<pre>{painted(plan_text(document, width=100, colour=True))}</pre>"),
        "markdown": page(COMMENT, f'<div class="comment">{rendered(plan_markdown(document))}</div>'),
        "html": plan_html(document),
    }
    found = {}
    for name, text in faces.items():
        found[name] = folder / f"{name}.html"
        found[name].write_text(text, encoding="utf-8")
    return found


def page(style: str, body: str) -> str:
    return f'<!DOCTYPE html><meta charset="utf-8"><style>{style}</style>{body}'


def painted(ansi: str) -> str:
    """Terminal text as HTML: every colour code as the class that stands for it."""
    text = re.sub(
        r"\x1b\[([\d;]+)m", lambda found: f'<span class="c{found[1].replace(";", "-")}">', escape(ansi)
    )
    return text.replace('<span class="c0">', "</span>")


def rendered(markdown: str) -> str:
    """Markdown as a code host shows it: tables on, differences coloured, two Changes unfolded."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True, "highlight": coloured}).enable("table")
    found: str = parser.render(markdown)
    for kind in ("? blocked", "~ update"):
        found = found.replace(f"<details><summary><b>{kind}", f"<details open><summary><b>{kind}", 1)
    return found


def coloured(code: str, language: str, _: str) -> str:
    if language != "diff":
        return ""
    kinds = {"-": "old", "+": "new"}
    return "\n".join(
        f'<span class="{kinds[line[0]]}">{escape(line)}</span>' if line[:1] in kinds else escape(line)
        for line in code.split("\n")
    )


def draw(pages: dict[str, Path]) -> list[Path]:
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        sys.exit("The pictures are drawn by Chromium. Get it with: apt-get install chromium")
    shots = (
        ("terminal", "terminal.png", 900, 400, False),
        ("markdown", "markdown.png", 920, 400, False),
        ("html", "html-light.png", 1120, 2150, False),
        ("html", "html-dark.png", 1120, 1500, True),
        ("html", "html-phone.png", 390, 1400, False),
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        return [
            draw_one(browser, pages[name], HERE / file, width, height, dark)
            for name, file, width, height, dark in shots
        ]


def draw_one(browser: Browser, source: Path, target: Path, width: int, height: int, dark: bool) -> Path:
    """The whole of a text, the upper part of the page: enough to see what it is."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
    )
    shown = context.new_page()
    shown.goto(source.as_uri())
    text = shown.locator("pre").first if source.stem == "terminal" else None
    if text is None:
        shown.screenshot(path=target, full_page=source.stem == "markdown")
    else:
        text.screenshot(path=target)
    context.close()
    return target


if __name__ == "__main__":
    main()
