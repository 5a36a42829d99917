"""A definition that no Record holds: made, or found to exist already.

Before any create, state present or not, the account is searched for an interview that would be this one
(design: creating once). So a lost state or a second repository cannot buy everything again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reconciler.engine import bodies, questions
from reconciler.engine.refs import Resolved, resolve
from reconciler.model.approval import Approvals
from reconciler.model.change import Action, Blocked, Change, FieldChange, Origin
from reconciler.model.definition import Definition
from reconciler.model.environment import Environment
from reconciler.model.kinds import kind_of, stored_type
from reconciler.model.observed import Observation, Observed, Row
from reconciler.model.record import Snapshot
from reconciler.model.values import Json


def marker(definition: Definition, environment: Environment) -> str | None:
    """Our mark in `code`; None when the author has a code of their own or wants no mark."""
    takes = "code" in kind_of(definition.address.kind).fields
    if not takes or "code" in definition.fields or environment.code_mark is None:
        return None
    return environment.code_mark + definition.address.key


def generation(mark: str, code: Json) -> int | None:
    """Which interview of an Address carries this `code`: 1 for the first, 2 for the one that took its place.
    None when the code is not of this mark. A key holds no dot, so no other Address has such a mark."""
    if code == mark:
        return 1
    head, dot, number = code.rpartition(".") if isinstance(code, str) else ("", "", "")
    return int(number) if dot and head == mark and number.isascii() and number.isdigit() else None


def create(
    definition: Definition,
    environment: Environment,
    snapshot: Snapshot,
    observed: Observed,
    approvals: Approvals,
) -> Change:
    """The Change of a definition without a Record."""
    name = str(definition.fields.get("name", ""))
    if definition.fields.get("status") == "deleted":
        return Change(definition.address, Action.NONE, "declared as deleted, and there is nothing", name=name)
    resolved = resolve(definition, environment, observed, None)
    fields = with_questions(resolved.fields)
    mark = marker(definition, environment)
    kind = kind_of(definition.address.kind)
    change = Change(
        definition.address,
        Action.CREATE,
        f"no {kind.noun} is recorded for it",
        fields=tuple(
            FieldChange(key, None, value, Origin.AUTHOR, definition.span(key))
            for key, value in fields.items()
        ),
        calls=bodies.create_calls(kind, fields, marker=mark, merchant_id=environment.merchant_id),
        blocked=_cannot(resolved),
        manage=definition.manage,
        marker=mark,
        span=definition.span(),
        name=name,
        effects=frozenset({"credits"} if kind.costs else ()),
        refs=resolved.refs,
    )
    if change.blocked is not None or not observed.online:
        return change
    alike, lookalikes = _matches(definition, resolved, mark, snapshot, observed)
    if alike and definition.address not in approvals.create_anyway:
        return _import_proposed(change, alike)
    warnings = tuple(
        f"the account has another {_noun(row.type)} called {row.name!r} ({row.id}); it is left alone"
        for row in lookalikes
    )
    return replace(change, warnings=warnings)


def with_questions(fields: Mapping[str, Json]) -> dict[str, Json]:
    """`fields` with an identity on every question."""
    result = dict(fields)
    if "questions" in result:
        result["questions"] = list(questions.identified(questions.as_questions(result["questions"]), ()))
    return result


def _cannot(resolved: Resolved) -> Blocked | None:
    return Blocked("; ".join(resolved.faults), ()) if resolved.faults else None


def candidates(definition: Definition, snapshot: Snapshot, observed: Observed) -> list[Row]:
    """Rows that might be this definition's: no Record holds them, same type, and the same name or, where an
    author chooses ids, the same id."""
    claimed = snapshot.claimed()
    kind, fields = definition.address.kind, definition.fields
    return [
        row
        for row in observed.rows.values()
        if row.id not in claimed
        and (row.id == fields["id"] if "id" in fields else row.name == fields.get("name"))
        and row.type == stored_type(kind, fields.get)
        and row.status != "deleted"
    ]


def _noun(stored: str) -> str:
    return "persona" if stored.startswith("persona") else stored


def _matches(
    definition: Definition, resolved: Resolved, mark: str | None, snapshot: Snapshot, observed: Observed
) -> tuple[list[Row], list[Row]]:
    """Those that are this definition's interview, and those that only look like it."""
    alike: list[Row] = []
    others: list[Row] = []
    for row in candidates(definition, snapshot, observed):
        seen = observed.read.get(row.id)
        (alike if seen is None or is_ours(resolved.fields, mark, seen) else others).append(row)
    return alike, others


def is_ours(fields: Mapping[str, Json], mark: str | None, seen: Observation) -> bool:
    """Whether what the account shows is the interview that `fields` declare; of whatever generation."""
    if "id" in fields:
        return seen.remote_id == fields["id"]
    code = seen.fields.get("code")
    if code and mark is not None:
        return generation(mark, code) is not None
    if code:
        return "code" in fields and code == fields["code"]
    return all(
        seen.fields.get(name) == fields.get(name)
        for name in ("name", "type", "mojito_language_code", "location")
        if name in fields
    )


def _import_proposed(change: Change, rows: list[Row]) -> Change:
    ways = [
        f"reconciler import {change.address} {row.id}"
        + (f"   # {row.status}, updated {row.updated_at}" if len(rows) > 1 else "")
        for row in rows
    ]
    kind = kind_of(change.address.kind)
    if "id" not in kind.fields:  # of one id there can be no second
        ways.append(f"reconciler apply --create-anyway {change.address}   # make a second one on purpose")
    count = kind.one if len(rows) == 1 else f"{len(rows)} {kind.nouns}"
    return Change(
        change.address,
        Action.IMPORT,
        f"the account holds {count} that would be this one, and no Record knows of it",
        blocked=Blocked("not created: it seems to exist already", tuple(ways)),
        remote_id=rows[0].id if len(rows) == 1 else None,
        manage=change.manage,
        span=change.span,
        name=change.name,
        taken=sum(row.taken for row in rows),
    )
