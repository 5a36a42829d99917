"""job-interview-register-users and invite-users: rows that fail alone, and batches cut in the middle."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reconciler.simulator import DEFAULT_MERCHANT_ID, Fault

from .support import UNKNOWN, Api, Make

REGISTER, INVITE = "job-interview-register-users", "invite-users"


class TestRegister:
    def test_rows(self, api: Api) -> None:
        interview = api.create(status="active")
        users = [
            {"name": "Ann", "email": "ann@example.com", "external_id": "1"},
            {"name": "Bad", "email": "bad"},
            {"name": "None", "email": None},
            {},
            {"email": "bob@example.com", "name": None},
        ]
        rows = api.ok(REGISTER, {"users": users, "interview_id": interview})
        assert [row["result"] == "ok" for row in rows] == [True, False, False, False, True]
        assert all(row["result"].startswith("Error: ") for row in rows[1:4])
        assert ["interview_url" in row for row in rows] == [True, False, False, False, True]
        assert (rows[0]["name"], rows[0]["email"], rows[0]["external_id"]) == ("Ann", "ann@example.com", "1")
        assert [person["email"] for person in api.simulator.candidates()] == [
            "ann@example.com",
            "bob@example.com",
        ]
        assert {person["status"] for person in api.people(source="registered")} == {"active"}
        assert api.simulator.requests()[-2].committed is True

    def test_nobody_and_only_bad_rows_write_nothing(self, api: Api) -> None:
        interview = api.create()
        assert api.register(interview) == []
        api.register(interview, "bad")
        assert [entry.committed for entry in api.simulator.requests()[1:]] == [False, False]

    def test_a_request_that_is_wrong_fails_as_a_whole(self, api: Api) -> None:
        good = [{"email": "a@example.com"}]
        assert api.refused(422, REGISTER, {"users": good, "interview_id": UNKNOWN}) == "interview_id"
        assert api.refused(422, REGISTER, {"users": good, "interview_id": "x"}) == "interview_id"
        assert api.refused(422, REGISTER, {"interview_id": UNKNOWN}) == "users"
        body = {"users": [{"email": 3}], "interview_id": UNKNOWN}
        assert api.refused(422, REGISTER, body) == "users.0.email"
        assert api.simulator.candidates() == []

    @pytest.mark.parametrize("manner", ["ok", "error"])
    def test_register_twice(self, make: Make, manner: str) -> None:
        api = make(register_twice=manner)
        interview = api.create()
        (first,) = api.register(interview, "a@example.com")
        again = api.register(interview, "a@example.com", "A@example.com ")
        if manner == "ok":
            assert len({row["interview_url"] for row in [first, *again]}) == 3
        else:
            assert all(row["result"].startswith("Error: ") for row in again)
        assert api.simulator.requests()[-1].committed is False
        assert len(api.simulator.candidates()) == len(api.simulator.results()) == 1
        (other,) = api.register(api.create(), "a@example.com")
        assert other["result"] == "ok"
        assert (len(api.simulator.candidates()), len(api.simulator.results())) == (1, 2)

    def test_the_last_external_id_counts(self, api: Api) -> None:
        interview = api.create()
        for external_id in ("1", None, "2"):
            users = [{"email": "a@example.com", "external_id": external_id}]
            api.ok(REGISTER, {"users": users, "interview_id": interview})
        assert api.people()[0]["external_id"] == "2"

    @pytest.mark.parametrize("shown", [False, True])
    def test_registration_makes_result(self, make: Make, shown: bool) -> None:
        api = make(registration_makes_result=shown)
        interview = api.create()
        api.register(interview, "a@example.com")
        user = {"email": "b@example.com", "type": "candidate", "interview_id": interview}
        api.ok(INVITE, {"users": [user]})
        assert len(api.results(interview_id=interview)) == (2 if shown else 0)

    @pytest.mark.parametrize("flag", [True, "true"])
    def test_is_test_runs_drafts(self, make: Make, flag: object) -> None:
        api = make(enrol_when_closed=False)
        interview = api.create()
        assert api.register(interview, "a@example.com")[0]["result"].startswith("Error: ")
        assert api.register(interview, "a@example.com", is_test=flag, hide_menu="false")[0]["result"] == "ok"
        api.simulator.complete_result(interview, "a@example.com", is_test=True)
        assert api.results()[0]["is_test"] is True

    def test_positions_too(self, api: Api) -> None:
        position = api.enrol()["position_def_set_id"]
        assert api.register(position, "b@example.com")[0]["result"] == "ok"

    def test_service_key(self, api: Api) -> None:
        interview = api.create()
        api.simulator.add_account("key", merchant_id="nobody", name="Key", environment="test", role="service")
        key = Api(api.simulator, "key")
        body: dict[str, Any] = {"users": [{"email": "a@example.com"}], "interview_id": interview}
        assert key.refused(422, REGISTER, body) == "merchant_id"
        assert key.ok(REGISTER, {**body, "merchant_id": DEFAULT_MERCHANT_ID})[0]["result"] == "ok"
        assert key.refused(422, REGISTER, {**body, "merchant_id": UNKNOWN}) == "interview_id"
        assert key.refused(422, INVITE, {"users": []}) == "merchant_id"
        assert key.ok(INVITE, {"users": [], "merchant_id": DEFAULT_MERCHANT_ID}) == []


class TestInvite:
    def test_types(self, api: Api) -> None:
        interview = api.create()
        users = [
            {"email": "a@example.com", "name": "A"},
            {"email": "b@example.com", "type": "merchant"},
            {"email": "c@example.com", "type": "candidate", "interview_id": interview},
            {"email": "d@example.com", "type": "candidate"},
            {"email": "e@example.com", "type": "candidate", "interview_id": UNKNOWN},
            {"email": "f@example.com", "type": "boss"},
            {"email": "g", "type": None},
        ]
        rows = api.ok(INVITE, {"users": users, "mojito_language_code": "de"})
        assert [row["result"] for row in rows[:3]] == ["Invited"] * 3
        assert all(row["result"].startswith("Error: ") for row in rows[3:])
        assert (rows[0]["type"], rows[0]["name"]) == ("user", "A")
        assert rows[0]["profile_id"]
        (person,) = api.people(source="invited")
        assert rows[2]["profile_interview_id"] == person["id"]
        assert (person["status"], person["mojito_language_code"]) == ("invited", "de")
        assert [member["type"] for member in api.simulator.members()] == ["user", "merchant"]
        assert api.people(source="registered") == []

    def test_again(self, api: Api) -> None:
        interview = api.create()
        users = [
            {"email": "a@example.com", "type": "mentor"},
            {"email": "c@example.com", "type": "candidate", "interview_id": interview},
        ]

        def results(**fields: object) -> list[str]:
            return [row["result"] for row in api.ok(INVITE, {"users": users, **fields})]

        assert results() == ["Invited", "Invited"]
        assert results() == ["Skipped", "Skipped"]
        assert api.simulator.requests()[-1].committed is False
        assert results(force_invite=True) == ["Invited", "Invited"]
        (member,) = api.simulator.members()
        api.simulator.edit_record("member", member["id"], status="deleted")
        assert results()[0] == "Activated"
        assert results(force_invite=True)[0] == "Skipped"
        assert len(api.simulator.members()) == len(api.simulator.results()) == 1
        assert api.ok("merchant-status")["invitations_sent"] == 4

    def test_known_elsewhere(self, api: Api) -> None:
        sub = "51a1c0de-0000-4000-8000-00000000d001"
        api.simulator.add_account("agency", merchant_id="agency", name="Agency", sub_merchants=[sub])
        agency = Api(api.simulator, "agency")
        team = {"users": [{"email": "a@example.com", "type": "merchant_owner"}]}
        (first,) = agency.ok(INVITE, team)
        (added,) = agency.ok(INVITE, {**team, "merchant_id": sub})
        assert (first["result"], added["result"]) == ("Invited", "SubMerchantAdded")
        assert added["profile_id"] == first["profile_id"]
        (coached,) = agency.ok(INVITE, {"users": [{"email": "a@example.com"}]})
        assert (coached["result"], coached["profile_id"]) == ("CoachingAccessAdded", first["profile_id"])
        assert api.ok(INVITE, team)[0]["result"] == "Invited"
        assert agency.refused(403, INVITE, {**team, "merchant_id": DEFAULT_MERCHANT_ID}) == "merchant_id"

    @pytest.mark.parametrize("limited", [False, True])
    def test_invitations_limited(self, make: Make, limited: bool) -> None:
        api = make(invitations_limited=limited, create_charges_credits=1000.0)
        user = {"email": "a@example.com", "type": "candidate", "interview_id": api.create()}
        (row,) = api.ok(INVITE, {"users": [user]})
        assert row["result"].startswith("Error: ") is limited

    @pytest.mark.parametrize("charged", [False, True])
    def test_invitations_charged(self, make: Make, charged: bool) -> None:
        api = make(invitations_charged=charged, create_charges_credits=0.0)
        user = {"email": "a@example.com", "type": "candidate", "interview_id": api.create()}
        api.ok(INVITE, {"users": [user]})
        assert (api.simulator.credits_used() > 0) is charged

    @pytest.mark.parametrize("open_", [False, True])
    def test_closed_interviews(self, make: Make, open_: bool) -> None:
        api = make(enrol_when_closed=open_)
        user = {"email": "a@example.com", "type": "candidate", "interview_id": api.create()}
        assert (api.ok(INVITE, {"users": [user]})[0]["result"] == "Invited") is open_


class TestFaults:
    @pytest.mark.parametrize("endpoint", [REGISTER, INVITE])
    @pytest.mark.parametrize(("rows", "done"), [(None, 4), (2, 2), (0, 0), (9, 4)])
    def test_cut_after_a_part_of_the_batch(
        self, api: Api, endpoint: str, rows: int | None, done: int
    ) -> None:
        interview = api.create()
        users = [
            {"email": f"c{n}@example.com", "type": "candidate", "interview_id": interview} for n in range(4)
        ]
        body = json.dumps({"users": users, "interview_id": interview}).encode()
        api.simulator.add_fault(Fault(endpoint, "cut_after", rows=rows))
        with pytest.raises(ConnectionResetError):
            api.raw("POST", f"/{endpoint}", body)
        assert len(api.simulator.candidates()) == len(api.simulator.results()) == done
        entry = api.simulator.requests()[-1]
        assert (entry.fault, entry.committed) == ("cut_after", done > 0)
        assert len(entry.body["users"]) == 4

    def test_an_error_after_a_part(self, api: Api) -> None:
        interview = api.create()
        api.simulator.add_fault(Fault(REGISTER, "error_after", rows=1))
        body = {"users": [{"email": "a@example.com"}, {"email": "b@example.com"}], "interview_id": interview}
        api.refused(500, REGISTER, body)
        assert [person["email"] for person in api.simulator.candidates()] == ["a@example.com"]

    def test_no_id_in_any_row(self, api: Api) -> None:
        api.simulator.add_fault(Fault(INVITE, "no_id"))
        body = json.dumps({"users": [{"email": "a@example.com"}]}).encode()
        (row,) = json.loads(api.raw("POST", f"/{INVITE}", body)[2])
        assert (row["result"], "profile_id" in row) == ("Invited", False)

    @pytest.mark.parametrize(("kind", "rows"), [("cut_before", 1), ("cut_after", -1)])
    def test_bad_rows(self, kind: str, rows: int) -> None:
        with pytest.raises(ValueError, match="rows"):
            Fault("*", kind, rows=rows)
