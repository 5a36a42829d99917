"""pre-screening-create and the screening of resumes, as text and as a file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reconciler.simulator import Fault

from .support import UNKNOWN, Api, Make, without

CREATE = "pre-screening-create"
TEXT, FILE = "job-interview-pre-screening-api-resume-text", "job-interview-pre-screening-api-resume-binary"
BODY: dict[str, object] = {
    "position_name": "Barista",
    "position_location": "Bratislava",
    "position_country_code": "sk",
    "mojito_language_code": "sk",
}


def made(api: Api, **fields: object) -> str:
    return str(api.ok(CREATE, {**BODY, **fields})["position_def_set_id"])


def candidate(position: str, resume: str = "A resume.", **fields: object) -> dict[str, Any]:
    return {
        "position_id": position,
        "candidate_name": "Jana",
        "candidate_email": " Jana@Example.com ",
        "candidate_resume": resume,
        **fields,
    }


class TestCreate:
    def test_answer_and_what_is_stored(self, api: Api) -> None:
        answer = api.ok(CREATE, BODY)
        assert answer["created"] is True
        row = api.simulator.interviews()[0]
        assert row["pre_screening"]["id"] == answer["interview_pre_screening_id"]
        assert (row["pre_screening"]["country_code"], row["pre_screening"]["type"]) == ("SK", "resume")
        found = api.get(answer["position_def_set_id"])
        assert (found["status"], found["visibility"]) == ("draft", "merchant_invite")
        assert (found["is_multistage"], found["name"]) == (True, "Barista")
        assert api.get(made(api, status="active", visibility="merchant_public"))["status"] == "active"

    @pytest.mark.parametrize("name", sorted(BODY))
    def test_what_making_needs(self, api: Api, name: str) -> None:
        assert api.refused(422, CREATE, without(BODY, name)) == name
        assert api.refused(422, CREATE, {**BODY, name: None, "update_position_def_set_id": ""}) == name

    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"type": "form"}, "form_fields"),
            ({"type": "resume_with_form", "form_fields": []}, "form_fields"),
            (
                {"form_fields": [{"id": "custom_1", "field_type": "radio", "options": ["a"]}]},
                "form_fields.0.options",
            ),
            ({"form_fields": [{"id": "custom_1", "type": "screening"}]}, "form_fields.0.type"),
            ({"form_fields": [{"title": "x"}]}, "form_fields.0.id"),
            ({"assessment_rules": [{"type": "screening"}]}, "assessment_rules.0.id"),
            (
                {"assessment_rules": [{"id": "resume_match", "resume_score_reject": 11}]},
                "assessment_rules.0.resume_score_reject",
            ),
            ({"type": "other"}, "type"),
            ({"status": "archived"}, "status"),
        ],
    )
    def test_rules_of_the_body(self, api: Api, fields: dict[str, object], name: str) -> None:
        assert api.refused(422, CREATE, {**BODY, **fields}) == name
        assert api.simulator.interviews() == []

    def test_forms_that_are_right(self, api: Api) -> None:
        fields = [
            {"id": "form_age", "mandatory": True, "type": "screening"},
            {"id": "custom_1", "field_type": "radio", "options": ["a", "b"], "type": "required"},
        ]
        made(api, type="form", form_fields=fields)
        assert api.simulator.interviews()[0]["pre_screening"]["form_fields"] == fields


class TestUpdate:
    def test_what_is_sent_is_written(self, api: Api) -> None:
        position = made(api, assessment_rules=[{"id": "resume_match"}], position_description="x")
        before = api.get(position)["updated_at"]
        body = {"update_position_def_set_id": position, "position_name": "Waiter", "status": "active"}
        answer = api.ok(CREATE, {**body, "position_country_code": "cz", "position_description": None})
        assert (answer["updated"], answer["position_def_set_id"]) == (True, position)
        found = api.get(position)
        assert (found["name"], found["status"], found["description"]) == ("Waiter", "active", None)
        assert (found["interview_location"], found["updated_at"] > before) == ("Bratislava", True)
        screening = api.simulator.interviews()[0]["pre_screening"]
        assert (screening["country_code"], screening["assessment_rules"]) == ("CZ", [{"id": "resume_match"}])
        assert len(api.listed()) == 1

    @pytest.mark.parametrize("clears", [False, True])
    def test_null_clears(self, make: Make, clears: bool) -> None:
        api = make(null_clears=clears)
        position = made(api, assessment_rules=[{"id": "resume_match"}])
        body = {"update_position_def_set_id": position, "assessment_rules": None, "position_name": None}
        api.ok(CREATE, body)
        assert (api.simulator.interviews()[0]["pre_screening"]["assessment_rules"] is None) is clears
        assert api.get(position)["name"] == "Barista"

    def test_the_whole_has_to_be_right_afterwards(self, api: Api) -> None:
        position = made(api)
        body = {"update_position_def_set_id": position, "type": "form"}
        assert api.refused(422, CREATE, body) == "form_fields"
        api.ok(CREATE, {**body, "form_fields": [{"id": "form_age"}]})

    def test_404(self, api: Api) -> None:
        for identifier in (UNKNOWN, api.create(), "no-uuid"):
            body = {"update_position_def_set_id": identifier, "position_name": "x"}
            assert api.refused(404, CREATE, body) == "update_position_def_set_id"


class TestScreening:
    def test_answer(self, api: Api) -> None:
        answer = api.ok(TEXT, candidate(made(api), "Score 8, 12 years.", candidate_external_id="E"))
        assert (answer["success"], answer["recommendation"], answer["pre_screening_score"]) == (
            True,
            "ai_accept",
            8,
        )
        assert answer["resume_ai_technical_experience"] == 12
        (person,) = api.people(tab="pre-screening")
        assert (person["id"], person["email"]) == (answer["profile_interview_id"], "jana@example.com")
        assert api.simulator.credits_used() == 0.25
        assert (
            api.results()[0]["interview_result_pre_screening_id"]
            == (answer["interview_result_pre_screening_id"])
        )

    def test_a_second_time_is_the_short_answer(self, api: Api) -> None:
        position = made(api)
        api.ok(TEXT, candidate(position, "ai_reject"))
        again = api.ok(TEXT, candidate(position))
        assert set(again) == {"decision_status", "message"}
        assert again["decision_status"] == "ai_reject"
        assert api.simulator.credits_used() == 0.25
        assert api.simulator.requests()[-1].committed is False

    def test_registered_people_can_still_be_screened(self, api: Api) -> None:
        position = made(api)
        api.register(position, "jana@example.com")
        assert api.ok(TEXT, candidate(position))["success"] is True

    @pytest.mark.parametrize("word", ["ai_accept", "ai_reject", "recruiter_action"])
    def test_the_resume_may_name_the_recommendation(self, api: Api, word: str) -> None:
        assert api.ok(TEXT, candidate(made(api), word))["recommendation"] == word

    def test_rules_decide(self, api: Api) -> None:
        strict = made(api, assessment_rules=[
            {"id": "form_residency", "type": "screening", "action": "reject", "country_eu": True}
        ])  # fmt: skip
        inside = api.ok(TEXT, candidate(strict, candidate_country_code="SK"))
        outside = candidate(strict, candidate_email="b@example.com", candidate_country_code="US")
        assert inside["recommendation"] == "ai_accept"
        refused = api.ok(TEXT, outside)
        assert (refused["recommendation"], refused["processing_reason"]) == ("ai_reject", "form_residency")

    def test_positions_that_do_not_screen(self, api: Api) -> None:
        for identifier in (UNKNOWN, "x", api.create()):
            assert api.refused(404, TEXT, candidate(identifier)) == "position_id"
        api.simulator.add_account("other", merchant_id="other", name="Other")
        Api(api.simulator, "other").refused(404, TEXT, candidate(made(api)))
        assert api.refused(422, TEXT, candidate(made(api), candidate_email="x")) == "candidate_email"
        assert api.refused(422, TEXT, candidate(made(api), candidate_resume="")) == "candidate_resume"

    @pytest.mark.parametrize("open_", [False, True])
    def test_closed_positions(self, make: Make, open_: bool) -> None:
        api = make(enrol_when_closed=open_)
        assert api.call(TEXT, candidate(made(api)))[0] == (200 if open_ else 422)


class TestFile:
    FIELDS = {"candidate_name": "Jana", "candidate_email": "jana@example.com"}  # noqa: RUF012

    def test_a_file_and_a_form(self, api: Api) -> None:
        rule = {"id": "form_age", "type": "screening", "age_min": 18, "age_max": 65}
        position = made(api, assessment_rules=[rule])
        fields = {**self.FIELDS, "position_id": position, "form": json.dumps({"age": 17})}
        status, answer = api.form(FILE, fields, b"\x00\xffscore 9\r\n--edge is no end")
        assert (status, answer["recommendation"], answer["pre_screening_score"]) == (
            200,
            "recruiter_action",
            9,
        )
        logged = api.simulator.requests()[-1].body
        assert (logged["candidate_name"], logged["file"]["filename"]) == ("Jana", "cv.txt")

    def test_what_is_refused(self, api: Api) -> None:
        fields = {**self.FIELDS, "position_id": made(api)}
        assert api.form(FILE, {**fields, "form": "{"}, b"x")[1]["name"] == "form"
        assert api.form(FILE, {**fields, "form": "[1]"}, b"x")[1]["name"] == "form"
        assert api.form(FILE, fields, b"")[1]["name"] == "file"
        assert api.form(FILE, fields)[1]["name"] == "file"
        assert api.form(FILE, {**fields, "position_id": UNKNOWN}, b"x")[0] == 404
        assert api.form(FILE, self.FIELDS, b"x")[1]["name"] == "position_id"
        assert api.refused(422, FILE, candidate(made(api))) is None

    def test_cut_after_the_upload(self, api: Api) -> None:
        fields = {**self.FIELDS, "position_id": made(api)}
        api.simulator.add_fault(Fault(FILE, "cut_after"))
        with pytest.raises(ConnectionResetError):
            api.form(FILE, fields, b"x")
        assert set(api.form(FILE, fields, b"x")[1]) == {"decision_status", "message"}
