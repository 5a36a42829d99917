"""From edits of an effective definition to new texts of the files that its values came from."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from reconciler.definitions import writer
from reconciler.definitions.drafts import beside, readers_of
from reconciler.definitions.editing import CannotEdit, Editor
from reconciler.definitions.files import Files
from reconciler.definitions.project import FILE, Project
from reconciler.definitions.report import Report
from reconciler.errors import Span, UsageError
from reconciler.model.definition import Definition
from reconciler.model.interview import FIELDS
from reconciler.model.values import Json

Places: TypeAlias = "tuple[str | int, ...]"


@dataclass(frozen=True, slots=True)
class Revised:
    """`files`: new texts by path. `refused`: fields that were left as they are, and why. `moved`: fields that
    came from the defaults and stand in the definition now."""

    files: Mapping[str, str]
    refused: Mapping[str, str] = field(default_factory=dict)
    moved: tuple[str, ...] = ()


class Reviser:
    """Edits of one definition, on top of `changed`: what is to be written for others already."""

    def __init__(
        self, project: Project, environment: str, definition: Definition, changed: Mapping[str, str]
    ) -> None:
        self._project, self._environment, self._definition = project, environment, definition
        self._files = Files(project.root, Report())
        self._changed = changed
        self._editors: dict[str, Editor] = {}
        self._texts: dict[str, str] = {}
        self._refused: dict[str, str] = {}
        self._moved: list[str] = []

    def set(self, path: Places, value: Json) -> None:
        """Write one value where it came from; what cannot be written is remembered with the reason."""
        name = str(path[0])
        try:
            self._set(path, value)
        except CannotEdit as fault:
            self._refused[name] = str(fault)

    def arrange(self, items: Sequence[tuple[int | None, Json]]) -> None:
        """The questions in a new order."""
        try:
            span = self._span(("questions",))
            if span.file == FILE:
                raise CannotEdit("they come from the defaults")
            said = [(place, writer.question(value)) for place, value in items]
            self._editor(span.file).arrange(span, said)
        except CannotEdit as fault:
            self._refused["questions"] = str(fault)

    def revised(self) -> Revised:
        """The files as they would be; none when two edits cannot be told apart."""
        try:
            files = {path: editor.result() for path, editor in self._editors.items()}
        except CannotEdit as fault:
            return Revised({}, {**self._refused, "": str(fault)})
        files |= self._texts
        files = {path: text for path, text in files.items() if text != self._old(path)}
        return Revised(files, self._refused, tuple(self._moved))

    def _set(self, path: Places, value: Json) -> None:
        name = str(path[0])
        said = writer.question_value(str(path[2]), value) if len(path) == 3 and name == "questions" else None
        if said is None and value is not None:
            said = writer.styled(name, value) if len(path) == 1 else writer.plain(value)
        span = self._span(path)
        if span.file == FILE:
            self._move(path, said)
            return
        editor = self._editor(span.file)
        text = editor.file_of(span)
        if text is not None and isinstance(value, str):
            self._set_text(beside(self._files, span.file, text), value)
            return
        raw = editor.raw(span)
        if isinstance(raw, str) and "${" in raw.replace("$${", ""):
            raise CannotEdit(f"it is made with a variable: {raw[:60]}")
        editor.replace(span, said)

    def _move(self, path: Places, said: Json) -> None:
        """A default belongs to all: this definition gets a line of its own instead."""
        home = self._definition.span()
        if home is None or any(isinstance(step, int) for step in path):
            raise CannotEdit("it comes from the defaults")
        editor = self._editor(home.file)
        names = list(FIELDS)
        before = names[: names.index(str(path[0]))] if len(path) == 1 or path[0] in names else []
        number = editor.document_of(self._definition.address.key)
        editor.insert(number, [str(step) for step in path], said, ["key", "kind", *before])
        self._moved.append(".".join(map(str, path)))

    def _set_text(self, path: str, value: str) -> None:
        old = self._old(path)
        if old is None:
            raise CannotEdit(f"{path} cannot be read")
        if "${" in old.replace("$${", ""):
            raise CannotEdit(f"{path} is made with variables")
        readers = readers_of(self._project, self._environment, path)
        if len(readers) > 1:
            raise CannotEdit(f"{path} is also read by {readers[0] if len(set(readers)) == 1 else readers[1]}")
        end = "\r\n" if "\r\n" in old else "\n"
        self._texts[path] = (writer.escaped(value) + "\n").replace("\n", end)

    def _span(self, path: Places) -> Span:
        span = self._definition.spans.get(".".join(map(str, path)))
        if span is None:
            raise CannotEdit("nobody knows where it is written")
        return span

    def _editor(self, path: str) -> Editor:
        if path not in self._editors:
            text = self._old(path)
            if text is None:
                raise CannotEdit(f"{path} cannot be read")
            self._editors[path] = Editor(text)
        return self._editors[path]

    def _old(self, path: str) -> str | None:
        return self._changed.get(path) or read_exactly(self._project.root, path)


def read_exactly(root: Path, path: str) -> str | None:
    """The text of a file with its own line ends."""
    try:
        return (root / path).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def write_over(root: Path, files: Mapping[str, str], before: Mapping[str, str | None]) -> None:
    """Replace files, each in one step. Raises UsageError before the first when one is not as it was."""
    for path, old in before.items():
        if read_exactly(root, path) != old:
            raise UsageError(
                f"{path} was changed meanwhile; nothing was written.", hint="Run the command again"
            )
    for path, text in files.items():
        target = Path(os.path.realpath(root / path))
        try:
            handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
            os.chmod(name, target.stat().st_mode & 0o777)
            os.replace(name, target)
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
