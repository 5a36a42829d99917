"""Where a token may go."""

from __future__ import annotations

import pytest

from reconciler.errors import UsageError
from reconciler.remote.origin import VENDOR, check_trusted, parse_server


@pytest.mark.parametrize(
    ("text", "origin", "path", "loopback"),
    [
        ("https://cool.jobmojito.com/functions/v1", VENDOR, "/functions/v1", False),
        ("https://COOL.jobmojito.com:443/functions/v1/", VENDOR, "/functions/v1", False),
        ("https://api.example.com:8443", "https://api.example.com:8443", "", False),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080", "", True),
        ("http://127.9.9.9:80/x", "http://127.9.9.9", "/x", True),
        ("http://localhost:1/x", "http://localhost:1", "/x", True),
        ("http://[::1]:8080/x", "http://[::1]:8080", "/x", True),
        ("https://localhost", "https://localhost", "", True),
    ],
)
def test_servers_are_read_into_one_form(text: str, origin: str, path: str, loopback: bool) -> None:
    server = parse_server(text)
    assert (server.origin, server.path, server.loopback) == (origin, path, loopback)
    assert server.base == origin + path


@pytest.mark.parametrize(
    "text",
    [
        "http://cool.jobmojito.com/functions/v1",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://10.0.0.1",
        "ftp://127.0.0.1",
        "//127.0.0.1",
        "simulator2",
        "",
        "https://",
        "https://user:pass@cool.jobmojito.com",
        "https://cool.jobmojito.com@evil.example",
        "https://cool.jobmojito.com/?x=1",
        "https://cool.jobmojito.com/#x",
        "https://cool.jobmojito.com\\@evil.example",
        "https://cool.jobmojito.com\n.evil.example",
        "https://cool.jobmojıto.com",
        "https://[::1",
        "https://cool.jobmojito.com:port",
        "https://a..b",
        f"https://{'a' * 64}.com",
    ],
)
def test_what_would_carry_the_token_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_server(text)
    assert caught.value.hint


def test_only_the_vendor_this_machine_and_trusted_origins_get_the_token() -> None:
    other = parse_server("https://api.example.com/v1")
    check_trusted(parse_server(f"{VENDOR}/functions/v1"))
    check_trusted(parse_server("http://127.0.0.1:8080"))
    check_trusted(other, ["https://API.example.com:443/"])
    with pytest.raises(UsageError, match=r"https://api\.example\.com"):
        check_trusted(other)
    with pytest.raises(UsageError):
        check_trusted(parse_server("https://api.example.com:8443"), ["https://api.example.com"])
    with pytest.raises(UsageError):
        check_trusted(parse_server("https://cool.jobmojito.com.evil.example"))
