"""Requests, answers and refusals as plain values: what passes between the routes and whoever carries it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from reconciler.simulator import multipart
from reconciler.simulator.multipart import Upload

Handler = Callable[[str, str, Mapping[str, str], bytes], tuple[int, Mapping[str, str], bytes]]
"""(method, target with its query, headers, body) -> (status, headers, body)."""

BASE_PATH = "/functions/v1"
CONTROL_PREFIX = "_simulator/"


class ApiError(Exception):
    """A refusal in the API's own envelope, `{error, name?}`; `name` is the field that is wrong (contract:
    Error)."""

    def __init__(self, status: int, error: str, name: str | None = None) -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.name = name

    def document(self) -> dict[str, str]:
        return {"error": self.error} if self.name is None else {"error": self.error, "name": self.name}


@dataclass(frozen=True)
class Request:
    """One request, taken apart. `endpoint` is the path without the base path, `query` holds the first value
    per key."""

    method: str
    target: str
    endpoint: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes

    @classmethod
    def parse(cls, method: str, target: str, headers: Mapping[str, str], raw: bytes) -> Request:
        parts = urlsplit(target)
        path = parts.path.removeprefix(BASE_PATH)
        query: dict[str, str] = {}
        for key, value in parse_qsl(parts.query, keep_blank_values=True):
            query.setdefault(key, value)
        folded = {key.lower(): value for key, value in headers.items()}
        return cls(method.upper(), target, path.strip("/"), query, folded, raw)

    @property
    def is_control(self) -> bool:
        """Whether this is for the simulator and not for the account; the base path before it makes no
        difference."""
        return self.endpoint.startswith(CONTROL_PREFIX)

    @property
    def origin(self) -> str:
        """Where this account can be reached again, for addresses that an answer holds."""
        return f"http://{self.headers.get('host', 'simulator')}"

    @property
    def is_form(self) -> bool:
        return self.headers.get("content-type", "").lower().startswith("multipart/form-data")

    def form(self) -> dict[str, str | Upload]:
        """The body as the fields of a form. Raises ApiError 422 when it is none."""
        try:
            return multipart.parse(self.headers["content-type"], self.raw)
        except ValueError as problem:
            raise ApiError(422, f"The request body is not a valid form: {problem}.") from None

    def json(self) -> object:
        """The body as JSON; None when there is none. Raises ApiError 422 when it is not JSON."""
        if not self.raw.strip():
            return None
        try:
            value = json.loads(self.raw, parse_float=_number, parse_constant=_refuse_constant)
            if b"\\u" in self.raw:
                # Half of a surrogate pair is no text, and no database takes it.
                json.dumps(value, ensure_ascii=False).encode()
            return value
        except (ValueError, RecursionError):
            raise ApiError(422, "The request body is not valid JSON.") from None


@dataclass(frozen=True)
class Answer:
    """What a route decided: a status and a JSON document, or a file in its place with its own Content-Type
    among the headers, and whether the account was written."""

    status: int
    document: Any
    committed: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    file: bytes | None = None

    def body(self) -> bytes:
        if self.file is not None:
            return self.file
        return json.dumps(self.document, ensure_ascii=False, separators=(",", ":")).encode()


def iso(moment: datetime) -> str:
    """A moment as the API writes it: UTC, always six digits, an offset and not Z."""
    return moment.isoformat(timespec="microseconds")


def _number(text: str) -> float | int:
    """A number as the service's own language holds it: 3.0 and 3 are one value."""
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return int(value) if value.is_integer() else value


def _refuse_constant(text: str) -> float:
    raise ValueError(text)
