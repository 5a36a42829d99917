"""Whether everything a plan needs is there: each thing tried by itself, so that one fault hides no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reconciler.apply import identity
from reconciler.apply.observer import listing
from reconciler.errors import ReconcilerError
from reconciler.model.environment import Environment
from reconciler.model.interview import TYPES
from reconciler.model.record import Snapshot
from reconciler.ports import Clock, Reader, Store
from reconciler.workflows.work import start

_SKEW = 60.0
"""Seconds our clock may be off before it is worth a word: token lifetimes are measured with it."""


@dataclass(frozen=True, slots=True)
class Check:
    """`fine`: False needs doing; `said` is what was found; `todo` what to do about it."""

    name: str
    fine: bool
    said: str
    todo: str = ""


def _tried(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except ReconcilerError as error:
        return Check(name, False, error.message, error.hint)


def local(environment: Environment, store: Store) -> Iterator[Check]:
    """What can be tried without the account."""
    yield Check("server", True, environment.server)
    yield _tried("state", lambda: _state(store))


def _state(store: Store) -> str:
    stored = store.load()
    snapshot = start(stored, lambda: "")
    if stored.snapshot is None:
        return f"{store.place}: nothing recorded yet"
    lost = f", {len(snapshot.open)} calls without an answer" if snapshot.open else ""
    return f"{store.place}: serial {snapshot.serial}, {len(snapshot.live)} live records{lost}"


def remote(environment: Environment, reader: Reader, store: Store, clock: Clock) -> Iterator[Check]:
    """What only the account can say."""
    yield _tried("account", lambda: _account(environment, reader, store))
    yield _clock(reader, clock)
    yield _tried("interviews", lambda: _interviews(reader))
    yield _tried("templates", lambda: ", ".join(sorted({one.name for one in reader.templates()})) or "none")


def _account(environment: Environment, reader: Reader, store: Store) -> str:
    merchant = reader.merchant()
    try:
        snapshot = start(store.load(), lambda: "")
    except ReconcilerError:
        snapshot = Snapshot("")
    identity.check(environment, merchant, snapshot)
    left = "" if merchant.credits is None else f", {merchant.credits:g} credits"
    plan = f", plan {merchant.plan}" if merchant.plan else ""
    return f"merchant {merchant.effective}{plan}{left}"


def _clock(reader: Reader, clock: Clock) -> Check:
    theirs = reader.server_time()
    if theirs is None:
        return Check("clock", True, "the server told no time")
    off = clock.now() - theirs
    if abs(off) <= _SKEW:
        return Check("clock", True, f"{off:+.0f} s from the server's")
    return Check("clock", False, f"{off:+.0f} s from the server's", "Set this machine's clock")


def _interviews(reader: Reader) -> str:
    counts = {kind: len(listing(reader, kind)) for kind in TYPES}
    return ", ".join(f"{count} {kind}" for kind, count in counts.items())
