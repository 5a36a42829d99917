"""A server on loopback that answers as a test says and keeps every request it got."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = tuple[int, dict[str, str], bytes]
Script = Callable[["Got"], Reply]


@dataclass(frozen=True)
class Got:
    """One request: header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Listening:
    url: str
    got: list[Got] = field(default_factory=list)


@contextmanager
def listening(script: Script) -> Iterator[Listening]:
    """`url` is the origin; the server is gone at the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            headers = {name.lower(): text for name, text in self.headers.items()}
            one = Got(self.command, self.path, headers, self.rfile.read(length))
            seen.got.append(one)
            status, more, body = script(one)
            self.send_response(status)
            for name, text in {**more, "Content-Length": str(len(body))}.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer  # noqa: N815 - names that the base class calls

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    seen = Listening(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
