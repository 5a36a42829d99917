"""A definition of what is done once, with everything filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from reconciler.engine import people, requests
from reconciler.engine.positions import Bound, bound
from reconciler.engine.refs import resolve
from reconciler.engine.view import View
from reconciler.model.change import Action, Call, Change, FieldChange, Origin
from reconciler.model.definition import Definition
from reconciler.model.kinds import Kind, kind_of
from reconciler.model.record import Record
from reconciler.model.values import Json


@dataclass(frozen=True, slots=True)
class Case:
    """`fields` as they are sent, `kept` as they may be written down."""

    definition: Definition
    kind: Kind
    view: View
    bound: Bound
    fields: Mapping[str, Json]
    kept: Mapping[str, Json]
    refs: Mapping[str, str]
    faults: tuple[str, ...]

    def shown(self, name: str, before: Json, note: str = "") -> FieldChange:
        personal = self.kind.fields[name].personal
        span = self.definition.span(name) or self.definition.span()
        before = None if personal else before
        # By its name, which is there before its id is: a plan that is approved says the same either way.
        value = str(self.bound.fills[name]) if name in self.bound.fills else self.fields[name]
        return FieldChange(name, before, value, Origin.AUTHOR, span, note, personal=personal)

    def change(self, action: Action, reason: str, **more: object) -> Change:
        made = Change(
            self.definition.address,
            action,
            reason,
            manage=self.definition.manage,
            span=self.definition.span(),
            refs=self.refs,
        )
        return replace(made, **more)  # type: ignore[arg-type]  # fields of Change, by name

    def call(self) -> Call:
        return requests.once(
            self.kind,
            self.fields,
            self.kept,
            self.bound.fills,
            merchant_id=self.view.environment.merchant_id,
            marker=self.marker,
        )

    @property
    def marker(self) -> str | None:
        """Our mark on a position that comes with a candidate: the API finds a position by its code, so that a
        second call after a lost state does not make a second one. None where the author has a code."""
        prefix = self.view.environment.code_mark
        makes = "position_name" in self.fields and "position_def_set_id" not in self.fields
        if not makes or prefix is None or "position_external_id" in self.fields:
            return None
        return prefix + self.definition.address.key


def case_of(definition: Definition, record: Record | None, view: View) -> Case:
    kind = kind_of(definition.address.kind)
    found = bound(definition, view)
    filled = replace(definition, fields=found.fields)
    resolved = resolve(filled, view.environment, view.observed, record)
    refs = {**resolved.refs, **{name: str(address) for name, address in found.fills.items()}}
    kept = people.kept(kind, view.snapshot.salt, resolved.fields)
    faults = (*found.faults, *resolved.faults)
    return Case(definition, kind, view, found, resolved.fields, kept, refs, faults)
