"""docs/endpoints.md is what the table of endpoints, the code and the tests say today.

After a change that is meant: `RECONCILER_UPDATE_GOLDEN=1 pytest tests/unit/test_endpoints_doc.py`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from reconciler.remote.endpoints import OPERATIONS, Effect, Operation
from tests.support.calls import CALLED
from tests.unit.test_client_endpoints import SCENARIOS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "endpoints.md"

# What uses an endpoint beside `call` and the client, and a folder or file of tests that proves it.
DECLARED: dict[str, tuple[str, str]] = {
    "job-interview-create": ("`kind: interview`", "scenarios/generated-questions"),
    "job-interview-create-from-array": ("`kind: interview`", "scenarios/first-apply"),
    "job-interview-get": ("`kind: interview`", "scenarios/drift"),
    "job-interview-update": ("`kind: interview`", "scenarios/one-field-edited"),
    "job-interview-set-state": (
        "`kind: interview`; `reconciler link --embed`",
        "scenarios/removed-with-delete",
    ),
    "merchant-interview-list": ("`kind: interview`", "scenarios/made-elsewhere"),
    "merchant-avatar-list": ("`kind: interview` (its template)", "scenarios/template-unknown"),
    "merchant-status": ("every command: the right account", "scenarios/wrong-account"),
    "job-interview-token": ("`reconciler link`", "cli/test_link_cli.py"),
    "job-interview-create-for-candidate-with-token": (
        "`kind: candidate`",
        "scenarios/candidates-answer-lost",
    ),
    "merchant-result-list": (
        "`kind: candidate`, `kind: invitation`: who is there",
        "unit/test_kinds_people.py",
    ),
    "merchant-candidate-list": (
        "a lost answer about people is settled by it",
        "properties/test_laws_once.py",
    ),
    "job-interview-register-users": ("`kind: invitation`", "scenarios/invitation-grows"),
    "invite-users": ("`kind: invitation` with `method: invite`", "unit/test_kinds_people.py"),
    "job-interview-result-request-another-attempt": ("`kind: retake`", "crash/test_hiring_round.py"),
    "job-interview-details": ("`kind: retake`: whether it can be reopened", "unit/test_kinds_others.py"),
    "knowledge-base-document-upload": ("`kind: knowledge-document`", "scenarios/document-changed"),
    "pre-screening-create": ("`kind: pre-screening`", "unit/test_kinds_others.py"),
    "persona-create": ("`kind: persona`", "unit/test_kinds_others.py"),
    "catalogue-tag-create": ("`kind: directory`", "scenarios/directory-state-lost"),
    "catalogue-tag-update": ("`kind: directory`", "unit/test_kinds_others.py"),
    "catalogue-tag-get": ("`kind: directory`", "unit/test_kinds_others.py"),
}

HEAD = """\
# Every endpoint, and how it is reached

Three ways: declared in a definition, so that `plan` and `apply` make it so; by hand with
`reconciler call ENDPOINT`, a write only with `--send`; from a program as a method of
[`Account`](client.md). What is made by hand or by a program is recorded in no state.

The last column is the proof, in `tests/`. Of each endpoint the client is run over HTTP against the
simulated account, which has to have answered it, and `reconciler call` is run in
`cli/test_call_cli.py`. A test keeps this page true.
"""

_DOES = {Effect.READ: "reads", Effect.CHANGE: "changes", Effect.CREATE: "makes"}


def page() -> str:
    lines = [HEAD]
    for group in dict.fromkeys(one.group for one in OPERATIONS.values()):
        lines += [f"## {group}\n", "| endpoint | does | declared or used by | client | proved by |"]
        lines.append("| --- | --- | --- | --- | --- |")
        lines += [_row(one) for one in OPERATIONS.values() if one.group == group]
        lines.append("")
    return "\n".join(lines)


def _row(one: Operation) -> str:
    by, proof = DECLARED.get(one.name, ("", ""))
    method = one.name.replace("-", "_")
    scenario = f"`unit/test_client_endpoints.py` {method}"
    more = f", `{proof}`" if proof else ""
    files = ", takes a file" if one.files else ""
    pages = ", pages" if one.pages else ""
    return f"| `{one.name}` | {_DOES[one.effect]}{pages}{files} | {by} | `{method}` | {scenario}{more} |"


def test_the_page_is_up_to_date() -> None:
    if os.environ.get("RECONCILER_UPDATE_GOLDEN"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_proof_exists() -> None:
    assert set(SCENARIOS) == set(OPERATIONS) == set(CALLED)
    for name, (_, proof) in DECLARED.items():
        assert (ROOT / "tests" / proof).exists(), name


def test_what_the_code_uses_is_on_the_page() -> None:
    """An endpoint that gains a kind or a command of its own needs its line in DECLARED."""
    used = set()
    generic = re.compile(r"reconciler/(simulator|client)/|remote/(endpoints|paging|api/)|cli/(call|calling)")
    for path in (ROOT / "reconciler").rglob("*.py"):
        if generic.search(path.as_posix()):
            continue
        text = path.read_text(encoding="utf-8")
        used |= {name for name in OPERATIONS if re.search(rf'"{name}"', text)}
    assert used == set(DECLARED)
