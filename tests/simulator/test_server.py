"""The account on a port: what a client meets on the wire."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from reconciler.simulator import Fault, RunningServer, Simulator, serve, serve_forever
from reconciler.simulator.server import LARGEST_BODY

from .support import Api, create_body

PATH = "/functions/v1/job-interview-create"
BODY = json.dumps(create_body()).encode()
HEADERS = {"Authorization": "Bearer simulator", "Content-Type": "application/json"}


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    simulator = Simulator()
    yield simulator
    simulator.close()


@pytest.fixture
def server(simulator: Simulator) -> Iterator[RunningServer]:
    with serve(simulator) as running:
        yield running


@pytest.fixture
def client(server: RunningServer) -> Iterator[http.client.HTTPConnection]:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
        yield connection


def send(
    client: http.client.HTTPConnection, method: str, target: str, body: bytes | None = None
) -> tuple[int, Any]:
    client.request(method, target, body, HEADERS)
    answer = client.getresponse()
    return answer.status, json.loads(answer.read())


def test_same_answers_as_in_process(
    server: RunningServer, client: http.client.HTTPConnection, simulator: Simulator
) -> None:
    assert server.url == f"http://127.0.0.1:{server.port}"
    status, answer = send(client, "POST", PATH, BODY)
    assert status == 200
    target = f"/functions/v1/job-interview-get?position_id={answer['interview_def_set_id']}"
    assert send(client, "GET", target) == (200, Api(simulator).get(answer["interview_def_set_id"]))
    assert send(client, "GET", "/functions/v1/openapi")[1]["openapi"] == "3.1.0"
    assert send(client, "DELETE", PATH)[0] == 405


def test_connection_is_kept_alive_and_has_one_date(client: http.client.HTTPConnection) -> None:
    client.connect()
    kept = client.sock
    for _ in range(3):
        client.request("GET", "/merchant-status", headers=HEADERS)
        answer = client.getresponse()
        answer.read()
        assert len(answer.headers.get_all("Date") or []) == 1
        assert client.sock is kept


@pytest.mark.parametrize("kind", ["refused", "cut_before", "cut_after"])
def test_a_cut_is_a_lost_connection(
    client: http.client.HTTPConnection, simulator: Simulator, kind: str
) -> None:
    simulator.add_fault(Fault("job-interview-create", kind))
    with pytest.raises(ConnectionError):
        send(client, "POST", PATH, BODY)
    assert simulator.requests()[0].fault == kind
    assert len(simulator.interviews()) == (1 if kind == "cut_after" else 0)


def test_a_cut_body_is_shorter_than_promised(
    client: http.client.HTTPConnection, simulator: Simulator
) -> None:
    simulator.add_fault(Fault("job-interview-create", "cut_body"))
    client.request("POST", PATH, BODY, HEADERS)
    answer = client.getresponse()
    assert answer.status == 200
    with pytest.raises(http.client.IncompleteRead) as raised:
        answer.read()
    assert 0 < len(raised.value.partial) < int(answer.headers["Content-Length"])
    assert len(simulator.interviews()) == 1


@pytest.mark.parametrize("kind", ["timeout_before", "timeout_after"])
def test_a_timeout_holds_the_answer(server: RunningServer, simulator: Simulator, kind: str) -> None:
    simulator.add_fault(Fault("job-interview-create", kind))
    impatient = http.client.HTTPConnection("127.0.0.1", server.port, timeout=0.1)
    with closing(impatient), pytest.raises(TimeoutError):
        send(impatient, "POST", PATH, BODY)
    assert len(simulator.interviews()) == (1 if kind == "timeout_after" else 0)


def test_a_held_answer_ends_with_the_connection(
    client: http.client.HTTPConnection, simulator: Simulator
) -> None:
    simulator.add_fault(Fault("*", "timeout_before", seconds=0.01))
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        send(client, "GET", "/merchant-status")


def test_a_drip_comes_in_pieces(server: RunningServer, simulator: Simulator) -> None:
    simulator.add_fault(Fault("*", "drip", seconds=0.1))
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(b"GET /merchant-status HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer simulator\r\n\r\n")
        received = b""
        pieces = 0
        while not received.endswith(b"}"):
            received += raw.recv(65536)
            pieces += 1
    assert pieces > 5
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert json.loads(body)["invitations_sent"] == 0


def test_answered_faults_keep_the_connection(
    client: http.client.HTTPConnection, simulator: Simulator
) -> None:
    simulator.add_fault(Fault("*", "rate_limit", retry_after=3))
    simulator.add_fault(Fault("*", "gateway", nth=2, status=599))
    client.request("GET", "/merchant-status", headers=HEADERS)
    answer = client.getresponse()
    answer.read()
    assert (answer.status, answer.headers["Retry-After"]) == (429, "3")
    client.request("GET", "/merchant-status", headers=HEADERS)
    answer = client.getresponse()
    assert answer.status == 599
    assert answer.read().startswith(b"<!doctype html>")
    assert send(client, "GET", "/merchant-status")[0] == 200


def test_control_over_the_port(client: http.client.HTTPConnection) -> None:
    assert send(client, "POST", "/_simulator/switches", b'{"tags_sorted": true}')[1]["tags_sorted"] is True
    assert send(client, "POST", "/_simulator/reset")[0] == 200
    assert send(client, "GET", "/_simulator/requests") == (200, {"requests": []})


def test_control_is_for_this_machine_only(
    client: http.client.HTTPConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Elsewhere:
        is_loopback = False

    monkeypatch.setattr("reconciler.simulator.server.ipaddress.ip_address", lambda _: Elsewhere())
    for target in (
        "/_simulator/requests",
        "/functions/v1/_simulator/requests",
        "http://x/_simulator/requests",
    ):
        assert send(client, "GET", target)[0] == 403
    assert send(client, "GET", "/merchant-status")[0] == 200


@pytest.mark.parametrize(
    "header", ["Content-Length: x", f"Content-Length: {LARGEST_BODY + 1}", "Transfer-Encoding: chunked"]
)
def test_a_body_that_cannot_be_measured_is_refused(
    server: RunningServer, simulator: Simulator, header: str
) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n".encode())
        answer = raw.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 413")
    assert simulator.requests() == []


def test_a_client_that_leaves_early_is_no_request(
    simulator: Simulator, capfd: pytest.CaptureFixture[str]
) -> None:
    with serve(simulator) as server, socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{{".encode())
        raw.shutdown(socket.SHUT_WR)
        assert raw.recv(10) == b""
    assert simulator.requests() == []
    assert capfd.readouterr().err == "", "it is no error of the server's either"


def test_a_bug_of_the_simulator_is_a_500_and_told(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def explode(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(simulator, "deliver", explode)
    with serve(simulator) as server, closing(http.client.HTTPConnection("127.0.0.1", server.port)) as client:
        assert send(client, "GET", "/merchant-status")[0] == 500
    assert "a bug" in capfd.readouterr().err


def test_close_ends_held_and_idle_connections(simulator: Simulator) -> None:
    before = threading.active_count()
    server = serve(simulator)
    simulator.add_fault(Fault("merchant-status", "timeout_before", seconds=600))
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=10),
        closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as held,
    ):
        held.request("GET", "/merchant-status", headers=HEADERS)
        while not simulator.requests():
            pass
        server.close()
    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=10)


def test_serve_forever_tells_its_address_and_passes_the_interrupt_on(simulator: Simulator) -> None:
    told: list[str] = []

    def ready(url: str) -> None:
        told.append(url)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        serve_forever(simulator, "127.0.0.1", 0, ready)
    assert told[0].startswith("http://127.0.0.1:")


def test_a_taken_port_is_an_error(server: RunningServer, simulator: Simulator) -> None:
    with pytest.raises(OSError, match="in use"):
        serve(simulator, port=server.port)


def test_two_threads_of_clients(server: RunningServer, simulator: Simulator) -> None:
    def work() -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as client:
            for _ in range(10):
                assert send(client, "POST", PATH, BODY)[0] == 200

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({row["id"] for row in simulator.interviews()}) == 40
