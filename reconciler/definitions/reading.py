"""Reads one definition file: parse, lay the layers over each other, complete, validate.

A file is read for itself, with a report of its own: what stands in another definition never changes what
comes out, so that the result can be kept (`cache`), and its text can go as soon as it is done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from reconciler.definitions.files import Files
from reconciler.definitions.node import Node
from reconciler.definitions.overlays import Overlays, overlay_name
from reconciler.definitions.report import Report
from reconciler.errors import Span
from reconciler.model.address import Address
from reconciler.model.definition import Definition
from reconciler.model.kinds import KINDS

if TYPE_CHECKING:
    from reconciler.definitions.texts import Texts


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


class Surroundings(NamedTuple):
    """Everything that reaches a definition beside its own file and the texts that it names."""

    defaults: Mapping[str, tuple[Node, ...]]
    overlays: Overlays
    variables: Mapping[str, str]
    merchant_id: str | None
    files: Files


def read_file(path: str, text: str, around: Surroundings, report: Report) -> Read:
    """The definitions in the file `path`, which holds `text`. What is wrong goes to `report`."""
    # Nothing of this is needed where nothing changed, and together it takes longer than ten files.
    from reconciler.definitions.define import define
    from reconciler.definitions.documents import documents_of
    from reconciler.definitions.fields import LISTS
    from reconciler.definitions.layers import stacked
    from reconciler.definitions.people import hide_people, says_people
    from reconciler.definitions.source import parse
    from reconciler.definitions.texts import Texts

    if says_people(text):
        report.hide_file(path)
    texts = Texts(around.variables, around.files.reporting(report), report)
    made: list[Made] = []
    for document in documents_of(parse(text, path, report), path, report):
        address = document.address
        defaults = around.defaults.get(address.kind, ())
        overlay = around.overlays.over(overlay_name(address))
        if KINDS[address.kind].personal:
            hide_people(path, address.kind, defaults, report)
        node = stacked(defaults, document.node, overlay, report, address.kind)
        node = texts.completed(node, address.kind)
        if any(name in node.fields for name in LISTS.get(address.kind, ())):
            made.append(Made(address, document.place, None, frozenset()))
            made += _people(address, node, texts, report, around.merchant_id)
            continue
        definition, off = define(address, node, report, around.merchant_id)
        made.append(Made(address, document.place, definition, off))
    return Read(tuple(made), report, texts.taken)


def _people(
    address: Address, node: Node, texts: Texts, report: Report, merchant_id: str | None
) -> Iterator[Made]:
    """A Definition for each person of a list."""
    from reconciler.definitions.define import define
    from reconciler.definitions.people import listed_people, shared_part, with_person

    shared = shared_part(node, address.kind)
    batch = str(address)
    define(address, shared, report, merchant_id, batch)
    for person in listed_people(address, node, texts, report):
        own = with_person(shared, person)
        definition, off = define(person.address, own, report, merchant_id, batch)
        yield Made(person.address, person.place, definition if person.sound else None, off)
