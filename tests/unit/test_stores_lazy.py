"""A state of ours is not read before its fields are asked for, and never at the cost of being right."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.errors import StateDamaged, StateMoved
from reconciler.model.address import Address
from reconciler.model.definition import Manage
from reconciler.model.lazy import Lazy
from reconciler.model.record import Intent, Pair, Record, Snapshot
from reconciler.stores import lazy
from reconciler.stores.codec import decode_snapshot, encode_snapshot
from reconciler.stores.local import LocalStore

A, B, C = (Address("interview", key) for key in "abc")
SNAPSHOT = Snapshot(
    "lineage",
    4,
    records={
        A: Record("id-a", {"name": Pair.agreed("A"), "tags": Pair(["x"], None)}),
        B: Record("id-b", {"name": Pair("B")}, "b", Manage(protect=True), ("old",), refs={"x": "y"}),
        C: Record("id-c", tombstone="archived"),
    },
    open={"i": Intent("i", A, "job-interview-create", {"name": "N"}), "j": Intent("j", B, "e", {"a": {}})},
    salt="s",
)
DATA = encode_snapshot(SNAPSHOT)


def test_fields_are_read_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    found = decode_snapshot(DATA, "f.json")
    with monkeypatch.context() as patch:
        patch.setattr(lazy.Text, "pairs", lambda *_: pytest.fail("somebody read fields"))
        assert [(str(address), record.remote_id) for address, record in found.records.items()] == [
            ("interview.a", "id-a"), ("interview.b", "id-b"), ("interview.c", "id-c"),
        ]  # fmt: skip
        assert encode_snapshot(found) == DATA
    assert found == SNAPSHOT
    assert isinstance(found.records[A].fields, Lazy)


def test_a_record_that_changed_has_another_digest_and_no_other_has() -> None:
    changed = {**SNAPSHOT.records, B: Record("id-b", {"name": Pair("B!")})}
    before = decode_snapshot(DATA, "f.json").records
    after = decode_snapshot(encode_snapshot(Snapshot("l", 5, records=changed)), "f.json").records
    digests = [
        [one.fields.digest for one in records.values() if isinstance(one.fields, Lazy)]
        for records in (before, after)
    ]
    assert digests[0][0] == digests[1][0]
    assert digests[0][1] != digests[1][1]


@pytest.mark.parametrize("place", range(0, len(DATA), 3))
def test_one_byte_that_changed_is_never_read_past(place: int) -> None:
    data = bytearray(DATA)
    data[place] ^= 1
    try:
        found = decode_snapshot(bytes(data), "f.json")
    except StateDamaged:
        return
    assert found == SNAPSHOT  # white space, and nothing else


def test_a_text_cut_into_pieces_anywhere_is_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = len(DATA)
    for size in range(DATA.index(b'"records"') + 20, whole, 7):
        monkeypatch.setattr(lazy, "_CHUNK", size)
        text = lazy.Text(lazy.OfBytes(DATA), "f.json")
        assert text.snapshot() == SNAPSHOT


def test_a_file_that_is_written_to_is_not_read_on(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "s.json")
    store.write(SNAPSHOT, over=None)
    found = store.load().snapshot
    assert found is not None
    store.write(Snapshot("lineage", 5), over=SNAPSHOT)  # another file takes its name
    assert found.records[A].sent("name") == "A"
    found = store.load().snapshot
    store.write(SNAPSHOT, over=found)
    found = store.load().snapshot
    assert found is not None
    with (tmp_path / "s.json").open("ab") as stream:
        stream.write(b"\n")
    with pytest.raises(StateMoved):
        found.records[A].sent("name")
