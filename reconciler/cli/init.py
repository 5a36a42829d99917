"""`reconciler init`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from reconciler.errors import ExitCode, UsageError

_PROJECT = """\
version: 1
definitions: [interviews/]
defaults:
  interview:
    type: interview
    mojito_language_code: en
    visibility: merchant_invite
    interview_template: Anna      # a name, looked up in each account
    max_duration: 20m
environments:
  local:                          # an account on this machine: free, and yours to break
    server: simulator
    state: state/local.json
"""

_FIRST = """\
name: Backend Engineer
location: Berlin or remote
status: active
description: We build the payment platform of a mid-sized bank. You own services from design to operation.
questions:
  - external_id: incident
    question: Tell us about an incident you resolved. What did you change afterwards?
    duration: 180
  - external_id: trade-off
    question: Describe a technical decision you would take differently today, and why.
    duration: 180
"""


@click.command()
@click.option("--server", metavar="URL", help="A real account's address; without it, the simulator.")
@click.option(
    "--token-env",
    metavar="NAME",
    default="JOBMOJITO_TOKEN",
    show_default=True,
    help="The variable that holds the token.",
)
@click.option(
    "-e", "--environment", metavar="NAME", default="production", show_default=True, help="What to call it."
)
@click.option("--import/--no-import", "take_in", default=None, help="Take in every interview, or none.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.pass_context
def command(
    context: click.Context,
    server: str | None,
    token_env: str,
    environment: str,
    take_in: bool | None,
    folder: Path,
) -> int:
    """Begin a project in FOLDER (this one by default), against the simulator or an account of yours.

    With --server it reads the account, says whose it is and what it holds, writes reconciler.yaml and
    offers to take in every interview. Only reads the account; overwrites no file.

    \b
    Example:  reconciler init hiring && cd hiring && reconciler plan
              export JOBMOJITO_TOKEN=…
              reconciler init --server https://cool.jobmojito.com/functions/v1 hiring
    """
    project = folder / "reconciler.yaml"
    if project.exists():
        raise UsageError(f"{project} is there already; nothing was written.", hint="reconciler plan")
    if server is not None and server != "simulator":
        from reconciler.cli.init_account import begin

        return begin(context, folder, server, token_env, environment, take_in)
    from reconciler.definitions.project_writer import IGNORE

    before = files_in(folder)
    _written(
        {
            project: _PROJECT,
            folder / "interviews" / "backend-engineer.yaml": _FIRST,
            folder / ".gitignore": IGNORE,
        }
    )
    for_editors(folder, before)
    click.echo("\nNext:" + (f"  cd {folder}" if folder != Path() else ""))
    click.echo("  reconciler plan     what would be made, and nothing is made yet")
    click.echo("  reconciler apply    make it, in the account on this machine")
    return ExitCode.OK


def files_in(folder: Path) -> frozenset[str]:
    """The definitions that are there, as paths from `folder`; nothing else of it is walked."""
    return frozenset(str(path.relative_to(folder)) for path in (folder / "interviews").rglob("*.y*ml"))


def for_editors(folder: Path, before: frozenset[str]) -> None:
    """Put the JSON Schema into the project and name it in the first line of the new definitions, so that an
    editor completes, explains and checks. `before`: files that were there already and stay as they are."""
    from reconciler.definitions.fmt_project import SCHEMA_FILE, format_project, write_formatted
    from reconciler.definitions.project import read_project

    new = sorted(files_in(folder) - before)
    if new and not (folder / SCHEMA_FILE).exists():
        write_formatted(folder, format_project(read_project(folder), new, SCHEMA_FILE))
        click.echo(f"written  {folder / SCHEMA_FILE}   (your editor completes and checks with it)")


def _written(files: Mapping[Path, str]) -> None:
    for path, text in files.items():
        if path.exists():
            click.echo(f"kept     {path}")
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
        click.echo(f"written  {path}")
