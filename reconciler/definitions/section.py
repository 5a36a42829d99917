"""Takes settings out of a mapping of reconciler.yaml, one by one, and reports what does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reconciler.definitions.node import Node
from reconciler.definitions.report import Report, did_you_mean, listed, quoted

# Names that people give a secret; its value is never repeated in a message.
_SECRET = re.compile(r"token|secret|password|passwd|api_?key|credential|bearer", re.IGNORECASE)


class Section:
    """One mapping and the keys it may hold. `name` is how messages call it."""

    def __init__(self, node: Node, name: str, known: Sequence[str], report: Report) -> None:
        self.node = node
        self.name = name
        self._report = report
        if not isinstance(node.value, dict):
            report.add(
                "wrong-type",
                node.span,
                f"{name} is a mapping that may hold {listed(known)}.",
                "Write `key: value` lines.",
            )
        for key in node.fields:
            if key not in known:
                self._unknown(key, known)

    def _unknown(self, key: str, known: Sequence[str]) -> None:
        span = self.node.key_span(key)
        if _SECRET.search(key):
            self._report.hide(span)
            self._report.hide(self.node.fields[key].span)
            hint = "Put the token into a variable, and the name of the variable under `token_env`."
            self._report.add("token-in-file", span, f"{self.name} has no setting {quoted(key)}.", hint)
            return
        hint = did_you_mean(key, known, f"Allowed are {listed(known)}.")
        self._report.add("unknown-field", span, f"{self.name} has no setting {quoted(key)}.", hint)

    def get(self, key: str) -> Node | None:
        """The value of `key`; None when it is left out."""
        return self.node.fields.get(key)

    def text(self, key: str, default: str = "") -> str:
        """A text that is not blank, or `default`."""
        node = self.get(key)
        if node is None:
            return default
        if node.text is not None and node.text.strip():
            return node.text
        self.wrong(node, key, "a text")
        return default

    def texts(self, key: str) -> list[Node] | None:
        """A list of texts, or None when it is left out or wrong."""
        node = self.get(key)
        if node is None:
            return None
        if not isinstance(node.value, list) or any(not item.text for item in node.value):
            self.wrong(node, key, "a list of texts, e.g. `[interviews/]`")
            return None
        return node.value

    def count(self, key: str) -> int | None:
        """A whole number from 0 on, or None."""
        node = self.get(key)
        if node is None or node.value is None:
            return None
        if isinstance(node.value, int) and not isinstance(node.value, bool) and node.value >= 0:
            return node.value
        self.wrong(node, key, "a whole number from 0 on")
        return None

    def entries(self, key: str, what: str) -> Iterator[tuple[str, Node]]:
        """The entries of a mapping under `key`; nothing when it is left out or wrong."""
        node = self.get(key)
        if node is None:
            return
        if not isinstance(node.value, dict):
            self.wrong(node, key, f"a mapping of {what}")
            return
        yield from node.value.items()

    def wrong(self, node: Node, key: str, wanted: str) -> None:
        """Report that `key` holds something else than `wanted`."""
        self._report.add("wrong-type", node.span, f"`{key}` takes {wanted}, not {quoted(node.plain())}.")
