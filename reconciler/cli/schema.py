"""`reconciler schema`."""

from __future__ import annotations

import json

import click


@click.command()
@click.argument("what", type=click.Choice(["definition", "project", "plan"]), default="definition")
def command(what: str) -> None:
    """Write a JSON Schema to standard output: of a definition, of reconciler.yaml, of a plan.

    \b
    Example:  reconciler schema definition > definition.schema.json
    """
    if what == "plan":
        from reconciler.render.schema import plan_schema

        made = plan_schema()
    else:
        from reconciler.definitions.json_schema import definitions_schema, project_schema

        made = definitions_schema() if what == "definition" else project_schema()
    click.echo(json.dumps(made, indent=2, ensure_ascii=False))
