"""A large account that answers at once and counts what it is asked."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

from reconciler.model.definition import Desired
from reconciler.model.observed import Enrolment, Merchant, Observation, Page, Person, Row, Taken, Template
from reconciler.model.record import Pair, Record, Snapshot
from reconciler.model.sighting import Sighting
from reconciler.simulator.seed import DEFAULT_MERCHANT_ID

from .builders import ACCOUNT, ALL_TEMPLATES, BASE, at, definition, desired, row


class Kept:
    """Implements ports.Sightings; `saves` counts."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, Sighting]] = {}
        self.saves = 0

    def load(self, bound: str) -> dict[str, Sighting]:
        return dict(self.held.get(bound, {}))

    def save(self, bound: str, sightings: Any) -> Any:
        self.saves += 1
        self.held = {bound: dict(sightings)}
        return sightings


class ManyAccount:
    """Implements ports.Reader: `count` interviews made from BASE, each as it was recorded."""

    def __init__(self, count: int) -> None:
        self.rows: dict[str, Row] = {}
        self.fields: dict[str, dict[str, Any]] = {}
        for number in range(count):
            name = f"Interview {number}"
            self.rows[f"id-{number}"] = row(f"id-{number}", name=name)
            self.fields[f"id-{number}"] = {**BASE, "name": name, "interview_salary": "much"}
        self.asked: Counter[str] = Counter()
        self.read: list[str] = []
        self._guard = threading.Lock()

    def _count(self, what: str) -> None:
        with self._guard:
            self.asked[what] += 1

    def edit(self, number: int, *, moves: bool = True, **fields: Any) -> None:
        """Somebody's edit; `moves`: the row shows it."""
        key = f"id-{number}"
        self.fields[key] = {**self.fields[key], **fields}
        shown: dict[str, Any] = {name: fields[name] for name in ("name", "status") if name in fields}
        later: dict[str, Any] = {"updated_at": "2026-03-02T10:00:00+00:00"} if moves else {}
        self.rows[key] = self.rows[key]._replace(**shown, **later)

    def merchant(self) -> Merchant:
        self._count("merchant")
        return Merchant(DEFAULT_MERCHANT_ID, None)

    def page(self, kind: str, offset: int, limit: int = 1000) -> Page:
        self._count("page")
        found = list(self.rows.values()) if kind == "interview" else []
        return Page(tuple(found[offset : offset + limit]), len(found))

    def interview(self, remote_id: str) -> Observation | None:
        self._count("get")
        with self._guard:
            self.read.append(remote_id)
        if remote_id not in self.fields:
            return None
        one = self.rows[remote_id]
        return Observation(remote_id, self.fields[remote_id], None, False, one.created_at, one.updated_at)

    def directory(self, slug: str) -> Observation | None:
        self._count("directory")
        return None

    def people(self) -> tuple[Person, ...]:
        self._count("people")
        return ()

    def enrolments(self, interview_id: str, kind: str) -> tuple[Enrolment, ...]:
        self._count("enrolments")
        return ()

    def result(self, result_id: str) -> Taken | None:
        self._count("result")
        return None

    def templates(self) -> tuple[Template, ...]:
        self._count("templates")
        return ALL_TEMPLATES

    def server_time(self) -> float | None:
        return 5000.0

    def declared(self) -> Desired:
        return desired(
            *(definition(f"k-{number}", name=f"Interview {number}") for number in range(len(self.rows)))
        )

    def recorded(self) -> Snapshot:
        fields = {name: Pair.agreed(value) for name, value in BASE.items()}
        records = {
            at(f"k-{number}"): Record(
                f"id-{number}", {**fields, "name": Pair.agreed(f"Interview {number}")}, f"k-{number}"
            )
            for number in range(len(self.rows))
        }
        return Snapshot("lineage", 1, ACCOUNT, records, {}, "salt")
