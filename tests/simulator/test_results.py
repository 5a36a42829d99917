"""Taken interviews: the helper, merchant-result-list, job-interview-details, another attempt."""

from __future__ import annotations

from typing import Any

import pytest

from .support import UNKNOWN, Api, Clock, Make

DETAILS, AGAIN = "job-interview-details", "job-interview-result-request-another-attempt"


def take(api: Api, interview: str | None = None, email: str = "a@example.com", **fields: Any) -> str:
    return api.simulator.complete_result(interview or api.create(status="active"), email, **fields)


class TestTaking:
    def test_a_result_is_active_and_submitted(self, api: Api) -> None:
        interview = api.create(status="active")
        before = api.get(interview)["updated_at"]
        result = take(api, interview, name="Ann", score=72.5)
        (row,) = api.results()
        assert (row["interview_result_id"], row["status"], row["coach_status"]) == (
            result,
            "active",
            "completed",
        )
        assert (row["candidate_name"], row["candidate_email"]) == ("Ann", "a@example.com")
        assert (row["score"], row["duration_ds"], row["decision_status"]) == (72.5, 6000, None)
        assert (row["definition_id"], row["position_step"]) == (interview, "interview")
        assert (row["interview_started"], row["is_test"], row["is_multi_stage"]) == (True, False, False)
        (listed,) = api.listed()
        assert (listed["interview_count"], listed["interview_last"]) == (1, listed["updated_at"])
        assert listed["updated_at"] > before
        (person,) = api.people()
        assert (person["interview_count"], person["status"]) == (1, "active")
        assert person["last_login_at"]

    def test_activity_switch(self, make: Make) -> None:
        api = make(updated_at_moves_on_activity=False)
        interview = api.create(status="active")
        before = api.get(interview)["updated_at"]
        take(api, interview)
        assert api.get(interview)["updated_at"] == before

    def test_the_interview_inside_a_position(self, api: Api) -> None:
        answer = api.enrol(candidate_email="a@example.com")
        result = take(api, answer["position_def_set_id"])
        (row,) = api.results()
        assert (row["interview_result_id"], row["definition_id"]) == (result, answer["interview_def_set_id"])
        assert row["interview_result_pre_screening_id"]
        for identifier in (answer["position_def_set_id"], answer["interview_def_set_id"]):
            assert len(api.results(interview_id=identifier)) == 1

    @pytest.mark.parametrize(
        ("fields", "status", "coach"),
        [({"finished": False}, "draft", "started"), ({"submitted": False}, "draft", "completed")],
    )
    def test_less_than_submitted(self, api: Api, fields: dict[str, Any], status: str, coach: str) -> None:
        interview = api.create(status="active")
        result = take(api, interview, **fields)
        (row,) = api.results()
        assert (row["status"], row["coach_status"]) == (status, coach)
        api.refused(422, AGAIN, {"interview_result_id": result})
        assert take(api, interview) == result

    def test_what_no_candidate_can_do(self, api: Api) -> None:
        draft = api.create()
        with pytest.raises(ValueError, match="draft"):
            take(api, draft)
        take(api, draft, is_test=True)
        with pytest.raises(ValueError, match="submitted"):
            take(api, draft, is_test=True)
        rejected = api.enrol(candidate_email="a@example.com", candidate_resume="ai_reject")
        with pytest.raises(ValueError, match="rejected"):
            take(api, rejected["position_def_set_id"])
        with pytest.raises(KeyError):
            take(api, UNKNOWN)
        body = {
            "position_name": "x",
            "position_location": "x",
            "position_country_code": "SK",
            "mojito_language_code": "sk",
        }
        screens = api.ok("pre-screening-create", body)["position_def_set_id"]
        with pytest.raises(ValueError, match="no interview"):
            take(api, screens)

    def test_score_follows_from_the_address(self, make: Make) -> None:
        scores = []
        for _ in range(2):
            api = make()
            take(api)
            scores.append(api.results()[0]["score"])
        assert scores[0] == scores[1]
        assert 40 <= scores[0] <= 95


class TestList:
    def test_orders_and_pages(self, api: Api, clock: Clock) -> None:
        interview = api.create(status="active")
        made = []
        for number, score in enumerate((50, 90, 70)):
            clock.pass_time(minutes=1)
            made.append(take(api, interview, f"c{number}@example.com", score=score))
        api.simulator.edit_record("result", made[1], recruiter_shortlist=True)

        def order(**query: object) -> list[int]:
            return [made.index(row["interview_result_id"]) for row in api.results(**query)]

        assert order() == order(order_by="created_at_newest") == [2, 1, 0]
        assert order(order_by="created_at_oldest") == [0, 1, 2]
        assert order(order_by="score") == [1, 2, 0]
        assert order(order_by="updated_at_newest") == [1, 2, 0]
        assert order(limit=1, offset=1) == [1]
        page = api.ok("merchant-result-list", limit=2)["pagination"]
        assert page == {"total": 3, "limit": 2, "offset": 0, "has_more": True}
        assert api.refused(422, "merchant-result-list", order_by="name") == "order_by"

    def test_filters(self, api: Api) -> None:
        first, second = api.create(status="active"), api.create(status="active", type="assessment")
        one, two = take(api, first, "Ann@example.com", name="Ann Ö"), take(api, first, "b@example.com")
        take(api, second)
        api.simulator.edit_record("result", one, recruiter_risks=["fraud", "pace"], emoji="x")
        found = {row["interview_result_id"] for row in api.results()}
        assert found == {one, two}
        assert len(api.results(type="assessment")) == 1
        for query in (
            {"filter_text": "ann%20%C3%B6"},
            {"filter_text": "ANN@"},
            {"filter_emoji": "x"},
            {"risks": "money,%20pace"},
            {"profile_interview_id": api.people(filter_text="ann")[0]["id"]},
        ):
            assert [row["interview_result_id"] for row in api.results(**query)] == [one], query
        assert api.results(risks="money") == api.results(interview_id=UNKNOWN) == []
        assert len(api.results(interview_id=first, step="interview")) == 2
        assert api.results(step="pre-screening") == []

    @pytest.mark.parametrize(
        ("tab", "expected"),
        [
            ("", "abcdef"),
            ("decided-rejected", "bf"),
            ("decided-selected", "c"),
            ("undecided", "ae"),
            ("shortlist", "a"),
            ("completed", "abce"),
            ("incomplete", "df"),
            ("archived-interview", "e"),
            ("public_avatar", ""),
            ("archived-public_avatar", ""),
        ],
    )
    def test_tabs(self, api: Api, tab: str, expected: str) -> None:
        interview, archived = api.create(status="active"), api.create(status="active")
        made = {name: take(api, interview, f"{name}@example.com") for name in "abc"}
        take(api, interview, "d@example.com", finished=False)
        take(api, archived, "e@example.com")
        api.enrol(candidate_email="f@example.com", candidate_resume="ai_reject")
        api.set_state(archived, status="archived")
        api.simulator.edit_record("result", made["a"], recruiter_shortlist=True)
        api.simulator.edit_record("result", made["b"], decision_status="recruiter_reject")
        api.simulator.edit_record("result", made["c"], decision_status="recruiter_accept")
        assert sorted(row["candidate_email"][0] for row in api.results(tab=tab)) == list(expected)

    def test_lag(self, make: Make) -> None:
        api = make(result_list_lag_calls=2)
        take(api)
        assert [len(api.results()) for _ in range(3)] == [0, 0, 1]

    def test_only_ones_own(self, api: Api) -> None:
        result = take(api)
        api.simulator.add_account("other", merchant_id="other", name="Other")
        other = Api(api.simulator, "other")
        assert other.results() == other.people() == []
        other.refused(404, DETAILS, interview_result_id=result)
        other.refused(422, AGAIN, {"interview_result_id": result})


class TestDetails:
    def test_transcript_and_scores(self, api: Api) -> None:
        questions = [
            {"question": "One?", "external_id": "q1", "external_data": {"k": 1}},
            {"question": "Two?", "is_without_scoring": True},
        ]
        interview = api.create_from_array(*questions, status="active")
        result = take(api, interview, score=80, seconds=90)
        found = api.ok(DETAILS, interview_result_id=result)
        assert (found["score"], found["duration"], found["status"]) == (80, 900, "completed")
        first, second = found["transcript"]
        assert (first["external_id"], first["external_data"]) == ("q1", {"k": 1})
        assert first["question_original_id"] == api.get(interview)["questions"][0]["id"]
        assert (first["question_asked"], first["score"], second["score"]) == ("One?", 80, None)
        assert "recording_url" not in found
        signed = api.ok(DETAILS, interview_result_id=result, get_signed_recordings="true")
        assert {"recording_url", "video_introduction_url"} <= set(signed)
        assert "recording_url" in signed["transcript"][0]

    def test_unknown_ids(self, api: Api) -> None:
        take(api)
        api.refused(404, DETAILS, interview_result_id=UNKNOWN)
        api.refused(404, DETAILS, interview_result_id=api.results()[0]["id"])
        assert api.refused(422, DETAILS, interview_result_id="x") == "interview_result_id"
        assert api.refused(422, DETAILS) == "interview_result_id"


class TestAnotherAttempt:
    def test_resets_to_draft_and_clears_the_decision(self, api: Api) -> None:
        interview = api.create(status="active")
        result = take(api, interview)
        api.simulator.edit_record("result", result, decision_status="recruiter_reject")
        assert api.ok(AGAIN, {"interview_result_id": result}) == {}
        (row,) = api.results()
        assert (row["status"], row["decision_status"]) == ("draft", None)
        assert api.refused(422, AGAIN, {"interview_result_id": result}) == "interview_result_id"
        assert take(api, interview) == result
        assert api.simulator.results()[0]["attempts"] == 2
        api.ok(AGAIN, {"interview_result_id": result})

    def test_unknown_and_missing_ids(self, api: Api) -> None:
        assert api.refused(422, AGAIN, {"interview_result_id": UNKNOWN}) == "interview_result_id"
        assert api.refused(422, AGAIN, {}) == "interview_result_id"

    @pytest.mark.parametrize("cleared", [False, True])
    def test_retake_clears_scores(self, make: Make, cleared: bool) -> None:
        api = make(retake_clears_scores=cleared)
        result = take(api, score=70)
        api.ok(AGAIN, {"interview_result_id": result})
        found = api.ok(DETAILS, interview_result_id=result)
        assert found["score"] == (None if cleared else 70)
        assert (found["transcript"] == []) is cleared
