"""Fresh YAML as a person would write it: one field a line, in the order of the table, texts as blocks.

An emitter of our own, because the reader is our own: what counts as text without quotes follows `scalars`
(YAML 1.2 and less), where a general library would quote `no` and leave `1e3` bare.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from reconciler.definitions.fields import NAMED
from reconciler.definitions.scalars import UNSEEN, TooLarge, resolve
from reconciler.model.field import Shape
from reconciler.model.interview import FIELDS, QUESTION_FIELDS
from reconciler.model.values import Json, Ref, Value

WIDTH = 100
LONGEST_TEXT = 20
"""Lines; a longer text gets a file of its own."""

_NAME_OF = {(name, kind): written for written, (name, kind) in NAMED.items()}
_PLACE = {name: place for place, name in enumerate(FIELDS)}
_STARTS = frozenset("-?:,[]{}#&*!|>'\"%@`= ~<")
_IN_FLOW = frozenset(",[]{}?")


@dataclass(frozen=True, slots=True)
class Draft:
    """A definition file that is not there yet: its path from the project root, its text, and the texts it
    names, by path."""

    path: str
    text: str
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def files(self) -> Mapping[str, str]:
        return {self.path: self.text, **self.texts}


def draft(
    folder: str, key: str, fields: Mapping[str, Value], manage: Mapping[str, Json], notes: Sequence[str] = ()
) -> Draft:
    """The file of one definition in `folder`. `notes` become comments at its top."""
    inside = "" if folder == "." else f"{folder}/"
    lines = [f"# {line}" for note in notes for line in textwrap.wrap(note, WIDTH - 2)]
    texts: dict[str, str] = {}
    for name in sorted(fields, key=_PLACE.__getitem__):
        value = fields[name]
        if isinstance(value, Ref):
            lines += entry(field_name(name, value), escaped(value.name))
        elif FIELDS[name].shape is Shape.LONG_TEXT and isinstance(value, str) and _is_long(value):
            texts[f"{inside}texts/{key}-{name}.md"] = escaped(value) + "\n"
            lines.append(f"{name}: {{file: texts/{key}-{name}.md}}")
        else:
            lines += entry(name, styled(name, value))
    if manage:
        lines += entry("manage", dict(manage))
    return Draft(f"{inside}{key}.yaml", "\n".join(lines) + "\n", texts)


def field_name(name: str, value: Value) -> str:
    """How the field is called in a file: by another word when a name stands for the id."""
    return _NAME_OF[name, value.kind] if isinstance(value, Ref) else name


def _is_long(text: str) -> bool:
    return text.count("\n") >= LONGEST_TEXT


def styled(name: str, value: Json) -> Json:
    """A field's value as it is written: durations with their unit, `${` doubled so that it stays text."""
    shape = FIELDS[name].shape
    if shape is Shape.SECONDS:
        return duration(value)
    if shape is Shape.QUESTIONS and isinstance(value, list):
        return [question(one) for one in value]
    return _spaced(value) if shape is Shape.LONG_TEXT else _escaped(value)


def _spaced(value: Json) -> Json:
    """A long text of several lines ends in a line feed, which the reader drops: so it is written as `|`."""
    if isinstance(value, str) and "\n" in value and not value.endswith("\n"):
        value += "\n"
    return _escaped(value)


def question(entry: Json) -> Json:
    """One entry of `questions` as it is written."""
    if not isinstance(entry, dict):
        return entry
    return {key: question_value(key, entry[key]) for key in QUESTION_FIELDS if key in entry}


def plain(value: Json) -> Json:
    """A value inside of a field as it is written."""
    return _escaped(value)


def question_value(key: str, value: Json) -> Json:
    """One value of a question as it is written."""
    shape = QUESTION_FIELDS.get(key)
    if shape is Shape.SECONDS:
        return duration(value)
    return _spaced(value) if shape is Shape.LONG_TEXT else _escaped(value)


def duration(value: Json) -> Json:
    """Seconds as `30m` or `90s`; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not float(value).is_integer():
        return value
    seconds = int(value)
    return f"{seconds // 60}m" if seconds and seconds % 60 == 0 else f"{seconds}s"


def escaped(text: str) -> str:
    """`text` so that the reader takes no part of it for a variable."""
    return text.replace("${", "$${")


def _escaped(value: Json) -> Json:
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    if isinstance(value, dict):
        return {key: _escaped(item) for key, item in value.items()}
    return value


def entry(key: str, value: Json, indent: int = 0) -> list[str]:
    """The lines of `key: value`, indented by so many columns. `value` is in its final form."""
    head = " " * indent + scalar(key) + ":"
    if isinstance(value, dict) and value:
        return [head, *(line for name, inner in value.items() for line in entry(name, inner, indent + 2))]
    if isinstance(value, list) and value:
        flow = _flow(value)
        if flow is not None and len(head) + 1 + len(flow) <= WIDTH:
            return [f"{head} {flow}"]
        return [head, *(line for item in value for line in list_item(item, indent + 2))]
    if isinstance(value, str):
        block = _block(value, indent + 2, len(head))
        if block is not None:
            return [f"{head} {block[0]}", *block[1:]]
    return [f"{head} {scalar(value)}"]


def list_item(value: Json, indent: int) -> list[str]:
    """The lines of one `- …` of a list."""
    dash = " " * indent + "- "
    if isinstance(value, dict) and value:
        lines = [line for key, inner in value.items() for line in entry(key, inner, indent + 2)]
        return [dash + lines[0][indent + 2 :], *lines[1:]]
    if isinstance(value, list) and value:
        return [dash + json.dumps(value, ensure_ascii=False)]
    if isinstance(value, str):
        block = _block(value, indent + 2, indent)
        if block is not None:
            return [dash + block[0], *block[1:]]
    return [dash + scalar(value)]


def _flow(items: Sequence[Json]) -> str | None:
    """`[a, b]` for short plain values; None for anything that reads better line by line."""
    if any(isinstance(item, list | dict) or (isinstance(item, str) and " " in item) for item in items):
        return None
    return "[" + ", ".join(scalar(item, flow=True) for item in items) + "]"


def inline(value: Json) -> str:
    """A value on one line, whatever it is: for places inside of braces and brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key, flow=True)}: {inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(one) for one in value) + "]"
    return scalar(value, flow=True)


def scalar(value: Json, *, flow: bool = False) -> str:
    """A value on one line, bare where the reader takes it for the same."""
    if isinstance(value, str):
        if _bare(value, flow=flow):
            return value
        return f"'{value}'" if _quotable(value) else json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)


def _quotable(text: str) -> bool:
    return "'" not in text and _on_one_line(text) and ('"' in text or "\\" in text)


def _on_one_line(text: str) -> bool:
    return "\n" not in text and "\t" not in text and "\r" not in text and UNSEEN.search(text) is None


def _bare(text: str, *, flow: bool) -> bool:
    if not text or not _on_one_line(text) or text != text.strip() or text in ("---", "..."):
        return False
    first = text[0]
    if first in _STARTS and not (first in "-?:" and len(text) > 1 and text[1] not in " -" and not flow):
        return False
    if ": " in text or " #" in text or text.endswith(":") or (flow and _IN_FLOW & set(text)):
        return False
    if flow and ":" in text:
        return False
    try:
        return resolve(text) == text
    except TooLarge:
        return False


def _block(text: str, indent: int, used: int) -> list[str] | None:
    """A text of several lines as `|`, a long line as `>-`; None when one line does, or no block can say it
    exactly."""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if any("\r" in line or UNSEEN.search(line) is not None or line.startswith((" ", "\t")) for line in lines):
        return None
    if not body or not lines[0] or not lines[-1] or any(line != line.rstrip() for line in lines):
        return None
    pad = " " * indent
    if len(lines) > 1:
        sign = "|" if text.endswith("\n") else "|-"
        return [sign, *(pad + line if line else "" for line in lines)]
    if used + len(text) <= WIDTH or text.endswith("\n") or re.search(r"\s\s|\t|\xa0", text):
        return None
    return [">-", *(pad + line for line in _folded(text, max(WIDTH - indent, 40)))]


def _folded(text: str, width: int) -> Iterator[str]:
    """Lines that the reader joins by single blanks to the same text."""
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line
