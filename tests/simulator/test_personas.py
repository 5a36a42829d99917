"""persona-create, and a persona among the other endpoints."""

from __future__ import annotations

import pytest

from .support import ANNA, UNKNOWN, Api, Make, without

CREATE = "persona-create"
BODY: dict[str, object] = {
    "name": "Angry customer",
    "interview_template_id": ANNA,
    "mojito_language_code": "en",
    "status": "active",
    "visibility": "merchant_public",
    "persona_role_avatar": "I want my money back.",
    "persona_role_user": "You work at the counter.",
}


def made(api: Api, **fields: object) -> str:
    return str(api.ok(CREATE, {**BODY, **fields})["interview_def_set_id"])


def test_read_and_listed_as_a_persona(api: Api) -> None:
    identifier = made(
        api, interview_location="Shop", tags=["service"], max_duration=300, recording="audio_all"
    )
    found = api.get(identifier)
    assert (found["type"], found["interview_location"], found["tags"]) == ("persona", "Shop", ["service"])
    assert (found["max_duration"], found["recording"], found["status"]) == (300, "audio_all", "active")
    assert found["type_credit"] == "interview_coach_manager"
    assert [row["id"] for row in api.listed(type="persona")] == [identifier]
    assert api.listed() == []
    row = api.simulator.interviews()[0]
    assert (row["persona_role_avatar"], row["opening_line"]) == ("I want my money back.", "Hello")
    assert "persona_role_avatar" not in found


def test_nothing_is_written_by_a_model_or_charged(api: Api) -> None:
    found = api.get(made(api))
    assert (found["questions"], found["description"], found["interview_description_long"]) == ([], None, None)
    assert found["candidate_expectations_json"] is None
    assert (found["max_duration"], api.simulator.credits_used()) == (1200, 0)
    api.get(made(api, description=" "))


def test_portal_interview(api: Api) -> None:
    identifier = made(api, portal="interview", interview_attempts=7, opening_line="Good evening")
    found = api.get(identifier)
    assert (found["type"], found["result_scoring"]["max_retries"]) == ("persona_interview", 7)
    assert api.listed(type="persona_interview")[0]["id"] == identifier
    coaching = made(api, portal="coaching", interview_attempts=7)
    assert api.get(coaching)["result_scoring"]["max_retries"] == 3


@pytest.mark.parametrize("name", sorted(BODY))
def test_what_it_needs(api: Api, name: str) -> None:
    assert api.refused(422, CREATE, without(BODY, name)) == name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("interview_template_id", UNKNOWN),
        ("candidate_expectations", "x" * 2101),
        ("portal", "learning"),
        ("interview_attempts", 21),
        ("persona_role_user", ""),
        ("recruiter_profile_id", UNKNOWN),
    ],
)
def test_what_is_refused(api: Api, name: str, value: object) -> None:
    assert api.refused(422, CREATE, {**BODY, name: value}) == name
    made(api, candidate_expectations="x" * 2100)


def test_update_and_status(api: Api) -> None:
    identifier = made(api)
    api.update(identifier, name="Calm customer", max_duration=600, tags=["a"], recording=None)
    found = api.get(identifier)
    assert (found["name"], found["max_duration"], found["type"]) == ("Calm customer", 600, "persona")
    assert api.refused(422, "job-interview-update", {"position_id": identifier, "type": "persona"}) == "type"
    pair = api.set_state(identifier, is_embedded=True)
    assert made(api, is_embedded=True) != identifier
    assert set(pair) == {"embed_id", "embed_signing_key"}


def test_embedding(api: Api) -> None:
    assert set(api.ok(CREATE, {**BODY, "is_embedded": True})) == {
        "interview_def_set_id",
        "embed_id",
        "embed_signing_key",
    }


@pytest.mark.parametrize(("portal", "price"), [("coaching", 0), ("interview", 1.5)])
def test_who_pays_for_a_session(make: Make, portal: str, price: float) -> None:
    api = make()
    identifier = made(api, portal=portal)
    api.simulator.complete_result(identifier, "a@example.com")
    assert api.simulator.credits_used() == price
    kind = "persona" if portal == "coaching" else "persona_interview"
    assert len(api.results(type=kind)) == 1
    assert api.results() == []
