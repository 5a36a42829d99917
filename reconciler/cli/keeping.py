"""`reconciler state unlock` and `reconciler state restore`: for when something went wrong."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from reconciler.cli import options
from reconciler.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from reconciler.model.address import Address
    from reconciler.ports import Holding
    from reconciler.workflows.keeping import Difference

_SHOWN = 20
"""Addresses that a list names before it only counts."""


@click.command()
@options.environment
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def unlock(context: click.Context, environment: str | None, yes: bool) -> int:
    """Take the lock away from a process that hangs, after showing whose it is.

    A process that ended needs none of this: its lock is free. One that is robbed writes nothing more and
    begins no create, but a call that it has on its way may still be carried out.

    \b
    Example:  reconciler state unlock -e production
    """
    from reconciler.cli.session import Session
    from reconciler.workflows import keeping

    store = Session(context, environment).store()
    asked = False

    def agree(holding: Holding) -> bool:
        nonlocal asked
        asked = True
        click.echo(_robbed(holding, store.place), err=True)
        return yes or _confirmed("Take the lock away from it?")

    robbed = keeping.unlock(store, agree)
    if robbed is not None:
        click.echo(f"{store.place} is unlocked. The next apply first looks for calls that were on their way.")
    elif asked:
        click.echo("Nothing was changed.")
    else:
        click.echo(f"{store.place} is not locked.")
    return ExitCode.OK


def _robbed(holding: Holding, place: str) -> str:
    from reconciler.cli.history import when
    from reconciler.render import safe

    owner = holding.owner
    if owner is None:
        return f"{place} is locked by a process that left no name."
    rows = [
        ("by", f"{safe.line(owner.user)} on {safe.line(owner.host)}, process {owner.pid}"),
        ("doing", safe.line(owner.operation)),
        ("since", when(min(max(owner.since, 0.0), 4e9))),
    ]
    text = f"{place} is locked:\n" + "\n".join(f"  {name:6} {said}" for name, said in rows)
    if owner.host == socket.gethostname() and _runs(owner.pid):
        text += (
            f"\nThat process is still there. Ending it (kill {owner.pid}) frees the lock too, and is safer: "
            "what it has begun is then written down."
        )
    return text


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError, ValueError):
        return True
    return True


@click.command()
@options.environment
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.argument("which", metavar="SERIAL|ID")
@click.pass_context
def restore(context: click.Context, environment: str | None, yes: bool, which: str) -> int:
    """Put a kept state back, after showing what that changes. `reconciler history` lists them.

    What is there now is kept too, and the serial only ever grows. Creates without an answer stay open. The
    account is not touched: `reconciler plan` shows what it has that the restored state does not know.

    \b
    Example:  reconciler state restore 12
    """
    from reconciler.cli.session import Session, SystemClock
    from reconciler.workflows import keeping

    session = Session(context, environment)
    store = session.store()

    def agree(difference: Difference) -> bool:
        click.echo(_difference(difference))
        return yes or _confirmed(f"Restore this into {store.place}?")

    done = keeping.restore(store, SystemClock(), session.owner("state restore"), which, agree)
    if done.declined:
        click.echo("Nothing was changed.")
        return ExitCode.OK
    for name in done.aside:
        click.echo(f"What was damaged is kept in {name}.")
    click.echo(f"Restored as serial {done.difference.to.serial}. Look at it with: reconciler plan")
    return ExitCode.OK


def _noun(addresses: Sequence[Address]) -> str:
    from reconciler.render.nouns import one_of

    return one_of(address.kind for address in addresses)


def _difference(difference: Difference) -> str:
    now = difference.now
    lines = [
        "The state that is there cannot be read." if now is None else f"The state is at serial {now.serial}."
    ]
    for title, addresses in (
        ("known now, and not after it", difference.lost),
        ("not known now, and known after it", difference.back),
        (f"another {_noun(difference.moved)} after it", difference.moved),
        (f"the same {_noun(difference.changed)} with other recorded values", difference.changed),
        ("created without an answer, and still to be looked for", difference.carried),
    ):
        if addresses:
            lines.append(f"{len(addresses)} {title}:")
            lines += [f"  {address}{_ids(difference, address)}" for address in addresses[:_SHOWN]]
            lines += [f"  and {len(addresses) - _SHOWN} more"] * (len(addresses) > _SHOWN)
    if now is not None and not any(_parts(difference)):
        lines.append("It would change nothing but the serial.")
    return "\n".join(lines)


def _parts(difference: Difference) -> Sequence[Sequence[object]]:
    return difference.lost, difference.back, difference.moved, difference.changed


def _ids(difference: Difference, address: Address) -> str:
    from reconciler.render import safe

    found = [
        safe.line(snapshot.records[address].remote_id)
        for snapshot in (difference.now, difference.to)
        if snapshot is not None and address in snapshot.records
    ]
    return f"  ({' -> '.join(dict.fromkeys(found))})" if found else ""


def _confirmed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask at.", hint="Look at it, then run again with --yes")
    return click.confirm(question, default=False, err=True)
