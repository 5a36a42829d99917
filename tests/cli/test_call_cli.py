"""`reconciler call` and `reconciler link`, against the simulated account of a project."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from reconciler.remote.endpoints import OPERATIONS
from reconciler.simulator import KNOWLEDGE_BASES, Fault, Simulator, serve, template_id
from tests.support.calls import CALLED, ID

from .conftest import Tool
from .support import process, serve_at, writes

MERCHANT = "51a1c0de-0000-4000-8000-000000000001"
NEW = [
    "name=Baker",
    "location=Berlin",
    f"interview_template_id={template_id('Anna')}",
    "mojito_language_code=en",
    "status=active",
    "type=interview",
    "visibility=merchant_invite",
]


def made(account: Simulator, tool: Tool) -> str:
    ran = tool("call", "job-interview-create", *NEW, "--send")
    assert ran.code == 0, ran.err
    found: str = json.loads(ran.out)["interview_def_set_id"]
    return found


def took(account: Simulator, interview_id: str) -> str:
    return account.complete_result(interview_id, "ann@example.com", name="Ann")


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_read_is_answered_and_a_write_only_shown(
    name: str, account: Simulator, tool: Tool, tmp_path: Path
) -> None:
    interview_id = made(account, tool)
    known = {"{interview}": interview_id, "{result}": took(account, interview_id)}
    values = {key: known.get(str(value), value) for key, value in CALLED[name].items()}
    (tmp_path / "values.json").write_text(json.dumps(values))
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    before = len(writes(account))
    files = [f"--file={one}={tmp_path / 'a.pdf'}" for one in OPERATIONS[name].files]
    ran = tool("call", name, "--data", str(tmp_path / "values.json"), *files)
    assert ran.code == 0, ran.err
    answer = json.loads(ran.out)
    if not OPERATIONS[name].writes:
        assert account.requests()[-1].endpoint == name
        assert account.requests()[-1].status == 200
        return
    assert len(writes(account)) == before
    assert "Nothing was sent" in ran.err
    assert (answer["sent"], answer["method"], answer["environment"]) == (False, "POST", "local")
    assert answer["url"] == f"simulator/{name}"
    assert answer["body"].items() >= values.items()
    if files:
        assert answer["files"] == {"file": {"path": str(tmp_path / "a.pdf"), "bytes": 8}}


def test_list_and_describe_need_no_project(tmp_path: Path) -> None:
    listed = process(tmp_path, "call", "--list")
    assert listed.code == 0
    lines = listed.out.splitlines()
    for name in OPERATIONS:
        (line,) = [one for one in lines if one.split()[:1] == [name]]
        assert ("*" in line.split()[:2]) is OPERATIONS[name].writes
    told = process(tmp_path, "call", "job-interview-update", "--describe")
    assert told.code == 0
    for said in ("position_id *", "1 to 20", "0.01 to 0.9, fraction", "seconds", "or null", "questions_diff"):
        assert said in told.out


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_can_be_described(name: str, tool: Tool) -> None:
    ran = tool("call", name, "--describe")
    assert ran.code == 0
    assert all(one.name in ran.out for one in OPERATIONS[name].parameters)
    assert max(map(len, ran.out.splitlines())) <= 110


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Which endpoint?"),
        (["job-interview-gett"], "Did you mean job-interview-get?"),
        (["job-interview-get"], "`position_id` is needed"),
        (["job-interview-get", "positon_id=x"], "did you mean `position_id`?"),
        (["merchant-interview-list", "limit=many"], "`limit` must be whole number"),
        (["merchant-interview-list", "limit=0"], "`limit` must be at least 1"),
        (["merchant-interview-list", "status=gone"], "`status` must be one of draft, active"),
        (["merchant-interview-list", "show_public=yes"], "`show_public` must be true or false"),
        (["merchant-interview-list", "limit"], "Write NAME=VALUE"),
        (["merchant-interview-list", "limit:={"], "`limit` is no JSON"),
        (["merchant-interview-list", "limit=1", "limit=2"], "`limit` is given twice"),
        (["merchant-interview-list", "--data", "none.json"], "none.json cannot be read: No such file"),
        (["merchant-interview-list", "offset=3", "--all"], "`offset` has no place"),
        (["merchant-status", "--all"], "does not page"),
        (["merchant-interview-list", "--lines"], "--lines goes with --all"),
        (["job-interview-create", *NEW, "questions_random_subset=2"], "at most 0.9"),
        (["job-interview-create", *NEW, "hiring_for_company=Bakery"], "hiring_for_company:=JSON"),
        (["knowledge-base-document-upload", "file=a.pdf"], "--file file=PATH"),
        (["knowledge-base-document-upload", "--file", "a.pdf"], "Write --file NAME=PATH"),
        (
            ["knowledge-base-document-upload", "knowledge_base_store_id=s", "--file", "file=no"],
            "no cannot be",
        ),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_sent(
    words: list[str], said: str, account: Simulator, tool: Tool
) -> None:
    ran = tool("call", *words)
    assert ran.code == 1
    assert said in ran.err
    assert ran.out == ""
    assert [one for one in account.requests() if one.endpoint != "merchant-status"] == []


def test_words_are_read_as_what_the_endpoint_takes(account: Simulator, tool: Tool) -> None:
    more = [
        "tags=a", "tags=b", "max_duration=1800", "is_embedded=true", "interview_salary=50000",
        "recording:=null", 'hiring_for_company:={"name": "Bäckerei"}', "code==x", "interview_length=7",
    ]  # fmt: skip
    body = json.loads(tool("call", "job-interview-create", *NEW, *more).out)["body"]
    assert body["tags"] == ["a", "b"]
    assert (body["max_duration"], body["is_embedded"], body["interview_salary"]) == (1800, True, "50000")
    assert (body["recording"], body["code"], body["interview_length"]) == (None, "=x", 7)
    assert body["hiring_for_company"] == {"name": "Bäckerei"}
    assert body["merchant_id"] == MERCHANT


def test_a_menu_is_shown_by_the_word_false_not_by_the_value(tool: Tool, project: Path) -> None:
    users = 'users:=[{"email": "a@example.com"}]'
    ran = tool("call", "job-interview-register-users", f"interview_id={ID}", users, "hide_menu=false")
    assert json.loads(ran.out)["body"]["hide_menu"] == "false"


def test_data_comes_from_standard_input_and_a_word_wins(
    tool: Tool, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = io.TextIOWrapper(io.BytesIO(b'{"position_id": "x", "status": "draft", "name": "Old"}'))
    monkeypatch.setattr(sys, "stdin", given)
    ran = tool("call", "job-interview-update", "--data", "-", f"position_id={ID}", "name=New")
    assert json.loads(ran.out)["body"] == {"position_id": ID, "status": "draft", "name": "New"}


@pytest.mark.parametrize("content", [b"[1]", b"{", b'{"limit": NaN}', b"\xff"])
def test_data_that_is_no_object(content: bytes, project: Path, tool: Tool) -> None:
    (project / "d.json").write_bytes(content)
    ran = tool("call", "merchant-interview-list", "--data", "d.json")
    assert ran.code == 1
    assert "d.json" in ran.err


def test_a_create_says_that_nothing_remembers_it(account: Simulator, tool: Tool) -> None:
    shown = tool("call", "job-interview-create", *NEW)
    assert "recorded in no state" in " ".join(json.loads(shown.out)["notes"])
    assert "cost credits" in " ".join(json.loads(shown.out)["notes"])
    sent = tool("call", "job-interview-create", *NEW, "--send")
    assert "Note: what this makes is recorded in no state" in sent.err
    assert "Note: it may cost credits" in sent.err
    assert len(account.interviews()) == 1


def test_a_lost_create_ends_as_unknown_and_is_not_sent_again(account: Simulator, tool: Tool) -> None:
    account.add_fault(Fault("job-interview-create", "cut_after"))
    ran = tool("call", "job-interview-create", *NEW, "--send")
    assert ran.code == 8
    assert ran.out == ""
    assert "It may have been made all the same" in ran.err
    assert [one.endpoint for one in writes(account)] == ["job-interview-create"]


def test_all_rows_as_an_array_or_as_lines(account: Simulator, tool: Tool, project: Path) -> None:
    ids = [made(account, tool) for _ in range(3)]
    ran = tool("call", "merchant-interview-list", "--all", "limit=1")
    assert sorted(row["id"] for row in json.loads(ran.out)) == sorted(ids)
    ran = tool("call", "merchant-interview-list", "--all", "--lines", "--out", "rows.jsonl")
    assert ran.out == ""
    lines = (project / "rows.jsonl").read_text().splitlines()
    assert sorted(json.loads(line)["id"] for line in lines) == sorted(ids)
    assert stat.S_IMODE((project / "rows.jsonl").stat().st_mode) == 0o600


def test_a_report_is_saved_with_its_validity(account: Simulator, tool: Tool, project: Path) -> None:
    result_id = took(account, made(account, tool))
    ran = tool(
        "call", "job-interview-pdf", f"interview_result_id={result_id}", "export_type=pdf", "--send",
        "--out", "report.pdf",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert (project / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert told["bytes"] == (project / "report.pdf").stat().st_size
    assert told["pdf_export_valid_until"] > "2000"
    assert "token" not in ran.out


def test_over_a_port_with_file_paging_and_download(
    project: Path, account: Simulator, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(account) as running:
        serve_at(project, f"{running.url}/functions/v1")
        monkeypatch.setenv("JOBMOJITO_TOKEN", "simulator")
        interview_id = made(account, tool)
        result_id = took(account, interview_id)
        shown = json.loads(tool("call", "job-interview-set-state", f"position_id={ID}", "status=draft").out)
        assert shown["url"] == f"{running.url}/functions/v1/job-interview-set-state"
        content = os.urandom(100_000)
        (project / "handbook.pdf").write_bytes(content)
        upload = ["knowledge-base-document-upload", f"knowledge_base_store_id={KNOWLEDGE_BASES[0]}"]
        ran = tool("call", *upload, "--file", "file=handbook.pdf", "--send")
        assert ran.code == 0, ran.err
        (stored,) = account.documents()
        assert (stored["bytes"], stored["name"]) == (len(content), "handbook.pdf")
        rows = json.loads(tool("call", "merchant-result-list", "--all").out)
        assert [row["interview_result_id"] for row in rows] == [result_id]
        ran = tool(
            "call", "job-interview-pdf", f"interview_result_id={result_id}", "export_type=pdf", "--send",
            "--out", "report.pdf",
        )  # fmt: skip
        assert ran.code == 0, ran.err
        assert (project / "report.pdf").read_bytes().startswith(b"%PDF-")


def test_a_token_of_another_merchant_stops_a_write(
    project: Path, account: Simulator, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.add_account("other", merchant_id="51a1c0de-0000-4000-8000-0000000000ff", name="Other")
    with serve(account) as running:
        serve_at(project, f"{running.url}/functions/v1")
        monkeypatch.setenv("JOBMOJITO_TOKEN", "other")
        for words in (["job-interview-create", *NEW, "--send"], ["merchant-interview-list"]):
            ran = tool("call", *words)
            assert ran.code == 1
            assert "is merchant" in ran.err
        assert tool("call", "merchant-status").code == 0
    assert account.interviews() == []


def test_hostile_text_cannot_move_the_terminal(account: Simulator, tool: Tool) -> None:
    name = "Ba\x1b[2Jker\u202e\x9b\u2028\U000e0041"
    interview_id = made(account, tool)
    account.edit(interview_id, name=name)
    ran = tool("call", "job-interview-get", f"position_id={interview_id}")
    assert json.loads(ran.out)["name"] == name
    assert not set(ran.out) & set("\x1b\u202e\x9b\u2028\U000e0041")


def test_an_answer_is_never_lost_for_a_file(account: Simulator, tool: Tool, project: Path) -> None:
    create = ["job-interview-create", *NEW, "--send"]
    ran = tool("call", *create, "--out", "none/made.json")
    assert ran.code == 1
    assert account.interviews() == []
    (project / "taken").mkdir()
    ran = tool("call", *create, "--out", "taken")
    assert account.interviews() == []
    assert ran.code == 1
    result_id = took(account, made(account, tool))
    account.add_fault(Fault("files/report", "error_before"))
    report = [f"interview_result_id={result_id}", "export_type=pdf", "--send", "--out", "r.pdf"]
    ran = tool("call", "job-interview-pdf", *report)
    assert ran.code == 1
    assert "cannot be fetched" in ran.err
    assert json.loads(ran.out)["pdf_export_url"]
    assert not (project / "r.pdf").exists()


def test_saying_what_there_is_loads_no_client(project: Path) -> None:
    program = (
        "import sys; from reconciler.cli.main import run; run(sys.argv[1:]); "
        "assert not {'httpx', 'pydantic', 'yaml', 'sqlite3'} & set(sys.modules)"
    )
    for words in (["--list"], ["job-interview-create", "--describe"]):
        done = subprocess.run(
            [sys.executable, "-c", program, "call", *words], capture_output=True, timeout=60, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")
