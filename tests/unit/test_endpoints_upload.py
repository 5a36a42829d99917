"""Requests with files: what goes over a real socket, and what never gets so far."""

from __future__ import annotations

import os
import tracemalloc
from email import message_from_bytes
from email.message import Message
from email.policy import HTTP
from pathlib import Path
from typing import Any

import pytest

from reconciler.errors import CallFailed, UsageError
from reconciler.remote.calls import Caller
from reconciler.remote.endpoints import OPERATIONS
from reconciler.remote.origin import parse_server
from reconciler.remote.tokens import TokenSource
from reconciler.remote.transport import Transport
from reconciler.remote.upload import Multipart, size_of
from tests.support.calls import ID, Clock
from tests.support.listening import Got, Reply, listening

UPLOAD = OPERATIONS["knowledge-base-document-upload"]


def stored(_: Got) -> Reply:
    return 200, {}, b'{"knowledge_base_id": "kb-1"}'


def parts(got: Got) -> dict[str, Message]:
    """The parts of a form as an independent parser reads them."""
    head = f"Content-Type: {got.headers['content-type']}\r\n\r\n".encode()
    message = message_from_bytes(head + got.body, policy=HTTP)
    assert not message.defects
    return {str(one.get_param("name", header="content-disposition")): one for one in message.iter_parts()}


def sent(url: str, operation: Any = UPLOAD, **values: object) -> object:
    with Transport(parse_server(url), TokenSource("tok")) as wire:
        return Caller(wire, Clock()).call(operation, values)


def test_a_document_arrives_as_it_is(tmp_path: Path) -> None:
    content = os.urandom(300_000) + b"\r\n--nearly a boundary--\r\n"
    path = tmp_path / 'hand "book".pdf'
    path.write_bytes(content)
    with listening(stored) as server:
        found = sent(server.url, knowledge_base_store_id="käse", file=path)
    assert found == {"knowledge_base_id": "kb-1"}
    (got,) = server.got
    assert got.headers["content-length"] == str(len(got.body))
    assert "transfer-encoding" not in got.headers
    assert got.headers["authorization"] == "Bearer tok"
    found_parts = parts(got)
    assert set(found_parts) == {"knowledge_base_store_id", "file"}
    assert found_parts["knowledge_base_store_id"].get_payload(decode=True).decode() == "käse"  # type: ignore[union-attr]
    file = found_parts["file"]
    assert file.get_payload(decode=True) == content
    assert file.get_content_type() == "application/pdf"
    assert b'filename="hand %22book%22.pdf"' in got.body


def test_a_form_with_parts_goes_as_json_text(tmp_path: Path) -> None:
    path = tmp_path / "resume.txt"
    path.write_text("Bakes.")
    person = {"position_id": ID, "candidate_name": "Ünal", "candidate_email": "a@example.com"}
    with listening(lambda _: (200, {}, b'{"decision_status": "ai_accept"}')) as server:
        sent(
            server.url,
            OPERATIONS["job-interview-pre-screening-api-resume-binary"],
            **person,
            file=path,
            form={"age": 30, "languages": [{"code": "de", "level": "fluent"}]},
        )
    form = parts(server.got[0])["form"].get_payload(decode=True)
    assert form == b'{"age": 30, "languages": [{"code": "de", "level": "fluent"}]}'


def test_after_a_401_the_whole_file_goes_again(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 200_000)

    def once_refused(got: Got) -> Reply:
        old = got.headers["authorization"] == "Bearer old"
        return (401, {}, b'{"error": "expired"}') if old else stored(got)

    tokens = TokenSource("old", refresh=lambda: "new")
    with listening(once_refused) as server, Transport(parse_server(server.url), tokens) as wire:
        Caller(wire, Clock()).call(UPLOAD, {"knowledge_base_store_id": "s", "file": path})
    assert [one.body for one in server.got] == [server.got[0].body] * 2
    assert len(server.got[0].body) > 200_000


def test_a_large_file_is_not_read_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        file.truncate(40 * 1024 * 1024)
    tracemalloc.start()
    try:
        body = Multipart({"a": "b"}, {"file": path})
        length = sum(map(len, body))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert length == body.length
    assert peak < 2 * 1024 * 1024


def test_what_cannot_be_sent_never_leaves(tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with listening(stored) as server:
        for path, said in (
            (large, "too large: 52,428,801 bytes"),
            (tmp_path, "not a plain file"),
            (fifo, "not a plain file"),
            (tmp_path / "none", "No such file"),
            (tmp_path / "nul\0", "cannot be read"),
        ):
            with pytest.raises(UsageError, match=said):
                sent(server.url, knowledge_base_store_id="s", file=path)
    assert server.got == []


def test_a_file_that_shrinks_breaks_the_request_off(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"x" * 100)
    body = Multipart({}, {"file": path})
    path.write_bytes(b"x" * 50)
    with pytest.raises(OSError, match="became shorter"):
        list(body)


def test_a_file_that_goes_while_it_is_sent_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"x" * 100)
    real = size_of

    def vanishing(path: Path, largest: int) -> int:
        size = real(path, largest)
        path.unlink()
        return size

    monkeypatch.setattr("reconciler.remote.upload.size_of", vanishing)
    with (
        listening(stored) as server,
        pytest.raises(CallFailed, match="could not be read to its end") as caught,
    ):
        sent(server.url, knowledge_base_store_id="s", file=path)
    assert caught.value.perhaps_done is False


def test_a_name_cannot_forge_a_header(tmp_path: Path) -> None:
    path = tmp_path / 'a"\r\nX-Forged: 1\r\n.txt'
    path.write_bytes(b"x")
    body = b"".join(Multipart({'f"\r\nX: 1': "v"}, {"file": path}, boundary="b"))
    lines = body.split(b"\r\n")
    assert not [one for one in lines if one.startswith((b"X-Forged", b"X:"))]


def test_a_growing_file_is_cut_at_its_stated_size(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"one")
    body = Multipart({}, {"file": path})
    path.write_bytes(b"one and more")
    content = b"".join(body)
    assert len(content) == body.length
    assert b"one and" not in content
