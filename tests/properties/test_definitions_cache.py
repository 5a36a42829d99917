"""What is kept from earlier runs changes nothing but the time: warm, cold and half-warm runs say the same."""

from __future__ import annotations

import os
import shutil
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from reconciler.definitions import cache, reading
from reconciler.definitions.loader import Loaded, load
from reconciler.definitions.project import read_project

PROJECT: dict[str, Any] = {
    "version": 1,
    "definitions": ["interviews"],
    "defaults": {
        "interview": {
            "location": "Berlin", "interview_template": "Anna", "mojito_language_code": "en",
            "status": "draft", "type": "interview",
            "visibility": "merchant_invite", "welcome_message": "In ${city}",
        }
    },
    "environments": {
        "local": {
            "server": "simulator", "state": "s.json", "overlays": "overlays", "variables": {"city": "Rome"},
        }
    },
}  # fmt: skip
KEYS = ("a", "b", "c")
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "name": st.sampled_from(["One", "Two", "TODO", ""]),
    "max_duration": st.sampled_from(["20m", "1h", 1200, 20]),
    "description_long": st.sampled_from(
        ["text", {"file": "text.md"}, {"file": "other.md"}, {"file": "../x"}]
    ),
    "code": st.sampled_from(["X", "Y"]),
    "visibility": st.sampled_from(["merchant_public", "public"]),
    "status": st.sampled_from(["draft", "active", "${city}"]),
    "interview_template_id": st.just("5d8ea38b-eec4-4866-aa6c-0000000000a1"),
    "key": st.sampled_from(KEYS),
    "manage": st.sampled_from(
        [{"protect": True, "ignore": ["code"]}, {"unset": ["welcome_message"]},
         {"off": {"placeholder-left": "yes"}}, {"moved_from": "a"}]
    ),
    "questions": st.sampled_from(
        [[{"question": "Why?"}], [{"question": {"file": "text.md"}, "duration": 1.0}], []]
    ),
    "additional_context": st.sampled_from([{"a": [1.5, None, {"b": "é"}]}, {"a": 2**53 + 1}]),
}  # fmt: skip
DEFINITIONS = st.fixed_dictionaries(
    {"name": FIELDS["name"]}, optional={name: made for name, made in FIELDS.items() if name != "name"}
)
NAMES = st.sampled_from(
    ["interviews/a.yaml", "interviews/b.yaml", "interviews/deep/c.yaml",
     "overlays/a.yaml", "overlays/b.yaml", "overlays/z.yaml"]
)  # fmt: skip
TEXTS = st.sampled_from(["interviews/text.md", "text.md", "other.md", "overlays/text.md"])


def said(loaded: Loaded) -> Any:
    """Everything that can be seen of a result, places and types of numbers among it."""
    made = None
    if loaded.desired is not None:
        made = [
            (address, repr(one.fields), one.manage, dict(one.spans), one.span())
            for address, one in loaded.desired.definitions.items()
        ]
    return made, loaded.diagnostics, loaded.paths


class Editing(RuleBasedStateMachine):
    """People edit anything, in any order; after each step a run with what is kept equals one without."""

    @initialize()
    def begin(self) -> None:
        self.holder = TemporaryDirectory()
        self.root = Path(self.holder.name)
        self.write("reconciler.yaml", yaml.safe_dump(PROJECT))
        self.write("interviews/a.yaml", "name: A\n")
        (self.root / "overlays").mkdir()

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    @rule(path=NAMES, definition=DEFINITIONS, blank=st.booleans())
    def define(self, path: str, definition: Any, blank: bool) -> None:
        self.write(path, "\n" * blank + yaml.safe_dump(definition, allow_unicode=True))

    @rule(path=NAMES, text=st.sampled_from(["", "[", "name: A\nkey: a\n---\nname: B\nkey: b\n"]))
    def spoil(self, path: str, text: str) -> None:
        self.write(path, text)

    @rule(path=TEXTS, text=st.sampled_from(["long", "lorem ipsum", "${city}", "${nothing}"]))
    def write_text(self, path: str, text: str) -> None:
        self.write(path, text)

    @rule(path=NAMES | TEXTS)
    def remove(self, path: str) -> None:
        (self.root / path).unlink(missing_ok=True)

    @rule(name=st.sampled_from(["city", "land"]), merchant=st.booleans(), lines=st.integers(0, 2))
    def configure(self, name: str, merchant: bool, lines: int) -> None:
        environment = {**PROJECT["environments"]["local"], "variables": {name: "Rome"}}
        if merchant:
            environment["merchant_id"] = "51a1c0de-0000-4000-8000-000000000001"
        self.write(
            "reconciler.yaml",
            "\n" * lines + yaml.safe_dump({**PROJECT, "environments": {"local": environment}}),
        )

    @rule(at=st.integers(0, 5000), value=st.integers(0, 255))
    def damage(self, at: int, value: int) -> None:
        for file in (self.root / cache.FOLDER).glob("definitions.*"):
            data = bytearray(file.read_bytes())
            if data:
                data[at % len(data)] = value
                file.write_bytes(data[: at + 1] if value % 2 else data)

    @rule()
    def clean(self) -> None:
        shutil.rmtree(self.root / ".reconciler", ignore_errors=True)

    @invariant()
    def the_same_with_and_without(self) -> None:
        if not hasattr(self, "root"):
            return
        project = read_project(self.root)
        cold = said(load(project, "local", cached=False))
        assert said(load(project, "local", cached=True)) == cold
        assert said(load(project, "local", cached=True)) == cold

    def teardown(self) -> None:
        if hasattr(self, "holder"):
            self.holder.cleanup()


TestEditing = Editing.TestCase
TestEditing.settings = settings(
    deadline=None, max_examples=60, stateful_step_count=12, suppress_health_check=list(HealthCheck)
)


@given(st.lists(DEFINITIONS, min_size=1, max_size=3))
@settings(deadline=None, max_examples=50)
def test_kept_or_not_the_definitions_are_the_same(definitions: list[Any]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "interviews").mkdir()
        (root / "overlays").mkdir()
        (root / "reconciler.yaml").write_text(yaml.safe_dump(PROJECT))
        for key, definition in zip(KEYS, definitions, strict=False):
            (root / f"interviews/{key}.yaml").write_text(yaml.safe_dump(definition))
        runs = [said(load(read_project(root), "local", cached=cached)) for cached in (True, True, False)]
        assert runs[0] == runs[1] == runs[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "interviews").mkdir()
    (tmp_path / "overlays").mkdir()
    (tmp_path / "reconciler.yaml").write_text(yaml.safe_dump(PROJECT))
    for key in KEYS:
        (tmp_path / f"interviews/{key}.yaml").write_text(f"name: {key}\n")
    return tmp_path


def read_anew(root: Path, monkeypatch: pytest.MonkeyPatch, cached: bool | None = None) -> int:
    """How many files a run reads itself."""
    read: list[str] = []

    def counted(path: str, *rest: Any) -> Any:
        read.append(path)
        return reading.read_file(path, *rest)

    monkeypatch.setattr("reconciler.definitions.loader.read_file", counted)
    assert load(read_project(root), "local", cached=cached).desired is not None
    return len(read)


def test_only_what_changed_is_read_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(cache.SWITCH, raising=False)
    assert read_anew(project, monkeypatch) == 3
    assert read_anew(project, monkeypatch) == 0
    (project / "interviews/b.yaml").write_text("name: Changed\n")
    assert read_anew(project, monkeypatch) == 1
    (project / "overlays/c.yaml").write_text("name: Changed\n")
    assert read_anew(project, monkeypatch) == 1
    (project / "reconciler.yaml").write_text(yaml.safe_dump(PROJECT) + "# one more line\n")
    assert read_anew(project, monkeypatch) == 3


def test_another_version_of_the_code_reads_everything(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_anew(project, monkeypatch, True) == 3
    monkeypatch.setattr(cache, "code_stamp", lambda *_: "another")
    assert read_anew(project, monkeypatch, True) == 3


def test_the_variable_switches_it_off(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.SWITCH, "off")
    assert read_anew(project, monkeypatch) == 3
    assert read_anew(project, monkeypatch) == 3
    assert not (project / ".reconciler").exists()


def test_what_another_machine_made_is_not_believed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache in a pull request would send what no reviewer saw."""
    assert read_anew(project, monkeypatch, True) == 3
    monkeypatch.setenv("XDG_CACHE_HOME", str(project / "another-home"))
    assert read_anew(project, monkeypatch, True) == 3
    assert read_anew(project, monkeypatch, True) == 0


def test_git_never_sees_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_anew(project, monkeypatch, True)
    assert (project / cache.FOLDER / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("away", ["link", "file", "loop"])
def test_a_folder_that_leads_elsewhere_is_not_written(
    project: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, away: str
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    match away:
        case "link":
            (project / ".reconciler").symlink_to(outside)
        case "file":
            (project / ".reconciler").write_text("")
        case _:
            (project / ".reconciler").symlink_to(".reconciler")
    assert read_anew(project, monkeypatch, True) == 3
    assert read_anew(project, monkeypatch, True) == 3
    assert not [path for path in outside.rglob("*") if path.is_file()]


def test_a_home_that_cannot_be_written_costs_time_only(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", os.path.join(os.devnull, "nowhere"))
    assert read_anew(project, monkeypatch, True) == 3
    assert read_anew(project, monkeypatch, True) == 3


def test_what_is_no_longer_used_is_thrown_away(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = project / cache.FOLDER / "definitions.local"
    sizes = []
    for number in range(12):
        (project / "interviews/a.yaml").write_text(f"name: A\ndescription: '{str(number) * 400_000}'\n")
        assert read_anew(project, monkeypatch, True) == (1 if number else 3)
        sizes.append(file.stat().st_size)
    assert max(sizes) < 3 * 1024 * 1024
    assert any(before > after for before, after in pairwise(sizes))
    assert read_anew(project, monkeypatch, True) == 0
