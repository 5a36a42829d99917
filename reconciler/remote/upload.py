"""A request with files: multipart/form-data, read from disk while it is sent."""

from __future__ import annotations

import hashlib
import json
import mimetypes
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from reconciler.errors import UsageError
from reconciler.model.values import Json

LARGEST_FILE = 50 * 1024 * 1024
"""Bytes. The service states no limit; ours keeps a wrong path from sending a disk image."""

_PIECE = 64 * 1024


class FileChanged(OSError):
    """A file is not what it was, or cannot be read any more; its text names no folder above it."""


@dataclass(frozen=True, slots=True)
class _Part:
    head: bytes
    path: Path
    size: int
    sha256: str | None


class Multipart:
    """Implements wire.Upload. Raises UsageError for a file that is missing, not a plain file, or too large.

    A file is opened when it is sent. One that became shorter since raises FileChanged then; what it grew by
    is not sent. `names`: the name a file goes under, by default its own. `digests`: the SHA-256 of a file in
    hexadecimal; one that has another by then raises FileChanged before its end has left.
    """

    def __init__(
        self,
        fields: Mapping[str, str],
        files: Mapping[str, Path],
        *,
        names: Mapping[str, str] = MappingProxyType({}),
        digests: Mapping[str, str] = MappingProxyType({}),
        largest: int = LARGEST_FILE,
        boundary: str | None = None,
    ) -> None:
        # A boundary that nobody can foresee cannot be written into a file to forge a further part.
        self._boundary = boundary or secrets.token_hex(16)
        self._fields = b"".join(
            self._head(name) + text.encode("utf-8", "replace") + b"\r\n" for name, text in fields.items()
        )
        self._parts = [
            self._part(name, path, names.get(name) or path.name, digests.get(name), largest)
            for name, path in files.items()
        ]
        self._end = f"--{self._boundary}--\r\n".encode()

    @property
    def content_type(self) -> str:
        return f"multipart/form-data; boundary={self._boundary}"

    @property
    def length(self) -> int:
        files = sum(len(part.head) + part.size + len(b"\r\n") for part in self._parts)
        return len(self._fields) + files + len(self._end)

    def __iter__(self) -> Iterator[bytes]:
        yield self._fields
        for part in self._parts:
            yield part.head
            yield from _pieces(part)
            yield b"\r\n"
        yield self._end

    def _part(self, name: str, path: Path, called: str, sha256: str | None, largest: int) -> _Part:
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        head = self._head(name, f'; filename="{_quoted(called)}"', f"Content-Type: {kind}\r\n")
        return _Part(head, path, size_of(path, largest), sha256)

    def _head(self, name: str, more: str = "", then: str = "") -> bytes:
        said = f'Content-Disposition: form-data; name="{_quoted(name)}"{more}\r\n{then}'
        return f"--{self._boundary}\r\n{said}\r\n".encode("utf-8", "replace")


def size_of(path: Path, largest: int = LARGEST_FILE) -> int:
    """Bytes of a plain file. Raises UsageError for anything else, and over `largest`."""
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{path} cannot be read: {reason}.") from error
    if not stat.S_ISREG(found.st_mode):
        raise UsageError(f"{path} is not a plain file.")
    if found.st_size > largest:
        raise UsageError(
            f"{path} is too large: {found.st_size:,} bytes, where {largest:,} are the most that is sent."
        )
    if not os.access(path, os.R_OK):
        raise UsageError(f"{path} cannot be read: permission denied.")
    return found.st_size


def _pieces(part: _Part) -> Iterator[bytes]:
    name, left, digest = part.path.name, part.size, hashlib.sha256()
    with _reading(name), part.path.open("rb") as file:
        while True:
            piece = file.read(min(_PIECE, left))
            if left and not piece:
                raise FileChanged(f"{name} became shorter while it was sent")
            left -= len(piece)
            if part.sha256 is not None:
                digest.update(piece)
                if not left and digest.hexdigest() != part.sha256:
                    raise FileChanged(f"{name} was changed while it was sent")
            if piece:
                yield piece
            if not left:
                return


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """What the machine says of a file in one class, so that it is never taken for a word of the network."""
    try:
        yield
    except FileChanged:
        raise
    except OSError as error:
        raise FileChanged(f"{name} could not be read to its end: {error.strerror or error}") from error


def form_text(value: Json) -> str:
    """A value inside a query or a form: words for switches, JSON for what has parts."""
    return value if isinstance(value, str) else json.dumps(value, allow_nan=False, ensure_ascii=False)


def _quoted(name: str) -> str:
    """A name inside quotes, as browsers send it; a line break would begin a header of its own."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
