"""Every switch, both ways; those of questions and of status are with their endpoints."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from reconciler.simulator import Simulator, Switches

from .support import Make, array_body, create_body

QUESTION = {"question": "One?"}


def test_mapping_round_trip() -> None:
    changed = Switches.from_mapping(
        {
            "list_lag_calls": 3,
            "tone_recased": "title",
            "transitions_refused": ["b>a", "a>b"],
            "create_charges_credits": 2,
            "array_max_duration": None,
        }
    )
    assert changed.transitions_refused == frozenset({"a>b", "b>a"})
    assert Switches.from_mapping(json.loads(json.dumps(changed.to_mapping()))) == changed
    assert set(changed.to_mapping()) == {field.name for field in fields(Switches)}
    assert Switches.from_mapping({}) == Switches()
    assert changed.with_changes({"list_lag_calls": 0}).tone_recased == "title"


@pytest.mark.parametrize(
    "values",
    [
        {"nonsense": 1},
        {"list_lag_calls": True},
        {"list_lag_calls": "3"},
        {"null_clears": 1},
        {"tone_recased": "upper"},
        {"pdf_config_update": None},
        {"create_charges_credits": "1"},
        {"transitions_refused": "a>b"},
    ],
)
def test_bad_values_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="switch"):
        Switches.from_mapping(values)


def test_switches_are_kept_in_the_file(tmp_path: Path) -> None:
    first = Simulator(tmp_path / "account.db", switches=Switches(tags_sorted=True))
    second = Simulator(tmp_path / "account.db")
    assert second.switches.tags_sorted is True
    second.set_switches(Switches(list_lag_calls=2))
    assert first.switches == Switches(list_lag_calls=2)
    first.reset()
    assert second.switches == Switches(list_lag_calls=2)
    first.close()
    second.close()


@pytest.mark.parametrize("value", [False, True])
def test_list_carries_code(make: Make, value: bool) -> None:
    api = make(list_carries_code=value)
    api.create(code="BE")
    assert ("code" in api.listed()[0]) is value


def test_list_lag(make: Make) -> None:
    api = make(list_lag_calls=2)
    identifier = api.create()
    assert api.get(identifier)["status"] == "draft"
    assert [len(api.listed()) for _ in range(3)] == [0, 0, 1]
    assert api.ok("merchant-interview-list")["pagination"]["total"] == 1


@pytest.mark.parametrize("hidden", [False, True])
def test_deleted_hidden(make: Make, hidden: bool) -> None:
    api = make(deleted_hidden=hidden)
    identifier = api.create()
    api.set_state(identifier, status="deleted")
    assert api.call("job-interview-get", position_id=identifier)[0] == (404 if hidden else 200)
    assert len(api.listed()) == (0 if hidden else 1)
    assert len(api.listed(status="deleted")) == (0 if hidden else 1)
    body = {"position_id": identifier, "status": "draft"}
    assert api.call("job-interview-update", {**body, "status": "deleted"})[0] == (404 if hidden else 200)
    assert api.call("job-interview-set-state", body)[0] == (500 if hidden else 200)


@pytest.mark.parametrize("omitted", [False, True])
def test_get_omits_optional(make: Make, omitted: bool) -> None:
    api = make(get_omits_optional=omitted)
    five = {
        "calc_definition_json",
        "candidate_expectations_json",
        "result_scoring",
        "creation_parameters",
        "pdf_export_auto_config",
    }
    assert five & set(api.get(api.create())) == (set() if omitted else five)


@pytest.mark.parametrize("carried", [False, True])
def test_definition_carries_messages(make: Make, carried: bool) -> None:
    api = make(definition_carries_messages=carried)
    found = api.get(api.create(welcome_message="Hello you", thank_you_message="Bye you"))
    assert ("Hello you" in json.dumps(found)) is carried
    assert ("Bye you" in json.dumps(found)) is carried


@pytest.mark.parametrize("scoped", [False, True])
def test_environment_scopes_rows(make: Make, scoped: bool) -> None:
    api = make(environment_scopes_rows=scoped)
    identifier = api.create()
    api.simulator.edit(identifier, environment="elsewhere")
    assert len(api.listed()) == (0 if scoped else 1)
    assert api.call("job-interview-get", position_id=identifier)[0] == (404 if scoped else 200)


@pytest.mark.parametrize("moves", [False, True])
@pytest.mark.parametrize("cause", ["questions", "status", "activity"])
def test_what_moves_updated_at(make: Make, cause: str, moves: bool) -> None:
    api = make(**{f"updated_at_moves_on_{cause}": moves})
    identifier = api.create()
    before = api.get(identifier)["updated_at"]
    if cause == "questions":
        api.update(identifier, questions=[QUESTION])
    elif cause == "status":
        api.set_state(identifier, status="active")
        api.update(identifier, status="draft")
    else:
        api.simulator.edit(identifier, interview_count=1)
    assert (api.get(identifier)["updated_at"] > before) is moves
    api.simulator.edit(identifier, name="Edited")
    assert api.get(identifier)["updated_at"] > before


@pytest.mark.parametrize("manner", ["dropped", "refused"])
def test_unknown_body_keys(make: Make, manner: str) -> None:
    api = make(unknown_body_keys=manner)
    bodies = {
        "job-interview-create": create_body(nonsense=1),
        "job-interview-create-from-array": array_body(QUESTION, max_duration=600),
        "job-interview-set-state": {"position_id": api.create(), "status": "draft", "reason": "x"},
    }
    for endpoint, body in bodies.items():
        status, answer = api.call(endpoint, body)
        assert status == (200 if manner == "dropped" else 422)
        assert answer.get("name") in {None, "nonsense", "max_duration", "reason"}


@pytest.mark.parametrize("unique", [False, True])
def test_code_unique(make: Make, unique: bool) -> None:
    api = make(code_unique=unique)
    first, second = api.create(code="BE"), api.create()
    status = 422 if unique else 200
    assert api.call("job-interview-create", create_body(code="BE"))[0] == status
    assert api.call("job-interview-create-from-array", array_body(QUESTION, code="BE"))[0] == status
    assert api.call("job-interview-update", {"position_id": second, "code": "BE"})[0] == status
    assert api.call("job-interview-update", {"position_id": first, "code": "BE"})[0] == 200


@pytest.mark.parametrize("required", [False, True])
def test_apikey_required(make: Make, required: bool) -> None:
    api = make(apikey_required=required)
    assert api.raw("GET", "/merchant-status")[0] == (401 if required else 200)
    assert api.raw("GET", "/merchant-status", headers={**api.headers, "ApiKey": "anon"})[0] == 200


@pytest.mark.parametrize("resets", [False, True])
def test_template_change_resets_to_draft(make: Make, resets: bool) -> None:
    api = make(template_change_resets_to_draft=resets)
    identifier = api.create(status="active")
    same = api.get(identifier)["interview_template_id"]
    assert api.update(identifier, interview_template_id=same)["updated_fields"] == ["interview_template_id"]
    other = "51a1c0de-0000-4000-8000-0000000000a2"
    written = api.update(identifier, interview_template_id=other)["updated_fields"]
    assert ("status" in written) is resets
    assert api.get(identifier)["status"] == ("draft" if resets else "active")


@pytest.mark.parametrize("price", [0.0, 2.5])
def test_create_charges_credits(make: Make, price: float) -> None:
    api = make(create_charges_credits=price)
    api.create()
    api.create_from_array(QUESTION)
    assert api.simulator.credits_used() == 2 * price


def test_latency(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("reconciler.simulator.service.time.sleep", slept.append)
    api = make(latency_ms=250)
    api.listed()
    assert slept == [0.25]
    api.simulator.set_switches(Switches())
    api.listed()
    assert slept == [0.25]
