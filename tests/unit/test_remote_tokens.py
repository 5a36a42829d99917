"""The token is checked before it travels and renewed once for all."""

from __future__ import annotations

import base64
import json
import os
import shlex
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reconciler.errors import UsageError
from reconciler.remote.tokens import TokenError, TokenSource, from_command

SECRET = "eyJ-very-secret"


@pytest.mark.parametrize(
    "bad", ["", "   ", f"{SECRET} x", f"{SECRET}\nHost: evil", f"{SECRET}é", f"{SECRET}\x00"]
)
def test_what_no_header_can_hold_is_refused_without_being_shown(bad: str) -> None:
    with pytest.raises(UsageError) as caught:
        TokenSource(bad)
    assert SECRET not in f"{caught.value} {caught.value.hint}"


def test_white_space_around_a_token_is_not_part_of_it() -> None:
    assert TokenSource(f" {SECRET}\n").current() == SECRET


def test_it_does_not_show_itself() -> None:
    assert SECRET not in repr(TokenSource(SECRET))


def test_without_a_refresh_there_is_no_other_token() -> None:
    assert TokenSource(SECRET).renew(SECRET) is None


def test_one_refresh_serves_all_threads() -> None:
    calls: list[int] = []
    gate = threading.Barrier(8)

    def refresh() -> str:
        calls.append(1)
        return "fresh"

    source = TokenSource(SECRET, refresh=refresh)

    def renew(_: int) -> str | None:
        gate.wait()
        return source.renew(SECRET)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(renew, range(8))) == ["fresh"] * 8
    assert calls == [1]
    assert source.current() == "fresh"


@pytest.mark.parametrize("answer", [None, SECRET, f"{SECRET}\n"])
def test_a_refresh_that_brings_nothing_new_is_not_asked_again(answer: str | None) -> None:
    calls: list[int] = []

    def refresh() -> str | None:
        calls.append(1)
        return answer

    source = TokenSource(SECRET, refresh=refresh)
    assert [source.renew(SECRET), source.renew(SECRET)] == [None, None]
    assert calls == [1]


@pytest.mark.parametrize("fresh", ["two words", "", "a\x00b"])
def test_a_renewed_token_is_checked_too_and_a_refused_call_stays_refused(fresh: str) -> None:
    source = TokenSource(SECRET, refresh=lambda: fresh)
    assert source.renew(SECRET) is None
    assert source.trouble
    assert source.current() == SECRET


def test_why_there_is_no_other_token_is_told() -> None:
    def refresh() -> str:
        raise TokenError("The token command failed (exit code 3).")

    source = TokenSource(SECRET, refresh=refresh)
    assert source.renew(SECRET) is None
    assert source.trouble == "The token command failed (exit code 3)."


def command(body: str) -> str:
    return shlex.join([sys.executable, "-c", body])


def test_a_command_prints_the_token_and_is_given_what_it_is_for() -> None:
    line = command("import os; print(os.environ['ABOUT'] + '-token')")
    assert from_command(line, {"ABOUT": "production"}) == "production-token"


def test_a_command_is_not_run_by_a_shell() -> None:
    assert from_command(command("import sys; print(len(sys.argv))") + " '$(id)' ';' ls", {}) == "4"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "empty"),
        ("'unclosed", "cannot be read"),
        ("/nowhere/at-all --key s3cret", "cannot be run"),
        (
            command("import sys; print('s3cret'); print('s3cret', file=sys.stderr); sys.exit(3)"),
            "exit code 3",
        ),
        (command("print('s3cret and more')"), "What the token command printed holds a space"),
        (command("pass"), "What the token command printed is empty"),
        (command("import sys; sys.stdout.buffer.write(b's3cret\\xff')"), "outside ASCII"),
    ],
)
def test_a_command_that_gives_no_token_is_told_without_what_it_said(
    line: str, told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(TokenError, match=told) as caught:
        from_command(line, {})
    shown = "".join(traceback.format_exception(caught.value)) + caught.value.hint
    assert "s3cret" not in shown
    assert capfd.readouterr() == ("", "")


def test_a_command_that_does_not_end_is_ended_with_all_it_started(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "never")
    reading = f"open({str(tmp_path / 'never')!r})"
    line = command(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {reading!r}])")
    with pytest.raises(TokenError, match=r"within 0\.5 s"):
        from_command(line, {}, seconds=0.5)


def jwt(ends: object) -> str:
    claims = base64.urlsafe_b64encode(json.dumps({"exp": ends}).encode()).decode().rstrip("=")
    return f"eyJ.{claims}.sig"


@pytest.mark.parametrize("token", [jwt(1000.0), jwt(10_000), SECRET, jwt("soon"), jwt(True)])
def test_a_token_that_lasts_or_does_not_say_is_fine(token: str) -> None:
    TokenSource(token).lasts(100.0, 900.0)


@pytest.mark.parametrize(("now", "told"), [(901.0, "ends in 99 s, and this run may take 100 s"),
                                           (1000.0, "has ended"), (5000.0, "has ended")])  # fmt: skip
def test_a_token_that_ends_before_the_run_stops_it(now: float, told: str) -> None:
    with pytest.raises(TokenError, match=told) as caught:
        TokenSource(jwt(1000)).lasts(100.0, now)
    assert "Nothing was sent" in caught.value.message
    assert "RECONCILER_TOKEN_COMMAND" in caught.value.hint


def test_a_token_that_ends_soon_is_renewed_first() -> None:
    source = TokenSource(jwt(1000), refresh=lambda: jwt(9000))
    source.lasts(100.0, 950.0)
    assert source.current() == jwt(9000)


def test_a_renewed_token_that_says_nothing_of_its_end_is_fine() -> None:
    TokenSource(jwt(1000), refresh=lambda: "opaque").lasts(100.0, 950.0)


def test_a_renewed_token_that_ends_too_soon_as_well_stops_the_run() -> None:
    with pytest.raises(TokenError, match="ends in 60 s"):
        TokenSource(jwt(1000), refresh=lambda: jwt(1010)).lasts(100.0, 950.0)


def test_a_renewal_that_failed_is_told_when_the_token_ends_too_soon() -> None:
    with pytest.raises(TokenError, match="gives the token that was refused"):
        TokenSource(jwt(1000), refresh=lambda: jwt(1000)).lasts(100.0, 950.0)
