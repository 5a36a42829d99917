"""What an author sees while typing, in any editor with the YAML extension: the real server, over stdio."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from reconciler.cli.group import cli
from tests.editor.client import Client

PROJECT = """\
version: 1
definitions: [interviews/]
environments: {local: {server: simulator, state: state/local.json, variables: {status: draft}}}
"""
NOTHING_REMOTE = {
    "yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
}
BEGIN = "name: Engineer\nlocation: Berlin\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "reconciler.yaml").write_text(PROJECT)
    (tmp_path / "interviews").mkdir()
    return tmp_path.resolve()


@pytest.fixture
def client(server: list[str], project: Path) -> Iterator[Client]:
    with Client(server, project, NOTHING_REMOTE) as client:
        yield client


def written(project: Path, text: str) -> tuple[Path, list[str]]:
    """A definition with the header of `fmt --add-schema`, then with `text` as its author types on."""
    path = project / "interviews/engineer.yaml"
    path.write_text(BEGIN)
    result = CliRunner().invoke(cli, ["-C", str(project), "fmt", "--add-schema"])
    assert result.exit_code == 0, result.output
    lines = (path.read_text() + text).split("\n")
    assert lines[0].startswith("# yaml-language-server: $schema=")
    path.write_text("\n".join(lines))
    return path, lines


def labels(answer: Any) -> list[str]:
    return [item["label"] for item in (answer["items"] if isinstance(answer, dict) else answer)]


def test_a_field_name_is_completed_with_its_help(client: Client, project: Path) -> None:
    path, lines = written(project, "max")
    client.open(path)
    answer = client.at("completion", path, len(lines) - 1, 3)
    assert {"max_duration", "max_followups"} <= set(labels(answer))
    found = next(item for item in answer["items"] if item["label"] == "max_duration")
    assert "How long a session may take" in str(found["documentation"])


def test_the_values_of_an_enum_are_offered_and_nothing_technical(client: Client, project: Path) -> None:
    path, lines = written(project, "status: ")
    client.open(path)
    offered = labels(client.at("completion", path, len(lines) - 1, 8))
    assert set(offered) == {"draft", "active", "archived", "deleted"}


def test_the_fields_of_a_question_are_offered(client: Client, project: Path) -> None:
    path, lines = written(project, "questions:\n  - question: Why?\n    dur")
    client.open(path)
    assert "duration" in labels(client.at("completion", path, len(lines) - 1, 7))


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("status: activ", "activ"),
        ("visibilty: merchant_invite", "visibilty"),
        ("interview_attempts: 21", "20"),
        ("max_duration: 20 minutes", "max_duration|pattern|match"),
        ("recruiter_profile_id: Anna", "pattern|match"),
    ],
)
def test_a_wrong_line_is_marked(client: Client, project: Path, line: str, word: str) -> None:
    path, lines = written(project, line)
    client.open(path)
    found = client.diagnostics(path)
    assert {one["range"]["start"]["line"] for one in found} == {len(lines) - 1}
    assert any(re.search(word, one["message"]) or word in line for one in found)


def test_a_wrong_value_says_what_is_allowed(client: Client, project: Path) -> None:
    path, _ = written(project, "visibility: public")
    client.open(path)
    said = client.diagnostics(path)[0]["message"]
    assert "merchant_invite" in said


def test_what_is_right_is_left_alone(client: Client, project: Path) -> None:
    lines = [
        "status: ${status}",
        "interview_available_till: ${till}",
        "max_duration: ${minutes}m",
        "recording: null",
    ]
    lines += [
        "recruiter_profile_id: ${recruiter}",
        "description_long: {file: a.md}",
        "mojito_language_code: no",
    ]
    lines += [
        "questions:",
        "  - {question: Why?, duration: '${time}', mojito_language_code: '${language}', label: null}",
    ]
    path, _ = written(project, "\n".join(lines) + "\n")
    client.open(path)
    assert client.diagnostics(path) == []


def test_hovering_shows_the_help(client: Client, project: Path) -> None:
    path, lines = written(project, "max_duration: 20m\n")
    client.open(path)
    shown = client.at("hover", path, lines.index("max_duration: 20m"), 2)
    assert "How long a session may take" in shown["contents"]["value"]


def of_kind(project: Path, text: str) -> tuple[Path, list[str]]:
    """The file as one of another kind."""
    path, lines = written(project, "")
    lines = [lines[0], *text.split("\n")]
    path.write_text("\n".join(lines))
    return path, lines


@pytest.mark.parametrize(
    ("kind", "begun", "offered"),
    [
        ("candidate", "candidate_", "candidate_email"),
        ("invitation", "message", "message_from_recruiter"),
        ("retake", "rea", "reason"),
        ("knowledge-document", "knowl", "knowledge_base"),
        ("pre-screening", "assess", "assessment_rules"),
        ("persona", "persona_", "persona_role_avatar"),
        ("directory", "tags_", "tags_sub"),
    ],
)
def test_each_kind_has_fields_of_its_own(
    client: Client, project: Path, kind: str, begun: str, offered: str
) -> None:
    path, lines = of_kind(project, f"kind: {kind}\n{begun}")
    client.open(path)
    found = labels(client.at("completion", path, len(lines) - 1, len(begun)))
    assert offered in found
    assert "interview_length" not in found


def test_a_field_of_another_kind_is_marked(client: Client, project: Path) -> None:
    path, lines = of_kind(project, "kind: retake\nreason: The camera failed.\nmax_duration: 20m")
    client.open(path)
    found = client.diagnostics(path)
    assert {one["range"]["start"]["line"] for one in found} == {len(lines) - 1}
