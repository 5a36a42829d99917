"""The command group. A command's module is imported when it is called, so that `--help` stays quick."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from reconciler.cli.listing import COMMANDS, GROUPS


class Commands(click.Group):
    """Lists the commands by group, from a table, without importing any of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx  # the table is the same everywhere
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        found = import_module(f"reconciler.cli.{COMMANDS[cmd_name].module}").command
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            import difflib

            near = difflib.get_close_matches(name, COMMANDS, n=1)
            hint = f" Did you mean `{near[0]}`?" if near else " `reconciler --help` lists them."
            raise click.UsageError(f"There is no command `{name}`.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        for group in GROUPS:
            rows = [(name, entry.help) for name, entry in COMMANDS.items() if entry.group == group]
            with formatter.section(group):
                formatter.write_dl(rows)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("-C", "--project", metavar="DIR", help="Work in the project of this folder.")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the output."
)
@click.pass_context
def cli(context: click.Context, project: str | None, color: str) -> None:
    """Interview definitions as YAML in git, made true in a JobMojito account.

    \b
    reconciler plan     says field by field what would change, and to whom
    reconciler apply    makes it so; a second plan is empty

    \b
    Exit codes: 0 done, 1 error, 2 changes (plan --detailed-exitcode), 3 drift, 4 applied in part,
    5 blocked or stopped by a guard, 6 stale plan, 7 locked, 8 an unknown outcome needs you,
    130 interrupted, 143 terminated.
    """
    context.obj = {"project": project, "color": color}
    if context.invoked_subcommand is None:
        if project is None and not _in_a_project():
            click.echo(_BEGIN)
            return
        click.echo(context.get_help())


_BEGIN = """\
There is no project here: no reconciler.yaml in this folder or above it.

  reconciler init hiring     begins one in the folder hiring, with a simulated account to try things on
  reconciler init --server https://cool.jobmojito.com/functions/v1 hiring
                             begins one from an account of yours, and offers to take in what it holds
  reconciler --help          lists every command"""


def _in_a_project() -> bool:
    here = Path.cwd()
    return any((folder / "reconciler.yaml").is_file() for folder in (here, *here.parents))
