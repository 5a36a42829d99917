"""One writer per state: the kernel's lock on a side file, the holder's name beside it, and how it is robbed.

The lock is the kernel's, so a dead holder's is free at once. A live holder that answers no more (a stopped
process, a hung machine on a shared disk) can be robbed by hand: its name goes, then the file it has locked.
From then on it may not write: it looks for its own mark before each write, again just before a new file
takes the old one's name, and just before each create (docs/crash-safety.md says what window remains).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.errors import StateError, StateLocked, StateMoved
from reconciler.ports import Holding, Owner
from reconciler.stores import disk
from reconciler.stores.owner import decode_owner, described, encode_owner
from reconciler.stores.telling import told

if TYPE_CHECKING:
    import filelock


class Lock:
    """Over the files `lock` (which is locked) and `owner` (who did it). `shown` is how messages name the
    state."""

    def __init__(self, lock: Path, owner: Path, shown: str, fail: disk.Fail) -> None:
        self._lock, self._owner = lock, owner
        self._shown = shown
        self._fail = fail
        self._key: str | None = None  # our mark in the owner file, while we hold the lock
        self._written: tuple[int, int, int] | None = None  # the stamp of the owner file as we left it
        self.operation = ""
        """What the lock is held for, while it is."""

    @contextmanager
    def held(self, owner: Owner, begin: Callable[[], None]) -> Iterator[None]:
        """Hold it for the block. `begin` runs first thing under it, before anybody reads."""
        with self._kernel():
            key = secrets.token_hex(8)
            with told(self._shown, "cannot be locked"):
                disk.refuse_strange(self._owner)
                disk.clean(self._owner.parent, self._owner.name)
                begin()
                disk.replace(self._owner, encode_owner(owner, key), self._fail, "owner")
            self._key, self.operation = key, owner.operation
            self._written = disk.stamp(self._owner)
            try:
                yield
            finally:
                self._key, self.operation = None, ""
                # A name that stays behind misleads nobody for long and must not hide how the run ended.
                with suppress(OSError, StateError):
                    if self._recorded()[1] == key:
                        self._owner.unlink(missing_ok=True)

    @contextmanager
    def writing(self, *, looks: bool = False) -> Iterator[None]:
        """For one write: under the lock that we hold, if nobody took it from us, or one for this write.
        `looks`: the writer looks for itself (`check`), with the file at hand."""
        if self._key is None:
            with self._kernel():
                yield
            return
        if not looks:
            self.check()
        yield

    def check(self) -> None:
        """Raise StateLocked when the lock that we held was taken away. From any thread."""
        key = self._key
        if key is None or self._as_written():
            return
        if self._recorded()[1] != key:
            raise StateLocked(
                f"{self._shown}: the lock was taken away from this process, which may not write any more.",
                hint="Run the command again when the new holder is done: it reads what both have written",
            )

    def _as_written(self) -> bool:
        """Whether nobody has touched our name since: who takes the lock away replaces or removes it. Asked
        before every line and every create, so nothing is read for it."""
        with suppress(OSError):
            return self._written is not None and disk.stamp(self._owner) == self._written
        return False

    def holder(self) -> Owner | None:
        """Who holds it by its own account; None when nobody left a name."""
        return self._recorded()[0]

    def holding(self) -> Holding | None:
        """Who holds it right now; None when it is free, whatever name is left over."""
        try:
            with self._kernel():
                return None
        except StateLocked:
            owner, key = self._recorded()
            return Holding(owner, key or "")

    def rob(self, holding: Holding) -> None:
        """Take it away from this very holder; raises StateMoved when it is not the holder any more."""
        aside = self._owner.with_name(f".{self._owner.name}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
        with told(self._shown, "cannot be unlocked"):
            disk.refuse_strange(self._owner)
            try:
                # Moved first, judged after: whoever writes its name meanwhile writes it anew.
                os.replace(self._owner, aside)
                found = decode_owner(disk.taken(aside))
            except FileNotFoundError:
                found = None
            if (found[1] if found else "") != holding.key:
                with suppress(FileNotFoundError):
                    os.replace(aside, self._owner)
                raise StateMoved(
                    f"{self._shown} is not held by that process any more; nothing was taken away.",
                    hint="Run the command again to see who holds it now",
                )
            self._lock.unlink(missing_ok=True)
            aside.unlink(missing_ok=True)
            disk.sync_folder(self._lock.parent)

    @contextmanager
    def _kernel(self) -> Iterator[None]:
        """The kernel's lock, on a side file: the state file is replaced by rename, which would change what is
        locked. The kernel frees it when its holder dies, so a file that is left over locks nothing."""
        import filelock  # who only reads locks nothing, and need not wait for this

        held = native(self._lock)
        try:
            with told(self._shown, "cannot be locked"):
                disk.make_folder(self._lock.parent)
                disk.refuse_strange(self._lock)
                held.acquire(timeout=0)
        except filelock.Timeout as error:
            raise StateLocked(
                f"{self._shown} is locked {described(self.holder())}.",
                hint="Wait for it to end; when that process dies, the lock is free at once. If it hangs, end "
                "it, or `reconciler state unlock` takes the lock away from it",
            ) from error
        except NotImplementedError as error:  # what older versions of the library do there
            raise self._lockless() from error
        try:
            # Where the kernel has no lock to give, the library turns into one of mere existence, which a
            # killed holder never gives back.
            if isinstance(held, filelock.SoftFileLock):
                raise self._lockless()
            with told(self._shown, "cannot be locked"):
                self._fail("lock.acquired")
            yield
        finally:
            held.release()

    def _lockless(self) -> StateError:
        return StateError(
            f"{self._shown}: the file system of this folder has no locks to keep two runs apart.",
            hint="Keep the state on a local disk",
        )

    def _recorded(self) -> tuple[Owner | None, str | None]:
        with told(self._shown, "cannot be read"):
            found = disk.read(self._owner)
        return (None if found is None else decode_owner(found[0])) or (None, None)


def native(path: Path) -> filelock.BaseFileLock:
    import filelock

    return filelock.FileLock(str(path), mode=0o600, thread_local=False)
