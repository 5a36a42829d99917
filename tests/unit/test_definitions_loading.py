"""How files are read: the short way and the long way agree, and nothing is kept longer than it is needed."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconciler.definitions import events
from reconciler.definitions.builder import Builder
from reconciler.definitions.loader import load
from reconciler.definitions.node import Node, walk
from reconciler.definitions.places import places_again, places_of
from reconciler.definitions.project import read_project
from reconciler.definitions.report import Report
from reconciler.definitions.source import parse
from reconciler.errors import Span
from tests.unit.test_definitions_bad_inputs import MAIN, cases

PROJECT = """\
version: 1
definitions: [interviews]
defaults: {interview: {location: L, interview_template: Anna, mojito_language_code: en, status: draft,
                       type: interview, visibility: merchant_invite}}
environments: {local: {server: simulator, state: s.json}}
"""
WORDS = st.sampled_from(
    ["a", "b", "null", "~", "true", "False", "12", "0042", "1.5", "1e400", "<<", "", "*x", "&x a", "!t a",
     "9007199254740993", "'<<'", '"\\x07"', '"é"', "'12'", "|\n  text", "2026-12-31"]
)  # fmt: skip
LINES = st.lists(st.tuples(st.sampled_from(["", "  ", "- ", "  - "]), WORDS, WORDS).map(
    lambda parts: f"{parts[0]}{parts[1]}: {parts[2]}\n"), max_size=8).map("".join)  # fmt: skip


class Long(Builder):
    """Takes every event the long way."""

    def read(self, next_event: Callable[[], Any]) -> None:
        while (event := next_event()) is not None:
            self.take(event)


def seen(text: str, monkeypatch: pytest.MonkeyPatch, builder: type[Builder]) -> Any:
    monkeypatch.setattr(events, "Builder", builder)
    report = Report()
    documents = parse(text, "a.yaml", report, yaml.CSafeLoader)
    found = [(path, repr(node.plain()), node.span) for document in documents for path, node in walk(document)]
    keys = [node.key_span(key) for document in documents for _, node in walk(document) for key in node.keys]
    return found, keys, report.diagnostics()


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
def test_the_short_way_reads_what_the_long_way_reads(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    assert seen(text, monkeypatch, Builder) == seen(text, monkeypatch, Long)


def test_so_it_is_with_every_bad_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for case in cases():
        text = "\n".join(case.files.get(MAIN, []))
        assert seen(text, monkeypatch, Builder) == seen(text, monkeypatch, Long)


def project(root: Path, files: dict[str, str]) -> Path:
    for path, text in {"reconciler.yaml": PROJECT, **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def test_the_texts_of_files_are_not_kept(tmp_path: Path) -> None:
    """Ten megabytes of comments come to nothing."""
    files = {f"interviews/{n}.yaml": f"name: N{n}\n" + f"# {'x' * 98}\n" * 1000 for n in range(100)}
    opened = read_project(project(tmp_path, files))
    assert load(opened, "local", cached=False).desired is not None  # what is imported does not count
    tracemalloc.start()
    loaded = load(opened, "local", cached=False)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert loaded.files == 100
    assert peak < 2_000_000


def test_a_rule_between_files_still_shows_the_line(tmp_path: Path) -> None:
    files = {f"interviews/{key}.yaml": f"name: {key}\ncode: SAME\n" for key in "ab"}
    found = load(read_project(project(tmp_path, files)), "local", cached=False).diagnostics
    assert [(one.rule, str(one.span), one.excerpt) for one in found] == [
        ("duplicate-code", "interviews/b.yaml:2:7", "code: SAME")
    ]


def test_the_second_of_two_with_one_key_is_looked_at_too(tmp_path: Path) -> None:
    files = {"interviews/a.yaml": "name: A\n", "interviews/b.yaml": "key: a\nname: B\nstatus: activ\n"}
    found = load(read_project(project(tmp_path, files)), "local", cached=False).diagnostics
    assert [one.rule for one in found] == ["duplicate-definition", "not-allowed-value"]


def test_places_are_a_mapping_of_few_bytes() -> None:
    document = parse("tags: [a, b]\nwho: {name: x}\n", "a.yaml", Report())[0]
    places = places_of(document, {"who": "whom"})
    assert places == {
        "": Span("a.yaml", 1, 1),
        "tags": Span("a.yaml", 1, 7),
        "tags.0": Span("a.yaml", 1, 8),
        "tags.1": Span("a.yaml", 1, 11),
        "whom": Span("a.yaml", 2, 6),
        "whom.name": Span("a.yaml", 2, 13),
    }
    assert "who" not in places
    assert places.get("nothing") is None
    assert places_again(*places.plain()) == places
    with pytest.raises(KeyError):
        places["nothing"]


def test_a_key_that_holds_what_divides_the_paths_moves_no_other_place() -> None:
    at = [Span("a.yaml", line, 1) for line in (1, 2, 3)]
    places = places_of(Node({"a\0b": Node("x", at[1]), "c": Node("y", at[2])}, at[0]), {})
    assert (len(places), places[""], places["c"]) == (3, at[0], at[2])


def test_the_largest_place_there_can_be() -> None:
    far = Span("b.yaml", 1024 * 1024, 1024 * 1024 + 1)
    node = Node({"a": Node("x", far), "b": Node("y", Span("a.yaml", 1, 1))}, Span("a.yaml", 1, 1))
    assert places_of(node, {})["a"] == far


def test_what_is_no_yaml_to_the_pure_parser_has_the_file_in_its_place() -> None:
    report = Report()
    parse("a: [", "folder/a.yaml", report, yaml.SafeLoader)
    assert str(report.diagnostics()[0].span) == "folder/a.yaml:1:4"
