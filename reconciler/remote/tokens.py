"""The token of a run: checked before it can travel, renewed once for all threads, never shown.

It comes from a variable, or from a command that is set outside the repository. What that command prints
is the token and goes nowhere else: not into a message, not into a log.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime

from reconciler.errors import AccountError, UsageError
from reconciler.remote.claims import expiry

_COMMAND_SECONDS = 30.0
_LONGEST = 64 * 1024  # bytes of a token command's answer that are looked at


class TokenError(AccountError):
    """No token is to be had, or it will not last."""


def checked(secret: str, what: str) -> str:
    """`secret` without the white space around it, if an HTTP header can hold it; else UsageError.

    A header library names the value it refuses in its error, so the value must be right before that.
    """
    bare = secret.strip()
    if not bare:
        raise UsageError(
            f"{what} is empty.", hint="Set the variable that the environment names to the secret"
        )
    if not all("!" <= char <= "~" for char in bare):
        raise UsageError(
            f"{what} holds a space, a line break or a letter outside ASCII, which no token has.",
            hint="Copy the token again, in one piece and without quotes",
        )
    return bare


def from_command(line: str, variables: Mapping[str, str], *, seconds: float = _COMMAND_SECONDS) -> str:
    """The token that the command `line` prints; it is run without a shell, with `variables` added to its
    environment. Raises TokenError, which never holds anything that the command said."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise TokenError(f"The token command cannot be read: {error}.", hint=_COMMAND_HINT) from None
    if not words:
        raise TokenError("The token command is empty.", hint=_COMMAND_HINT)
    try:
        # In a session of its own: a Ctrl-C that lets calls in flight end must not kill what renews for them.
        child = subprocess.Popen(  # noqa: S603  the user's own setting, split into words, without a shell
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **variables},
            start_new_session=True,
        )
    except OSError as error:
        # Not the words: somebody may have written a secret among them.
        raise TokenError(f"The token command cannot be run: {error.strerror}.", hint=_COMMAND_HINT) from None
    said = _printed(child, seconds)
    if child.returncode != 0:
        raise TokenError(f"The token command failed (exit code {child.returncode}).", hint=_COMMAND_HINT)
    try:
        return checked(said[:_LONGEST].decode("ascii", "replace"), "What the token command printed")
    except UsageError as error:
        raise TokenError(error.message, hint="It must print the token and nothing else") from None


def _printed(child: subprocess.Popen[bytes], seconds: float) -> bytes:
    with child:
        try:
            return child.communicate(timeout=seconds)[0]
        except subprocess.TimeoutExpired:
            # Its whole group: what it started would hold the pipe open.
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            raise TokenError(
                f"The token command did not end within {seconds:g} s.", hint=_COMMAND_HINT
            ) from None


_COMMAND_HINT = "Run what RECONCILER_TOKEN_COMMAND holds by hand: it must print a token and end with 0"


class TokenSource:
    """Hands out the token, and a new one after the old was refused.

    `refresh` returns a new token, or None when there is none to be had; it may raise TokenError. However
    many threads see the old one refused, it runs once; after it failed it is not asked again, and `trouble`
    says why.
    """

    def __init__(self, token: str, *, refresh: Callable[[], str | None] | None = None) -> None:
        self._token = checked(token, "The token")
        self._refresh = refresh
        self._lock = threading.Lock()
        self.trouble = ""

    def __repr__(self) -> str:
        return "TokenSource(…)"

    def current(self) -> str:
        """The token to send now."""
        return self._token

    def renew(self, refused: str) -> str | None:
        """Another token than `refused`, or None. Waits while another thread is renewing. Raises nothing: a
        call that was refused must end as refused, whatever becomes of the token."""
        with self._lock:
            if self._token != refused:
                return self._token
            if self._refresh is None:
                return None
            try:
                fresh = self._refresh()
                if fresh is not None and fresh.strip() != refused:
                    self._token = checked(fresh, "The renewed token")
                    return self._token
                self.trouble = "The token command gives the token that was refused."
            except (TokenError, UsageError) as error:
                self.trouble = error.message
            self._refresh = None
            return None

    def lasts(self, seconds: float, now: float) -> None:
        """Raise TokenError when the token says that it ends within `seconds`, even after it was renewed."""
        ends = expiry(self._token)
        if ends is None or ends - now >= seconds:
            return
        fresh = self.renew(self._token)
        ends = expiry(fresh) if fresh is not None else ends
        if ends is None or ends - now >= seconds:
            return
        when = datetime.fromtimestamp(min(max(ends, 0.0), 4e9), UTC)
        left = ends - now
        said = "has ended" if left <= 0 else f"ends in {left:.0f} s, and this run may take {seconds:.0f} s"
        raise TokenError(
            f"The token {said} (at {when:%Y-%m-%d %H:%M:%S} UTC). Nothing was sent. {self.trouble}".strip(),
            hint="Get a new token, or set RECONCILER_TOKEN_COMMAND to a command that prints one",
        )
