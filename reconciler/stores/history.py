"""Snapshots that are kept after they were replaced: named by what they hold, bounded in number and size.

Each is a whole state file of its own, a copy and not a link: an editor that writes in place spoils the
state and not what it was. Its name says serial, time, operation and the start of its SHA-256, so that a
list needs to open nothing, and a file that was changed is noticed when it is read.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

from reconciler.errors import StateDamaged, StateError
from reconciler.ports import Kept
from reconciler.stores import disk
from reconciler.stores.telling import told

MOST = 50
"""Snapshots that are kept."""

MOST_BYTES = 64 * 1024 * 1024
"""Bytes that all of them may take; the newest `_ALWAYS` stay whatever they take."""

_ALWAYS = 3
_ID = 16
_NAME = re.compile(r"(\d{8,})-(\d+)-([a-z0-9.]*)-([0-9a-f]{16})\.json")


class History:
    """Over the files of `folder`; `shown` is how messages name it. Writes belong to who holds the lock."""

    def __init__(self, folder: Path, shown: str, fail: disk.Fail) -> None:
        self._folder = folder
        self._shown = shown
        self._fail = fail

    def keep(self, data: bytes, serial: int, *, operation: str, when: float) -> None:
        """Keep a state file; once, however often it is handed in. Raises OSError or StateError."""
        digest = _digest(data)
        if any(kept.id == digest for kept in self.kept()):
            return
        word = re.sub(r"[^a-z0-9]+", ".", operation.lower()).strip(".")
        self._put(f"{serial:08d}-{max(int(when), 0)}-{word}-{digest}.json", data)
        self._prune()

    def keep_aside(self, data: bytes, suffix: str) -> str:
        """Keep bytes that are no state (any more), for people; returns how messages name the file."""
        name = f"damaged-{_digest(data)}{suffix}"
        self._put(name, data)
        return f"{self._shown}/{name}"

    def kept(self) -> tuple[Kept, ...]:
        """Everything that is kept, newest first. Raises StateError for a folder that is not ours."""
        with told(self._shown, "cannot be read"):
            if not self._usable():
                return ()
            found = [_NAME.fullmatch(entry.name) for entry in self._folder.iterdir()]
        kept = [
            Kept(match[4], int(match[1]), float(match[2]), match[3].replace(".", " "))
            for match in found
            if match is not None
        ]
        return tuple(sorted(kept, key=lambda one: (one.when, one.serial, one.id), reverse=True))

    def read(self, kept: Kept) -> tuple[bytes, str]:
        """The bytes of one, and how messages name its file. Raises StateDamaged when it was changed."""
        path = self._path(kept)
        shown = f"{self._shown}/{path.name}"
        with told(shown, "cannot be read"):
            found = disk.read(path)
        if found is None or _digest(found[0]) != kept.id:
            raise StateDamaged(
                f"{shown}: this kept state is gone or was changed: it does not hold what its name says.",
                hint="Choose another one: `reconciler history` lists them",
            )
        return found[0], shown

    def _put(self, name: str, data: bytes) -> None:
        if not self._usable():
            disk.make_folder(self._folder)
            self._folder.chmod(0o700)
        disk.clean(self._folder, "*")
        disk.replace(self._folder / name, data, self._fail, "history")

    def _prune(self) -> None:
        taken = 0
        for number, kept in enumerate(self.kept()):
            path = self._path(kept)
            taken += path.stat().st_size
            if number >= _ALWAYS and (number >= MOST or taken > MOST_BYTES):
                path.unlink(missing_ok=True)

    def _path(self, kept: Kept) -> Path:
        word = kept.operation.replace(" ", ".")
        return self._folder / f"{kept.serial:08d}-{int(kept.when)}-{word}-{kept.id}.json"

    def _usable(self) -> bool:
        """Whether the folder is there; raises StateError for a link, a file or somebody else's folder."""
        try:
            info = os.stat(self._folder, follow_symlinks=False)
        except FileNotFoundError:
            return False
        if not stat.S_ISDIR(info.st_mode):
            raise StateError(
                f"{self._shown} is not a folder, and nothing is kept through a symbolic link.",
                hint="Move it away; the next apply makes the folder anew",
            )
        disk.refuse_foreign(self._folder, info)
        return True


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_ID]
