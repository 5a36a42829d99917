"""Lays one layer over another: project defaults, environment defaults, definition, overlay.

Maps merge, lists replace, null is a value like any other (it means clear). In an overlay, `questions`
written as a mapping merges by external_id, and null drops that question. `manage.unset` drops what weaker
layers gave; a default that cannot apply to a definition is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reconciler.definitions.fields import applies
from reconciler.definitions.node import Node
from reconciler.definitions.report import Report, did_you_mean, quoted
from reconciler.model.kinds import INTERVIEW, KINDS


def _groups(named: Mapping[str, tuple[str, str]]) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for name, (field, _) in named.items():
        groups.setdefault(field, {field}).add(name)
    return {name: frozenset(group) for group in groups.values() for name in group}


# The names and the id of one thing: whichever a stronger layer writes replaces all of a weaker one.
_EITHER: Mapping[str, Mapping[str, frozenset[str]]] = {
    kind.name: _groups(kind.named) for kind in KINDS.values()
}


def merged(weak: Node, strong: Node) -> Node:
    """`strong` over `weak`. Every value keeps the place it comes from."""
    if not isinstance(weak.value, dict) or not isinstance(strong.value, dict):
        return strong
    if not weak.value:
        return strong
    fields = dict(weak.value)
    for key, node in strong.value.items():
        fields[key] = merged(fields[key], node) if key in fields else node
    return Node(fields, strong.at, {**weak.keys, **strong.keys})


def stacked(
    layers: Sequence[Node], definition: Node, overlay: Node | None, report: Report, kind: str = INTERVIEW
) -> Node:
    """The effective definition: `layers` are the defaults, weakest first."""
    own = [definition] if overlay is None else [definition, overlay]
    result = Node({}, definition.at)
    for layer in layers:
        result = _over(result, layer, report, kind)
    inherited = result
    for layer in own:
        result = _over(result, layer, report, kind)
    declared = {name for layer in own for name in layer.fields}
    return _applicable(result, inherited, declared, kind)._replace(at=definition.at)


def _over(weak: Node, strong: Node, report: Report, kind: str) -> Node:
    unset = _unset(strong, report, kind)
    either = _EITHER[kind]
    replaced = {
        other
        for name in either.keys() & strong.fields.keys()
        for other in either[name]
        if other in weak.fields and other != name
    }
    weak = weak.without(*unset, *replaced)
    questions, changes = weak.fields.get("questions"), strong.fields.get("questions")
    if questions is not None and changes is not None and isinstance(changes.value, dict):
        fields = {**strong.fields, "questions": _questions(questions, changes, report)}
        strong = strong.with_fields(fields)
    return merged(weak, strong)


def _unset(layer: Node, report: Report, kind: str) -> list[str]:
    """The fields that a layer gives back to the account."""
    manage = layer.fields.get("manage")
    names = manage.fields.get("unset") if manage is not None else None
    if names is None or not isinstance(names.value, list):
        return []  # a wrong type is reported with the rest of the block
    found: list[str] = []
    for item in names.value:
        name = item.text or ""
        if name in layer.fields:
            detail = f"{quoted(name)} is set here and listed under `unset` in the same file."
            report.add("unset-and-declared", item.span, detail, "Keep one of the two.")
        found.extend(filter(None, (name, *_EITHER[kind].get(name, ()))))
    return found


def _questions(questions: Node, changes: Node, report: Report) -> Node:
    """A list of questions with the changes of an overlay, by external_id."""
    left = list(questions.value) if isinstance(questions.value, list) else []
    ids = [_external_id(question) for question in left]
    for external_id, change in changes.fields.items():
        if external_id not in ids:
            hint = did_you_mean(external_id, filter(None, ids), "To add a question, write the whole list.")
            detail = f"No question has the external_id {quoted(external_id)}."
            report.add("unknown-question", changes.key_span(external_id), detail, hint)
            continue
        index = ids.index(external_id)
        if change.value is None:
            del left[index], ids[index]
        else:
            left[index] = merged(left[index], change)
    return Node(left, questions.at)


def _external_id(question: Node) -> str:
    node = question.fields.get("external_id")
    return (node.text or "") if node is not None else ""


def _applicable(result: Node, inherited: Node, declared: set[str], kind: str) -> Node:
    """The result without defaults that this definition cannot use."""
    useless = [
        name for name in inherited.fields if name not in declared and not applies(name, result.fields, kind)
    ]
    result = result.without(*useless)
    fields = result.fields
    if "interview_attempts" in fields and "custom_scoring" in fields:
        scoring = fields["custom_scoring"]
        if "interview_attempts" not in declared and "max_retries" in scoring.fields:
            return result.without("interview_attempts")
        if "custom_scoring" not in declared and "interview_attempts" in declared:
            return result.with_fields({**fields, "custom_scoring": scoring.without("max_retries")})
    return result
