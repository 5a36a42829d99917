"""Snapshot and journal as bytes, and back. Pure.

A Snapshot is readable JSON: two spaces of indent, keys sorted, one line per field where it fits, so that a
change of one interview is a change of one block. `checksum` covers everything else in it, whatever its
layout. A journal is one line of JSON per Entry, each with a checksum of its own.

What cannot be read raises StateDamaged with file, line and the way out. Nothing is ever read as empty: an
empty state would make everything a second time.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
import zlib
from collections.abc import Mapping
from contextlib import suppress
from json.encoder import encode_basestring
from typing import NoReturn

from reconciler.errors import StateDamaged, StateError
from reconciler.model.journal import Begun, Entry
from reconciler.model.record import Snapshot
from reconciler.model.values import Json
from reconciler.stores import damage, lazy
from reconciler.stores.from_plain import Misfit, entry_from_plain, snapshot_from_plain
from reconciler.stores.to_plain import FORMAT, entry_to_plain, head_to_plain, intent_to_plain, record_to_plain

_WIDTH = 100
_WORDS = {None: "null", True: "true", False: "false"}
_OPEN_LEVELS = 4  # document, records, one record, its fields
_RECORD_LEVEL = 2

_compact = json.JSONEncoder(sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_spaced = json.JSONEncoder(sort_keys=True, ensure_ascii=False, allow_nan=False).encode
_escaped = json.JSONEncoder(sort_keys=True, allow_nan=False, separators=(",", ":")).encode


class _Laid(str):
    """A value that is laid out already."""

    __slots__ = ()


def encode_snapshot(snapshot: Snapshot) -> bytes:
    """Raises StateError for a value that JSON cannot hold (infinity)."""
    records = {
        str(address): record_to_plain(
            record, _Laid(record.fields.laid()) if isinstance(record.fields, lazy.Fields) else None
        )
        for address, record in snapshot.records.items()
    }
    intents: Json = {intent_id: intent_to_plain(intent) for intent_id, intent in snapshot.open.items()}
    try:
        return _sealed(head_to_plain(snapshot), records, intents)[0]
    except ValueError as error:
        raise StateError(f"The state would hold a value that JSON cannot: {error}.") from error


def _sealed(head: Mapping[str, Json], records: Mapping[str, Json], intents: Json) -> tuple[bytes, str]:
    """The text of a state, and its checksum: over what stands before the Records, over a digest of each of
    them, and over what follows, so that a reader can tell of each by itself whether it changed."""
    lines = [f'  "{key}": {_layout(value, 1)},' for key, value in head.items()]
    begin = _encoded("{\n" + "\n".join(lines))
    parts = [_encoded(f'    "{key}": {_layout(records[key], 2)}') for key in sorted(records)]
    end = lazy.OPEN + _encoded(_layout(intents, 1)) + b"\n}\n"
    seal = hashlib.sha256(begin)
    for part in parts:
        seal.update(hashlib.sha256(part).digest())
    seal.update(end)
    checksum = seal.hexdigest()
    held = lazy.RECORDS + b",\n".join(parts) + b"\n  },\n  " if parts else b'\n  "records": {},\n  '
    return b"".join((begin, f'\n  "checksum": "{checksum}",'.encode(), held, end)), checksum


def decode_snapshot(data: bytes | lazy.Source, file: str) -> Snapshot:
    """`file` is how messages name it. Raises StateDamaged."""
    source = lazy.OfBytes(data) if isinstance(data, bytes) else data
    found = lazy.Text(source, file).snapshot()
    return found if found is not None else _strictly(source.read(0, sys.maxsize), file)


def _strictly(data: bytes, file: str) -> Snapshot:
    """The Snapshot of a text that may be laid out by somebody else, or be damaged. Raises StateDamaged."""
    text = damage.readable(data, file)
    document = _parsed(text, file)
    if not isinstance(document, dict):
        raise damage.at(file, 1, "the state must be an object")
    number = document.get("format")
    if isinstance(number, int) and not isinstance(number, bool) and number > FORMAT:
        raise damage.newer(file, number, FORMAT)
    if number != FORMAT or isinstance(number, bool):
        raise damage.at(file, damage.line_of(text, ("format",)), "`format` must be 1")
    seal = document.pop("checksum", None)
    if seal is not None and seal != _checksum(document):
        raise damage.edited(file, damage.line_of(text, ("checksum",)))
    del document["format"]
    try:
        return snapshot_from_plain(document)
    except Misfit as misfit:
        where = ".".join(misfit.path) or "the state"
        raise damage.at(file, damage.line_of(text, misfit.path), f"{where}: {misfit.why}") from misfit


def _checksum(document: dict[str, Json]) -> str | None:
    """What the checksum would be in our own layout; None for what has not the form of a state."""
    parts = {key: document.get(key) for key in ("format", "lineage", "serial", "account", "salt")}
    records = document.get("records")
    if len(document) != len(parts) + 2 or not isinstance(records, dict):
        return None
    return _sealed(parts, records, document.get("open"))[1]


def encode_entry(entry: Entry) -> bytes:
    """One line with its newline. Raises StateError for a value that JSON cannot hold."""
    plain = entry_to_plain(entry)
    try:
        text = _compact(plain)
    except ValueError as error:
        raise StateError(f"The journal would hold a value that JSON cannot: {error}.") from error
    line = '{"check":"' + _check(text) + '",' + text[1:] + "\n"
    try:
        return line.encode()
    except UnicodeEncodeError:  # half a surrogate pair: the same line, spelled with escapes
        return ('{"check":"' + _check(text) + '",' + _escaped(plain)[1:] + "\n").encode("ascii")


def decode_journal(data: bytes, file: str) -> tuple[Entry, ...]:
    """Every whole line. Raises StateDamaged.

    A last line without its newline was being written when its writer died: nothing was sent on the
    strength of it, and it is dropped. The first line is written by an atomic replacement of the whole
    file, so it is never legally torn.
    """
    *lines, _torn = data.split(b"\n")
    if not lines:
        raise damage.empty(file) if not data else damage.journal_line(file, 1, "its first line is not whole")
    entries: list[Entry] = []
    for number, line in enumerate(lines, start=1):
        entry = _entry(line, file, number)
        if isinstance(entry, Begun) is not (number == 1):
            why = "a journal begins with `begun`" if number == 1 else "it begins a second time"
            raise damage.journal_line(file, number, why)
        entries.append(entry)
    return tuple(entries)


def salvage_journal(data: bytes) -> tuple[Entry, ...]:
    """Every line that is whole and true by its own checksum, for who restores: what was sent must not be
    forgotten because another line is damaged. It may lack its first line."""
    entries: list[Entry] = []
    for line in data.split(b"\n")[:-1]:
        with suppress(StateDamaged):
            entries.append(_entry(line, "", 0))
    return tuple(entries)


def _entry(line: bytes, file: str, number: int) -> Entry:
    try:
        plain: Json = json.loads(line, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        why = "it holds NUL bytes" if b"\0" in line else f"it is no JSON: {error}"
        raise damage.journal_line(file, number, why) from error
    check = plain.pop("check", None) if isinstance(plain, dict) else None
    if check != _check(_compact(plain)):
        raise damage.journal_line(file, number, "its checksum does not fit")
    try:
        return entry_from_plain(plain)
    except Misfit as misfit:
        why = f"{'.'.join(misfit.path)}: {misfit.why}"
        raise damage.journal_line(file, number, why) from misfit


def _parsed(text: str, file: str) -> Json:
    try:
        document: Json = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise damage.at(file, error.lineno, f"it is no JSON: {error.msg}", column=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise damage.at(file, 1, f"it is no JSON: {error}") from error
    return document


def _layout(value: Json, level: int) -> str:
    """`value` as text that starts in a line indented by `level`. Records and their fields always get a
    line each; what lies deeper only when it is too long for one."""
    if isinstance(value, str):
        return value if type(value) is _Laid else encode_basestring(value)
    if isinstance(value, dict):
        items = [
            f"{encode_basestring(key)}: {_layout(value[key], level + 1)}" for key in _order(value, level)
        ]
        opening, closing, open_ = "{", "}", level < _OPEN_LEVELS
    elif isinstance(value, list):
        items = [_layout(item, level + 1) for item in value]
        opening, closing, open_ = "[", "]", False
    elif value is None or isinstance(value, bool):
        return _WORDS[value]
    else:
        return str(value) if isinstance(value, int) else _spaced(value)
    line = f"{opening}{', '.join(items)}{closing}"
    if not items or (len(line) <= _WIDTH and not open_ and "\n" not in line):
        return line
    pad = "\n" + "  " * (level + 1)
    return f"{opening}{pad}{f',{pad}'.join(items)}\n{'  ' * level}{closing}"


def _order(value: dict[str, Json], level: int) -> list[str]:
    """By name, but for the fields of a Record: they end it, so that nobody has to read them to find their
    end."""
    keys = sorted(value)
    if level == _RECORD_LEVEL and "fields" in value:
        keys.remove("fields")
        keys.append("fields")
    return keys


def _check(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        # Half a surrogate pair fits no file; outside a string there is none, so an escape says the same.
        return "".join(
            f"\\u{ord(char):04x}" if "\ud800" <= char <= "\udfff" else char for char in text
        ).encode()


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits} is too large")
    return number
