"""The real yaml-language-server, installed by npm into this folder when it is first needed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest
from filelock import FileLock

HERE = Path(__file__).parent
SERVER = HERE / "node_modules/yaml-language-server/bin/yaml-language-server"
INSTALL = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")


@pytest.fixture(scope="session")
def server() -> list[str]:
    """How the server is started; the tests are skipped where it cannot be had, and fail there in CI."""
    node = shutil.which("node")
    if node is None:
        _missing("there is no Node.js")
    with FileLock(HERE / ".lock"):
        if not SERVER.exists():
            if shutil.which("npm") is None:
                _missing("there is no npm")
            done = subprocess.run(INSTALL, cwd=HERE, capture_output=True, text=True, check=False, timeout=300)
            if done.returncode or not SERVER.exists():
                _missing(f"npm could not install it: {done.stderr.strip()[-300:]}")
    return [node, str(SERVER), "--stdio"]


def _missing(why: str) -> NoReturn:
    said = f"yaml-language-server: {why}. Install Node.js, then: cd tests/editor && {' '.join(INSTALL)}"
    if os.environ.get("CI"):
        pytest.fail(said)
    pytest.skip(said)
