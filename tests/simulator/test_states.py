"""job-interview-set-state: status and the embed key."""

from __future__ import annotations

import pytest

from .support import MARIA, Api, Make

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("status", ["active", "archived", "deleted", "preparing", "completed"])
def test_every_status_can_be_set_and_taken_back(api: Api, status: str) -> None:
    identifier = api.create()
    assert api.set_state(identifier, status=status) == {"success": True}
    assert api.get(identifier)["status"] == status
    assert api.listed(status=status)[0]["id"] == identifier
    api.set_state(identifier, status="draft")
    assert api.get(identifier)["status"] == "draft"


def test_one_of_the_two_is_needed(api: Api) -> None:
    identifier = api.create()
    for fields in ({}, {"status": None}, {"status": None, "is_embedded": None}):
        assert api.refused(422, "job-interview-set-state", {"position_id": identifier, **fields}) == "status"
    assert api.refused(422, "job-interview-set-state", {"status": "draft"}) == "position_id"


def test_unknown_id_is_500(api: Api) -> None:
    api.refused(500, "job-interview-set-state", {"position_id": UNKNOWN, "status": "draft"})


def test_same_status_again_writes_nothing(api: Api) -> None:
    identifier = api.create()
    before = api.get(identifier)
    api.set_state(identifier, status="draft")
    assert api.simulator.requests()[-1].committed is False
    assert api.get(identifier) == before


def test_embedding(api: Api) -> None:
    identifier = api.create()
    pair = api.set_state(identifier, is_embedded=True, status="active")
    assert set(pair) == {"embed_id", "embed_signing_key"}
    assert api.get(identifier)["status"] == "active"
    assert api.set_state(identifier, is_embedded=True) == pair
    assert api.simulator.requests()[-1].committed is False
    assert api.set_state(identifier, is_embedded=False) == {"success": True}
    assert api.simulator.interviews()[0]["embed"] is None


@pytest.mark.parametrize("rotates", [False, True])
def test_embed_key_after_off_and_on(make: Make, rotates: bool) -> None:
    api = make(embed_key_rotates=rotates)
    identifier = api.create()
    pair = api.set_state(identifier, is_embedded=True)
    api.set_state(identifier, is_embedded=False)
    assert (api.set_state(identifier, is_embedded=True) != pair) is rotates


@pytest.mark.parametrize("through", ["set_state", "update"])
def test_refused_transitions(make: Make, through: str) -> None:
    api = make(transitions_refused=["archived>active"])
    identifier = api.create(status="active")
    api.set_state(identifier, status="archived")
    endpoint = "job-interview-set-state" if through == "set_state" else "job-interview-update"
    body = {"position_id": identifier, "status": "active"}
    assert api.refused(422, endpoint, body) == "status"
    assert api.get(identifier)["status"] == "archived"
    api.set_state(identifier, status="draft")
    assert api.set_state(identifier, status="active") == {"success": True}


@pytest.mark.parametrize("allowed", [False, True])
def test_undelete(make: Make, allowed: bool) -> None:
    api = make(undelete_allowed=allowed)
    identifier = api.create()
    api.set_state(identifier, status="deleted")
    api.set_state(identifier, status="deleted")
    body = {"position_id": identifier, "status": "draft"}
    assert api.call("job-interview-set-state", body)[0] == (200 if allowed else 422)
    assert api.get(identifier)["status"] == ("draft" if allowed else "deleted")


@pytest.mark.parametrize("at_once", [False, True])
def test_offline_interviews_prepare(make: Make, at_once: bool) -> None:
    api = make(offline_activation_prepares=2)
    identifier = api.create(interview_template_id=MARIA, status="active" if at_once else "draft")
    if not at_once:
        assert api.get(identifier)["status"] == "draft"
        api.set_state(identifier, status="active")
    assert api.listed()[0]["status"] == "preparing"
    api.set_state(identifier, status="active")
    updated_at = api.listed()[0]["updated_at"]
    assert [api.get(identifier)["status"] for _ in range(3)] == ["preparing", "preparing", "active"]
    assert (api.listed()[0]["status"], api.listed()[0]["updated_at"]) == ("active", updated_at)
    body = {"position_id": identifier, "questions": [{"question": "Other?"}]}
    api.refused(422, "job-interview-update", body)


def test_questions_stay_closed_while_preparing(make: Make) -> None:
    api = make(offline_activation_prepares=5)
    identifier = api.create(interview_template_id=MARIA, status="active")
    body = {"position_id": identifier, "questions": [{"question": "Other?"}]}
    assert api.refused(422, "job-interview-update", body) == "questions"


def test_interactive_interviews_do_not_prepare(make: Make) -> None:
    api = make(offline_activation_prepares=2)
    assert api.get(api.create(status="active"))["status"] == "active"
