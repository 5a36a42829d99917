"""What import, init and rebuild say of an account: tables, notes and progress."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from reconciler.render import safe

if TYPE_CHECKING:
    from reconciler.model.plan import Plan
    from reconciler.workflows.composing import Proposal, Skipped, Taken
    from reconciler.workflows.survey import Progress

MOST_ROWS = 40
_MOST_NOTES = 10
_WIDTH = 100


def table(rows: Sequence[Sequence[str]], most: int = MOST_ROWS) -> str:
    """Rows in columns, the texts made harmless; past `most` only their number."""
    shown = [[safe.line(cell) for cell in row] for row in rows[:most]]
    widths = [min(max(map(len, column)), 60) for column in zip(*shown, strict=True)]
    lines = [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in shown
    ]
    if len(rows) > most:
        lines.append(f"  … and {len(rows) - most:,} more")
    return "\n".join(lines)


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def proposal_text(proposal: Proposal, folder: str = "") -> str:
    """Everything to be seen before a file is written. `folder` stands before the paths."""
    parts = [f"{plural(len(proposal.taken), 'interview')} to take in:\n", _taken(proposal.taken, folder)]
    if proposal.skipped:
        parts += ["", skipped_text(proposal.skipped)]
    notes = [(str(one.address), note) for one in proposal.taken for note in one.notes]
    if notes:
        parts += [
            "",
            "Left to the account (each file says so in its first lines):",
            table(notes, _MOST_NOTES),
        ]
    hidden = _hidden(proposal)
    if hidden:
        parts += ["", hidden]
    return "\n".join(parts)


def _taken(taken: Iterable[Taken], folder: str) -> str:
    rows = []
    for one in taken:
        questions = one.definition.fields.get("questions")
        asked = plural(len(questions), "question") if isinstance(questions, list) else ""
        path = f"{folder}{one.draft.path}"
        rows.append((path, f'"{one.row.name}"', one.row.status, one.row.language or "", asked))
    return table(rows)


def skipped_text(skipped: Sequence[Skipped]) -> str:
    lines = [f"{plural(len(skipped), 'interview')} not taken in:"]
    for one in skipped[:MOST_ROWS]:
        lines.append(f'  "{safe.line(one.row.name)}" ({safe.line(one.row.id)}): {safe.line(one.why)}')
        if one.hint:
            lines.append(f"    {safe.line(one.hint)}")
    if len(skipped) > MOST_ROWS:
        lines.append(f"  … and {len(skipped) - MOST_ROWS:,} more")
    return "\n".join(lines)


def _hidden(proposal: Proposal) -> str:
    count = len(proposal.taken)
    never = [name for name, times in proposal.hidden.items() if times == count]
    some = [f"{name} ({times:,} times)" for name, times in proposal.hidden.items() if times < count]
    lines = []
    if never and count:
        said = f"The account does not show {', '.join(never)}."
        lines.append(f"{said} What it holds there stays as it is, and no file declares it.")
    if some:
        lines.append(f"For some interviews it does not show: {', '.join(some)}.")
    return "\n".join(part for line in lines for part in textwrap.wrap(line, _WIDTH))


def proof_text(proof: Plan, count: int) -> str:
    """What a plan says right after, from what was just read."""
    if not proof.changes:
        pending = f"; {plural(len(proof.pending), 'interview')} still being prepared" if proof.pending else ""
        verb = "matches" if count == 1 else "match"
        return f"No changes. {plural(count, 'interview')} {verb} the account{pending}."
    lines = [f"{plural(len(proof.changes), 'definition')} would still differ from the account:"]
    for change in proof.changes[:MOST_ROWS]:
        names = ", ".join(field.name for field in change.fields) or "the Record"
        why = change.blocked.reason if change.blocked else change.reason
        lines.append(f"  {change.address}: {names} ({safe.line(why)})")
    if len(proof.changes) > MOST_ROWS:
        lines.append(f"  … and {len(proof.changes) - MOST_ROWS:,} more")
    lines.append("Nothing is sent: `reconciler plan` shows each of them before an apply would.")
    return "\n".join(lines)


def progress(what: str) -> Progress:
    """A counter on standard error: rewritten on a terminal, a line per tenth elsewhere."""
    terminal = sys.stderr.isatty()
    last = 0

    def show(done: int, total: int) -> None:
        nonlocal last
        if terminal:
            click.echo(f"\r{what} {done:,} of {total:,} interviews", nl=done == total, err=True)
        elif total >= 100 and done * 10 // total > last:
            last = done * 10 // total
            click.echo(f"{what} {done:,} of {total:,} interviews", err=True)

    return show


def confirmed(question: str, *, yes: bool) -> bool:
    """Ask at the terminal. Raises UsageError where there is none and `--yes` is not given."""
    from reconciler.errors import UsageError

    if yes:
        return True
    if not sys.stdin.isatty():
        raise UsageError(
            "This would write files, and there is no terminal to ask at.",
            hint="Look at what is shown, then run again with --yes",
        )
    return click.confirm(f"\n{question}", default=False, err=True)
