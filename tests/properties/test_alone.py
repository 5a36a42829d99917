"""A definition that nothing else reaches is made without a Node for each value: the same comes out, with the
same places and the same messages, as when it is laid under layers and looked at value by value."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from reconciler.definitions import afresh, source
from reconciler.definitions.beneath import stands_alone
from reconciler.definitions.files import Files
from reconciler.definitions.overlays import Overlays
from reconciler.definitions.quick import quick
from reconciler.definitions.reading import Surroundings, read_file
from reconciler.definitions.report import Report
from reconciler.definitions.settings import Folder
from reconciler.errors import Span
from reconciler.model.values import Ref
from tests.properties.test_quick_reader import PIECES

NAME = "interviews/engineer.yaml"
SOUND = """\
name: Engineer
location: Berlin
interview_template_id: 51A1C0DE-0000-4000-8000-0000000000a1
mojito_language_code: en
status: active  # for now
type: interview
visibility: merchant_invite
recording: null
max_duration: 20m
code: ''
tags: [release, 'on site']
custom_scoring: {max_score: 5.0, nested: [1, true]}
description: |
  What it is about.

    And how.
candidate_expectations_json:
  weak:
  - knows nothing at all
  strong: [knows it all]
questions:
  - external_id: a
    question: Tell us about the last incident that you resolved yourself.
    duration: 3m
  - external_id: b
    question: Why?
    is_conditional: true
    conditional_question_main_id: a
"""
LINES = """\
key: other
kind: interview
kind: candidate
manage: {protect: true}
interview_template: Anna
knowledge_base: Handbook
knowledge_base: ' '
knowledge_base: null
knowledge_base: [a]
x: 1
max_followups: -1
description_long: {file: a.txt}
interview_salary: ${money}
interview_length: 4
thank_you_message: TODO
tags: []
status:
interview_attempts: 3
is_embedded: yes
name: Another
questions: []
hiring_for_company: {name: null, sector: x, size: 3}
interview_tone: loud
max_duration: 1
interview_department: ' '
additional_context: null
interview_attempts: null
description: null
  - question: {file: a.txt}
  - question: why
  - {external_id: a, question: Tell us of it., duration: x}
  - Why?
    duration: 100h
    candidate_expectations_json: {weak: [a], strong: [A]}
---
# nothing
""".splitlines()


def read(
    text: str, root: Path, path: str = NAME, overlays: Folder | None = None, defaults: Sequence[str] = ()
) -> Any:
    """Everything that comes of a file: definitions with the order of their fields, places and messages."""
    report = Report(reread=lambda _: text)
    files = Files(root, report)
    layers = {"interview": tuple(source.parse(one, "reconciler.yaml", Report())[0] for one in defaults)}
    around = Surroundings(layers, Overlays(overlays, files, report), {"money": "100"}, None, files)
    if defaults:
        read_file("interviews/before.yaml", SOUND, around, Report())  # one of that shape was seen before
    found = read_file(path, text, around, report)
    documents = [
        (
            one.address, one.place, one.off,
            one.definition and (list(one.definition.fields.items()), repr(one.definition.manage)),
            one.definition and list(one.definition.spans.items()),
        )
        for one in found.documents
    ]  # fmt: skip
    return repr(documents), report.diagnostics(), found.texts


def by_events(text: str, root: Path, monkeypatch: pytest.MonkeyPatch, **given: Any) -> Any:
    with monkeypatch.context() as patched:
        patched.setattr(source, "quick", lambda _: None)
        return read(text, root, **given)


def test_a_sound_one_has_its_values_and_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = quick(SOUND)
    assert found is not None
    assert stands_alone(found.value)
    documents, diagnostics, _ = read(SOUND, tmp_path)
    assert diagnostics == ()
    assert repr(("questions.1.is_conditional", Span(NAME, 27, 21))) in documents
    assert (documents, diagnostics, {}) == by_events(SOUND, tmp_path, monkeypatch)


def test_a_name_in_place_of_an_id_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "knowledge_base: Handbook\n" + SOUND.replace(
        "interview_template_id: 51A1C0DE-0000-4000-8000-0000000000a1", "interview_template: Anna"
    )
    found = quick(text)
    assert found is not None
    assert stands_alone(found.value)
    documents, diagnostics, _ = read(text, tmp_path)
    assert diagnostics == ()
    assert repr(("interview_template_id", Ref("template", "Anna"))) in documents
    assert repr(("interview_template_id", Span(NAME, 4, 21))) in documents
    assert (documents, diagnostics, {}) == by_events(text, tmp_path, monkeypatch)


@pytest.mark.parametrize("line", LINES)
def test_a_line_more_gives_the_same(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{SOUND}{line}\n"
    assert read(text, tmp_path) == by_events(text, tmp_path, monkeypatch)


@pytest.mark.parametrize("seed", range(12))
def test_a_spoiled_one_gives_the_same(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(seed)
    for _ in range(30):
        lines = SOUND.splitlines()
        for _ in range(chance.choice([1, 1, 2, 5])):
            place = chance.randrange(len(lines))
            lines[place : place + 1] = chance.choice([[], [lines[place], chance.choice(LINES)]])
        text = "\n".join(lines) + "\n"
        if chance.random() < 0.5:
            place = chance.randrange(len(text))
            text = text[:place] + chance.choice(PIECES) + text[place + chance.choice([0, 1, 3]) :]
        assert read(text, tmp_path) == by_events(text, tmp_path, monkeypatch)


@pytest.mark.parametrize("path", ["a.yaml", "b/c.yml", "b/c.d.yaml", "Ä.yaml", "a b.yaml", ".yaml", "a.txt"])
def test_the_key_is_that_of_the_file(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(SOUND, tmp_path, path) == by_events(SOUND, tmp_path, monkeypatch, path=path)


def test_an_overlay_reaches_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "over").mkdir()
    (tmp_path / "over" / "engineer.yaml").write_text("location: Oslo\n")
    over = Folder("over", Span("reconciler.yaml", 1, 1))
    found = read(SOUND, tmp_path, overlays=over)
    assert "Oslo" in found[0]
    assert found == by_events(SOUND, tmp_path, monkeypatch, overlays=over)


DEFAULTS = """\
location: Oslo
interview_template: Anna
interview_template_id: 51a1c0de-0000-4000-8000-0000000000b2
mojito_language_code: sv
recording: audio_all
interview_length: 4
max_followups: 2
interview_attempts: 2
custom_scoring: {max_retries: 3, early_stop: true}
candidate_expectations_json: {moderate: [something]}
additional_context: {department: design}
regenerate_candidate_expectations: true
interview_salary: ${money} a month
description_long: {file: a.txt}
thank_you_message: ${nothing}
questions: [{question: From the defaults?}]
tags: []
manage: {protect: true}
x: 1
interview_department: null
knowledge_base: hand
""".splitlines()
PLAIN = "location: Oslo\nrecording: audio_all\nmax_followups: 2\nadditional_context: {department: design}\n"


def test_plain_defaults_are_laid_beneath_without_a_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = by_events(SOUND, tmp_path, monkeypatch, defaults=[PLAIN])
    assert repr(("additional_context.department", Span("reconciler.yaml", 4, 34))) in expected[0]
    with monkeypatch.context() as patched:
        patched.setattr(afresh, "_read_all", None)
        assert read(SOUND, tmp_path, defaults=[PLAIN]) == expected


@pytest.mark.parametrize("line", DEFAULTS)
def test_any_default_gives_the_same(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Long")
    for layers in ([f"{line}\n"], [PLAIN, f"{line}\n"]):
        for text in (SOUND, SOUND.replace("interview_template_id", "interview_template")):
            assert read(text, tmp_path, defaults=layers) == by_events(
                text, tmp_path, monkeypatch, defaults=layers
            )


@pytest.mark.parametrize("seed", range(12))
def test_a_spoiled_one_over_defaults_gives_the_same(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = Random(seed)
    (tmp_path / "a.txt").write_text("Long")
    for _ in range(30):
        layers = [
            "".join(f"{line}\n" for line in chance.sample(DEFAULTS, chance.choice([1, 2, 4])))
            for _ in range(chance.choice([1, 1, 2]))
        ]
        lines = SOUND.splitlines()
        for _ in range(chance.choice([0, 1, 2])):
            place = chance.randrange(len(lines))
            lines[place : place + 1] = chance.choice([[], [lines[place], chance.choice(LINES)]])
        text = "\n".join(lines) + "\n"
        assert read(text, tmp_path, defaults=layers) == by_events(
            text, tmp_path, monkeypatch, defaults=layers
        )


@pytest.mark.parametrize("value", ["{}", "[]", "null", "{a: 1}", "{a: 2}", "text"])
def test_one_shape_may_hold_another_kind_of_value(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The layout that one definition was given is used for others only where it is theirs."""
    defaults = ["additional_context: {department: design}\n"]
    for first in ("[]", "{}", "null", "{a: 1}"):
        with monkeypatch.context() as patched:
            patched.setattr("tests.properties.test_alone.SOUND", f"{SOUND}additional_context: {first}\n")
            text = f"{SOUND}additional_context: {value}\n"
            assert read(text, tmp_path, defaults=defaults) == by_events(
                text, tmp_path, patched, defaults=defaults
            )
