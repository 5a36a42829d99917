"""docs/client.md and the example program, run against the simulated account behind a port."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reconciler.remote.endpoints import OPERATIONS
from tests.support.served import Served, served

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "client.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def world() -> Iterator[Served]:
    with served() as made:
        yield made


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_a_block_of_the_page_runs(
    number: int, world: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    world.result(world.interview())
    code = BLOCKS[number]
    if "import" not in code:
        code = f"from reconciler import Account\n{code}"
    exec(
        compile(code, f"docs/client.md, block {number + 1}", "exec"), {"token": "simulator", "url": world.url}
    )
    if "report.pdf" in code:
        assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert "Simulator()" in code or len(world.simulator.requests()) > 1 or ".close()" in code


def test_the_page_has_its_blocks() -> None:
    assert len(BLOCKS) >= 7


def test_every_method_it_names_exists() -> None:
    from reconciler.client.account import Account

    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", PAGE)) - {"perhaps_done"}
    assert named >= {"credits_used", "job_interview_token"}
    assert not [name for name in named if not hasattr(Account, name)]


def example(**variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("JOBMOJITO")}
    return subprocess.run(
        [sys.executable, "-W", "error", str(ROOT / "examples" / "use_the_client.py")],
        env={**kept, **variables}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_example_runs_and_runs_again(world: Served) -> None:
    first = example(JOBMOJITO_URL=world.url, JOBMOJITO_TOKEN="simulator")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines()[:3] == [
        "ann@example.com: ok",
        "ben@example.com: ok",
        "Baker is active, 2 questions",
    ]
    again = example(JOBMOJITO_URL=world.url, JOBMOJITO_TOKEN="simulator")
    assert again.returncode == 0
    assert len(world.simulator.interviews()) == 1


def test_the_example_says_what_it_needs_and_what_went_wrong(world: Served) -> None:
    assert "JOBMOJITO_TOKEN" in example().stderr
    wrong = example(JOBMOJITO_URL=world.url, JOBMOJITO_TOKEN="canary")
    assert wrong.returncode == 1
    assert "the token is not accepted" in wrong.stderr
    assert "Traceback" not in wrong.stderr
    assert "canary" not in wrong.stderr


def test_the_page_of_endpoints_is_linked() -> None:
    assert "(endpoints.md)" in PAGE
    page = (ROOT / "docs" / "endpoints.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in OPERATIONS)
