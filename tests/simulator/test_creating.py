"""job-interview-create and job-interview-create-from-array."""

from __future__ import annotations

import pytest

from reconciler.simulator import DEFAULT_MERCHANT_ID, KNOWLEDGE_BASES, RECRUITERS, Simulator, template_id

from .support import ANNA, MARIA, VIKTOR, Api, Make, array_body, create_body, without

EVERYTHING: dict[str, object] = {
    "recording": "video_all",
    "recording_full_session": "audio_all",
    "seniority_level": "senior",
    "result_view": "full",
    "interview_conversation_speed": "slower",
    "candidate_video_introduction": "required",
    "max_followups": 4.0,
    "questions_random_subset": 0.5,
    "code": "BE-7",
    "cover_image_url": "https://example.com/cover.png",
    "interview_department": "Platform",
    "interview_salary": "80k",
    "interview_available_till": "2027-01-31",
    "recruiter_profile_id": RECRUITERS[0],
    "tags": ["b", "a"],
    "knowledge_base_store_id": KNOWLEDGE_BASES[1],
    "description": "Given.",
    "candidate_expectations": "Curious.",
    "required_pronunciation": True,
    "result_enable_edit_transcript": False,
    "pdf_export_auto_config": {"template": "modern"},
}
RENAMED: dict[str, object] = {"location": "Remote", "description_long": "# Long"}


def test_create_is_read_back_under_the_stored_names(api: Api) -> None:
    found = api.get(api.create(**EVERYTHING, **RENAMED))
    for name, value in EVERYTHING.items():
        if name != "seniority_level":
            assert found[name] == value, name
    assert found["interview_location"] == "Remote"
    assert found["interview_description_long"] == "# Long"
    assert found["creation_parameters"]["seniority_level"] == "senior"
    assert found["creation_parameters"]["knowledge_base_store_id"] == KNOWLEDGE_BASES[1]
    assert not {"location", "description_long", "welcome_message", "environment", "embed"} & set(found)


def test_defaults(api: Api) -> None:
    found = api.get(api.create())
    assert found["status"] == "draft"
    assert found["max_duration"] == 1200
    assert found["result_view"] == "minimal"
    assert found["required_pronunciation"] is False
    assert found["result_enable_edit_transcript"] is True
    assert found["candidate_video_introduction"] is None
    assert found["creation_parameters"] == {
        "interview_type": "pre-screening",
        "interview_tone": "relaxed",
        "seniority_level": None,
        "hiring_for_company": None,
        "interview_length": None,
        "additional_context": None,
        "include_rapport_question": False,
        "include_closing_prompt": True,
        "knowledge_base_store_id": None,
    }
    assert (found["is_multistage"], found["merchant_id"]) == (False, DEFAULT_MERCHANT_ID)
    assert (found["interview_template_type"], found["is_voice_only"]) == ("interactive_heygen", False)
    assert (found["speech_language_code"], found["speech_language_name"]) == (
        "en-US",
        "English (United States)",
    )
    assert api.get(api.create(interview_template_id=VIKTOR))["is_voice_only"] is True


@pytest.mark.parametrize(
    ("length", "seconds", "count"),
    [
        (3, 1200, 3),
        (40, 1200, 10),
        ("12", 1800, 12),
        (99, 36000, 40),
        (0, 1200, 1),
        (5, 60, 1),
        (2.9, 1200, 2),
    ],
)
def test_number_of_questions(api: Api, length: object, seconds: int, count: int) -> None:
    answer = api.ok("job-interview-create", create_body(interview_length=length, max_duration=seconds))
    assert answer["questions_generated"] == count
    assert answer["max_duration"] == seconds
    asked = [question["question"] for question in api.get(answer["interview_def_set_id"])["questions"]]
    assert len(asked) == len(set(asked)) == count


@pytest.mark.parametrize("length", [None, "some"])
def test_number_of_questions_is_five_to_eight_when_left_open(api: Api, length: object) -> None:
    for name in ("Nurse", "Cook", "Pilot", "Judge"):
        answer = api.ok("job-interview-create", create_body(name=name, interview_length=length))
        assert 5 <= answer["questions_generated"] <= 8


def test_blank_texts_are_written_and_given_ones_kept(api: Api) -> None:
    blank = api.get(api.create(description=" ", description_long=""))
    assert "Backend Engineer" in blank["description"]
    assert "Backend Engineer" in blank["interview_description_long"]
    assert set(blank["candidate_expectations_json"]) == {"weak", "moderate", "strong"}
    assert blank["candidate_expectations"] is None
    assert api.get(api.create(type="coaching"))["interview_description_long"] is None
    assert api.get(api.create(type="assessment"))["interview_description_long"] is not None


def test_rapport_question_comes_first_and_counts(api: Api) -> None:
    found = api.get(api.create(interview_length=3, include_rapport_question=True))
    assert [question["is_without_scoring"] for question in found["questions"]] == [True, None, None]


def test_two_equal_creates_are_two_interviews_and_cost_twice(api: Api) -> None:
    assert api.create(code="same") != api.create(code="same")
    assert len(api.listed()) == 2
    assert api.simulator.credits_used() == 2.0
    assert api.simulator.credits_used(DEFAULT_MERCHANT_ID) == 2.0
    assert api.simulator.credits_used("another") == 0.0
    assert api.ok("merchant-status")["credits_interview_monthly"] == 998


def test_refused_create_costs_nothing_and_leaves_no_trace(api: Api) -> None:
    api.refused(422, "job-interview-create", create_body(knowledge_base_store_id="none"))
    first = api.create()
    assert api.simulator.credits_used() == 1.0
    other = Simulator()
    assert Api(other).create() == first, "a refusal must not move the ids"
    other.close()


@pytest.mark.parametrize("kind", ["interview", "assessment", "coaching"])
def test_type_credit_follows_from_the_type(api: Api, kind: str) -> None:
    expected = "interview_coach_manager" if kind == "coaching" else None
    assert api.get(api.create(type=kind))["type_credit"] == expected


def test_scoring_is_resolved(api: Api) -> None:
    found = api.get(api.create(custom_scoring={"max_score": 10, "own": 1}, interview_attempts=7))
    assert found["result_scoring"]["max_score"] == 10
    assert found["result_scoring"]["own"] == 1
    assert found["result_scoring"]["max_retries"] == 7
    assert found["result_scoring"]["sentiment_analysis"] is True
    assert found["result_scoring"]["early_stop"] is True, "the template's override"
    assert api.get(api.create(interview_template_id=MARIA))["result_scoring"]["early_stop"] is False


@pytest.mark.parametrize(
    ("field", "value", "from_array"),
    [
        ("interview_template_id", "00000000-0000-4000-8000-000000000000", 500),
        ("interview_template_id", template_id("Old Elai"), 422),
        ("knowledge_base_store_id", "00000000-0000-4000-8000-000000000000", 500),
        ("recruiter_profile_id", "00000000-0000-4000-8000-000000000000", 422),
        ("interview_available_till", "soon", 422),
        ("mojito_language_code", "xx", 422),
        ("status", "archived", 422),
        ("type", "persona", 422),
        ("visibility", "public", 422),
        ("max_followups", 1000, 422),
        ("max_followups", 1.5, 422),
    ],
)
def test_values_refused(api: Api, field: str, value: object, from_array: int) -> None:
    assert api.refused(422, "job-interview-create", create_body(**{field: value})) == field
    body = array_body({"question": "One?"}, **{field: value})
    assert api.refused(from_array, "job-interview-create-from-array", body) == field


def test_nullable_differs_between_the_two(api: Api) -> None:
    assert api.refused(422, "job-interview-create", create_body(interview_type=None)) == "interview_type"
    identifier = api.create_from_array({"question": "One?"}, interview_type=None)
    assert api.get(identifier)["creation_parameters"]["interview_type"] is None
    assert (
        api.refused(422, "job-interview-create", create_body(interview_attempts=21)) == "interview_attempts"
    )
    api.create_from_array({"question": "One?"}, interview_attempts=21)


def test_from_array_keeps_the_questions_and_their_order(api: Api) -> None:
    identifier = api.create_from_array(
        {"question": "Main?", "id": "main", "external_id": "m", "duration": 90.0, "extra": "dropped"},
        {"question": "Follow?", "is_conditional": True, "conditional_question_main_id": "main"},
    )
    main, follow = api.get(identifier)["questions"]
    assert (main["question"], main["external_id"], main["duration"]) == ("Main?", "m", 90)
    assert main["id"] != "main"
    assert follow["conditional_question_main_id"] == main["id"]
    assert "extra" not in main


def test_from_array_needs_description_and_questions(api: Api) -> None:
    endpoint = "job-interview-create-from-array"
    assert api.refused(422, endpoint, without(array_body({"question": "?"}), "description")) == "description"
    assert api.refused(422, endpoint, array_body()) == "questions"
    body = array_body(
        {"question": "One?", "conditional_question_main_id": "later"}, {"question": "?", "id": "later"}
    )
    assert api.refused(422, endpoint, body) == "questions.0.conditional_question_main_id"


def test_from_array_writes_the_rubric_only_when_left_out(api: Api) -> None:
    question = {"question": "One?"}
    assert api.get(api.create_from_array(question))["candidate_expectations_json"] is not None
    assert api.get(api.create_from_array(question, type="assessment"))["candidate_expectations_json"] is None
    own = {"weak": ["a"], "more": 1}
    kept = api.get(api.create_from_array(question, candidate_expectations_json=own))
    assert kept["candidate_expectations_json"] == own
    cleared = api.get(api.create_from_array(question, candidate_expectations_json=None))
    assert cleared["candidate_expectations_json"] is None


def test_from_array_does_not_know_max_duration(api: Api) -> None:
    assert api.get(api.create_from_array({"question": "One?"}, max_duration=600))["max_duration"] == 1200


def test_embedding_at_creation_answers_with_the_pair(api: Api) -> None:
    answer = api.ok("job-interview-create", create_body(is_embedded=True))
    assert answer["embed_id"]
    assert answer["embed_signing_key"]
    again = api.set_state(answer["interview_def_set_id"], is_embedded=True)
    assert again == {name: answer[name] for name in ("embed_id", "embed_signing_key")}
    assert "embed_id" not in api.ok("job-interview-create", create_body(is_embedded=False))


def test_blank_reference_texts_are_null(api: Api) -> None:
    found = api.get(api.create(code=" ", interview_department="", interview_salary=""))
    assert (found["code"], found["interview_department"], found["interview_salary"]) == (None, None, None)


def test_company_without_a_name_is_none(api: Api) -> None:
    for company in (None, {"name": None}, {"name": " ", "sector": "Steel"}, {}):
        assert (
            api.get(api.create(hiring_for_company=company))["creation_parameters"]["hiring_for_company"]
            is None
        )
    named = {"name": "ACME", "sector": None}
    assert api.get(api.create(hiring_for_company=named))["creation_parameters"]["hiring_for_company"] == named


def test_listed_interviews_have_a_slug(api: Api) -> None:
    identifier = api.create(name="C++ Dev (m/f)", visibility="merchant_public")
    assert api.get(identifier)["slug"] == f"c-dev-m-f-{identifier[:8]}"
    assert api.get(api.create(name="開発", visibility="merchant_public"))["slug"].startswith("interview-")
    assert api.get(api.create())["slug"] is None


def test_runs_can_be_repeated(make: Make) -> None:
    first, second = make(), make()
    assert first.get(first.create()) == second.get(second.create())
    assert template_id("Anna") == ANNA
