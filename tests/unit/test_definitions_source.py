"""The strict reader: what YAML means here, where everything stands, and the limits."""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml

from reconciler.definitions.builder import MOST_DEPTH
from reconciler.definitions.files import LARGEST, Files
from reconciler.definitions.node import Node, find, spans
from reconciler.definitions.report import Report
from reconciler.definitions.scalars import MOST_NODES
from reconciler.definitions.source import parse
from reconciler.errors import Diagnostic, Span

LOADERS = [yaml.CSafeLoader, yaml.SafeLoader]


def read(text: str, loader: Any = yaml.CSafeLoader) -> tuple[list[Node], tuple[Diagnostic, ...]]:
    report = Report()
    return parse(text, "f.yaml", report, loader), report.diagnostics()


def value(text: str) -> Any:
    documents, found = read(text)
    assert found == ()
    return documents[0].plain()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"), ("NO", "NO"), ("on", "on"), ("yes", "yes"), ("off", "off"), ("y", "y"),
        ("12:30", "12:30"), ("12:30:45", "12:30:45"), ("1_000", "1_000"), ("2024-01-01", "2024-01-01"),
        ("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"), ("0o17", "0o17"), ("0x1F", "0x1F"),
        ("0042", "0042"), (".inf", ".inf"), ("-.inf", "-.inf"), (".nan", ".nan"), ("1e", "1e"),
        ("+", "+"), (".", "."),
        ("true", True), ("True", True), ("FALSE", False), ("null", None), ("~", None), ("Null", None),
        ("0", 0), ("-7", -7), ("+7", 7), ("12", 12), ("1.5", 1.5), ("-0.25", -0.25), (".5", 0.5), ("1.", 1.0),
        ("1e3", 1000.0), ("1.5E-2", 0.015), ("tRue", "tRue"), ("nULL", "nULL"), ('"true"', "true"),
        ("'7'", "7"),
        ("=", "="), ("<", "<"),
    ],
)  # fmt: skip
def test_scalars_are_those_of_yaml_1_2(written: str, meant: object) -> None:
    got = value(f"a: {written}")["a"]
    assert (got, type(got)) == (meant, type(meant))


@pytest.mark.parametrize("loader", LOADERS)
def test_values_and_keys_keep_their_places(loader: Any) -> None:
    documents, _ = read("name: One\ntags: [a, bé, c]\nwho:\n  name: Ünal\n  size: 3\n", loader)
    node = documents[0]
    assert spans(node)["tags.2"] == Span("f.yaml", 2, 15)
    assert find(node, ("who", "size"))[0].span == Span("f.yaml", 5, 9)
    assert find(node, ("who",))[0].key_span("size") == Span("f.yaml", 5, 3)
    assert find(node, ("who", "nothing"))[1] is False


def test_a_byte_order_mark_and_crlf_leave_places_alone() -> None:
    documents, found = read("\ufeffname: One\r\nstatus: no\r\n")
    assert found == ()
    assert documents[0].plain() == {"name": "One", "status": "no"}
    assert documents[0].fields["status"].span == Span("f.yaml", 2, 9)


def test_an_alias_stands_where_it_is_used_and_its_parts_where_they_are_written() -> None:
    documents, _ = read("a: &x {k: 1}\nb: *x\n")
    assert spans(documents[0])["b"] == Span("f.yaml", 2, 4)
    assert spans(documents[0])["b.k"] == Span("f.yaml", 1, 11)
    assert documents[0].plain() == {"a": {"k": 1}, "b": {"k": 1}}


def test_anchors_end_with_their_document() -> None:
    _, found = read("a: &x 1\n---\nb: *x\n")
    assert [(one.rule, str(one.span)) for one in found] == [("unknown-anchor", "f.yaml:3:4")]


DEEP = ["[" * 200_000, "[" * 200_000 + "]" * 200_000, "{a: " * 100_000, "a: " + "[" * 200_000, "- " * 200_000]


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("text", DEEP)
def test_deep_nesting_ends_at_once(text: str, loader: Any) -> None:
    started = process_time()
    _, found = read(text, loader)
    assert [one.rule for one in found] == ["too-deep"]
    assert process_time() - started < (1 if loader is yaml.CSafeLoader else 10)


def test_deep_nesting_takes_little_memory() -> None:
    tracemalloc.start()
    for text in DEEP:
        read(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize("loader", LOADERS)
def test_an_alias_bomb_of_400_bytes_ends_at_once(loader: Any) -> None:
    levels = "abcdefghi"
    text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    text += "".join(f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in pairwise(levels))
    assert len(text) < 400
    started = process_time()
    _, found = read(text, loader)
    assert [(one.rule, one.detail) for one in found] == [
        ("too-many-values", "A file may hold 10,000 values, aliases counted each time.")
    ]
    assert process_time() - started < 1


def test_the_limits_are_where_they_are_said_to_be() -> None:
    depth = "[" * MOST_DEPTH + "]" * MOST_DEPTH
    assert read(depth)[1] == ()
    assert [one.rule for one in read(f"[{depth}]")[1]] == ["too-deep"]
    nodes = "\n".join(["- a"] * (MOST_NODES - 1))
    assert read(nodes)[1] == ()
    assert [one.rule for one in read(nodes + "\n- a")[1]] == ["too-many-values"]


def test_depth_is_counted_through_aliases() -> None:
    deep = "[" * 30 + "]" * 30
    _, found = read(f"a: &a {deep}\nb: {'[' * 25}*a{']' * 25}\n")
    assert [one.rule for one in found] == ["too-deep"]


@pytest.mark.parametrize(
    "character", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\x9b", "\u2028", "\u202e", "\u2066", "\ufffe"]
)
def test_characters_that_cannot_be_seen_are_refused(character: str) -> None:
    _, found = read(f"a: 1\nb: x{character}y\n")
    assert [(one.rule, str(one.span), one.detail) for one in found] == [
        ("control-character", "f.yaml:2:5", f"U+{ord(character):04X} stands here.")
    ]


def test_a_long_line_is_shown_only_as_far_as_it_is_read() -> None:
    _, found = read("a: {" + "b" * 1000 + ": 1, b: 2, b: 3}")
    assert found[0].excerpt is None
    _, found = read("a: 1\na: " + "b" * 1000)
    assert found[0].excerpt == "a: " + "b" * 236 + "…"


def test_a_token_is_never_shown() -> None:
    _, found = read("a: {b: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln, b: 1}")
    assert found[0].excerpt is not None
    assert "eyJ" not in found[0].excerpt
    assert found[0].span is not None
    assert found[0].excerpt[found[0].span.column - 1] == "b"


@pytest.mark.parametrize("loader", LOADERS)
def test_both_parsers_find_the_same_documents(loader: Any) -> None:
    text = "key: a\ntext: |\n  one\n  two\nlist: [1, two, {three: 3}]\n---\nkey: b\n"
    documents, found = read(text, loader)
    assert found == ()
    assert [document.plain() for document in documents] == [
        {"key": "a", "text": "one\ntwo\n", "list": [1, "two", {"three": 3}]},
        {"key": "b"},
    ]


class TestFiles:
    def report(self, root: Path, path: str) -> list[tuple[str, str]]:
        report = Report()
        assert Files(root, report).read(path) is None
        return [(found.rule, found.detail) for found in report.diagnostics()]

    def test_a_link_out_of_the_project_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "secret.md").write_text("secret")
        (tmp_path / "project").mkdir()
        (tmp_path / "project" / "text.md").symlink_to(tmp_path / "secret.md")
        assert self.report(tmp_path / "project", "text.md") == [
            ("outside-project", "`text.md` is a link that leads out of the project.")
        ]

    def test_a_link_within_the_project_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_text("a")
        (tmp_path / "b.md").symlink_to("a.md")
        assert Files(tmp_path, Report()).read("b.md") == "a"

    def test_a_pipe_is_refused_and_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.md")
        assert self.report(tmp_path, "pipe.md") == [("file-unreadable", "`pipe.md` is not a regular file.")]

    def test_a_file_may_hold_a_mebibyte_and_not_a_byte_more(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_bytes(b"a" * LARGEST)
        assert Files(tmp_path, Report()).read("a.md") == "a" * LARGEST
        (tmp_path / "a.md").write_bytes(b"a" * (LARGEST + 1))
        assert self.report(tmp_path, "a.md") == [("file-too-large", "`a.md` is larger than 1 MiB.")]

    def test_bytes_that_are_no_utf_8_are_named(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_bytes(b"name\ncaf\xe9\n")
        detail = "The byte 0xE9 in line 2 of `a.md` belongs to no character."
        assert self.report(tmp_path, "a.md") == [("not-utf8", detail)]

    def test_a_path_with_a_nul_is_no_path(self, tmp_path: Path) -> None:
        report = Report()
        assert not Files(tmp_path, report).exists("a\0b")


def test_reading_needs_no_pydantic() -> None:
    code = (
        "import sys, reconciler.definitions.loader, reconciler.definitions.project\n"
        "print([name for name in ('pydantic', 'pydantic_core', 'ruamel') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
