"""`reconciler link`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from reconciler.cli import link_person as people
from reconciler.cli import options
from reconciler.errors import CallFailed, ExitCode, UsageError

if TYPE_CHECKING:
    from reconciler.cli.session import Session
    from reconciler.model.address import Address

_LINKED = ("interview", "persona")


@click.command()
@options.environment
@click.option("--candidate", metavar="ID", help="The link under which this candidate takes the interview.")
@click.option("--results", is_flag=True, help="The page with everybody's results.")
@click.option("--embed", is_flag=True, help="The embed id and its signing key. This is a write.")
@click.option("--yes", is_flag=True, help="With --embed: do not ask.")
@click.argument("address")
@click.pass_context
def command(
    context: click.Context,
    environment: str | None,
    candidate: str | None,
    results: bool,
    embed: bool,
    yes: bool,
    address: str,
) -> int:
    """Ask the account for a signed URL to what ADDRESS declares. It is a credential, and kept nowhere.

    Of a candidate or an invited person it is the link under which that person takes the interview. --embed
    makes an embed key when the interview has none, so it changes the account and asks first.

    \b
    Example:  reconciler link interview.backend-engineer --results
              reconciler link interview.backend-engineer --candidate 6f9d5c1e-…
              reconciler link interview.backend-engineer --embed
              reconciler link candidate.ann
    """
    from reconciler.cli.session import Session

    where = options.address_of(address)
    if where.kind in people.KINDS:
        return _of_a_person(context, environment, where, people.Wish(candidate, results, embed, yes))
    if where.kind not in _LINKED:
        raise UsageError(f"{where} is no interview and no person on one, so it has no link.")
    if (candidate is not None) + results + embed != 1:
        raise UsageError(
            "One of --candidate ID, --results and --embed says which link is meant.",
            hint="`reconciler call merchant-candidate-list filter_text=NAME` finds a candidate's id",
        )
    session = Session(context, environment)
    remote_id = _remote_id(session, where)
    if embed:
        return _embed(session, where, remote_id, whose=str(where), yes=yes)
    if candidate is None:
        wanted = {"type": "interview-results-for-position", "interview_id": remote_id}
    else:
        wanted = {
            "type": "interview-for-profile",
            "interview_id": remote_id,
            "interview_profile_id": candidate,
        }
    return _handed_over(session, wanted)


def _of_a_person(context: click.Context, environment: str | None, where: Address, wish: people.Wish) -> int:
    from reconciler.cli.session import Session
    from reconciler.workflows.show import recorded

    people.check(where, wish)
    session = Session(context, environment)
    record = recorded(session.store()).records.get(where)
    if wish.embed:
        remote_id = people.embedded(where, record)
        return _embed(session, where, remote_id, whose=f"the interview of {where}", yes=wish.yes)
    return _handed_over(session, people.wanted(where, record, wish.person))


def _handed_over(session: Session, wanted: Mapping[str, str]) -> int:
    click.echo(_called(session, "job-interview-token", wanted))
    click.echo("Whoever has this link gets in; it is written down nowhere.", err=True)
    return ExitCode.OK


def _remote_id(session: Session, where: Address) -> str:
    from reconciler.workflows.show import recorded

    record = recorded(session.store()).records.get(where)
    if record is None:
        raise UsageError(f"{where} is not recorded, so it has no link.", hint="`reconciler apply` makes it")
    return record.remote_id


def _embed(session: Session, where: Address, remote_id: str, *, whose: str, yes: bool) -> int:
    from reconciler.cli.calling import hand_over

    click.echo(
        f"This changes the account: {whose} gets an embed key if it has none, and can then be embedded.",
        err=True,
    )
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("There is no terminal to ask at.", hint=f"reconciler link {where} --embed --yes")
        click.confirm("Go on?", default=False, abort=True, err=True)
    answer = _called(session, "job-interview-set-state", {"position_id": remote_id, "is_embedded": True})
    if not isinstance(answer, dict) or not answer.get("embed_id"):
        raise CallFailed("job-interview-set-state: the answer holds no embed id.", status=200)
    hand_over({name: answer.get(name) for name in ("embed_id", "embed_signing_key")}, None)
    click.echo("The signing key is a secret; it is written down nowhere.", err=True)
    return ExitCode.OK


def _called(session: Session, endpoint: str, values: Mapping[str, object]) -> object:
    from reconciler.cli.calling import caller
    from reconciler.remote.endpoints import operation

    with session.wire(1) as wire:
        chosen = operation(endpoint)
        return caller(session, wire, chosen).call(chosen, values)
