"""What `call` and `link` share: the right account first, and the answer handed over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli.call_text import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reconciler.cli.session import Session
    from reconciler.model.values import Json
    from reconciler.remote.calls import Caller, Prepared
    from reconciler.remote.endpoints import Operation
    from reconciler.remote.transport import Transport


def caller(session: Session, wire: Transport, operation: Operation) -> Caller:
    """A Caller for the environment's account, once it is known to be the stated one.

    Raises WrongAccount. Nothing is asked first where no merchant is stated, and for the call that tells which
    merchant it is.
    """
    from reconciler.apply.identity import check
    from reconciler.cli.session import SystemClock
    from reconciler.model.record import Snapshot
    from reconciler.remote.account import ReadOnlyAccount
    from reconciler.remote.calls import Caller

    stated = session.environment.merchant_id
    if stated is not None and operation.name != "merchant-status":
        reader = ReadOnlyAccount(wire, SystemClock(), merchant_id=stated)
        check(session.environment, reader.merchant(), Snapshot(lineage=""))
    return Caller(wire, SystemClock(), merchant_id=stated)


def shown(session: Session, request: Prepared, warnings: tuple[str, ...]) -> Json:
    """What would be sent, and to whom: no token and no apikey is in it."""
    environment = session.environment
    sent: dict[str, Json] = {
        "sent": False,
        "environment": environment.name,
        "merchant_id": environment.merchant_id,
        "method": request.operation.method,
        "url": f"{environment.server.rstrip('/')}/{request.operation.name}",
        "body": dict(request.body or {}),
    }
    if request.files:
        request.payload()  # a file that cannot be sent is told now
        sent["files"] = {
            name: {"path": str(path), "bytes": path.stat().st_size} for name, path in request.files.items()
        }
    return sent | {"notes": list(warnings)}


def hand_over(value: Json, out: Path | None, *, lines: bool = False) -> None:
    """JSON to standard output, or into a file that only its owner can read."""
    from reconciler.remote.report import save

    if lines and isinstance(value, list):
        text = "".join(as_json(row, indent=None) + "\n" for row in value)
    else:
        text = as_json(value) + "\n"
    if out is None:
        click.echo(text, nl=False)
        return
    save(text.encode(), out)
    click.echo(f"Written to {out}.", err=True)


def saved_report(session: Session, answer: Mapping[str, Json], out: Path) -> Json:
    """Fetch the PDF that an answer points to, without the token; what was saved, and until when its link
    works. Raises CallFailed."""
    from reconciler.cli.session import open_simulator
    from reconciler.remote.origin import parse_server
    from reconciler.remote.report import fetch, save

    url = str(answer["pdf_export_url"])
    environment = session.environment
    if environment.simulated:
        with open_simulator(session.project.root, environment) as simulator:
            content = fetch(url, handler=simulator.handle)
    else:
        content = fetch(url, near=parse_server(environment.server).loopback)
    save(content, out)
    until = answer.get("pdf_export_valid_until")
    return {"file": str(out), "bytes": len(content), "pdf_export_valid_until": until}
