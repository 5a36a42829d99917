"""job-interview-get, merchant-interview-list, and the reads of the account itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reconciler.simulator import (
    DEFAULT_MERCHANT_ID,
    KNOWLEDGE_BASES,
    RECRUITERS,
    TEMPLATES,
    template_id,
)
from reconciler.simulator.languages import LANGUAGES

from .support import START, Api, Clock

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def test_get_of_an_unknown_id_is_404(api: Api) -> None:
    api.refused(404, "job-interview-get", position_id=UNKNOWN)
    assert api.refused(422, "job-interview-get", position_id="x") == "position_id"
    assert api.refused(422, "job-interview-get") == "position_id"


def test_instants_have_six_digits_and_an_offset(api: Api) -> None:
    found = api.get(api.create())
    assert found["created_at"] == found["updated_at"] == "2026-11-25T10:00:00.000000+00:00"


def test_two_writes_never_share_updated_at(api: Api) -> None:
    first, second = api.create(), api.create()
    assert api.get(second)["updated_at"] == "2026-11-25T10:00:00.000001+00:00"
    api.update(first, name="New")
    assert api.get(first)["updated_at"] == "2026-11-25T10:00:00.000002+00:00"


def test_date_header_is_the_simulators_clock(api: Api, clock: Clock) -> None:
    assert api.raw("GET", "/merchant-status")[1]["Date"] == "Wed, 25 Nov 2026 10:00:00 GMT"
    clock.pass_time(days=1)
    assert api.raw("GET", "/nothing")[1]["Date"] == "Thu, 26 Nov 2026 10:00:00 GMT"


def test_list_is_newest_updated_first_and_pages(api: Api) -> None:
    made = [api.create(name=f"Nr {number}") for number in range(5)]
    api.update(made[1], name="Nr 1b")
    expected = [made[1], made[4], made[3], made[2], made[0]]
    assert [row["id"] for row in api.listed()] == expected
    answer = api.ok("merchant-interview-list", limit=2, offset=1)
    assert [row["id"] for row in answer["data"]] == expected[1:3]
    assert answer["pagination"] == {"total": 5, "limit": 2, "offset": 1, "has_more": True}
    last = api.ok("merchant-interview-list", limit=2, offset=3)
    assert last["pagination"] == {"total": 5, "limit": 2, "offset": 3, "has_more": False}
    assert api.ok("merchant-interview-list")["pagination"]["limit"] == 50


def test_list_holds_one_type_and_every_status(api: Api) -> None:
    kept, gone, other = api.create(), api.create(), api.create(type="assessment")
    api.set_state(gone, status="deleted")
    assert {row["id"] for row in api.listed()} == {kept, gone}
    assert [row["id"] for row in api.listed(type="assessment")] == [other]
    assert [row["id"] for row in api.listed(status="deleted")] == [gone]
    assert api.listed(type="persona") == []


def test_list_rows_lack_code_and_carry_counters(api: Api) -> None:
    identifier = api.create(code="BE", tags=["a"], recording="audio_all")
    api.simulator.edit(identifier, interview_count=4, interview_last="2026-11-25T09:00:00+00:00", emoji="🦊")
    (row,) = api.listed()
    assert not {"code", "tags", "description", "location", "interview_template_id", "questions"} & set(row)
    assert (row["interview_count"], row["interview_last"]) == (4, "2026-11-25T09:00:00+00:00")
    assert (row["environment"], row["type_avatar"]) == ("test", "interactive_heygen")
    assert (row["is_multi_stage"], row["calc_duration"]) == (False, 1200)
    assert [found["id"] for found in api.listed(filter_emoji="%F0%9F%A6%8A")] == [identifier]
    assert api.listed(filter_emoji="x") == []


def test_list_filters_by_name_whatever_its_case(api: Api) -> None:
    identifier = api.create(name="ÄRZTIN 100%")
    api.create(name="Nurse", code="ärztin")
    assert [row["id"] for row in api.listed(filter_text="%C3%A4rztin")] == [identifier]
    assert [row["id"] for row in api.listed(filter_text="%25")] == [identifier]


def test_templates(api: Api) -> None:
    rows = api.ok("merchant-avatar-list")["data"]
    assert {row["name"] for row in rows} == {"Anna", "Viktor", "Maria", "Old Elai", "Twin"}
    assert len([row for row in rows if row["name"] == "Twin"]) == 2
    everything = api.ok("merchant-avatar-list", include_archived="true", include_public="true")
    assert {row["id"] for row in everything["data"]} == {template.id for template in TEMPLATES}
    archived = api.ok("merchant-avatar-list", status="archived")["data"]
    assert [row["status"] for row in archived] == ["archived"]
    assert [row["id"] for row in api.ok("merchant-avatar-list", filter_text="ann")["data"]] == [
        template_id("Anna")
    ]
    assert {row["name"] for row in api.ok("merchant-avatar-list", type="interactive_elevenlabs")["data"]} == {
        "Viktor",
        "Twin",
    }
    assert len(api.ok("merchant-avatar-list", mojito_language_code="de")["data"]) == 1
    page = api.ok("merchant-avatar-list", limit=2, offset=4)
    assert len(page["data"]) == 2
    assert page["pagination"]["has_more"] is False


def test_seed_ids_are_distinct_and_templates_are_named() -> None:
    ids = [*(template.id for template in TEMPLATES), *KNOWLEDGE_BASES, *RECRUITERS, DEFAULT_MERCHANT_ID]
    assert len(ids) == len(set(ids))
    with pytest.raises(KeyError):
        template_id("Nobody")


def test_merchant_status(api: Api) -> None:
    identifier = api.create(status="active")
    api.create()
    for number in range(3):
        api.simulator.complete_result(identifier, f"c{number}@example.com")
    users = [{"email": "d@example.com", "type": "candidate", "interview_id": identifier}]
    api.ok("invite-users", {"users": users})
    api.simulator.complete_result(identifier, "d@example.com", finished=False)
    found = api.ok("merchant-status")
    assert (found["merchant_id"], found["default_merchant_id"]) == (DEFAULT_MERCHANT_ID, DEFAULT_MERCHANT_ID)
    assert (found["definitions_active"], found["candidates"]) == (1, 4)
    assert (found["interview_results"], found["interviews_undecided"], found["interviews_ongoing"]) == (
        3,
        3,
        1,
    )
    assert (found["candidates_history"][:2], found["interview_result_history"][:2]) == ([4, 0], [3, 0])
    # Two creates, and three sessions with an avatar that stops early.
    left = 1000 - 2 - 3 * 1.5
    assert found["credits_interview_monthly"] == left
    assert (found["invitations_sent"], found["invitations_limit"]) == (1, left * 4)
    assert found["invitations_available"] == left * 4 - 1


def test_languages_are_those_of_the_enum(api: Api) -> None:
    languages = api.ok("platform-languages-list")["languages"]
    assert len(languages) == len(LANGUAGES) == 34
    assert [row["name_english"] for row in languages] == sorted(row["name_english"] for row in languages)
    norwegian = next(row for row in languages if row["code"] == "no")
    assert (norwegian["flag_emoji"], norwegian["flag_unicode"]) == ("🇳🇴", "U+1F1F3 U+1F1F4")
    for code in LANGUAGES:
        api.create(mojito_language_code=code)


class TestTokens:
    @pytest.mark.parametrize(
        "header", [None, "", "simulator", "Bearer", "Bearer ", "Basic simulator", "Bearer x"]
    )
    def test_a_bad_token_is_401(self, api: Api, header: str | None) -> None:
        headers = {} if header is None else {"Authorization": header}
        assert api.raw("GET", "/merchant-status", headers=headers)[0] == 401

    def test_header_name_and_scheme_are_read_in_any_case(self, api: Api) -> None:
        assert api.raw("GET", "/merchant-status", headers={"aUTHORIZATION": "bearer simulator"})[0] == 200

    def test_a_token_expires(self, api: Api, clock: Clock) -> None:
        later = START + timedelta(hours=1)
        api.simulator.add_account("short", merchant_id="m", name="M", expires_at=later)
        short = Api(api.simulator, "short")
        short.ok("merchant-status")
        clock.pass_time(hours=1)
        short.refused(401, "merchant-status")

    def test_naive_expiry_and_empty_token_are_refused(self, api: Api) -> None:
        with pytest.raises(ValueError, match="time zone"):
            api.simulator.add_account("t", merchant_id="m", name="M", expires_at=START.replace(tzinfo=None))
        with pytest.raises(ValueError, match="empty"):
            api.simulator.add_account("", merchant_id="m", name="M")

    def test_another_merchants_interview_is_out_of_sight(self, api: Api) -> None:
        identifier = api.create()
        api.simulator.add_account("other", merchant_id="other", name="Other")
        other = Api(api.simulator, "other")
        assert other.listed() == []
        other.refused(404, "job-interview-get", position_id=identifier)
        other.refused(404, "job-interview-update", {"position_id": identifier, "name": "x"})
        other.refused(500, "job-interview-set-state", {"position_id": identifier, "status": "active"})
        assert api.get(identifier)["name"] == "Backend Engineer"

    def test_environment_comes_from_the_token(self, api: Api) -> None:
        api.simulator.add_account("p", merchant_id=DEFAULT_MERCHANT_ID, name="Same", environment="production")
        production = Api(api.simulator, "p")
        identifier = production.create()
        assert production.listed()[0]["environment"] == "production"
        assert api.listed() == []
        api.refused(404, "job-interview-get", position_id=identifier)

    def test_override_of_the_merchant_counts_only_for_sub_merchants(self, api: Api) -> None:
        sub, foreign = "51a1c0de-0000-4000-8000-00000000d001", "51a1c0de-0000-4000-8000-00000000d002"
        api.simulator.add_account(
            "agency", merchant_id="agency", name="Agency", environment="test", sub_merchants=[sub]
        )
        agency = Api(api.simulator, "agency")
        inside, outside = agency.create(merchant_id=sub), agency.create(merchant_id=foreign)
        assert agency.get(inside)["merchant_id"] == sub
        assert agency.get(outside)["merchant_id"] == "agency"
        assert [row["id"] for row in agency.listed(merchant_id=sub)] == [inside]
        assert [row["id"] for row in agency.listed(merchant_id=foreign)] == [outside]
        assert agency.ok("merchant-status", merchant_id=sub)["merchant_id"] == sub
        assert agency.ok("merchant-status", merchant_id=foreign)["merchant_id"] == "agency"
        assert len(api.simulator.interviews(sub)) == 1

    def test_templates_of_another_merchant_have_ids_of_their_own(self, api: Api) -> None:
        api.simulator.add_account("other", merchant_id="other", name="Other")
        other = Api(api.simulator, "other")
        rows = other.ok("merchant-avatar-list")["data"]
        anna = next(row["id"] for row in rows if row["name"] == "Anna")
        assert anna != template_id("Anna")
        assert (
            other.get(other.create(interview_template_id=anna))["interview_template_type"]
            == "interactive_heygen"
        )
        shared = other.ok("merchant-avatar-list", include_public="true")["data"]
        assert template_id("Anna") in {row["id"] for row in shared}
        other.create(interview_template_id=template_id("Anna"))
        api.refused(404, "job-interview-get", position_id=other.listed()[0]["id"])
