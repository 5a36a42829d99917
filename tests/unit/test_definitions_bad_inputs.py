"""The table of bad inputs: small projects as text, and everything that must be said about them.

A case of definitions_bad_inputs.txt is

    ## title
    lines of interviews/a.yaml
    @ another/file.yaml
    its lines
    > 1:7 not-allowed-value
    >> the detail
    >> the hint

where `>` lines name the place (in interviews/a.yaml unless a file stands before it) and the rule. After a
change of words, run this file to write the expectations anew, and read the difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from reconciler.definitions.loader import load
from reconciler.definitions.project import read_project
from reconciler.errors import DefinitionsInvalid, Diagnostic

TABLE = Path(__file__).with_name("definitions_bad_inputs.txt")
MAIN = "interviews/a.yaml"
PROJECT = """\
version: 1
definitions: [interviews]
defaults:
  interview:
    name: Engineer
    location: Berlin
    interview_template: Anna
    mojito_language_code: en
    status: draft
    type: interview
    visibility: merchant_invite
    description: A talk.
environments:
  local:
    server: simulator
    state: state/local.json
    merchant_id: 51a1c0de-0000-4000-8000-000000000001
    variables: {city: Berlin, careers: https://example.com}
"""


@dataclass
class Case:
    title: str
    files: dict[str, list[str]] = field(default_factory=dict)
    expected: list[str] = field(default_factory=list)

    def found(self, root: Path) -> list[str]:
        """What the loader says about the case, in the form of the table."""
        write(root, {path: "\n".join(lines) + "\n" for path, lines in self.files.items()})
        return [line for found in diagnostics(root) for line in described(found)]


def write(root: Path, files: dict[str, str]) -> None:
    """Write a project; reconciler.yaml is the usual one unless it is given."""
    for path, text in {"reconciler.yaml": PROJECT, **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="")


def diagnostics(root: Path) -> tuple[Diagnostic, ...]:
    """Everything said about the first environment of the project in `root`."""
    try:
        project = read_project(root)
    except DefinitionsInvalid as invalid:
        return invalid.diagnostics
    return load(project, next(iter(project.environments))).diagnostics


def described(found: Diagnostic) -> Iterator[str]:
    """A Diagnostic as lines of the table."""
    assert found.span is not None
    place = f"{found.span.line}:{found.span.column}"
    yield f"> {place if found.span.file == MAIN else f'{found.span.file}:{place}'} {found.rule}"
    yield from (f">> {text}" for text in (found.detail, found.hint) if text)


def cases() -> list[Case]:
    found: list[Case] = []
    path = MAIN
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            found.append(Case(line[3:]))
            path = MAIN
        elif line.startswith("@ "):
            path = line[2:]
            found[-1].files[path] = []
        elif line.startswith(">"):
            found[-1].expected.append(line)
        elif line or (found and found[-1].files and not found[-1].expected):
            found[-1].files.setdefault(path, []).append(line)
    for case in found:
        for lines in case.files.values():
            while lines and not lines[-1]:
                lines.pop()
    return found


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.title)
def test_everything_wrong_is_said_at_its_place(case: Case, tmp_path: Path) -> None:
    assert case.found(tmp_path) == case.expected


def test_the_table_is_as_long_as_was_promised() -> None:
    titles = [case.title for case in cases()]
    assert len(titles) >= 150
    assert len(set(titles)) == len(titles)


def test_every_case_is_wrong_somewhere() -> None:
    assert [case.title for case in cases() if not case.expected] == []


def rewrite() -> None:
    """Write what is said now into the table."""
    text: list[str] = []
    for case in cases():
        text.append(f"## {case.title}")
        for path, lines in case.files.items():
            text += [*([] if path == MAIN else [f"@ {path}"]), *lines]
        with TemporaryDirectory() as folder:
            text += [*case.found(Path(folder)), ""]
    TABLE.write_text("\n".join(text), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
