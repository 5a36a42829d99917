"""`reconciler validate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from reconciler.cli import options
from reconciler.cli.output import is_terminal
from reconciler.errors import ExitCode, Severity
from reconciler.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reconciler.cli.session import Session
    from reconciler.definitions.loader import Loaded
    from reconciler.errors import Diagnostic

FACES = ("text", "json", "github", "sarif", "junit")


@click.command()
@options.environment
@click.option(
    "--format", "face", type=click.Choice(FACES), default="text", show_default=True, help="How to say it."
)
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@click.pass_context
def command(context: click.Context, environment: str | None, face: str, strict: bool) -> int:
    """Check the files, offline: every fault of every file, in one run.

    \b
    Example:  reconciler validate
              reconciler validate --format github --strict
              reconciler validate --format sarif > reconciler.sarif
    """
    from reconciler.cli.session import Session
    from reconciler.definitions.loader import load
    from reconciler.errors import DefinitionsInvalid

    try:
        session = Session(context, environment)
    except DefinitionsInvalid as invalid:  # reconciler.yaml itself: it is told in the same words and forms
        click.echo(_said(face, invalid.diagnostics, ()), nl=False)
        return ExitCode.ERROR
    found = load(session.project, session.environment.name)
    click.echo(_said(face, found.diagnostics, found.paths), nl=False)
    if face == "text" and found.desired is not None:
        click.echo(_good(found, session))
    warned = any(one.severity is Severity.WARNING for one in found.diagnostics)
    return ExitCode.ERROR if found.desired is None or (strict and warned) else ExitCode.OK


def _good(found: Loaded, session: Session) -> str:
    assert found.desired is not None
    definitions, files = len(found.desired.definitions), found.files
    noun = "definition" if definitions == 1 else "definitions"
    name = session.environment.name
    return f"{definitions:,} {noun} in {files:,} file{'s'[: files != 1]}: ok for {name!r}."


def _said(face: str, diagnostics: Sequence[Diagnostic], paths: Sequence[str]) -> str:
    if face == "text" and not diagnostics:
        return ""
    from reconciler.cli.session import colored, width
    from reconciler.render import diagnostics as faces

    if face == "text":
        color = colored(click.get_current_context().find_root().obj["color"])
        return faces.as_text(diagnostics, columns=width(), colour=color, personal=is_terminal())
    from reconciler.render import formats

    match face:
        case "github":
            return formats.github(diagnostics)
        case "sarif":
            return _sarif_with_pages(formats.sarif(diagnostics, version=VERSION))
        case "junit":
            return formats.junit(diagnostics, files=paths)
        case _:
            return _json_with_pages(faces.as_json(diagnostics))


def _json_with_pages(text: str) -> str:
    """Each finding with the page of its rule. `render` knows no rules, and the rules know no faces."""
    import json

    from reconciler.definitions.rules import page

    document: dict[str, Any] = json.loads(text)
    for found in document["diagnostics"]:
        found["help"] = page(found["rule"])
    return json.dumps(document, indent=2) + "\n"


def _sarif_with_pages(text: str) -> str:
    """Each rule with its words, how bad it is, and its page: what a viewer shows beside a finding."""
    import json

    from reconciler.definitions.rules import RULES, page

    base = _documentation()
    document: dict[str, Any] = json.loads(text)
    for described in document["runs"][0]["tool"]["driver"]["rules"]:
        rule = RULES[described["id"]]
        described["shortDescription"] = {"text": f"{rule.summary}."}
        described["defaultConfiguration"] = {"level": rule.severity.value}
        where = page(rule.id, base)
        described["help"] = {"text": f"See {where}", "markdown": f"See [{page(rule.id)}]({where})"}
        if base:  # SARIF wants an absolute address there
            described["helpUri"] = where
    return json.dumps(document, indent=2) + "\n"


def _documentation() -> str:
    """Where the documents are published, as the package says it; empty when it does not."""
    from importlib.metadata import metadata

    entries = metadata("reconciler").get_all("Project-URL") or []
    found = dict(entry.partition(", ")[::2] for entry in entries)
    return str(found.get("Documentation", ""))
