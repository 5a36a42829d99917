"""From a raw reply to an Answer, and from an Answer that will not do to the error a person reads. Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import NoReturn

from reconciler.model.answer import Answer, End
from reconciler.model.values import Json
from reconciler.remote.wire import Broken, Raw

LONGEST_ERROR = 400
"""Letters of a foreign text that are kept."""

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_FOREIGN_MESSAGES = ("message", "msg", "error_description", "error")


def answer_of(reply: Raw | Broken) -> Answer:
    """Say how the call ended. Never raises; texts of an error are at most LONGEST_ERROR letters."""
    server_time = _moment(reply.headers.get("date"))
    if isinstance(reply, Broken):
        return Answer(reply.end, reply.status, error=bounded(reply.why), server_time=server_time)
    if 200 <= reply.status < 300:
        return _success(reply, server_time)
    if 300 <= reply.status < 400:
        target = reply.headers.get("location", "")
        return Answer(End.REDIRECTED, reply.status, error=bounded(target), server_time=server_time)
    return _refusal(reply, server_time)


def bounded(text: str) -> str:
    """One line of at most LONGEST_ERROR letters."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_ERROR else line[: LONGEST_ERROR - 1] + "…"


def _success(reply: Raw, server_time: float | None) -> Answer:
    if reply.flaw:
        return Answer(End.GARBLED, reply.status, error=reply.flaw, server_time=server_time)
    try:
        body = parse(reply.body)
    except ValueError as error:
        return Answer(
            End.GARBLED, reply.status, error=bounded(f"it is no JSON: {error}"), server_time=server_time
        )
    return Answer(End.OK, reply.status, body, server_time=server_time)


def _refusal(reply: Raw, server_time: float | None) -> Answer:
    """Only our envelope proves that the API itself said no. A page of a gateway, 401 and 403 among
    them, says nothing about what happened behind it."""
    try:
        body = None if reply.flaw else parse(reply.body)
    except ValueError:
        body = None
    ours = isinstance(body, dict) and isinstance(body.get("error"), str)
    error, name = _foreign(reply, body), None
    if isinstance(body, dict) and ours:
        error, name = str(body["error"]), _text(body.get("name"))
    end = End.GATEWAY
    if reply.status == 429:
        end = End.LIMITED
    elif ours:
        end = End.FAULT if reply.status >= 500 else End.REFUSED
    wait = _retry_after(reply.headers, server_time)
    return Answer(end, reply.status, None, bounded(error), name and bounded(name), wait, server_time)


def parse(body: bytes) -> Json:
    """Strict JSON: no NaN, no number beyond a float, no half of a surrogate pair (it becomes U+FFFD, since no
    file and no terminal could take it). Raises ValueError."""
    try:
        value: Json = json.loads(body, parse_constant=_refuse, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return _whole(value) if _SURROGATE_ESCAPE.search(body) else value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _whole(value: Json) -> Json:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {str(_whole(key)): _whole(item) for key, item in value.items()}
    return value


def _foreign(reply: Raw, body: Json) -> str:
    """What an answer in another shape says: the message of a gateway's JSON, a page's title, else its
    beginning."""
    if isinstance(body, dict):
        for key in _FOREIGN_MESSAGES:
            found = _text(body.get(key))
            if found:
                return found
    text = reply.body[:20_000].decode("utf-8", "replace")
    title = _TITLE.search(text)
    return title.group(1) if title else text[:LONGEST_ERROR]


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


@lru_cache(maxsize=16)  # many answers bear the same second
def _moment(text: str | None) -> float | None:
    """Seconds since the epoch of an HTTP date."""
    if text is None:
        return None
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _retry_after(headers: Mapping[str, str], server_time: float | None) -> float | None:
    """Seconds to wait. A date is counted from the same answer's Date, never from this machine's clock."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    moment = _moment(text or None)
    if moment is None or server_time is None:
        return None
    return max(0.0, moment - server_time)
