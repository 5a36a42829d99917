"""Reads the events of a YAML parser into located values.

The tree is built from the parser's *events*, with every limit checked while it grows: composing a whole
node graph first would follow an alias bomb or 200,000 brackets to their end before anybody could count.
"""

from __future__ import annotations

import io
from typing import Any

import yaml

from reconciler.definitions.builder import Builder, Stop
from reconciler.definitions.node import Node
from reconciler.definitions.report import Report
from reconciler.definitions.syntax import fault_of

# libyaml where PyYAML was built with it; the pure parser gives the same events, some ten times slower.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Source(io.StringIO):
    """A text that knows the name of its file, which the parser then puts into every mark."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text, newline="")
        self.name = name


def documents(text: str, file: str, report: Report, loader: Any = None) -> list[Node]:
    """The documents of `text`, which has newlines of one kind only and nothing that cannot be seen."""
    builder = Builder(report)
    try:
        builder.read((loader or _LOADER)(_Source(text, file)).get_event)
    except Stop:
        pass
    except yaml.YAMLError as error:
        fault = fault_of(error, file, text.split("\n"), builder.inside)
        report.add(fault.rule, fault.span, fault.detail, fault.hint)
    return builder.documents
