"""What every method of the client stands on: the connection, and one way through it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from reconciler.model.values import Json
from reconciler.ports import Clock
from reconciler.remote.calls import Caller
from reconciler.remote.checking import Sendable
from reconciler.remote.endpoints import OPERATIONS
from reconciler.remote.origin import VENDOR, Server, check_trusted, parse_server
from reconciler.remote.paging import Row, all_rows
from reconciler.remote.report import fetch
from reconciler.remote.tokens import TokenSource
from reconciler.remote.transport import Bounds, Transport
from reconciler.remote.wire import Handler

DEFAULT_URL = f"{VENDOR}/functions/v1"


class SystemClock:
    """The machine's clock. Implements ports.Clock."""

    now = staticmethod(time.time)
    monotonic = staticmethod(time.monotonic)
    sleep = staticmethod(time.sleep)


class Core:
    """One account over HTTP. Safe for up to eight threads at once; close it, or use it in a `with`."""

    def __init__(
        self,
        token: str | Callable[[], str],
        *,
        base_url: str = DEFAULT_URL,
        merchant_id: str | None = None,
        apikey: str | None = None,
        timeout: float = 180.0,
        handler: Handler | None = None,
        clock: Clock | None = None,
    ) -> None:
        """`token`: the bearer token, or a function that returns one; it is called at once, and again when
        the account refuses the token. `base_url`: the vendor's, one on this machine, or one whose origin
        the variable RECONCILER_TRUSTED_ORIGINS names; any other would be a way to carry the token off.

        `merchant_id` goes with every call that takes one and names none. `timeout`: seconds of silence
        until a call is given up; a create may take more than a minute. `handler` answers in place of the
        network and `clock` waits between tries: both for tests.

        Raises UsageError for a token, an address or proxy settings that cannot be used.
        """
        first = token() if callable(token) else token
        tokens = TokenSource(first, refresh=token if callable(token) else None)
        self._server = parse_server(base_url)
        self._handler = handler
        if handler is None:
            check_trusted(self._server, os.environ.get("RECONCILER_TRUSTED_ORIGINS", "").split())
        server: Server | Handler = handler or self._server
        bounds = Bounds(read=timeout, total=timeout + 60.0)
        self._transport = Transport(server, tokens, apikey=apikey, bounds=bounds)
        self._caller = Caller(self._transport, clock or SystemClock(), merchant_id=merchant_id)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._transport.close()

    def download_report(self, url: str) -> bytes:
        """The PDF behind a `pdf_export_url`. The token does not go there: it is another origin.

        Raises CallFailed, for a link that has ended too.
        """
        near = self._handler is not None or self._server.loopback
        return fetch(url, near=near, handler=self._handler)

    def _call(self, endpoint: str, values: Sendable) -> Json:
        return self._caller.call(OPERATIONS[endpoint], values)

    def _all(self, endpoint: str, values: Sendable) -> Iterator[Row]:
        # Read when the iterator is first asked: a listing is handed out whole or not at all.
        yield from all_rows(self._caller, OPERATIONS[endpoint], values)
