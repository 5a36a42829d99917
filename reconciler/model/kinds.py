"""Every kind of resource that a definition can declare: its name, how it lives, which calls write it.

A kind that is KEPT is read back and compared with what the account shows. What is TOLD the account never
shows: it is compared with what was sent, and what changes is sent again. What is done ONCE is never sent
again, and nothing takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from reconciler.model.address import INTERVIEW as INTERVIEW
from reconciler.model.catalogue import DIRECTORY, PERSONA
from reconciler.model.definition import OnRemove
from reconciler.model.enrolling import CANDIDATE, INVITATION, RETAKE
from reconciler.model.field import Endpoint, Field, Null
from reconciler.model.interview import FIELDS, create_endpoint
from reconciler.model.screening import DOCUMENT, PRE_SCREENING

Found = TypeVar("Found")


class Life(StrEnum):
    KEPT = "kept"
    TOLD = "told"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Kind:
    """`noun`, `nouns`: what people call it. `creates`: the calls that make one, none of which may be sent
    twice; `update`: the call that changes one in place, which names it by `id_name`. `state`: the call that
    sets the status, where that is another one. `on_remove`: what may happen when its file goes, first what
    happens unasked. `named`: what a definition writes in place of an id -> (field, kind of Ref). `costs`:
    making one may use credits."""

    name: str
    noun: str
    nouns: str
    life: Life
    fields: Mapping[str, Field]
    creates: tuple[Endpoint, ...]
    on_remove: tuple[OnRemove, ...]
    update: Endpoint | None = None
    state: Endpoint | None = None
    id_name: str = ""
    named: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    costs: bool = True

    @property
    def one(self) -> str:
        """The noun with its article."""
        return f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"

    @property
    def kept(self) -> bool:
        return self.life is Life.KEPT

    @property
    def personal(self) -> bool:
        """Whether its definitions say who a person is."""
        return any(row.personal for row in self.fields.values())


_ARCHIVE, _DELETE, _FORGET = OnRemove.ARCHIVE, OnRemove.DELETE, OnRemove.FORGET
_TEMPLATE = ("interview_template_id", "template")
_KNOWLEDGE = ("knowledge_base_store_id", "knowledge_base")


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind(
                INTERVIEW, "interview", "interviews", Life.KEPT, FIELDS, (Endpoint.CREATE, Endpoint.ARRAY),
                (_ARCHIVE, _DELETE, _FORGET), Endpoint.UPDATE, Endpoint.STATE, "position_id",
                {"interview_template": _TEMPLATE, "knowledge_base": _KNOWLEDGE},
            ),
            Kind(
                "persona", "persona", "personas", Life.KEPT, PERSONA, (Endpoint.PERSONA,),
                (_ARCHIVE, _DELETE, _FORGET), Endpoint.UPDATE, Endpoint.STATE, "position_id",
                {"interview_template": _TEMPLATE},
            ),
            Kind(
                "directory", "directory", "directories", Life.KEPT, DIRECTORY, (Endpoint.DIRECTORY,),
                (_ARCHIVE, _FORGET), Endpoint.DIRECTORY_UPDATE, None, "id", costs=False,
            ),
            Kind(
                "pre-screening", "pre-screening", "pre-screenings", Life.TOLD, PRE_SCREENING,
                (Endpoint.SCREENING,), (_FORGET,), Endpoint.SCREENING, None, "update_position_def_set_id",
            ),
            Kind(
                "knowledge-document", "document", "documents", Life.ONCE, DOCUMENT, (Endpoint.DOCUMENT,),
                (_FORGET,), named={"knowledge_base": _KNOWLEDGE},
            ),
            Kind(
                "candidate", "candidate", "candidates", Life.ONCE, CANDIDATE, (Endpoint.ENROL,), (_FORGET,),
                named={
                    "interview": ("position_def_set_id", INTERVIEW),
                    "pre_screening": ("position_def_set_id", "pre-screening"),
                    "interview_template": _TEMPLATE,
                },
            ),
            Kind(
                "invitation", "person", "people", Life.ONCE, INVITATION,
                (Endpoint.REGISTER, Endpoint.INVITE), (_FORGET,), costs=False,
                named={
                    "interview": ("interview_id", INTERVIEW),
                    "persona": ("interview_id", "persona"),
                    "pre_screening": ("interview_id", "pre-screening"),
                },
            ),
            Kind(
                "retake", "retake", "retakes", Life.ONCE, RETAKE, (Endpoint.RETAKE,), (_FORGET,), costs=False
            ),
        )
    }
)  # fmt: skip
"""In the order in which a plan names them: what others refer to first."""

_MAKING = frozenset(endpoint.value for kind in KINDS.values() for endpoint in kind.creates)


def makes(endpoint: str, remote_id: str | None) -> bool:
    """Whether the call must never be sent twice. One call both makes and changes a pre-screening: which of
    the two it is, the id says."""
    return endpoint in _MAKING and (endpoint != Endpoint.SCREENING.value or remote_id is None)


def kind_of(name: str) -> Kind:
    """Raises KeyError for a name that no kind has."""
    return KINDS[name]


def table(name: str) -> Mapping[str, Field]:
    """The fields of a kind, by the API's request name."""
    return KINDS[name].fields


def position_in(kind: str, declared: Mapping[str, Found]) -> Found | None:
    """What `declared` says a person of this kind is put on; None where it names nothing that exists."""
    rows = KINDS[kind].fields
    return next((value for name, value in declared.items() if rows[name].ref == "position"), None)


def making(kind: str, declared: Mapping[str, object]) -> Endpoint:
    """The call that makes this resource."""
    if kind == INTERVIEW:
        return create_endpoint(declared)
    if kind == "invitation":
        return Endpoint.INVITE if declared.get("method") == "invite" else Endpoint.REGISTER
    return KINDS[kind].creates[0]


def null_meaning(kind: Kind, row: Field, declared: Mapping[str, object]) -> Null | None:
    """What `row: null` comes to in a definition: CLEAR or DEFAULT where it may stand; GENERATE where it
    would make the service write the value itself; None where an endpoint refuses it or where no document
    says what it does."""
    calls = [making(kind.name, declared), *([kind.update] if kind.update is not None else ())]
    meanings = [row.null.get(endpoint) for endpoint in calls if row.taken_by(endpoint)]
    if not meanings or None in meanings:
        return None
    return Null.GENERATE if Null.GENERATE in meanings else meanings[0]


def stored_types(kind: str) -> tuple[str, ...]:
    """The types under which merchant-interview-list shows resources of this kind beside what they declare."""
    return ("persona", "persona_interview") if kind == "persona" else ()


def stored_type(kind: str, declared: Callable[[str], object]) -> str:
    """The type of this very resource in the account's lists; the kind's own name where none shows it.
    `declared`: the value of a field, by its name."""
    if kind == INTERVIEW:
        return str(declared("type"))
    if kind == "persona":
        return "persona_interview" if declared("portal") == "interview" else "persona"
    return kind
