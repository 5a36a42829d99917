"""Byte strings by key in two files, made on this machine and believed on no other.

`<name>.index` says what there is and has a mac, keyed with a secret that lies outside the project: an index
that somebody committed, copied or edited is none. `<name>` holds the long parts, each found and proved by
what the index says of it. Whatever is wrong with either, less is found, and nothing else happens.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

_SIZE = 16  # bytes of a key, of a digest and of a mac
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_SLACK = 1 << 20  # bytes of dead parts that are not worth a rewrite
_MOST_WAITING = 1 << 20  # bytes that are held until they are written


def digest(*parts: str) -> str:
    """One name for several texts; where one ends and the next begins counts."""
    made = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        made.update(b"%d:" % len(data))
        made.update(data)
    return made.hexdigest()[: 2 * _SIZE]


def machine_secret() -> bytes | None:
    """The secret of this machine's user, made at first use; None where none can be kept."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    folder = Path(base if os.path.isabs(base) else os.path.expanduser("~/.cache")) / "reconciler"
    path = folder / "secret"
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            name = _written(folder, "secret", os.urandom(32))
            with suppress(FileExistsError):
                os.link(name, path)  # the first of several processes wins
            os.unlink(name)
        secret = path.read_bytes()
    except (OSError, RuntimeError):
        return None
    return secret if len(secret) == 32 else None


def sealed(secret: bytes, value: Any) -> bytes:
    """`value` as bytes that only this machine believes. Plain values only."""
    data = marshal.dumps(value)
    return _mac(secret, data) + data


def unsealed(secret: bytes, data: bytes) -> Any:
    """What `sealed` was given; None for bytes of any other origin, which are not looked into."""
    held = data[_SIZE:]
    if not held or data[:_SIZE] != _mac(secret, held):
        return None
    with suppress(ValueError, EOFError, TypeError):
        return marshal.loads(held)  # noqa: S302  the mac says that we wrote it, with this very Python
    return None


def _mac(secret: bytes, data: bytes) -> bytes:
    made = blake2b(data, digest_size=_SIZE, key=secret)
    made.update(sys.version.encode())
    return made.digest()


def _written(folder: Path, name: str, data: bytes) -> str:
    """A new file beside `name`, for its owner only. Raises OSError."""
    path = folder / f".{name}-{os.urandom(8).hex()}"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
    except BaseException:
        with suppress(OSError):
            os.unlink(path)
        raise
    return str(path)


def replaced(path: Path, data: bytes) -> None:
    """Put `data` in the place of `path`, whole or not at all. Raises OSError."""
    name = _written(path.parent, path.name, data)
    try:
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


class Part:
    """One long part: where it lies in the file, or `held` until it lies there."""

    __slots__ = ("digest", "held", "size", "start")

    def __init__(self, start: int, size: int, digest: bytes, held: bytes | None = None) -> None:
        self.start, self.size, self.digest, self.held = start, size, digest, held


class Pack:
    """The entries of one index. An entry is what is asked first, and its parts, each with what is told of it
    without reading it. What cannot be opened or read is an empty pack."""

    def __init__(self, path: Path, secret: bytes) -> None:
        self._path = path
        self._secret = secret
        self._handle = -1
        self._waiting: list[Part] = []
        self._size = 0
        self._known: dict[bytes, Any] = {}
        self._live: dict[bytes, tuple[Any, list[tuple[Any, Part]]]] = {}
        self._new = False
        with suppress(OSError):
            self._handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | _NO_LINK, 0o600)
            known = unsealed(secret, self._index.read_bytes())
            # The file that the index speaks of, and no other that took its name since.
            if known is not None and known[0] == os.fstat(self._handle).st_ino:
                self._known = known[1]

    @property
    def _index(self) -> Path:
        return self._path.with_name(f"{self._path.name}.index")

    def get(self, key: bytes) -> tuple[Any, list[tuple[Any, Part]]] | None:
        """The entry under `key`."""
        found = self._known.get(key)
        if found is None:
            return None
        about, parts = found
        return about, [(told, Part(*place)) for told, *place in parts]

    def entries(self) -> Iterator[tuple[bytes, Any, list[tuple[Any, Part]]]]:
        """Every entry with its key."""
        for key, (about, parts) in self._known.items():
            yield key, about, [(told, Part(*place)) for told, *place in parts]

    def keep(self, key: bytes, about: Any, parts: list[tuple[Any, Part]]) -> None:
        """What was found under `key` and still holds, or what is new; everything else goes."""
        self._live[key] = about, parts
        self._new = self._new or key not in self._known

    def part(self, data: bytes) -> Part:
        """A new part, which is written when enough has come together."""
        made = Part(-1, len(data), sha256(data).digest()[:_SIZE], data)
        self._waiting.append(made)
        self._size += len(data)
        if self._size > _MOST_WAITING:
            self._flush()
        return made

    def read(self, part: Part) -> bytes | None:
        """The bytes of a part; None when they are not what they were."""
        if part.held is not None:
            return part.held
        try:
            data = os.pread(self._handle, part.size, part.start)
        except OSError:
            return None
        return data if sha256(data).digest()[:_SIZE] == part.digest else None

    def write(self, *, moved: bool = False) -> None:
        """Put what was kept since the last time in the place of all that was there; `moved`: something else
        stands under a key of before. Raises OSError."""
        self._flush()
        if not (self._new or moved) and self._live.keys() == self._known.keys():
            return
        live = sum(part.size for _, parts in self._live.values() for _, part in parts)
        if os.fstat(self._handle).st_size > 2 * live + _SLACK:
            self._rewrite()
        entries = {
            key: (about, [(told, part.start, part.size, part.digest) for told, part in parts])
            for key, (about, parts) in self._live.items()
            if all(part.held is None for _, part in parts)
        }
        replaced(self._index, sealed(self._secret, (os.fstat(self._handle).st_ino, entries)))
        self._known, self._live, self._new = entries, {}, False

    def _flush(self) -> None:
        """Write what waits behind all the others; a file that cannot be written leaves it in memory."""
        with suppress(OSError):
            data = b"".join([part.held or b"" for part in self._waiting])
            if data and os.write(self._handle, data) == len(data):
                place = os.lseek(self._handle, 0, os.SEEK_CUR) - len(data)  # others may add as well
                for part in self._waiting:
                    part.start, part.held = place, None
                    place += part.size
        self._waiting.clear()
        self._size = 0

    def _rewrite(self) -> None:
        """Drop the parts of what is gone. The file that was there stays open for who has it open."""
        parts = [part for _, held in self._live.values() for _, part in held if part.held is None]
        datas = [data for part in parts if (data := self.read(part)) is not None]
        if len(datas) < len(parts):
            return
        replaced(self._path, b"".join(datas))
        os.close(self._handle)
        self._handle = os.open(self._path, os.O_RDWR | os.O_APPEND | _NO_LINK)
        place = 0
        for part in parts:
            part.start = place
            place += part.size

    def __del__(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
