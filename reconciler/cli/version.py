"""`reconciler version`."""

from __future__ import annotations

import click

from reconciler.version import VERSION


@click.command()
def command() -> None:
    """The version of this tool.

    \b
    Example:  reconciler version
    """
    click.echo(f"reconciler {VERSION}")
