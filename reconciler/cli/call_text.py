"""The endpoints as a person reads them, and JSON that is safe to look at."""

from __future__ import annotations

import json
import re
import textwrap
import unicodedata
from collections.abc import Iterator
from typing import Required, get_args, get_origin, get_type_hints, is_typeddict

from reconciler.model.values import Json
from reconciler.remote.endpoints import OPERATIONS, Effect, Need, Operation
from reconciler.remote.parameters import Kind, Parameter

_WIDTH = 100
_NOT_ASCII = re.compile(r"[^\x00-\x7e]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_EFFECTS = {
    Effect.READ: "reads",
    Effect.CHANGE: "changes the account",
    Effect.CREATE: "makes something new each time",
}


def listed() -> str:
    """Every endpoint with what it does, by group."""
    widest = max(map(len, OPERATIONS))
    lines: list[str] = []
    for group in dict.fromkeys(one.group for one in OPERATIONS.values()):
        lines += ["", group]
        for one in OPERATIONS.values():
            if one.group == group:
                mark = " " if one.effect is Effect.READ else "*"
                lines.append(f"  {one.name:<{widest}} {mark} {one.summary}")
    return "\n".join([*lines[1:], "", "* writes: shown only, until --send is given", ""])


def described(one: Operation) -> str:
    """All of one endpoint: what it does, takes, needs, costs and answers."""
    lines = [f"{one.name}   {one.method}, {_EFFECTS[one.effect]}", f"  {one.summary}"]
    if one.costs:
        lines.append(f"  Costs: {one.costs}.")
    if one.pages:
        lines.append("  It pages: --all reads every row.")
    if one.parameters:
        lines += ["", "Parameters (* needed)", *_rows(one.parameters, 2)]
    for need in one.needs:
        lines += textwrap.wrap(f"  {_needed(need)}", _WIDTH, subsequent_indent="    ")
    lines += ["", "Answer", *(f"  {line}" for line in _answer(one.answer))]
    return "\n".join(lines) + "\n"


def _rows(parameters: tuple[Parameter, ...], indent: int) -> Iterator[str]:
    widest = max(len(one.name) for one in parameters) + 2
    for one in parameters:
        name = f"{one.name}{' *' if one.required else ''}"
        lead = f"{' ' * indent}{name:<{widest}}  "
        yield from textwrap.wrap(lead + _told(one), _WIDTH, subsequent_indent=" " * len(lead))
        inner = one.fields or (one.item.fields if one.item is not None else ())
        if inner:
            yield from _rows(inner, indent + 2)


def _told(one: Parameter) -> str:
    inside = one.item if one.kind is Kind.LIST and one.item is not None else one
    kinds = " | ".join(word or '""' for word in inside.values or inside.kinds)
    said = [kinds if inside is one else f"list of {kinds}"]
    if one.nullable:
        said.append("or null")
    for rule in (*one.rules, *(one.item.rules if one.item is not None else ())):
        if rule.least is not None or rule.most is not None:
            said.append(_range(rule.least, rule.most))
        said += [f"at most {rule.longest:,} letters"] if rule.longest else []
        said += [f"at least {rule.fewest} entry"] if rule.fewest else []
        said += [word for word in (rule.format, rule.unit, rule.note) if word]
        said += [f"like {rule.pattern}"] if rule.pattern and not rule.note else []
        if rule.default is not None:
            said.append(f"default {json.dumps(rule.default)}")
    return ", ".join(dict.fromkeys(said))


def _range(least: float | None, most: float | None) -> str:
    if most is None:
        return f"from {least:g}"
    return f"{least:g} to {most:g}" if least is not None else f"up to {most:g}"


def _needed(need: Need) -> str:
    names = f"{' or '.join(need.names) if need.one else ', '.join(need.names)}"
    if need.unless:
        return f"Needed without {need.unless}: {names}"
    if need.when:
        return f"Needed for {need.when[0]} {' or '.join(need.when[1])}: {names}"
    return f"Needed: {names}"


def _answer(shape: object) -> list[str]:
    origin = get_origin(shape)
    if shape is str:
        return ["one text"]
    if origin is list:
        return ["a list, one entry per row that was sent:", *_fields(get_args(shape)[0])]
    if origin is not None:
        return [
            "`pagination` {total, limit, offset, has_more}, and `data`, a list of:",
            *_fields(get_args(shape)[0]),
        ]
    return _fields(shape) or ["an empty object"]


def _fields(shape: object) -> list[str]:
    if not is_typeddict(shape):
        return []
    hints = get_type_hints(shape, include_extras=True)
    names = [f"{name} *" if get_origin(hint) is Required else name for name, hint in sorted(hints.items())]
    return textwrap.wrap(", ".join(names), _WIDTH - 2, break_long_words=False, break_on_hyphens=False)


def as_json(value: Json, *, indent: int | None = 2) -> str:
    """JSON in which nothing moves a cursor or hides: such letters stand as escapes, which mean the same."""
    text = json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False)
    return _NOT_ASCII.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    letter = found[0]
    return json.dumps(letter)[1:-1] if unicodedata.category(letter) in _UNSEEN or letter == "\x7f" else letter
