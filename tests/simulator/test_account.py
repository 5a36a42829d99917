"""The Simulator from outside: log, edits, reset, the control endpoints."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reconciler.simulator import Fault, Simulator

from .support import START, Api


def control(api: Api, method: str, name: str, body: object = None) -> tuple[int, Any]:
    encoded = b"" if body is None else json.dumps(body).encode()
    status, _, answer = api.raw(method, f"/_simulator/{name}", encoded, headers={})
    return status, json.loads(answer)


class TestLog:
    def test_entries(self, api: Api) -> None:
        identifier = api.create(code="x")
        api.get(identifier)
        api.raw("POST", "/functions/v1/job-interview-create", b"not json")
        create, get, bad = api.simulator.requests()
        assert (create.seq, get.seq, bad.seq) == (1, 2, 3)
        assert (create.method, create.endpoint, create.status, create.committed) == (
            "POST",
            "job-interview-create",
            200,
            True,
        )
        assert create.body["code"] == "x"
        assert create.at == "2026-11-25T10:00:00.000000+00:00"
        assert get.target == f"/functions/v1/job-interview-get?position_id={identifier}"
        assert (get.body, get.committed, get.fault) == (None, False, None)
        assert (bad.body, bad.status) == (None, 422)

    def test_no_token_is_kept(self, api: Api) -> None:
        api.simulator.add_account("very-secret", merchant_id="m", name="M")
        Api(api.simulator, "very-secret").ok("merchant-status")
        api.raw("GET", "/merchant-status", headers={"Authorization": "Bearer guessed-secret"})
        assert "secret" not in str(api.simulator.requests())


class TestEdit:
    def test_edit_goes_past_the_rules(self, api: Api) -> None:
        identifier = api.create(interview_template_id="51a1c0de-0000-4000-8000-0000000000a3", status="active")
        before = api.get(identifier)
        questions = [{"question": "By hand?"}, {"id": before["questions"][0]["id"], "question": "Kept id?"}]
        api.simulator.edit(
            identifier, mojito_language_code="de", questions=questions, interview_location=None
        )
        after = api.get(identifier)
        assert after["mojito_language_code"] == "de"
        assert after["updated_at"] > before["updated_at"]
        assert [question["question"] for question in after["questions"]] == ["By hand?", "Kept id?"]
        assert after["questions"][1]["id"] == before["questions"][0]["id"]
        assert len(api.simulator.requests()) == 3

    def test_an_interview_can_move_out_of_sight(self, api: Api) -> None:
        identifier = api.create()
        api.simulator.edit(identifier, merchant_id="elsewhere", updated_at="2020-01-01T00:00:00.000000+00:00")
        api.refused(404, "job-interview-get", position_id=identifier)
        assert api.listed() == []
        assert api.simulator.interviews("elsewhere")[0]["updated_at"].startswith("2020")

    def test_unknown_id_and_field(self, api: Api) -> None:
        identifier = api.create()
        with pytest.raises(KeyError):
            api.simulator.edit("nobody", name="x")
        for fields in ({"location": "x"}, {"id": "x"}, {"questions": "x"}):
            with pytest.raises(ValueError, match=r"field|list"):
                api.simulator.edit(identifier, **fields)
        assert api.get(identifier)["interview_location"] == "Berlin"


class TestEditRecord:
    def test_kinds_and_their_ids(self, api: Api) -> None:
        interview = api.create(status="active")
        result = api.simulator.complete_result(interview, "a@example.com")
        (row,) = api.simulator.results()
        before = api.results()[0]["updated_at"]
        api.simulator.edit_record("result", result, decision_status="recruiter_accept")
        api.simulator.edit_record("result", row["id"], score=1)
        (listed,) = api.results()
        assert (listed["decision_status"], listed["score"]) == ("recruiter_accept", 1)
        assert listed["updated_at"] > before
        (person,) = api.people()
        long_ago = "2020-01-01T00:00:00.000000+00:00"
        api.simulator.edit_record("candidate", person["id"], status="deleted", updated_at=long_ago)
        (person,) = api.people()
        assert (person["status"], person["updated_at"]) == ("deleted", long_ago)

    def test_unknown_kind_id_and_field(self, api: Api) -> None:
        api.simulator.complete_result(api.create(status="active"), "a@example.com")
        (person,) = api.people()
        with pytest.raises(ValueError, match="kind"):
            api.simulator.edit_record("interview", person["id"])
        with pytest.raises(KeyError):
            api.simulator.edit_record("candidate", "nobody", name="x")
        for fields in ({"nonsense": 1}, {"id": "x"}):
            with pytest.raises(ValueError, match="field"):
                api.simulator.edit_record("candidate", person["id"], **fields)


def test_reset_brings_back_the_first_day(api: Api) -> None:
    first = api.create()
    api.enrol()
    api.ok("catalogue-tag-create", {"id": "x", "name": "x"})
    api.simulator.add_account("other", merchant_id="m", name="M")
    api.simulator.add_fault(Fault("*", "unauthorized"))
    api.simulator.reset()
    assert api.people() == api.results() == api.simulator.directories() == []
    assert api.ok("merchant-analytics", date_from="2026-01-01", date_to="2027-01-01")["data"] == []
    api.simulator.reset()
    assert api.listed() == []
    assert [entry.seq for entry in api.simulator.requests()] == [1]
    assert api.simulator.credits_used() == 0
    Api(api.simulator, "other").refused(401, "merchant-status")
    assert api.create() == first
    assert api.get(first)["created_at"] == "2026-11-25T10:00:00.000000+00:00"


def test_rows_are_shown_in_full(api: Api) -> None:
    identifier = api.create(welcome_message="Hello", is_embedded=True)
    (row,) = api.simulator.interviews()
    assert (row["id"], row["welcome_message"], row["environment"]) == (identifier, "Hello", "test")
    assert row["embed"]["embed_signing_key"]
    assert row["questions"]


class TestControl:
    def test_switches(self, api: Api) -> None:
        assert control(api, "POST", "switches", {"tags_sorted": True})[0] == 200
        assert control(api, "POST", "switches", {"list_lag_calls": 1})[1]["tags_sorted"] is True
        assert control(api, "GET", "switches")[1] == api.simulator.switches.to_mapping()
        assert control(api, "POST", "switches", {"nonsense": 1})[0] == 422

    def test_faults_and_requests(self, api: Api) -> None:
        faults = [{"endpoint": "*", "kind": "unauthorized"}, {"endpoint": "*", "kind": "gateway", "nth": 2}]
        assert control(api, "POST", "faults", faults)[0] == 200
        assert control(api, "POST", "faults", {"endpoint": "*", "kind": "rate_limit", "nth": 3})[0] == 200
        assert [api.raw("GET", "/merchant-status")[0] for _ in range(4)] == [401, 502, 429, 200]
        logged = control(api, "GET", "requests")[1]["requests"]
        assert [entry["fault"] for entry in logged] == ["unauthorized", "gateway", "rate_limit", None]
        assert control(api, "POST", "faults", {"endpoint": "*"})[0] == 422

    def test_edit_and_reset(self, api: Api) -> None:
        identifier = api.create()
        body = {"interview_id": identifier, "fields": {"name": "Edited"}}
        assert control(api, "POST", "edit", body)[0] == 200
        assert control(api, "GET", "interviews")[1]["interviews"][0]["name"] == "Edited"
        assert control(api, "GET", "interviews")[1]["credits_used"] == 1.0
        assert control(api, "POST", "edit", {"interview_id": "x", "fields": {}})[0] == 422
        assert control(api, "POST", "edit", {"interview_id": identifier})[0] == 422
        assert control(api, "POST", "reset")[0] == 200
        assert api.listed() == []

    def test_results_of_candidates(self, api: Api) -> None:
        body = {"interview_id": api.create(status="active"), "email": "a@example.com"}
        status, made = control(api, "POST", "results", {**body, "name": "Ann", "score": 60})
        assert status == 200
        (row,) = control(api, "GET", "results")[1]["results"]
        assert (row["interview_result_id"], row["candidate_name"]) == (made["interview_result_id"], "Ann")
        edit = {"result_id": made["interview_result_id"], "fields": {"recruiter_shortlist": True}}
        assert control(api, "POST", "edit", edit)[0] == 200
        assert len(api.results(tab="shortlist")) == 1
        for bad in ({**body, "email": None}, {**body, "interview_id": "x"}, {"email": "x"}, body):
            assert control(api, "POST", "results", bad)[0] == 422, bad
        (person,) = control(api, "GET", "candidates")[1]["candidates"]
        edit = {"candidate_id": person["id"], "fields": {"name": "Zoe"}}
        assert control(api, "POST", "edit", edit)[0] == 200
        assert api.people()[0]["name"] == "Zoe"

    def test_what_else_is_stored(self, api: Api) -> None:
        api.ok("catalogue-tag-create", {"id": "x", "name": "x"})
        api.ok("invite-users", {"users": [{"email": "a@example.com"}]})
        assert control(api, "GET", "documents")[1] == {"documents": []}
        assert control(api, "GET", "directories")[1]["directories"][0]["slug"] == "x"
        assert control(api, "GET", "members")[1]["members"][0]["type"] == "user"

    def test_accounts(self, api: Api) -> None:
        body = {"token": "t", "merchant_id": "m", "name": "M", "expires_at": START.isoformat()}
        assert control(api, "POST", "accounts", body)[0] == 200
        Api(api.simulator, "t").refused(401, "merchant-status")
        assert (
            control(api, "POST", "accounts", {**body, "expires_at": None, "sub_merchants": ["s"]})[0] == 200
        )
        Api(api.simulator, "t").ok("merchant-status")
        assert control(api, "POST", "accounts", {"merchant_id": "m"})[0] == 422

    @pytest.mark.parametrize(
        ("method", "name", "status"), [("GET", "x", 404), ("GET", "reset", 405), ("PUT", "edit", 405)]
    )
    def test_unknown(self, api: Api, method: str, name: str, status: int) -> None:
        assert control(api, method, name)[0] == status

    @pytest.mark.parametrize("body", [b"[1]", b"{", b'"x"'])
    def test_bad_bodies(self, api: Api, body: bytes) -> None:
        for name in ("switches", "faults", "edit", "accounts"):
            assert api.raw("POST", f"/_simulator/{name}", body, headers={})[0] == 422

    def test_nothing_of_control_is_logged(self, api: Api) -> None:
        control(api, "GET", "switches")
        assert api.simulator.requests() == []


def test_a_simulator_is_a_handler() -> None:
    simulator = Simulator()
    assert simulator.handle("get", "/merchant-status", {"authorization": "Bearer simulator"}, b"")[0] == 200
    simulator.close()
