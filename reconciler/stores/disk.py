"""Files that are whole or not there: durable replacement, durable appending, careful opening.

A failed fsync is never tried again: the kernel may have dropped the pages, and a second call would
say yes to data that is lost. OSError goes up as it is; the store says what it means.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from reconciler.errors import StateError, StateMoved

Fail = Callable[[str], None]
"""Called at named points; a test kills, raises or pauses there."""

Check = Callable[[], None]
"""Raises when the writer may not go on."""

REPLACING = (
    "before_create",
    "before_write",
    "before_sync",
    "before_rename",
    "before_folder_sync",
    "replaced",
)
APPENDING = ("before_append", "before_append_sync", "appended")

CAREFUL = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)


def _no_check() -> None:
    return None


def read(path: Path) -> tuple[bytes, tuple[int, int, int]] | None:
    """The bytes and a stamp that differs once the file was replaced or written; None when there is no
    file. Raises StateError for a symbolic link, anything but a file, or somebody else's file."""
    try:
        handle = os.open(path, os.O_RDONLY | CAREFUL)
    except FileNotFoundError:
        return None
    except OSError:
        refuse_strange(path)
        raise
    try:
        info = _ours(path, handle)
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(), (info.st_ino, info.st_size, info.st_mtime_ns)
    finally:
        os.close(handle)


class Opened:
    """A file that is held open: its name may go to another one meanwhile, its bytes stay as they are. Who
    writes into it all the same ends the reading."""

    def __init__(self, path: Path) -> None:
        """Raises FileNotFoundError, or StateError like `read`."""
        self._path = path
        self._handle = -1
        try:
            self._handle = os.open(path, os.O_RDONLY | CAREFUL)
        except FileNotFoundError:
            raise
        except OSError:
            refuse_strange(path)
            raise
        info = _ours(path, self._handle)
        self.stamp = (info.st_ino, info.st_size, info.st_mtime_ns)
        self.size = info.st_size

    def read(self, start: int, size: int) -> bytes:
        """Implements lazy.Source."""
        data = self.grown(start, min(size, self.stamp[1] - start))
        info = os.fstat(self._handle)
        if (info.st_ino, info.st_size, info.st_mtime_ns) != self.stamp:
            raise StateMoved(f"{self._path} was written while it was read.", hint="Run the command again")
        return data

    def grown(self, start: int, size: int | None = None) -> bytes:
        """The same of a file that is only ever added to, which a writer may be doing now; without `size` all
        there is by now."""
        size = os.fstat(self._handle).st_size if size is None else size
        data = b""
        while len(data) < size and (more := _read_at(self._handle, start + len(data), size - len(data))):
            data = data + more if data else more
        return data

    def __del__(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)


def _read_at(handle: int, start: int, size: int) -> bytes:
    if sys.platform == "win32":
        os.lseek(handle, start, os.SEEK_SET)
        return os.read(handle, size)
    return os.pread(handle, size, start)


def opened(path: Path) -> Opened | None:
    """The file, to be read in parts; None when there is none."""
    with suppress(FileNotFoundError):
        return Opened(path)
    return None


def stamp(path: Path) -> tuple[int, int, int] | None:
    """The stamp of `read`, without reading."""
    try:
        info = os.stat(path, follow_symlinks=False)
    except FileNotFoundError:
        return None
    return info.st_ino, info.st_size, info.st_mtime_ns


def replace(path: Path, data: bytes, fail: Fail, stage: str, *, check: Check = _no_check) -> None:
    """Put `data` in the place of `path`, 0600, durably: at every instant the old file is there or the new
    one. `fail` is called with `stage` and each name of REPLACING; `check` just before the name changes, and
    may raise. A robber of the lock removes the half-made file (`clean`) before it reads, so that what passed
    the check earlier cannot take the name later."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    fail(f"{stage}.before_create")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | CAREFUL, 0o600)
    try:
        try:
            fail(f"{stage}.before_write")
            write_whole(handle, data)
            fail(f"{stage}.before_sync")
            sync(handle)
        finally:
            os.close(handle)
        check()
        fail(f"{stage}.before_rename")
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    fail(f"{stage}.before_folder_sync")
    sync_folder(path.parent)
    fail(f"{stage}.replaced")


class Lines:
    """A file of `length` bytes that lines are added to, held open from one to the next. Close it."""

    def __init__(self, path: Path, length: int) -> None:
        """Raises StateError like `read`."""
        self._path, self.length, self._handle = path, length, -1
        self._handle = os.open(path, os.O_WRONLY | os.O_APPEND | CAREFUL)
        try:
            info = _ours(path, self._handle)
        except BaseException:
            self.close()
            raise
        self._place = (info.st_dev, info.st_ino)

    def close(self) -> None:
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)

    __del__ = close

    def add(self, data: bytes, fail: Fail, stage: str, *, check: Check = _no_check) -> None:
        """Add `data` by one write and one sync. Raises StateError when the file under this name is not the
        one that was opened, or not as long as it was left. `check` comes between that look and writing, and
        again after the sync: a file that was replaced meanwhile has taken the lines with it."""
        info = os.stat(self._path, follow_symlinks=False)
        if (info.st_dev, info.st_ino, info.st_size) != (*self._place, self.length):
            raise StateError(
                f"{self._path.name} has {info.st_size} bytes where {self.length} were written: something "
                "else changed it.",
                hint="Nothing was added to it. Run the command again: it reads the journal first",
            )
        check()
        fail(f"{stage}.before_append")
        write_whole(self._handle, data)
        fail(f"{stage}.before_append_sync")
        sync(self._handle, data_only=True)
        self.length += len(data)
        check()
        fail(f"{stage}.appended")


def taken(path: Path) -> bytes:
    """The bytes of a file that is there; raises FileNotFoundError."""
    found = read(path)
    if found is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return found[0]


def make_folder(folder: Path) -> None:
    """Make it with its parents, durably."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for place in missing:
        sync_folder(place.parent)


def clean(folder: Path, name: str) -> None:
    """Remove what a killed writer of `name` left half written. Only for who holds the lock."""
    for left in folder.glob(f".{name}.*.tmp"):
        left.unlink(missing_ok=True)


def refuse_strange(path: Path) -> None:
    """Raise StateError unless `path` is a file of ours or not there."""
    try:
        info = os.stat(path, follow_symlinks=False)
    except FileNotFoundError:
        return
    _check(path, info)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sync(handle)
    finally:
        os.close(handle)


def _ours(path: Path, handle: int) -> os.stat_result:
    info = os.fstat(handle)
    _check(path, info)
    return info


def _check(path: Path, info: os.stat_result) -> None:
    if stat.S_ISLNK(info.st_mode):
        raise StateError(
            f"{path} is a symbolic link, and a state is neither read nor written through one.",
            hint="Name the real file as `state` of the environment",
        )
    if not stat.S_ISREG(info.st_mode):
        raise StateError(f"{path} is not a regular file.", hint="Name another file as `state`")
    refuse_foreign(path, info)


def refuse_foreign(path: Path, info: os.stat_result) -> None:
    """Raise StateError when `path` belongs to somebody else."""
    if hasattr(os, "geteuid") and info.st_uid != os.geteuid():
        raise StateError(
            f"{path} belongs to another user of this machine (uid {info.st_uid}).",
            hint="If you trust what is in it, make it yours with chown",
        )


def write_whole(handle: int, data: bytes) -> None:
    """Raises OSError."""
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]


def sync(handle: int, *, data_only: bool = False) -> None:
    """Make what was written durable. Raises OSError."""
    if sys.platform == "darwin":
        import fcntl

        # There fsync stops at the drive's own cache.
        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
    elif data_only:
        os.fdatasync(handle)
    else:
        os.fsync(handle)
