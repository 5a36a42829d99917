"""Rules between definitions."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from reconciler.definitions.report import Report
from reconciler.model.address import Address
from reconciler.model.definition import Definition


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
