"""Reads files of the project, and nothing outside it.

A definition is reviewed as text; a path in it must not make us read what the reviewer does not see: no
absolute path, no `..`, no symlink that leads out, no device or pipe, nothing huge.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from copy import copy
from pathlib import Path

from reconciler.definitions.report import Report, quoted
from reconciler.errors import Span

LARGEST = 1024 * 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
_PIECE = 1 << 18
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
)


class _Outside(Exception):
    """The path leads out of the project; it is reported."""


class Files:
    """The readable files below `root`."""

    def __init__(self, root: Path, report: Report) -> None:
        self.root = root
        self._real = os.path.realpath(root)
        self._report = report
        # Folder as it is written -> where it really lies, for those inside the project.
        self._folders: dict[str, str] = {}

    def reporting(self, report: Report) -> Files:
        """The same files, with faults going to another report."""
        other = copy(self)
        other._report = report
        return other

    def inside(self, path: str, span: Span | None) -> bool:
        """Whether a path written in a file stays in the project; reports it when not."""
        fault = _leads_out(path)
        if not fault and not self._real_inside(path):
            fault = f"{quoted(path)} is a link that leads out of the project."
        if fault:
            self._report.add(
                "outside-project",
                span,
                fault,
                "Keep the file in the project and write its path from the root.",
            )
        return not fault

    def _real_inside(self, path: str) -> bool:
        real = os.path.realpath(self.root / path)
        return real == self._real or real.startswith(self._real + os.sep)

    def exists(self, path: str) -> bool:
        """Whether something lies at `path`; what it is shows when it is read."""
        try:
            return os.path.lexists(self.root / path)
        except ValueError:  # a NUL in the path
            return False

    def read(self, path: str, span: Span | None = None) -> str | None:
        """The text of `path` (from the root), or None with the reason reported at `span`, which is where
        the path is written; a file that nobody named is reported at its own first line."""
        data = self.raw(path, span)
        return None if data is None else self.decoded(data, path, span)

    def raw(self, path: str, span: Span | None = None) -> bytes | None:
        """The bytes of `path`, like `read`."""
        if "\0" in path:
            return None  # reported where it was read
        place = span or Span(path, 1, 1)
        try:
            data = self._bytes(path, place)
        except _Outside:
            return None
        except OSError as error:
            self._report.add(
                "file-unreadable",
                place,
                _why(path, error),
                "Check the path: it is looked up beside this file, then from the project root.",
            )
            return None
        if data is None:
            self._report.add(
                "file-unreadable",
                place,
                f"{quoted(path)} is not a regular file.",
                "Only plain files are read.",
            )
        elif len(data) > LARGEST:
            self._report.add(
                "file-too-large",
                place,
                f"{quoted(path)} is larger than 1 MiB.",
                "Split it into several files.",
            )
        else:
            return data
        return None

    def measured(self, path: str, place: Span) -> tuple[str, int] | None:
        """SHA-256 (hex) and size of a file that is sent as it is, read in pieces; None with the reason
        reported at `place`."""
        if "\0" in path or not self.inside(path, place):
            return None
        try:
            found = _measured(os.path.realpath(os.path.join(self.root, path)))
        except OSError as error:
            hint = "Check the path: it is looked up beside this file, then from the project root."
            self._report.add("file-unreadable", place, _why(path, error), hint)
            return None
        if found is None:
            detail = f"{quoted(path)} is not a regular file."
            self._report.add("file-unreadable", place, detail, "Only plain files are read.")
        elif found[1] > LARGEST_UPLOAD:
            detail = f"{quoted(path)} is larger than 50 MiB."
            self._report.add("file-too-large", place, detail, "Split it into several documents.")
        elif found[1] == 0:
            self._report.add("empty-text", place, f"{quoted(path)} is empty.", "Name a file with content.")
        else:
            return found
        return None

    def _bytes(self, path: str, place: Span) -> bytes | None:
        """A folder is resolved once, however many files lie in it; what is a link itself, each time."""
        folder, _, name = path.rpartition("/")
        real = self._folders.get(folder)
        if real is None or _leads_out(path):
            if not self.inside(path, place):
                raise _Outside
            real = os.path.realpath(os.path.join(self.root, folder))
            if real == self._real or real.startswith(self._real + os.sep):
                self._folders[folder] = real
        if name not in ("", ".", ".."):
            try:
                return _read(f"{real}{os.sep}{name}")
            except OSError as error:
                if error.errno != errno.ELOOP:
                    raise
        if not self.inside(path, place):
            raise _Outside
        return _read(os.path.realpath(os.path.join(self.root, path)))

    def decoded(self, data: bytes, path: str, span: Span | None = None) -> str | None:
        """The text of bytes that were read from `path`."""
        try:
            return str(data, "utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            byte = f"0x{data[error.start]:02X}"
            detail = f"The byte {byte} in line {line} of {quoted(path)} belongs to no character."
            self._report.add("not-utf8", span or Span(path, 1, 1), detail, "Save the file as UTF-8.")
            return None


def _leads_out(path: str) -> str:
    """Why a path as it is written cannot lie in the project; empty when it can."""
    if path.startswith(("/", "\\", "~")) or path[1:2] == ":":
        return f"{quoted(path)} is not relative to the project."
    if ".." in path and ".." in path.replace("\\", "/").split("/"):
        return f"{quoted(path)} climbs up with `..`."
    return ""


def _read(path: str) -> bytes | None:
    """Up to one byte more than allowed; None for what is no regular file. O_NONBLOCK: opening a pipe that
    nobody writes to would wait for ever."""
    descriptor = os.open(path, _FLAGS)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None
        data = os.read(
            descriptor, min(status.st_size, LARGEST) + 1
        )  # a buffer of 1 MiB costs more than the file
        while 0 < len(data) <= LARGEST and len(data) < status.st_size:  # a read may end early
            more = os.read(descriptor, LARGEST + 1 - len(data))
            if not more:
                break
            data += more
        return data
    finally:
        os.close(descriptor)


def _measured(path: str) -> tuple[str, int] | None:
    """Digest and size, the size at most one piece more than allowed; None for what is no regular file."""
    descriptor = os.open(path, _FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        digest, size = hashlib.sha256(), 0
        while size <= LARGEST_UPLOAD and (piece := os.read(descriptor, _PIECE)):
            digest.update(piece)
            size += len(piece)
        return digest.hexdigest(), size
    finally:
        os.close(descriptor)


def _why(path: str, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"There is no file {quoted(path)}."
    if isinstance(error, PermissionError):
        return f"Reading {quoted(path)} is not permitted."
    return f"{quoted(path)}: {(error.strerror or 'it cannot be opened').lower()}."
