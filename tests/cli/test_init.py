"""From an empty folder to an applied project: what `init` promises in its last lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Tool


def test_init_leads_to_an_applied_project(
    tmp_path: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = tool("init", "hiring")
    assert ran.code == 0
    assert "cd hiring" in ran.out
    monkeypatch.chdir(tmp_path / "hiring")
    assert tool("validate", "--strict").code == 0
    assert tool("plan", "--detailed-exitcode").code == 2
    assert tool("apply", "--yes").code == 0
    assert tool("plan", "--detailed-exitcode").code == 0


def test_init_keeps_what_tools_write_out_of_git(tmp_path: Path, tool: Tool) -> None:
    tool("init", str(tmp_path))
    written = {path.name for path in tmp_path.iterdir()}
    tool("-C", str(tmp_path), "apply", "--yes")
    ignored = (tmp_path / ".gitignore").read_text(encoding="utf-8").split()
    made = {path.name for path in tmp_path.iterdir()} - written
    assert "state" in made
    assert {f"/{name}/" for name in made} <= set(ignored)


def test_init_overwrites_nothing(tmp_path: Path, tool: Tool) -> None:
    mine = tmp_path / "interviews" / "backend-engineer.yaml"
    mine.parent.mkdir()
    mine.write_text("name: Mine\n", encoding="utf-8")
    assert tool("init", str(tmp_path)).code == 0
    assert mine.read_text(encoding="utf-8") == "name: Mine\n"
    before = (tmp_path / "reconciler.yaml").read_bytes()
    assert tool("init", str(tmp_path)).code == 1
    assert (tmp_path / "reconciler.yaml").read_bytes() == before


def test_init_tells_editors_where_the_schema_lies(tmp_path: Path, tool: Tool) -> None:
    assert tool("init", str(tmp_path / "hiring")).code == 0
    first = (tmp_path / "hiring/interviews/backend-engineer.yaml").read_text(encoding="utf-8")
    assert first.startswith("# yaml-language-server: $schema=../schemas/definition.schema.json\n")
    schema = json.loads((tmp_path / "hiring/schemas/definition.schema.json").read_text(encoding="utf-8"))
    assert "interview_template" in schema["$defs"]["interview"]["properties"]
