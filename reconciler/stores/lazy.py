"""A state whose Records leave their fields in the file until somebody asks for them. Pure but for `Source`.

10,000 Records are 80 MB of text, and a plan looks at the fields of those that may differ. So of a text that
is ours to the last byte, as its checksum says, only what stands around the fields is read at once. Every
other text is read whole and strictly (`codec`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, overload

from reconciler.model.address import Address
from reconciler.model.definition import USUAL
from reconciler.model.journal import Begun, Entry
from reconciler.model.lazy import Held, Lazy
from reconciler.model.record import Pair, Record, Snapshot
from reconciler.stores import damage
from reconciler.stores.from_plain import (
    Misfit,
    address_from_plain,
    pairs_from_plain,
    record_from_plain,
    snapshot_from_plain,
)
from reconciler.stores.to_plain import FORMAT

CLOSES = b"\n    }"  # what ends a Record, and stands nowhere inside of one
RECORDS = b'\n  "records": {\n'
OPEN = b'"open": '
_BETWEEN = CLOSES + b",\n"
_LAST = CLOSES + b"\n  },\n  " + OPEN
_CHECKSUM = re.compile(rb'\n  "checksum": "([0-9a-f]{64})",' + re.escape(RECORDS))
_FIELDS, _FIELDS_END = b'\n      "fields": ', b"\n      }"
_TYPE = b'\n        "type": {"sent": "'  # at its indent the name of a field, nothing deeper
_ONLY_ID = re.compile(rb'\n      "remote_id": "([^"\\]+)",').fullmatch
_CHUNK = 1 << 18  # small enough to stay in the processor's cache between reading, counting and cutting
_MOST_OPEN = 1 << 22  # bytes of open intents; past that the text is read the strict way


class Source(Protocol):
    """The bytes of a state, which do not change while we look at them."""

    size: int

    def read(self, start: int, size: int) -> bytes: ...


class OfBytes:
    """Implements Source."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read(self, start: int, size: int) -> bytes:
        return self._data[start : start + size]


class Fields(Lazy[Pair]):
    """The fields of one Record. `digest` is that of the whole Record; `kind` what its `type` was sent and
    read as, where that is known without reading: every live plan asks each Record for it."""

    __slots__ = ("_kind", "_place", "_text")

    def __init__(self, text: Text, place: tuple[int, int], digest: bytes, kind: bytes | None) -> None:
        self._text, self._place, self.digest, self._kind = text, place, digest, kind

    def get(self, name: str, default: Any = None) -> Any:
        if name == "type" and self._kind is not None:
            return Pair.agreed(self._kind.decode())
        return self.read().get(name, default)

    def read(self) -> Mapping[str, Pair]:
        return self._text.pairs(self._place)

    def laid(self) -> str:
        """As they stand in the state."""
        return self._text.source.read(*self._place).decode()


class Folded(Sequence[Entry]):
    """The lines of a journal that is folded already. `begun` is the first; `read` gives them all."""

    def __init__(self, begun: Begun, read: Callable[[], tuple[Entry, ...]]) -> None:
        self._begun, self._read = begun, read

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return len(self._read())

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Entry]: ...
    def __getitem__(self, place: int | slice) -> Entry | Sequence[Entry]:
        return self._begun if place == 0 else self._read()[place]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._read())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple | Folded) and self._read() == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # how Python says unhashable


class Text:
    """The text of one state; `file` is how messages name it."""

    def __init__(self, source: Source, file: str) -> None:
        self.source = source
        self._file = file
        self._held: Held[Mapping[str, Pair]] = Held()

    def pairs(self, place: tuple[int, int]) -> Mapping[str, Pair]:
        """The fields that stand there. Raises StateDamaged for what no version of ours can have written."""

        def read() -> Mapping[str, Pair]:
            try:
                return pairs_from_plain((), json.loads(self.source.read(*place)))
            except (ValueError, Misfit) as error:
                raise damage.at(self._file, 1, f"the fields of a Record cannot be read: {error}") from error

        return self._held.get(place, read)

    def snapshot(self) -> Snapshot | None:
        """The Snapshot. None for a text that is not ours byte by byte: it may be right all the same."""
        first = self.source.read(0, _CHUNK)
        found = _CHECKSUM.search(first)
        if found is None:
            return None
        head, place = first[: found.start()], found.end()
        seal = hashlib.sha256(head)
        records: dict[Address, Record] = {}
        try:
            end, tail = self._open(place)
            for part in self._parts(place, end):
                digest = hashlib.sha256(part + CLOSES).digest()
                seal.update(digest)
                address, record = self._record(place, part, digest)
                records[address] = record
                place += len(part) + len(_BETWEEN)
            seal.update(tail)
            if seal.hexdigest().encode() != found[1]:
                return None
            plain: Any = {**json.loads(head[:-1] + b"}"), **json.loads(b"{" + tail), "records": {}}
            number = plain.pop("format")
            return replace(snapshot_from_plain(plain), records=records) if number == FORMAT else None
        except (ValueError, KeyError, Misfit):
            return None  # the strict way says what is wrong, and where

    def _open(self, place: int) -> tuple[int, bytes]:
        """Where the Records end, and what follows them. Raises ValueError."""
        start = max(place, self.source.size - _MOST_OPEN)
        last = self.source.read(start, _MOST_OPEN)
        found = last.rindex(_LAST)  # at its indent it stands there only
        return start + found, last[found + len(_LAST) - len(OPEN) :]

    def _parts(self, place: int, end: int) -> Iterator[bytes]:
        """What stands between the ends of Records from `place` on."""
        left = b""
        while place < end:
            chunk = self.source.read(place, min(_CHUNK, end - place))
            *parts, left = (left + chunk).split(_BETWEEN)
            place += len(chunk)
            yield from parts
        yield left

    def _record(self, place: int, part: bytes, digest: bytes) -> tuple[Address, Record]:
        named = part.index(b'": {\n')
        if not part.startswith(b'    "'):
            raise ValueError
        address = address_from_plain(part[5:named].decode())
        start = part.find(_FIELDS)
        if start < 0:
            return address, record_from_plain((), json.loads(b"{" + part[named + 4 :] + b"}"))
        if not part.endswith(_FIELDS_END):
            raise ValueError
        before, end = part[named + 4 : start], len(part)
        start += len(_FIELDS)
        fields = Fields(self, (place + start, end - start), digest, _kind(part, start, end))
        if (only := _ONLY_ID(before)) is not None:
            return address, Record(only[1].decode(), fields, None, USUAL)
        around = json.loads(b"{" + before.rstrip(b",") + b"}")
        return address, replace(record_from_plain((), around), fields=fields)


def _kind(part: bytes, start: int, end: int) -> bytes | None:
    """The one value of `type` in the fields that stand there; None when it is not plain to see."""
    at = part.rfind(_TYPE, start, end) + len(_TYPE)
    if at < len(_TYPE):
        return None
    found, _, rest = part[at : at + 64].partition(b'"')
    return found if rest[:1] == b"}" and b"\\" not in found else None
