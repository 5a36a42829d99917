"""The layers of docs/architecture.md hold, and the contracts notice when they do not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(
        ROOT / "reconciler", tmp_path / "reconciler", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / ".importlinter", tmp_path / ".importlinter")
    return tmp_path


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("engine/differ.py", "import reconciler.apply.settle", "Layers"),
        ("render/safe.py", "import reconciler.remote.wire", "Layers"),
        ("engine/compare.py", "import time", "The core is pure"),
        ("remote/account.py", "import httpx", "httpx only in remote.transport"),
        ("workflows/plan.py", "import click", "click only in cli"),
        ("cli/plan.py", "import yaml", "yaml and pydantic only in definitions"),
        ("client/core.py", "import reconciler.workflows.plan", "The client is the API alone"),
        ("workflows/plan.py", "import reconciler.client.account", "Layers"),
        ("simulator/states.py", "import reconciler.model.values", "The simulator is an independent witness"),
    ],
)
def test_a_planted_import_breaks_its_contract(copy: Path, module: str, line: str, broken: str) -> None:
    planted = copy / "reconciler" / module
    planted.write_text(planted.read_text().replace("from __future__ import annotations\n", f"{line}\n", 1))
    result = contracts(copy)
    assert result.returncode == 1, result.stdout
    told = next(row for row in result.stdout.splitlines() if row.startswith(broken))
    assert told.endswith("BROKEN")


def test_the_layers_hold(copy: Path) -> None:
    result = contracts(copy)
    assert result.returncode == 0, result.stdout
