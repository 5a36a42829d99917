"""Lists of people, from a CSV or written down: a definition for each, every word of it with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reconciler.definitions.loader import Loaded, load
from reconciler.definitions.project import read_project
from reconciler.model.address import Address
from reconciler.model.definition import Definition, OnRemove
from reconciler.model.values import Ref
from tests.unit.test_definitions_bad_inputs import write

BAKER = "name: Baker\n"
LIST = "kind: candidate\ninterview: baker\ncandidates_from: people.csv\n"
HEAD = "key,candidate_name,candidate_email,candidate_country_code,candidate_resume\n"


def loaded(root: Path, **files: str) -> Loaded:
    paths = {f"interviews/{name.replace('__', '.')}": text for name, text in files.items()}
    write(root, {"interviews/baker.yaml": BAKER, **paths})
    return load(read_project(root), "local")


def people(root: Path, **files: str) -> dict[str, Definition]:
    found = loaded(root, **files)
    assert found.desired is not None, found.diagnostics
    return {
        address.key: one for address, one in found.desired.definitions.items() if address.kind != "interview"
    }


def rules(found: Loaded) -> list[str]:
    return [one.rule for one in found.diagnostics]


def test_each_row_is_a_definition_with_the_places_of_its_cells(tmp_path: Path) -> None:
    rows = HEAD + 'anna,Anna,anna@example.com,de,Bread\nben, Ben ,ben@example.com,AT,"Rolls,\nand cakes"\n'
    found = people(tmp_path, round__yaml=LIST, people__csv=rows)
    assert list(found) == ["round-anna", "round-ben"]
    ben = found["round-ben"]
    assert ben.address == Address("candidate", "round-ben")
    assert (ben.batch, ben.manage.on_remove) == ("candidate.round", OnRemove.FORGET)
    assert ben.fields == {
        "candidate_name": "Ben",
        "candidate_email": "ben@example.com",
        "candidate_country_code": "AT",
        "candidate_resume": "Rolls,\nand cakes",
        "position_def_set_id": Ref("interview", "baker"),
    }
    assert found["round-anna"].fields["candidate_country_code"] == "DE"
    assert str(ben.span("candidate_email")) == "interviews/people.csv:3:11"
    assert str(ben.span("position_def_set_id")) == "interviews/round.yaml:2:12"
    assert str(ben.span()) == "interviews/people.csv:3:1"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_what_spreadsheets_write_is_read(tmp_path: Path, separator: str, mark: str, line: str) -> None:
    rows = (HEAD + "anna,Anna,anna@example.com,DE,Bread\n\n").replace(",", separator).replace("\n", line)
    found = people(tmp_path, round__yaml=LIST, people__csv=mark + rows)
    assert found["round-anna"].fields["candidate_email"] == "anna@example.com"


def test_columns_have_the_headers_that_they_have_and_a_resume_may_be_a_file(tmp_path: Path) -> None:
    text = (
        "kind: candidate\ninterview: baker\ncandidates_from:\n  file: people.csv\n  key: Id\n"
        "  columns: {candidate_name: Name, candidate_email: E-mail, candidate_resume: {file: CV}}\n"
    )
    rows = "Id;Name;E-mail;candidate_country_code;CV;Notes\n7;Anna;anna@example.com;DE;cv/anna.txt;private\n"
    write(tmp_path, {"interviews/cv/anna.txt": "Ten years of ${bread}.\n"})
    found = people(tmp_path, round__yaml=text, people__csv=rows)
    assert found["round-7"].fields["candidate_resume"] == "Ten years of ${bread}."
    assert "private" not in str(found)


def test_without_a_key_column_the_external_id_names_a_person(tmp_path: Path) -> None:
    rows = HEAD.replace("key", "candidate_external_id") + "ATS 1001,Anna,anna@example.com,DE,Bread\n"
    found = people(tmp_path, round__yaml=LIST, people__csv=rows)
    assert found["round-ats-1001"].fields["candidate_external_id"] == "ATS 1001"
    rows = rows.replace("ATS 1001", "anna@example.com")
    assert rules(loaded(tmp_path, round__yaml=LIST, people__csv=rows)) == ["missing-key"]


def test_no_list_is_longer_than_somebody_can_review(tmp_path: Path) -> None:
    row = "p{0},P,p{0}@example.com,DE,Bread\n"
    rows = HEAD + "".join(row.format(number) for number in range(10_001))
    assert rules(loaded(tmp_path, round__yaml=LIST, people__csv=rows)) == ["too-many-people"]


def test_no_word_about_a_person_stands_in_a_finding(tmp_path: Path) -> None:
    rows = HEAD + "anna,Anna Secret,anna.secret,Secretland,Secret bread\nben,Ben Secret\n"
    found = loaded(tmp_path, round__yaml=LIST, people__csv=rows)
    assert rules(found) == ["bad-email", "bad-country", "bad-row"]
    single = "kind: candidate\ninterview: baker\ncandidate_name: [Secret]\ncandidate_email: secret\n"
    found = loaded(tmp_path, one__yaml=single, round__yaml=LIST, people__csv=rows)
    assert len(found.diagnostics) > 4
    assert "secret" not in repr(found.diagnostics).casefold()


def test_people_written_down_have_the_method_and_what_they_are(tmp_path: Path) -> None:
    text = (
        "kind: invitation\nmethod: invite\ninterview: baker\nmessage_from_recruiter: Hello\n"
        "people:\n  - {key: anna, email: anna@example.com}\n  - {key: ben, email: b@b.de, type: user}\n"
    )
    found = people(tmp_path, round__yaml=text)
    assert found["round-anna"].fields == {
        "method": "invite",
        "type": "candidate",
        "interview_id": Ref("interview", "baker"),
        "message_from_recruiter": "Hello",
        "email": "anna@example.com",
    }
    assert found["round-ben"].fields["type"] == "user"
    assert found["round-ben"].batch == "invitation.round"


def test_a_renamed_list_takes_everybody_along(tmp_path: Path) -> None:
    text = LIST + "manage: {moved_from: old}\n"
    found = people(tmp_path, round__yaml=text, people__csv=HEAD + "anna,Anna,anna@example.com,DE,Bread\n")
    assert found["round-anna"].manage.moved_from == "old-anna"


def test_defaults_and_overlays_reach_every_kind(tmp_path: Path) -> None:
    project = (
        "version: 1\ndefinitions: [interviews]\ndefaults:\n"
        "  interview: {location: Berlin, interview_template: Anna, mojito_language_code: en, status: draft,\n"
        "              type: interview, visibility: merchant_invite}\n"
        "  candidate: {interview: baker, candidate_country_code: DE}\n"
        "environments: {local: {server: simulator, state: s.json, overlays: overlays}}\n"
    )
    one = (
        "kind: candidate\ncandidate_name: Anna\ncandidate_email: anna@example.com\ncandidate_resume: Bread\n"
    )
    write(tmp_path, {"overlays/candidate.anna.yaml": "candidate_country_code: AT\n"})
    write(tmp_path, {"interviews/baker.yaml": BAKER, "interviews/anna.yaml": one, "reconciler.yaml": project})
    found = load(read_project(tmp_path), "local")
    assert found.desired is not None, found.diagnostics
    fields = found.desired.definitions[Address("candidate", "anna")].fields
    assert (fields["candidate_country_code"], fields["position_def_set_id"]) == (
        "AT",
        Ref("interview", "baker"),
    )


WHOLE: dict[str, tuple[str, dict[str, Any]]] = {
    "persona": (
        "kind: persona\nname: Guest\ninterview_template: Anna\nmojito_language_code: en\nstatus: active\n"
        "visibility: merchant_public\npersona_role_avatar: A.\npersona_role_user: B.\nmax_duration: 20m\n",
        {
            "interview_template_id": Ref("template", "Anna"),
            "max_duration": 1200,
            "persona_role_user": "B.",
        },
    ),
    "directory": (
        "kind: directory\nname: Sales\ncontent_md: ''\n",
        {"id": "one", "name": "Sales", "content_md": ""},
    ),
    "pre-screening": (
        "kind: pre-screening\nposition_name: Barista\nposition_location: Prague\nposition_country_code: cz\n"
        "mojito_language_code: en\n",
        {"position_country_code": "CZ"},
    ),
    "retake": (
        "kind: retake\ninterview_result_id: 51A1C0DE-0000-4000-8000-0000000000A1\nreason: Camera.\n",
        {"interview_result_id": "51a1c0de-0000-4000-8000-0000000000a1", "reason": "Camera."},
    ),
    "knowledge-document": (
        "kind: knowledge-document\nknowledge_base: Handbook\nfile: a.txt\n",
        {
            "knowledge_base_store_id": Ref("knowledge_base", "Handbook"),
            "file": {
                "path": "interviews/a.txt",
                "sha256": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
                "size": 5,
            },
        },
    ),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_definition_of_each_kind_comes_to_what_is_sent(tmp_path: Path, kind: str) -> None:
    text, expected = WHOLE[kind]
    (one,) = people(tmp_path, one__yaml=text, a__txt="hello").values()
    assert one.address == Address(kind, "one")
    assert {name: one.fields[name] for name in expected} == expected


def test_nothing_about_people_is_ever_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECONCILER_CACHE", "on")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    rows = HEAD + "anna,Anna Secret,secret@example.com,DE,Secret bread\n"
    write(
        tmp_path,
        {"interviews/baker.yaml": BAKER, "interviews/round.yaml": LIST, "interviews/people.csv": rows},
    )
    for _ in range(2):
        assert load(read_project(tmp_path), "local", cached=True).desired is not None
    kept = [path for path in (tmp_path / ".reconciler").rglob("*") if path.is_file()]
    assert kept, "the interview is"
    assert all(b"ecret" not in path.read_bytes() for path in kept)
