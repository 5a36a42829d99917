"""Definitions that stand for many people: each becomes a Definition of its own.

A person's key ends up in plans, in the state and in logs. It is the author's to choose, and never made here
from a name or an e-mail address; no message repeats what is written about a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reconciler.definitions.fields import LISTS, PER_PERSON
from reconciler.definitions.node import Node
from reconciler.definitions.report import Report, did_you_mean, listed, quoted
from reconciler.definitions.rosters import read_roster
from reconciler.definitions.texts import Texts
from reconciler.errors import Span
from reconciler.model.address import KEY_PATTERN, Address
from reconciler.model.kinds import table

_EMAIL = {"candidate": "candidate_email", "invitation": "email"}
EXTERNAL_ID = {"candidate": "candidate_external_id", "invitation": "external_id"}
_WHY = "The key stands in plans, in the state and in logs, so it is never made from a name or an address."


@dataclass(frozen=True, slots=True)
class Entry:
    """One person as written. `key`: their key, or the external id that stands in for one."""

    fields: Mapping[str, Node]
    key: Node | None
    place: Span
    external: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a list. Not `sound`: something about who it is, is wrong and reported."""

    address: Address
    key: str
    fields: Mapping[str, Node]
    place: Span
    sound: bool = True


def hide_people(path: str, kind: str, defaults: Sequence[Node], report: Report) -> None:
    """Show no line that says who somebody is: none of the definition, and not those of defaults."""
    report.hide_file(path)
    for layer in defaults:
        for name, node in layer.fields.items():
            row = table(kind).get(name)
            if row is None or row.personal:
                report.hide(layer.key_span(name))
                report.hide(node.span)


def shared_part(node: Node, kind: str) -> Node:
    """What a list says about everybody in it."""
    own = [name for name in PER_PERSON[kind] if name != "type"]
    return node.without(*LISTS[kind], *own)


def with_person(shared: Node, person: Person) -> Node:
    """The definition of one person of a list."""
    fields = {**shared.fields, **person.fields}
    manage = fields.get("manage")
    moved = manage.fields.get("moved_from") if manage is not None else None
    if manage is not None and moved is not None and moved.text is not None:
        old = moved._replace(value=f"{moved.text}-{person.key}")
        fields["manage"] = manage.with_fields({**manage.fields, "moved_from": old})
    return Node(fields, person.place, shared.keys)


def listed_people(address: Address, node: Node, texts: Texts, report: Report) -> list[Person]:
    """Everybody whom the definition lists. What is wrong with them goes to `report`."""
    _refuse_shared(address, node, report)
    return list(_distinct(address, _entries(address, node, texts, report), report))


def _refuse_shared(address: Address, node: Node, report: Report) -> None:
    """What each person has of their own cannot be said for all."""
    kind = address.kind
    for name in PER_PERSON[kind]:
        if name in node.fields and name != "type":
            detail = f"`{name}` is each person's own, and this definition lists several."
            hint = f"Put it into {listed(LISTS[kind])}."
            report.add("does-not-apply", node.key_span(name), detail, hint, str(address))


def _entries(address: Address, node: Node, texts: Texts, report: Report) -> Iterator[Entry]:
    people = node.fields.get("people") if address.kind == "invitation" else None
    if people is not None:
        yield from _written(address, people, report)
    source = node.fields.get(LISTS[address.kind][-1])
    if source is not None:
        for row in read_roster(address, source, texts, report):
            yield Entry(row.fields, row.key, row.place, row.external)


def _written(address: Address, people: Node, report: Report) -> Iterator[Entry]:
    """The people whom the definition itself names."""
    known = ("key", *PER_PERSON[address.kind])
    if not isinstance(people.value, list) or not people.value:
        rule = "empty-list" if people.value == [] else "wrong-type"
        detail = "`people` takes a list with an entry for each person."
        hint = "Write `- {key: anna, email: anna@example.com}`."
        report.add(rule, people.span, detail, hint, str(address))
        return
    for item in people.value:
        if not isinstance(item.value, dict):
            hint = "Write `{key: anna, email: anna@example.com}`."
            report.add("wrong-type", item.span, "A person is a mapping of fields.", hint, str(address))
            continue
        for name in item.value:
            if name not in known:
                hint = did_you_mean(name, known, f"Allowed are {listed(known)}.")
                detail = f"A person has no field {quoted(name)}."
                report.add("unknown-field", item.key_span(name), detail, hint, str(address))
        fields = {name: item.value[name] for name in PER_PERSON[address.kind] if name in item.value}
        external = fields.get(EXTERNAL_ID[address.kind])
        key = item.value.get("key")
        if key is None and external is None:
            report.add("missing-key", item.span, _WHY, "Add `key:` or `external_id:`.", str(address))
            continue
        yield Entry(fields, key or external, item.span, key is None)


def _distinct(address: Address, entries: Iterator[Entry], report: Report) -> Iterator[Person]:
    """Everybody with an Address of their own; nobody twice."""
    keys: dict[str, Span] = {}
    emails: dict[str, Span] = {}
    for number, entry in enumerate(entries, start=1):
        key = _key(address, entry, report)
        person = Person(
            Address(address.kind, f"{address.key}-{key}"),
            key or "",
            entry.fields,
            entry.place,
            key is not None,
        )
        if key is None or len(person.address.key) > 63:
            if key is not None and entry.key is not None:
                detail = "The key of the definition, a `-` and the key of the person are at most 63 letters."
                report.add("bad-key", entry.key.span, detail, "Shorten one of them.", str(address))
            stand_in = Address(address.kind, f"{address.key[:50]}-{number}")
            person = replace(person, address=stand_in, sound=False)
        elif (first := keys.setdefault(key, entry.place)) != entry.place and entry.key is not None:
            detail = f"The person in {first} has the same key."
            report.add(
                "duplicate-person", entry.key.span, detail, "Give each a key of their own.", str(address)
            )
            stand_in = Address(address.kind, f"{address.key[:50]}-{number}")
            person = replace(person, address=stand_in, sound=False)
        email = entry.fields.get(_EMAIL[address.kind])
        folded = email.text.strip().casefold() if email is not None and email.text is not None else ""
        if email is not None and folded and (first := emails.setdefault(folded, entry.place)) != entry.place:
            detail = f"The person in {first} has the same e-mail address."
            report.add("duplicate-person", email.span, detail, "List each person once.", str(address))
            person = replace(person, sound=False)
        yield person


def _key(address: Address, entry: Entry, report: Report) -> str | None:
    """The person's key; None when it is none, which is reported."""
    node = entry.key
    if node is None:
        return None
    text = node.text.strip() if node.text is not None else ""
    if entry.external and "@" not in text:
        text = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if KEY_PATTERN.fullmatch(text):
        return text
    if entry.external:
        name = EXTERNAL_ID[address.kind]
        detail = f"Without a key the `{name}` names the person, and this one is empty or an address. {_WHY}"
        report.add("missing-key", node.span, detail, "Add a `key` for each person.", str(address))
        return None
    detail = "A person's key holds lower-case letters, digits and `-`, at most 63. " + _WHY
    report.add("bad-key", node.span, detail, "Choose one such as `anna` or `c-1001`.", str(address))
    return None
