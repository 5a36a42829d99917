"""`reconciler simulator`."""

from __future__ import annotations

import json

import click

from reconciler.cli import options
from reconciler.errors import UsageError


@click.group()
def command() -> None:
    """The account on this machine that stands for the real one.

    \b
    Example:  reconciler simulator serve --port 8123
    """


@command.command()
@options.environment
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8123, show_default=True, help="0 takes a free one."
)
@click.pass_context
def serve(context: click.Context, environment: str | None, port: int) -> None:
    """Serve the environment's simulated account on 127.0.0.1 until Ctrl-C.

    \b
    Example:  reconciler simulator serve --port 8123
    """
    from reconciler.cli.session import Session, open_simulator
    from reconciler.simulator import DEFAULT_TOKEN, serve_forever

    session = Session(context, environment)

    def ready(url: str) -> None:
        variable = session.environment.token_env
        click.echo(f"The simulated account listens on {url}")
        click.echo(f"  in reconciler.yaml:  trial: {{server: {url!r}, state: state/trial.json}}")
        click.echo(f"  in the other shell:  export {variable}={DEFAULT_TOKEN}")

    with open_simulator(session.project.root, session.environment) as simulator:
        try:
            serve_forever(simulator, "127.0.0.1", port, ready)
        except KeyboardInterrupt:
            click.echo("Stopped.")
        except OSError as error:
            raise UsageError(
                f"Port {port} cannot be used: {error.strerror}.", hint="Take another: --port 0"
            ) from error


@command.command()
@options.environment
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def reset(context: click.Context, environment: str | None, yes: bool) -> None:
    """Empty the environment's simulated account. The state that remembers it is left alone.

    \b
    Example:  reconciler simulator reset --yes
    """
    from reconciler.cli.session import Session, open_simulator

    session = Session(context, environment)
    if not yes:
        click.confirm(f"Empty the simulated account of {session.environment.name!r}?", abort=True)
    with open_simulator(session.project.root, session.environment) as simulator:
        simulator.reset()
    click.echo("The simulated account is as new.")


@command.command()
@options.environment
@click.option("--writes", is_flag=True, help="Only the calls that change something.")
@click.pass_context
def requests(context: click.Context, environment: str | None, writes: bool) -> None:
    """The account's own log of every request, one JSON line each.

    \b
    Example:  reconciler simulator requests --writes
    """
    from reconciler.cli.session import Session, open_simulator

    session = Session(context, environment)
    with open_simulator(session.project.root, session.environment) as simulator:
        for logged in simulator.requests():
            if writes and logged.method == "GET":
                continue
            shown = {
                "seq": logged.seq,
                "method": logged.method,
                "endpoint": logged.endpoint,
                "status": logged.status,
            }
            click.echo(json.dumps({**shown, "body": logged.body}, ensure_ascii=False))
