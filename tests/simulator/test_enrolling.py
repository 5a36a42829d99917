"""job-interview-create-for-candidate-with-token."""

from __future__ import annotations

import pytest

from .support import ENROL, MARIA, UNKNOWN, Api, Make, enrol_body, without

FIELDS = ("position_name", "position_location", "position_country_code", "mojito_language_code")
OPTIONAL = dict.fromkeys(FIELDS)


class TestNewPosition:
    def test_answer_and_what_is_stored(self, api: Api) -> None:
        answer = api.enrol(position_description="Two sentences.", candidate_external_id="X-1")
        assert set(answer) == {
            "status",
            "interview_url",
            "position_def_set_id",
            "interview_def_set_id",
            "profile_interview_id",
        }
        assert answer["status"] == "ai_accept"
        position, interview = (
            api.get(answer["position_def_set_id"]),
            api.get(answer["interview_def_set_id"]),
        )
        assert (position["is_multistage"], position["type"], position["questions"]) == (True, None, None)
        assert (position["name"], position["status"]) == ("Barista", "active")
        assert position["description"] == interview["description"] == "Two sentences."
        assert position["interview_description_long"] == interview["interview_description_long"]
        assert (interview["visibility"], interview["result_view"]) == ("sub_item", "minimal")
        assert (interview["mojito_language_code"], interview["status"]) == ("sk", "active")
        (person,) = api.people()
        assert person["id"] == answer["profile_interview_id"]
        assert (person["name"], person["external_id"]) == ("Jana Nová", "X-1")
        assert (person["pre_screening_count"], person["interview_count"]) == (1, 0)
        assert api.simulator.credits_used() == 1.25

    def test_template_and_settings(self, api: Api) -> None:
        answer = api.enrol(
            interview_template_id=MARIA, interview_attempts=5, result_view="full", max_duration=600
        )
        interview = api.get(answer["interview_def_set_id"])
        assert (interview["interview_template_id"], interview["result_view"]) == (MARIA, "full")
        assert (interview["result_scoring"]["max_retries"], interview["max_duration"]) == (5, 600)
        body = enrol_body(interview_template_id=UNKNOWN)
        assert api.refused(422, ENROL, body) == "interview_template_id"

    @pytest.mark.parametrize("name", FIELDS)
    def test_the_four_fields_are_needed(self, api: Api, name: str) -> None:
        for body in (without(enrol_body(), name), enrol_body(**{name: None})):
            assert api.refused(422, ENROL, body) == name
        assert api.simulator.candidates() == api.simulator.interviews() == []

    @pytest.mark.parametrize(
        "name", ["candidate_name", "candidate_email", "candidate_country_code", "candidate_resume"]
    )
    def test_the_candidates_fields_are_needed(self, api: Api, name: str) -> None:
        assert api.refused(422, ENROL, without(enrol_body(), name)) == name
        assert api.refused(422, ENROL, enrol_body(**{name: ""})) == name

    def test_an_address_that_is_none(self, api: Api) -> None:
        assert api.refused(422, ENROL, enrol_body(candidate_email="jana")) == "candidate_email"

    @pytest.mark.parametrize("listed", [False, True])
    def test_sub_items_listed(self, make: Make, listed: bool) -> None:
        api = make(sub_items_listed=listed)
        answer = api.enrol()
        found = {row["id"]: row["is_multi_stage"] for row in api.listed()}
        assert found[answer["position_def_set_id"]] is True
        assert (answer["interview_def_set_id"] in found) is listed
        assert api.listed(type="assessment") == []
        assert api.ok("merchant-status")["definitions_active"] == 1

    def test_each_call_without_a_position_makes_one(self, api: Api) -> None:
        assert api.enrol()["position_def_set_id"] != api.enrol()["position_def_set_id"]
        assert len(api.people()) == 1


class TestExistingPosition:
    def test_by_id(self, api: Api) -> None:
        position = api.enrol()["position_def_set_id"]
        again = api.enrol(position_def_set_id=position, candidate_email="b@example.com", **OPTIONAL)
        assert (again["status"], again["position_def_set_id"]) == ("ai_accept", position)
        assert len(api.listed()) == 1

    def test_an_unknown_id_is_404(self, api: Api) -> None:
        assert api.refused(404, ENROL, enrol_body(position_def_set_id=UNKNOWN)) == "position_def_set_id"
        api.simulator.add_account("other", merchant_id="other", name="Other")
        foreign = Api(api.simulator, "other").enrol()["position_def_set_id"]
        api.refused(404, ENROL, enrol_body(position_def_set_id=foreign))

    @pytest.mark.parametrize("taken", [False, True])
    def test_position_takes_interview_id(self, make: Make, taken: bool) -> None:
        api = make(position_takes_interview_id=taken)
        interview = api.create(code="BE")
        status, answer = api.call(ENROL, enrol_body(position_def_set_id=interview, **OPTIONAL))
        assert status == (200 if taken else 404)
        if taken:
            assert answer["position_def_set_id"] == answer["interview_def_set_id"] == interview
        by_code = api.enrol(position_external_id="BE", candidate_email="b@example.com")
        assert (by_code["interview_def_set_id"] == interview) is taken

    @pytest.mark.parametrize("needed", [False, True])
    def test_external_code_needs_fields(self, make: Make, needed: bool) -> None:
        api = make(external_code_needs_fields=needed)
        first = api.enrol(position_external_id="JOB-1")
        assert api.get(first["position_def_set_id"])["code"] == "JOB-1"
        second = api.enrol(position_external_id="JOB-1", candidate_email="b@example.com")
        assert second["position_def_set_id"] == first["position_def_set_id"]
        bare = enrol_body(position_external_id="JOB-1", candidate_email="c@example.com", **OPTIONAL)
        assert api.call(ENROL, bare)[0] == (422 if needed else 200)
        assert api.refused(422, ENROL, {**bare, "position_external_id": "JOB-2"}) == "position_name"

    def test_one_that_only_screens(self, api: Api) -> None:
        position = api.ok("pre-screening-create", {name: enrol_body()[name] for name in FIELDS})
        answer = api.enrol(position_def_set_id=position["position_def_set_id"], is_embedded=True)
        assert answer["position_def_set_id"] == position["position_def_set_id"]
        assert not {"interview_def_set_id", "embed_id"} & set(answer)
        assert api.results()[0]["position_step"] == "pre-screening"

    def test_a_deleted_position_is_not_found_by_its_code(self, api: Api) -> None:
        first = api.enrol(position_external_id="JOB-1")["position_def_set_id"]
        api.set_state(first, status="deleted")
        assert api.enrol(position_external_id="JOB-1")["position_def_set_id"] != first

    @pytest.mark.parametrize("open_", [False, True])
    def test_enrol_when_closed(self, make: Make, open_: bool) -> None:
        api = make(enrol_when_closed=open_)
        body = enrol_body(position_def_set_id=api.create(), **OPTIONAL)
        assert api.call(ENROL, body)[0] == (200 if open_ else 422)
        active = enrol_body(position_def_set_id=api.create(status="active"), **OPTIONAL)
        assert api.call(ENROL, active)[0] == 200


class TestDecision:
    @pytest.mark.parametrize(
        "decision", ["ai_accept", "recruiter_accept", "recruiter_action", "ai_reject", "recruiter_reject"]
    )
    def test_word_in_the_resume_and_switch(self, make: Make, decision: str) -> None:
        for api, resume in (
            (make(), f"Decision: {decision}. Not ai_reject."),
            (make(candidate_decision=decision), "Nothing."),
        ):
            answer = api.enrol(candidate_resume=resume)
            assert answer["status"] == decision
            assert ("reason" in answer) is decision.endswith("reject")
            (row,) = api.results()
            accepted = decision.endswith("accept")
            assert row["decision_status"] == (None if accepted else decision)
            assert row["position_step"] == ("interview" if accepted else "pre-screening")
            assert row["interview_result_id"] is None
            assert row["interview_result_pre_screening_id"]

    def test_a_second_call_has_already_applied(self, api: Api) -> None:
        first = api.enrol(position_external_id="J")
        second = api.enrol(position_external_id="J", candidate_resume="ai_reject")
        assert second["status"] == "already-applied"
        assert second["reason"]
        for name in ("position_def_set_id", "interview_def_set_id", "profile_interview_id"):
            assert second[name] == first[name]
        assert second["interview_url"] != first["interview_url"]
        assert api.simulator.requests()[-1].committed is False
        assert len(api.results()) == len(api.people()) == 1
        assert api.simulator.credits_used() == 1.25

    def test_who_is_registered_has_applied(self, api: Api) -> None:
        identifier = api.create()
        api.register(identifier, "jana@example.com")
        assert api.enrol(position_def_set_id=identifier)["status"] == "already-applied"

    @pytest.mark.parametrize("omitted", [False, True])
    def test_decline_omits_ids(self, make: Make, omitted: bool) -> None:
        api = make(decline_omits_ids=omitted)
        rejected = api.enrol(candidate_resume="ai_reject", position_external_id="J")
        again = api.enrol(position_external_id="J")
        for answer in (rejected, again):
            assert ("profile_interview_id" in answer) is not omitted
            assert answer["interview_url"]
        assert "profile_interview_id" in api.enrol(candidate_email="b@example.com")

    def test_embedding(self, api: Api) -> None:
        answer = api.enrol(is_embedded=True, position_external_id="J")
        again = api.enrol(is_embedded=True, position_external_id="J")
        assert answer["embed_signing_key"] == again["embed_signing_key"]
        assert "embed_id" not in api.enrol(candidate_email="b@example.com")


@pytest.mark.parametrize("folded", [False, True])
def test_emails_folded(make: Make, folded: bool) -> None:
    api = make(emails_folded=folded)
    api.enrol(position_external_id="J", candidate_email="Jana@Example.com")
    again = api.enrol(position_external_id="J")
    assert again["status"] == ("already-applied" if folded else "ai_accept")
    assert {person["email"] for person in api.people()} == (
        {"jana@example.com"} if folded else {"Jana@Example.com", "jana@example.com"}
    )


@pytest.mark.parametrize("kept", [False, True])
def test_candidate_name_kept(make: Make, kept: bool) -> None:
    api = make(candidate_name_kept=kept)
    api.enrol()
    api.enrol(candidate_name="Jana Stará", candidate_linkedin_url="https://example.com/jana")
    (person,) = api.people()
    assert person["name"] == ("Jana Nová" if kept else "Jana Stará")
    assert person["linked_in"] == "https://example.com/jana"
