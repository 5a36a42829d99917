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
from reconciler.model.interview import QUESTION_FIELDS
from reconciler.model.kinds import INTERVIEW, KINDS

_VARIABLE = re.compile(r"\$\$\{|\$\{([^}\n]*)\}|\$\{")
LONG = {
    kind.name: frozenset(name for name, row in kind.fields.items() if row.shape is Shape.LONG_TEXT)
    for kind in KINDS.values()
}
_FILES = {
    kind.name: frozenset(name for name, row in kind.fields.items() if row.shape is Shape.FILE)
    for kind in KINDS.values()
}
LONG_IN_QUESTION = frozenset(name for name, shape in QUESTION_FIELDS.items() if shape is Shape.LONG_TEXT)


class Texts:
    """Completes the texts of one environment's definitions."""

    def __init__(self, variables: Mapping[str, str], files: Files, report: Report) -> None:
        self._variables = variables
        self._files = files
        self._report = report
        self.taken: dict[tuple[str, str], str | None] = {}
        """What was read for `{file: …}`: (file it is written in, path as it is written) -> text."""

    def completed(self, definition: Node, kind: str = INTERVIEW) -> Node:
        """The definition with variables filled in and long texts read from their files."""
        filled = self._filled(definition) if _holds_variable(definition.value) else definition
        fields = dict(filled.fields)
        for name in LONG[kind] & fields.keys():
            if KINDS[kind].fields[name].personal:
                fields[name] = self._read_personal(name, fields[name])
            else:
                fields[name] = self._read(fields[name])
        for name in _FILES[kind] & fields.keys():
            fields[name] = self._measured(fields[name])
        questions = fields.get("questions")
        if questions is not None and isinstance(questions.value, list):
            asked = [self._in_question(item) for item in questions.value]
            fields["questions"] = questions._replace(value=asked)
        return filled._replace(value=fields) if isinstance(filled.value, dict) else filled

    def _in_question(self, question: Node) -> Node:
        fields = question.fields
        written = [name for name in LONG_IN_QUESTION if name in fields and type(fields[name].value) is dict]
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

    def _read_personal(self, name: str, node: Node) -> Node:
        """The text behind `{file: path}` of a person: sent as it is, and no word of it or of its name is
        said."""
        written = node.fields.get("file")
        if written is None or written.text is None or len(node.fields) != 1:
            return node
        return self.personal(written.text, written.span, f"The file of `{name}`") or Node("?", node.at)

    def personal(self, written: str, place: Span, called: str) -> Node | None:
        """The text of a person's file, or None with the reason at `place`, in words that name nobody."""
        path = beside(self._files, place.file, written)
        quiet = Report()
        text = self._files.reporting(quiet).read(path, place)
        if text is not None:
            text = text.replace("\r\n", "\n")
            if not has_unseen(text):
                return Node(text, place)
            quiet.add("control-character", place)
        for found in quiet.diagnostics():
            detail = f"{called}: {found.summary[:1].lower()}{found.summary[1:]}."
            self._report.add(found.rule, place, detail, "Check the path and what the file holds.")
        return None

    def sheet(self, written: Node) -> tuple[str, str | None]:
        """The path (from the root) and the text of a list of people; None with the reason reported."""
        path = posixpath.normpath(beside(self._files, written.span.file, written.text or ""))
        self._report.hide_file(path)
        return path, self._files.read(path, written.span)

    def _measured(self, node: Node) -> Node:
        """What is known of a file that is sent as it is: its path from the root, digest and size."""
        written = node if node.text is not None else node.fields.get("path")
        if written is None or written.text is None or (written is not node and len(node.fields) != 1):
            return Node("", node.at) if node.value is None else node
        path = posixpath.normpath(beside(self._files, written.span.file, written.text))
        found = self._files.measured(path, written.span)
        sha256, size = found or ("", 0)
        if found is None:
            self._report.spoil(node.span)
        at = written.at
        return Node({"path": Node(path, at), "sha256": Node(sha256, at), "size": Node(size, at)}, node.at)


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
