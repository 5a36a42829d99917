"""How one call ended, before anybody judges it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reconciler.model.values import Json


class End(StrEnum):
    """Every way a call can end; apply.outcomes says what each means for which verb."""

    OK = "ok"  # 2xx with a readable body
    GARBLED = "garbled"  # 2xx, but the body cannot be read or misses what it must hold
    REFUSED = "refused"  # 4xx in the API's own envelope
    LIMITED = "limited"  # 429
    FAULT = "fault"  # 5xx in the API's own envelope
    GATEWAY = "gateway"  # an error page of something in front of the API
    REDIRECTED = "redirected"  # 3xx, never followed
    NOT_SENT = "not_sent"  # no byte left this machine
    UNSENDABLE = "unsendable"  # a file is not what it was: nothing whole left, and trying again cannot help
    NO_ANSWER = "no_answer"  # sent, and nothing came in time
    CUT = "cut"  # sent, and the connection or the body broke off


@dataclass(frozen=True, slots=True)
class Answer:
    """`error` and `name` are the API's envelope: its message and the field it blames.

    `retry_after`: seconds the server asks to wait. `server_time`: its Date header, seconds since the epoch.
    """

    end: End
    status: int | None = None
    body: Json = None
    error: str = ""
    name: str | None = None
    retry_after: float | None = None
    server_time: float | None = None
