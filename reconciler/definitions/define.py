"""Makes one Definition out of its effective, located values. Pure: no file is read here."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.definitions.checks import check
from reconciler.definitions.fields import NAMED, OURS
from reconciler.definitions.manage import read_manage
from reconciler.definitions.node import Node
from reconciler.definitions.places import places_of
from reconciler.definitions.questions import check_questions
from reconciler.definitions.report import Report, quoted
from reconciler.definitions.subject import Subject
from reconciler.model.address import Address
from reconciler.model.definition import Definition
from reconciler.model.values import Ref, Value

_OTHER = frozenset((*OURS, *NAMED))
_STANDS_FOR = {name: field for name, (field, _) in NAMED.items()}


def define(
    address: Address, node: Node, report: Report, merchant_id: str | None
) -> tuple[Definition | None, frozenset[str]]:
    """The Definition of `node`, or None with the faults reported; and the rules it switches off.

    `node` is merged and complete: variables filled in, long texts read. `merchant_id` is the environment's.
    """
    # pydantic comes along with these two: only who validates pays for it.
    from reconciler.definitions.faults import explain
    from reconciler.definitions.lint import lint
    from reconciler.definitions.schema import validated

    subject = Subject(address, node, report)
    manage, off = read_manage(subject)
    subject.off = frozenset(off)
    raw = {name: field.plain() for name, field in node.fields.items() if name not in _OTHER}
    values, faults = validated(raw)
    for fault in faults:
        subject.failed = True
        explain(subject, fault)
    declared: dict[str, Value] = {**(raw if values is None else values), **_refs(subject)}
    check(subject, declared, merchant_id)
    check_questions(subject, declared.get("questions"))
    if subject.failed:
        return None, subject.off
    lint(subject, declared)
    return Definition(address, declared, manage, places_of(node, _STANDS_FOR)), subject.off


def _refs(subject: Subject) -> Mapping[str, Value]:
    """The fields whose id is given by a name. Null stays null: it clears the field."""
    found: dict[str, Value] = {}
    for name, (field, kind) in NAMED.items():
        node = subject.node.fields.get(name)
        if node is None:
            continue
        if field in subject.node.fields:
            detail = f"`{name}` and `{field}` say the same thing."
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
