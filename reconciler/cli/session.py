"""Where everything is put together: files, store and account of one environment."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options
from reconciler.errors import CallFailed, DefinitionsInvalid, UsageError

if TYPE_CHECKING:
    from reconciler.definitions.loader import Loaded
    from reconciler.definitions.project import Project
    from reconciler.engine.selection import Selection
    from reconciler.model.address import Address
    from reconciler.model.environment import Environment
    from reconciler.ports import Owner, Sightings
    from reconciler.remote.account import HttpAccount, ReadOnlyAccount
    from reconciler.remote.tokens import TokenSource
    from reconciler.remote.transport import Transport
    from reconciler.simulator import Simulator
    from reconciler.stores.local import LocalStore
    from reconciler.workflows.work import Work

TOKEN_COMMAND = "RECONCILER_TOKEN_COMMAND"  # noqa: S105  a variable's name


class SystemClock:
    """The machine's clock. Implements ports.Clock."""

    now = staticmethod(time.time)
    monotonic = staticmethod(time.monotonic)
    sleep = staticmethod(time.sleep)


class Session:
    """One command's project and environment. Parts are made when they are first asked for."""

    def __init__(self, context: click.Context, environment: str | None) -> None:
        self._options = context.find_root().obj or {}
        self.project = open_project(self._options.get("project"))
        self.environment = _chosen(self.project.environments, environment)
        self.tokens: TokenSource | None = None
        """The token of the account that was opened last."""

    @property
    def color(self) -> bool:
        return colored(self._options.get("color", "auto"))

    def loaded(self) -> Loaded:
        """The definitions with every Diagnostic; raises DefinitionsInvalid when one is an error."""
        from reconciler.definitions.loader import load

        found = load(self.project, self.environment.name)
        if found.desired is None:
            raise DefinitionsInvalid(found.diagnostics)
        return found

    def store(self) -> LocalStore:
        from reconciler.stores.local import LocalStore

        path = self.project.root / self.environment.state
        return LocalStore(path, shown=self.environment.state, fail=_failpoint())

    def work(self, *, workers: int, chosen: Selection | None = None, refresh: str = "auto") -> Work:
        """Raises UsageError for a selection that means nothing that is declared or recorded."""
        import uuid
        from functools import partial

        from reconciler.definitions.cache import unchanged
        from reconciler.engine.selection import Selection
        from reconciler.workflows.work import Work

        desired = self.loaded().desired
        assert desired is not None
        store = self.store()
        meant = chosen or Selection()
        files: dict[Address, str] = {}
        if chosen is not None and (chosen.only or chosen.excepted):
            from reconciler.workflows.show import recorded

            spans = {address: one.span() for address, one in desired.definitions.items()}
            files = {address: span.file for address, span in spans.items() if span is not None}
            records = dict.fromkeys(recorded(store).records)
            options.check_selection(chosen, {**records, **files})
        return Work(
            self.environment,
            desired,
            store,
            SystemClock(),
            lambda: str(uuid.uuid4()),
            workers,
            (lambda address: meant.address(address, files.get(address))) if files else (lambda _: True),
            meant.action,
            _failpoint(),
            self._sightings,
            partial(unchanged, self.project, self.environment.name),
            refresh == "full",
        )

    def _sightings(self) -> Sightings | None:
        from reconciler.definitions.cache import place_of
        from reconciler.stores.sightings import FileSightings

        place = place_of(self.project, cached=True)
        return None if place is None else FileSightings(place[0] / f"seen.{self.environment.name}", place[1])

    @contextmanager
    def reader(self, *, workers: int) -> Iterator[ReadOnlyAccount]:
        """The account for those who only look: it has no way to write."""
        from reconciler.remote.account import ReadOnlyAccount

        with self.wire(workers) as wire:
            yield ReadOnlyAccount(wire, SystemClock(), merchant_id=self.environment.merchant_id)

    @contextmanager
    def account(self, *, workers: int) -> Iterator[HttpAccount]:
        """The account to be changed, closed at the end. Raises UsageError without a usable token."""
        from reconciler.remote.account import HttpAccount

        with self.wire(workers) as wire:
            stated = self.environment.merchant_id
            yield HttpAccount(wire, SystemClock(), merchant_id=stated, root=self.project.root)

    @contextmanager
    def wire(self, workers: int) -> Iterator[Transport]:
        """The bare connection to the environment's account, closed at the end."""
        from reconciler.remote.transport import Transport

        environment = self.environment
        if environment.simulated:
            with (
                open_simulator(self.project.root, environment) as simulator,
                Transport(simulator.handle, _simulator_token(), max_parallel=workers) as transport,
            ):
                yield transport
            return
        from reconciler.remote.origin import check_trusted, parse_server

        server = parse_server(environment.server)
        check_trusted(server, os.environ.get("RECONCILER_TRUSTED_ORIGINS", "").split())
        apikey = _variable(environment.apikey_env) if environment.apikey_env else None
        # Only now: a server that nobody trusts must not even make the token command run.
        self.tokens = _tokens(environment)
        with Transport(server, self.tokens, apikey=apikey, max_parallel=workers) as transport:
            try:
                yield transport
            except CallFailed as error:
                # Why there was no other token is what the person has to put right.
                error.hint = f"{self.tokens.trouble} {error.hint}".strip()
                raise

    def check_token(self, seconds: float) -> None:
        """Raise TokenError when the token says that it ends within so many seconds; renews it first, where
        that is possible."""
        if self.tokens is not None:
            self.tokens.lasts(seconds, time.time())

    def owner(self, operation: str) -> Owner:
        import getpass
        import socket

        from reconciler.ports import Owner

        return Owner(operation, getpass.getuser(), socket.gethostname(), os.getpid(), time.time())


def open_project(folder: str | None) -> Project:
    """The project around `folder`, by default around where we are; raises UsageError when there is none."""
    from reconciler.definitions.project import find_root, read_project

    start = Path(folder) if folder else Path.cwd()
    root = find_root(start)
    if root is None:
        raise UsageError(
            f"There is no reconciler.yaml in {start} or above it.",
            hint="`reconciler init` begins a project here; `-C DIR` works in another folder",
        )
    return read_project(root)


def _chosen(known: Mapping[str, Environment], name: str | None) -> Environment:
    if name is None and len(known) == 1:
        return next(iter(known.values()))
    if name is None:
        raise UsageError(
            f"This project has {len(known)} environments: {', '.join(known)}.",
            hint=f"Say which: -e {next(iter(known))}",
        )
    if name not in known:
        raise UsageError(
            f"There is no environment {name!r}.", hint=f"reconciler.yaml has: {', '.join(known)}"
        )
    return known[name]


def _simulator_token() -> TokenSource:
    from reconciler.remote.tokens import TokenSource
    from reconciler.simulator import DEFAULT_TOKEN

    return TokenSource(DEFAULT_TOKEN)


def _tokens(environment: Environment) -> TokenSource:
    """The token from its variable, else from the command; the command renews either.

    The command comes from a variable and never from a file of the project: a pull request must not be able
    to run anything where the token is.
    """
    from reconciler.remote.tokens import TokenSource, from_command

    line = os.environ.get(TOKEN_COMMAND, "")
    if not line.strip():
        return TokenSource(_variable(environment.token_env))
    about = {"RECONCILER_ENVIRONMENT": environment.name, "RECONCILER_SERVER": environment.server}

    def fresh() -> str:
        return from_command(line, about)

    given = os.environ.get(environment.token_env, "")
    return TokenSource(given if given.strip() else fresh(), refresh=fresh)


def _failpoint() -> Callable[[str], None]:
    """What tests of interruptions switch on; nothing in every other run."""
    from reconciler.cli import failpoints

    return failpoints.hook(os.environ.get(failpoints.VARIABLE, ""))


def _variable(name: str) -> str:
    value = os.environ.get(name, "")
    if not value.strip():
        raise UsageError(
            f"The variable {name} is empty or not set.",
            hint=f"Put the account's token into it: export {name}=…   (never into a file of the repository)",
        )
    return value


def simulator_path(root: Path, environment: Environment) -> Path:
    """The simulator's account lies beside the state that remembers it."""
    state = root / environment.state
    return state.with_name(f"{state.stem}.simulator.db")


@contextmanager
def open_simulator(root: Path, environment: Environment) -> Iterator[Simulator]:
    from reconciler.simulator import Simulator

    simulator = Simulator(simulator_path(root, environment))
    try:
        yield simulator
    finally:
        simulator.close()


def colored(choice: str) -> bool:
    """Whether to colour: asked for, or a terminal that NO_COLOR does not forbid."""
    if choice != "auto":
        return choice == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    import shutil

    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
