"""Fresh YAML: what is written is read as what was meant, and looks as a person would write it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconciler.definitions.files import Files
from reconciler.definitions.report import Report
from reconciler.definitions.scalars import UNSEEN
from reconciler.definitions.source import parse
from reconciler.definitions.texts import Texts
from reconciler.definitions.writer import draft, duration, entry, inline, styled
from reconciler.model.values import Ref, same

_ODD = st.sampled_from(
    ["no", "on", "1e3", "0042", "12:30", "~", "null", "a: b", "a #b", "- x", "--- ", "...", "{x", "[", "'",
     '"', "\\", "x'y\"z", " lead", "trail ", "two  blanks", "a\nb", "a\n\nb\n", "\n", "", "<<", "*a", "&a",
     "!t", "%", "@", "`", "é ñ 語 😀", "a\tb", "a\n  b", "x" * 150, "word " * 40, "?", "? a", ":", "a:", "=",
     "9007199254740993"]
)  # fmt: skip
_TEXTS = st.one_of(_ODD, st.text(max_size=60)).filter(
    lambda text: UNSEEN.search(text) is None and "\r" not in text
)
_KEYS = st.one_of(st.sampled_from(["name", "no", "a b", "x:y", "{"]), st.text("abc", min_size=1, max_size=4))
_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-1000, 10**6), st.sampled_from([0.5, 0.8, 2.25]), _TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=3)),
    max_leaves=8,
)  # fmt: skip


def read(text: str) -> Any:
    report = Report()
    [node] = parse(text, "x.yaml", report)
    assert not report.diagnostics(), text
    return node.plain()


@settings(deadline=None)
@given(_VALUES)
def test_every_value_comes_back(value: Any) -> None:
    text = "\n".join(entry("field", value)) + "\nafter: 1\n"
    found = read(text)
    assert same(found["field"], value), text
    assert found["after"] == 1


@settings(deadline=None)
@given(_VALUES)
def test_every_value_comes_back_from_one_line(value: Any) -> None:
    text = f"field: [{inline(value)}, 1]\n"
    assert text.count("\n") == 1
    assert same(read(text)["field"], [value, 1]), text


@settings(deadline=None)
@given(_TEXTS)
def test_a_variable_stays_text(text: str) -> None:
    report = Report()
    [node] = parse("\n".join(entry("name", styled("name", f"{text}${{x}}$"))) + "\n", "x.yaml", report)
    done = Texts({}, Files(Path(), report), report).completed(node)
    assert done.plain() == {"name": f"{text}${{x}}$"}
    assert not report.diagnostics()


@pytest.mark.parametrize(
    ("seconds", "shown"), [(1800, "30m"), (90, "90s"), (3600.0, "60m"), (0, "0s"), (90.5, 90.5), (None, None)]
)
def test_durations_have_their_unit(seconds: Any, shown: Any) -> None:
    assert duration(seconds) == shown


def test_a_file_as_a_person_writes_it() -> None:
    made = draft(
        "interviews",
        "backend",
        {
            "tags": ["payments", "remote"],
            "name": "Backend Engineer",
            "mojito_language_code": "no",
            "interview_template_id": Ref("template", "Anna"),
            "max_duration": 1800,
            "recording": None,
            "description_long": "First.\n\nSecond.",
            "questions": [{"question": "Why: really?", "external_id": "why", "duration": 90}],
        },
        {"ignore": ["location"]},
        ["something to know"],
    )
    assert made.path == "interviews/backend.yaml"
    assert made.text == (
        "# something to know\n"
        "name: Backend Engineer\n"
        "interview_template: Anna\n"
        "mojito_language_code: no\n"
        "description_long: |\n"
        "  First.\n"
        "\n"
        "  Second.\n"
        "questions:\n"
        "  - external_id: why\n"
        '    question: "Why: really?"\n'
        "    duration: 90s\n"
        "recording: null\n"
        "max_duration: 30m\n"
        "tags: [payments, remote]\n"
        "manage:\n"
        "  ignore: [location]\n"
    )


def test_a_very_long_text_gets_a_file() -> None:
    text = "\n".join(f"line {number} of ${{x}}" for number in range(25))
    made = draft("in", "a", {"description_long": text}, {})
    assert made.text == "description_long: {file: texts/a-description_long.md}\n"
    assert made.texts == {"in/texts/a-description_long.md": text.replace("${", "$${") + "\n"}
