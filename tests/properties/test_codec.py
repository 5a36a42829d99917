"""Whatever a Snapshot or an Entry holds comes back equal, in one text only; damage never passes for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconciler.errors import StateDamaged
from reconciler.model.address import Address
from reconciler.model.definition import Manage, OnRemove
from reconciler.model.journal import Begun, Ended, Ending, Entry, Intended, Noted, ReadBack
from reconciler.model.kinds import KINDS
from reconciler.model.record import Fingerprint, Intent, Pair, Record, Snapshot
from reconciler.model.values import Json
from reconciler.stores.codec import decode_journal, decode_snapshot, encode_entry, encode_snapshot

Found = TypeVar("Found")

# Any code point at all, halves of surrogate pairs and line separators among them.
texts = st.text(st.characters(exclude_categories=()), max_size=12)
names = texts.filter(bool)
numbers = st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | st.integers() | numbers | texts
values: st.SearchStrategy[Json] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
addresses = st.builds(
    Address, st.sampled_from(sorted(KINDS)), st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True)
)
pairs = st.builds(Pair.agreed, values) | st.builds(Pair, values) | st.builds(Pair, values, values)
manages = st.builds(
    Manage,
    protect=st.booleans(),
    on_remove=st.sampled_from(OnRemove),
    ignore=st.lists(texts, max_size=2).map(tuple),
    moved_from=st.none() | texts,
)
words = st.dictionaries(texts, texts, max_size=2)
records = st.builds(
    Record,
    remote_id=names,
    fields=st.dictionaries(texts, pairs, max_size=4),
    marker=st.none() | texts,
    manage=manages,
    deposed=st.lists(texts, max_size=2).map(tuple),
    tombstone=st.none() | texts,
    refs=words,
)
fingerprints = st.builds(Fingerprint, names, names, st.none() | texts)
intents = st.builds(
    Intent,
    id=names,
    address=addresses,
    endpoint=names,
    fields=st.dictionaries(texts, values, max_size=4),
    remote_id=st.none() | texts,
    marker=st.none() | texts,
    manage=manages,
    server_time=st.none() | numbers,
    replaces=st.none() | texts,
    refs=words,
)
snapshots = st.builds(
    Snapshot,
    lineage=names,
    serial=st.integers(0, 2**40),
    account=st.none() | fingerprints,
    records=st.dictionaries(addresses, records, max_size=4),
    open=st.lists(intents, max_size=2).map(lambda found: {intent.id: intent for intent in found}),
    salt=texts,
)
begins = st.builds(Begun, names, st.integers(0, 2**40), st.none() | fingerprints, texts, numbers)
later_entries: st.SearchStrategy[Entry] = st.one_of(
    st.builds(Intended, intents),
    st.builds(Ended, names, st.sampled_from(Ending), st.none() | records, texts, st.none() | texts),
    st.builds(ReadBack, addresses, names, st.dictionaries(texts, pairs, max_size=3)),
    st.builds(Noted, addresses, st.none() | records, st.none() | texts),
)
journals = st.tuples(begins, st.lists(later_entries, max_size=4)).map(lambda parts: (parts[0], *parts[1]))
thorough = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(entries: tuple[Entry, ...]) -> bytes:
    return b"".join(map(encode_entry, entries))


@thorough
@given(snapshots)
def test_a_snapshot_comes_back(snapshot: Snapshot) -> None:
    data = encode_snapshot(snapshot)
    assert data.endswith(b"}\n")
    assert decode_snapshot(data, "s.json") == snapshot
    assert encode_snapshot(decode_snapshot(data, "s.json")) == data


@thorough
@given(snapshots)
def test_the_order_in_memory_does_not_show(snapshot: Snapshot) -> None:
    turned = Snapshot(
        snapshot.lineage,
        snapshot.serial,
        snapshot.account,
        dict(reversed(list(snapshot.records.items()))),
        dict(reversed(list(snapshot.open.items()))),
        snapshot.salt,
    )
    assert encode_snapshot(turned) == encode_snapshot(snapshot)


@thorough
@given(snapshots, st.sampled_from([None, 1, 4, "\t"]))
def test_another_layout_of_the_same_content_is_no_edit(snapshot: Snapshot, indent: int | None) -> None:
    again = json.dumps(json.loads(encode_snapshot(snapshot)), indent=indent).replace("\n", "\r\n").encode()
    assert decode_snapshot(again, "s.json") == snapshot


@thorough
@given(journals)
def test_a_journal_comes_back(entries: tuple[Entry, ...]) -> None:
    data = written(entries)
    assert data.count(b"\n") == len(entries), "one line each, whatever the texts hold"
    assert decode_journal(data, "s.journal") == entries


@thorough
@given(journals, st.data())
def test_a_journal_cut_anywhere_gives_its_whole_lines_or_damage(
    entries: tuple[Entry, ...], data: st.DataObject
) -> None:
    whole = written(entries)
    cut = whole[: data.draw(st.integers(0, len(whole)))]
    lines = cut.count(b"\n")
    if lines:
        assert decode_journal(cut, "s.journal") == entries[:lines]
    else:
        with pytest.raises(StateDamaged):
            decode_journal(cut, "s.journal")


@thorough
@given(snapshots, st.data())
def test_a_snapshot_cut_anywhere_is_damage(snapshot: Snapshot, data: st.DataObject) -> None:
    whole = encode_snapshot(snapshot)
    cut = whole[: data.draw(st.integers(0, len(whole) - 2))]  # only the last newline may be missed
    with pytest.raises(StateDamaged):
        decode_snapshot(cut, "s.json")


def flipped(whole: bytes, data: st.DataObject) -> bytes:
    place = data.draw(st.integers(0, len(whole) - 1))
    return whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :]


def found_or_told(read: Callable[[], Found]) -> Found | None:
    """What was read, or None when it was refused as it should be."""
    try:
        return read()
    except StateDamaged as damage:
        told = damage
    assert told.message.startswith("s.")
    assert told.hint
    return None


@thorough
@given(snapshots, st.data())
def test_a_changed_byte_is_damage_or_changes_nothing(snapshot: Snapshot, data: st.DataObject) -> None:
    changed = flipped(encode_snapshot(snapshot), data)
    found = found_or_told(lambda: decode_snapshot(changed, "s.json"))
    assert found is None or found == snapshot


@thorough
@given(journals, st.data())
def test_a_changed_byte_of_a_journal_is_damage_or_changes_nothing(
    entries: tuple[Entry, ...], data: st.DataObject
) -> None:
    changed = flipped(written(entries), data)
    found = found_or_told(lambda: decode_journal(changed, "s.journal"))
    # A newline that was hit at the very end turns the last line into a torn one.
    assert found in (None, entries, entries[:-1])
