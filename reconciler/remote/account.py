"""One account over HTTP: the Reader that a plan is given, and the Writer that only apply holds."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from reconciler.errors import CallFailed
from reconciler.model.answer import Answer, End
from reconciler.model.field import Endpoint
from reconciler.model.observed import Enrolment, Merchant, Observation, Page, Person, Taken, Template
from reconciler.model.values import Json
from reconciler.ports import Clock
from reconciler.remote import directories, interviews, people, sending
from reconciler.remote.envelope import answer_of
from reconciler.remote.failures import failure
from reconciler.remote.listing import whole
from reconciler.remote.retry import Retrier
from reconciler.remote.shown import unusable
from reconciler.remote.upload import FileChanged
from reconciler.remote.wire import UploadWire, Wire

_ROWS_PER_PAGE = 1000
_TEMPLATES_PER_PAGE = 500  # a row has some 2,700 letters
_CREDITS = ("credits_interview_monthly", "credits_interview_extra", "credits_interview_single")

Made = TypeVar("Made")


class ReadOnlyAccount:
    """Implements ports.Reader; has no way to write. Safe for several threads.

    `merchant_id`: the merchant the environment states. The service honours it for callers that serve
    several merchants and ignores it otherwise, so what `merchant()` answers has to be compared.
    """

    def __init__(
        self, wire: Wire, clock: Clock, *, merchant_id: str | None = None, retrier: Retrier | None = None
    ) -> None:
        self._wire = wire
        self._merchant = {} if merchant_id is None else {"merchant_id": merchant_id}
        self._retrier = retrier or Retrier(clock, random.uniform)
        self._server_time: float | None = None
        self._unknown: set[str] = set()
        self._lock = threading.Lock()

    def server_time(self) -> float | None:
        return self._server_time

    def merchant(self) -> Merchant:
        body = self._get("the account", "merchant-status", self._merchant)
        effective = body.get("merchant_id")
        if not isinstance(effective, str) or not effective:
            raise unusable("the account", "`merchant_id` is missing")
        known = [number for name in _CREDITS if (number := _number(body.get(name))) is not None]
        default, plan = body.get("default_merchant_id"), body.get("subscription_type")
        return Merchant(
            effective=effective,
            default=default if isinstance(default, str) else None,
            credits=sum(known) if known else None,
            plan=plan if isinstance(plan, str) else None,
        )

    def page(self, kind: str, offset: int, limit: int = 1000) -> Page:
        query = {"type": kind, "limit": str(limit), "offset": str(offset), **self._merchant}
        return interviews.page(kind, self._get("the list of interviews", "merchant-interview-list", query))

    def interview(self, remote_id: str) -> Observation | None:
        answer = self._one(f"interview {remote_id}", "job-interview-get", {"position_id": remote_id})
        if answer is None:
            return None
        found = interviews.observation(remote_id, answer.body)
        return self._told(found, interviews.unknown_keys(answer.body))

    def directory(self, slug: str) -> Observation | None:
        answer = self._one(f"directory {slug}", "catalogue-tag-get", {"id": slug, **self._merchant})
        found = None if answer is None else directories.directory(slug, answer.body)
        if answer is None or found is None:
            return None
        return self._told(found, directories.unknown_keys(answer.body))

    def result(self, result_id: str) -> Taken | None:
        answer = self._one(f"result {result_id}", "job-interview-details", {"interview_result_id": result_id})
        return None if answer is None else people.taken(result_id, answer.body)

    def people(self) -> tuple[Person, ...]:
        query = {"order_by": "created_at_oldest"}
        return self._all("the list of candidates", "merchant-candidate-list", query, people.person)

    def enrolments(self, interview_id: str, kind: str) -> tuple[Enrolment, ...]:
        query = {"interview_id": interview_id, "type": kind, "order_by": "created_at_oldest"}
        return self._all("the list of results", "merchant-result-list", query, people.enrolment)

    def templates(self) -> tuple[Template, ...]:
        query = {"include_public": "true"}
        found = self._all(
            "the list of templates", "merchant-avatar-list", query, _template, _TEMPLATES_PER_PAGE
        )
        return tuple(template for template in found if template.status not in ("archived", "deleted"))

    def _all(
        self,
        what: str,
        endpoint: str,
        query: Mapping[str, str],
        make: Callable[[str, Mapping[str, Json]], Made],
        size: int = _ROWS_PER_PAGE,
    ) -> tuple[Made, ...]:
        """Every row of a listing. Raises CallFailed when it keeps changing while it is read."""

        def page(offset: int) -> tuple[list[tuple[str, Made]], int]:
            bounds = {"limit": str(size), "offset": str(offset)}
            rows, total = interviews.listed(
                what, self._get(what, endpoint, {**query, **bounds, **self._merchant})
            )
            return [(row_id, make(row_id, row)) for row_id, row in rows], total

        found = whole(page, lambda pair: pair[0], overlap=True)
        if found is None:
            raise CallFailed(
                f"{what}: it changed each time while it was being read.", hint="Try again in a moment"
            )
        return tuple(made for _, made in found)

    def _one(self, what: str, endpoint: str, query: Mapping[str, str]) -> Answer | None:
        """One resource; None when the account does not know it. Only the API itself can say that: a
        gateway's 404 says nothing about what is behind it."""
        answer = self._read(endpoint, query)
        if answer.end is End.REFUSED and answer.status == 404:
            return None
        if answer.end is not End.OK:
            raise failure(answer, what)
        return answer

    def _told(self, found: Observation, unknown: frozenset[str]) -> Observation:
        """With a warning for each key that no document names and no earlier answer held."""
        news = self._first_seen(unknown)
        if not news:
            return found
        told = tuple(f"the account shows {name!r}, a field that this version does not know" for name in news)
        return replace(found, warnings=found.warnings + told)

    def _first_seen(self, names: frozenset[str]) -> list[str]:
        if not names:
            return []
        with self._lock:
            news = sorted(names - self._unknown)
            self._unknown.update(news)
        return news

    def _get(self, what: str, endpoint: str, query: Mapping[str, str]) -> dict[str, Json]:
        answer = self._read(endpoint, query)
        if answer.end is not End.OK:
            raise failure(answer, what)
        if not isinstance(answer.body, dict):
            raise failure(replace(answer, end=End.GARBLED, error="it is no object"), what)
        return answer.body

    def _read(self, endpoint: str, query: Mapping[str, str]) -> Answer:
        return self._retrier.run(
            lambda: self._heard(answer_of(self._wire.call("GET", endpoint, query=query)))
        )

    def _heard(self, answer: Answer) -> Answer:
        if answer.server_time is not None:
            self._server_time = answer.server_time
        return answer


class HttpAccount(ReadOnlyAccount):
    """Implements ports.Account: the Reader above, and `send`.

    `root`: the project's folder, below which the files of a call are; without one no file is sent.
    """

    def __init__(
        self,
        wire: UploadWire,
        clock: Clock,
        *,
        merchant_id: str | None = None,
        retrier: Retrier | None = None,
        root: Path | None = None,
    ) -> None:
        super().__init__(wire, clock, merchant_id=merchant_id, retrier=retrier)
        self._uploads = wire
        self._root = root

    def send(self, endpoint: Endpoint, body: Mapping[str, Json]) -> Answer:
        """Send once and say how it ended; never again by itself, whatever came.

        An answer that lacks what every later step rests on is GARBLED: what it was sent for may be done.
        Links and signing keys are taken out of it. UNSENDABLE: a file is not what it was, and nothing whole
        was sent.
        """
        try:
            sent = sending.payload(body, self._root)
            answer = self._retrier.once(
                lambda: self._heard(answer_of(self._uploads.call("POST", endpoint.value, body=sent)))
            )
        except FileChanged as error:
            return Answer(End.UNSENDABLE, error=str(error))
        if answer.end is not End.OK:
            return answer
        answer = replace(answer, body=sending.without_secrets(answer.body))
        lack = sending.lack(endpoint, body, answer.body)
        return replace(answer, end=End.GARBLED, error=lack) if lack else answer


def _template(template_id: str, row: Mapping[str, Json]) -> Template:
    def text(name: str) -> str:
        value = row.get(name)
        return value if isinstance(value, str) else ""

    return Template(
        template_id, text("name"), text("type"), text("status"), text("mojito_language_code") or None
    )


def _number(value: Json) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
