"""`reconciler doctor`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from reconciler.cli import options
from reconciler.errors import DefinitionsInvalid, ExitCode, ReconcilerError
from reconciler.version import VERSION

if TYPE_CHECKING:
    from reconciler.cli.session import Session
    from reconciler.workflows.doctor import Check


@click.command()
@options.environment
@click.pass_context
def command(context: click.Context, environment: str | None) -> int:
    """Token, account, state, lock, definitions: each ok, or what to do about it. Changes nothing.

    \b
    Example:  reconciler doctor -e production
    """
    from reconciler.cli.session import Session
    from reconciler.render.checks import checks_text

    session = Session(context, environment)
    found = list(_checks(session))
    rows = [(check.name, check.fine, check.said, check.todo) for check in found]
    click.echo(checks_text(rows, colour=session.color), nl=False)
    return ExitCode.OK if all(check.fine for check in found) else ExitCode.ERROR


def _checks(session: Session) -> Iterator[Check]:
    import platform

    from reconciler.cli.session import SystemClock
    from reconciler.workflows import doctor

    yield doctor.Check("tool", True, f"reconciler {VERSION}, Python {platform.python_version()}")
    yield _definitions(session)
    store = session.store()
    yield from doctor.local(session.environment, store)
    yield _store(session)
    if not session.environment.simulated:
        yield _token(session)
    try:
        with session.reader(workers=2) as reader:
            yield from doctor.remote(session.environment, reader, store, SystemClock())
    except ReconcilerError as error:
        yield doctor.Check("account", False, error.message, error.hint)


def _definitions(session: Session) -> Check:
    from reconciler.workflows.doctor import Check

    try:
        found = session.loaded()
    except DefinitionsInvalid as error:
        return Check("definitions", False, error.message, "reconciler validate")
    count = len(found.desired.definitions) if found.desired else 0
    warned = f", {len(found.diagnostics)} warnings" if found.diagnostics else ""
    return Check("definitions", True, f"{count} in {found.files} files{warned}")


def _store(session: Session) -> Check:
    """Whether the state can be written, and whether somebody holds its lock."""
    from reconciler.workflows.doctor import Check

    store = session.store()
    try:
        store.prepare()
        with store.lock(session.owner("doctor")):
            return Check("lock", True, "free, and the state can be written")
    except ReconcilerError as error:
        return Check("lock", False, error.message, error.hint)


def _token(session: Session) -> Check:
    """Whether there is a token and when it says that it ends; never its text."""
    from datetime import UTC, datetime

    from reconciler.remote.claims import expiry
    from reconciler.workflows.doctor import Check

    name = session.environment.token_env
    token = os.environ.get(name, "")
    if not token.strip():
        return Check("token", False, f"${name} is not set", f"export {name}=…")
    ends = expiry(token)
    if ends is None:
        return Check("token", True, f"${name} is set; it does not say when it ends")
    left = ends - datetime.now(UTC).timestamp()
    when = datetime.fromtimestamp(ends, UTC).strftime("%Y-%m-%d %H:%M UTC")
    if left <= 0:
        return Check("token", False, f"${name} ended at {when}", "Get a new one")
    return Check("token", True, f"${name} is set and ends at {when}")
