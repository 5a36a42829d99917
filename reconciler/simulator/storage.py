"""The SQLite file under the account: one connection per process, short write transactions, counters, the
clock.

Threads of a process share the connection through a lock; processes are kept apart by SQLite itself, since
every request runs in one BEGIN IMMEDIATE transaction with a busy timeout.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from reconciler.simulator.messages import iso

_NAMESPACE = UUID("5b0f8f5e-6f0b-4a53-9e0f-6d1f6a6f7a10")
_BUSY_SECONDS = 30.0
_WAL_ATTEMPTS = 300
_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counters (kind TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS accounts (token TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS interviews (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, merchant_id TEXT NOT NULL, environment TEXT NOT NULL,
    type TEXT, status TEXT NOT NULL, code TEXT, updated_at TEXT NOT NULL, lag INTEGER NOT NULL,
    document TEXT NOT NULL, questions TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS interviews_listing ON interviews (merchant_id, type, updated_at DESC);
CREATE INDEX IF NOT EXISTS interviews_code ON interviews (merchant_id, code);
CREATE TABLE IF NOT EXISTS credits (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, merchant_id TEXT NOT NULL,
    interview_id TEXT NOT NULL, event TEXT NOT NULL, amount REAL NOT NULL,
    document TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE IF NOT EXISTS records (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, merchant_id TEXT NOT NULL,
    environment TEXT NOT NULL, key TEXT NOT NULL, lag INTEGER NOT NULL, document TEXT NOT NULL,
    UNIQUE (kind, id)
);
CREATE INDEX IF NOT EXISTS records_key ON records (kind, key);
CREATE INDEX IF NOT EXISTS records_listing ON records (kind, merchant_id);
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, merchant_id TEXT NOT NULL, event TEXT NOT NULL,
    interview_id TEXT, position_id TEXT
);
CREATE TABLE IF NOT EXISTS requests (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, method TEXT NOT NULL, endpoint TEXT NOT NULL,
    target TEXT NOT NULL, body TEXT NOT NULL, status INTEGER, committed INTEGER NOT NULL, fault TEXT
);
CREATE TABLE IF NOT EXISTS faults (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, endpoint TEXT NOT NULL, seen INTEGER NOT NULL,
    document TEXT NOT NULL
);
"""
_TABLE_NAMES = ("counters", "accounts", "interviews", "credits", "records", "events", "requests", "faults")


class Storage:
    """One open account. Every method but `transaction` and `close` belongs inside a transaction."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            _create_private(path)
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(
            ":memory:" if path is None else path,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            self._prepare(in_file=path is not None)
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self, *, in_file: bool) -> None:
        if in_file:
            self._use_wal()
            # Survives a killed process, which is what is rehearsed; only a power cut could lose the last
            # moments.
            self._connection.execute("PRAGMA synchronous = NORMAL")
        # SQLite's own lower() knows ASCII only.
        self._connection.create_function(
            "casefold", 1, lambda text: (text or "").casefold(), deterministic=True
        )
        with self.transaction():
            for statement in _TABLES.split(";\n"):
                self._connection.execute(statement)
            # A file of before the ledger; everything else is new tables.
            if "document" not in {column for _, column, *_ in self.rows("PRAGMA table_info(credits)")}:
                self.execute("ALTER TABLE credits ADD COLUMN document TEXT NOT NULL DEFAULT '{}'")

    def _use_wal(self) -> None:
        # Changing the mode does not wait as other statements do, and two processes may open a new file at
        # once.
        for attempt in range(_WAL_ATTEMPTS):
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:
                if attempt == _WAL_ATTEMPTS - 1:
                    raise
                time.sleep(0.01)
            else:
                return

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Exclusive use of the account; everything inside is kept, or nothing when it raises."""
        with self._lock:
            if self._depth:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            finally:
                self._depth -= 1

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """A single look at the account, which keeps no other process from writing."""
        with self._lock:
            yield

    @contextlib.contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of a transaction that is undone by itself when it raises: a refused request leaves its log
        entry."""
        self._connection.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK TO part")
            raise
        finally:
            self._connection.execute("RELEASE part")

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def execute(self, statement: str, values: tuple[Any, ...] = ()) -> int:
        """Runs a writing statement; the number of rows it touched."""
        return self._connection.execute(statement, values).rowcount

    def rows(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement, values).fetchall()

    def meta(self, key: str) -> str | None:
        found = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(found[0][0]) if found else None

    def set_meta(self, key: str, value: str) -> None:
        self.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    def count(self, kind: str) -> int:
        """The next number of a kind, from 1."""
        statement = (
            "INSERT INTO counters VALUES (?, 1) ON CONFLICT (kind) DO UPDATE SET n = n + 1 RETURNING n"
        )
        return int(self.rows(statement, (kind,))[0][0])

    def new_id(self, kind: str) -> str:
        """A UUID that follows from the kind and its counter alone, so that a run can be repeated exactly."""
        return str(uuid5(_NAMESPACE, f"{kind}:{self.count(kind)}"))

    def stamp(self, now: datetime) -> str:
        """The moment of a write, later than that of every write before it: a clock that stands still moves by
        a microsecond, so that two updates never share an `updated_at`."""
        moment = now.astimezone(UTC)
        last = self.meta("last_stamp")
        if last is not None:
            moment = max(moment, datetime.fromisoformat(last) + timedelta(microseconds=1))
        self.set_meta("last_stamp", iso(moment))
        return iso(moment)

    def empty(self) -> None:
        """Forgets everything but the switches, the clock's last stamp included, so that ids start anew."""
        for table in _TABLE_NAMES:
            self.execute(f"DELETE FROM {table}")  # noqa: S608 - the names are the constants above
        self.execute("DELETE FROM sqlite_sequence")
        self.execute("DELETE FROM meta WHERE key = 'last_stamp'")


def dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _create_private(path: Path) -> None:
    """Makes the file before SQLite does: its companions take over the mode, and the tokens in it are nobody
    else's.

    Only when there is none: closing any descriptor of a file drops all locks that this process holds on it,
    and another process would then take the write-ahead log from under an open connection of ours.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
