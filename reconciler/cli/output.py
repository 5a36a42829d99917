"""What commands print: one way to standard output, and what a plan says to a script."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.errors import ExitCode, UsageError, worst

if TYPE_CHECKING:
    from reconciler.engine.approved import Approved
    from reconciler.model.plan import Plan
    from reconciler.model.values import Json


def put(text: str, color: bool) -> None:
    """Print a finished text. Colours that were asked for pass a pipe too: click would take them out."""
    click.echo(text, nl=False, color=color)


def put_paged(text: str, color: bool) -> None:
    """Print what somebody reads at a terminal; what is longer than the screen goes through a pager."""
    import shutil

    if (
        sys.stdout.isatty()
        and text.count("\n") > shutil.get_terminal_size().lines
        and os.environ.get("PAGER") != ""
    ):
        click.echo_via_pager(text)
    else:
        put(text, color)


def put_if_read(text: str, color: bool) -> None:
    """Print what nobody has to read for the run to go on: a reader that went away ends no apply."""
    try:
        put(text, color)
    except OSError:
        with suppress(OSError):
            click.echo("Nobody reads standard output any more; the run goes on.", err=True)
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  it stays for the rest of the run


def tool() -> str:
    from reconciler.version import VERSION

    return f"reconciler {VERSION}"


def at_terminal(asked: bool) -> bool:
    """Whether what is printed may say who people are: somebody asked for it, or it goes to a terminal. What a
    pipe takes may be kept and shared, as the log of a CI run is."""
    return asked or is_terminal()


def is_terminal() -> bool:
    return sys.stdout.isatty()


def document(plan: Plan, *, personal: bool = False, brief: bool = False) -> dict[str, Json]:
    """The plan's one document, of this moment; `personal`: with what says who people are. `brief`: for the
    brief face only."""
    from datetime import UTC, datetime

    from reconciler.render import document as documents

    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    return documents.document(plan, made_at=made_at, tool=tool(), personal=personal, brief=brief)


def face(
    made: dict[str, Json], color: bool, *, brief: bool = False, as_json: bool = False, whole: bool = False
) -> str:
    """A plan document as it is printed; `whole`: each Change by itself, also those that are alike."""
    import json

    from reconciler.cli.session import width
    from reconciler.render import terminal

    if as_json:
        return json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    return terminal.plan_text(made, width=width(), colour=color, short=brief, whole=whole)


def check_out(paths: tuple[Path, ...]) -> None:
    """Raise UsageError for a file that no face has, before anything is read."""
    for path in paths:
        if path.suffix not in (".json", ".md", ".html"):
            raise UsageError(f"--out {path} has no face.", hint="End it in .json (to apply it), .md or .html")


def write_out(
    paths: tuple[Path, ...], made: dict[str, Json], approved: Approved | None, *, whole: bool = False
) -> None:
    """The faces in files, told by their endings; the JSON one can be applied. Made 0600: a plan names what
    people are asked."""
    import json

    from reconciler.render.html import plan_html
    from reconciler.render.markdown import plan_markdown
    from reconciler.workflows import saved

    for path in paths:
        match path.suffix:
            case ".md":
                text = plan_markdown(made, whole=whole)
            case ".html":
                text = plan_html(made, whole=whole)
            case _:
                bound: dict[str, Json] = {} if approved is None else {"saved": saved.to_plain(approved)}
                text = json.dumps({**made, **bound}, indent=2, ensure_ascii=False) + "\n"
        try:
            path.touch(mode=0o600)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"--out {path} cannot be written: {error.strerror}.") from error


def plan_code(plan: Plan) -> ExitCode:
    """What a plan tells a script: 8 when something unknown needs the author, 2 when anything differs."""
    codes = [ExitCode.UNKNOWN] if any(one.verdict == "open" for one in plan.settlements) else []
    return worst([*codes, ExitCode.OK if plan.empty else ExitCode.CHANGES])
