"""The way in. What answers at once answers before anything heavy is imported."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run, and turn every error into its message and exit code; usage errors are 1, never click's 2."""
    # Little here is a cycle, and with the usual 700 the collector looks through ever more objects that live
    # to the end: 17 % of a plan of 10,000 without changes. At 200,000 a cold plan holds 40 MiB of dead ones.
    gc.set_threshold(20_000, 50, 100)
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:  # closed by the caller: the next file opened must not take its number
            taken = os.open(os.devnull, os.O_WRONLY)
            setattr(sys, name, os.fdopen(taken if taken == number else os.dup2(taken, number), "w"))
    code = run(sys.argv[1:])
    gc.freeze()  # the system takes it all back: collecting first is 6 ms for nobody
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """The exit code of a command line; messages go to standard error."""
    if arguments == ["version"] and _told_version():
        return 0
    import click

    from reconciler.cli.group import cli
    from reconciler.errors import ExitCode, ReconcilerError

    try:
        code = cli.main(arguments, prog_name="reconciler", standalone_mode=False)
    except click.Abort:
        click.echo("Stopped; nothing more was done.", err=True)
        return ExitCode.INTERRUPTED
    except click.ClickException as error:
        click.echo(f"Error: {error.format_message()}", err=True)
        return ExitCode.ERROR
    except ReconcilerError as error:
        from reconciler.cli.messages import told

        click.echo(told(error), err=True)
        return error.exit_code
    return code if isinstance(code, int) else ExitCode.OK


def _told_version() -> bool:
    """Say the version without click, whose import costs more than all the rest of it; False when nobody
    reads it: click knows how to end then."""
    from reconciler.version import VERSION

    try:
        sys.stdout.write(f"reconciler {VERSION}\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True
