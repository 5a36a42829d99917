"""knowledge-base-document-upload, and forms on the wire."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
from contextlib import closing

import pytest

from reconciler.simulator import KNOWLEDGE_BASES, Fault, Simulator, multipart, serve
from reconciler.simulator.multipart import Upload

from .support import UNKNOWN, Api, Make, form_body

UPLOAD = "knowledge-base-document-upload"
STORE = KNOWLEDGE_BASES[0]
BINARY = bytes(range(256)) + b"\r\n--edge\r\n"[2:] + b"\r\n\n\r"


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


class TestForm:
    def test_a_document_is_stored(self, api: Api) -> None:
        status, answer = api.form(UPLOAD, {"knowledge_base_store_id": STORE}, BINARY, "hand book.pdf")
        assert status == 200
        (document,) = api.simulator.documents()
        assert document["id"] == answer["knowledge_base_id"]
        assert (document["name"], document["bytes"]) == ("hand book.pdf", len(BINARY))
        assert document["sha256"] == hashlib.sha256(BINARY).hexdigest()
        assert document["knowledge_base_store_id"] == STORE
        logged = api.simulator.requests()[0]
        assert logged.committed is True
        assert logged.body == {
            "knowledge_base_store_id": STORE,
            "file": {"filename": "hand book.pdf", "bytes": len(BINARY), "sha256": document["sha256"]},
        }

    def test_a_name_of_its_own(self, api: Api) -> None:
        api.form(UPLOAD, {"knowledge_base_store_id": STORE, "name": "a.md"}, b"x", "b.md")
        assert api.simulator.documents()[0]["name"] == "a.md"

    @pytest.mark.parametrize("body", [b"", b"--edge--", b"rubbish", b"--edge\r\nX: y\r\n\r\nz\r\n--edge--"])
    def test_no_form(self, api: Api, body: bytes) -> None:
        headers = {**api.headers, "Content-Type": "multipart/form-data; boundary=edge"}
        assert api.raw("POST", f"/{UPLOAD}", body, headers)[0] == 422
        assert (
            api.raw("POST", f"/{UPLOAD}", body, {**headers, "Content-Type": "multipart/form-data"})[0] == 422
        )


class TestJson:
    def test_a_document_is_stored(self, api: Api) -> None:
        body = {"knowledge_base_store_id": STORE.upper(), "file": encoded(BINARY), "name": "a.bin"}
        api.ok(UPLOAD, body)
        (document,) = api.simulator.documents()
        assert (document["name"], document["sha256"]) == ("a.bin", hashlib.sha256(BINARY).hexdigest())
        api.ok(UPLOAD, {"knowledge_base_store_id": STORE, "file": encoded(b"x")})
        assert api.simulator.documents()[1]["name"] == "document"

    @pytest.mark.parametrize("file", ["not base64!", "YQ", "    "])
    def test_an_invalid_file_is_500(self, api: Api, file: str) -> None:
        assert api.refused(500, UPLOAD, {"knowledge_base_store_id": STORE, "file": file}) == "file"
        assert api.simulator.documents() == []


def test_an_empty_file_is_500(api: Api) -> None:
    assert api.form(UPLOAD, {"knowledge_base_store_id": STORE}, b"")[0] == 500
    assert api.simulator.documents() == []


def test_an_unknown_store_is_500(api: Api) -> None:
    body = {"knowledge_base_store_id": UNKNOWN, "file": encoded(b"x")}
    assert api.refused(500, UPLOAD, body) == "knowledge_base_store_id"
    assert api.form(UPLOAD, {"knowledge_base_store_id": "x"}, b"x")[0] == 500
    assert api.refused(422, UPLOAD, {"file": encoded(b"x")}) == "knowledge_base_store_id"
    assert api.refused(422, UPLOAD, {"file": "", "knowledge_base_store_id": ""}) == "knowledge_base_store_id"


@pytest.mark.parametrize("status", [422, 500])
def test_missing_file_status(make: Make, status: int) -> None:
    api = make(missing_file_status=status)
    fields = {"knowledge_base_store_id": STORE}
    assert api.refused(status, UPLOAD, fields) == "file"
    assert api.form(UPLOAD, fields)[0] == status


@pytest.mark.parametrize("deduplicated", [False, True])
def test_uploads_deduplicated(make: Make, deduplicated: bool) -> None:
    api = make(uploads_deduplicated=deduplicated)
    body = {"knowledge_base_store_id": STORE, "file": encoded(b"x")}
    first, second = api.ok(UPLOAD, body), api.ok(UPLOAD, body)
    assert (first == second) is deduplicated
    assert api.simulator.requests()[-1].committed is not deduplicated
    assert api.ok(UPLOAD, {**body, "knowledge_base_store_id": KNOWLEDGE_BASES[1]}) != first


@pytest.mark.parametrize("charged", [False, True])
def test_uploads_charged(make: Make, charged: bool) -> None:
    api = make(uploads_charged=charged)
    api.ok(UPLOAD, {"knowledge_base_store_id": STORE, "file": encoded(b"x")})
    assert (api.simulator.credits_used() > 0) is charged
    assert len(api.ok("merchant-analytics-credits-used")["data"]) == int(charged)


def test_a_lost_answer_leaves_the_document(api: Api) -> None:
    api.simulator.add_fault(Fault(UPLOAD, "timeout_after"))
    with pytest.raises(TimeoutError):
        api.form(UPLOAD, {"knowledge_base_store_id": STORE}, b"x")
    assert len(api.simulator.documents()) == 1


def test_over_a_port() -> None:
    simulator = Simulator()
    content_type, body = form_body({"knowledge_base_store_id": STORE}, BINARY, "a.bin")
    headers = {**Api(simulator).headers, "Content-Type": content_type}
    with serve(simulator) as server, closing(http.client.HTTPConnection("127.0.0.1", server.port)) as client:
        client.request("POST", f"/functions/v1/{UPLOAD}", body, headers)
        answer = json.loads(client.getresponse().read())
    assert simulator.documents()[0]["id"] == answer["knowledge_base_id"]
    assert simulator.documents()[0]["sha256"] == hashlib.sha256(BINARY).hexdigest()
    simulator.close()


def test_names_and_text_of_a_form() -> None:
    raw = (
        b"--b\r\ncontent-disposition: form-data; name=plain\r\n\r\n\xc3\xa9\r\nline\r\n"
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="caf\xc3\xa9 %22x%22"\r\n\r\n\r\n--b--'
    )
    form = multipart.parse('multipart/form-data; charset=x; boundary="b"', raw)
    assert form == {"plain": "é\r\nline", "file": Upload('café "x"', b"")}
