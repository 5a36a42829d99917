"""Names that only the account knows, turned into its ids."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from reconciler.model.definition import Definition
from reconciler.model.environment import Environment
from reconciler.model.interview import FIELDS
from reconciler.model.observed import Observed, Template
from reconciler.model.record import Record
from reconciler.model.values import Json, Ref

_LEGACY = ("offline_elai", "offline_synthesia")


@dataclass(frozen=True, slots=True)
class Resolved:
    """`fields`: declared values with every Ref filled. `refs`: the name behind each id. `faults`: what
    cannot be resolved, each with what to do."""

    fields: Mapping[str, Json]
    refs: Mapping[str, str]
    faults: tuple[str, ...] = ()


def resolve(
    definition: Definition, environment: Environment, observed: Observed, record: Record | None
) -> Resolved:
    """Fill the Refs of a definition. Without the account, a name that the Record knows keeps its id."""
    fields: dict[str, Json] = {}
    refs: dict[str, str] = {}
    faults: list[str] = []
    for name, value in definition.fields.items():
        if not isinstance(value, Ref):
            fields[name] = value
            if name == "interview_template_id" and observed.online:
                faults.extend(_template_fault(str(value), observed.templates, new=record is None))
            continue
        refs[name] = value.name
        if value.kind == "template" and not observed.online:
            fields[name] = (
                record.sent(name) if record and record.refs.get(name) == value.name else f"({value.name})"
            )
            continue
        found = (
            _template(value.name, observed.templates)
            if value.kind == "template"
            else _named(value, environment)
        )
        if isinstance(found, _Fault) and record is not None and record.refs.get(name) == value.name:
            fields[name] = record.sent(name)  # archived or renamed since: what holds it already keeps it
        elif isinstance(found, _Fault):
            faults.append(found.text)
            fields[name] = f"({value.name})"
        else:
            fields[name] = found
            if value.kind == "template":
                faults.extend(_template_fault(found, observed.templates, new=record is None))
    return Resolved(fields, refs, tuple(faults))


@dataclass(frozen=True, slots=True)
class _Fault:
    text: str


def _template(name: str, templates: tuple[Template, ...]) -> str | _Fault:
    found = [template for template in templates if template.name == name and template.status != "deleted"]
    if len(found) == 1:
        return found[0].id
    if found:
        ids = ", ".join(f"{template.id} ({template.type}, {template.status})" for template in found)
        return _Fault(
            f"{len(found)} templates are called {name!r}: {ids}. Write interview_template_id instead."
        )
    known = sorted({template.name for template in templates if template.status != "deleted"})
    near = difflib.get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return _Fault(
        f"no template of this account is called {name!r}.{hint} It has: {', '.join(known) or 'none'}."
    )


def _template_fault(template_id: str, templates: tuple[Template, ...], *, new: bool) -> tuple[str, ...]:
    """Why no interview can be based on this template. One that holds already is left alone: the account
    may keep an archived template that its interviews still use."""
    if not new or not FIELDS["interview_template_id"].ref:
        return ()
    found = next((template for template in templates if template.id == template_id), None)
    if found is None:
        names = ", ".join(sorted(f"{template.name} ({template.id})" for template in templates)) or "none"
        return (f"this account has no template {template_id}. It has: {names}.",)
    if found.type in _LEGACY:
        return (
            f"the template {found.name!r} is of the legacy type {found.type}; no new interview can use it.",
        )
    return ()


def _named(ref: Ref, environment: Environment) -> str | _Fault:
    names = environment.names.get(ref.kind, {})
    if ref.name in names:
        return names[ref.name]
    known = ", ".join(sorted(names)) or "none"
    near = difflib.get_close_matches(ref.name, sorted(names), n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return _Fault(
        f"the environment {environment.name!r} knows no {ref.kind.replace('_', ' ')} called {ref.name!r}."
        f"{hint} It names: {known}. The account cannot list them: write its id under names.{ref.kind} of "
        "the environment in reconciler.yaml."
    )
