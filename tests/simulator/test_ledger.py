"""What is charged and counted: prices, merchant-analytics-credits-used, merchant-analytics."""

from __future__ import annotations

from typing import Any

import pytest

from .support import ANNA, MARIA, UNKNOWN, VIKTOR, Api, Clock, Make

LEDGER, DAILY = "merchant-analytics-credits-used", "merchant-analytics"
AVATAR = {"interview_template_id": ANNA, "custom_scoring": {"early_stop": False}}


@pytest.mark.parametrize(
    ("fields", "price"),
    [
        ({}, 1.5),
        (AVATAR, 2.5),
        ({"interview_template_id": VIKTOR}, 1.0),
        ({"interview_template_id": MARIA}, 0.35),
        ({**AVATAR, "recording": "audio_first_5_answers"}, 2.6),
        ({**AVATAR, "recording": "video_all"}, 2.75),
        ({**AVATAR, "recording_full_session": "audio_all"}, 2.7),
        ({**AVATAR, "recording": "audio_all", "recording_full_session": "video_all"}, 3.0),
        ({**AVATAR, "max_duration": 1201}, 5.0),
        ({**AVATAR, "max_duration": 1800}, 5.0),
        ({**AVATAR, "max_duration": 2700}, 7.5),
        ({**AVATAR, "max_duration": 3600}, 10.0),
        ({**AVATAR, "max_duration": 3601}, 12.5),
        ({"type": "assessment"}, 1.5),
        ({"type": "coaching"}, 0.0),
    ],
)
def test_price_of_a_session(make: Make, fields: dict[str, Any], price: float) -> None:
    api = make(create_charges_credits=0.0)
    api.simulator.complete_result(api.create(status="active", **fields), "a@example.com")
    assert api.simulator.credits_used() == pytest.approx(price)


@pytest.mark.parametrize("older", [False, True])
def test_older_avatar_price(make: Make, older: bool) -> None:
    api = make(create_charges_credits=0.0, older_avatar_price=older)
    api.simulator.complete_result(api.create(status="active", **AVATAR), "a@example.com")
    assert api.simulator.credits_used() == (3.0 if older else 2.5)


@pytest.mark.parametrize("charged", [False, True])
@pytest.mark.parametrize("fields", [{"finished": False}, {"seconds": 30.0}])
def test_unfinished_sessions_charged(make: Make, charged: bool, fields: dict[str, Any]) -> None:
    api = make(create_charges_credits=0.0, unfinished_sessions_charged=charged)
    api.simulator.complete_result(api.create(status="active"), "a@example.com", **fields)
    assert api.simulator.credits_used() == (1.5 if charged else 0)
    assert [line["event"] for line in api.ok(LEDGER)["data"]] == ["interview_incomplete"] * charged


@pytest.mark.parametrize("charged", [False, True])
def test_test_sessions_charged(make: Make, charged: bool) -> None:
    api = make(create_charges_credits=0.0, test_sessions_charged=charged)
    api.simulator.complete_result(api.create(), "a@example.com", is_test=True)
    assert api.simulator.credits_used() == (1.5 if charged else 0)


class TestLedger:
    def test_lines_are_newest_first(self, api: Api, clock: Clock) -> None:
        answer = api.enrol(candidate_email="a@example.com")
        clock.pass_time(hours=1)
        result = api.simulator.complete_result(answer["position_def_set_id"], "a@example.com")
        taken, screened, created = api.ok(LEDGER)["data"]
        assert [line["event"] for line in (taken, screened, created)] == [
            "interview",
            "pre_screening",
            "create",
        ]
        assert [line["credit_amount"] for line in (taken, screened, created)] == [1.5, 0.25, 1.0]
        assert taken["event_date"] == "2026-11-25T11:00:00.000000+00:00"
        assert (taken["object_uuid"], taken["parent_object_uuid"]) == (result, answer["position_def_set_id"])
        assert (taken["candidate_name"], taken["profile_interview_id"]) == (
            "Jana Nová",
            answer["profile_interview_id"],
        )
        assert created["object_uuid"] == answer["interview_def_set_id"]
        assert len({line["id"] for line in (taken, screened, created)}) == 3

    def test_filter_and_pages(self, api: Api) -> None:
        answer = api.enrol()
        api.create()
        both = api.ok(LEDGER, interview_id=answer["interview_def_set_id"])
        assert both["pagination"]["total"] == 2, "the position's lines are the interview's as well"
        assert len(api.ok(LEDGER, interview_id=answer["position_def_set_id"])["data"]) == 1
        assert api.ok(LEDGER, interview_id=UNKNOWN)["data"] == []
        page = api.ok(LEDGER, limit=1, offset=1)
        assert page["pagination"] == {"total": 3, "limit": 1, "offset": 1, "has_more": True}
        assert page["data"][0]["event"] == "pre_screening"


class TestDaily:
    def test_days_and_events(self, api: Api, clock: Clock) -> None:
        interview = api.create(status="active")
        api.register(interview, "a@example.com", "b@example.com")
        clock.pass_time(days=1)
        api.simulator.complete_result(interview, "a@example.com")
        days = api.ok(DAILY, date_from="2026-11-25", date_to="2026-11-26")["data"]
        assert days == [
            {"day": "2026-11-25", "event": "enrolment", "event_number": 2},
            {"day": "2026-11-26", "event": "interview", "event_number": 1},
        ]
        assert api.ok(DAILY, date_from="2026-11-26", date_to="2026-11-26")["data"] == days[1:]
        assert api.ok(DAILY, date_from="2026-11-27", date_to="2026-11-26")["data"] == []
        page = api.ok(DAILY, date_from="2026-11-25", date_to="2026-11-26", limit=1)
        assert (page["data"], page["pagination"]["has_more"]) == (days[:1], True)

    def test_interview_or_position(self, api: Api) -> None:
        answer = api.enrol()
        api.register(api.create(), "b@example.com")
        for name in ("position_def_set_id", "interview_def_set_id"):
            found = api.ok(DAILY, date_from="2026-11-25", date_to="2026-11-25", interview_id=answer[name])
            assert {row["event"]: row["event_number"] for row in found["data"]} == {
                "enrolment": 1,
                "pre_screening": 1,
            }

    @pytest.mark.parametrize(
        ("query", "name"),
        [
            ({"date_to": "2026-11-25"}, "date_from"),
            ({"date_from": "2026-11-25"}, "date_to"),
            ({"date_from": "25.11.2026", "date_to": "2026-11-25"}, "date_from"),
            ({"date_from": "2026-11-25", "date_to": "2026-13-40"}, "date_to"),
        ],
    )
    def test_days_that_are_none(self, api: Api, query: dict[str, object], name: str) -> None:
        assert api.refused(422, DAILY, **query) == name
