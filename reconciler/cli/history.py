"""`reconciler history`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from reconciler.cli import options
from reconciler.errors import ExitCode

if TYPE_CHECKING:
    from reconciler.workflows.history import Version


@click.command()
@options.environment
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many, newest first."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
@click.pass_context
def command(context: click.Context, environment: str | None, limit: int, as_json: bool) -> int:
    """The states that are kept: serial, when, which command wrote it, what it holds. Reads local files only.

    \b
    Example:  reconciler history
              reconciler history -e production --json
    """
    from reconciler.cli.session import Session
    from reconciler.workflows.history import versions

    session = Session(context, environment)
    store = session.store()
    found = versions(store, limit)
    if as_json:
        click.echo(_json(found))
        return ExitCode.OK
    if not found:
        click.echo(
            f"Nothing is kept of {store.place} yet: an apply that records something keeps what it wrote."
        )
        return ExitCode.OK
    click.echo(_table(found))
    click.echo("\nPut one back: reconciler state restore SERIAL")
    return ExitCode.OK


def _table(found: list[Version]) -> str:
    from reconciler.cli.survey_text import table

    return table([("serial", "written", "by", "holds", "id"), *(_row(one) for one in found)])


def _row(one: Version) -> tuple[str, ...]:
    serial = f"{one.kept.serial}{' *' if one.current else ''}"
    return (serial, when(one.kept.when), one.kept.operation or "-", _holds(one), one.kept.id)


def _holds(one: Version) -> str:
    if one.live is None:
        return "damaged: it was changed since"
    parts = [f"{one.live} live"]
    if one.retired:
        parts.append(f"{one.retired} retired")
    if one.open:
        parts.append(f"{one.open} without an answer")
    return ", ".join(parts)


def when(seconds: float) -> str:
    """Seconds since the epoch, for people."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _json(found: list[Version]) -> str:
    import json

    rows = [
        {
            "serial": one.kept.serial,
            "id": one.kept.id,
            "written_at": datetime.fromtimestamp(one.kept.when, UTC).isoformat(),
            "operation": one.kept.operation,
            "current": one.current,
            "live": one.live,
            "retired": one.retired,
            "unanswered": one.open,
        }
        for one in found
    ]
    return json.dumps({"versions": rows}, indent=2)
