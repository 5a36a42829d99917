"""What the files declare, after defaults, overlays and validation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from reconciler.errors import Span
from reconciler.model.address import Address
from reconciler.model.values import Value


class OnRemove(StrEnum):
    """What happens to the interview when its file goes."""

    ARCHIVE = "archive"
    DELETE = "delete"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class Manage:
    """The block `manage` of a definition: nothing in here is sent."""

    protect: bool = False
    on_remove: OnRemove = OnRemove.ARCHIVE
    ignore: tuple[str, ...] = ()
    moved_from: str | None = None


USUAL = Manage()
"""Without a block."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One resource as declared. `fields` holds exactly the declared keys, under the API's request
    names; durations are seconds, file texts are read in, a name is a Ref.

    `spans` maps a dotted path (`max_duration`, `questions.0.duration`) to where its value was written,
    whichever layer that was; `""` is the place of the definition itself. `batch`: the definition that
    lists this one among others, where a file declares several (the people of an invitation).
    """

    address: Address
    fields: Mapping[str, Value]
    manage: Manage = field(default_factory=Manage)
    spans: Mapping[str, Span] = field(default_factory=dict)
    batch: str = ""

    def span(self, path: str = "") -> Span | None:
        """Where `path` was written, or the nearest thing around it."""
        while path and path not in self.spans:
            path = path.rpartition(".")[0]
        return self.spans.get(path)


@dataclass(frozen=True, slots=True)
class Desired:
    """All definitions of one environment."""

    definitions: Mapping[Address, Definition]
