"""What was seen of an interview, kept between runs where anybody may delete it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reconciler.model.observed import Observation, Row
from reconciler.model.values import Json


@dataclass(frozen=True, slots=True)
class Sighting:
    """`row` is the row of the listing that went with it, `read_at` our own clock. `base`: the fields as they
    were when the last apply was through, or when it was first seen; None where they are those of `seen`."""

    seen: Observation
    row: Row
    read_at: float
    base: Mapping[str, Json] | None = None

    @property
    def before(self) -> Mapping[str, Json]:
        return self.seen.fields if self.base is None else self.base
