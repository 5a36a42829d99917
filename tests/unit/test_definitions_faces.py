"""`validate` and `fmt` as commands: every face, every fault at once, exit codes."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft4Validator

from reconciler.cli.main import run
from reconciler.definitions.rules import RULES

# The schema as OASIS publishes it (errata 01), the very one that our documents name.
SARIF: Any = json.loads((Path(__file__).parents[1] / "contract/sarif-2.1.0.json").read_text(encoding="utf-8"))
PAGES = (Path(__file__).parents[2] / "docs/rules.md").read_text(encoding="utf-8")
PROJECT = """\
version: 1
definitions: [interviews/]
defaults:
  interview: {location: Berlin, interview_template: Anna, mojito_language_code: en, type: interview,
              visibility: merchant_invite, status: draft}
environments: {local: {server: simulator, state: state/local.json, overlays: overlays/}}
"""
FAULTY = {
    "interviews/a.yaml": "name: A\nvisibilty: merchant_invite\nstatus: activ\n",
    "interviews/b.yaml": "name: B\nwelcome_message: 100%, TODO::here\n",
    "interviews/c.yaml": "name: [\n",
    "interviews/sub/d.yaml": "name: D\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {"reconciler.yaml": PROJECT, "overlays/d.yaml": "location: Rome\n", **FAULTY}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int) -> str:
    capsys.readouterr()
    assert run(list(words)) == code
    return capsys.readouterr().out


def test_all_faults_of_all_files_are_said_at_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "validate", code=1)
    assert re.findall(r"^(\S+): (\w+)\[([a-z-]+)\]", text, re.MULTILINE) == [
        ("interviews/a.yaml:2:1", "error", "unknown-field"),
        ("interviews/a.yaml:3:9", "error", "not-allowed-value"),
        ("interviews/b.yaml:2:18", "warning", "placeholder-left"),
        ("interviews/c.yaml:1:7", "error", "yaml-syntax"),
    ]
    assert "    2 | visibilty: merchant_invite\n      | ^\n" in text
    assert "Did you mean `visibility`?" in text
    assert text.endswith("3 errors, 1 warning.\n")


def test_a_second_run_says_the_same(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first one may have kept what was right."""
    assert said(capsys, "validate", code=1) == said(capsys, "validate", code=1)


def test_json_has_a_page_for_every_finding(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(said(capsys, "validate", "--format", "json", code=1))
    assert (document["format"], document["errors"], document["warnings"]) == (1, 3, 1)
    for found in document["diagnostics"]:
        assert found["help"] == f"docs/rules.md#{found['rule']}"
        assert f"\n### `{found['rule']}`\n" in PAGES


def test_sarif_is_valid_and_explains_its_rules(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(said(capsys, "validate", "--format", "sarif", code=1))
    assert list(Draft4Validator(SARIF).iter_errors(document)) == []
    assert document["$schema"] == SARIF["id"]
    described = document["runs"][0]["tool"]["driver"]["rules"]
    assert {one["id"] for one in described} == {
        "unknown-field",
        "not-allowed-value",
        "placeholder-left",
        "yaml-syntax",
    }
    for one in described:
        assert one["shortDescription"]["text"] == f"{RULES[one['id']].summary}."
        assert one["defaultConfiguration"]["level"] == RULES[one["id"]].severity.value
        assert f"docs/rules.md#{one['id']}" in one["help"]["text"]
    levels = [result["level"] for result in document["runs"][0]["results"]]
    assert levels == ["error", "error", "warning", "error"]


def test_sarif_links_to_published_pages(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Published:
        def get_all(self, name: str) -> list[str]:
            assert name == "Project-URL"
            return ["Documentation, https://example.com/reconciler/docs/"]

    monkeypatch.setattr(metadata, "metadata", lambda _: Published())
    document = json.loads(said(capsys, "validate", "--format", "sarif", code=1))
    assert list(Draft4Validator(SARIF).iter_errors(document)) == []
    links = {one["id"]: one["helpUri"] for one in document["runs"][0]["tool"]["driver"]["rules"]}
    assert links["unknown-field"] == "https://example.com/reconciler/docs/rules.md#unknown-field"


def test_github_annotations_are_escaped(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "validate", "--format", "github", code=1).splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("::error file=interviews/a.yaml,line=2,col=1,title=unknown-field::")
    assert lines[2].startswith("::warning file=interviews/b.yaml,line=2,col=18,title=placeholder-left::")
    assert all(line.count("::") == 2 and "\r" not in line for line in lines)


def test_junit_has_a_case_for_every_file(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    suite = ElementTree.fromstring(said(capsys, "validate", "--format", "junit", code=1))
    cases = {case.get("name"): [inner.tag for inner in case] for case in suite.iter("testcase")}
    assert cases == {
        "interviews/a.yaml": ["failure"],
        "interviews/b.yaml": ["system-out"],
        "interviews/c.yaml": ["failure"],
        "interviews/sub/d.yaml": [],
    }


@pytest.mark.parametrize("face", ["text", "json", "github", "sarif", "junit"])
def test_warnings_fail_only_when_strict(project: Path, capsys: pytest.CaptureFixture[str], face: str) -> None:
    for name in ("a", "c"):
        (project / f"interviews/{name}.yaml").unlink()
    text = said(capsys, "validate", "--format", face, code=0)
    assert said(capsys, "validate", "--format", face, "--strict", code=1) == text
    (project / "interviews/b.yaml").write_text("name: B\n")
    said(capsys, "validate", "--format", face, "--strict", code=0)


@pytest.mark.parametrize("face", ["text", "json", "github", "sarif", "junit"])
def test_a_fault_of_the_project_file_has_the_same_faces(
    project: Path, capsys: pytest.CaptureFixture[str], face: str
) -> None:
    (project / "reconciler.yaml").write_text(PROJECT.replace("definitions:", "definitons:"))
    assert "reconciler.yaml" in said(capsys, "validate", "--format", face, code=1)


def test_fmt_says_what_it_changed_and_leaves_faulty_files(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "interviews/a.yaml").write_text("location: Berlin  # here\nname: A\n")
    (project / "overlays/d.yaml").write_text("status: active\nlocation: Rome\n")
    assert said(capsys, "fmt", "--check", code=1) == (
        "would change  interviews/a.yaml\nwould change  overlays/d.yaml\n"
    )
    assert (project / "interviews/a.yaml").read_text() == "location: Berlin  # here\nname: A\n"
    assert said(capsys, "fmt", code=1) == "written  interviews/a.yaml\nwritten  overlays/d.yaml\n"
    assert (project / "interviews/a.yaml").read_text() == "name: A\nlocation: Berlin  # here\n"
    assert (project / "interviews/c.yaml").read_text() == FAULTY["interviews/c.yaml"]
    capsys.readouterr()
    assert run(["fmt"]) == 1
    assert "interviews/c.yaml:1:7: error[yaml-syntax]" in capsys.readouterr().err


def test_fmt_of_one_file(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "interviews/sub/d.yaml").write_text("status: draft\nname: D\n")
    monkeypatch.chdir(project / "interviews/sub")
    assert said(capsys, "fmt", "d.yaml", "--check", code=1) == (
        "would change  interviews/sub/d.yaml\n1 file would change, 0 left as they are.\n"
    )
    assert "1 file changed" in said(capsys, "fmt", "d.yaml", code=0)
    assert said(capsys, "fmt", "d.yaml", code=0) == "1 file in canonical form already.\n"
    said(capsys, "fmt", "../../../elsewhere.yaml", code=1)
    said(capsys, "fmt", "../../reconciler.yaml", code=1)
    said(capsys, "fmt", "missing.yaml", code=1)


def test_fmt_tells_editors_where_the_schema_lies(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "interviews/c.yaml").unlink()
    said(capsys, "fmt", "--add-schema", code=0)
    schema = json.loads((project / "schemas/definition.schema.json").read_text())
    assert schema["title"] == "Definition"
    for path, up in (("interviews/a.yaml", ".."), ("interviews/sub/d.yaml", "../..")):
        first = (project / path).read_text().partition("\n")[0]
        assert first == f"# yaml-language-server: $schema={up}/schemas/definition.schema.json"
    assert "yaml-language-server" not in (project / "overlays/d.yaml").read_text()
    assert said(capsys, "fmt", "--add-schema", code=0).endswith("in canonical form already.\n")
    assert said(capsys, "fmt", "--check", code=0).endswith("in canonical form already.\n")
    (project / "schemas/definition.schema.json").write_text("{}")
    assert "would change  schemas/definition.schema.json" in said(
        capsys, "fmt", "--add-schema", "--check", code=1
    )


def test_fmt_puts_the_schema_where_it_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(
        capsys, "fmt", "interviews/a.yaml", "--add-schema", "--schema-file", "interviews/schema.json", code=0
    )
    assert (
        (project / "interviews/a.yaml")
        .read_text()
        .startswith("# yaml-language-server: $schema=schema.json\n")
    )
    said(capsys, "fmt", "--add-schema", "--schema-file", "../out.json", code=1)
    assert not (project.parent / "out.json").exists()
