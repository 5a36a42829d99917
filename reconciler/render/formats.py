"""Diagnostics for machines that show them beside the code: GitHub, SARIF viewers, JUnit reports."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from reconciler.errors import Diagnostic, Severity
from reconciler.model.values import Json
from reconciler.render import safe
from reconciler.render.diagnostics import ordered

_SARIF_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def github(diagnostics: Sequence[Diagnostic]) -> str:
    """One workflow command a line. GitHub shows ten of each severity per step; the log holds them all."""
    return "".join(_command(diagnostic) for diagnostic in ordered(diagnostics))


def sarif(diagnostics: Sequence[Diagnostic], *, version: str) -> str:
    """SARIF 2.1.0. A finding keeps its fingerprint while lines above it come and go, so that a viewer
    does not report it as new."""
    found = ordered(diagnostics)
    rules = sorted({diagnostic.rule for diagnostic in found})
    seen: Counter[str] = Counter()
    results: list[Json] = [_result(diagnostic, rules, seen) for diagnostic in found]
    driver: dict[str, Json] = {
        "name": "reconciler",
        "version": version,
        "rules": [{"id": rule} for rule in rules],
    }
    run: dict[str, Json] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "the root of the project"}}},
        "results": results,
    }
    made: Json = {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(made, indent=2) + "\n"


def junit(diagnostics: Sequence[Diagnostic], *, files: Sequence[str] = ()) -> str:
    """JUnit XML, one test case per file; `files` names those that were read, so that a clean one passes.
    Warnings are told and fail nothing."""
    found = ordered(diagnostics)
    named = sorted({*files, *(_file(diagnostic) for diagnostic in found)})
    cases = [(name, [diagnostic for diagnostic in found if _file(diagnostic) == name]) for name in named]
    failed = sum(1 for _, members in cases if any(_fails(member) for member in members))
    head = f'tests="{len(cases)}" failures="{failed}" errors="0"'
    body = "".join(_case(name, members) for name, members in cases)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites {head}>\n<testsuite name="reconciler validate" {head}>\n'
        f"{body}</testsuite>\n</testsuites>\n"
    )


def _fails(diagnostic: Diagnostic) -> bool:
    return diagnostic.severity is Severity.ERROR


def _file(diagnostic: Diagnostic) -> str:
    return diagnostic.span.file if diagnostic.span else diagnostic.address or "project"


def _message(diagnostic: Diagnostic) -> str:
    parts = (diagnostic.summary, diagnostic.detail, diagnostic.hint)
    return "\n".join("\n".join(safe.lines(part)) for part in parts if part)


def _command(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    properties = {"title": safe.line(diagnostic.rule)}
    if span is not None:
        properties = {
            "file": safe.line(span.file),
            "line": str(span.line),
            "col": str(span.column),
            **properties,
        }
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{diagnostic.severity.value} {told}::{_data(_message(diagnostic))}\n"


def _data(text: str) -> str:
    """A raw line feed would end the command, and the rest could be a command of its own."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _result(diagnostic: Diagnostic, rules: Sequence[str], seen: Counter[str]) -> Json:
    location: dict[str, Json] = {}
    span = diagnostic.span
    if span is not None:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": quote(span.file, errors="replace"), "uriBaseId": "SRCROOT"},
            "region": {"startLine": max(span.line, 1), "startColumn": max(span.column, 1)},
        }
    if diagnostic.address is not None:
        location["logicalLocations"] = [{"fullyQualifiedName": diagnostic.address}]
    return {
        "ruleId": diagnostic.rule,
        "ruleIndex": rules.index(diagnostic.rule),
        "level": diagnostic.severity.value,
        "message": {"text": _message(diagnostic)},
        "locations": [location] if location else [],
        "partialFingerprints": {"reconciler/v1": _fingerprint(diagnostic, seen)},
    }


def _fingerprint(diagnostic: Diagnostic, seen: Counter[str]) -> str:
    """What the finding is and where, without its line; equal ones are told apart by their order."""
    file = diagnostic.span.file if diagnostic.span else ""
    excerpt = (diagnostic.excerpt or "").strip()
    parts = (diagnostic.rule, file, diagnostic.address or "", diagnostic.summary, excerpt)
    base = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    seen[base] += 1
    return f"{base}:{seen[base]}"


def _case(name: str, members: Sequence[Diagnostic]) -> str:
    failures = [member for member in members if _fails(member)]
    warnings = [member for member in members if not _fails(member)]
    lines = [f"<testcase classname={_attribute('definitions')} name={_attribute(name)}>"]
    if failures:
        kinds = ", ".join(sorted({member.rule for member in failures}))
        body = "\n\n".join(map(_told, failures))
        first = failures[0].summary
        lines.append(f"<failure type={_attribute(kinds)} message={_attribute(first)}>{_xml(body)}</failure>")
    if warnings:
        lines.append(f"<system-out>{_xml(chr(10).join(map(_told, warnings)))}</system-out>")
    return "\n".join([*lines, "</testcase>\n"])


def _told(diagnostic: Diagnostic) -> str:
    where = f"{diagnostic.span}: " if diagnostic.span else ""
    return (
        f"{safe.line(where)}{diagnostic.severity.value}[{safe.line(diagnostic.rule)}]: {_message(diagnostic)}"
    )


def _attribute(text: str) -> str:
    return quoteattr(_xml_characters(safe.line(text)))


def _xml(text: str) -> str:
    # A character reference in place of what a CI runner would take for a command of its own.
    return escape(_xml_characters(text)).replace("::", "&#58;:").replace("##", "&#35;#")


def _xml_characters(text: str) -> str:
    """Without the two code points that XML forbids and `safe` has no reason to escape."""
    return text.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
