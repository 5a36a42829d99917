"""Defaults, overlays, variables and texts: which value wins, and where it came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.definitions.loader import Loaded, load
from reconciler.definitions.project import read_project
from reconciler.errors import UsageError
from reconciler.model.address import Address
from reconciler.model.definition import Definition, OnRemove
from reconciler.model.values import Ref

PROJECT = """\
version: 1
definitions: [interviews]
defaults:
  interview:
    location: Berlin
    interview_template: Anna
    mojito_language_code: en
    status: draft
    type: interview
    visibility: merchant_invite
    description: A talk.
    interview_length: 5
    interview_attempts: 3
    recording: audio_all
    custom_scoring: {max_score: 10, early_stop: true}
    manage: {on_remove: forget}
environments:
  local:
    server: simulator
    state: state/local.json
    defaults: {interview: {location: Remote, custom_scoring: {max_score: 20}}}
    overlays: overlays/local/
    variables: {careers: "https://example.com", team: Payments}
"""


def project(root: Path, files: dict[str, str], settings: str = PROJECT) -> Loaded:
    (root / "overlays/local").mkdir(parents=True)
    for path, text in {"reconciler.yaml": settings, **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return load(read_project(root), "local")


def only(root: Path, definition: str, files: dict[str, str] | None = None) -> Definition:
    loaded = project(root, {"interviews/a.yaml": definition, **(files or {})})
    assert loaded.diagnostics == ()
    assert loaded.desired is not None
    return loaded.desired.definitions[Address("interview", "a")]


def test_the_strongest_layer_wins_and_keeps_its_place(tmp_path: Path) -> None:
    overlay = "name: Three\ncustom_scoring: {max_score: 40}\n"
    made = only(
        tmp_path, "name: Two\ncustom_scoring: {speech_cadence: true}\n", {"overlays/local/a.yaml": overlay}
    )
    assert made.fields["name"] == "Three"
    assert made.fields["location"] == "Remote"
    assert made.fields["custom_scoring"] == {"max_score": 40, "early_stop": True, "speech_cadence": True}
    places = {
        path: str(made.span(path)) for path in ("name", "location", "status", "custom_scoring.max_score")
    }
    assert places == {
        "name": "overlays/local/a.yaml:1:7",
        "location": "reconciler.yaml:21:38",
        "status": "reconciler.yaml:8:13",
        "custom_scoring.max_score": "overlays/local/a.yaml:2:29",
    }
    assert str(made.span()) == "interviews/a.yaml:1:1"
    assert str(made.span("custom_scoring.early_stop")) == "reconciler.yaml:15:49"


def test_exactly_the_declared_fields_are_there(tmp_path: Path) -> None:
    made = only(tmp_path, "name: A\n")
    assert set(made.fields) == {
        "name", "location", "interview_template_id", "mojito_language_code", "status", "type", "visibility",
        "description", "interview_length", "interview_attempts", "recording", "custom_scoring",
    }  # fmt: skip
    assert made.fields["interview_template_id"] == Ref("template", "Anna")
    assert str(made.span("interview_template_id")) == "reconciler.yaml:6:25"


def test_lists_replace_and_null_is_a_value(tmp_path: Path) -> None:
    made = only(
        tmp_path, "name: A\ntags: [a, b]\nrecording: null\n", {"overlays/local/a.yaml": "tags: [c]\n"}
    )
    assert made.fields["tags"] == ["c"]
    assert made.fields["recording"] is None


def test_a_default_that_cannot_apply_is_left_out(tmp_path: Path) -> None:
    made = only(tmp_path, "name: A\nquestions: [{question: Why?}]\n")
    assert "interview_length" not in made.fields


def test_of_two_that_set_the_same_the_default_gives_way(tmp_path: Path) -> None:
    made = only(tmp_path, "name: A\ncustom_scoring: {max_retries: 2}\n")
    assert "interview_attempts" not in made.fields
    assert made.fields["custom_scoring"] == {"max_score": 20, "early_stop": True, "max_retries": 2}


def test_an_id_takes_the_place_of_an_inherited_name(tmp_path: Path) -> None:
    made = only(tmp_path, "name: A\ninterview_template_id: 51A1C0DE-0000-4000-8000-0000000000A2\n")
    assert made.fields["interview_template_id"] == "51a1c0de-0000-4000-8000-0000000000a2"


def test_unset_gives_an_inherited_field_back(tmp_path: Path) -> None:
    made = only(tmp_path, "name: A\nmanage: {unset: [recording, interview_attempts]}\n")
    assert "recording" not in made.fields
    assert "interview_attempts" not in made.fields


def test_unset_in_an_overlay_drops_what_the_definition_says(tmp_path: Path) -> None:
    overlay = {"overlays/local/a.yaml": "manage: {unset: [code]}\n"}
    assert "code" not in only(tmp_path, "name: A\ncode: X\n", overlay).fields


def test_an_unset_field_can_be_set_by_a_stronger_layer(tmp_path: Path) -> None:
    overlay = {"overlays/local/a.yaml": "recording: video_all\n"}
    made = only(tmp_path, "name: A\nmanage: {unset: [recording]}\n", overlay)
    assert made.fields["recording"] == "video_all"


def test_manage_is_laid_over_like_any_mapping(tmp_path: Path) -> None:
    made = only(tmp_path, "name: A\nmanage: {protect: true, ignore: [knowledge_base], moved_from: old}\n")
    assert made.manage.protect
    assert made.manage.on_remove is OnRemove.FORGET
    assert made.manage.ignore == ("knowledge_base_store_id",)
    assert made.manage.moved_from == "old"
    assert "manage" not in made.fields


def test_an_overlay_changes_questions_by_their_external_id(tmp_path: Path) -> None:
    definition = """\
name: A
questions:
  - {external_id: one, question: One?, duration: 1m}
  - {external_id: two, question: Two?, duration: 1m}
  - {external_id: three, question: Three?}
"""
    overlay = "questions:\n  one: {duration: 2m}\n  two: null\n"
    made = only(tmp_path, definition, {"overlays/local/a.yaml": overlay})
    assert made.fields["questions"] == [
        {"external_id": "one", "question": "One?", "duration": 120},
        {"external_id": "three", "question": "Three?"},
    ]
    assert str(made.span("questions.0.duration")) == "overlays/local/a.yaml:2:19"
    assert str(made.span("questions.1.question")) == "interviews/a.yaml:5:36"


def test_questions_as_a_list_in_an_overlay_replace(tmp_path: Path) -> None:
    overlay = {"overlays/local/a.yaml": "questions: [{question: New?}]\n"}
    assert only(tmp_path, "name: A\nquestions: [{question: Old?}]\n", overlay).fields["questions"] == [
        {"question": "New?"}
    ]


def test_variables_are_filled_into_texts_wherever_they_stand(tmp_path: Path) -> None:
    definition = """\
name: Engineer, ${team}
tags: ["${team}", "$${team}"]
description_long: {file: long.md}
additional_context: {"${team}": "see ${careers}"}
"""
    made = only(tmp_path, definition, {"interviews/long.md": "Apply at ${careers}.\r\n\r\n$${x}  \n\n\n"})
    assert made.fields["name"] == "Engineer, Payments"
    assert made.fields["tags"] == ["Payments", "${team}"]
    assert made.fields["description_long"] == "Apply at https://example.com.\n\n${x}"
    assert made.fields["additional_context"] == {"${team}": "see https://example.com"}
    assert str(made.span("description_long")) == "interviews/a.yaml:3:19"


def test_a_text_is_found_beside_the_file_that_names_it_or_from_the_root(tmp_path: Path) -> None:
    files = {"texts/root.md": "root", "interviews/texts/near.md": "near", "texts/near.md": "far"}
    made = only(
        tmp_path,
        "name: A\ndescription_long: {file: texts/near.md}\nquestions: [{question: {file: texts/root.md}}]\n",
        files,
    )
    assert made.fields["description_long"] == "near"
    assert made.fields["questions"] == [{"question": "root"}]


@pytest.mark.parametrize(
    "text", ["A talk.", "A talk.  ", "|\n  A talk.", ">-\n  A\n  talk.", "|+\n  A talk.\n\n\n"]
)
def test_white_space_at_the_end_never_makes_a_difference(text: str, tmp_path: Path) -> None:
    assert only(tmp_path, f"name: A\ndescription: {text}\n").fields["description"] == "A talk."


def test_white_space_at_the_end_of_lines_goes_and_all_other_stays(tmp_path: Path) -> None:
    made = only(tmp_path, 'name: A\ndescription_long: "  one  \\n\\n two\\t\\nthree"\n')
    assert made.fields["description_long"] == "  one\n\n two\nthree"


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("20m", 1200), ("1200s", 1200), ("1h", 3600), ("1h30m", 5400), ("120", 120), ("2m0s", 120)],
)
def test_durations_are_seconds(written: str, seconds: int, tmp_path: Path) -> None:
    value = only(tmp_path, f"name: A\ninterview_length: 1\nmax_duration: {written}\n").fields["max_duration"]
    assert value == seconds
    assert isinstance(value, int)


def test_a_switched_off_warning_is_not_given(tmp_path: Path) -> None:
    definition = "name: A\nstatus: active\nmanage: {off: {unpinned-questions: reviewed by hand}}\n"
    assert only(tmp_path, definition).fields["status"] == "active"


def test_several_documents_and_folders_are_read_in_order(tmp_path: Path) -> None:
    settings = PROJECT.replace("[interviews]", "[interviews, more/b.yaml]")
    files = {
        "interviews/deep/z.yaml": "key: one\nname: A\n---\nkey: two\nname: B\n",
        "interviews/.hidden/x.yaml": "nonsense",
        "interviews/README.md": "nonsense",
        "interviews/y.yml": "name: Y\n",
        "more/b.yaml": "name: B\n",
        "more/c.yaml": "nonsense",
    }
    loaded = project(tmp_path, files, settings)
    assert loaded.desired is not None
    assert [str(address) for address in loaded.desired.definitions] == [
        "interview.one", "interview.two", "interview.y", "interview.b",
    ]  # fmt: skip
    assert loaded.files == 3


def test_overlays_within_the_definitions_are_no_definitions(tmp_path: Path) -> None:
    settings = PROJECT.replace("overlays/local/", "interviews/overlays")
    loaded = project(
        tmp_path, {"interviews/a.yaml": "name: A\n", "interviews/overlays/a.yaml": "name: B\n"}, settings
    )
    assert loaded.desired is not None
    assert loaded.desired.definitions[Address("interview", "a")].fields["name"] == "B"
    assert loaded.files == 1


def test_one_invalid_file_leaves_nothing_desired(tmp_path: Path) -> None:
    loaded = project(tmp_path, {"interviews/a.yaml": "name: A\n", "interviews/b.yaml": "name: [\n"})
    assert loaded.desired is None
    assert [str(found.span) for found in loaded.diagnostics] == ["interviews/b.yaml:1:7"]


def test_an_environment_that_does_not_exist_is_named_with_a_near_one(tmp_path: Path) -> None:
    project(tmp_path, {"interviews/a.yaml": "name: A\n"})
    with pytest.raises(UsageError) as caught:
        load(read_project(tmp_path), "locl")
    assert (caught.value.message, caught.value.hint) == (
        "There is no environment `locl`.",
        "Did you mean `local`?",
    )


def test_loading_twice_gives_the_same(tmp_path: Path) -> None:
    first = project(tmp_path, {"interviews/a.yaml": "name: A\n", "interviews/b.yaml": "name: B\n"})
    assert load(read_project(tmp_path), "local") == first
