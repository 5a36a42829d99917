"""Options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reconciler.errors import UsageError

if TYPE_CHECKING:
    from reconciler.engine.selection import Selection
    from reconciler.model.address import Address
    from reconciler.model.approval import Approvals

_F = TypeVar("_F", bound=Callable[..., Any])

environment = click.option(
    "-e", "--environment", metavar="NAME", help="Which environment; needed when there is more than one."
)


def selecting(function: _F) -> _F:
    """`--only` and `--except`."""
    only = click.option(
        "--only",
        metavar="GLOB",
        multiple=True,
        help="Only Addresses like 'interview.backend-*'; or kind:, action:, file: before a glob.",
    )
    excepted = click.option(
        "--except",
        "excepted",
        metavar="GLOB",
        multiple=True,
        help="All but those; the same globs. Repeatable.",
    )
    return only(excepted(function))


workers = click.option(
    "--max-parallel", type=click.IntRange(1, 64), default=8, show_default=True, help="Most calls at once."
)


refresh = click.option(
    "--refresh",
    type=click.Choice(["auto", "full"]),
    default="auto",
    show_default=True,
    help="full: read every interview; auto: above 500, only what moved or was not read for a day.",
)


verbose = click.option(
    "--verbose", is_flag=True, help="Each change by itself, also where many are alike and told together."
)

personal = click.option(
    "--show-personal-data",
    "personal",
    is_flag=True,
    help="Say who people are (names, addresses, resumes) in files and pipes too, not only at a terminal.",
)


def approvals(function: _F) -> _F:
    """The acceptances of plan and apply."""
    for option in (
        click.option(
            "--replace", metavar="ADDRESS", multiple=True,
            help="Make a new interview in its place, and retire this one: its candidates' links end.",
        ),
        click.option(
            "--record-only", metavar="ADDRESS.FIELD", multiple=True,
            help="Only remember this field: it was changed in the account by hand.",
        ),
        click.option(
            "--create-anyway", metavar="ADDRESS", multiple=True,
            help="Make it although the account holds one like it.",
        ),
        click.option(
            "--accept", metavar="EFFECT=N", multiple=True,
            help="Accept as many effects of a kind, e.g. retire=3. The plan says which words it needs.",
        ),
    ):  # fmt: skip
        function = option(function)
    return function


def read_approvals(
    accept: Sequence[str], create_anyway: Sequence[str], record_only: Sequence[str], replace: Sequence[str]
) -> Approvals:
    """Raises UsageError for a word that is none."""
    from reconciler.model.approval import Approvals

    accepted: dict[str, int] = {}
    for word in accept:
        match = re.fullmatch(r"(retire|replace|update|credits|progress|reactivate|downtime)=(\d+)", word)
        if match is None:
            raise UsageError(
                f"--accept {word} is not understood.",
                hint="Write --accept retire=3; or replace, update, credits, progress, reactivate, downtime",
            )
        accepted[match[1]] = int(match[2])
    fields = set()
    for word in record_only:
        address, dot, name = word.rpartition(".")
        if not dot or not address:
            raise UsageError(f"--record-only {word} is not understood.", hint="Write ADDRESS.FIELD")
        fields.add((address_of(address), name))
    return Approvals(
        accepted,
        frozenset(map(address_of, create_anyway)),
        frozenset(fields),
        frozenset(map(address_of, replace)),
    )


def address_of(text: str) -> Address:
    """Raises UsageError."""
    from reconciler.model.address import Address
    from reconciler.model.kinds import KINDS

    try:
        found = Address.parse(text)
    except ValueError as error:
        raise UsageError(f"{error}.") from error
    if found.kind not in KINDS:
        from difflib import get_close_matches

        near = get_close_matches(found.kind, KINDS, n=1)
        hint = f"Did you mean {near[0]}.{found.key}?" if near else f"The kinds are {', '.join(KINDS)}"
        raise UsageError(f"{text!r} is not an Address: there is no kind {found.kind!r}.", hint=hint)
    return found


def check_selection(chosen: Selection, known: Mapping[Address, str | None]) -> None:
    """Raise UsageError for a glob that selects nothing: a typo must not pass for "no changes". `known` maps
    what is declared or recorded to the file it is declared in."""
    from reconciler.engine.selection import Selection, parsed
    from reconciler.model.change import Action

    for glob in (*chosen.only, *chosen.excepted):
        sort, rest = parsed(glob)
        if sort == "action":
            found = any(fnmatchcase(action.value, rest) for action in Action)
        else:
            found = any(Selection((glob,)).address(address, file) for address, file in known.items())
        if not found:
            raise UsageError(
                f"{glob} selects nothing that is declared or recorded.", hint=_how_to_select(sort, known)
            )


def _how_to_select(sort: str, known: Iterable[Address]) -> str:
    if sort != "kind":
        return "Write an Address or a glob: 'interview.backend-*', kind:…, action:…, file:…"
    from reconciler.model.kinds import KINDS

    there = {address.kind for address in known}
    return f"Of these kinds there is something: {', '.join(kind for kind in KINDS if kind in there)}"
