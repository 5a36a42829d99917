"""Every face of a plan against its golden files, a folder of `tests/golden/render/` per case.

After a change that is meant: `RECONCILER_UPDATE_GOLDEN=1 pytest tests/unit/test_render_golden.py`, then read
the difference in git.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from reconciler.model.values import Json
from reconciler.render.document import document
from reconciler.render.html import plan_html
from reconciler.render.markdown import plan_markdown
from reconciler.render.script import SCRIPT
from reconciler.render.style import STYLE
from reconciler.render.terminal import plan_text
from tests.golden.render_cases import CASES

GOLDEN = Path(__file__).parents[1] / "golden" / "render"
UPDATE = bool(os.environ.get("RECONCILER_UPDATE_GOLDEN"))
_BLOCKS = "article|details|div|footer|h1|header|label|li|main|p|section|summary|table|tbody|td|th|thead|tr"


def readable(page: str) -> str:
    """The page with an element a line, without its style and script, which have tests of their own."""
    page = page.replace(STYLE, "").replace(SCRIPT, "")
    page = re.sub(r"'sha256-[^']*'|&#x27;sha256-.*?&#x27;", "'sha256'", page)
    return re.sub(rf"(?=<(?:{_BLOCKS})[ >])", "\n", page)


FACES: Mapping[str, Callable[[dict[str, Json]], str]] = {
    "80.txt": lambda made: plan_text(made, width=80),
    "200.txt": lambda made: plan_text(made, width=200),
    "brief.txt": lambda made: plan_text(made, width=80, short=True),
    "plan.json": lambda made: json.dumps(made, indent=1, ensure_ascii=True) + "\n",
    "plan.md": plan_markdown,
    "plan.html": lambda made: readable(plan_html(made)),
}


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("case", CASES)
def test_face(case: str, face: str) -> None:
    made = document(CASES[case][1], made_at="2026-05-04T08:00:00Z", tool="reconciler 0.1.0")
    text = FACES[face](made)
    path = GOLDEN / case / face
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("personal", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_the_brief_face_needs_no_more_than_a_brief_document(case: str, personal: bool) -> None:
    plan = CASES[case][1]
    faces = [
        plan_text(document(plan, made_at="", tool="", personal=personal, brief=brief), width=200, short=True)
        for brief in (False, True)
    ]
    assert faces[0] == faces[1]


def test_every_golden_file_has_a_case() -> None:
    found = {(path.parent.name, path.name) for path in GOLDEN.glob("*/*")}
    assert found == {(case, face) for case in CASES for face in FACES}


def test_there_are_enough_cases_to_trust() -> None:
    assert len(CASES) >= 25
    told = [text for text, _ in CASES.values()]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize(("face", "width"), [("80.txt", 80), ("brief.txt", 80), ("200.txt", 200)])
@pytest.mark.parametrize("case", CASES)
def test_no_line_is_wider_than_the_terminal(case: str, face: str, width: int) -> None:
    """Save one that holds a word or a command that must stay whole, or what `inert` escaped at last."""
    for line in (GOLDEN / case / face).read_text(encoding="utf-8").splitlines():
        whole = "reconciler " in line or len(line.split()) <= 2 or "\\x23#" in line
        assert len(line) <= width or whole, line
