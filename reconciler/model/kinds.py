"""Every kind of resource that a definition can declare: what it is called, how it lives, which calls write it.

A kind that is KEPT is read back and compared with what the account shows. What is TOLD the account never
shows: it is compared with what was sent, and may be sent again. What is done ONCE is never sent again, and
nothing takes it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from reconciler.model.catalogue import DIRECTORY, PERSONA
from reconciler.model.definition import OnRemove
from reconciler.model.enrolling import CANDIDATE, INVITATION, RETAKE
from reconciler.model.field import Endpoint, Field
from reconciler.model.interview import FIELDS, create_endpoint
from reconciler.model.screening import DOCUMENT, PRE_SCREENING


class Life(StrEnum):
    KEPT = "kept"
    TOLD = "told"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Kind:
    """`noun`, `nouns`: what people call it. `creates`: the calls that make one, none of which may be sent
    twice; `update`: the call that changes one in place, which names it by `id_name`. `state`: the call that
    sets the status, where that is another one. `on_remove`: what may happen when its file goes, first what
    happens unasked. `named`: what a definition writes in place of an id -> (field, kind of Ref)."""

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

INTERVIEW = "interview"

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
                (_ARCHIVE, _FORGET), Endpoint.DIRECTORY_UPDATE, None, "id",
            ),
            Kind(
                "pre-screening", "pre-screening", "pre-screenings", Life.TOLD, PRE_SCREENING,
                (Endpoint.SCREENING,), (_FORGET,), Endpoint.SCREENING, None, "update_position_def_set_id",
            ),
            Kind(
                "knowledge-document", "document", "documents", Life.TOLD, DOCUMENT, (Endpoint.DOCUMENT,),
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
                (Endpoint.REGISTER, Endpoint.INVITE), (_FORGET,),
                named={
                    "interview": ("interview_id", INTERVIEW),
                    "persona": ("interview_id", "persona"),
                    "pre_screening": ("interview_id", "pre-screening"),
                },
            ),
            Kind("retake", "retake", "retakes", Life.ONCE, RETAKE, (Endpoint.RETAKE,), (_FORGET,)),
        )
    }
)  # fmt: skip
"""In the order in which a plan names them: what others refer to first."""

MAKING: frozenset[str] = frozenset(endpoint.value for kind in KINDS.values() for endpoint in kind.creates) - {
    Endpoint.SCREENING.value
}
"""The calls that must never be sent twice. A pre-screening is made and changed by one call: which of the two
it was, the id in its intent says."""


def kind_of(name: str) -> Kind:
    """Raises KeyError for a name that no kind has."""
    return KINDS[name]


def table(name: str) -> Mapping[str, Field]:
    """The fields of a kind, by the API's request name."""
    return KINDS[name].fields


def making(kind: str, declared: Mapping[str, object]) -> Endpoint:
    """The call that makes this resource."""
    if kind == INTERVIEW:
        return create_endpoint(declared)
    if kind == "invitation":
        return Endpoint.INVITE if declared.get("method") == "invite" else Endpoint.REGISTER
    return KINDS[kind].creates[0]


def stored_types(kind: str) -> tuple[str, ...]:
    """The types under which merchant-interview-list shows resources of this kind beside what they declare."""
    return ("persona", "persona_interview") if kind == "persona" else ()


def stored_type(kind: str, fields: Mapping[str, object]) -> str:
    """The type of this very resource in the account's lists; "" where no list of interviews shows it."""
    if kind == INTERVIEW:
        return str(fields.get("type"))
    if kind == "persona":
        return "persona_interview" if fields.get("portal") == "interview" else "persona"
    return ""
