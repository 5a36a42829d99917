"""What each command loads: `--help` and completion stay quick, and checking files needs no network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .support import environment

HEAVY = {"pydantic", "httpx", "deepdiff", "rich", "yaml", "jinja2", "sqlite3"}
_LISTING = """
import sys
from reconciler.cli.main import run
code = run(sys.argv[1:])
print("LOADED", *sorted({name.partition(".")[0] for name in sys.modules}))
sys.exit(code)
"""


def loaded(folder: Path, *arguments: str, code: int = 0) -> set[str]:
    """The top-level modules that a command has imported when it ends in `code`."""
    done = subprocess.run(
        [sys.executable, "-c", _LISTING, *arguments],
        cwd=folder, env=environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    last = done.stdout.splitlines()[-1].split()
    assert last[0] == "LOADED"
    return set(last[1:])


@pytest.mark.parametrize(
    "line", [["version"], ["--help"], ["plan", "--help"], ["apply", "--help"]], ids=" ".join
)
def test_saying_what_there_is_loads_nothing_heavy(project: Path, line: list[str]) -> None:
    assert not loaded(project, *line) & HEAVY


def test_the_version_is_told_without_click(project: Path) -> None:
    assert not loaded(project, "version") & {"click", "dataclasses", "json", "pathlib", "typing"}


def test_validate_loads_no_client_and_no_account(project: Path) -> None:
    modules = loaded(project, "validate")
    assert not modules & {"httpx", "deepdiff", "sqlite3", "rich", "jinja2"}


def test_the_models_are_loaded_for_what_may_be_wrong_and_not_before(project: Path) -> None:
    assert "pydantic" not in loaded(project, "validate")
    (project / "interviews" / "wrong.yaml").write_text("name: 1\n")
    assert "pydantic" in loaded(project, "validate", code=1)


def test_validate_without_changes_loads_no_parser_and_no_models(project: Path) -> None:
    simple = (
        "name: N\nlocation: L\ninterview_template: Anna\nmojito_language_code: en\nstatus: draft\n"
        "type: interview\nvisibility: merchant_invite\n"
    )
    for path in (project / "interviews").glob("*.yaml"):
        path.write_text(simple)
    loaded(project, "validate")
    assert not loaded(project, "validate") & {"pydantic", "yaml", "httpx", "rich", "filelock", "logging"}


def test_offline_plan_loads_no_client_and_no_account(project: Path) -> None:
    assert not loaded(project, "plan", "--offline") & {"httpx", "sqlite3", "jinja2"}


def test_plan_against_the_simulator_loads_no_diff_of_nested_values_without_need(project: Path) -> None:
    assert not loaded(project, "plan") & {"deepdiff", "jinja2"}


def test_the_client_comes_without_its_command_line(project: Path) -> None:
    assert "pygments" not in loaded(project, "plan")
