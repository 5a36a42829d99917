"""What the operating system refuses, as the error a person reads."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from reconciler.errors import StateError

_HINTS = {
    errno.ENOSPC: "Free some space on that disk, then run the command again",
    errno.EDQUOT: "Free some space on that disk, then run the command again",
    errno.EROFS: "The file system is read-only: keep the state where it can be written",
    errno.EACCES: "Make folder and files writable for this user",
    errno.EPERM: "Make folder and files writable for this user",
    errno.EIO: "The disk reports errors: copy the folder to another one before anything else",
}
_OTHER = "Check the folder and the disk, then run the command again"


@contextmanager
def told(shown: str, what: str) -> Iterator[None]:
    """Turn an OSError into a StateError that names the file as `shown` and says `what` failed."""
    try:
        yield
    except OSError as error:
        import filelock  # 8 ms that who only reads need not pay

        if isinstance(error, filelock.Timeout):
            raise  # an OSError by birth, but it says that somebody else holds the lock
        why = os.strerror(error.errno) if error.errno else str(error)
        hint = _HINTS.get(error.errno or 0, _OTHER)
        raise StateError(f"{shown}: {what}: {why}.", hint=hint) from error
