"""What passes between the modules that speak HTTP and those that read it: plain values, no library.

`Wire` is the seam: the client over httpx stands behind it, and so can anything that answers a call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from reconciler.model.answer import End

Handler: TypeAlias = Callable[[str, str, Mapping[str, str], bytes], tuple[int, Mapping[str, str], bytes]]
"""A server inside this process: method, target with its query, headers, body; status, headers, body.

It may raise ConnectionRefusedError (the request never arrived), ConnectionResetError (cut after sending)
or TimeoutError (no answer in time)."""


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it came: header names in lower case, body without its compression.

    `flaw` says why the body could not be taken (too long, damaged compression); `body` is empty then.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """A call without a whole answer: `end` is NOT_SENT, NO_ANSWER or CUT, `why` is for people.

    `status` and `headers` are there when the answer broke off after its head.
    """

    end: End
    why: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Upload(Protocol):
    """A body that comes in pieces and can be asked for more than once, each time from its beginning.

    Iterating raises OSError when it cannot be read to its stated `length` (bytes).
    """

    @property
    def content_type(self) -> str: ...

    @property
    def length(self) -> int: ...

    def __iter__(self) -> Iterator[bytes]: ...


class Wire(Protocol):
    """One request, one reply; safe to call from several threads."""

    def call(
        self, method: str, endpoint: str, *, query: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Raw | Broken:
        """Send once to `endpoint` (a name below the server's path). Raises nothing for the network."""


class UploadWire(Protocol):
    """A Wire that takes an Upload too."""

    def call(
        self,
        method: str,
        endpoint: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | Upload | None = None,
    ) -> Raw | Broken:
        """As `Wire.call`. Raises OSError when an Upload cannot be read; the request is broken off then."""
