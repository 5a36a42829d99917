"""One definition while it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from reconciler.definitions.node import Node, Path, find
from reconciler.definitions.report import Report
from reconciler.definitions.rules import RULES
from reconciler.errors import Severity, Span
from reconciler.model.address import Address
from reconciler.model.kinds import KINDS


@dataclass(slots=True)
class Subject:
    """The effective definition with the places of its values, and where to report what is wrong with it.

    `located`: its Node, or what makes it when it is asked for: most definitions never are. `off`: rules that
    the definition switches off.
    """

    address: Address
    located: Node | Callable[[], Node]
    report: Report
    off: Collection[str] = field(default_factory=frozenset)
    failed: bool = False

    @property
    def node(self) -> Node:
        if not isinstance(self.located, Node):
            self.located = self.located()
        return self.located

    def add(self, rule: str, path: Path = (), detail: str = "", hint: str = "", *, key: bool = False) -> None:
        """Report at the value under `path`, or at its key."""
        self.add_at(rule, self.place(path, key=key), detail, hint)

    def add_at(self, rule: str, span: Span, detail: str = "", hint: str = "") -> None:
        if RULES[rule].severity is Severity.ERROR:
            self.failed = True
        elif rule in self.off:
            return
        self.report.add(rule, span, detail, hint, str(self.address))

    def written(self, field: str) -> tuple[str]:
        """The path of a field as it is written: by its own name, or by one that stands for its id."""
        for name, (stands_for, _) in KINDS[self.address.kind].named.items():
            if stands_for == field and name in self.node.fields:
                return (name,)
        return (field,)

    def place(self, path: Path, *, key: bool = False) -> Span:
        """Where `path` is written; what is missing has the place of what it is missing from."""
        if key and path:
            holder, found = find(self.node, path[:-1])
            return holder.key_span(str(path[-1])) if found else holder.span
        return find(self.node, path)[0].span
