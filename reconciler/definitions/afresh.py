"""Reads one definition file: parse, lay the layers over each other, complete, validate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reconciler.definitions.beneath import stands_alone
from reconciler.definitions.define import define, define_plain
from reconciler.definitions.documents import documents_of, key_of, says_people
from reconciler.definitions.fields import LISTS
from reconciler.definitions.layers import stacked
from reconciler.definitions.node import Node
from reconciler.definitions.overlays import overlay_name
from reconciler.definitions.placed import Placed, located
from reconciler.definitions.places import span_at
from reconciler.definitions.reading import Made, Read, Surroundings
from reconciler.definitions.report import Report
from reconciler.definitions.source import parsed
from reconciler.definitions.texts import Texts
from reconciler.model.address import Address
from reconciler.model.kinds import INTERVIEW, KINDS


def read_afresh(path: str, text: str, around: Surroundings, report: Report) -> Read:
    """The definitions in the file `path`, which holds `text`. What is wrong goes to `report`."""
    if says_people(text):
        report.hide_file(path)
    found = parsed(text, path, report)
    if isinstance(found, Placed):
        # One sign is found in no time, and two are not.
        variable = "$" in text and "${" in text
        if not variable and (made := _alone(path, found, around, report)) is not None:
            return Read((made,), report, {})
        found = [located(found, path)]
    return _read_all(path, found, around, report)


def _alone(path: str, found: Placed, around: Surroundings, report: Report) -> Made | None:
    """The interview of a file that nothing but plain defaults reaches, without a look at the place of each
    value; None for anything else."""
    key = key_of(path)
    if key is None or not stands_alone(found.value):
        return None
    address = Address(INTERVIEW, key)
    if around.overlays.path(overlay_name(address)):
        return None
    laid = around.beneath.laid(found, path)
    if laid is None:
        return None
    definition = define_plain(address, laid, report, around.merchant_id)
    return Made(address, span_at(path, found.places[0]), definition, frozenset())


def _read_all(path: str, nodes: Sequence[Node], around: Surroundings, report: Report) -> Read:
    """Every document of a file: the layers laid over each other, completed, validated."""
    texts = Texts(around.variables, around.files.reporting(report), report)
    made: list[Made] = []
    for document in documents_of(nodes, path, report):
        address = document.address
        defaults = around.defaults.get(address.kind, ())
        overlay = around.overlays.over(overlay_name(address))
        if KINDS[address.kind].personal:
            from reconciler.definitions.people import hide_people  # most files are about nobody

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
    from reconciler.definitions.people import listed_people, shared_part, with_person

    shared = shared_part(node, address.kind)
    batch = str(address)
    define(address, shared, report, merchant_id, batch)
    for person in listed_people(address, node, texts, report):
        own = with_person(shared, person)
        definition, off = define(person.address, own, report, merchant_id, batch)
        yield Made(person.address, person.place, definition if person.sound else None, off)
