"""`simulator serve` and `server: simulator` are one account behind two doors."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .support import command, environment, make_project, process, serve_at, write

STORY = (
    ("plan", "--detailed-exitcode"),
    ("apply", "--yes", "--max-parallel", "1"),
    ("plan", "--detailed-exitcode"),
    ("show",),
    ("simulator", "requests", "--writes"),
)


class Served:
    """`reconciler simulator serve --port 0` in a folder of its own, as a process."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            command("simulator", "serve", "--port", "0"),
            cwd=folder, env=environment(PYTHONUNBUFFERED="1"), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.said = "".join(self._process.stdout.readline() for _ in range(3))
        self.url = re.findall(r"http://127\.0\.0\.1:\d+", self.said)[0]
        self.token = re.findall(r"export JOBMOJITO_TOKEN=(\S+)", self.said)[0]

    def stop(self) -> int:
        self._process.terminate()
        self._process.communicate(timeout=30)
        return self._process.returncode


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    running = Served(make_project(tmp_path / "account"))
    yield running
    running.stop()


def told(folder: Path, arguments: tuple[str, ...], **variables: str) -> tuple[int, str]:
    """The exit code and everything said, without how the account is reached and how long it took."""
    ran = process(folder, *arguments, **variables)
    text = re.sub(r"http://127\.0\.0\.1:\d+", "simulator", ran.out + ran.err)
    return ran.code, re.sub(r"\b[\d.]+s\b", "0s", text)


def test_both_doors_give_the_same_results(tmp_path: Path, served: Served) -> None:
    inside, outside = make_project(tmp_path / "inside"), make_project(tmp_path / "outside")
    serve_at(outside, served.url)
    for folder in (inside, outside):
        write(folder, "waiter", "max_duration: 20m\n")
    for arguments in STORY[:-1]:
        assert told(outside, arguments, JOBMOJITO_TOKEN=served.token) == told(inside, arguments), arguments
    asked = told(tmp_path / "account", STORY[-1])
    assert asked == told(inside, STORY[-1])
    assert asked[1].count("create-from-array") == 3


def test_what_serve_prints_can_be_pasted(tmp_path: Path, served: Served) -> None:
    folder = make_project(tmp_path / "mine")
    settings = folder / "reconciler.yaml"
    line = re.findall(r"trial: \{.*\}", served.said)[0]
    settings.write_text(settings.read_text(encoding="utf-8") + f"  {line}\n", encoding="utf-8")
    ran = process(folder, "apply", "-e", "trial", "--yes", JOBMOJITO_TOKEN=served.token)
    assert ran.code == 0, ran.err
    assert (
        process(folder, "plan", "-e", "trial", "--detailed-exitcode", JOBMOJITO_TOKEN=served.token).code == 0
    )


def test_token_is_never_printed(tmp_path: Path, served: Served) -> None:
    folder = make_project(tmp_path / "mine")
    serve_at(folder, served.url)
    secret = "a-very-secret-token"
    ran = process(folder, "apply", "--yes", JOBMOJITO_TOKEN=secret)
    assert ran.code == 1
    assert "401" in ran.err
    assert secret not in ran.out + ran.err
    assert not [path for path in folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]


def test_port_in_use_is_told(tmp_path: Path, served: Served) -> None:
    folder = make_project(tmp_path / "second")
    port = served.url.rpartition(":")[2]
    ran = process(folder, "simulator", "serve", "--port", port)
    assert ran.code == 1
    assert port in ran.err
    assert "--port 0" in ran.err
