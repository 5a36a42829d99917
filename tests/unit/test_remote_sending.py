"""Every declared call over a real port: what arrives, what comes back, and how a lost answer ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reconciler.model.answer import Answer, End
from reconciler.model.catalogue import PERSONA as TABLE
from reconciler.model.field import Endpoint
from reconciler.model.values import Json
from reconciler.remote.account import HttpAccount
from reconciler.remote.wire import Raw
from reconciler.simulator import Fault, Simulator, template_id
from tests.support.calls import Clock, Scripted, ok
from tests.support.opened import INTERVIEW, document, interview, opened

ID = "0b5c6c1e-0000-4000-8000-000000000001"


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    made = Simulator()
    yield made
    made.close()


PERSONA: dict[str, Json] = {
    "name": "Buyer", "interview_template_id": template_id("Anna"), "mojito_language_code": "en",
    "status": "draft", "visibility": "merchant_invite", "persona_role_avatar": "A buyer.",
    "persona_role_user": "A seller.",
}  # fmt: skip
SCREENING: dict[str, Json] = {
    "position_name": "Baker", "position_location": "Berlin", "position_country_code": "DE",
    "mojito_language_code": "en",
}  # fmt: skip
ANN: dict[str, Json] = {
    "candidate_name": "Ann", "candidate_email": "ann@example.com", "candidate_country_code": "DE",
    "candidate_resume": "Bakes.",
}  # fmt: skip


def bodies(simulator: Simulator, root: Path, endpoint: Endpoint) -> dict[str, Json]:
    """What the endpoint needs, and what has to be in the account first."""
    people: Json = [
        {"email": "ann@example.com", "type": "user"},
        {"email": "bob@example.com", "type": "user"},
    ]
    match endpoint:
        case Endpoint.PERSONA:
            return PERSONA
        case Endpoint.DIRECTORY:
            return {"id": "sales-en", "name": "Sales"}
        case Endpoint.SCREENING:
            return SCREENING
        case Endpoint.DOCUMENT:
            return document(root)
        case Endpoint.ENROL:
            return {**ANN, "position_def_set_id": interview(simulator)}
        case Endpoint.REGISTER:
            return {"interview_id": interview(simulator), "users": people}
        case Endpoint.INVITE:
            return {"users": people}
        case Endpoint.RETAKE:
            return {"interview_result_id": simulator.complete_result(interview(simulator), "ann@example.com")}
        case _:
            raise AssertionError(endpoint)


NEW = (
    Endpoint.PERSONA, Endpoint.DIRECTORY, Endpoint.SCREENING, Endpoint.DOCUMENT, Endpoint.ENROL,
    Endpoint.REGISTER, Endpoint.INVITE, Endpoint.RETAKE,
)  # fmt: skip
_NAMES_NOTHING = (Endpoint.ENROL, Endpoint.REGISTER, Endpoint.INVITE, Endpoint.RETAKE)
"""Whose answers are good without an id."""


def object_of(answer: Answer) -> dict[str, Json]:
    assert isinstance(answer.body, dict), answer
    return answer.body


def test_an_enrolment_answers_without_its_link(simulator: Simulator) -> None:
    key = interview(simulator)
    body: dict[str, Json] = {**ANN, "position_def_set_id": key, "is_embedded": True}
    with opened(simulator) as account:
        first, second = account.send(Endpoint.ENROL, body), account.send(Endpoint.ENROL, body)
        (found,) = account.enrolments(key, "interview")
    told = object_of(first)
    assert (first.end, told["status"], told["interview_def_set_id"]) == (End.OK, "ai_accept", key)
    assert told["profile_interview_id"] == found.person_id
    assert told["embed_id"]
    assert not told.keys() & {"interview_url", "embed_signing_key"}
    assert (second.end, object_of(second)["status"]) == (End.OK, "already-applied")
    assert object_of(second)["reason"]
    assert "http" not in repr((first, second))


def test_a_persona_comes_back_as_an_interview_does(simulator: Simulator) -> None:
    more: dict[str, Json] = {
        "interview_location": "Berlin", "description": "Sells.", "code": "c", "tags": ["b", "a"],
        "interview_attempts": 4, "portal": "interview", "max_duration": 600, "recording": "audio_all",
    }  # fmt: skip
    with opened(simulator) as account:
        made = object_of(account.send(Endpoint.PERSONA, {**PERSONA, **more}))
        found = account.interview(str(made["interview_def_set_id"]))
    assert found is not None
    shown = {name: found.fields[name] for name, row in TABLE.items() if row.readable and name in found.fields}
    assert {name for name, row in TABLE.items() if row.readable} == shown.keys()
    sent = {**PERSONA, **more, "location": "Berlin"}
    assert {name: shown[name] for name in shown.keys() & sent.keys()} == {
        name: sent[name] for name in shown.keys() & sent.keys()
    }
    assert found.warnings == ()


def test_each_row_of_a_batch_comes_back_without_its_link(simulator: Simulator) -> None:
    users: Json = [
        {"email": "ann@example.com"},
        {"email": "nobody"},
        {"email": "bob@example.com", "name": "Bob"},
    ]
    with opened(simulator) as account:
        answer = account.send(Endpoint.REGISTER, {"interview_id": interview(simulator), "users": users})
    assert answer.end is End.OK
    assert answer.body == [
        {"email": "ann@example.com", "result": "ok"},
        {"email": "nobody", "result": "Error: email is not a valid address."},
        {"email": "bob@example.com", "name": "Bob", "result": "ok"},
    ]


def test_each_row_of_an_invitation_has_its_own_result(simulator: Simulator) -> None:
    users: Json = [{"email": "ann@example.com", "type": "user"}, {"email": "bob@example.com", "type": "king"}]
    with opened(simulator) as account:
        answer = account.send(Endpoint.INVITE, {"users": users})
    assert answer.end is End.OK
    assert isinstance(answer.body, list)
    results = [row["result"] for row in answer.body if isinstance(row, dict)]
    assert results[0] == "Invited"
    assert str(results[1]).startswith("Error: ")


def test_an_interview_is_reopened_once(simulator: Simulator) -> None:
    result = simulator.complete_result(interview(simulator), "ann@example.com")
    with opened(simulator) as account:
        first, second = (account.send(Endpoint.RETAKE, {"interview_result_id": result}) for _ in "12")
        found = account.result(result)
    assert (first.end, first.body) == (End.OK, {})
    assert (second.end, second.status, second.name) == (End.REFUSED, 422, "interview_result_id")
    assert found is not None
    assert found.status == "started"


def test_a_position_of_a_screening_is_made_and_then_changed(simulator: Simulator) -> None:
    with opened(simulator) as account:
        made = object_of(account.send(Endpoint.SCREENING, SCREENING))
        assert made["created"] is True
        key = made["position_def_set_id"]
        change: dict[str, Json] = {"update_position_def_set_id": key, "position_name": "Cook"}
        assert object_of(account.send(Endpoint.SCREENING, change))["updated"] is True
    assert [one["name"] for one in simulator.interviews()] == ["Cook"]


@pytest.mark.parametrize("endpoint", NEW)
@pytest.mark.parametrize(
    ("kind", "end"),
    [
        ("cut_after", End.CUT),
        ("cut_body", End.CUT),
        ("timeout_after", End.NO_ANSWER),
        ("error_after", End.FAULT),
        ("garbage", End.GARBLED),
        ("no_id", End.GARBLED),
    ],
)
def test_an_answer_that_is_lost_is_said_to_be_and_nothing_goes_twice(
    simulator: Simulator, tmp_path: Path, endpoint: Endpoint, kind: str, end: End
) -> None:
    body = bodies(simulator, tmp_path, endpoint)
    simulator.add_fault(Fault(endpoint.value, kind, seconds=5))
    with opened(simulator, tmp_path, read=0.5 if kind == "timeout_after" else 30.0) as account:
        answer = account.send(endpoint, body)
    assert answer.end is (End.OK if kind == "no_id" and endpoint in _NAMES_NOTHING else end)
    (sent,) = (one for one in simulator.requests() if one.endpoint == endpoint.value)
    assert sent.committed


def test_a_batch_that_stopped_halfway_is_no_answer_for_all(simulator: Simulator) -> None:
    users: Json = [{"email": f"p{number}@example.com"} for number in range(3)]
    key = interview(simulator)
    simulator.add_fault(Fault("job-interview-register-users", "drip", rows=2, seconds=0.01))
    with opened(simulator) as account:
        answer = account.send(Endpoint.REGISTER, {"interview_id": key, "users": users})
    assert (answer.end, answer.error) == (End.GARBLED, "it holds 2 rows for 3 people")
    assert len(simulator.candidates()) == 2
    assert "http" not in repr(answer)


BOTH: dict[str, Json] = {"users": [{"email": "a"}, {"email": "b"}]}
OLD: dict[str, Json] = {"update_position_def_set_id": "p"}
BLANK: dict[str, Json] = {"update_position_def_set_id": ""}
Case = tuple[Endpoint, dict[str, Json], Json]
GOOD: list[Case] = [
    (Endpoint.ENROL, {}, {"status": "ai_reject"}),
    (Endpoint.DOCUMENT, {}, {"knowledge_base_id": "k"}),
    (Endpoint.SCREENING, {}, {"position_def_set_id": "p"}),
    (Endpoint.SCREENING, OLD, {"updated": True}),
    (Endpoint.PERSONA, {}, {"interview_def_set_id": "p"}),
    (Endpoint.DIRECTORY, {}, {"id": "sales-en", "merchant_id": None}),
    (Endpoint.DIRECTORY_UPDATE, {}, {}),
    (Endpoint.RETAKE, {}, {}),
    (Endpoint.RETAKE, {}, {"new": 1}),
    (Endpoint.REGISTER, BOTH, [{"result": "ok"}, {"result": "Error: no"}]),
    (Endpoint.INVITE, BOTH, [{"result": "Invited"}, {"result": "Skipped"}]),
]
BAD: list[Case] = [
    (Endpoint.ENROL, {}, {}),
    (Endpoint.ENROL, {}, {"status": None}),
    (Endpoint.ENROL, {}, {"status": " "}),
    (Endpoint.ENROL, {}, []),
    (Endpoint.ENROL, {}, None),
    (Endpoint.DOCUMENT, {}, {}),
    (Endpoint.DOCUMENT, {}, {"knowledge_base_id": 7}),
    (Endpoint.SCREENING, {}, {"created": True, "position_def_set_id": None}),
    (Endpoint.SCREENING, BLANK, {"created": True}),
    (Endpoint.PERSONA, {}, {"embed_id": "p"}),
    (Endpoint.DIRECTORY, {}, {"merchant_id": "m"}),
    (Endpoint.RETAKE, {}, []),
    (Endpoint.RETAKE, {}, None),
    (Endpoint.REGISTER, BOTH, [{"result": "ok"}]),
    (Endpoint.INVITE, BOTH, [{"result": "ok"}, {"result": "ok"}, {"result": "ok"}]),
    (Endpoint.REGISTER, BOTH, [{"result": "ok"}, {"result": None}]),
    (Endpoint.INVITE, BOTH, [{"result": "ok"}, "ok"]),
    (Endpoint.REGISTER, BOTH, []),
    (Endpoint.INVITE, BOTH, {"data": []}),
]


@pytest.mark.parametrize(
    ("case", "end"), [*((one, End.OK) for one in GOOD), *((one, End.GARBLED) for one in BAD)]
)
def test_what_an_answer_must_hold(case: Case, end: End) -> None:
    endpoint, sent, body = case
    answer = HttpAccount(Scripted(ok(body)), Clock()).send(endpoint, sent)
    assert (answer.end, answer.status, answer.body) == (end, 200, body)
    assert bool(answer.error) == (end is End.GARBLED)


@pytest.mark.parametrize("endpoint", list(Endpoint))
def test_links_and_keys_stay_outside_whatever_the_answer(endpoint: Endpoint) -> None:
    secret: dict[str, Json] = {
        "interview_url": "canary",
        "embed_signing_key": "canary",
        "catalogue_url": "kept",
    }
    for body in (secret, [secret, secret, "x"]):
        answer = HttpAccount(Scripted(ok(body)), Clock()).send(endpoint, {})  # type: ignore[arg-type]
        assert "canary" not in repr(answer)
        assert "kept" in repr(answer)


def test_a_body_of_json_is_ascii() -> None:
    class Kept(Scripted):
        def call(self, *given: Any, **more: Any) -> Raw:
            self.raw = more["body"]
            return ok({"interview_def_set_id": "x"})

    wire = Kept()
    HttpAccount(wire, Clock()).send(Endpoint.CREATE, {**INTERVIEW, "name": "Bäcker"})
    assert wire.raw.isascii()
    assert json.loads(wire.raw)["name"] == "Bäcker"
    with pytest.raises(ValueError, match="JSON"):
        HttpAccount(wire, Clock()).send(Endpoint.CREATE, {"max_duration": float("nan")})


def test_trouble_of_the_machine_is_never_taken_for_a_file(simulator: Simulator) -> None:
    """A create that may have left must not be told as one that never did."""

    class Broken(Scripted):
        def call(self, *given: Any, **more: Any) -> Raw:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        HttpAccount(Broken(), Clock()).send(Endpoint.CREATE, INTERVIEW)
