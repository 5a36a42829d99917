"""Fills `${name}` and reads `{file: …}`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from reconciler.definitions.files import Files
from reconciler.definitions.node import Node
from reconciler.definitions.report import Report, did_you_mean, listed, quoted
from reconciler.definitions.scalars import UNSEEN
from reconciler.definitions.source import has_unseen
from reconciler.errors import Span
from reconciler.model.field import Shape
from reconciler.model.interview import FIELDS, QUESTION_FIELDS

_VARIABLE = re.compile(r"\$\$\{|\$\{([^}\n]*)\}|\$\{")
_LONG = frozenset(name for name, row in FIELDS.items() if row.shape is Shape.LONG_TEXT)
_LONG_IN_QUESTION = frozenset(name for name, shape in QUESTION_FIELDS.items() if shape is Shape.LONG_TEXT)


class Texts:
    """Completes the texts of one environment's definitions."""

    def __init__(self, variables: Mapping[str, str], files: Files, report: Report) -> None:
        self._variables = variables
        self._files = files
        self._report = report
        self.taken: dict[tuple[str, str], str | None] = {}
        """What was read for `{file: …}`: (file it is written in, path as it is written) -> text."""

    def completed(self, definition: Node) -> Node:
        """The definition with variables filled in and long texts read from their files."""
        filled = self._filled(definition) if _holds_variable(definition.value) else definition
        fields = dict(filled.fields)
        for name in _LONG & fields.keys():
            fields[name] = self._read(fields[name])
        questions = fields.get("questions")
        if questions is not None and isinstance(questions.value, list):
            asked = [self._in_question(item) for item in questions.value]
            fields["questions"] = questions._replace(value=asked)
        return filled._replace(value=fields) if isinstance(filled.value, dict) else filled

    def _in_question(self, question: Node) -> Node:
        fields = question.fields
        written = [name for name in _LONG_IN_QUESTION if name in fields and type(fields[name].value) is dict]
        if not written:
            return question
        return question._replace(value={**fields, **{name: self._read(fields[name]) for name in written}})

    def _filled(self, node: Node) -> Node:
        """`node` with variables filled in."""
        value = node.value
        if isinstance(value, str):
            return node._replace(value=self._fill(value, node.span)) if "${" in value else node
        if isinstance(value, dict):
            return node._replace(value={key: self._filled(child) for key, child in value.items()})
        if isinstance(value, list):
            return node._replace(value=[self._filled(child) for child in value])
        return node

    def _fill(self, text: str, span: Span, file: str | None = None) -> str:
        """`text` with its variables; faults are placed at `span`, or where they stand in the text `file`."""

        def replacement(match: re.Match[str]) -> str:
            place = span if file is None else _place(text, match.start(), file)
            name = match.group(1)
            if match.group() == "$${":
                return "${"
            if name is None:
                hint = "Write `${name}`; for the two characters themselves write `$${`."
                self._report.add("bad-variable", place, "`${` is not followed by `}`.", hint)
            elif name in self._variables:
                return self._variables[name]
            else:
                known = (
                    f"Known are {listed(self._variables)}."
                    if self._variables
                    else "Add it under `variables`."
                )
                hint = did_you_mean(name, self._variables, f"{known} For the text itself write `$${{`.")
                detail = f"This environment has no variable {quoted(name)}."
                self._report.add("unknown-variable", place, detail, hint)
            return match.group()

        return _VARIABLE.sub(replacement, text)

    def _read(self, node: Node) -> Node:
        """The text behind `{file: path}`; any other value as it is."""
        written = node.fields.get("file")
        if written is None or written.text is None or len(node.fields) != 1:
            return node
        path = beside(self._files, written.span.file, written.text)
        text = self._files.read(path, written.span)
        self.taken[written.span.file, written.text] = text
        if text is None:
            return Node("?", node.at)  # reported; stands in, so that nothing else is said about it
        text = text.replace("\r\n", "\n")
        self._report.knows(path, text)
        if has_unseen(text) and (found := UNSEEN.search(text)):
            place = _place(text, found.start(), path)
            self._report.add(
                "control-character", place, f"U+{ord(found.group()):04X} stands here.", "Delete it."
            )
        return Node(self._fill(text, written.span, path), node.at)


def beside(files: Files, file: str, path: str) -> str:
    """`path`, written in `file`, from the project root: beside that file if it exists there, so that a
    folder of definitions can move with its texts; else as it is written."""
    near = posixpath.join(posixpath.dirname(file), path)
    return near if files.exists(near) else path


def _holds_variable(value: object) -> bool:
    """Whether any text below `value` has something to fill in; most definitions have nothing."""
    if type(value) is str:
        return "${" in value
    if type(value) is not dict and type(value) is not list:
        return False
    for inner, _, _ in value.values() if type(value) is dict else value:
        if type(inner) is str:
            if "${" in inner:
                return True
        elif (type(inner) is dict or type(inner) is list) and _holds_variable(inner):
            return True
    return False


def _place(text: str, offset: int, file: str) -> Span:
    return Span(file, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
