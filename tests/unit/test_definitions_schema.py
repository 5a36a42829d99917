"""The field table, the models, the JSON Schema and the help texts say the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reconciler.definitions import help as texts
from reconciler.definitions.fields import ALL_NAMES, MANAGE, NAMED, all_names
from reconciler.definitions.fmt import ORDER
from reconciler.definitions.json_schema import definition_schema, definitions_schema, project_schema
from reconciler.definitions.kind_help import help_of
from reconciler.definitions.report import Report
from reconciler.definitions.rules import RULES
from reconciler.definitions.schema import interview_model, model_of, validated
from reconciler.definitions.source import parse
from reconciler.errors import Severity, UsageError
from reconciler.model.field import Null, Shape
from reconciler.model.interview import FIELDS, LANGUAGES, QUESTION_FIELDS
from reconciler.model.kinds import KINDS, table

ROOT = Path(__file__).parents[2]
SCHEMA: Any = definition_schema()


def valid(instance: object) -> bool:
    return bool(Draft202012Validator(SCHEMA).is_valid(instance))


def test_every_field_of_the_table_is_in_the_models_the_schema_and_the_help() -> None:
    assert set(interview_model().__annotations__) == set(FIELDS)
    assert set(SCHEMA["properties"]) == set(ALL_NAMES)
    assert set(texts.FIELD_HELP) == set(FIELDS)
    assert set(texts.NAMED_HELP) == set(NAMED)
    assert set(texts.QUESTION_HELP) == set(QUESTION_FIELDS) == set(SCHEMA["$defs"]["question"]["properties"])
    assert set(texts.MANAGE_HELP) == set(MANAGE) == set(SCHEMA["properties"]["manage"]["properties"])
    assert set(texts.LANGUAGE_NAMES) == set(LANGUAGES)
    assert set(ORDER) == set(ALL_NAMES)
    for name, meanings in texts.VALUE_HELP.items():
        assert set(meanings) == set(FIELDS[name].values)


def test_the_schemas_are_schemas() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator.check_schema(project_schema())
    Draft202012Validator.check_schema(definitions_schema())
    with pytest.raises(UsageError):
        definition_schema("person")


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_every_kind_is_in_its_models_schema_and_help(kind: str) -> None:
    schema: Any = definition_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert set(model_of(kind).__annotations__) == set(table(kind))
    assert set(schema["properties"]) == set(all_names(kind))
    for name in (*table(kind), *KINDS[kind].named):
        text = schema["properties"][name]["description"]
        assert text == help_of(kind, name)
        assert name == "merchant_id" or "admin tokens only" not in text


GOOD: dict[str, dict[str, Any]] = {
    "interview": {"name": "Baker"},
    "persona": {"kind": "persona", "persona_role_avatar": "A guest.", "portal": "interview"},
    "directory": {"kind": "directory", "id": "sales-en", "tags_sub": ["a"], "content_md": None},
    "pre-screening": {"kind": "pre-screening", "position_country_code": "CZ", "form_fields": [{"id": "x"}]},
    "knowledge-document": {"kind": "knowledge-document", "knowledge_base": "Handbook", "file": "a.pdf"},
    "candidate": {
        "kind": "candidate",
        "interview": "baker",
        "candidates_from": {"file": "a.csv", "key": "Id"},
    },
    "invitation": {"kind": "invitation", "people": [{"key": "anna", "email": "anna@example.com"}]},
    "retake": {"kind": "retake", "reason": "The camera failed."},
}
BAD: dict[str, dict[str, Any]] = {
    "interview": {"persona_role_avatar": "A guest."},
    "persona": {"kind": "persona", "candidate_expectations": "x" * 2101},
    "directory": {"kind": "directory", "id": "Not A Slug"},
    "pre-screening": {"kind": "pre-screening", "position_country_code": "Germany"},
    "knowledge-document": {"kind": "knowledge-document", "file": 5},
    "candidate": {"kind": "candidate", "candidates_from": {"key": "N"}},
    "invitation": {"kind": "invitation", "people": []},
    "retake": {"kind": "retake", "manage": {"on_remove": "archive"}},
}


@pytest.mark.parametrize("kind", KINDS)
def test_one_schema_serves_every_kind(kind: str) -> None:
    editor = Draft202012Validator(definitions_schema())
    assert editor.is_valid(GOOD[kind])
    assert not editor.is_valid(BAD[kind])
    assert not editor.is_valid({**GOOD[kind], "kind": "person"})
    language = {"mojito_language_code": "en"} if "mojito_language_code" in table(kind) else {}
    environment = {"e": {"server": "simulator", "state": "s"}}
    project = {"version": 1, "environments": environment, "defaults": {kind: language}}
    assert Draft202012Validator(project_schema()).is_valid(project)


def test_the_examples_are_valid_to_an_editor() -> None:
    files = sorted((ROOT / "examples/interviews").glob("*.yaml"))
    assert files
    for path in files:
        for node in parse(path.read_text(encoding="utf-8"), path.name, Report()):
            assert list(Draft202012Validator(SCHEMA).iter_errors(node.plain())) == []
    settings = parse((ROOT / "reconciler.yaml").read_text(encoding="utf-8"), "", Report())[0].plain()
    assert list(Draft202012Validator(project_schema()).iter_errors(settings)) == []


@pytest.mark.parametrize("name", list(texts.EXAMPLES))
def test_the_examples_of_the_help_are_valid(name: str) -> None:
    for example in texts.EXAMPLES[name]:
        assert valid({name: example})
        if name in FIELDS and example != {"file": "texts/backend-engineer.md"}:
            assert validated({name: example})[1] == []


@pytest.mark.parametrize("row", [row for row in FIELDS.values() if row.values], ids=lambda row: row.name)
def test_every_value_of_an_enum_is_taken_and_no_other(row: Any) -> None:
    for value in row.values:
        assert validated({row.name: value})[0] == {row.name: value}
        assert valid({row.name: value})
    if row.shape is Shape.ENUM:
        assert validated({row.name: "nothing"})[0] is None
        assert not valid({row.name: "nothing"})


@pytest.mark.parametrize("name", list(FIELDS))
def test_null_is_offered_where_some_call_takes_it(name: str) -> None:
    taken = any(meaning is not Null.GENERATE for meaning in FIELDS[name].null.values())
    assert valid({name: None}) is taken


def test_every_value_of_an_enum_is_described_or_none_is() -> None:
    for schema in SCHEMA["properties"].values():
        if "enumDescriptions" in schema:
            assert len(schema["enumDescriptions"]) == len(schema["enum"])


@pytest.mark.parametrize("row", [row for row in FIELDS.values() if row.maximum], ids=lambda row: row.name)
def test_bounds_are_exact(row: Any) -> None:
    for value in (row.minimum, row.maximum):
        assert validated({row.name: value})[0] == {row.name: value}
        assert valid({row.name: value})
    for value in (row.minimum - 0.001, row.maximum + 0.001, row.minimum - 1, row.maximum + 1, True):
        assert validated({row.name: value})[0] is None
        assert not valid({row.name: value})


@pytest.mark.parametrize("name", list(FIELDS))
def test_a_boolean_is_taken_for_nothing_but_a_boolean(name: str) -> None:
    taken = validated({name: True})[0] is not None
    assert taken is (FIELDS[name].shape is Shape.BOOLEAN)
    assert valid({name: True}) is taken


FORMED = [row for row in FIELDS.values() if row.shape in (Shape.ENUM, Shape.ID, Shape.MOMENT, Shape.SECONDS)]


@pytest.mark.parametrize("row", FORMED, ids=lambda row: row.name)
def test_a_variable_may_stand_where_a_text_has_a_form(row: Any) -> None:
    """What it will hold is known per environment; `validate` looks at the result."""
    assert valid({row.name: "${name}"})
    assert not valid({row.name: "${}"})
    assert not valid({row.name: "$name"})


def test_a_variable_may_stand_in_the_parts_of_a_definition() -> None:
    assert valid({"max_duration": "${minutes}m", "interview_available_till": "${year}-12-31"})
    assert valid({"pdf_export_auto_config": {"template": "${t}", "mojito_language_code": "${l}"}})
    question = {
        "question": "Why?",
        "mojito_language_code": "${l}",
        "duration": "${d}",
        "knowledge_base_id": "${k}",
    }
    assert valid({"questions": [question], "manage": {"on_remove": "${o}"}})


@pytest.mark.parametrize("name", list(QUESTION_FIELDS))
def test_null_of_a_question_is_offered_where_it_is_taken(name: str) -> None:
    declared: Any = {"questions": [{"question": "Why?", name: None}]}
    assert valid(declared) is (validated(declared)[0] is not None)


def test_only_what_is_declared_comes_out() -> None:
    declared: Any = {
        "hiring_for_company": {"name": None},
        "questions": [{"question": "Why?", "duration": "1m"}],
    }
    assert validated(declared)[0] == {
        "hiring_for_company": {"name": None},
        "questions": [{"question": "Why?", "duration": 60}],
    }


def test_open_objects_and_rubrics_keep_what_they_hold() -> None:
    declared: Any = {
        "custom_scoring": {"any": [1, {"thing": None}]},
        "candidate_expectations_json": {"more": 1, "weak": []},
    }
    assert validated(declared)[0] == declared


def test_whole_numbers_are_integers_however_they_are_written() -> None:
    made = validated({"max_followups": 3.0, "interview_length": 8, "max_duration": 1200.0})[0]
    assert made is not None
    assert [type(value) for value in made.values()] == [int, int, int]


def test_every_rule_has_its_page() -> None:
    pages = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    group, titles = "", []
    for line in pages.splitlines():
        if line.startswith("## "):
            group = line
        elif line.startswith("### "):
            rule = RULES[line.removeprefix("### ").strip("`")]
            titles.append(rule.id)
            assert group.startswith("## Errors" if rule.severity is Severity.ERROR else "## Warnings")
            assert f"{line}\n\n**{rule.summary}.**\n" in pages
    assert titles == list(RULES)
