"""Diagnostics in each of their faces."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from jsonschema import Draft202012Validator

from reconciler.errors import Diagnostic, Severity, Span
from reconciler.render import diagnostics, formats

STATUS = Diagnostic(
    Severity.ERROR,
    "unknown-value",
    "`activ` is no status",
    "allowed are draft, active, archived, deleted",
    "write active",
    Span("interviews/sales.yaml", 7, 9),
    "interview.sales",
    "status: activ  # soon",
)
KEY = Diagnostic(
    Severity.WARNING, "duplicate-code", "two definitions share a code", address="interview.nurse"
)
EVIL = Diagnostic(
    Severity.ERROR,
    "r:1,x",
    "50% <b>\r\n::error::owned\x1b[0m",
    span=Span("a,b:c%.yaml", 2, 30),
    excerpt="\t営業\u202e: \x1b eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln",
)


def test_text() -> None:
    assert diagnostics.as_text([KEY, STATUS]) == (
        "interviews/sales.yaml:7:9: error[unknown-value]: `activ` is no status\n"
        "    7 | status: activ  # soon\n"
        "      |         ^\n"
        "  allowed are draft, active, archived, deleted\n"
        "  hint: write active\n"
        "\n"
        "interview.nurse: warning[duplicate-code]: two definitions share a code\n"
        "\n"
        "1 error, 1 warning.\n"
    )


def test_nothing_to_say() -> None:
    assert diagnostics.as_text([]) == ""
    assert diagnostics.total([]) == "0 errors"


def test_the_caret_stands_under_its_character_whatever_is_before_it() -> None:
    for excerpt, column in (("\ta: x", 5), ("営業: x", 5), ("k: " + "y" * 300 + "x", 304), ("x", 1)):
        found = Diagnostic(Severity.ERROR, "r", "s", span=Span("f", 1, column), excerpt=excerpt)
        _, line, caret, *_ = diagnostics.as_text([found]).split("\n")
        assert line.replace("営業", "____")[caret.index("^")] == "x"
        assert len(line) <= 80


def test_faults_are_in_the_order_of_the_file() -> None:
    spans = [Span("b", 1, 1), Span("a", 10, 1), Span("a", 2, 7), Span("a", 2, 1)]
    found = [Diagnostic(Severity.ERROR, "r", "s", span=span) for span in spans]
    assert [one.span for one in diagnostics.ordered([KEY, *found])] == [*sorted_spans(spans), None]


def sorted_spans(spans: list[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: (span.file, span.line, span.column))


def test_a_token_in_the_quoted_line_is_masked_in_every_face() -> None:
    faces = [
        diagnostics.as_text([EVIL]),
        diagnostics.as_json([EVIL]),
        formats.github([EVIL]),
        formats.sarif([EVIL], version="1"),
        formats.junit([EVIL]),
    ]
    assert not any("eyJzdWIi" in face for face in faces)


def test_json() -> None:
    made = json.loads(diagnostics.as_json([STATUS, KEY]))
    assert (made["format"], made["errors"], made["warnings"]) == (1, 1, 1)
    assert made["diagnostics"][0]["line"] == 7
    assert made["diagnostics"][1]["file"] is None


def test_github_commands_are_one_line_each_and_escaped() -> None:
    assert formats.github([STATUS]) == (
        "::error file=interviews/sales.yaml,line=7,col=9,title=unknown-value::"
        "`activ` is no status%0Aallowed are draft, active, archived, deleted%0Awrite active\n"
    )
    assert formats.github([EVIL]) == (
        "::error file=a%2Cb%3Ac%25.yaml,line=2,col=30,title=r%3A1%2Cx::50%25 <b>%0A::error::owned\\x1b[0m\n"
    )


# The part of the published schema (sarif-schema-2.1.0) that this tool's files can break.
SARIF = Draft202012Validator(
    {
        "type": "object",
        "required": ["version", "runs"],
        "properties": {
            "$schema": {"type": "string", "format": "uri"},
            "version": {"enum": ["2.1.0"]},
            "runs": {"type": "array", "items": {"$ref": "#/$defs/run"}},
        },
        "additionalProperties": False,
        "$defs": {
            "message": {"type": "object", "required": ["text"], "additionalProperties": False,
                        "properties": {"text": {"type": "string"}}},
            "run": {
                "type": "object",
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "type": "object", "required": ["driver"], "additionalProperties": False,
                        "properties": {"driver": {
                            "type": "object", "required": ["name"], "additionalProperties": False,
                            "properties": {
                                "name": {"type": "string"}, "version": {"type": "string"},
                                "rules": {"type": "array", "uniqueItems": True, "items": {
                                    "type": "object", "required": ["id"], "additionalProperties": False,
                                    "properties": {"id": {"type": "string"}}}},
                            },
                        }},
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "originalUriBaseIds": {"type": "object", "additionalProperties": {
                        "type": "object", "additionalProperties": False,
                        "properties": {"description": {"$ref": "#/$defs/message"}}}},
                    "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
                },
            },
            "result": {
                "type": "object",
                "required": ["message"],
                "additionalProperties": False,
                "properties": {
                    "ruleId": {"type": "string"},
                    "ruleIndex": {"type": "integer", "minimum": -1},
                    "level": {"enum": ["none", "note", "warning", "error"]},
                    "message": {"$ref": "#/$defs/message"},
                    "locations": {"type": "array", "items": {
                        "type": "object", "additionalProperties": False,
                        "properties": {
                            "physicalLocation": {
                                "type": "object", "additionalProperties": False,
                                "properties": {
                                    "artifactLocation": {
                                        "type": "object", "additionalProperties": False,
                                        "properties": {
                                            "uri": {"type": "string", "pattern": "^[!-~]*$"},
                                            "uriBaseId": {"type": "string"},
                                        },
                                    },
                                    "region": {
                                        "type": "object", "additionalProperties": False,
                                        "properties": {
                                            "startLine": {"type": "integer", "minimum": 1},
                                            "startColumn": {"type": "integer", "minimum": 1},
                                        },
                                    },
                                },
                            },
                            "logicalLocations": {"type": "array", "uniqueItems": True, "items": {
                                "type": "object", "additionalProperties": False,
                                "properties": {"fullyQualifiedName": {"type": "string"}}}},
                        },
                    }},
                    "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
                },
            },
        },
    }
)  # fmt: skip


def test_sarif_has_the_published_shape() -> None:
    made = json.loads(formats.sarif([STATUS, KEY, EVIL], version="0.1.0"))
    SARIF.validate(made)
    run = made["runs"][0]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_fingerprints_outlive_a_moved_line_and_tell_twins_apart() -> None:
    def fingerprints(*lines: int) -> list[str]:
        found = [
            Diagnostic(Severity.ERROR, "r", "s", span=Span("f", line, 1), excerpt="  same") for line in lines
        ]
        results = json.loads(formats.sarif(found, version="1"))["runs"][0]["results"]
        return [result["partialFingerprints"]["reconciler/v1"] for result in results]

    assert fingerprints(3, 9) == fingerprints(5, 12)
    assert len(set(fingerprints(3, 9))) == 2


def test_junit() -> None:
    root = ElementTree.fromstring(formats.junit([STATUS, KEY, EVIL], files=["interviews/clean.yaml"]))
    suite = root.find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("4", "2")
    names = {case.get("name"): [child.tag for child in case] for case in suite}
    assert names == {
        "a,b:c%.yaml": ["failure"],
        "interview.nurse": ["system-out"],
        "interviews/clean.yaml": [],
        "interviews/sales.yaml": ["failure"],
    }


def test_no_line_of_junit_is_a_command() -> None:
    assert not [line for line in formats.junit([EVIL]).split("\n") if line.strip().startswith("::")]
