"""What is refused before anything is sent, and how it is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reconciler.errors import UsageError
from reconciler.remote.calls import prepare
from reconciler.remote.checking import check
from reconciler.remote.endpoints import OPERATIONS
from tests.support.calls import CREATE, ID

CANDIDATE: dict[str, Any] = {
    "candidate_name": "A",
    "candidate_email": "a@example.com",
    "candidate_country_code": "DE",
    "candidate_resume": "Bakes.",
}


def refusal(name: str, /, **values: object) -> str:
    with pytest.raises(UsageError) as caught:
        check(OPERATIONS[name], values)
    assert caught.value.hint == f"`reconciler call {name} --describe` lists what it takes"
    return caught.value.message


def create(**values: object) -> str:
    return refusal("job-interview-create", **{**CREATE, **values})


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"statos": "draft"}, "`statos` is not a parameter (did you mean `status`?)"),
        ({"zzz": 1}, "`zzz` is not a parameter"),
        ({"status": "open"}, "`status` must be one of draft, active"),
        ({"status": None}, "`status` must not be null; leave it out"),
        ({"name": ""}, "`name` must not be empty"),
        ({"name": 7}, "`name` must be text"),
        ({"interview_template_id": "anna"}, "`interview_template_id` must be a UUID"),
        ({"max_duration": "20"}, "`max_duration` must be a number"),
        ({"max_duration": True}, "`max_duration` must be a number"),
        ({"max_duration": float("nan")}, "`max_duration` must be a number"),
        ({"max_followups": 1.5}, "`max_followups` must be a whole number"),
        ({"max_followups": -1}, "`max_followups` must be at least 0"),
        ({"questions_random_subset": 0.95}, "`questions_random_subset` must be at most 0.9"),
        ({"is_embedded": "true"}, "`is_embedded` must be true or false"),
        ({"name": "half \ud800"}, "`name` holds half of a letter"),
        ({"tags": "a"}, "`tags` must be a list"),
        ({"tags": ["a", 1]}, "`tags[1]` must be text"),
        ({"hiring_for_company": {"nmae": "X"}}, "`hiring_for_company.nmae` is not a parameter (did you mean"),
        ({"pdf_export_auto_config": {"template": "old"}}, "`pdf_export_auto_config.template` must be one of"),
    ],
)
def test_a_value_that_does_not_fit(values: dict[str, object], said: str) -> None:
    assert said in create(**values)


def test_everything_wrong_is_told_at_once() -> None:
    message = refusal("job-interview-create", name="", colour="red")
    assert message.startswith("job-interview-create: ")
    for said in ("`location` is needed", "`name` must not be empty", "`colour` is not a parameter"):
        assert said in message


def test_whole_floats_nulls_and_open_sets_pass() -> None:
    good = {
        **CREATE,
        "max_followups": 3.0,
        "recording": None,
        "interview_tone": "grim",
        "interview_length": "8",
    }
    check(OPERATIONS["job-interview-create"], good)
    check(OPERATIONS["job-interview-create"], {**CREATE, "custom_scoring": {"anything": [1, {"deep": None}]}})


def test_questions_are_looked_into_and_keep_keys_of_their_own() -> None:
    body = {**CREATE, "description": "Two."}
    assert "`questions` must hold at least 1" in refusal(
        "job-interview-create-from-array", **body, questions=[]
    )
    message = refusal(
        "job-interview-create-from-array", **body, questions=[{"question": "Why?"}, {"label": "x"}]
    )
    assert "`questions[1].question` is needed" in message
    questions = [{"question": "Why?", "mine": 1, "candidate_expectations_json": {"weak": [], "other": 2}}]
    check(OPERATIONS["job-interview-create-from-array"], {**body, "questions": questions})


def test_needs_that_hang_on_others() -> None:
    name = "job-interview-create-for-candidate-with-token"
    message = refusal(name, **CANDIDATE, position_name="Baker", position_location="")
    assert "`position_location`, `position_country_code`, `mojito_language_code` are needed" in message
    assert "without `position_def_set_id`" in message
    check(OPERATIONS[name], {**CANDIDATE, "position_def_set_id": ID})
    assert "one of `status`, `is_embedded` is needed" in refusal("job-interview-set-state", position_id=ID)
    message = refusal("job-interview-token", type="interview-for-profile", interview_id=ID)
    assert "`interview_profile_id` is needed for type interview-for-profile" in message
    check(OPERATIONS["job-interview-token"], {"type": "interview-results-for-position", "interview_id": ID})
    assert "`position_name`" in refusal("pre-screening-create", type="resume")
    check(OPERATIONS["pre-screening-create"], {"update_position_def_set_id": ID})


def test_ids_of_people_dates_and_slugs() -> None:
    assert "must be a UUID" in refusal("job-interview-pdf", export_type="pdf", interview_result_ids=["x"])
    assert "YYYY" not in refusal("merchant-analytics", date_from="1.1.2026", date_to="2026-01-31")
    assert "must look like" in refusal("catalogue-tag-create", id="Sales_", name="Sales")
    check(OPERATIONS["catalogue-tag-create"], {"id": "sales--team_en", "name": "Sales"})
    assert "`offset` must be at least 0" in refusal("merchant-result-list", offset=-1)
    assert "`limit` must be at most 1000" in refusal("merchant-result-list", limit=1001)


def test_a_file_is_a_path(tmp_path: Path) -> None:
    name = "knowledge-base-document-upload"
    assert "`file` must be a file" in refusal(name, knowledge_base_store_id="s", file="text")
    check(OPERATIONS[name], {"knowledge_base_store_id": "s", "file": tmp_path / "any"})


def test_a_request_is_divided() -> None:
    read = prepare(OPERATIONS["merchant-avatar-list"], {"include_public": True, "limit": 5}, merchant_id=ID)
    assert read.query == {"include_public": "true", "limit": "5", "merchant_id": ID}
    assert read.payload() is None
    write = prepare(
        OPERATIONS["job-interview-set-state"], {"position_id": ID, "status": "active"}, merchant_id=ID
    )
    assert (write.query, write.body) == ({}, {"position_id": ID, "status": "active"})
    own = prepare(OPERATIONS["merchant-status"], {"merchant_id": ID.replace("1e", "2e")}, merchant_id=ID)
    assert own.query["merchant_id"] != ID
