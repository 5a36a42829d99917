"""HTML that is escaped by construction: the only way to a tag is `element`, and text is never markup."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final, TypeAlias

from reconciler.render import safe

_VOID: Final = frozenset({"input", "meta"})


@dataclass(frozen=True, slots=True)
class Markup:
    """Finished HTML. Made by `element`, or from a text of our own source, never from outside text."""

    html: str


Child: TypeAlias = "Markup | str"


def element(tag: str, *children: Child, **attributes: str | bool) -> Markup:
    """`<tag>` around `children`. Texts are escaped, and control characters in them made visible. An
    attribute is written `class_` for `class`, `data_kind` for `data-kind`; True has no value, False is
    left out."""
    told = "".join(
        f" {_name(name)}" + ("" if value is True else f'="{escape(safe.line(str(value)))}"')
        for name, value in attributes.items()
        if value is not False
    )
    if tag in _VOID:
        return Markup(f"<{tag}{told}>")
    return Markup(f"<{tag}{told}>{''.join(map(_inner, children))}</{tag}>")


def _inner(child: Child) -> str:
    return child.html if isinstance(child, Markup) else escape(safe.terminal(child))


def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")
