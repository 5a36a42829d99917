"""Every rule that a file can break: its id, how bad that is, and the fixed words that say what is wrong.

What is special to one case (which field, which names are allowed) goes into the detail and the hint of
its Diagnostic. `docs/rules.md` has a section per id; a test keeps the two in step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reconciler.errors import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    severity: Severity
    summary: str


_ERRORS = {
    # the file itself
    "file-unreadable": "The file cannot be read",
    "file-too-large": "The file is too large",
    "not-utf8": "The file is not UTF-8 text",
    "control-character": "The file holds a character that cannot be seen",
    "outside-project": "The path leads out of the project",
    "folder-missing": "The folder does not exist",
    "no-definitions": "No definitions were found",
    # YAML
    "yaml-syntax": "The YAML cannot be read",
    "yaml-feature": "This part of YAML is not used here",
    "too-deep": "The values are nested too deeply",
    "too-many-values": "The file holds too many values",
    "duplicate-key": "The same key stands twice",
    "key-not-text": "A key has to be text",
    "empty-value": "Nothing is written after the colon",
    "empty-file": "The file holds no definition",
    "number-too-large": "The number is too large to be kept exactly",
    "unknown-anchor": "There is no anchor of this name",
    # names and layers
    "bad-key": "The key of the definition is not valid",
    "duplicate-definition": "Two definitions have the same key",
    "missing-key": "A document does not say its key",
    "unknown-kind": "There is no kind of this name",
    "unknown-overlay": "The overlay changes a definition that does not exist",
    "unknown-question": "The overlay changes a question that does not exist",
    "unknown-variable": "There is no variable of this name",
    "bad-variable": "The variable is not closed",
    "unknown-rule": "There is no rule of this name",
    "rule-always-on": "This rule cannot be switched off",
    "unset-and-declared": "A field is set and unset in the same file",
    "moved-from": "The old key cannot be moved from",
    # fields
    "unknown-field": "There is no field of this name",
    "missing-field": "A required field is missing",
    "not-allowed-value": "The value is not one of those allowed",
    "wrong-type": "The value has the wrong type",
    "out-of-range": "The number is out of range",
    "empty-text": "The text is empty",
    "empty-list": "The list is empty",
    "bad-duration": "The duration cannot be read",
    "short-duration": "The duration is too short to be meant",
    "bad-moment": "The date cannot be read",
    "bad-id": "The value is not an id",
    "null-refused": "The API refuses null here",
    "null-generates": "Null would make the service write the value itself",
    "both-forms": "The same thing is given by name and by id",
    "does-not-apply": "The field cannot be used in this definition",
    "conflicting-fields": "Two fields set the same thing",
    "foreign-merchant": "The definition names another merchant",
    "duplicate-external-id": "Two questions have the same external_id",
    "bad-conditional": "The conditional question has no parent before it",
    "bad-email": "The value is no e-mail address",
    "bad-country": "The value is not the code of a country",
    "bad-slug": "The id is not valid",
    "duplicate-entry": "Two entries have the same id",
    "too-few-options": "A choice has too few options",
    "unknown-reference": "There is no definition of this name",
    # lists of people
    "bad-csv": "The list cannot be read",
    "bad-row": "The row has the wrong number of cells",
    "unknown-column": "The list has no such column",
    "duplicate-person": "One person is listed twice",
    "too-many-people": "The list is too long",
    # reconciler.yaml
    "bad-server": "The server is not a usable address",
    "plain-http": "Plain http would show the token to the network",
    "token-in-file": "A token stands where the name of a variable belongs",
    "bad-setting": "The setting is not valid",
    "unsupported-version": "This version of reconciler.yaml is not known",
    "shared-account": "Two environments share one account",
    "shared-state": "Two environments share one state file",
}

_WARNINGS = {
    "duplicate-code": "Two definitions declare the same code",
    "length-above-duration": "The interview is too short for that many questions",
    "unlisted-value": "The service takes this value and then ignores it",
    "not-conditional": "The question names a parent and is asked always",
    "no-knowledge-base": "The interview is checked against no knowledge base",
    "repeated-question": "Two questions ask the same thing",
    "overlapping-brackets": "One expectation stands in two brackets",
    "placeholder-left": "A placeholder was left in",
    "questions-above-duration": "The questions take longer than the interview",
    "unpinned-questions": "Candidates are asked questions that nobody has kept",
    "no-effect": "The field has no effect here",
    "enrolled-twice": "One person is sent to the same position twice",
    "rules-out-of-step": "Assessment rules and form fields do not fit each other",
}

RULES: Mapping[str, Rule] = MappingProxyType(
    {name: Rule(name, Severity.ERROR, summary) for name, summary in _ERRORS.items()}
    | {name: Rule(name, Severity.WARNING, summary) for name, summary in _WARNINGS.items()}
)
"""All rules by id, errors first, in the order the documents list them."""

PAGES = "docs/rules.md"


def page(rule: str, base: str = "") -> str:
    """Where a rule is explained: a path in the repository, or an address below `base`, where the folder
    `docs` is published."""
    if not base:
        return f"{PAGES}#{rule}"
    return f"{base.rstrip('/')}/{PAGES.removeprefix('docs/')}#{rule}"
