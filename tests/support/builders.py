"""Values of the model in few words, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconciler.model.address import Address
from reconciler.model.definition import Definition, Desired, Manage, OnRemove
from reconciler.model.environment import Environment
from reconciler.model.journal import Begun
from reconciler.model.observed import Observation, Row, Template
from reconciler.model.record import Fingerprint, Intent, Pair, Record, Snapshot
from reconciler.model.values import Json, Ref
from reconciler.simulator import DEFAULT_MERCHANT_ID, TEMPLATES, template_id

ANNA, VIKTOR, MARIA = template_id("Anna"), template_id("Viktor"), template_id("Maria")
ALL_TEMPLATES = tuple(
    Template(one.id, one.name, one.type, one.status) for one in TEMPLATES if one.status == "active"
)
BASE: Mapping[str, Json] = {
    "name": "Backend Engineer",
    "location": "Berlin",
    "interview_template_id": ANNA,
    "mojito_language_code": "en",
    "status": "active",
    "type": "interview",
    "visibility": "merchant_invite",
}
ENVIRONMENT = Environment("local", "simulator", "state/local.json", DEFAULT_MERCHANT_ID, settle=420.0)
ACCOUNT = Fingerprint("simulator", DEFAULT_MERCHANT_ID, "test")


def at(key: str = "backend") -> Address:
    return Address("interview", key)


def definition(key: str = "backend", manage: Manage | None = None, /, **fields: Any) -> Definition:
    """A valid definition: BASE with `fields` over it."""
    return Definition(at(key), {**BASE, **fields}, manage or Manage())


def candidate(key: str, interview: str | None = "backend", /, batch: str = "", **fields: Any) -> Definition:
    """A person of the name of `key`, on a declared interview or, with None, wherever `fields` say."""
    on = {} if interview is None else {"position_def_set_id": Ref("interview", interview)}
    said = {
        "candidate_name": f"{key.title()} Example",
        "candidate_email": f"{key.title()}@Example.com",
        "candidate_country_code": "DE",
        "candidate_resume": f"{key.title()} has ten years of everything.",
        **on,
        **fields,
    }
    return Definition(Address("candidate", key), said, Manage(on_remove=OnRemove.FORGET), batch=batch)


def invited(key: str, interview: str | None = "backend", /, **fields: Any) -> Definition:
    """One person of the invitation `round`."""
    on = {} if interview is None else {"interview_id": Ref("interview", interview)}
    said = {"method": "register", "email": f"{key}@example.com", "name": key.title(), **on, **fields}
    address = Address("invitation", f"round-{key}")
    return Definition(address, said, Manage(on_remove=OnRemove.FORGET), batch="invitation.round")


def own(key: str = "backend", *questions: dict[str, Any], **fields: Any) -> Definition:
    """A definition with its own questions."""
    return definition(key, description="Two sentences.", questions=list(questions), **fields)


def desired(*definitions: Definition) -> Desired:
    return Desired({one.address: one for one in definitions})


def record(remote_id: str = "id-1", /, manage: Manage | None = None, **fields: Any) -> Record:
    """A Record of an interview made from BASE with `fields` over it, sent and read back."""
    pairs = {
        name: value if isinstance(value, Pair) else Pair.agreed(value)
        for name, value in {**BASE, **fields}.items()
    }
    return Record(remote_id, pairs, "backend", manage or Manage())


def seen(remote_id: str = "id-1", /, template_type: str | None = None, **fields: Any) -> Observation:
    return Observation(remote_id, {**BASE, **fields}, template_type)


def row(remote_id: str = "id-1", /, **fields: Any) -> Row:
    known: dict[str, Any] = {
        "name": "Backend Engineer",
        "type": "interview",
        "status": "active",
        "language": "en",
        "environment": "test",
        "created_at": "2026-03-02T09:00:00+00:00",
        "updated_at": "2026-03-02T09:00:00+00:00",
        **fields,
    }
    return Row(remote_id, **known)


def snapshot(records: Mapping[str, Record] | None = None, *intents: Intent, serial: int = 1) -> Snapshot:
    """`records` by key."""
    held = {at(key): one for key, one in (records or {}).items()}
    return Snapshot("lineage", serial, ACCOUNT, held, {one.id: one for one in intents}, "salt")


def intent(
    intent_id: str = "i-1", key: str = "backend", endpoint: str = "job-interview-create", /, **known: Any
) -> Intent:
    values: dict[str, Any] = {"fields": dict(BASE), "marker": key, "server_time": 1000.0, **known}
    return Intent(intent_id, at(key), endpoint, **values)


def begun(serial: int = 1, lineage: str = "lineage") -> Begun:
    return Begun(lineage, serial, ACCOUNT, "apply", 0.0)
