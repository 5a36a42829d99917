"""`reconciler version`."""

from __future__ import annotations

import click


@click.command()
def command() -> None:
    """The version of this tool.

    \b
    Example:  reconciler version
    """
    from importlib.metadata import version

    click.echo(f"reconciler {version('reconciler')}")
