"""The account on a port: a threaded HTTP/1.1 server whose socket is at hand, so that faults are real ones."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import socket
import socketserver
import struct
import sys
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from reconciler.simulator.delivery import Delivery
from reconciler.simulator.messages import Request
from reconciler.simulator.service import Simulator

LARGEST_BODY = 16 * 1024 * 1024
_DRIP_PIECES = 20
_JOIN_SECONDS = 5.0


class RunningServer:
    """A server that runs until `close`; `url` is the origin, without the base path."""

    def __init__(self, server: _Server) -> None:
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return self._server.url

    def close(self) -> None:
        """Stops, drops every open connection and waits for their threads; the simulator stays open."""
        self._server.shutdown()
        self._thread.join(_JOIN_SECONDS)
        self._server.stop()

    def __enter__(self) -> RunningServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def serve(simulator: Simulator, host: str = "127.0.0.1", port: int = 0) -> RunningServer:
    """Serves an account from a thread of this process; port 0 takes a free one.

    Raises OSError when the address cannot be had.
    """
    return RunningServer(_Server(simulator, host, port))


def serve_forever(simulator: Simulator, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serves until KeyboardInterrupt, which it passes on; `ready` is called with the URL once the port is
    open."""
    server = _Server(simulator, host, port)
    try:
        ready(server.url)
        server.serve_forever()
    finally:
        server.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, simulator: Simulator, host: str, port: int) -> None:
        self.simulator = simulator
        self.closing = threading.Event()
        self._guard = threading.Lock()
        self._open: dict[Any, threading.Thread | None] = {}
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Connection)

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        name = host.decode() if isinstance(host, bytes | bytearray) else str(host)
        return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open[request] = None
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open[request] = threading.current_thread()
        super().process_request_thread(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.pop(request, None)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that went away is no error of the server's.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        self.closing.set()
        with self._guard:
            left = dict(self._open)
        for request in left:
            with contextlib.suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)
        for thread in left.values():
            if thread is not None:
                thread.join(_JOIN_SECONDS)
        self.server_close()


class _Connection(BaseHTTPRequestHandler):
    """One connection, kept alive between requests."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def __init__(self, request: Any, client_address: Any, server: socketserver.BaseServer) -> None:
        super().__init__(request, client_address, server)

    def _serve(self) -> None:
        try:
            delivered = self._delivery()
        except ConnectionError:
            raise
        except Exception:
            self._send(500, {"Content-Type": "application/json"}, b'{"error":"The simulator failed."}')
            raise
        match delivered.manner:
            case "refused" | "cut":
                self._reset()
            case "timeout":
                self.server.closing.wait(delivered.seconds)
                self.close_connection = True
            case "cut_body":
                half = delivered.body[: len(delivered.body) // 2]
                self._send(delivered.status, delivered.headers, half, promised=len(delivered.body))
                self.close_connection = True
            case "drip":
                self._drip(delivered)
            case _:
                self._send(delivered.status, delivered.headers, delivered.body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - names that the base class calls

    def _delivery(self) -> Delivery:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal() or int(length) > LARGEST_BODY:
            # The body stays unread, so nothing that follows on this connection could be told apart from it.
            self.close_connection = True
            return _refusal(413, "The body needs a Content-Length, and one within the limit.")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise ConnectionAbortedError("the client left in the middle of its request")
        headers = dict(self.headers.items())
        is_near = ipaddress.ip_address(self.client_address[0]).is_loopback
        if not is_near and Request.parse(self.command, self.path, headers, b"").is_control:
            return _refusal(403, "Control is for callers on this machine.")
        return self.server.simulator.deliver(self.command, self.path, headers, body)

    def _send(self, status: int, headers: Any, body: bytes, promised: int | None = None) -> None:
        self.wfile.write(_head(status, headers, len(body) if promised is None else promised) + body)

    def _drip(self, delivered: Delivery) -> None:
        self.wfile.write(_head(delivered.status, delivered.headers, len(delivered.body)))
        size = max(1, len(delivered.body) // _DRIP_PIECES)
        pieces = [delivered.body[start : start + size] for start in range(0, len(delivered.body), size)]
        for piece in pieces:
            if self.server.closing.wait(delivered.seconds / len(pieces)):
                self.close_connection = True
                return
            self.wfile.write(piece)

    def _reset(self) -> None:
        """Closes so that the client sees a reset and no orderly end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Nothing is printed: the request log is the record."""


def _head(status: int, headers: Any, length: int) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown"
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, f"Content-Length: {length}", "", ""]).encode("latin-1")


def _refusal(status: int, error: str) -> Delivery:
    return Delivery(status, {"Content-Type": "application/json"}, json.dumps({"error": error}).encode())
