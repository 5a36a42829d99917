"""The page that an HTML plan stands in, and the policy that allows only its own style and script.

Nothing is loaded from anywhere, so the file works offline and tells nobody that it was opened.
"""

from __future__ import annotations

import base64
import hashlib

from reconciler.render.markup import Child, Markup, element
from reconciler.render.script import SCRIPT
from reconciler.render.style import STYLE


def page(title: str, *body: Child, scripted: bool = True) -> str:
    """A whole HTML file around `body`. `scripted`: the page has cards and the controls to filter them."""
    style, script = Markup(STYLE), Markup(SCRIPT)
    allowed = f"'sha256-{_digest(SCRIPT)}'" if scripted else "'none'"
    policy = (
        f"default-src 'none'; style-src 'sha256-{_digest(STYLE)}'; script-src {allowed}; "
        "base-uri 'none'; form-action 'none'"
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", style),
    )
    scripts = [element("script", script)] if scripted else []
    return f"<!DOCTYPE html>\n{element('html', head, element('body', *body, *scripts), lang='en').html}\n"


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
