"""A finished report, fetched from the signed URL that the API gave for it.

The URL leads to another origin and is a credential by itself. So nothing of the account goes with it: no
token, no apikey, and no redirect is followed.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from reconciler.errors import CallFailed, UsageError
from reconciler.remote.origin import Server, parse_server
from reconciler.remote.transport import Bounds, Transport
from reconciler.remote.wire import Broken, Handler

LARGEST_REPORT = 100 * 1024 * 1024
"""Bytes."""

_WHAT = "the report"
_BEGINS = b"%PDF-"


def fetch(url: str, *, near: bool = False, handler: Handler | None = None) -> bytes:
    """The PDF behind a signed URL. `near`: the account itself is on this machine, so its reports may be.
    `handler` answers inside this process in place of the network.

    Raises CallFailed when the URL is no place to ask, the download fails or what comes is no PDF.
    """
    server, target = _place(url, near=near) if handler is None else (handler, _target(url))
    bounds = Bounds(size=LARGEST_REPORT)
    with Transport(server, None, bounds=bounds, accept="application/pdf, */*") as wire:
        reply = wire.call("GET", target)
    if isinstance(reply, Broken):
        raise CallFailed(f"{_WHAT} cannot be fetched: {reply.why}.", hint="Ask for it again")
    if reply.status != 200 or reply.flaw:
        why = reply.flaw or f"its place answered {reply.status}"
        raise CallFailed(
            f"{_WHAT} cannot be fetched: {why}.",
            status=reply.status,
            hint="Its link may have ended: ask for the report again",
        )
    if not reply.body.startswith(_BEGINS):
        raise CallFailed(f"{_WHAT} cannot be used: what came is no PDF.", status=reply.status)
    return reply.body


def save(content: bytes, path: Path) -> None:
    """Write a file that only its owner can read, whole or not at all. Raises UsageError."""
    try:
        number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(number, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}.") from error


def _place(url: str, *, near: bool) -> tuple[Server, str]:
    """The server of a URL, and path and query as they stand: a signature covers both."""
    try:
        parts = urlsplit(url)
        server = parse_server(f"{parts.scheme}://{parts.netloc}")
    except (UsageError, ValueError) as error:
        raise CallFailed(f"{_WHAT} has no address that can be asked: {error}") from error
    if server.loopback and not near:
        raise CallFailed(f"{_WHAT} is said to be on this machine, where the account is not.")
    return server, _target(url)


def _target(url: str) -> str:
    parts = urlsplit(url)
    path = parts.path.lstrip("/")
    return f"{path}?{parts.query}" if parts.query else path
