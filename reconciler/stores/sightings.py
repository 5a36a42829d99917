"""What was seen of an account, in two files under `.reconciler/cache` that are believed on this machine only
(`definitions.pack`). They may be deleted at any time, and what cannot be read or written is as good as none.

A large account is seen by its index: the fields of an interview are read when somebody asks for them.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from reconciler.definitions.pack import Pack, Part
from reconciler.errors import StateError
from reconciler.model.lazy import Held, Lazy
from reconciler.model.observed import Observation, Row
from reconciler.model.sighting import Sighting
from reconciler.model.values import Json

FORMAT = 2


class Seen(Lazy[Json]):
    """The fields of one interview as they were seen. Raises StateError where they cannot be read any more."""

    __slots__ = ("_kept", "part")

    def __init__(self, kept: _Kept, part: Part) -> None:
        self._kept, self.part = kept, part
        self.digest = part.digest

    def read(self) -> Mapping[str, Json]:
        return self._kept.fields(self.part)

    def of(self, kept: _Kept) -> bool:
        return self._kept is kept


class _Kept:
    """One pack, open."""

    def __init__(self, path: Path, secret: bytes) -> None:
        self.pack = Pack(path, secret)
        self._held: Held[Mapping[str, Json]] = Held()

    def fields(self, part: Part) -> Mapping[str, Json]:
        return self._held.get(part.digest, lambda: self._read(part))

    def _read(self, part: Part) -> Mapping[str, Json]:
        data = self.pack.read(part)
        if data is None:
            raise StateError(
                "What was kept of earlier readings of the account changed while it was in use.",
                hint="Delete .reconciler/cache and run again: the account is read anew then",
            )
        found: Mapping[str, Json] = marshal.loads(data)  # noqa: S302  proved by its digest, which a mac proves
        return found

    def seen(self, fields: Mapping[str, Json]) -> Seen:
        """These fields, as they lie in the pack or will."""
        if isinstance(fields, Seen) and fields.of(self):
            return fields
        return Seen(self, self.pack.part(marshal.dumps(dict(fields.items()), 2)))


class FileSightings:
    """Implements ports.Sightings. `secret` is that of this machine."""

    def __init__(self, path: Path, secret: bytes) -> None:
        self._path = path
        self._secret = secret
        self._open: tuple[str, _Kept] | None = None

    def load(self, bound: str) -> Mapping[str, Sighting]:
        return dict(_sightings(self._kept(bound)))

    def save(self, bound: str, sightings: Mapping[str, Sighting]) -> Mapping[str, Sighting]:
        kept = self._kept(bound)
        found: dict[str, Sighting] = {}
        for remote_id, one in sightings.items():
            seen = kept.seen(one.seen.fields)
            base = None if one.base is None else kept.seen(one.base)
            parts = [seen.part] if base is None else [seen.part, base.part]
            kept.pack.keep(remote_id.encode(), _about(one), [(None, part) for part in parts])
            same = one.seen.fields is seen and one.base is base
            found[remote_id] = one if same else replace(one, seen=replace(one.seen, fields=seen), base=base)
        with suppress(OSError):
            kept.pack.write(moved=True)
        return found

    def _kept(self, bound: str) -> _Kept:
        """The pack of this account and history: an index of any other is not believed."""
        if self._open is None or self._open[0] != bound:
            own = blake2b(f"{FORMAT} {bound}".encode("utf-8", "surrogatepass"), key=self._secret)
            self._open = bound, _Kept(self._path, own.digest()[:32])
        return self._open[1]


def _about(one: Sighting) -> tuple[Any, ...]:
    """All but the fields. `_sightings` reads it."""
    seen = one.seen
    rest = (seen.template_type, seen.multistage, seen.created_at, seen.updated_at, seen.warnings)
    return tuple(one.row), one.read_at, rest


def _sightings(kept: _Kept) -> Iterator[tuple[str, Sighting]]:
    for key, (row, read_at, rest), parts in kept.pack.entries():
        remote_id = key.decode()
        fields, *base = (Seen(kept, part) for _, part in parts)
        seen = Observation(remote_id, fields, *rest)
        yield remote_id, Sighting(seen, Row(*row), read_at, base[0] if base else None)
