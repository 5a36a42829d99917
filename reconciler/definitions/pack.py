"""A file of byte strings by key, made on this machine and believed on no other.

Each entry is a line `key mac payload`. The mac is keyed with a secret that lies outside the project: an entry
that somebody committed, copied or edited is no entry. So is a torn line; whatever is wrong with the file,
less is found in it, and nothing else happens.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

_SIZE = 32  # hex digits of a key and of a mac
_HEAD = 2 * _SIZE + 2
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_SLACK = 1 << 20  # bytes of dead entries that are not worth a rewrite


def digest(*parts: str) -> str:
    """One key for several texts; where one ends and the next begins counts."""
    made = blake2b(digest_size=_SIZE // 2)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        made.update(b"%d:" % len(data))
        made.update(data)
    return made.hexdigest()


def machine_secret() -> bytes | None:
    """The secret of this machine's user, made at first use; None where none can be kept."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    folder = Path(base if os.path.isabs(base) else os.path.expanduser("~/.cache")) / "reconciler"
    path = folder / "secret"
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=folder)
            with os.fdopen(handle, "wb") as stream:
                stream.write(os.urandom(32))
            with suppress(FileExistsError):
                os.link(name, path)  # the first of several processes wins
            os.unlink(name)
        secret = path.read_bytes()
    except (OSError, RuntimeError):
        return None
    return secret if len(secret) == 32 else None


class Pack:
    """The entries of one file. What cannot be opened or read is an empty pack."""

    def __init__(self, path: Path, secret: bytes) -> None:
        self._path = path
        self._secret = secret
        self._places: dict[bytes, tuple[int, int]] = {}
        self._data: mmap.mmap | bytes = b""
        self._live: set[bytes] = set()
        self._live_size = 0
        with suppress(OSError, ValueError):
            descriptor = os.open(path, os.O_RDONLY | _NO_LINK)
            try:
                self._data = mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
            finally:
                os.close(descriptor)
            self._index(self._data)

    def _index(self, data: mmap.mmap) -> None:
        start, size = 0, len(data)
        while start < size:
            end = data.find(b"\n", start)
            if end < 0:
                break  # a torn line
            if end - start > _HEAD:
                self._places[data[start : start + _SIZE]] = (start, end)
            start = end + 1

    def get(self, key: str) -> bytes | None:
        """The payload under `key`, if it is one of ours and whole."""
        name = key.encode()
        place = self._places.get(name)
        if place is None:
            return None
        line = self._data[place[0] : place[1]]
        payload = line[_HEAD:]
        if line[:_HEAD] != self._head(name, payload):
            return None
        self._keep(name, len(line))
        return payload

    def _keep(self, name: bytes, size: int) -> None:
        self._live.add(name)
        self._live_size += size

    def _head(self, name: bytes, payload: bytes) -> bytes:
        mac = blake2b(payload, digest_size=_SIZE // 2, key=self._secret)
        mac.update(name)
        return b"%b %b " % (name, mac.hexdigest().encode())

    def add(self, entries: Mapping[str, bytes]) -> None:
        """Write entries behind the others, in one go: what another process adds meanwhile stands before
        them or after them. Raises OSError."""
        lines = [b""]  # what is torn at the end stays a line of its own
        for key, payload in entries.items():
            name = key.encode()
            lines.append(self._head(name, payload) + payload)
            self._keep(name, len(lines[-1]))
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _NO_LINK, 0o600)
        try:
            os.write(descriptor, b"\n".join([*lines, b""]))
        finally:
            os.close(descriptor)

    def compact(self) -> None:
        """Drop what was neither found nor added since the pack was opened, once there is much of it.
        Raises OSError."""
        if os.path.getsize(self._path) <= 2 * self._live_size + _SLACK:
            return
        now = Pack(self._path, self._secret)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}-")
        try:
            with os.fdopen(handle, "wb") as stream:
                for key in self._live & now._places.keys():
                    start, end = now._places[key]
                    stream.write(now._data[start : end + 1])
            os.replace(name, self._path)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
        finally:
            now.close()

    def close(self) -> None:
        if isinstance(self._data, mmap.mmap):
            self._data.close()
        self._data, self._places = b"", {}
