"""The client over real sockets of this machine: what it sends, what it takes, how a call can break."""

from __future__ import annotations

import gzip
import logging
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import httpx
import pytest

from reconciler.errors import UsageError
from reconciler.model.answer import End
from reconciler.remote.origin import Server, parse_server
from reconciler.remote.tokens import TokenSource
from reconciler.remote.transport import Bounds, Transport
from reconciler.remote.wire import Broken, Handler, Raw
from reconciler.version import VERSION

TOKEN = "eyJ-canary-token"
Script = Callable[[socket.socket, bytes], None]


class Peer:
    """A server that answers each connection by a script; `requests` is what came in."""

    def __init__(self, script: Script, received: Callable[[socket.socket], bytes] | None = None) -> None:
        self._script = script
        self._received = received or _received
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.requests: list[bytes] = []
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                try:
                    request = self._received(connection)
                    self.requests.append(request)
                    if request:
                        self._script(connection, request)
                except OSError:
                    pass

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def server(self, scheme: str = "http") -> Server:
        return parse_server(f"{scheme}://127.0.0.1:{self.port}/functions/v1")


Start = Callable[..., Peer]


def _received(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            while len(body) < int(line.split(b":")[1]):
                body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def peer() -> Iterator[Start]:
    peers: list[Peer] = []

    def start(script: Script, received: Callable[[socket.socket], bytes] | None = None) -> Peer:
        peers.append(Peer(script, received))
        return peers[-1]

    yield start
    for each in peers:
        each.close()


@contextmanager
def client(
    server: Server | Handler,
    *,
    bounds: Bounds | None = None,
    tokens: TokenSource | None = None,
    **more: object,
) -> Iterator[Transport]:
    made = Transport(server, tokens or TokenSource(TOKEN), bounds=bounds or Bounds(), **more)  # type: ignore[arg-type]
    with made as transport:
        yield transport


def response(status: int, body: bytes = b"{}", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} x", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def sends(data: bytes) -> Script:
    return lambda connection, _: connection.sendall(data)


def headers_of(request: bytes) -> dict[str, str]:
    lines = request.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    return {name.lower(): text for name, _, text in (line.partition(": ") for line in lines)}


def test_one_request_as_it_goes_over_the_wire(peer: Start) -> None:
    there = peer(sends(response(200, b'{"a": 1}', "Date: now", "X-More: 1")))
    with client(there.server(), apikey="anon-key") as transport:
        reply = transport.call("POST", "job-interview-update", query={"a": "b c&d"}, body=b'{"x": "1"}')
    assert isinstance(reply, Raw)
    assert (reply.status, reply.body, reply.headers["date"], reply.headers["x-more"]) == (
        200,
        b'{"a": 1}',
        "now",
        "1",
    )
    [request] = there.requests
    assert request.startswith(b"POST /functions/v1/job-interview-update?a=b+c%26d HTTP/1.1\r\n")
    assert request.endswith(b'\r\n\r\n{"x": "1"}')
    headers = headers_of(request)
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["apikey"] == "anon-key"
    assert headers["content-type"] == headers["accept"] == "application/json"
    assert headers["user-agent"].startswith("reconciler/")


def test_without_a_token_or_an_apikey_none_is_sent(peer: Start) -> None:
    there = peer(sends(response(200)))
    with Transport(there.server(), None) as transport:
        transport.call("GET", "x")
    assert not {"authorization", "apikey", "content-type"} & headers_of(there.requests[0]).keys()


def test_a_compressed_body_is_unpacked(peer: Start) -> None:
    there = peer(sends(response(200, gzip.compress(b'{"a": 1}'), "Content-Encoding: gzip")))
    with client(there.server()) as transport:
        reply = transport.call("GET", "x")
    assert isinstance(reply, Raw)
    assert reply.body == b'{"a": 1}'


@pytest.mark.parametrize("status", [200, 500])
def test_a_body_is_counted_after_unpacking(peer: Start, status: int) -> None:
    bomb = gzip.compress(b"0" * 1_000_000)
    there = peer(sends(response(status, bomb, "Content-Encoding: gzip")))
    with client(there.server(), bounds=Bounds(size=999_999)) as transport:
        reply = transport.call("GET", "x")
    assert isinstance(reply, Raw)
    assert (reply.status, reply.body) == (status, b"")
    assert "999,999 bytes" in reply.flaw
    with client(there.server(), bounds=Bounds(size=1_000_000)) as transport:
        whole = transport.call("GET", "x")
    assert isinstance(whole, Raw)
    assert len(whole.body) == 1_000_000


def test_damaged_compression_is_a_flaw_of_the_body(peer: Start) -> None:
    there = peer(sends(response(200, b"no gzip at all", "Content-Encoding: gzip")))
    with client(there.server()) as transport:
        reply = transport.call("GET", "x")
    assert isinstance(reply, Raw)
    assert reply.flaw


def _never(connection: socket.socket, _request: bytes) -> None:
    connection.recv(1)  # until the client gives up


def _resets(connection: socket.socket, _request: bytes) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def _half(connection: socket.socket, _request: bytes) -> None:
    connection.sendall(b'HTTP/1.1 200 x\r\nContent-Length: 100\r\nDate: now\r\n\r\n{"interview')


def _half_and_silent(connection: socket.socket, request: bytes) -> None:
    _half(connection, request)
    _never(connection, request)


@pytest.mark.parametrize(
    ("script", "end", "status"),
    [
        (_never, End.NO_ANSWER, None),
        (_resets, End.CUT, None),
        (lambda _connection, _request: None, End.CUT, None),
        (sends(b"SSH-2.0-OpenSSH_9.2\r\n"), End.CUT, None),
        (sends(b"HTTP/1.1 200 x\r\nDate"), End.CUT, None),
        (_half, End.CUT, 200),
        (_half_and_silent, End.CUT, 200),
    ],
)
def test_a_call_that_breaks_after_sending_may_have_happened(
    peer: Start, script: Script, end: End, status: int | None
) -> None:
    there = peer(script)
    with client(there.server(), bounds=Bounds(read=1.5)) as transport:
        reply = transport.call("POST", "job-interview-create", body=b"{}")
    assert isinstance(reply, Broken)
    assert (reply.end, reply.status) == (end, status)
    assert reply.why
    assert TOKEN not in repr(reply)
    assert len(there.requests) == 1, "nothing is sent a second time"


def test_a_drip_ends_at_the_total_deadline(peer: Start) -> None:
    def drip(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"1\r\n \r\n")

    there = peer(drip)
    ticks = count(0, 100)  # each look at the clock is 100 s later
    with client(there.server(), monotonic=lambda: float(next(ticks))) as transport:
        reply = transport.call("GET", "x")
    assert isinstance(reply, Broken)
    assert (reply.end, reply.status) == (End.CUT, 200)
    assert "240 s" in reply.why
    assert next(ticks) == 400


def test_a_closed_port_means_not_sent(peer: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with client(parse_server(f"http://127.0.0.1:{port}")) as transport:
        reply = transport.call("POST", "x", body=b"{}")
    assert isinstance(reply, Broken)
    assert reply.end is End.NOT_SENT
    assert "refused" in reply.why


def test_a_peer_that_speaks_no_tls_gets_nothing(peer: Start) -> None:
    there = peer(sends(b"HTTP/1.1 400 x\r\n\r\n"))
    with client(there.server("https")) as transport:
        reply = transport.call("POST", "x", body=b"{}")
    assert isinstance(reply, Broken)
    assert reply.end is End.NOT_SENT
    assert TOKEN.encode() not in b"".join(there.requests)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate for 127.0.0.1 that nobody vouches for, made on the spot."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl command")
    path = tmp_path / "self-signed.pem"
    arguments = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 "
        "-addext subjectAltName=IP:127.0.0.1"
    )
    subprocess.run(
        [openssl, *arguments.split(), "-keyout", path, "-out", f"{path}.crt"],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


def test_a_certificate_that_nobody_vouches_for_gets_nothing(peer: Start, certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    seen: list[bytes] = []

    def wrapped(connection: socket.socket) -> bytes:
        with context.wrap_socket(connection, server_side=True) as secure:
            seen.append(_received(secure))
        return b""

    there = peer(sends(b""), wrapped)
    with client(there.server("https")) as transport:
        reply = transport.call("POST", "x", body=b"{}")
    assert isinstance(reply, Broken)
    assert reply.end is End.NOT_SENT
    assert "certificate" in reply.why.lower()
    assert seen == []


def test_an_address_that_is_too_long_is_not_sent() -> None:
    handler, calls = answering((200, b"{}"))
    with client(handler) as transport:
        reply = transport.call("GET", "x", query={"position_id": "x" * 70_000})
    assert isinstance(reply, Broken)
    assert reply.end is End.NOT_SENT
    assert calls == []


def test_every_call_names_the_tool_and_its_version() -> None:
    agents: list[str] = []

    def handler(_m: str, _t: str, headers: Mapping[str, str], _b: bytes) -> tuple[int, dict[str, str], bytes]:
        agents.append(headers["user-agent"])
        return 200, {}, b"{}"

    with client(handler) as transport:
        transport.call("GET", "x")
    assert agents == [f"reconciler/{VERSION}"]


def test_a_redirect_is_handed_back_and_never_followed(peer: Start) -> None:
    target = peer(sends(response(200)))
    there = peer(sends(response(307, b"", f"Location: http://127.0.0.1:{target.port}/steal")))
    with client(there.server(), apikey="anon-key") as transport:
        reply = transport.call("POST", "x", body=b"{}")
    assert isinstance(reply, Raw)
    assert reply.status == 307
    assert target.requests == []


def test_proxies_and_netrc_are_not_used_on_the_way_to_this_machine(
    peer: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    proxy, there = peer(sends(response(200))), peer(sends(response(200)))
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ann password other-secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    with Transport(there.server(), None) as transport:
        transport.call("GET", "x")
    assert proxy.requests == []
    assert "authorization" not in headers_of(there.requests[0])


def test_a_cookie_is_not_sent_back(peer: Start) -> None:
    there = peer(sends(b"HTTP/1.1 200 OK\r\nSet-Cookie: seen=1; Path=/\r\nContent-Length: 2\r\n\r\n{}"))
    with Transport(there.server(), None) as transport:
        transport.call("GET", "x")
        transport.call("GET", "x")
    assert len(there.requests) == 2
    assert not any("cookie" in headers_of(request) for request in there.requests)


def test_a_proxy_is_used_on_the_way_out_and_its_refusal_means_not_sent(
    peer: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = peer(sends(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"))
    for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
    with client(parse_server("https://cool.jobmojito.com/functions/v1")) as transport:
        reply = transport.call("POST", "x", body=b"{}")
    assert isinstance(reply, Broken)
    assert reply.end is End.NOT_SENT
    [request] = proxy.requests
    assert request.startswith(b"CONNECT cool.jobmojito.com:443 ")
    assert TOKEN.encode() not in request, "the token travels inside the tunnel only"


def test_settings_of_the_machine_that_cannot_be_used_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(UsageError, match="certificate settings") as caught:
        Transport(parse_server("https://cool.jobmojito.com"), TokenSource(TOKEN))
    assert "SSL_CERT_FILE" in caught.value.hint


def answering(
    *replies: tuple[int, bytes] | type[Exception],
) -> tuple[Handler, list[tuple[str, str, str, bytes]]]:
    calls: list[tuple[str, str, str, bytes]] = []
    left = iter(replies)

    def handler(
        method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        calls.append((method, target, headers.get("authorization", ""), body))
        reply = next(left)
        if isinstance(reply, type):
            raise reply
        return reply[0], {"Content-Type": "application/json"}, reply[1]

    return handler, calls


def test_a_handler_in_this_process_sees_the_same_request() -> None:
    handler, calls = answering((200, b"{}"))
    with client(handler) as transport:
        reply = transport.call("POST", "job-interview-get", query={"position_id": "a b"}, body=b"{}")
    assert isinstance(reply, Raw)
    assert calls == [("POST", "/job-interview-get?position_id=a+b", f"Bearer {TOKEN}", b"{}")]


@pytest.mark.parametrize(
    ("raised", "end"),
    [(ConnectionRefusedError, End.NOT_SENT), (ConnectionResetError, End.CUT), (TimeoutError, End.NO_ANSWER)],
)
def test_a_handler_can_break_a_call_in_each_way(raised: type[Exception], end: End) -> None:
    handler, _ = answering(raised)
    with client(handler) as transport:
        reply = transport.call("GET", "x")
    assert isinstance(reply, Broken)
    assert reply.end is end


@pytest.mark.parametrize(
    ("error", "end"),
    [
        (httpx.ConnectError, End.NOT_SENT),
        (httpx.ConnectTimeout, End.NOT_SENT),
        (httpx.PoolTimeout, End.NOT_SENT),
        (httpx.ProxyError, End.NOT_SENT),
        (httpx.UnsupportedProtocol, End.NOT_SENT),
        (httpx.ReadTimeout, End.NO_ANSWER),
        (httpx.WriteTimeout, End.NO_ANSWER),
        (httpx.ReadError, End.CUT),
        (httpx.WriteError, End.CUT),
        (httpx.CloseError, End.CUT),
        (httpx.RemoteProtocolError, End.CUT),
        (httpx.LocalProtocolError, End.CUT),
    ],
)
def test_how_a_call_broke_is_judged_by_class_and_no_text_of_it_leaks(
    error: type[httpx.HTTPError], end: End
) -> None:
    def handler(*_: object) -> tuple[int, dict[str, str], bytes]:
        raise error(f"Illegal header value b'Bearer {TOKEN}'" if end is not End.NOT_SENT else "name unknown")

    with client(handler) as transport:
        reply = transport.call("POST", "x", body=b"{}")
    assert isinstance(reply, Broken)
    assert reply.end is end
    assert TOKEN not in reply.why


def test_a_fault_of_the_handler_itself_is_not_hidden() -> None:
    handler, _ = answering(ZeroDivisionError)
    with client(handler) as transport, pytest.raises(ZeroDivisionError):
        transport.call("GET", "x")


def test_a_401_renews_the_token_and_sends_once_more() -> None:
    handler, calls = answering((401, b"{}"), (200, b"{}"))
    with client(handler, tokens=TokenSource(TOKEN, refresh=lambda: "fresh")) as transport:
        reply = transport.call("POST", "x", body=b"{}")
    assert isinstance(reply, Raw)
    assert reply.status == 200
    assert [call[2] for call in calls] == [f"Bearer {TOKEN}", "Bearer fresh"]


@pytest.mark.parametrize("refresh", [None, lambda: None, lambda: "fresh"])
def test_a_401_that_stays_is_handed_back(refresh: Callable[[], str | None] | None) -> None:
    handler, calls = answering((401, b"first"), (401, b"second"))
    with client(handler, tokens=TokenSource(TOKEN, refresh=refresh)) as transport:
        reply = transport.call("GET", "x")
    assert isinstance(reply, Raw)
    assert reply.status == 401
    assert len(calls) == (2 if refresh is not None and refresh() else 1)


def test_one_refresh_serves_all_threads_of_a_run() -> None:
    refreshed: list[int] = []

    def refresh() -> str:
        refreshed.append(1)
        return "fresh"

    meet = threading.Barrier(4)

    def handler(_m: str, _t: str, headers: Mapping[str, str], _b: bytes) -> tuple[int, dict[str, str], bytes]:
        if headers["authorization"] == "Bearer fresh":
            return 200, {}, b"{}"
        meet.wait()
        return 401, {}, b"{}"

    with (
        client(handler, tokens=TokenSource(TOKEN, refresh=refresh)) as transport,
        ThreadPoolExecutor(4) as pool,
    ):
        replies = list(pool.map(lambda _: transport.call("GET", "x"), range(4)))
    assert [reply.status for reply in replies] == [200] * 4
    assert refreshed == [1]


@pytest.mark.parametrize("status", [302, 401, 422, 500])
def test_an_answer_that_echoes_the_token_is_cleaned(status: int) -> None:
    def handler(*_: object) -> tuple[int, dict[str, str], bytes]:
        return status, {"Location": f"https://x.example/?t={TOKEN}"}, b'{"error": "bad %s"}' % TOKEN.encode()

    with client(handler) as transport:
        reply = transport.call("GET", "x")
    assert TOKEN not in repr(reply)
    assert isinstance(reply, Raw)
    assert reply.body == b'{"error": "bad (token)"}'


def test_nothing_is_logged_even_at_the_lowest_level(caplog: pytest.LogCaptureFixture) -> None:
    handler, _ = answering((200, b"{}"))
    with caplog.at_level(logging.DEBUG), client(handler) as transport:
        transport.call("GET", "x", query={"position_id": "private"})
    assert "private" not in caplog.text
    assert TOKEN not in caplog.text
