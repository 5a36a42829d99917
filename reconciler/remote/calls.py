"""One call of any endpoint: checked, put into a request, sent, and its answer judged."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reconciler.errors import CallFailed, UsageError
from reconciler.model.answer import Answer, End
from reconciler.model.values import Json
from reconciler.ports import Clock
from reconciler.remote.checking import Sendable, check
from reconciler.remote.endpoints import Effect, Operation
from reconciler.remote.envelope import answer_of
from reconciler.remote.expected import lacking
from reconciler.remote.failures import failure
from reconciler.remote.retry import Retrier
from reconciler.remote.upload import FileChanged, Multipart, form_text
from reconciler.remote.wire import UploadWire

_ALSO_REFUSED = "The API answers 500 also for an id it does not know and for what the token may not do"
_PERHAPS_DONE = frozenset({End.NO_ANSWER, End.CUT, End.GARBLED, End.FAULT, End.GATEWAY})


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that is ready to go. `body` is JSON; the files of a multipart request stand in `files`, and
    its other fields in `body`."""

    operation: Operation
    query: Mapping[str, str]
    body: Mapping[str, Json] | None
    files: Mapping[str, Path]

    def payload(self) -> bytes | Multipart | None:
        """What goes over the wire. Raises UsageError for what is no JSON and a file that cannot be sent."""
        if self.body is None:
            return None
        try:
            if self.operation.files:
                return Multipart({name: form_text(value) for name, value in self.body.items()}, self.files)
            return json.dumps(dict(self.body), allow_nan=False).encode("ascii")
        except (TypeError, ValueError, RecursionError) as error:
            raise UsageError(f"{self.operation.name}: a value is no JSON: {error}.") from error


def prepare(operation: Operation, values: Sendable, *, merchant_id: str | None = None) -> Prepared:
    """Check `values` and divide them. `merchant_id` goes with every call that takes one and names none.

    Raises UsageError that names everything wrong.
    """
    given = dict(values)
    if merchant_id is not None and "merchant_id" in operation.known:
        given.setdefault("merchant_id", merchant_id)
    check(operation, given)
    files = {name: value for name, value in given.items() if isinstance(value, Path)}
    rest: dict[str, Json] = {name: value for name, value in given.items() if name not in files}  # type: ignore[misc]  # checked above: JSON
    if operation.method == "GET":
        return Prepared(operation, {name: form_text(value) for name, value in rest.items()}, None, {})
    return Prepared(operation, {}, rest, files)


class Caller:
    """Calls endpoints over a wire; safe for several threads.

    A read is sent again when the failure may pass. Anything that writes is sent once: whether a second
    time is safe is for the caller to know.
    """

    def __init__(
        self,
        wire: UploadWire,
        clock: Clock,
        *,
        merchant_id: str | None = None,
        retrier: Retrier | None = None,
    ) -> None:
        self._wire = wire
        self._merchant_id = merchant_id
        self._retrier = retrier or Retrier(clock, random.uniform)

    def call(self, operation: Operation, values: Sendable) -> Json:
        """The answer as it came. Raises UsageError before sending, CallFailed after."""
        return self.send(prepare(operation, values, merchant_id=self._merchant_id))

    def send(self, request: Prepared) -> Json:
        """Send what `prepare` made. Raises CallFailed, also when the answer lacks what it must hold."""
        operation, body = request.operation, request.payload()

        def once() -> Answer:
            return answer_of(
                self._wire.call(operation.method, operation.name, query=request.query, body=body)
            )

        try:
            answer = self._retrier.once(once) if operation.writes else self._retrier.run(once)
        except FileChanged as error:
            raise CallFailed(
                f"{operation.name}: {error}, and the request was broken off.",
                hint="Nothing whole was sent; look at the file, then send it again",
            ) from error
        if answer.end is not End.OK:
            raise failed(answer, operation)
        lack = lacking(operation.answer, answer.body)
        if lack:
            raise _unusable(operation, answer, lack)
        return answer.body


def failed(answer: Answer, operation: Operation) -> CallFailed:
    """The error for a call that did not end well. `perhaps_done` is set when it may have had its effect."""
    told = failure(answer, operation.name)
    return CallFailed(
        told.message,
        status=answer.status,
        hint=_hint(answer, operation, told.hint),
        field=answer.name,
        perhaps_done=_perhaps(answer, operation),
    )


def _unusable(operation: Operation, answer: Answer, lack: str) -> CallFailed:
    return CallFailed(
        f"{operation.name}: the answer is not as documented: {lack}.",
        status=answer.status,
        hint=_warned(operation) if operation.writes else "The API may be newer than this version",
        perhaps_done=operation.writes,
    )


def _perhaps(answer: Answer, operation: Operation) -> bool:
    return operation.writes and answer.end in _PERHAPS_DONE


def _hint(answer: Answer, operation: Operation, usual: str) -> str:
    if _perhaps(answer, operation):
        refused = f"{_ALSO_REFUSED}. Otherwise: " if answer.end is End.FAULT else ""
        return refused + _warned(operation)
    if answer.end is End.LIMITED:
        wait = f"in {answer.retry_after:.0f} s" if answer.retry_after else "in a few minutes"
        return f"Send it again {wait}"
    if answer.end is End.REFUSED and answer.status not in (401, 403, 404):
        return (
            f"Correct it and send it again; `reconciler call {operation.name} --describe` lists what it takes"
        )
    return usual


def _warned(operation: Operation) -> str:
    if operation.effect is Effect.CREATE:
        return "It may have been made all the same, and is not sent again: look in the account first"
    return "It may have been carried out all the same: look in the account before you send it again"
