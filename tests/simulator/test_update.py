"""job-interview-update, apart from its questions."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.simulator import KNOWLEDGE_BASES, RECRUITERS, template_id

from .support import MARIA, VIKTOR, Api

UNKNOWN = "00000000-0000-4000-8000-000000000000"
PLAIN: dict[str, object] = {
    "name": "New name",
    "code": "NEW",
    "cover_image_url": "https://example.com/n.png",
    "description": "New.",
    "interview_department": "Sales",
    "interview_salary": "1",
    "interview_available_till": "2027-01-01T00:00:00Z",
    "recruiter_profile_id": RECRUITERS[1],
    "tags": ["z", "y"],
    "coach_plan": "demo",
    "interview_template_id": VIKTOR,
    "knowledge_base_store_id": KNOWLEDGE_BASES[0],
    "recording": "audio_all",
    "recording_full_session": "video_all",
    "result_view": "none",
    "candidate_video_introduction": "hidden",
    "interview_conversation_speed": "faster",
    "max_followups": 0,
    "max_duration": 2700,
    "questions_random_subset": 0.9,
    "required_pronunciation": True,
    "result_enable_edit_transcript": False,
    "candidate_expectations": "New.",
    "candidate_expectations_json": {"weak": ["w"], "extra": {"kept": 1}},
    "pdf_export_auto_config": {"transcript": True},
    "visibility": "merchant_public",
}
RENAMED = {"location": "interview_location", "description_long": "interview_description_long"}
NULLABLE = sorted(set(PLAIN) - {"interview_template_id", "result_view", "visibility"})


def test_everything_sent_is_written_and_nothing_else(api: Api) -> None:
    identifier = api.create(status="active")
    before = api.get(identifier)
    answer = api.update(identifier, **PLAIN, location="Rome", description_long="Long")
    assert answer["updated_fields"] == [*PLAIN, "interview_location", "interview_description_long"]
    assert "questions_diff" not in answer
    after = api.get(identifier)
    for name, value in PLAIN.items():
        assert after[name] == value, name
    assert (after["interview_location"], after["interview_description_long"]) == ("Rome", "Long")
    moved = {name for name in after if after[name] != before[name]}
    derived = {"updated_at", "interview_template_type", "is_voice_only"}
    assert moved == {*PLAIN, *RENAMED.values(), *derived}


@pytest.mark.parametrize("name", NULLABLE)
def test_null_clears(api: Api, name: str) -> None:
    identifier = api.create()
    api.update(identifier, **{name: PLAIN[name]})
    assert api.update(identifier, **{name: None})["updated_fields"] == [name]
    assert api.get(identifier)[name] is None


@pytest.mark.parametrize(
    "name",
    [
        "status",
        "visibility",
        "type",
        "result_view",
        "interview_attempts",
        "interview_template_id",
        "questions",
    ],
)
def test_null_where_it_is_refused(api: Api, name: str) -> None:
    assert api.refused(422, "job-interview-update", {"position_id": api.create(), name: None}) == name


@pytest.mark.parametrize("name", ["code", "location", "interview_department", "interview_salary"])
def test_blank_becomes_null(api: Api, name: str) -> None:
    identifier = api.create()
    api.update(identifier, **{name: "  "})
    assert api.get(identifier)[RENAMED.get(name, name)] is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("interview_type", "second-interview"),
        ("interview_type", None),
        ("interview_tone", "Whimsical"),
        ("seniority_level", "executive"),
        ("hiring_for_company", {"name": "ACME"}),
    ],
)
def test_parameters_are_kept_together_and_questions_stay(api: Api, name: str, value: object) -> None:
    identifier = api.create(interview_length=4, seniority_level="senior")
    before = api.get(identifier)
    assert api.update(identifier, **{name: value})["updated_fields"] == ["creation_parameters"]
    after = api.get(identifier)
    assert after["creation_parameters"] == {**before["creation_parameters"], name: value}
    assert after["questions"] == before["questions"]


def test_scoring_is_merged(api: Api) -> None:
    identifier = api.create(custom_scoring={"max_score": 10})
    before: dict[str, Any] = api.get(identifier)["result_scoring"]
    sent = {"custom_scoring": {"early_stop": False, "own": 1}, "interview_attempts": 9}
    assert api.update(identifier, **sent)["updated_fields"] == ["result_scoring"]
    assert api.get(identifier)["result_scoring"] == {
        **before,
        "early_stop": False,
        "own": 1,
        "max_retries": 9,
    }
    api.update(identifier, custom_scoring=None)
    cleared = api.get(identifier)["result_scoring"]
    assert (cleared["max_score"], cleared["max_retries"]) == (100, 9)
    assert "own" not in cleared


def test_type_decides_who_pays_unless_told(api: Api) -> None:
    identifier = api.create()
    assert api.update(identifier, type="coaching")["updated_fields"] == ["type", "type_credit"]
    assert api.get(identifier)["type_credit"] == "interview_coach_manager"
    api.update(identifier, type="assessment")
    assert api.get(identifier)["type_credit"] is None
    api.update(identifier, type="coaching", type_credit="cover_letter")
    assert api.get(identifier)["type_credit"] == "cover_letter"
    assert [row["id"] for row in api.listed(type="coaching")] == [identifier]


def test_status_goes_through_the_same_routine(api: Api) -> None:
    identifier = api.create()
    assert api.update(identifier, status="draft")["updated_fields"] == []
    assert api.update(identifier, status="active")["updated_fields"] == ["status"]
    assert api.get(identifier)["status"] == "active"


def test_nothing_sent_changes_nothing(api: Api) -> None:
    identifier = api.create()
    before = api.get(identifier)
    assert api.update(identifier)["updated_fields"] == []
    assert api.get(identifier) == before
    assert api.simulator.requests()[-2].committed is False


def test_fields_that_update_does_not_take_are_dropped(api: Api) -> None:
    identifier = api.create()
    before = api.get(identifier)
    answer = api.update(
        identifier,
        mojito_language_code="de",
        welcome_message="x",
        interview_length=3,
        merchant_id="m",
        is_embedded=True,
        additional_context={},
    )
    assert answer["updated_fields"] == []
    assert api.get(identifier) == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("interview_template_id", UNKNOWN),
        ("interview_template_id", template_id("Old Elai")),
        ("knowledge_base_store_id", UNKNOWN),
        ("recruiter_profile_id", UNKNOWN),
        ("max_followups", True),
        ("interview_attempts", 0),
        ("questions_random_subset", 1),
        ("status", "open"),
        ("candidate_expectations_json", {"weak": [1]}),
        ("questions", []),
    ],
)
def test_values_refused_write_nothing(api: Api, name: str, value: object) -> None:
    identifier = api.create()
    before = api.get(identifier)
    sent = {"position_id": identifier, "name": "Changed", name: value}
    found = api.refused(422, "job-interview-update", sent)
    assert (found or "").split(".")[0] == name
    assert api.get(identifier) == before


def test_unknown_id_is_404(api: Api) -> None:
    api.refused(404, "job-interview-update", {"position_id": UNKNOWN, "name": "x"})


def test_multi_stage_positions_take_few_fields(api: Api) -> None:
    identifier = api.create()
    api.simulator.edit(identifier, is_multistage=True)
    answer = api.update(identifier, name="Position", hiring_for_company={"name": "ACME"}, status="active")
    assert answer["is_multistage"] is True
    for name, value in (("tags", ["a"]), ("questions", [{"question": "?"}]), ("max_duration", 600)):
        assert api.refused(422, "job-interview-update", {"position_id": identifier, name: value}) == name
    found = api.get(identifier)
    assert (found["name"], found["status"], found["questions"], found["type"]) == (
        "Position",
        "active",
        None,
        None,
    )
    assert api.listed()[0]["is_multi_stage"] is True


def test_rubric_is_written_anew_only_with_questions(api: Api) -> None:
    identifier = api.create()
    before = api.get(identifier)["candidate_expectations_json"]
    api.update(identifier, regenerate_candidate_expectations=True)
    assert api.get(identifier)["candidate_expectations_json"] == before
    question = {"question": "Something else?"}
    api.update(identifier, questions=[question])
    assert api.get(identifier)["candidate_expectations_json"] == before
    answer = api.update(identifier, regenerate_candidate_expectations=True, questions=[question])
    assert "candidate_expectations_json" in answer["updated_fields"]
    assert "Something else?" in str(api.get(identifier)["candidate_expectations_json"])
    own = {"strong": ["s"]}
    api.update(
        identifier,
        regenerate_candidate_expectations=True,
        questions=[question],
        candidate_expectations_json=own,
    )
    assert api.get(identifier)["candidate_expectations_json"] == own


def test_template_of_an_active_interview_can_change(api: Api) -> None:
    identifier = api.create(status="active")
    api.update(identifier, interview_template_id=MARIA)
    found = api.get(identifier)
    assert (found["interview_template_type"], found["status"]) == ("offline_heygen", "active")
