"""Every fault as an in-process client meets it, and what the request log says about it afterwards."""

from __future__ import annotations

import json

import pytest

from reconciler.simulator import Fault
from reconciler.simulator.faults import AFTER, BEFORE

from .support import Api, create_body

CREATE = "job-interview-create"
PATH = f"/functions/v1/{CREATE}"
BODY = json.dumps(create_body()).encode()


@pytest.mark.parametrize(
    ("kind", "raised", "committed"),
    [
        ("refused", ConnectionRefusedError, False),
        ("cut_before", ConnectionResetError, False),
        ("cut_after", ConnectionResetError, True),
        ("cut_body", ConnectionResetError, True),
        ("timeout_before", TimeoutError, False),
        ("timeout_after", TimeoutError, True),
    ],
)
def test_transport_faults(api: Api, kind: str, raised: type[Exception], committed: bool) -> None:
    api.simulator.add_fault(Fault(CREATE, kind))
    with pytest.raises(raised):
        api.raw("POST", PATH, BODY)
    (entry,) = api.simulator.requests()
    assert (entry.fault, entry.committed, entry.status) == (kind, committed, 200 if committed else None)
    assert len(api.simulator.interviews()) == api.simulator.credits_used() == int(committed)
    api.create()


@pytest.mark.parametrize(
    ("fault", "status", "committed"),
    [
        (Fault(CREATE, "error_before"), 500, False),
        (Fault(CREATE, "error_before", status=403), 403, False),
        (Fault(CREATE, "error_after"), 500, True),
        (Fault(CREATE, "error_after", status=504), 504, True),
        (Fault(CREATE, "unauthorized"), 401, False),
        (Fault(CREATE, "rate_limit"), 429, False),
        (Fault(CREATE, "gateway"), 502, False),
        (Fault(CREATE, "redirect"), 302, False),
        (Fault(CREATE, "no_id"), 200, True),
        (Fault(CREATE, "garbage"), 200, True),
        (Fault(CREATE, "drip"), 200, True),
    ],
)
def test_answered_faults(api: Api, fault: Fault, status: int, committed: bool) -> None:
    api.simulator.add_fault(fault)
    found, headers, body = api.raw("POST", PATH, BODY)
    assert found == status
    assert "Date" in headers
    (entry,) = api.simulator.requests()
    assert (entry.fault, entry.committed) == (fault.kind, committed)
    assert entry.status == (200 if committed else status)
    assert len(api.simulator.interviews()) == int(committed)
    if fault.kind in {"error_before", "error_after", "unauthorized", "rate_limit"}:
        assert set(json.loads(body)) == {"error"}


def test_details_of_answered_faults(api: Api) -> None:
    for fault in (
        Fault(CREATE, "rate_limit", retry_after=7),
        Fault(CREATE, "rate_limit", retry_after="Wed, 25 Nov 2026 10:00:05 GMT"),
        Fault(CREATE, "rate_limit"),
        Fault(CREATE, "redirect", body="http://127.0.0.1:1/"),
        Fault(CREATE, "gateway", status=503),
        Fault(CREATE, "garbage", body="{"),
        Fault(CREATE, "no_id"),
    ):
        # Each goes off on the first request it sees, so they are armed one by one.
        api.simulator.add_fault(fault)
        status, headers, body = api.raw("POST", PATH, BODY)
        match fault.kind:
            case "rate_limit":
                assert headers["Retry-After"] == str(fault.retry_after or 1)
            case "redirect":
                assert headers["Location"] == fault.body
            case "gateway":
                assert status == 503
                assert headers["Content-Type"].startswith("text/html")
                assert body.startswith(b"<!doctype html>")
            case "garbage":
                assert body == b"{"
            case _:
                assert set(json.loads(body)) == {"questions_generated", "max_duration"}


def test_no_id_of_a_list_and_of_an_update(api: Api) -> None:
    identifier = api.create()
    api.simulator.add_fault(Fault("job-interview-update", "no_id"))
    body = json.dumps({"position_id": identifier, "name": "x"}).encode()
    assert "position_id" not in json.loads(api.raw("POST", "/job-interview-update", body)[2])
    assert api.get(identifier)["name"] == "x"


def test_nth_and_times(api: Api) -> None:
    api.listed()
    api.simulator.add_fault(Fault("merchant-interview-list", "error_before", nth=2, times=2))
    statuses = []
    for _ in range(5):
        api.create()
        statuses.append(api.raw("GET", "/merchant-interview-list")[0])
    assert statuses == [200, 500, 500, 200, 200]


def test_star_matches_every_endpoint_but_not_control(api: Api) -> None:
    api.simulator.add_fault(Fault("*", "unauthorized", times=2))
    assert api.raw("GET", "/_simulator/requests", headers={})[0] == 200
    assert api.raw("GET", "/openapi", headers={})[0] == 200
    assert [api.raw("GET", target)[0] for target in ("/merchant-status", "/x", "/merchant-status")] == [
        401,
        401,
        200,
    ]


def test_two_faults_each_count_every_request(api: Api) -> None:
    api.simulator.add_fault(Fault("*", "error_before", status=503))
    api.simulator.add_fault(Fault("merchant-status", "error_before", nth=2, status=504))
    assert [api.raw("GET", "/merchant-status")[0] for _ in range(3)] == [503, 504, 200]


def test_a_refused_request_under_an_after_fault_commits_nothing(api: Api) -> None:
    api.simulator.add_fault(Fault(CREATE, "error_after"))
    assert api.raw("POST", PATH, b"{}")[0] == 500
    assert api.simulator.requests()[-1].status == 422
    assert api.simulator.interviews() == []


@pytest.mark.parametrize(
    ("kind", "nth", "times"), [("explosion", 1, 1), ("refused", 0, 1), ("refused", 1, 0)]
)
def test_bad_faults_are_refused(kind: str, nth: int, times: int) -> None:
    with pytest.raises(ValueError, match=r"fault|count"):
        Fault("*", kind, nth=nth, times=times)


def test_kinds_are_either_before_or_after() -> None:
    assert not BEFORE & AFTER
    with pytest.raises(ValueError, match="unexpected"):
        Fault.from_mapping({"endpoint": "*", "kind": "refused", "when": 1})
