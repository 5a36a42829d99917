"""Makes one Definition out of its effective, located values. Pure: no file is read here."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.definitions.beneath import Plain
from reconciler.definitions.checks import check
from reconciler.definitions.fields import NAMED, OURS
from reconciler.definitions.kind_checks import check_kind, complete
from reconciler.definitions.lint import lint
from reconciler.definitions.manage import read_manage
from reconciler.definitions.node import Node
from reconciler.definitions.places import places_of
from reconciler.definitions.questions import check_questions
from reconciler.definitions.report import Report, quoted
from reconciler.definitions.subject import Subject
from reconciler.definitions.sure import sure
from reconciler.model.address import Address
from reconciler.model.definition import USUAL, Definition
from reconciler.model.kinds import INTERVIEW, KINDS
from reconciler.model.values import Json, Ref, Value


def define(
    address: Address, node: Node, report: Report, merchant_id: str | None, batch: str = ""
) -> tuple[Definition | None, frozenset[str]]:
    """The Definition of `node`, or None with the faults reported; and the rules it switches off.

    `node` is merged and complete: variables filled in, long texts read. `merchant_id` is the environment's.
    `batch`: the definition that lists this one.
    """
    subject = Subject(address, node, report)
    manage, off = read_manage(subject)
    subject.off = frozenset(off)
    named = KINDS[address.kind].named
    raw = {
        name: field.plain() for name, field in node.fields.items() if name not in OURS and name not in named
    }
    declared: dict[str, Value] = {**_valid(subject, raw), **_refs(subject)}
    complete(subject, declared)
    if not _sound(subject, declared, merchant_id, batch):
        return None, subject.off
    stands_for = {name: field for name, (field, _) in named.items()}
    return Definition(address, declared, manage, places_of(node, stands_for), batch), subject.off


def define_plain(
    address: Address, found: Plain, report: Report, merchant_id: str | None
) -> Definition | None:
    """The same for an interview that `stands_alone`, and all that is laid beneath it: it switches nothing
    off."""
    subject = Subject(address, found.node, report)
    raw, refs = found.value, {}
    if not NAMED.keys().isdisjoint(raw):
        refs = {field: Ref(kind, str(raw[name])) for name, (field, kind) in NAMED.items() if name in raw}
        raw = {name: value for name, value in raw.items() if name not in NAMED}
    declared: dict[str, Value] = {**_valid(subject, raw), **refs}
    if not _sound(subject, declared, merchant_id, ""):
        return None
    return Definition(address, declared, USUAL, found.places())


def _valid(subject: Subject, raw: dict[str, Json]) -> dict[str, Json]:
    """The values in the form that is sent; as they are, with the faults reported, when one is not valid."""
    values = sure(raw, subject.address.kind)
    if values is None:
        values = _judged(subject, raw)
    return raw if values is None else values


def _sound(subject: Subject, declared: Mapping[str, Value], merchant_id: str | None, batch: str) -> bool:
    """Whether no rule is broken, now that all values are known. Looks for what is hardly meant as well."""
    if subject.address.kind == INTERVIEW:
        check(subject, declared, merchant_id)
        check_questions(subject, declared.get("questions"))
    else:
        check_kind(subject, declared, merchant_id, batch)
    if subject.failed:
        return False
    lint(subject, declared)
    return True


def _judged(subject: Subject, raw: Mapping[str, Json]) -> dict[str, Json] | None:
    """What the models make of `raw`; None with the faults reported."""
    # pydantic comes along with these two: only who needs it pays for it.
    from reconciler.definitions.faults import explain
    from reconciler.definitions.schema import validated

    values, faults = validated(raw, subject.address.kind)
    for fault in faults:
        subject.failed = True
        explain(subject, fault)
    return values


def _refs(subject: Subject) -> Mapping[str, Value]:
    """The fields whose id is given by a name. Null stays null: it clears the field."""
    found: dict[str, Value] = {}
    first: dict[str, str] = {}
    for name, (field, kind) in KINDS[subject.address.kind].named.items():
        node = subject.node.fields.get(name)
        if node is None:
            continue
        if (other := first.setdefault(field, name)) != name or (other := field) in subject.node.fields:
            detail = f"`{name}` and `{other}` say the same thing."
            subject.add("both-forms", (name,), detail, "Keep one of the two.", key=True)
        elif node.value is None:
            found[field] = None
        elif node.text is None:
            detail = f"`{name}` takes a name, not {quoted(node.plain())}."
            subject.add("wrong-type", (name,), detail, "If that is its name, put it in quotes.")
            found[field] = "?"
        elif not node.text.strip():
            subject.add("empty-text", (name,), f"`{name}` needs at least one character.")
            found[field] = "?"
        else:
            found[field] = Ref(kind, node.text)
    return found
