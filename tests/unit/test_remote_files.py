"""Files of the project over a real port: they arrive as they were planned, or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reconciler.model.answer import End
from reconciler.model.field import Endpoint
from reconciler.model.values import Json
from reconciler.remote import sending
from reconciler.remote.account import HttpAccount
from reconciler.remote.tokens import TokenSource
from reconciler.remote.transport import Transport
from reconciler.remote.upload import LARGEST_FILE, FileChanged, Multipart
from reconciler.simulator import DEFAULT_TOKEN, KNOWLEDGE_BASES, Simulator
from tests.support.calls import Clock, Scripted, ok
from tests.support.opened import document, file_of, opened


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    made = Simulator()
    yield made
    made.close()


@pytest.mark.parametrize("size", [1, 64 * 1024, 300_001])
def test_a_document_arrives_byte_by_byte(simulator: Simulator, tmp_path: Path, size: int) -> None:
    content = os.urandom(size - 1) + b"\n"
    with opened(simulator, tmp_path) as account:
        answer = account.send(Endpoint.DOCUMENT, document(tmp_path, content))
    (stored,) = simulator.documents()
    assert (answer.end, answer.body) == (End.OK, {"knowledge_base_id": stored["id"]})
    assert (stored["sha256"], stored["bytes"]) == (hashlib.sha256(content).hexdigest(), size)
    assert (stored["name"], stored["knowledge_base_store_id"]) == ("oven.pdf", KNOWLEDGE_BASES[0])


def test_a_document_goes_under_the_name_it_is_given(simulator: Simulator, tmp_path: Path) -> None:
    with opened(simulator, tmp_path) as account:
        account.send(Endpoint.DOCUMENT, {**document(tmp_path), "name": "Öfen.pdf"})
    assert simulator.documents()[0]["name"] == "Öfen.pdf"
    (sent,) = simulator.requests()
    assert isinstance(sent.body, dict)
    assert sent.body["file"]["filename"] == "Öfen.pdf"


def _missing(root: Path) -> None:
    (root / "docs/oven.pdf").unlink()


def _changed(root: Path) -> None:
    (root / "docs/oven.pdf").write_bytes(b"Bake at 240 degrees.\n")


def _longer(root: Path) -> None:
    (root / "docs/oven.pdf").write_bytes(b"Bake at 220 degrees.\nAnd more.\n")


def _outside(root: Path) -> None:
    """The very same bytes, but somewhere else on the machine."""
    outside = root.parent / f"{root.name}-outside.pdf"
    (root / "docs/oven.pdf").rename(outside)
    (root / "docs/oven.pdf").symlink_to(outside)


def _loop(root: Path) -> None:
    _missing(root)
    (root / "docs/oven.pdf").symlink_to(root / "docs/oven.pdf")


def _folder(root: Path) -> None:
    _missing(root)
    (root / "docs/oven.pdf").mkdir()


def _fifo(root: Path) -> None:
    _missing(root)
    os.mkfifo(root / "docs/oven.pdf")


def _huge(root: Path) -> None:
    with (root / "docs/oven.pdf").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_missing, "is not there any more"),
        (_changed, "was changed since the plan was made"),
        (_longer, "was changed since the plan was made"),
        (_outside, "lies outside the project"),
        (_loop, "its path leads nowhere"),
        (_folder, "is not a plain file"),
        (_fifo, "is not a plain file"),
        (_huge, "is too large"),
    ],
)
def test_a_file_that_is_not_what_it_was_is_not_sent(
    simulator: Simulator, tmp_path: Path, change: Callable[[Path], None], said: str
) -> None:
    body = document(tmp_path)
    change(tmp_path)
    with opened(simulator, tmp_path) as account:
        answer = account.send(Endpoint.DOCUMENT, body)
    assert (answer.end, answer.status) == (End.UNSENDABLE, None)
    assert answer.error.startswith("docs/oven.pdf ")
    assert said in answer.error
    assert str(tmp_path) not in answer.error
    assert simulator.requests() == []


@pytest.mark.parametrize("path", ["../{name}", "{absolute}", "nul\0"])
def test_a_path_never_leads_out_of_the_project(simulator: Simulator, tmp_path: Path, path: str) -> None:
    root, outside = tmp_path / "project", tmp_path / "secret.txt"
    root.mkdir()
    file = file_of(tmp_path, "secret.txt", b"secret")
    file["path"] = path.format(name="secret.txt", absolute=outside)
    with opened(simulator, root) as account:
        answer = account.send(Endpoint.DOCUMENT, {**document(root), "file": file})
    assert answer.end is End.UNSENDABLE
    assert simulator.requests() == []


def test_a_link_within_the_project_is_followed(simulator: Simulator, tmp_path: Path) -> None:
    body = document(tmp_path)
    (tmp_path / "docs/oven.pdf").rename(tmp_path / "oven.pdf")
    (tmp_path / "docs/oven.pdf").symlink_to("../oven.pdf")
    with opened(simulator, tmp_path) as account:
        assert account.send(Endpoint.DOCUMENT, body).end is End.OK


def test_without_a_project_no_file_is_sent(tmp_path: Path) -> None:
    wire = Scripted()
    answer = HttpAccount(wire, Clock()).send(Endpoint.DOCUMENT, document(tmp_path))
    assert (answer.end, wire.asked) == (End.UNSENDABLE, [])


@pytest.mark.parametrize("size", [10, 200_000])
def test_a_file_changed_while_it_is_sent_never_arrives(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    body = document(tmp_path, b"a" * size)
    known = sending._digest

    def then_changed(path: Path) -> str:
        found = known(path)
        path.write_bytes(b"a" * (size - 1) + b"b")
        return found

    monkeypatch.setattr(sending, "_digest", then_changed)
    with opened(simulator, tmp_path) as account:
        answer = account.send(Endpoint.DOCUMENT, body)
        assert answer.end is End.UNSENDABLE
        assert "was changed while it was sent" in answer.error
        assert account.merchant().effective  # the account is as good as before
    assert simulator.documents() == []
    assert [one.endpoint for one in simulator.requests()] == ["merchant-status"]


@pytest.mark.parametrize("shorter", [b"", b"a"])
def test_a_file_cut_short_before_it_is_sent_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shorter: bytes
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(shorter)
    form = Multipart({}, {"file": path}, digests={"file": hashlib.sha256(b"abc").hexdigest()})
    with pytest.raises(FileChanged, match=r"a\.txt was changed"):
        list(form)


def test_a_file_that_goes_once_it_was_looked_at(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sending.payload

    def then_gone(body: Any, root: Any) -> Any:
        found = made(body, root)
        (tmp_path / "docs/oven.pdf").unlink()
        return found

    monkeypatch.setattr(sending, "payload", then_gone)
    with opened(simulator, tmp_path) as account:
        answer = account.send(Endpoint.DOCUMENT, document(tmp_path))
    assert (answer.end, simulator.requests()) == (End.UNSENDABLE, [])
    assert answer.error == "oven.pdf could not be read to its end: No such file or directory"


def test_other_values_of_a_form_are_text(tmp_path: Path) -> None:
    wire = Scripted(ok({"knowledge_base_id": "k"}))
    body: dict[str, Json] = {
        **document(tmp_path, b"x"),
        "merchant_id": None,
        "tags": ["ä", 1],
        "deep": {"a": True},
    }
    assert HttpAccount(wire, Clock(), root=tmp_path).send(Endpoint.DOCUMENT, body).end is End.OK
    form = wire.asked[0][3].decode()
    assert 'name="tags"\r\n\r\n["ä", 1]\r\n' in form
    assert 'name="deep"\r\n\r\n{"a": true}\r\n' in form
    assert "merchant_id" not in form


def test_within_this_process_it_is_the_same(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"Bake at 220 degrees.\n"
    body, digest = document(tmp_path, content), hashlib.sha256(content).hexdigest()
    with Transport(simulator.handle, TokenSource(DEFAULT_TOKEN)) as wire:
        account = HttpAccount(wire, Clock(), root=tmp_path)
        assert account.send(Endpoint.DOCUMENT, body).end is End.OK
        monkeypatch.setattr(sending, "_digest", lambda _: digest)
        _changed(tmp_path)
        assert account.send(Endpoint.DOCUMENT, body).end is End.UNSENDABLE
    assert [one["sha256"] for one in simulator.documents()] == [digest]
    assert len(simulator.requests()) == 1
