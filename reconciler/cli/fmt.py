"""`reconciler fmt`."""

from __future__ import annotations

import click

from reconciler.errors import DefinitionsInvalid, ExitCode, UsageError


@click.command()
@click.argument("files", nargs=-1, metavar="[FILES]...")
@click.option("--check", is_flag=True, help="Change nothing; exit 1 and list the files that would change.")
@click.option("--add-schema", is_flag=True, help="Tell editors where the JSON Schema lies, and put it there.")
@click.option(
    "--schema-file",
    metavar="PATH",
    default="schemas/definition.schema.json",
    show_default=True,
    help="Where the schema lies, from the project root.",
)
@click.pass_context
def command(
    context: click.Context, files: tuple[str, ...], check: bool, add_schema: bool, schema_file: str
) -> int:
    """Put definitions into their canonical order and style; comments are kept, no value changes.

    Without FILES, every definition and overlay of the project. A file that cannot be read is left as it
    is, and what is wrong with it is said.

    \b
    Example:  reconciler fmt
              reconciler fmt --check
              reconciler fmt --add-schema     once; then your editor completes, explains and checks
    """
    from reconciler.cli.session import open_project
    from reconciler.definitions.fmt_project import format_project, from_root, write_formatted
    from reconciler.definitions.report import Report
    from reconciler.render import safe

    project = open_project(context.find_root().obj["project"])
    report = Report()
    chosen = from_root(project.root, files, report)
    schema = from_root(project.root, [str(project.root / schema_file)], report) if add_schema else []
    if report.failed:
        raise DefinitionsInvalid(report.diagnostics())
    done = format_project(project, chosen, schema[0] if schema else None)
    if not check:
        write_formatted(project.root, done)
    for path in done.changed:
        click.echo(f"{'would change' if check else 'written'}  {safe.line(path)}")
    if done.faults:
        raise DefinitionsInvalid(done.faults)
    if not done.changed and not done.kept:
        raise UsageError("There is nothing to format.", hint="reconciler validate")
    click.echo(_summary(len(done.changed), done.kept, check))
    return ExitCode.ERROR if check and done.changed else ExitCode.OK


def _summary(changed: int, kept: int, check: bool) -> str:
    if not changed:
        return f"{_files(kept)} in canonical form already."
    return f"{_files(changed)} {'would change' if check else 'changed'}, {kept} left as {_are(kept)}."


def _files(count: int) -> str:
    return f"{count:,} file" if count == 1 else f"{count:,} files"


def _are(count: int) -> str:
    return "it is" if count == 1 else "they are"
