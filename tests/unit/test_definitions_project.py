"""reconciler.yaml: what an environment comes to."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.definitions.loader import load
from reconciler.definitions.project import find_root, read_project
from reconciler.errors import DefinitionsInvalid
from reconciler.model.environment import Ceilings, Environment

ROOT = Path(__file__).parents[2]
FULL = """\
version: 1
definitions: [interviews/]
environments:
  local: {server: simulator, state: state/local.json}
  loopback: {server: "http://127.0.0.1:8080/", state: state/loopback.json}
  production:
    server: https://Cool.jobmojito.com/functions/v1/
    merchant_id: 7D0C6A52-5A0E-4A8C-9F57-0A51B6A1C0DE
    token_env: PRODUCTION_TOKEN
    apikey_env: PRODUCTION_APIKEY
    state: state/production.json
    guards: {retire: 3, replace: 0}
    settle: 10m
    names: {knowledge_base: {handbook: 0C6D7A9E-3F0B-4D52-8A6C-5F3E1B2D4C7A}}
    code_mark: acme-
  other: {server: simulator, state: state/other.json, code_mark: off, settle: 0}
"""


def environments(root: Path, text: str = FULL) -> dict[str, Environment]:
    (root / "reconciler.yaml").write_text(text, encoding="utf-8")
    return dict(read_project(root).environments)


def test_an_environment_is_read_with_all_its_settings(tmp_path: Path) -> None:
    assert environments(tmp_path)["production"] == Environment(
        name="production",
        server="https://cool.jobmojito.com/functions/v1",
        state="state/production.json",
        merchant_id="7d0c6a52-5a0e-4a8c-9f57-0a51b6a1c0de",
        token_env="PRODUCTION_TOKEN",
        apikey_env="PRODUCTION_APIKEY",
        settle=600,
        ceilings=Ceilings(retire=3, replace=0),
        names={"knowledge_base": {"handbook": "0c6d7a9e-3f0b-4d52-8a6c-5f3e1b2d4c7a"}},
        code_mark="acme-",
    )


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    found = environments(tmp_path)
    assert found["local"] == Environment("local", "simulator", "state/local.json", settle=2.0)
    assert found["loopback"].settle == 420.0
    assert found["loopback"].server == "http://127.0.0.1:8080"
    assert (found["other"].code_mark, found["other"].settle) == (None, 0)


@pytest.mark.parametrize("server", ["http://localhost:1", "http://127.9.9.9/x", "http://[::1]:80"])
def test_plain_http_is_for_this_machine(server: str, tmp_path: Path) -> None:
    text = f'version: 1\ndefinitions: [d]\nenvironments: {{e: {{server: "{server}", state: s.json}}}}\n'
    assert environments(tmp_path, text)["e"].server == server


@pytest.mark.parametrize(
    "server", ["http://localhost.example.com", "http://127.0.0.1.nip.io", "http://10.0.0.1"]
)
def test_plain_http_is_for_nobody_else(server: str, tmp_path: Path) -> None:
    text = f'version: 1\ndefinitions: [d]\nenvironments: {{e: {{server: "{server}", state: s.json}}}}\n'
    with pytest.raises(DefinitionsInvalid) as caught:
        environments(tmp_path, text)
    assert "plain-http" in {found.rule for found in caught.value.diagnostics}


@pytest.mark.parametrize(
    "line",
    [
        "token_env: {secret}",
        "apikey_env: {secret}",
        "token: {secret}",
        "apikey: {secret}",
        "server: https://user:{secret}@cool.jobmojito.com",
        "token_env: [{secret}]",
    ],
)
@pytest.mark.parametrize("secret", ["sbp-0123456789abcdef", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"])
def test_a_token_is_refused_and_never_repeated(line: str, secret: str, tmp_path: Path) -> None:
    settings = f"    {line.format(secret=secret)}\n"
    if not line.startswith("server"):
        settings += "    server: simulator\n"
    text = f"version: 1\ndefinitions: [d]\nenvironments:\n  e:\n    state: s.json\n{settings}"
    with pytest.raises(DefinitionsInvalid) as caught:
        environments(tmp_path, text)
    assert "token-in-file" in {found.rule for found in caught.value.diagnostics}
    assert secret not in repr(caught.value.diagnostics)


def test_the_root_is_the_nearest_folder_with_a_project(tmp_path: Path) -> None:
    (tmp_path / "a/b/c").mkdir(parents=True)
    (tmp_path / "reconciler.yaml").write_text("")
    (tmp_path / "a/b/reconciler.yaml").write_text("")
    assert find_root(tmp_path / "a/b/c") == tmp_path / "a/b"
    assert find_root(tmp_path / "a") == tmp_path
    assert find_root(Path("/")) is None


def test_a_project_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(DefinitionsInvalid) as caught:
        read_project(tmp_path)
    assert caught.value.diagnostics[0].detail == "There is no file `reconciler.yaml`."


def test_the_example_project_is_valid_without_a_warning() -> None:
    loaded = load(read_project(ROOT), "local")
    assert loaded.diagnostics == ()
    assert loaded.desired is not None
    made = loaded.desired.definitions.values()
    assert len(made) >= 8
    assert {definition.fields["type"] for definition in made} == {"interview", "coaching", "assessment"}
    assert {definition.fields["status"] for definition in made} == {"draft", "active", "archived"}
    assert "no" in {definition.fields["mojito_language_code"] for definition in made}
    assert {"questions" in definition.fields for definition in made} == {True, False}


def test_the_knowledge_base_of_the_examples_exists_in_the_simulator() -> None:
    from reconciler.simulator.seed import KNOWLEDGE_BASES

    names = read_project(ROOT).environments["local"].names
    assert names["knowledge_base"]["handbook"] in KNOWLEDGE_BASES
