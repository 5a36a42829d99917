"""Room on the disk, before the first call that costs: looked for, and set aside where the system can."""

from __future__ import annotations

import errno
import os
import secrets
import sys
from pathlib import Path

from reconciler.stores import disk

_KEEP_SIZE = 1  # FALLOC_FL_KEEP_SIZE
_WRITTEN = 64 * 1024  # bytes of a probe that are written where the others can be set aside unwritten


def probe(folder: Path, size: int) -> None:
    """Take `size` bytes, write, sync and remove them: what a full, read-only or failing disk refuses, it
    refuses here. Raises OSError."""
    path = folder / f".probe.{os.getpid()}.{secrets.token_hex(4)}.tmp"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | disk.CAREFUL, 0o600)
    try:
        first = min(size, _WRITTEN)
        disk.write_whole(handle, bytes(first))
        if not _set_aside(handle, size - first):
            disk.write_whole(handle, bytes(size - first))
        disk.sync(handle)
    finally:
        os.close(handle)
        path.unlink(missing_ok=True)


def reserve(path: Path, size: int) -> None:
    """Set `size` bytes of the disk aside for what will be added to `path`, whose length stays as it is.

    Only where the system can (Linux); elsewhere `probe` was all there is. Raises OSError when there is no
    such room.
    """
    if sys.platform != "linux":
        return
    handle = os.open(path, os.O_WRONLY | disk.CAREFUL)
    try:
        _set_aside(handle, size)
    finally:
        os.close(handle)


def _set_aside(handle: int, size: int) -> bool:
    """Whether the system can do that; raises OSError when it can and there is no room."""
    if sys.platform != "linux":
        return False
    import ctypes

    fallocate = getattr(ctypes.CDLL(None, use_errno=True), "fallocate", None)
    if fallocate is None:
        return False
    arguments = (ctypes.c_int(handle), ctypes.c_int(_KEEP_SIZE), ctypes.c_int64(os.fstat(handle).st_size))
    if fallocate(*arguments, ctypes.c_int64(size)) == 0:
        return True
    number = ctypes.get_errno()
    if number not in (errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL):
        raise OSError(number, os.strerror(number))
    return False
