"""Whatever stands in a file: an answer, never a traceback, a hang or a heap of memory."""

from __future__ import annotations

import json
import tracemalloc
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconciler.definitions.fields import ALL_NAMES, MANAGE
from reconciler.definitions.fmt import formatted
from reconciler.definitions.loader import Loaded, load
from reconciler.definitions.project import read_project
from reconciler.definitions.report import Report, masked
from reconciler.definitions.rules import RULES
from reconciler.definitions.source import parse
from reconciler.errors import DefinitionsInvalid, Severity
from reconciler.model.interview import FIELDS, QUESTION_FIELDS
from reconciler.model.values import plain

PROJECT = """\
version: 1
definitions: [interviews]
defaults:
  interview: {name: N, location: L, interview_template: Anna, mojito_language_code: en, status: draft,
              type: interview, visibility: merchant_invite, description: D}
environments: {local: {server: simulator, state: s.json, overlays: over, variables: {a: b}}}
"""
# Characters that mean something to YAML, to variables or to a terminal, and some that do not.
TEXT = st.text(
    st.sampled_from(list("ab01 \t\n\r:-?,[]{}#&*!|>'\"%@`~<=.$\\/_é\0\x1b\x85\u2028\u202e\ufeff😀")),
    max_size=120,
)
WORDS = st.sampled_from(
    ["a", "null", "~", "true", "no", "20m", "30", "1e400", "0042", "2026-12-31", "${a}", "${b}", "$${",
     "active", "Anna", "eyJhbGciOiJIUzI1NiJ9.e30.x", "51a1c0de-0000-4000-8000-0000000000a1", "", " ",
     "x" * 300]
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | TEXT
KEYS = st.sampled_from(
    [*ALL_NAMES, *QUESTION_FIELDS, *MANAGE, "file", "max_retries", "weak", "strong", "name"]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | WORDS, inner, max_size=5),
    max_leaves=12,
)
DEFINITIONS = st.dictionaries(st.sampled_from(ALL_NAMES), VALUES, max_size=8)
ROUGH = settings(deadline=2000, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def loaded(files: dict[str, bytes]) -> Loaded:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for path, data in {"reconciler.yaml": PROJECT.encode(), "over/README.md": b"", **files}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        return load(read_project(root), "local")


def sound(result: Loaded) -> None:
    """What holds for every answer."""
    errors = [found for found in result.diagnostics if found.severity is Severity.ERROR]
    assert (result.desired is None) is bool(errors)
    for found in result.diagnostics:
        assert found.rule in RULES
        assert found.span is not None
        assert found.detail
        assert found.excerpt is None or len(found.excerpt) <= 240
        for text in (found.detail, found.hint, found.excerpt or ""):
            assert masked(text) == text


@ROUGH
@given(TEXT)
def test_any_text_is_read_or_refused(text: str) -> None:
    for loader in (yaml.CSafeLoader, yaml.SafeLoader):
        report = Report()
        parse(text, "f.yaml", report, loader)
        lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for found in report.diagnostics():
            assert found.span is not None
            assert 1 <= found.span.line <= len(lines) + 1
            assert found.span.column >= 1


@ROUGH
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    sound(loaded({"interviews/a.yaml": data, "over/a.yaml": data}))


@ROUGH
@given(DEFINITIONS, DEFINITIONS, st.booleans())
def test_any_definition_is_valid_or_explained(definition: Any, overlay: Any, flow: bool) -> None:
    files = {
        "interviews/a.yaml": yaml.safe_dump(definition, default_flow_style=flow, allow_unicode=True).encode(),
        "over/a.yaml": yaml.safe_dump(overlay, default_flow_style=not flow).encode(),
    }
    sound(loaded(files))


@ROUGH
@given(DEFINITIONS)
def test_what_is_desired_is_json_and_nothing_else(definition: Any) -> None:
    result = loaded({"interviews/a.yaml": json.dumps(definition).encode()})
    for made in result.desired.definitions.values() if result.desired is not None else ():
        assert set(made.fields) <= set(FIELDS)
        for value in made.fields.values():
            json.dumps(plain(value), allow_nan=False)


@ROUGH
@given(TEXT | DEFINITIONS.map(yaml.safe_dump), TEXT)
def test_any_project_file_is_read_or_refused(text: str, more: str) -> None:
    with TemporaryDirectory() as folder:
        for candidate in (text, PROJECT + more, PROJECT.replace("simulator", json.dumps(more))):
            (Path(folder) / "reconciler.yaml").write_text(candidate, encoding="utf-8", newline="")
            with suppress(DefinitionsInvalid):
                assert read_project(Path(folder)).environments


UNITS = (
    "[", "{", "- ", "? ", "a: ", "a: b\n", "- a\n", "'", '"', "\\", "&a ", "*a ", "!", "#", "|\n", "x",
    "{a: [", "\t", "- {a: b}\n", "a: 'b'\n", "-\n", ":", ",", "[]", "---\n", "%Y\n", "${a}", "é",
    " \n", '"a" :\n',
)  # fmt: skip


def test_a_mebibyte_of_anything_stays_small_and_quick() -> None:
    tracemalloc.start()
    mebibyte = 1024 * 1024
    for unit in UNITS:
        text = unit * (mebibyte // len(unit))
        report = Report()
        parse(text, "f.yaml", report)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200_000_000


COMMENTS = st.sampled_from(["", "# one", "  # two", "\n", "# three\n# four", "#"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """A file as people leave it: any order, any style, comments in between."""
    text = draw(COMMENTS) + "\n"
    for name in draw(st.lists(st.sampled_from(ALL_NAMES), unique=True, min_size=1, max_size=8)):
        value = {name: draw(VALUES)}
        flow = draw(st.sampled_from([True, False, None]))
        width = draw(st.sampled_from([20, 80, 1000]))
        block = yaml.safe_dump(
            value, default_flow_style=flow, allow_unicode=True, width=width, indent=draw(st.integers(2, 4))
        )
        if flow:
            block = block.strip()[1:-1] + "\n"
        text += block + draw(COMMENTS) + "\n"
    return text


@ROUGH
@given(files())
def test_formatting_changes_no_value_and_nothing_the_second_time(text: str) -> None:
    report = Report()
    before = [node.plain() for node in parse(text, "f.yaml", report)]
    if report.failed:
        return
    done = formatted(text)
    again = Report()
    assert [node.plain() for node in parse(done, "f.yaml", again)] == before
    assert not again.failed
    assert formatted(done) == done
    assert done.count("#") == text.count("#")
