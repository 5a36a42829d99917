"""An account that answers what a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reconciler.model.answer import Answer, End
from reconciler.model.field import Endpoint
from reconciler.model.observed import Enrolment, Merchant, Observation, Page, Person, Row, Taken, Template
from reconciler.model.values import Json
from reconciler.simulator.seed import DEFAULT_MERCHANT_ID

from .builders import ALL_TEMPLATES

OK = Answer(End.OK, 200, {})
MADE = Answer(End.OK, 200, {"interview_def_set_id": "new-1"})


class ScriptedAccount:
    """Implements ports.Account. `answers` and `shows` are used up in order, the last one again and again;
    `on_send` is called before each answer and may raise or wait. What else the account holds stands in
    `directories`, `persons`, `enrolled` (by interview) and `results`."""

    def __init__(
        self,
        *answers: Answer,
        shows: Sequence[Observation | None] = (),
        rows: Mapping[str, Row] | None = None,
    ) -> None:
        self.answers, self.shows = list(answers), list(shows)
        self.rows = dict(rows or {})
        self.sent: list[tuple[str, dict[str, Json]]] = []
        self.directories: dict[str, Observation] = {}
        self.persons: list[Person] = []
        self.enrolled: dict[str, list[Enrolment]] = {}
        self.results: dict[str, Taken] = {}
        self.reads = 0
        self.time: float | None = 5000.0
        self.on_send: Callable[[Endpoint, Mapping[str, Json]], None] = lambda _endpoint, _body: None
        self._guard = threading.Lock()

    def send(self, endpoint: Endpoint, body: Mapping[str, Json]) -> Answer:
        with self._guard:
            self.sent.append((endpoint.value, dict(body)))
        self.on_send(endpoint, body)
        with self._guard:
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def interview(self, remote_id: str) -> Observation | None:
        with self._guard:
            self.reads += 1
            return self.shows.pop(0) if len(self.shows) > 1 else self.shows[0]

    def directory(self, slug: str) -> Observation | None:
        return self.directories.get(slug)

    def people(self) -> tuple[Person, ...]:
        return tuple(self.persons)

    def enrolments(self, interview_id: str, kind: str) -> tuple[Enrolment, ...]:
        return tuple(self.enrolled.get(interview_id, ()))

    def result(self, result_id: str) -> Taken | None:
        return self.results.get(result_id)

    def merchant(self) -> Merchant:
        return Merchant(DEFAULT_MERCHANT_ID, None)

    def page(self, kind: str, offset: int, limit: int = 1000) -> Page:
        found = [row for row in self.rows.values() if row.type == kind]
        return Page(tuple(found[offset : offset + limit]), len(found))

    def templates(self) -> tuple[Template, ...]:
        return ALL_TEMPLATES

    def server_time(self) -> float | None:
        return self.time


class Pages:
    """A Reader whose listing is a list of answers, one per call."""

    def __init__(self, *pages: Any) -> None:
        self.pages = list(pages)
        self.asked: list[tuple[str, int]] = []

    def page(self, kind: str, offset: int, limit: int = 1000) -> Page:
        self.asked.append((kind, offset))
        rows, total = self.pages.pop(0)
        return Page(tuple(rows), total)
