"""The one module that imports httpx: a request out, a reply or the way it broke back.

Only the surface that httpx shares with its fork httpx2 is used. No exception of it leaves this module,
and how a call broke is judged by exception class alone: what may have left this machine counts as sent.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlencode
from urllib.request import getproxies

import httpx

from reconciler.errors import UsageError
from reconciler.model.answer import End
from reconciler.remote.origin import Server
from reconciler.remote.tokens import TokenSource, checked
from reconciler.remote.wire import Broken, Handler, Raw, Upload
from reconciler.version import VERSION

_NEVER_LEFT = (
    httpx.ConnectError,  # name lookup, connection, TLS handshake
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,  # the proxy refused the tunnel
    httpx.UnsupportedProtocol,
)
_HIDDEN = b"(token)"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds, and bytes of a body after decompression.

    `read` is the longest silence; it is above the 150 s after which the platform itself gives up, so that
    its answer is seen rather than our guess. `total` is checked at every piece of the body, so that a slow
    drip ends too; the head of an answer, which the library reads by itself, knows `read` only.
    """

    connect: float = 15.0
    read: float = 180.0
    total: float = 240.0
    size: int = 10 * 1024 * 1024


class Transport:
    """A client for one server, for up to `max_parallel` threads. Implements `wire.Wire`; close it.

    `handler` answers inside this process in place of the network. Raises UsageError when the
    machine's proxy or certificate settings cannot be used.
    """

    def __init__(
        self,
        server: Server | Handler,
        tokens: TokenSource | None,
        *,
        apikey: str | None = None,
        max_parallel: int = 8,
        bounds: Bounds = Bounds(),
        monotonic: Callable[[], float] = time.monotonic,
        accept: str = "application/json",
    ) -> None:
        # Both print whole URLs, and at DEBUG level headers too.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._tokens = tokens
        self._bounds = bounds
        self._monotonic = monotonic
        headers = {"Accept": accept, "Accept-Encoding": "gzip", "User-Agent": _agent()}
        if apikey is not None:
            headers["apikey"] = checked(apikey, "The apikey")
        self._headers = [(name.encode("ascii"), text.encode("ascii")) for name, text in headers.items()]
        timeout = httpx.Timeout(bounds.read, connect=bounds.connect, pool=bounds.total)
        self._extensions = {"timeout": timeout.as_dict()}
        if isinstance(server, Server):
            self._base = server.base
            self._way = _network(server, max_parallel)
        else:
            self._base = "http://in-process"
            self._way = httpx.MockTransport(_answering(server))

    def __enter__(self) -> Transport:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._way.close()

    def call(
        self,
        method: str,
        endpoint: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | Upload | None = None,
    ) -> Raw | Broken:
        """Send once and say what came.

        A 401 renews the token and sends again: whatever refused the token did not let the request in.
        """
        token = None if self._tokens is None else self._tokens.current()
        reply = self._once(method, endpoint, query, body, token)
        if self._tokens is None or token is None or not isinstance(reply, Raw) or reply.status != 401:
            return reply
        fresh = self._tokens.renew(token)
        return reply if fresh is None else self._once(method, endpoint, query, body, fresh)

    def _once(
        self,
        method: str,
        endpoint: str,
        query: Mapping[str, str] | None,
        body: bytes | Upload | None,
        token: str | None,
    ) -> Raw | Broken:
        until = self._monotonic() + self._bounds.total
        try:
            request = self._request(method, endpoint, query, body, token)
            with closing(self._way.handle_request(request)) as response:
                return _without(token, self._read(response, until))
        except httpx.InvalidURL as error:
            return Broken(End.NOT_SENT, f"the address is not valid: {error}")
        except httpx.HTTPError as error:
            return _judged(error)

    def _request(
        self,
        method: str,
        endpoint: str,
        query: Mapping[str, str] | None,
        body: bytes | Upload | None,
        token: str | None,
    ) -> httpx.Request:
        """With `stream` instead of `content` the library adds no header by itself, for each of which it would
        look through all of them. Raises httpx.InvalidURL."""
        url = httpx.URL(
            f"{self._base}/{endpoint}?{urlencode(query)}" if query else f"{self._base}/{endpoint}"
        )
        headers = [(b"Host", url.netloc), *self._headers]
        stream: httpx.SyncByteStream = httpx.ByteStream(b"")
        length = 0
        if isinstance(body, bytes):
            headers.append((b"Content-Type", b"application/json"))
            stream, length = httpx.ByteStream(body), len(body)
        elif body is not None:
            headers.append((b"Content-Type", body.content_type.encode("ascii")))
            stream, length = _Pieces(body), body.length
        if body is not None or method != "GET":
            headers.append((b"Content-Length", b"%d" % length))
        if token is not None:
            headers.append((b"Authorization", b"Bearer " + token.encode("ascii")))
        return httpx.Request(method, url, headers=headers, stream=stream, extensions=self._extensions)

    def _read(self, response: httpx.Response, until: float) -> Raw | Broken:
        status, headers = response.status_code, dict(response.headers.items())
        body = bytearray()
        assert isinstance(response.stream, httpx.SyncByteStream)
        try:
            for piece in response.iter_bytes() if "content-encoding" in headers else response.stream:
                body += piece
                if len(body) > self._bounds.size:
                    return Raw(status, headers, b"", f"it is longer than {self._bounds.size:,} bytes")
                if self._monotonic() > until:
                    why = f"the answer had not ended after {self._bounds.total:g} s"
                    return Broken(End.CUT, why, status, headers)
        except httpx.DecodingError:
            return Raw(status, headers, b"", "its compression is damaged")
        except httpx.TimeoutException:
            return Broken(End.CUT, "the answer stopped coming halfway", status, headers)
        except httpx.HTTPError:
            return Broken(End.CUT, "the connection broke off in the middle of the answer", status, headers)
        return Raw(status, headers, bytes(body))


class _Pieces(httpx.SyncByteStream):
    def __init__(self, upload: Upload) -> None:
        self._upload = upload

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._upload)


def _network(server: Server, max_parallel: int) -> httpx.BaseTransport:
    """TLS is always verified. Proxy and certificate variables count, but not on the way to this machine: a
    proxy would see a token that goes over plain http.

    Without a proxy the library's client has nothing to do that is wanted here: it would keep cookies, which
    is a tenth of what a call costs.
    """
    limits = httpx.Limits(max_connections=max_parallel, max_keepalive_connections=max_parallel)
    try:
        if server.loopback or not getproxies().keys() & _PROXIES:
            verify = _trusting_nobody() if server.base.startswith("http:") else True
            return httpx.HTTPTransport(verify=verify, limits=limits, trust_env=not server.loopback)
        return _AsConfigured(httpx.Client(limits=limits))
    except (OSError, ValueError, ImportError, httpx.InvalidURL) as error:
        raise UsageError(
            f"The proxy or certificate settings of this machine cannot be used: {error}.",
            hint="Check HTTPS_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR",
        ) from error


def _trusting_nobody() -> ssl.SSLContext:
    """For plain http, where no certificate is ever seen: reading all authorities takes 35 ms."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


_PROXIES = frozenset({"http", "https", "all"})


class _AsConfigured(httpx.BaseTransport):
    """The way that the library's client picks by the machine's proxy settings."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._client.send(request, stream=True, auth=_unchanged, follow_redirects=False)

    def close(self) -> None:
        self._client.close()


def _unchanged(request: httpx.Request) -> httpx.Request:
    """Given as `auth`, so that no version of the library looks into a .netrc file."""
    return request


def _answering(handler: Handler) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        target = request.url.raw_path.decode("ascii")
        try:
            status, headers, body = handler(request.method, target, dict(request.headers), request.content)
        except ConnectionRefusedError as error:
            raise httpx.ConnectError(str(error) or "connection refused", request=request) from error
        except ConnectionResetError as error:
            raise httpx.ReadError("connection reset", request=request) from error
        except TimeoutError as error:
            raise httpx.ReadTimeout("timed out", request=request) from error
        return httpx.Response(status, headers=dict(headers), content=body)

    return answer


def _judged(error: httpx.HTTPError) -> Broken:
    """The text of an exception is shown only where no header can be in it."""
    if isinstance(error, _NEVER_LEFT):
        return Broken(End.NOT_SENT, str(error) or type(error).__name__)
    if isinstance(error, httpx.TimeoutException):
        return Broken(End.NO_ANSWER, "no answer came in time")
    return Broken(End.CUT, "the connection broke off before an answer came")


def _without(token: str | None, reply: Raw | Broken) -> Raw | Broken:
    """An error page may echo what it was sent; ours must not carry the token on."""
    if token is None or not isinstance(reply, Raw) or reply.status < 300:
        return reply
    secret = token.encode("ascii")
    headers = {name: text.replace(token, _HIDDEN.decode()) for name, text in reply.headers.items()}
    return Raw(reply.status, headers, reply.body.replace(secret, _HIDDEN), reply.flaw)


def _agent() -> str:
    return f"reconciler/{VERSION}"
