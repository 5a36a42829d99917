"""The block `manage` of a definition: settings of ours, nothing of it is sent."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.definitions.fields import MANAGE, called, field_names
from reconciler.definitions.node import Node
from reconciler.definitions.report import did_you_mean, listed, quoted
from reconciler.definitions.rules import RULES
from reconciler.definitions.subject import Subject
from reconciler.errors import Severity
from reconciler.model.address import KEY_PATTERN
from reconciler.model.definition import Manage, OnRemove
from reconciler.model.kinds import KINDS


def read_manage(subject: Subject) -> tuple[Manage, Mapping[str, str]]:
    """The settings, and the rules that are switched off with the reason for each."""
    block = subject.node.fields.get("manage")
    unasked = KINDS[subject.address.kind].on_remove[0]
    if block is None:
        return Manage(on_remove=unasked), {}
    if not isinstance(block.value, dict):
        detail = f"`manage` is a mapping that may hold {listed(MANAGE)}, not {quoted(block.plain())}."
        subject.add("wrong-type", ("manage",), detail)
        return Manage(on_remove=unasked), {}
    for name in block.value:
        if name not in MANAGE:
            hint = did_you_mean(name, MANAGE, f"Allowed are {listed(MANAGE)}.")
            subject.add(
                "unknown-field", ("manage", name), f"`manage` has no setting {quoted(name)}.", hint, key=True
            )
    fields = block.value
    _without_use(subject, fields)
    _names(subject, fields.get("unset"), "unset")
    manage = Manage(
        protect=_flag(subject, fields.get("protect"), "protect"),
        on_remove=_on_remove(subject, fields.get("on_remove")),
        ignore=_names(subject, fields.get("ignore"), "ignore"),
        moved_from=_moved_from(subject, fields.get("moved_from")),
    )
    return manage, _off(subject, fields.get("off"))


def _without_use(subject: Subject, fields: Mapping[str, Node]) -> None:
    """Settings about what never happens to this kind."""
    kind = KINDS[subject.address.kind]
    if "protect" in fields and kind.on_remove == (OnRemove.FORGET,):
        detail = f"{called(kind.name)} is never retired or replaced, so nothing needs protection."
        subject.add("does-not-apply", ("manage", "protect"), detail, "Delete the line.", key=True)
    if "ignore" in fields and not kind.kept:
        detail = f"{called(kind.name)} is never read back, so no edit in the admin is ever seen."
        subject.add("does-not-apply", ("manage", "ignore"), detail, "Delete the line.", key=True)


def _flag(subject: Subject, node: Node | None, name: str) -> bool:
    if node is None or isinstance(node.value, bool):
        return node is not None and node.value is True
    detail = f"`{name}` takes `true` or `false`, not {quoted(node.plain())}."
    subject.add("wrong-type", ("manage", name), detail, "Write `true`, or delete the line.")
    return False


def _on_remove(subject: Subject, node: Node | None) -> OnRemove:
    choices = KINDS[subject.address.kind].on_remove
    if node is None:
        return choices[0]
    if node.text in choices:
        return OnRemove(node.text)
    allowed = tuple(choice.value for choice in choices)
    detail = f"`on_remove` cannot be {quoted(node.plain())}; allowed are {listed(allowed)}."
    hint = did_you_mean(node.text or "", allowed)
    if len(allowed) == 1:
        detail = f"`on_remove` cannot be {quoted(node.plain())}: nothing takes back what was sent."
        hint = "Delete the line: when the file goes, it is forgotten, and stays in the account."
    subject.add("not-allowed-value", ("manage", "on_remove"), detail, hint)
    return choices[0]


def _names(subject: Subject, node: Node | None, setting: str) -> tuple[str, ...]:
    """A list of names of fields, each under the API's own name."""
    if node is None:
        return ()
    if not isinstance(node.value, list):
        detail = f"`{setting}` takes a list of fields, not {quoted(node.plain())}."
        subject.add("wrong-type", ("manage", setting), detail, "Write `[cover_image_url]`.")
        return ()
    found: list[str] = []
    kind = KINDS[subject.address.kind]
    names = field_names(kind.name)
    for index, item in enumerate(node.value):
        name = item.text
        if name is None or name not in names:
            hint = did_you_mean(name or "", names, "Name a field of the definition.")
            detail = f"{called(kind.name)} has no field {quoted(item.plain())}."
            subject.add("unknown-field", ("manage", setting, index), detail, hint)
        else:
            found.append(kind.named[name][0] if name in kind.named else name)
    return tuple(found)


def _moved_from(subject: Subject, node: Node | None) -> str | None:
    if node is None:
        return None
    if node.text is None or not KEY_PATTERN.fullmatch(node.text):
        detail = f"`moved_from` takes the key that the definition had before, not {quoted(node.plain())}."
        subject.add("bad-key", ("manage", "moved_from"), detail, "Write the key alone, e.g. `backend-dev`.")
        return None
    return node.text


def _off(subject: Subject, node: Node | None) -> Mapping[str, str]:
    if node is None:
        return {}
    if not isinstance(node.value, dict):
        detail = f"`off` takes a rule and the reason for each, not {quoted(node.plain())}."
        subject.add(
            "wrong-type",
            ("manage", "off"),
            detail,
            "Write `off: {repeated-question: asked twice on purpose}`.",
        )
        return {}
    found: dict[str, str] = {}
    warnings = [rule.id for rule in RULES.values() if rule.severity is Severity.WARNING]
    for name, reason in node.value.items():
        path = ("manage", "off", name)
        if name not in RULES:
            hint = did_you_mean(name, warnings, f"Those that can be switched off are {listed(warnings)}.")
            subject.add("unknown-rule", path, f"There is no rule {quoted(name)}.", hint, key=True)
        elif name not in warnings:
            detail = f"{quoted(name)} is an error: what breaks it cannot be sent."
            subject.add("rule-always-on", path, detail, "Mend what it says instead.", key=True)
        elif reason.text is None or not reason.text.strip():
            subject.add(
                "empty-text",
                path,
                f"Switching {quoted(name)} off takes a reason.",
                "Say why, for the next reader.",
            )
        else:
            found[name] = reason.text
    return found
