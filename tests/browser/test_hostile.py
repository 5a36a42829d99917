"""Text from outside stays text in a real browser: nothing runs, nothing loads, nothing is even tried."""

from __future__ import annotations

from itertools import cycle

import pytest

from reconciler.model.values import Json
from reconciler.render.document import document
from reconciler.render.html import plan_html
from tests.browser.conftest import Opened
from tests.browser.plans import page_of
from tests.golden.render_everywhere import everywhere, readdressed

HOSTILE = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "\"><svg onload=window.pwned=1>",
    "'><img src='http://127.0.0.1:9/x.png' onerror='alert(1)'>",
    "</style><style>@import url(http://127.0.0.1:9/x.css);body{display:none}</style>",
    "</script><script>alert(1)</script>",
    "</title></summary></details></table><iframe src='http://127.0.0.1:9/'></iframe>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
    "<base href=http://127.0.0.1:9/><link rel=stylesheet href=x.css>",
    "<a href=javascript:window.pwned=1 autofocus onfocus=window.pwned=1>x</a>",
    "<form action=http://127.0.0.1:9/><input autofocus onfocus=window.pwned=1><button>x</button></form>",
    "<object data=http://127.0.0.1:9/></object><embed src=http://127.0.0.1:9/>",
    "<details open ontoggle=window.pwned=1><summary>x</summary></details>",
    "<style>*{background:url(http://127.0.0.1:9/)}</style>",
    "<math><mtext></table><mglyph><style><img src=x onerror=window.pwned=1>",
    "<!--", "-->", "<![CDATA[", "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "\" onmouseover=window.pwned=1 x=\"",
    "\x00<script>window.pwned=1</script>", "\u202e<b>x</b>\u2028", "{{constructor.constructor('pwned=1')()}}",
)  # fmt: skip

_TAGS = (
    "html head meta title style body header h1 h2 p main section ul ol li div label input b button output "
    "article details summary span code table caption thead tbody tr th td small strong del ins footer script"
)
OURS = frozenset(_TAGS.split(" "))


def questions(text: str) -> list[Json]:
    return [{"external_id": text, "question": text, text: text, "question_alternatives": [text]}]


def hostile_page(texts: tuple[str, ...]) -> str:
    """A page that holds each of `texts` in turn in every place that a plan has for one."""
    source = cycle(texts)
    nested: Json = {next(source): [next(source), {next(source): next(source)}]}
    values: tuple[Json, ...] = (
        questions(next(source)), questions(next(source)), nested, {"x": 1}, next(source), next(source)
    )  # fmt: skip
    made = document(everywhere(lambda: next(source), values), made_at=texts[0], tool=texts[0])
    return plan_html(readdressed(made, lambda: next(source)))


def elements(page: object) -> list[str]:
    found: list[str] = page.evaluate(  # type: ignore[attr-defined]
        "[...document.querySelectorAll('*')].map(one => one.localName)"
    )
    return found


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_one_text_in_every_field(opened: Opened, text: str) -> None:
    watched = opened(hostile_page((text,)))
    page = watched.page
    page.get_by_label("Search").fill("x")
    page.get_by_text("Unfold all").click()
    page.mouse.move(300, 400)
    assert watched.misdeeds() == []
    assert page.evaluate("window.pwned") is None
    found = elements(page)
    assert set(found) <= OURS
    assert (found.count("script"), found.count("style")) == (1, 1)
    acting = "[...document.querySelectorAll('*')].flatMap(one => one.getAttributeNames())"
    names = set(page.evaluate(acting))
    assert not {name for name in names if name.startswith("on")} | names & {"src", "href", "style", "action"}


def test_all_of_them_together(opened: Opened) -> None:
    watched = opened(hostile_page(HOSTILE))
    assert watched.misdeeds() == []
    assert watched.page.evaluate("window.pwned") is None
    assert set(elements(watched.page)) <= OURS


def test_what_a_person_sees_is_the_text_itself(opened: Opened) -> None:
    page = opened(hostile_page(("<img src=x onerror=window.pwned=1>",))).page
    assert page.locator("h2", has_text="<img src=x onerror=window.pwned=1>").count() >= 5


def test_a_face_that_did_not_escape_would_be_caught(opened: Opened) -> None:
    """The policy stops the script and the console tells so; without the policy it runs and that is seen."""
    page = page_of("short-values").replace("Sales Manager", "<img src=x onerror=window.pwned=1>")
    assert opened(page).misdeeds() != []
    unguarded = page.replace("Content-Security-Policy", "nothing")
    watched = opened(unguarded)
    watched.page.wait_for_function("window.pwned === 1")
    assert watched.misdeeds() != []


def test_the_policy_stops_a_script_of_somebody_elses(opened: Opened) -> None:
    page = page_of("short-values").replace("</body>", "<script>window.pwned=1</script></body>")
    watched = opened(page)
    assert watched.page.evaluate("window.pwned") is None
    assert any("Content Security Policy" in line for line in watched.console)
