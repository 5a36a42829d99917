"""import, pull, init, state mv and rebuild as they are typed, and what they say."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reconciler.cli.main import run
from reconciler.simulator import DEFAULT_MERCHANT_ID, Simulator, serve

_PROJECT = """\
version: 1
definitions: [interviews/]
defaults:
  interview:
    {type: interview, mojito_language_code: en, visibility: merchant_invite, interview_template: Anna}
environments:
  local: {server: simulator, state: state/local.json}
"""
_ONE = (
    "name: One\nlocation: Oslo # by the sea\nstatus: active\ndescription: D.\nquestions: [{question: Why?}]\n"
)
_TWO = "name: Two\nlocation: Bonn\nstatus: draft\ndescription: D.\nquestions: [{question: How?}]\n"

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Say:
    """Run a command line in an empty folder: exit code, output, errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("JOBMOJITO_TOKEN", raising=False)

    def run_it(*words: str) -> tuple[int, str, str]:
        code = run(list(words))
        told = capsys.readouterr()
        return int(code), told.out, told.err

    return run_it


@pytest.fixture
def filled(say: Say, tmp_path: Path) -> Path:
    """A project whose two interviews are in the account, and whose files and state are lost."""
    (tmp_path / "reconciler.yaml").write_text(_PROJECT)
    (tmp_path / "interviews").mkdir()
    (tmp_path / "interviews/one.yaml").write_text(_ONE)
    (tmp_path / "interviews/two.yaml").write_text(_TWO)
    assert say("apply", "--yes")[0] == 0
    return tmp_path


def lose(folder: Path, *, files: bool = True) -> None:
    for path in (folder / "state").iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif ".simulator.db" not in path.name:
            path.unlink()
    if files:
        for path in (folder / "interviews").iterdir():
            path.unlink()


def account(folder: Path) -> Simulator:
    return Simulator(folder / "state/local.simulator.db")


def edit(folder: Path, name: str, **fields: object) -> None:
    simulator = account(folder)
    [row] = [row for row in simulator.interviews() if row["name"] == name]
    simulator.edit(row["id"], **fields)
    simulator.close()


def test_import_all_ends_with_no_changes_and_has_nothing_to_do_then(say: Say, filled: Path) -> None:
    lose(filled)
    code, out, _ = say("import", "--all", "--yes")
    assert code == 0
    assert 'interviews/one.yaml  "One"  active  en  1 question' in out
    assert "does not show welcome_message" in out
    assert out.endswith("recorded 2 interviews.\nNo changes. 2 interviews match the account.\n")
    assert "type:" not in (filled / "interviews/one.yaml").read_text()  # the project's default says it
    assert say("plan", "--detailed-exitcode")[0] == 0
    code, out, _ = say("import", "--all")
    assert (code, out) == (0, "Nothing to import: every such interview of 'local' is recorded.\n")


def test_import_all_asks_before_it_writes(say: Say, filled: Path) -> None:
    lose(filled)
    code, out, err = say("import", "--all", "--name", "On*")
    assert code == 1
    assert "one.yaml" in out
    assert "two.yaml" not in out
    assert "--yes" in err
    assert list((filled / "interviews").iterdir()) == []


def test_import_to_a_folder_leaves_the_project_alone(say: Say, filled: Path) -> None:
    before = {path: path.read_bytes() for path in filled.rglob("*.yaml")}
    state = (filled / "state/local.json").read_bytes()
    code, out, _ = say("import", "--to", "copy", "--sanitize", "--yes")
    assert code == 0
    assert "No changes. 2 interviews match the account." in out
    assert {path: path.read_bytes() for path in before} == before
    assert (filled / "state/local.json").read_bytes() == state
    assert say("-C", "copy", "validate")[0] == 0
    assert say("-C", "copy", "apply", "--yes")[0] == 0  # a copy can be rehearsed
    assert "One" not in "".join(path.read_text() for path in (filled / "copy").rglob("*.yaml"))
    code, _, err = say("import", "--to", "copy", "--yes")
    assert code == 1
    assert "copy is there already; nothing was written" in err
    assert not list(filled.glob(".copy-*"))


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--all", "interview.a", "id"],
        ["interview.a"],
        ["--all", "--to", "x"],
        ["interview.a", "id", "--name", "x"],
        ["--all", "--sanitize"],
    ],
)
def test_import_says_how_it_is_used(say: Say, filled: Path, words: list[str]) -> None:
    code, _, err = say("import", *words)
    assert code == 1
    assert err.startswith("Error: ")


def test_pull_shows_a_diff_and_leaves_an_empty_plan(say: Say, filled: Path) -> None:
    edit(filled, "One", interview_location="Rome", recording="audio_all")
    code, out, err = say("pull")
    assert code == 1
    assert "-location: Oslo # by the sea\n+location: Rome # by the sea\n" in out
    assert "--yes" in err
    assert (filled / "interviews/one.yaml").read_text() == _ONE
    code, out, _ = say("pull", "one", "--yes")
    assert code == 0
    assert out.endswith("Written 1 file, recorded 1 field as the account holds them.\n")
    assert (filled / "interviews/one.yaml").read_text() == _ONE.replace("Oslo", "Rome")
    assert say("plan", "--detailed-exitcode")[0] == 0
    assert say("pull")[1] == "Nothing to pull: what is declared is what the account holds.\n"


def test_state_mv_goes_with_a_renamed_file(say: Say, filled: Path) -> None:
    (filled / "interviews/one.yaml").rename(filled / "interviews/first.yaml")
    code, out, _ = say("state", "mv", "interview.one", "first")
    assert code == 0
    assert out.startswith("interview.first is now interview ")
    assert say("plan", "--detailed-exitcode")[0] == 0
    code, _, err = say("state", "mv", "one", "other")
    assert code == 1
    assert "Nothing is recorded of interview.one" in err


def test_state_rebuild_finds_a_lost_state(say: Say, filled: Path) -> None:
    lose(filled, files=False)
    code, out, err = say("state", "rebuild")
    assert code == 1
    assert "by its code 'one'" in out
    assert "--yes" in err
    code, out, _ = say("state", "rebuild", "--yes")
    assert code == 0
    assert "Recorded 2 interviews." in out
    assert say("plan", "--detailed-exitcode")[0] == 0
    assert say("state", "rebuild")[1] == "Nothing to rebuild: every definition is recorded.\n"


def token(**claims: object) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "none"}, claims)]
    return ".".join([base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts] + ["x"])


@pytest.fixture
def remote(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The account over a port, and a token that says when it ends."""
    simulator = account(filled)
    jwt = token(exp=4_000_000_000)
    simulator.add_account(jwt, merchant_id=DEFAULT_MERCHANT_ID, name="Ours", environment="test")
    monkeypatch.setenv("JOBMOJITO_TOKEN", jwt)
    with serve(simulator) as server:
        yield server.url
    simulator.close()


def test_init_goes_from_a_token_to_a_repository(say: Say, remote: str, tmp_path: Path) -> None:
    code, out, _ = say("init", "--server", remote, "--import", "hiring")
    assert code == 0, out
    assert f"merchant    {DEFAULT_MERCHANT_ID}" in out
    assert "credits     998 left" in out
    assert "ends 2096-10-02 07:06 UTC" in out
    assert "interview   1 active, 1 draft" in out
    assert "No changes. 2 interviews match the account." in out
    assert out.rstrip().endswith("reconciler apply    do it")
    text = (tmp_path / "hiring/reconciler.yaml").read_text()
    assert f"merchant_id: {DEFAULT_MERCHANT_ID}" in text
    assert "token_env: JOBMOJITO_TOKEN" in text
    assert "/state/" in (tmp_path / "hiring/.gitignore").read_text()
    assert say("-C", "hiring", "plan", "--detailed-exitcode")[0] == 0
    code, _, err = say("init", "--server", remote, "hiring")
    assert code == 1
    assert "is there already; nothing was written" in err


def test_init_without_import_says_how_to_go_on(say: Say, remote: str, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new/.gitignore").write_text("mine\n")
    code, out, _ = say("init", "--server", remote, "-e", "trial", "--no-import", "new")
    assert code == 0
    assert "reconciler import --all" in out
    assert (tmp_path / "new/.gitignore").read_text() == "mine\n"
    assert "  trial:\n" in (tmp_path / "new/reconciler.yaml").read_text()
    assert say("-C", "new", "import", "--all", "--yes")[0] == 0
    assert say("-C", "new", "plan", "--detailed-exitcode")[0] == 0


def test_init_asks_where_there_is_a_terminal_only(say: Say, remote: str, tmp_path: Path) -> None:
    code, _, err = say("init", "--server", remote, "hiring")
    assert code == 1
    assert "--no-import" in err
    assert not (tmp_path / "hiring").exists()


def test_init_needs_a_token_and_never_shows_it(
    say: Say, remote: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MY_TOKEN", "secret-that-nobody-knows")
    code, out, err = say("init", "--server", remote, "--token-env", "MY_TOKEN", "--import", "x")
    assert code == 1
    assert "secret-that" not in out + err
    code, _, err = say("init", "--server", remote, "--token-env", "NO_TOKEN", "--import", "x")
    assert code == 1
    assert "NO_TOKEN is empty or not set" in err
    assert say("init", "--server", "https://elsewhere.example/x", "--import", "x")[0] == 1
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("words", ["import", "pull", "init", "state mv", "state rebuild"])
def test_help_has_an_example(say: Say, words: str) -> None:
    code, out, _ = say(*words.split(), "--help")
    assert code == 0
    assert "Example:  " in out
