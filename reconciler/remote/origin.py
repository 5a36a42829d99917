"""Where a token may go: the vendor's origin, this machine, or an origin trusted outside the repository.

A reviewed repository must not be able to send the token elsewhere by itself, so `server:` of an
environment is only a wish until it is checked here.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from reconciler.errors import UsageError

VENDOR = "https://cool.jobmojito.com"
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Server:
    """`origin` is scheme, host and port in one normal form; `path` has no slash at its end."""

    origin: str
    path: str
    loopback: bool

    @property
    def base(self) -> str:
        return self.origin + self.path


def parse_server(text: str) -> Server:
    """Read the `server` of an environment.

    Raises UsageError for anything but https, or http to this machine, and for user names, queries and
    fragments in it.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"server: {text!r} is not a URL: {error}.", hint=_EXAMPLE) from error
    host = (parts.hostname or "").lower()
    # A label over 63 letters would fail inside the name lookup with an error no network library expects.
    fits = all(0 < len(label) <= 63 for label in host.split("."))
    if not fits or not text.isascii() or any(char <= " " or char == "\\" for char in text):
        raise UsageError(f"server: {text!r} is not a URL.", hint=_EXAMPLE)
    if parts.username is not None or parts.query or parts.fragment:
        raise UsageError("server: a user name, a query or a fragment has no place there.", hint=_EXAMPLE)
    loopback = _is_loopback(host)
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        raise UsageError(
            f"server: {parts.scheme}://{host} would carry the token unencrypted.",
            hint="Use https; plain http is for 127.0.0.1 and localhost only",
        )
    shown = f"[{host}]" if ":" in host else host
    suffix = "" if port in (None, _PORTS[parts.scheme]) else f":{port}"
    return Server(f"{parts.scheme}://{shown}{suffix}", parts.path.rstrip("/"), loopback)


def check_trusted(server: Server, trusted: Collection[str] = ()) -> None:
    """Raise UsageError unless the token may go to `server`.

    `trusted`: further origins, from a place that the repository does not control.
    """
    allowed = {VENDOR, *(parse_server(origin).origin for origin in trusted)}
    if not server.loopback and server.origin not in allowed:
        raise UsageError(
            f"server: the token may not go to {server.origin}; nothing outside this repository trusts it.",
            hint=f"Check reconciler.yaml; the vendor's server is {VENDOR}",
        )


_EXAMPLE = f"Write for example {VENDOR}/functions/v1"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
