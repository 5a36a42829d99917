"""What every endpoint has in common: tokens, roles, merchants, lost answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reconciler.simulator import DEFAULT_MERCHANT_ID, KNOWLEDGE_BASES, Fault
from reconciler.simulator.document import operations

from .support import UNKNOWN, Api, Make, array_body, create_body, enrol_body
from .test_personas import BODY as PERSONA
from .test_prescreening import BODY as SCREENING
from .test_prescreening import candidate

SUB = "51a1c0de-0000-4000-8000-00000000d001"
FOREIGN = "51a1c0de-0000-4000-8000-00000000d002"
NO_401 = {"invite-users": 422, "knowledge-base-document-upload": 500}
NO_SERVICE_KEY = set(operations()) - {"job-interview-register-users", "invite-users"}
DOCUMENT = {"knowledge_base_store_id": KNOWLEDGE_BASES[0], "file": "eA=="}


def with_token(api: Api, token: str, **fields: Any) -> Api:
    api.simulator.add_account(token, **{"merchant_id": "other", "name": "Other", **fields})
    return Api(api.simulator, token)


class TestTokens:
    @pytest.mark.parametrize("endpoint", sorted(operations()))
    def test_no_token(self, api: Api, endpoint: str) -> None:
        Api(api.simulator, None).refused(NO_401.get(endpoint, 401), endpoint, {})

    @pytest.mark.parametrize("told", [False, True])
    @pytest.mark.parametrize("endpoint", sorted(NO_401))
    def test_undocumented_401(self, make: Make, endpoint: str, told: bool) -> None:
        api = make(undocumented_401=told)
        status = api.raw("POST", f"/{endpoint}", b"{}", headers={})[0]
        assert status == (401 if told else NO_401[endpoint])

    @pytest.mark.parametrize("endpoint", sorted(NO_SERVICE_KEY))
    def test_a_service_key_has_no_user(self, api: Api, endpoint: str) -> None:
        expected = {**NO_401, "job-interview-token": 422}.get(endpoint, 401)
        with_token(api, "key", role="service").refused(expected, endpoint, {})

    def test_an_unknown_role(self, api: Api) -> None:
        with pytest.raises(ValueError, match="role"):
            with_token(api, "x", role="boss")


@pytest.mark.parametrize("endpoint", sorted(set(operations()) - {"platform-languages-list"}))
def test_a_user_who_is_no_merchants(api: Api, endpoint: str) -> None:
    operation = operations()[endpoint]
    missing = operation.method == "GET" and 404 in operation.statuses
    expected = 403 if 403 in operation.statuses else 404 if missing else 500
    with_token(api, "person", role="candidate").refused(expected, endpoint, {})
    with_token(api, "person", role="candidate").ok("platform-languages-list")


@pytest.mark.parametrize("manner", ["dropped", "refused"])
def test_foreign_merchant(make: Make, manner: str) -> None:
    api = make(foreign_merchant=manner)
    status, answer = api.call("merchant-status", merchant_id=FOREIGN)
    assert status == (200 if manner == "dropped" else 403)
    assert answer.get("merchant_id", DEFAULT_MERCHANT_ID) == DEFAULT_MERCHANT_ID
    wanted = 200 if manner == "dropped" else 422
    assert api.call("job-interview-create", create_body(merchant_id=FOREIGN))[0] == wanted
    assert api.call("job-interview-create", create_body(merchant_id=DEFAULT_MERCHANT_ID))[0] == 200


class TestSubMerchants:
    LIST = "merchant-sub-merchant-list"

    def test_rows(self, api: Api) -> None:
        agency = with_token(api, "agency", merchant_id="agency", sub_merchants=[SUB, FOREIGN])
        with_token(api, "sub", merchant_id=SUB, name="Bakery")
        interview = agency.create(merchant_id=SUB, status="active")
        api.simulator.complete_result(interview, "a@example.com")
        second, first = agency.ok(self.LIST)["data"]
        assert (first["id"], first["name"], first["interview_count"]) == (SUB, "Bakery", 1)
        assert first["credits_used_30d"] == first["credits_used_total"] == 2.5
        assert first["interview_latest"]
        assert (second["id"], second["credits_used_total"]) == (FOREIGN, 0)
        assert [row["id"] for row in agency.ok(self.LIST, order_by="name")["data"]] == [SUB, FOREIGN]
        oldest = agency.ok(self.LIST, order_by="created_at_oldest", limit=1)
        assert (oldest["data"][0]["id"], oldest["pagination"]["has_more"]) == (SUB, True)
        assert [row["id"] for row in agency.ok(self.LIST, filter_text="BAKE")["data"]] == [SUB]
        assert api.ok(self.LIST)["data"] == []

    def test_calls_on_behalf_of_one(self, api: Api) -> None:
        agency = with_token(api, "agency", merchant_id="agency", sub_merchants=[SUB])
        agency.enrol(merchant_id=SUB)
        agency.ok("persona-create", {**PERSONA, "merchant_id": SUB})
        agency.ok("pre-screening-create", {**SCREENING, "merchant_id": SUB})
        agency.ok("catalogue-tag-create", {"id": "x", "name": "x", "merchant_id": SUB})
        agency.ok("knowledge-base-document-upload", {**DOCUMENT, "merchant_id": SUB})
        assert len(api.simulator.interviews(SUB)) == 4
        for stored in (api.simulator.candidates, api.simulator.documents, api.simulator.directories):
            assert [row["merchant_id"] for row in stored()] == [SUB]
            assert len(stored(SUB)) == 1
            assert stored("agency") == []
        assert len(agency.people(merchant_id=SUB)) == len(agency.results(merchant_id=SUB)) == 1
        assert agency.people() == agency.results() == []
        assert agency.ok("catalogue-tag-get", id="x", merchant_id=SUB)["merchant_id"] == SUB
        agency.refused(404, "catalogue-tag-get", id="x")


def bodies(api: Api) -> dict[str, dict[str, Any]]:
    """A body that writes, for every endpoint that can."""
    interview = api.create(status="active")
    result = api.simulator.complete_result(interview, "taken@example.com")
    position = api.ok("pre-screening-create", SCREENING)["position_def_set_id"]
    api.ok("catalogue-tag-create", {"id": "old", "name": "Old"})
    users = [{"email": "new@example.com", "type": "candidate", "interview_id": interview}]
    return {
        "job-interview-create": create_body(),
        "job-interview-create-from-array": array_body({"question": "One?"}),
        "job-interview-create-for-candidate-with-token": enrol_body(),
        "job-interview-update": {"position_id": interview, "name": "Other"},
        "job-interview-set-state": {"position_id": interview, "status": "draft"},
        "job-interview-register-users": {"users": users, "interview_id": interview},
        "invite-users": {"users": users},
        "job-interview-pdf": {"interview_result_id": result, "export_type": "pdf"},
        "job-interview-result-request-another-attempt": {"interview_result_id": result},
        "persona-create": PERSONA,
        "pre-screening-create": SCREENING,
        "job-interview-pre-screening-api-resume-text": candidate(position),
        "knowledge-base-document-upload": DOCUMENT,
        "catalogue-tag-create": {"id": "new", "name": "New"},
        "catalogue-tag-update": {"id": "old", "name": "Newer"},
    }


def stored(api: Api) -> str:
    simulator = api.simulator
    kinds = (simulator.candidates, simulator.results, simulator.documents, simulator.directories)
    return json.dumps([simulator.interviews(), simulator.credits_used(), *(kind() for kind in kinds)])


POSTS = {name for name, operation in operations().items() if operation.method == "POST"}
# One only reads, the other takes a form and is tested with it.
WRITES = POSTS - {"job-interview-token", "job-interview-pre-screening-api-resume-binary"}


@pytest.mark.parametrize("endpoint", sorted(WRITES))
def test_a_lost_answer_was_done_and_a_lost_request_was_not(api: Api, endpoint: str) -> None:
    body = json.dumps(bodies(api)[endpoint]).encode()
    before = stored(api)
    api.simulator.add_fault(Fault(endpoint, "cut_before"))
    with pytest.raises(ConnectionResetError):
        api.raw("POST", f"/{endpoint}", body)
    assert stored(api) == before
    api.simulator.add_fault(Fault(endpoint, "cut_after"))
    with pytest.raises(ConnectionResetError):
        api.raw("POST", f"/{endpoint}", body)
    assert api.simulator.requests()[-1].committed is True
    if endpoint != "job-interview-pdf":
        assert stored(api) != before


@pytest.mark.parametrize("endpoint", sorted(POSTS))
def test_a_body_that_is_none(api: Api, endpoint: str) -> None:
    status, _, answer = api.raw("POST", f"/{endpoint}", b"{")
    assert (status, "error" in json.loads(answer)) == (422, True)


def test_unknown_ids_write_nothing(api: Api) -> None:
    before = stored(api)
    api.refused(404, "job-interview-create-for-candidate-with-token", enrol_body(position_def_set_id=UNKNOWN))
    api.refused(422, "job-interview-register-users", {"users": [], "interview_id": UNKNOWN})
    assert stored(api) == before
