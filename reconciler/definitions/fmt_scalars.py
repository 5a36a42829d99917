"""How ruamel.yaml is kept from understanding scalars.

To it `0042` is a number and `2026-12-31` a date, and it would write them in a form of its own. Here every
scalar is text in the quotes, or without the quotes, that its author gave it.
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver

_TEXT = "tag:yaml.org,2002:str"


class TextResolver(VersionedResolver):
    """Resolves every scalar to text."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is ScalarNode:
            return self._text()
        return super().resolve(kind, value, implicit)

    @staticmethod
    def _text() -> Any:
        from ruamel.yaml.tag import Tag

        return Tag(suffix=_TEXT)
