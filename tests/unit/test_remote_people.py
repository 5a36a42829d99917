"""Directories, people, enrolments and results, read over a real port."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from reconciler.errors import CallFailed
from reconciler.model.field import Endpoint
from reconciler.model.observed import Enrolment, Person, Taken
from reconciler.model.values import Json
from reconciler.remote.account import ReadOnlyAccount
from reconciler.remote.directories import directory
from reconciler.remote.people import enrolment, person
from reconciler.remote.wire import Broken, Raw
from reconciler.simulator import Fault, Simulator, Switches
from tests.support.calls import Clock, Scripted, ok
from tests.support.opened import interview, opened, posted

MISSING = "0b5c6c1e-0000-4000-8000-00000000dead"


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    made = Simulator()
    yield made
    made.close()


def register(simulator: Simulator, interview_id: str, *numbers: int) -> None:
    users = [{"email": f"p{number}@example.com"} for number in numbers]
    posted(simulator, Endpoint.REGISTER, {"interview_id": interview_id, "users": users})


class Meddled:
    """A wire behind which the account changes after every page of a listing, `times` times."""

    def __init__(self, simulator: Simulator, inner: Any, interview_id: str, times: int) -> None:
        self._simulator, self._inner, self._id, self._left = simulator, inner, interview_id, times
        self.offsets: list[str] = []

    def call(self, method: str, endpoint: str, *, query: Any = None, body: Any = None) -> Raw | Broken:
        reply: Raw | Broken = self._inner.call(method, endpoint, query=query, body=body)
        self.offsets.append(query["offset"])
        if self._left:
            self._left -= 1
            register(self._simulator, self._id, 100_000 + self._left)
        return reply


def test_a_directory_comes_back_as_it_was_sent(simulator: Simulator) -> None:
    fields: dict[str, Json] = {
        "name": "Sales",
        "description": "Calls.",
        "mojito_language_code": "de",
        "visibility": "merchant_invite",
        "status": "active",
        "cover_image_url": "https://x.example/a.png",
        "coach_plan": None,
        "tags_sub": ["b-en", "a-en"],
        "tags_interview_set_filter": ["sales"],
        "content_md": "",
    }
    with opened(simulator) as account:
        assert account.directory("sales-en") is None
        account.send(Endpoint.DIRECTORY, {"id": "sales-en", **fields})
        found = account.directory("sales-en")
        assert found is not None
        assert found.remote_id == "sales-en"
        merchant = account.merchant().effective
        assert found.fields == {"id": "sales-en", "merchant_id": merchant, **fields}
        assert (found.created_at, found.warnings) == (found.updated_at, ())
        account.send(Endpoint.DIRECTORY_UPDATE, {"id": "sales-en", "content_md": None})
        again = account.directory("sales-en")
        assert again is not None
        assert (again.fields["content_md"], again.fields["tags_sub"]) == (None, ["b-en", "a-en"])


def test_a_directory_of_the_platform_is_none_of_ours(simulator: Simulator) -> None:
    with opened(simulator) as account:
        assert account.directory("platform-start-en") is None
    assert [one.status for one in simulator.requests()] == [200]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"merchant_id": "m"}, "`id`"),
        ({"id": None, "merchant_id": "m"}, "`id`"),
        ({"id": "x"}, "`merchant_id`"),
        ([], "no object"),
    ],
)
def test_a_directory_that_does_not_say_whose_it_is(body: Json, named: str) -> None:
    with pytest.raises(CallFailed, match=named):
        directory("x", body)


def test_what_a_directory_shows_that_nobody_knows_is_told_once() -> None:
    odd = ok({"id": "x", "merchant_id": "m", "status": "lost", "mood": 1})
    account = ReadOnlyAccount(Scripted(odd, odd), Clock(), merchant_id="m")
    told = [found.warnings for found in map(account.directory, ["x", "x"]) if found is not None]
    assert [len(one) for one in told] == [2, 1]
    assert "'lost'" in told[0][0]
    assert "'mood'" in told[0][1]


def test_what_the_answer_leaves_out_is_absent_and_null_stays_null() -> None:
    found = directory("x", {"id": "x", "merchant_id": "m", "name": None})
    assert found is not None
    assert found.fields == {"id": "x", "merchant_id": "m", "name": None}


@pytest.mark.parametrize("name", ["catalogue-tag-get", "job-interview-details", "job-interview-get"])
def test_only_the_apis_own_404_means_that_there_is_none(simulator: Simulator, name: str) -> None:
    with opened(simulator) as account:
        asks: dict[str, Callable[[], object]] = {
            "catalogue-tag-get": lambda: account.directory("sales-en"),
            "job-interview-details": lambda: account.result(MISSING),
            "job-interview-get": lambda: account.interview(MISSING),
        }
        ask = asks[name]
        assert ask() is None
        simulator.add_fault(Fault(name, "gateway", status=404))
        with pytest.raises(CallFailed, match="in front of it"):
            ask()
        assert ask() is None


def test_people_of_several_pages(simulator: Simulator) -> None:
    key = interview(simulator)
    register(simulator, key, *range(2100))
    before = len(simulator.requests())
    with opened(simulator) as account:
        found = account.people()
    stored = simulator.candidates()
    assert [one.id for one in found] == [one["id"] for one in stored]
    assert [one.email for one in found] == [f"p{number}@example.com" for number in range(2100)]
    assert found[0].created_at == stored[0]["created_at"]
    asked = [parse_qs(urlsplit(one.target).query) for one in simulator.requests()[before:]]
    assert [(one["limit"], one["offset"]) for one in asked] == [
        (["1000"], [offset]) for offset in ("0", "999", "1998")
    ]
    assert {one["order_by"][0] for one in asked} == {"created_at_oldest"}


def test_people_that_come_while_they_are_read_are_found_too(simulator: Simulator) -> None:
    key = interview(simulator)
    register(simulator, key, *range(1500))
    with opened(simulator) as account:
        wire = Meddled(simulator, account._wire, key, 1)
        assert len(ReadOnlyAccount(wire, Clock()).people()) == 1501
        assert wire.offsets == ["0", "999", "0", "999"]
        wire = Meddled(simulator, account._wire, key, 50)
        with pytest.raises(CallFailed, match="the list of candidates: it changed each time"):
            ReadOnlyAccount(wire, Clock()).people()
        assert len(wire.offsets) == 6


def rows(*ids: str, total: int) -> Raw:
    return ok({"data": [{"id": one} for one in ids], "pagination": {"total": total}})


def test_one_who_goes_and_one_who_comes_do_not_hide_a_third() -> None:
    """Between the pages `a` goes and `e` comes: as many as before, and `c` stands on a page already read."""
    moved = [rows("a", "b", total=4), rows("d", "e", total=4)]
    still = [rows("b", "c", total=4), rows("c", "d", "e", total=4)]
    account = ReadOnlyAccount(Scripted(*moved, *still), Clock())
    assert [one.id for one in account.people()] == ["b", "c", "d", "e"]


@pytest.mark.parametrize(
    "pages",
    [
        [rows("a", "a", total=2)],  # a row twice
        [rows("a", total=2), rows("a", total=2)],  # fewer than are counted
        [rows("a", "b", total=1)],  # more
        [rows("a", total=2), rows("a", "b", total=3)],  # another count
    ],
)
def test_a_list_that_does_not_add_up_is_read_three_times(pages: list[Raw]) -> None:
    wire = Scripted(*pages * 3)
    with pytest.raises(CallFailed, match="changed each time"):
        ReadOnlyAccount(wire, Clock()).enrolments("i", "interview")
    assert not wire.left


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"data": [{"email": "x"}], "pagination": {"total": 1}}, r"`data\[0\].id`"),
        ({"data": [{"id": None}], "pagination": {"total": 1}}, r"`data\[0\].id`"),
        ({"data": [], "pagination": None}, "`pagination.total`"),
        ({"data": None}, "`data`"),
    ],
)
def test_a_row_without_id_is_named(body: Json, named: str) -> None:
    for read in ("people", "enrolments"):
        account = ReadOnlyAccount(Scripted(ok(body)), Clock())
        with pytest.raises(CallFailed, match=named):
            account.people() if read == "people" else account.enrolments("i", "interview")


def test_null_may_stand_anywhere_else() -> None:
    assert person("p", {"id": "p", "email": None, "created_at": None, "new": 1}) == Person("p", "")
    assert enrolment("r", {"id": "r", "candidate_email": None}) == Enrolment("", "")


def test_an_address_is_trimmed_and_folded(simulator: Simulator) -> None:
    simulator.set_switches(Switches(emails_folded=False))
    key = interview(simulator)
    with opened(simulator) as account:
        users: Json = [{"email": " Ann@Example.COM"}]
        account.send(Endpoint.REGISTER, {"interview_id": key, "users": users})
        assert [one.email for one in account.people()] == ["ann@example.com"]
    assert simulator.candidates()[0]["email"] != "ann@example.com"
    shown: dict[str, Json] = {"profile_interview_id": "p", "candidate_email": " STRASSE@Maße.example "}
    assert enrolment("r", shown).email == "strasse@masse.example"


def test_who_is_on_an_interview_and_how_far(simulator: Simulator) -> None:
    key, other = interview(simulator), interview(simulator)
    result = simulator.complete_result(key, "ann@example.com")
    simulator.complete_result(other, "bob@example.com")
    with opened(simulator) as account:
        (found,) = account.enrolments(key, "interview")
        (stored,) = (one for one in simulator.results() if one["interview_result_id"] == result)
        assert found == Enrolment(
            stored["profile_interview_id"], "ann@example.com", result, None, stored["created_at"]
        )
        assert account.enrolments(key, "coaching") == ()
        assert account.result(result) == Taken(result, "completed", stored["end"])
        assert stored["end"]
        simulator.edit_record("result", result, decision_status="ai_reject")
        assert account.enrolments(key, "interview")[0].decision == "ai_reject"


def test_a_result_of_nulls() -> None:
    account = ReadOnlyAccount(Scripted(ok({"status": None, "end": None}), ok([])), Clock())
    assert account.result("r") == Taken("r", None, None)
    with pytest.raises(CallFailed, match=r"result r: .* no object"):
        account.result("r")
