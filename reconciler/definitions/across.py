"""Rules between definitions."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from reconciler.definitions.report import Report, did_you_mean, quoted
from reconciler.model.address import INTERVIEW, Address
from reconciler.model.definition import Definition
from reconciler.model.values import Ref


def check_across(
    definitions: Mapping[Address, Definition],
    known: Collection[Address],
    off: Mapping[Address, Collection[str]],
    report: Report,
) -> None:
    """Report what no file shows by itself. `known` are all Addresses, those with faults too; `off` the
    rules that each definition switches off."""
    _codes(definitions, off, report)
    _moves(definitions, known, report)
    _references(definitions, known, report)
    _twice(definitions, off, report)


def _codes(
    definitions: Mapping[Address, Definition], off: Mapping[Address, Collection[str]], report: Report
) -> None:
    first: dict[str, Definition] = {}
    for address, definition in definitions.items():
        code = definition.fields.get("code")
        if not isinstance(code, str) or not code:
            continue
        other = first.setdefault(code, definition)
        if (
            other is definition
            or "duplicate-code" in off.get(address, ())
            or "duplicate-code" in off.get(other.address, ())
        ):
            continue
        detail = f"`{code}` is the code of `{other.address}` too ({other.span('code')})."
        hint = "A code of its own finds an interview again in reports and exports."
        report.add("duplicate-code", definition.span("code"), detail, hint, str(address))


def _moves(definitions: Mapping[Address, Definition], known: Collection[Address], report: Report) -> None:
    taken: dict[Address, Address] = {}
    for address, definition in definitions.items():
        old = definition.manage.moved_from
        if old is None:
            continue
        source = Address(address.kind, old)
        span = definition.span("manage.moved_from")
        if source == address:
            report.add(
                "moved-from", span, f"`{old}` is the key it has now.", "Delete the line.", str(address)
            )
        elif source in known:
            detail = f"A definition with the key `{old}` exists, so nothing was moved away from it."
            report.add("moved-from", span, detail, "Delete the line, or the other definition.", str(address))
        elif (other := taken.setdefault(source, address)) != address:
            detail = f"`{other}` was moved from `{old}` already; one interview cannot become two."
            report.add("moved-from", span, detail, "Keep the line in one of the two.", str(address))


def _references(
    definitions: Mapping[Address, Definition], known: Collection[Address], report: Report
) -> None:
    """What a definition names by its key has to be defined: nothing else can be made before it."""
    naming = [(address, one) for address, one in definitions.items() if address.kind != INTERVIEW]
    if not naming:  # interviews name what the account holds, and nothing else
        return
    from reconciler.model.kinds import KINDS  # the tables of all kinds, where nothing else asks for one

    for address, definition in naming:
        for name, (field, kind) in KINDS[address.kind].named.items():
            if kind not in KINDS:
                continue  # the account's own names; asking for the fields would read them
            value = definition.fields.get(field)
            if not isinstance(value, Ref) or value.kind != kind:
                continue
            if Address(kind, value.name) in known:
                continue
            keys = [one.key for one in known if one.kind == kind]
            detail = f"`{name}` names the {kind} {quoted(value.name)}, and no definition has that key."
            otherwise = f"Add a definition, or write `{field}` with an id of the account."
            hint = did_you_mean(value.name, keys, otherwise)
            of = definition.batch or str(address)  # that of the list, for one of the people in it
            report.add("unknown-reference", definition.span(field), detail, hint, of)


_WHO = {
    "candidate": ("position_def_set_id", "candidate_email", "candidate_external_id"),
    "invitation": ("interview_id", "email", "external_id"),
}


def _twice(
    definitions: Mapping[Address, Definition], off: Mapping[Address, Collection[str]], report: Report
) -> None:
    """One person in two lists for the same position. Who it is is said by the place alone."""
    first: dict[tuple[object, str], Definition] = {}
    for address, definition in definitions.items():
        if address.kind not in _WHO:
            continue
        position, email, external_id = _WHO[address.kind]
        target = definition.fields.get(position)
        if target is None:
            continue
        for name in (email, external_id):
            value = definition.fields.get(name)
            if not isinstance(value, str) or not value.strip():
                continue
            identity = (
                target if isinstance(target, Ref) else str(target),
                f"{name == email} {value.casefold()}",
            )
            other = first.setdefault(identity, definition)
            rule = "enrolled-twice"
            if other is definition or rule in off.get(address, ()) or rule in off.get(other.address, ()):
                continue
            what = "e-mail address" if name == email else "external id"
            detail = (
                f"`{other.address}` is for the same position and has the same {what} ({other.span(name)})."
            )
            report.add(rule, definition.span(name), detail, "Keep one of the two.", str(address))
            break
