"""One command over several environments: each by itself, one table at the end, the worst exit code wins."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import click

from reconciler.cli.output import at_terminal, document, put
from reconciler.errors import ExitCode, ReconcilerError, UsageError, worst
from reconciler.model.plan import Plan

if TYPE_CHECKING:
    from reconciler.model.values import Json

_GLOB = frozenset("*?[")


def chosen(context: click.Context, pattern: str | None) -> list[str] | None:
    """The environments a glob means; None when `pattern` names one, or none, as any command takes it."""
    if pattern is None or not _GLOB & set(pattern):
        return None
    from reconciler.cli.session import open_project

    known = list(open_project(context.find_root().obj.get("project")).environments)
    found = [name for name in known if fnmatchcase(name, pattern)]
    if not found:
        raise UsageError(
            f"No environment is like {pattern!r}.", hint=f"reconciler.yaml has: {', '.join(known)}"
        )
    return found


def run(
    names: Sequence[str],
    one: Callable[[str], tuple[Plan, ExitCode]],
    color: bool,
    *,
    grouped: bool,
    personal: bool = False,
) -> ExitCode:
    """`one` for each environment; an error in one never stops the others. `grouped`: equal Changes are told
    once, with the environments they are the same in."""
    from reconciler.cli.messages import told
    from reconciler.cli.session import width
    from reconciler.render.several import Went, several_text, shared_text

    rows: list[Went] = []
    documents: list[Mapping[str, Json]] = []
    whole: list[Mapping[str, Json]] = []
    codes: list[ExitCode] = []
    for name in names:
        try:
            plan, code = one(name)
        except ReconcilerError as error:
            rows.append(Went(name, {}, exit_code=error.exit_code, error=error.message))
            codes.append(error.exit_code)
            click.echo(f"{name}: {told(error)}", err=True)
            continue
        counts = {action.value: count for action, count in plan.counts().items()}
        rows.append(Went(name, counts, len(plan.blocked), len(plan.guards), code))
        documents.append(document(plan, personal=at_terminal(personal)))
        whole.append(document(plan, personal=True))
        codes.append(code)
    if grouped and documents:
        put(shared_text(documents, whole=whole, columns=width(), colour=color), color)
    put("\n" + several_text(rows, columns=width(), colour=color), color)
    return worst(codes)
