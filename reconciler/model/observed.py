"""What the account holds now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from reconciler.model.values import Json


@dataclass(frozen=True, slots=True)
class Merchant:
    """`effective`: the merchant the calls act on; `credits`: what is left, None when not limited or told."""

    effective: str
    default: str | None
    credits: float | None = None
    plan: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A voice or avatar that an interview is based on."""

    id: str
    name: str
    type: str
    status: str
    language: str | None = None


class Row(NamedTuple):
    """One row of merchant-interview-list. Times are the account's texts."""

    id: str
    name: str
    type: str
    status: str
    language: str | None
    environment: str | None
    created_at: str | None
    updated_at: str | None
    taken: int = 0
    last_taken: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One interview as job-interview-get shows it, under the API's request names.

    A field that the answer does not hold is absent here: UNREADABLE, never null. `warnings` name what
    the answer held and no table knows.
    """

    remote_id: str
    fields: Mapping[str, Json]
    template_type: str | None = None
    multistage: bool = False
    created_at: str | None = None
    updated_at: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """One row of merchant-candidate-list. `email` is trimmed and folded, as the account compares it."""

    id: str
    email: str
    created_at: str | None = None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A person on an interview or position, from one row of merchant-result-list. `email` as in Person.
    `result_id`: None until there is a result."""

    person_id: str
    email: str
    result_id: str | None = None
    decision: str | None = None
    created_at: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """One interview result, from job-interview-details. `status` is the account's word for how far the
    candidate is (started, completed, ...); `ended` is when it was submitted."""

    result_id: str
    status: str | None
    ended: str | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """The account joined by remote id with what the Snapshot holds.

    `rows`: the complete listing by id; `read`: what was read with get; `gone`: recorded ids that are in no
    complete listing and that get does not know. `online` is False when nothing was asked.
    """

    online: bool = True
    merchant: Merchant | None = None
    rows: Mapping[str, Row] = field(default_factory=dict)
    read: Mapping[str, Observation] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    remembered: frozenset[str] = frozenset()
    """What of `read` comes from an earlier run, because the row is as it was."""
    templates: tuple[Template, ...] = ()
    enrolled: Mapping[str, tuple[Enrolment, ...]] = field(default_factory=dict)
    """By the id of an interview or position: who is on it, as far as the list of results shows."""
    results: Mapping[str, Taken | None] = field(default_factory=dict)
    """By their ids, what was asked for; None for one that the account does not know."""
    server_time: float | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing; `total` counts all rows of the listing."""

    rows: tuple[Row, ...]
    total: int
