"""What an annotation says beyond a type: bounds, formats, units."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Rule:
    """`least`, `most`: of a number. `shortest`, `longest`: letters. `fewest`: entries of a list.

    `pattern`: a regular expression that the whole text matches. `format`: only `uuid`. `default`: what the
    service takes when nothing is sent. `open`: other values (of an enum) or keys (of an object) pass too.
    """

    least: float | None = None
    most: float | None = None
    shortest: int = 0
    longest: int | None = None
    fewest: int = 0
    pattern: str = ""
    format: str = ""
    unit: str = ""
    default: bool | int | str | None = None
    open: bool = False
    note: str = ""


Uuid = Annotated[str, Rule(format="uuid")]
Filled = Annotated[str, Rule(shortest=1)]
Seconds = Annotated[float, Rule(unit="seconds")]
Share = Annotated[float, Rule(least=0.01, most=0.9, unit="fraction")]
Attempts = Annotated[float, Rule(least=1, most=20)]
Followups = Annotated[int, Rule(least=0, most=999)]
Slug = Annotated[str, Rule(shortest=1, pattern=r"[a-z0-9]+(?:(?:-|_)+[a-z0-9]+)*")]
Day = Annotated[str, Rule(pattern=r"\d{4}-\d{2}-\d{2}", note="YYYY-MM-DD, inclusive")]
Limit = Annotated[int, Rule(least=1, most=1000, default=50)]
Offset = Annotated[int, Rule(least=0, default=0)]
File = Annotated[Path, Rule(note="a file on disk, sent as it is")]
On = Annotated[bool, Rule(default=True)]
Off = Annotated[bool, Rule(default=False)]
"""A switch that is on, or off, when nothing is sent."""
