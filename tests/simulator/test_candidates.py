"""merchant-candidate-list."""

from __future__ import annotations

import pytest

from reconciler.simulator import DEFAULT_MERCHANT_ID

from .support import Api, Make

LIST = "merchant-candidate-list"


def names(api: Api, **query: object) -> list[str]:
    return [person["email"][0] for person in api.people(**query)]


def fill(api: Api) -> None:
    """a did nothing, b took an interview, c was screened, d talked to a public avatar."""
    interview = api.create(status="active")
    users = [
        {"email": "a@example.com", "name": "zoe", "external_id": "E-1"},
        {"email": "d@example.com", "name": "Ärzte"},
    ]
    api.ok("job-interview-register-users", {"users": users, "interview_id": interview})
    api.simulator.complete_result(interview, "b@example.com", name="Max")
    api.enrol(candidate_email="c@example.com", candidate_name="anna")
    (lead,) = [one["id"] for one in api.simulator.candidates() if one["email"][0] == "d"]
    api.simulator.edit_record("candidate", lead, public_avatar_count=1, emoji="x")


def test_orders_take_the_misspelt_words(api: Api) -> None:
    fill(api)
    assert names(api, order_by="name_accending") == ["c", "b", "a", "d"]
    assert names(api, order_by="name_decending") == ["d", "a", "b", "c"]
    assert names(api) == names(api, order_by="created_at_newest") == ["c", "b", "d", "a"]
    assert names(api, order_by="created_at_oldest") == ["a", "d", "b", "c"]
    assert api.refused(422, LIST, order_by="name_ascending") == "order_by"


@pytest.mark.parametrize(
    ("tab", "expected"),
    [("", "abcd"), ("interview", "b"), ("pre-screening", "c"), ("no-action", "a"), ("leads", "d")],
)
def test_tabs(api: Api, tab: str, expected: str) -> None:
    fill(api)
    assert sorted(names(api, tab=tab)) == list(expected)


def test_filters_and_pages(api: Api) -> None:
    fill(api)
    assert names(api, filter_text="ZOE") == names(api, filter_text="A%40") == ["a"]
    assert names(api, filter_text="%C3%A4RZ") == names(api, filter_emoji="x") == ["d"]
    page = api.ok(LIST, limit=3, offset=2)
    assert [person["email"][0] for person in page["data"]] == ["d", "a"]
    assert page["pagination"] == {"total": 4, "limit": 3, "offset": 2, "has_more": False}
    assert api.refused(422, LIST, tab="all") == "tab"
    assert api.refused(422, LIST, source="leads") == "source"


@pytest.mark.parametrize("shown", [False, True])
def test_lists_show_external_id(make: Make, shown: bool) -> None:
    api = make(lists_show_external_id=shown)
    api.enrol(candidate_external_id="E-1")
    assert api.people()[0]["external_id"] == api.results()[0]["external_id"] == ("E-1" if shown else None)
    assert api.simulator.candidates()[0]["external_id"] == "E-1"


def test_lag(make: Make) -> None:
    api = make(candidate_list_lag_calls=1)
    interview = api.create()
    api.register(interview, "a@example.com")
    assert api.ok(LIST)["pagination"]["total"] == 0
    assert names(api) == ["a"]
    assert api.register(interview, "a@example.com")[0]["result"] == "ok"
    assert len(api.simulator.candidates()) == 1


@pytest.mark.parametrize("scoped", [False, True])
def test_environments(make: Make, scoped: bool) -> None:
    api = make(environment_scopes_rows=scoped)
    api.simulator.add_account("p", merchant_id=DEFAULT_MERCHANT_ID, name="Same", environment="production")
    production = Api(api.simulator, "p")
    api.enrol()
    production.enrol()
    assert len(api.people()) == len(api.results()) == (1 if scoped else 2)
    assert len(api.simulator.candidates()) == 2, "an address is one person per environment"


def test_nothing_internal_is_shown(api: Api) -> None:
    api.enrol()
    assert not {"source", "environment", "country_code"} & set(api.people()[0])
    assert not {"shown", "answers", "attempts", "screening"} & set(api.results()[0])
