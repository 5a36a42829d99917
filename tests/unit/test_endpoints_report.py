"""A report is fetched from where its link leads, and nothing of the account goes there."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from reconciler.errors import CallFailed, UsageError
from reconciler.remote import report
from tests.support.listening import Got, Reply, listening

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 10


def pdf(_: Got) -> Reply:
    return 200, {"Content-Type": "application/pdf"}, PDF


def test_the_link_is_asked_as_it_stands_and_without_credentials() -> None:
    with listening(pdf) as server:
        found = report.fetch(f"{server.url}/store/a%20b/report.pdf?token=a%2Bb+c&x=1&x=2", near=True)
    assert found == PDF
    (got,) = server.got
    assert (got.method, got.target) == ("GET", "/store/a%20b/report.pdf?token=a%2Bb+c&x=1&x=2")
    assert not {"authorization", "apikey", "cookie"} & set(got.headers)
    assert got.body == b""


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ((403, {}, b"expired"), "answered 403"),
        ((302, {"Location": "http://127.0.0.1:1/x"}, b""), "answered 302"),
        ((200, {}, b"<html>sign in</html>"), "no PDF"),
        ((200, {"Content-Encoding": "gzip"}, b"%PDF-"), "compression"),
    ],
)
def test_what_is_no_report(reply: Reply, said: str) -> None:
    with listening(lambda _: reply) as server, pytest.raises(CallFailed, match=said):
        report.fetch(f"{server.url}/r.pdf", near=True)
    assert len(server.got) == 1


def test_a_report_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "LARGEST_REPORT", 1000)
    with listening(pdf) as server, pytest.raises(CallFailed, match="longer than 1,000 bytes"):
        report.fetch(f"{server.url}/r.pdf", near=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/r.pdf",  # an answer must not make us ask this machine
        "http://example.com/r.pdf",
        "file:///etc/passwd",
        "https://user@example.com/r.pdf",
        "//example.com/r.pdf",
        "https://[::1/r.pdf",
        "",
    ],
)
def test_a_place_that_is_not_asked(url: str) -> None:
    with pytest.raises(CallFailed, match="the report"):
        report.fetch(url)


def test_in_process_the_handler_is_asked() -> None:
    seen: list[str] = []

    def handler(method: str, target: str, headers: object, body: bytes) -> tuple[int, dict[str, str], bytes]:
        seen.append(f"{method} {target}")
        return 200, {}, PDF

    assert report.fetch("http://in-process/functions/v1/r?x=1", handler=handler) == PDF
    assert seen == ["GET /functions/v1/r?x=1"]


def test_it_is_saved_whole_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "r.pdf"
    path.write_bytes(b"old")
    report.save(PDF, path)
    assert path.read_bytes() == PDF
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["r.pdf"]
    with pytest.raises(UsageError, match="cannot be written"):
        report.save(PDF, tmp_path / "none" / "r.pdf")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match="cannot be written"):
        report.save(PDF, tmp_path / "folder")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["folder", "r.pdf"]
