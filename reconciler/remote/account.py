"""One account over HTTP: the Reader that a plan is given, and the Writer that only apply holds."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Mapping
from dataclasses import replace

from reconciler.errors import CallFailed
from reconciler.model.answer import Answer, End
from reconciler.model.field import Endpoint
from reconciler.model.observed import Merchant, Observation, Page, Template
from reconciler.model.values import Json
from reconciler.ports import Clock
from reconciler.remote import interviews
from reconciler.remote.envelope import answer_of
from reconciler.remote.failures import failure
from reconciler.remote.retry import Retrier
from reconciler.remote.wire import Wire

_CREATES = frozenset({Endpoint.CREATE, Endpoint.ARRAY})
_TEMPLATES_PER_PAGE = 500  # a row has some 2,700 letters
_LISTING_TRIES = 3
_CREDITS = ("credits_interview_monthly", "credits_interview_extra", "credits_interview_single")
_SECRET = "embed_signing_key"  # noqa: S105  a field's name


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
            raise interviews.unusable("the account", "`merchant_id` is missing")
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
        what = f"interview {remote_id}"
        answer = self._read("job-interview-get", {"position_id": remote_id})
        # Only the API itself can say that it does not exist; a gateway's 404 says nothing about it.
        if answer.end is End.REFUSED and answer.status == 404:
            return None
        if answer.end is not End.OK:
            raise failure(answer, what)
        found = interviews.observation(remote_id, answer.body)
        news = self._first_seen(interviews.unknown_keys(answer.body))
        if not news:
            return found
        told = tuple(f"the account shows {name!r}, a field that this version does not know" for name in news)
        return replace(found, warnings=found.warnings + told)

    def templates(self) -> tuple[Template, ...]:
        """Raises CallFailed when the listing keeps changing while it is read."""
        for _ in range(_LISTING_TRIES):
            found, total = self._all_templates()
            if len(found) == total:
                return tuple(
                    template for template in found.values() if template.status not in ("archived", "deleted")
                )
        raise CallFailed(
            "the list of templates: it changed each time while it was being read.",
            hint="Try again in a moment",
        )

    def _all_templates(self) -> tuple[dict[str, Template], int]:
        found: dict[str, Template] = {}
        offset = 0
        while True:
            query = {"include_public": "true", "limit": str(_TEMPLATES_PER_PAGE), "offset": str(offset)}
            body = self._get("the list of templates", "merchant-avatar-list", {**query, **self._merchant})
            rows, total = interviews.listed("the list of templates", body)
            found.update((template_id, _template(template_id, row)) for template_id, row in rows)
            offset += len(rows)
            if not rows or offset >= total:
                return found, total

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
    """Implements ports.Account: the Reader above, and `send`."""

    def send(self, endpoint: Endpoint, body: Mapping[str, Json]) -> Answer:
        """Send once and say how it ended; never again by itself, whatever came.

        A create whose answer names no id is GARBLED: the interview may exist. The signing key of an
        embed is taken out of the answer, since nothing behind this may keep it.
        """
        sent = json.dumps(dict(body), allow_nan=False).encode("ascii")
        answer = self._retrier.once(
            lambda: self._heard(answer_of(self._wire.call("POST", endpoint.value, body=sent)))
        )
        if answer.end is not End.OK:
            return answer
        if isinstance(answer.body, dict) and _SECRET in answer.body:
            answer = replace(
                answer, body={key: value for key, value in answer.body.items() if key != _SECRET}
            )
        if endpoint in _CREATES and not _names_id(answer.body):
            return replace(answer, end=End.GARBLED, error="it holds no `interview_def_set_id`")
        return answer


def _names_id(body: Json) -> bool:
    made = body.get("interview_def_set_id") if isinstance(body, dict) else None
    return isinstance(made, str) and bool(made.strip())


def _template(template_id: str, row: Mapping[str, Json]) -> Template:
    def text(name: str) -> str:
        value = row.get(name)
        return value if isinstance(value, str) else ""

    return Template(
        template_id, text("name"), text("type"), text("status"), text("mojito_language_code") or None
    )


def _number(value: Json) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
