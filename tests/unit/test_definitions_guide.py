"""docs/definitions.md: every block is read, every answer is the real one."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from reconciler.cli.main import run
from reconciler.definitions.loader import load
from reconciler.definitions.project import read_project

GUIDE = (Path(__file__).parents[2] / "docs/definitions.md").read_text(encoding="utf-8")
PROJECT = (
    "version: 1\ndefinitions: [interviews/]\nenvironments: {local: {server: simulator, state: s.json}}\n"
)
FAULTY = {"What is said about a mistake"}


class Section(NamedTuple):
    title: str
    files: dict[str, str]
    calls: list[tuple[str, str]]


def sections() -> Iterator[Section]:
    for part in re.split(r"^## ", GUIDE, flags=re.MULTILINE)[1:]:
        files, calls = {}, []
        for language, block in re.findall(r"^```(\w+)\n(.*?)^```$", part, re.MULTILINE | re.DOTALL):
            if language == "console":
                calls += re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
            else:
                first, _, text = block.partition("\n")
                files[first.removeprefix("# ")] = text
        yield Section(part.partition("\n")[0], files, calls)


SECTIONS = pytest.mark.parametrize("section", list(sections()), ids=lambda section: section.title)


@pytest.fixture
def project(section: Section, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {"reconciler.yaml": PROJECT, "interviews/other.yaml": OTHER, **section.files}
    if section.files.keys() - {"reconciler.yaml"}:
        del files["interviews/other.yaml"]
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


OTHER = """\
name: Other
location: Berlin
interview_template: Anna
mojito_language_code: en
status: draft
type: interview
visibility: merchant_invite
"""


@SECTIONS
def test_every_definition_is_right(section: Section, project: Path) -> None:
    opened = read_project(project)
    for environment in opened.environments:
        loaded = load(opened, environment)
        assert (loaded.desired is None) is (section.title in FAULTY), loaded.diagnostics
        assert loaded.desired is None or loaded.diagnostics == ()


@SECTIONS
def test_every_answer_is_the_real_one(
    section: Section, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if section.title == "The smallest one":  # the answer is given before the second file
        (project / "interviews/two.yaml").unlink()
    for words, answer in section.calls:
        code = run(shlex.split(words)[1:])
        said = capsys.readouterr()
        assert code == (section.title in FAULTY), said.err
        if answer:
            assert said.out == answer


def test_the_guide_has_the_sections_that_others_link_to() -> None:
    titles = [section.title for section in sections()]
    assert {"The smallest one", "Environments", "In your editor"} <= set(titles)
