"""What was read back of a Record as the journal says it: only what is not as it was sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reconciler.engine import records
from reconciler.model.record import Pair, Record
from reconciler.model.values import UNREAD

SENT = Record(
    "id-1", {"name": Pair("A", UNREAD), "tags": Pair([1], UNREAD), "location": Pair.agreed("Berlin")}
)


def read(**fields: Pair) -> Record:
    agreed = {"name": Pair.agreed("A"), "tags": Pair.agreed([1])}
    return SENT.with_fields({**agreed, **fields})


@pytest.mark.parametrize(
    ("after", "pairs"),
    [
        (read(), {}),
        (read(tags=Pair([1], [1.0])), {}),
        (read(tags=Pair([1], [True])), {"tags": Pair([1], [True])}),
        (read(name=Pair("A", "a")), {"name": Pair("A", "a")}),
        (read(name=Pair("A", UNREAD)), {"name": Pair("A", UNREAD)}),
        (read(location=Pair.agreed("Bonn")), {"location": Pair.agreed("Bonn")}),
        (read(location=Pair("Berlin", UNREAD)), {"location": Pair("Berlin", UNREAD)}),
    ],
)
def test_only_what_is_not_as_it_was_sent_is_said(after: Record, pairs: dict[str, Pair]) -> None:
    assert records.confirming(SENT, after) == pairs
    assert records.confirmed(SENT, pairs).fields.keys() == after.fields.keys()
    assert records.confirmed(SENT, pairs) == after


@pytest.mark.parametrize(
    "change",
    [
        {"fields": {"name": Pair.agreed("A")}},
        {"remote_id": "id-2"},
        {"remote_id": ""},
        {"marker": "m"},
        {"tombstone": "archived"},
        {"deposed": ("id-0",)},
        {"refs": {"x": "y"}},
        {"outcome": {"decision": True}},
    ],
)
def test_more_than_pairs_is_a_whole_record(change: dict[str, Any]) -> None:
    assert records.confirming(SENT, replace(read(), **change)) is None
    assert records.confirming(None, read()) is None


def test_a_record_without_an_id_is_said_whole() -> None:
    assert records.confirming(Record(""), Record("")) is None
