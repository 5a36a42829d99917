"""The text of a state, and what is said when it is not right."""

from __future__ import annotations

import json
import math
import zlib
from typing import Any

import pytest

from reconciler.errors import StateDamaged, StateError
from reconciler.model.address import Address
from reconciler.model.definition import Manage, OnRemove
from reconciler.model.journal import Begun, Ended, Ending, Intended, Noted
from reconciler.model.record import Fingerprint, Intent, Pair, Record, Snapshot
from reconciler.model.values import Json
from reconciler.stores.codec import decode_journal, decode_snapshot, encode_entry, encode_snapshot

BACKEND = Address("interview", "backend-engineer")
QUESTION: Json = {
    "external_id": "incident",
    "question": "Tell us about an incident that you resolved: " + "x" * 60,
}
SNAPSHOT = Snapshot(
    lineage="3f0c",
    serial=12,
    account=Fingerprint("https://cool.jobmojito.com", "m-1", "production"),
    records={
        BACKEND: Record(
            "id-1",
            {
                "questions": Pair.agreed([QUESTION]),
                "name": Pair.agreed("Grüße – Backend"),
                "max_duration": Pair(1800),
                "interview_tone": Pair("Relaxed", "relaxed"),
                "recording": Pair.agreed(None),
            },
            marker="backend-engineer",
            manage=Manage(protect=True, on_remove=OnRemove.DELETE, ignore=("code",)),
        ),
        Address("interview", "assistant"): Record("id-2", tombstone="archived"),
    },
    open={"i-1": Intent("i-1", Address("interview", "chef"), "job-interview-create", {"name": "Chef"})},
    salt="c0ffee",
)
TEXT = """\
{
  "format": 1,
  "lineage": "3f0c",
  "serial": 12,
  "account": {
    "environment": "production",
    "merchant_id": "m-1",
    "origin": "https://cool.jobmojito.com"
  },
  "salt": "c0ffee",
  "checksum": "CHECKSUM",
  "records": {
    "interview.assistant": {
      "remote_id": "id-2",
      "tombstone": "archived"
    },
    "interview.backend-engineer": {
      "manage": {
        "ignore": ["code"],
        "on_remove": "delete",
        "protect": true
      },
      "marker": "backend-engineer",
      "remote_id": "id-1",
      "fields": {
        "interview_tone": {"read": "relaxed", "sent": "Relaxed"},
        "max_duration": {"sent": 1800, "unread": true},
        "name": {"sent": "Grüße – Backend"},
        "questions": {
          "sent": [
            {
              "external_id": "incident",
              "question": "Tell us about an incident that you resolved: LONG"
            }
          ]
        },
        "recording": {"sent": null}
      }
    }
  },
  "open": {
    "i-1": {
      "address": "interview.chef",
      "endpoint": "job-interview-create",
      "fields": {
        "name": "Chef"
      }
    }
  }
}
""".replace("LONG", "x" * 60)


def test_a_state_reads_like_what_it_says() -> None:
    text = encode_snapshot(SNAPSHOT).decode()
    checksum = json.loads(text)["checksum"]
    assert text == TEXT.replace("CHECKSUM", checksum)
    assert isinstance(json.loads(text)["serial"], int)


def test_one_changed_field_is_one_changed_line() -> None:
    record = SNAPSHOT.records[BACKEND].with_fields({"name": Pair.agreed("Backend")})
    changed = Snapshot(
        SNAPSHOT.lineage,
        12,
        SNAPSHOT.account,
        {**SNAPSHOT.records, BACKEND: record},
        SNAPSHOT.open,
        SNAPSHOT.salt,
    )
    before, after = encode_snapshot(SNAPSHOT).splitlines(), encode_snapshot(changed).splitlines()
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 2, "the field, and the checksum"


def damaged(data: bytes | str) -> StateDamaged:
    raw = data if isinstance(data, bytes) else data.encode()
    with pytest.raises(StateDamaged) as caught:
        decode_snapshot(raw, "state/local.json")
    assert caught.value.hint
    return caught.value


def resealed(change: Any) -> str:
    """The example with a change, as somebody who removes the checksum would leave it."""
    document = json.loads(encode_snapshot(SNAPSHOT))
    del document["checksum"]
    change(document)
    return json.dumps(document, indent=2, ensure_ascii=False)


@pytest.mark.parametrize("data", [b"", b"\n", b"  \n \n"])
def test_an_empty_file_is_damage_and_no_empty_state(data: bytes) -> None:
    assert "state/local.json:1: the file is empty" in damaged(data).message


def test_nul_bytes_are_named_with_their_line() -> None:
    error = damaged(b'{\n  "format": 1\n\0\0\0')
    assert error.message.startswith("state/local.json:3:")
    assert "NUL" in error.message
    assert "NUL" in damaged(bytes(4096)).message


def test_a_truncated_file_is_named_with_line_and_column() -> None:
    error = damaged(encode_snapshot(SNAPSHOT)[:60])
    assert error.message.startswith("state/local.json:5:3:")
    assert "no JSON" in error.message


@pytest.mark.parametrize("marker", ["<<<<<<< HEAD", "=======", ">>>>>>> main", "||||||| base", "=======\r"])
def test_an_unresolved_merge_is_named(marker: str) -> None:
    lines = encode_snapshot(SNAPSHOT).decode().split("\n")
    error = damaged("\n".join([*lines[:3], marker, *lines[3:]]))
    assert error.message.startswith("state/local.json:4:")
    assert "conflict markers" in error.message
    assert "git checkout --ours state/local.json" in error.hint


def test_a_text_that_looks_like_a_marker_is_a_text() -> None:
    record = Record("id", {"description": Pair.agreed("<<<<<<< HEAD\n=======\n>>>>>>> main")})
    snapshot = Snapshot("l", records={BACKEND: record})
    assert decode_snapshot(encode_snapshot(snapshot), "x") == snapshot


def test_an_edit_by_hand_is_noticed_and_can_be_kept_on_purpose() -> None:
    text = encode_snapshot(SNAPSHOT).decode().replace('"id-1"', '"id-9"')
    error = damaged(text)
    assert error.message.startswith("state/local.json:11:")
    assert "checksum" in error.message
    kept = "\n".join(line for line in text.split("\n") if '"checksum"' not in line)
    assert decode_snapshot(kept.encode(), "x").records[BACKEND].remote_id == "id-9"


def test_a_newer_format_asks_for_the_newer_version() -> None:
    error = damaged('{"format": 2, "anything": []}')
    assert "format 2" in error.message
    assert "newer reconciler" in error.hint


@pytest.mark.parametrize("number", ["0", "true", '"1"', "null", "1.5"])
def test_a_format_that_never_was_is_damage(number: str) -> None:
    assert "`format`" in damaged(f'{{"format": {number}}}').message


def test_a_document_that_says_no_format_is_damage() -> None:
    assert damaged('{\n"other": 1}').message.startswith("state/local.json:1: ")


@pytest.mark.parametrize("data", ["[]", "1", '"x"', "null"])
def test_another_kind_of_document_is_damage(data: str) -> None:
    assert "object" in damaged(data).message


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe{", b"\xef\xbb\xbf{}", b"[" * 200_000, b'{"format": NaN}', b'{"format": 1e999}', b"9" * 5000],
)
def test_what_is_no_text_or_no_json_is_damage(data: bytes) -> None:
    assert damaged(data).message.startswith("state/local.json:1")


def _set(path: str, value: Any) -> Any:
    def change(document: Any) -> None:
        *parents, last = path.split("/")
        for parent in parents:
            document = document[parent]
        document[last] = value

    return change


RECORD = "records/interview.backend-engineer"


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("colour", "red", "colour"),
        ("lineage", "", "lineage"),
        ("lineage", None, "lineage"),
        ("serial", 1.0, "serial"),
        ("serial", True, "serial"),
        ("serial", -1, "serial"),
        ("serial", "12", "serial"),
        ("salt", None, "salt"),
        ("account", "m-1", "account"),
        ("account/origin", "", "account.origin"),
        ("account/more", 1, "account.more"),
        ("records", [], "records"),
        ("records/nokind", {"remote_id": "x"}, "records.nokind"),
        ("records/interview.UPPER", {"remote_id": "x"}, "records.interview.UPPER"),
        (f"{RECORD}/remote_id", "", "remote_id"),
        (f"{RECORD}/remote_id", 7, "remote_id"),
        (f"{RECORD}/colour", 7, "colour"),
        (f"{RECORD}/deposed", "id", "deposed"),
        (f"{RECORD}/deposed", [1], "deposed"),
        (f"{RECORD}/tombstone", 1, "tombstone"),
        (f"{RECORD}/refs", {"a": 1}, "refs.a"),
        (f"{RECORD}/fields", [], "fields"),
        (f"{RECORD}/fields/name", "x", "fields.name"),
        (f"{RECORD}/fields/name", {"read": 1}, "fields.name"),
        (f"{RECORD}/fields/name", {"sent": 1, "unread": False}, "fields.name.unread"),
        (f"{RECORD}/fields/name", {"sent": 1, "unread": True, "read": 1}, "fields.name.unread"),
        (f"{RECORD}/fields/name", {"sent": 1, "seen": 1}, "fields.name.seen"),
        (f"{RECORD}/manage", {"on_remove": "burn"}, "manage.on_remove"),
        (f"{RECORD}/manage", {"on_remove": ["archive"]}, "manage.on_remove"),
        (f"{RECORD}/manage", {"protect": 1}, "manage.protect"),
        (f"{RECORD}/manage", {"ignore": None}, "manage.ignore"),
        ("open/i-1/endpoint", None, "open.i-1.endpoint"),
        ("open/i-1/server_time", "now", "open.i-1.server_time"),
        ("open/i-1/server_time", True, "open.i-1.server_time"),
        ("open/i-1/id", "i-1", "open.i-1.id"),
    ],
)
def test_whatever_does_not_fit_is_named_with_its_line(path: str, value: Any, named: str) -> None:
    text = resealed(_set(path, value))
    error = damaged(text)
    assert named in error.message
    line = int(error.message.split(":")[1])
    assert f'{named.split(".")[-1]}"' in text.split("\n")[line - 1]


@pytest.mark.parametrize("key", ["lineage", "serial", "account", "salt", "records", "open"])
def test_nothing_of_a_state_may_be_missing(key: str) -> None:
    assert repr(key) in damaged(resealed(lambda document: document.pop(key))).message


def test_what_json_cannot_hold_is_never_written() -> None:
    record = Record("x", {"a": Pair.agreed(math.inf)})
    with pytest.raises(StateError, match="JSON"):
        encode_snapshot(Snapshot("l", records={BACKEND: record}))
    with pytest.raises(StateError, match="JSON"):
        encode_entry(Noted(BACKEND, record))


BEGUN = Begun("3f0c", 12, None, "apply", 1795600800.0)
ENTRIES = (
    BEGUN,
    Intended(Intent("i-1", BACKEND, "job-interview-create", {"name": "Grüße"}, server_time=1.5)),
    Ended("i-1", Ending.APPLIED, Record("id-1")),
    Noted(BACKEND, None, settles="i-0"),
)
LINES = tuple(encode_entry(entry) for entry in ENTRIES)


def test_a_line_says_what_it_is() -> None:
    payload = b'{"ended":{"ending":"failed","id":"i-1","message":"no","record":{"remote_id":"r"}}}'
    line = b'{"check":"%08x",' % zlib.crc32(payload) + payload[1:] + b"\n"
    assert encode_entry(Ended("i-1", Ending.FAILED, Record("r"), "no")) == line
    assert [set(json.loads(line)) - {"check"} for line in LINES] == [
        {"begun"},
        {"intended"},
        {"ended"},
        {"noted"},
    ]


def torn(data: bytes) -> StateDamaged:
    with pytest.raises(StateDamaged) as caught:
        decode_journal(data, "state/local.journal")
    assert caught.value.message.startswith("state/local.journal:")
    assert "keep it" in caught.value.hint
    return caught.value


def test_a_torn_last_line_is_dropped_even_when_only_its_newline_is_missing() -> None:
    assert decode_journal(b"".join(LINES)[:-1], "x") == ENTRIES[:-1]
    assert decode_journal(b"".join(LINES) + bytes(100), "x") == ENTRIES


@pytest.mark.parametrize("data", [b"", LINES[0][:-1], bytes(500)])
def test_a_journal_without_a_whole_first_line_is_damage(data: bytes) -> None:
    assert ":1:" in torn(data).message


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_damage_of_a_whole_line_is_named_with_its_number(number: int) -> None:
    for change in (
        lambda line: line.replace(b'"', b"", 1),
        lambda line: bytes(len(line) - 1) + b"\n",
        lambda _: b"\n",
    ):
        lines = list(LINES)
        lines[number - 1] = change(lines[number - 1])
        assert f".journal:{number}:" in torn(b"".join(lines)).message


def test_a_line_changed_by_hand_does_not_fit_its_checksum() -> None:
    lines = list(LINES)
    lines[2] = lines[2].replace(b"id-1", b"id-9")
    assert "checksum" in torn(b"".join(lines)).message


def test_a_journal_begins_once() -> None:
    assert "begins with" in torn(b"".join(LINES[1:])).message
    assert "second time" in torn(b"".join((*LINES, LINES[0]))).message


@pytest.mark.parametrize(
    ("plain", "named"),
    [
        ([], "no checksum fits a list"),
        ({"dreamt": {}}, "dreamt"),
        ({"noted": {"address": "interview.x", "record": None}, "begun": {}}, "one thing"),
        ({}, "one thing"),
        ({"noted": {"address": "interview.x"}}, "record"),
        ({"intended": {"address": "interview.x", "endpoint": "e"}}, "id"),
        ({"intended": []}, "id"),
        ({"ended": {"id": "x", "ending": "exploded"}}, "ending"),
        (
            {"begun": {"lineage": "l", "serial": 1, "account": None, "operation": "o", "started": "now"}},
            "started",
        ),
    ],
)
def test_a_sealed_line_that_makes_no_sense_is_damage(plain: Any, named: str) -> None:
    error = torn(LINES[0] + sealed(plain))
    if isinstance(plain, dict):
        assert named in error.message
    assert ".journal:2:" in error.message


def sealed(plain: Any) -> bytes:
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    if not isinstance(plain, dict):
        return text.encode() + b"\n"
    return json.dumps({"check": f"{zlib.crc32(text.encode()):08x}", **plain}).encode() + b"\n"


def test_each_way_to_be_no_journal_is_named() -> None:
    for data, why in ((b"", "the file is empty"), (b"{torn", "its first line is not whole")):
        with pytest.raises(StateDamaged, match=why):
            decode_journal(data, "state/local.journal")
    for line, why in ((b"\0\0\n", "it holds NUL bytes"), (b"nonsense\n", "it is no JSON")):
        with pytest.raises(StateDamaged, match=why):
            decode_journal(line, "state/local.journal")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_json_has_not_is_named(number: str) -> None:
    with pytest.raises(StateDamaged, match=r"is no JSON number|is too large"):
        decode_journal(f'{{"begun":{number}}}\n'.encode(), "state/local.journal")
    with pytest.raises(StateDamaged, match=r"is no JSON number|is too large"):
        decode_snapshot(f'{{"format":{number}}}'.encode(), "state/local.json")


def test_a_snapshot_keeps_the_letters_of_every_script_readable() -> None:
    text = encode_snapshot(Snapshot("Zürich 你好", 1)).decode()
    assert "Zürich 你好" in text


def test_a_kind_of_a_later_version_is_refused_and_not_guessed_at() -> None:
    def later(document: Any) -> None:
        document["records"]["holiday.summer"] = {"remote_id": "r"}

    assert "knows no kind 'holiday'" in damaged(resealed(later)).message
