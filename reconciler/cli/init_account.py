"""`reconciler init --server`: from a token to a repository."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import survey_text
from reconciler.errors import ExitCode, UsageError
from reconciler.model.environment import Environment
from reconciler.render import safe

if TYPE_CHECKING:
    from reconciler.model.observed import Merchant, Row
    from reconciler.remote.account import ReadOnlyAccount
    from reconciler.workflows.composing import Proposal
    from reconciler.workflows.importing import Imported
    from reconciler.workflows.survey import Survey

_WORKERS = 8


def begin(
    context: click.Context, folder: Path, server: str, token_env: str, name: str, take_in: bool | None
) -> int:
    """Read the account, show it, write the project, and take in what it holds if that is wanted."""
    from reconciler.cli.init import files_in, for_editors
    from reconciler.cli.session import SystemClock
    from reconciler.remote.account import ReadOnlyAccount
    from reconciler.remote.origin import check_trusted, parse_server
    from reconciler.remote.tokens import TokenSource
    from reconciler.remote.transport import Transport
    from reconciler.workflows.survey import Wanted, listed

    before = files_in(folder)
    address = parse_server(server)
    check_trusted(address, os.environ.get("RECONCILER_TRUSTED_ORIGINS", "").split())
    token = os.environ.get(token_env, "")
    if not token.strip():
        raise UsageError(
            f"The variable {token_env} is empty or not set.",
            hint=f"Put the account's token into it: export {token_env}=…   (never into a file)",
        )
    with Transport(address, TokenSource(token), max_parallel=_WORKERS) as wire:
        reader = ReadOnlyAccount(wire, SystemClock())
        merchant = reader.merchant()
        rows = list(listed(reader, Wanted()).values())
        click.echo(_account_text(server, merchant, rows, token_env, token))
        live = [row for row in rows if row.status != "deleted"]
        wanted = _wants_import(len(live), take_in)
        environment = Environment(
            name, server, f"state/{name}.json", merchant_id=merchant.effective.lower(), token_env=token_env
        )
        found = _read(reader, environment) if wanted else None
        _write_project(folder, environment, found)
        done = _take_in(context, folder, reader, found) if found is not None else None
    for_editors(folder, before)
    return _farewell(folder, done, len(live))


def _account_text(server: str, merchant: Merchant, rows: Iterable[Row], token_env: str, token: str) -> str:
    from reconciler.remote.claims import expiry

    left = "not limited, or not told" if merchant.credits is None else f"{merchant.credits:,g} left"
    ends = expiry(token)
    lines = [
        f"The account at {safe.line(server)}",
        f"  merchant    {safe.line(merchant.effective)}",
        f"  credits     {left}" + (f", plan {safe.line(merchant.plan)}" if merchant.plan else ""),
        f"  token       from ${token_env}, {_ends(ends)}",
    ]
    kinds = Counter((row.type, row.status) for row in rows)
    for kind in dict.fromkeys(kind for kind, _ in sorted(kinds)):
        parts = [
            f"{count:,} {safe.line(status)}" for (one, status), count in sorted(kinds.items()) if one == kind
        ]
        lines.append(f"  {safe.line(kind):<11} {', '.join(parts)}")
    if not kinds:
        lines.append("  interviews  none")
    words = {row.environment for row in rows if row.environment}
    if words:
        lines.append(f"  its world   {safe.line(', '.join(sorted(words)))}")
    return "\n".join(lines)


def _ends(ends: float | None) -> str:
    """Only said, never decided by: the server is the one who knows."""
    if ends is None:
        return "which does not say when it ends"
    try:
        when = datetime.fromtimestamp(ends, UTC)
    except (ValueError, OverflowError, OSError):
        return "which does not say when it ends"
    minutes = int((when - datetime.now(UTC)).total_seconds() // 60)
    span = f"in {minutes} minutes" if minutes < 120 else f"in {minutes // 60} hours"
    return f"ends {when:%Y-%m-%d %H:%M} UTC, " + (span if minutes >= 0 else "so it has ended by its own word")


def _wants_import(count: int, take_in: bool | None) -> bool:
    if not count or take_in is not None:
        return bool(count and take_in)
    if not sys.stdin.isatty():
        raise UsageError(
            f"The account holds {count:,} interviews, and there is no terminal to ask at.",
            hint="Say --import to take them all in, or --no-import",
        )
    question = f"\nTake in {survey_text.plural(count, 'interview')}? Nothing is changed in the account"
    return click.confirm(question, default=True, err=True)


def _read(reader: ReadOnlyAccount, environment: Environment) -> Survey:
    from reconciler.workflows.importing import everything
    from reconciler.workflows.survey import Wanted

    progress = survey_text.progress("Reading")
    return everything(environment, reader, Wanted(), workers=_WORKERS, progress=progress)


def _write_project(folder: Path, environment: Environment, found: Survey | None) -> None:
    from reconciler.cli.copying import new_project

    kept = (folder / ".gitignore").exists()
    new_project(folder, environment, found, skip=(".gitignore",) if kept else ())
    (folder / "interviews").mkdir(parents=True, exist_ok=True)
    click.echo(f"\nwritten  {folder / 'reconciler.yaml'}")
    if kept:
        click.echo(f"kept     {folder / '.gitignore'}   # let it hold /state/ and /.reconciler/")
    else:
        click.echo(f"written  {folder / '.gitignore'}")


def _take_in(context: click.Context, folder: Path, reader: ReadOnlyAccount, found: Survey) -> Imported:
    from reconciler.cli.session import Session
    from reconciler.cli.take_in import work_of
    from reconciler.workflows import importing
    from reconciler.workflows.survey import Wanted

    def agree(proposal: Proposal) -> bool:
        click.echo("\n" + survey_text.proposal_text(proposal, "" if folder == Path() else f"{folder}/"))
        return True  # agreed to before anything was read

    context.find_root().obj["project"] = str(folder)
    session = Session(context, None)
    work = work_of(session, _WORKERS)
    terms = importing.Terms(agree, checking=survey_text.progress("Checking"))
    return importing.import_all(
        work, session.project, reader, session.owner("import"), Wanted(), terms, found
    )


def _farewell(folder: Path, done: Imported | None, count: int) -> int:
    code = ExitCode.OK
    if done is not None:
        taken = len(done.proposal.taken)
        click.echo("\n" + survey_text.proof_text(done.proposal.proof, taken))
        code = ExitCode.CHANGES if done.proposal.proof.changes else ExitCode.OK
    click.echo("\nNext:" + (f"  cd {folder}" if folder != Path() else ""))
    if done is None:
        lines = ["interviews/FIRST.yaml is yours to write, then:"] if not count else []
        lines += ["reconciler import --all   take in what the account holds"] if count else []
        lines += ["reconciler validate       check the files, offline"]
        lines += ["reconciler plan           what apply would do"]
    else:
        lines = [
            "reconciler show     what is recorded",
            "reconciler plan     after you edited a file: what apply would do",
            "reconciler apply    do it",
        ]
    for line in lines:
        click.echo(f"  {line}")
    return code
