"""What one definition file comes to, and everything that it depends on.

A file is read for itself, with a report of its own: what stands in another definition never changes what
comes out, so that the result can be kept (`cache`), and its text can go as soon as it is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from reconciler.definitions.files import Files
from reconciler.definitions.node import Node
from reconciler.definitions.overlays import Overlays
from reconciler.definitions.report import Report
from reconciler.errors import Span
from reconciler.model.address import Address
from reconciler.model.definition import Definition

if TYPE_CHECKING:
    from reconciler.definitions.beneath import Beneath


class Made(NamedTuple):
    """One document of a file, or one person whom it lists. `definition` is None when something in it is
    wrong, and for the list itself; `off` are the rules that it switches off, `place` is where its key is
    written."""

    address: Address
    place: Span
    definition: Definition | None
    off: frozenset[str]


class Read(NamedTuple):
    """What one file comes to. `texts`: what else was read for it, (file that names it, path as it is
    written there) -> content, None for what could not be read."""

    documents: tuple[Made, ...]
    report: Report
    texts: Mapping[tuple[str, str], str | None]


@dataclass
class Surroundings:
    """Everything that reaches a definition beside its own file and the texts that it names."""

    defaults: Mapping[str, tuple[Node, ...]]
    overlays: Overlays
    variables: Mapping[str, str]
    merchant_id: str | None
    files: Files

    @cached_property
    def beneath(self) -> Beneath:
        """The defaults of interviews, for definitions that are plain values."""
        from reconciler.definitions.beneath import Beneath  # only who reads a file needs it
        from reconciler.model.kinds import INTERVIEW

        return Beneath(self.defaults.get(INTERVIEW, ()), self.variables, self.files)


def read_file(path: str, text: str, around: Surroundings, report: Report) -> Read:
    """The definitions in the file `path`, which holds `text`. What is wrong goes to `report`."""
    # Nothing of this is needed where nothing changed, and together it takes longer than ten files.
    from reconciler.definitions.afresh import read_afresh

    return read_afresh(path, text, around, report)
