"""Which server an environment may name."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

from reconciler.definitions.node import Node
from reconciler.definitions.report import Report, quoted
from reconciler.model.environment import SIMULATOR

_EXAMPLE = "Write `simulator`, or an address such as `https://cool.jobmojito.com/functions/v1`."


def checked_server(node: Node, report: Report) -> str:
    """The server as it is called: lower-case host, no slash at the end. What is wrong goes to `report`;
    the simulator stands in for it."""
    text = (node.text or "").strip()
    if text == SIMULATOR:
        return SIMULATOR
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        report.add("bad-server", node.span, f"{quoted(node.plain())} is not an http address.", _EXAMPLE)
        return SIMULATOR
    if parts.username is not None or parts.password is not None:
        report.hide(node.span)
        report.add(
            "token-in-file",
            node.span,
            "The address holds a user or a password.",
            "Delete everything before `@`.",
        )
        return SIMULATOR
    if parts.query or parts.fragment or "?" in text or "#" in text:
        report.add(
            "bad-server", node.span, "The address has a query or a fragment.", "Delete what follows the path."
        )
        return SIMULATOR
    server = f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"
    if parts.scheme == "http" and not is_loopback(server):
        hint = "Write `https://`; plain http is for 127.0.0.1 and localhost only."
        report.add("plain-http", node.span, f"{quoted(parts.hostname)} is not this machine.", hint)
    return server


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.port  # a port that is no number shows only when asked for
    except ValueError:
        return None
    return parts


def is_loopback(server: str) -> bool:
    """Whether the address is this very machine."""
    host = urlsplit(server).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin(server: str) -> str:
    """One text for one server: the port that goes without saying is left out."""
    parts = urlsplit(server)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path.rstrip('/')}"
