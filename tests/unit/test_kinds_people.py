"""Candidates and invitations, from definition to account: each once, and nobody is named in what is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from reconciler.errors import UsageError
from reconciler.model.address import Address
from reconciler.model.change import Action
from reconciler.model.definition import Definition
from reconciler.model.environment import Ceilings
from reconciler.model.field import Endpoint
from reconciler.simulator import Fault, Switches
from reconciler.workflows import saved
from reconciler.workflows.memory import forget, take_in
from tests.support.builders import candidate, definition, invited
from tests.support.world import OWNER, World, told

ENROL, REGISTER, INVITE = Endpoint.ENROL, Endpoint.REGISTER, Endpoint.INVITE
ANNA = Address("candidate", "anna")


@pytest.fixture
def world() -> Iterator[World]:
    made = World(definition(), candidate("anna"), candidate("ben"))
    yield made
    made.close()


@pytest.fixture
def round_() -> Iterator[World]:
    made = World(definition(), invited("cleo"), invited("dan"), invited("eve"))
    yield made
    made.close()


def edited(one: Definition, **fields: Any) -> Definition:
    return replace(one, fields={**one.fields, **fields})


def emails(world: World, endpoint: Endpoint) -> list[str]:
    """Whose addresses reached the account by this call, in order."""
    found: list[str] = []
    for request in world.sent(endpoint):
        body = request.body
        found += [one["email"] for one in body["users"]] if "users" in body else [body["candidate_email"]]
    return found


def test_candidates_come_after_their_interview_and_once(world: World) -> None:
    applied = world.apply()
    assert told(applied) == {"backend": "applied", "anna": "applied", "ben": "applied"}
    first, *rest = [one.endpoint for one in world.simulator.requests() if one.committed]
    assert (first, set(rest)) == ("job-interview-create", {ENROL})
    assert {one.body["position_def_set_id"] for one in world.sent(ENROL)} == {world.row()["id"]}
    assert world.plan().empty
    world.apply()
    assert len(world.sent(ENROL)) == 2


def test_what_is_kept_is_the_decision_and_the_ids(world: World) -> None:
    world.apply()
    held = world.snapshot.records[ANNA]
    (person, _) = world.simulator.candidates()
    assert held.remote_id == person["id"]
    assert held.outcome["status"] == "ai_accept"
    assert held.outcome["interview_def_set_id"] == world.row()["id"]


def test_turned_down_is_an_outcome_with_its_reason_and_no_error() -> None:
    world = World(definition(), candidate("anna", candidate_resume="ai_reject"))
    applied = world.apply()
    assert applied.report is not None
    result = applied.report.results[-1]
    assert (result.ending, result.message) == (
        "applied",
        "turned down (ai_reject): The resume does not fit the position.",
    )
    assert world.snapshot.records[ANNA].outcome["reason"] == "The resume does not fit the position."
    assert world.plan().empty


def test_whoever_applied_already_counts_as_enrolled() -> None:
    """The account does not show enrolments of before, so only the call itself tells."""
    world = World(definition(), switches=Switches(registration_makes_result=False))
    world.apply()
    world.declare(definition(), invited("anna"))
    world.apply()
    world.declare(definition(), candidate("anna"))
    assert told(world.apply()) == {"round-anna": "applied", "anna": "applied"}
    assert world.snapshot.records[ANNA].outcome["status"] == "already-applied"
    assert world.plan().empty


@pytest.mark.parametrize("kind", ["cut_after", "timeout_after", "error_after", "cut_body", "garbage"])
def test_a_lost_enrolment_is_found_and_never_sent_again(world: World, kind: str) -> None:
    world.simulator.add_fault(Fault(ENROL, kind))
    assert set(told(world.apply()).values()) == {"applied"}
    assert sorted(emails(world, ENROL)) == ["Anna@Example.com", "Ben@Example.com"]
    assert world.plan().empty


def test_what_never_arrived_is_sent_by_the_next_run_once_the_time_is_up(world: World) -> None:
    world.simulator.add_fault(Fault(ENROL, "cut_before"))
    applied = world.apply()
    assert sorted(told(applied).values()) == ["applied", "applied", "failed"]
    assert sum(world.clock.slept) >= 421
    world.apply()
    assert sorted(emails(world, ENROL)) == ["Anna@Example.com", "Ben@Example.com"]
    assert world.plan().empty


def test_a_person_the_account_knew_before_proves_nothing() -> None:
    """Where enrolments are not shown, and the same person is on another interview: the author has to say."""
    world = World(
        definition(),
        definition("other", name="Other"),
        invited("anna", "other"),
        switches=Switches(registration_makes_result=False),
    )
    world.apply()
    world.declare(*world.desired.definitions.values(), edited(invited("anna"), external_id="7"))
    first, other = invited("anna", "other"), invited("anna")
    second = replace(other, address=Address("invitation", "second-anna"))
    world.declare(definition(), definition("other", name="Other"), first, second)
    world.simulator.add_fault(Fault(REGISTER, "cut_before"))
    assert told(world.apply())["second-anna"] == "unknown"
    (blocked,) = world.plan().blocked
    assert blocked.blocked is not None
    assert "the account knows this person" in blocked.blocked.reason
    with world.account() as account:
        person = world.simulator.candidates()[0]["id"]
        take_in(world.work(), account, OWNER, second.address, person)
    assert world.plan().empty
    assert len(world.sent(REGISTER)) == 1


def test_after_a_lost_state_nobody_is_written_to_again(world: World) -> None:
    world.apply()
    interview = world.row()["id"]
    world.forget_everything()
    blocked = {change.address.key for change in world.plan().blocked}
    assert blocked == {"backend", "anna", "ben"}  # the interview has to be imported first
    with world.account() as account:
        take_in(world.work(), account, OWNER, Address("interview", "backend"), interview)
    made = world.plan()
    assert {change.action for change in made.changes} == {Action.RECORD}
    assert "the account has this person" in made.changes[0].reason
    world.apply()
    assert len(world.sent(ENROL)) == 2
    assert world.plan().empty
    assert world.snapshot.records[ANNA].remote_id in {one["id"] for one in world.simulator.candidates()}


def test_create_anyway_enrols_whoever_is_there_already(world: World) -> None:
    world.apply()
    with_interview = world.snapshot.records[Address("interview", "backend")]
    forget(world.work(), OWNER, ANNA)
    assert with_interview.remote_id == world.row()["id"]
    made = world.plan(create_anyway=frozenset({ANNA}))
    assert [(change.address, change.action) for change in made.changes] == [(ANNA, Action.CREATE)]


def test_an_edited_resume_is_remembered_and_not_sent(world: World) -> None:
    world.apply()
    world.declare(definition(), candidate("anna", candidate_resume="Better."), candidate("ben"))
    (change,) = world.plan().changes
    assert (change.action, change.calls) == (Action.RECORD, ())
    assert [(one.name, one.personal) for one in change.fields] == [("candidate_resume", True)]
    world.apply()
    assert len(world.sent(ENROL)) == 2
    assert world.plan().empty


@pytest.mark.parametrize("record_only", [False, True])
def test_another_address_is_another_person(world: World, record_only: bool) -> None:
    world.apply()
    world.declare(definition(), candidate("anna", candidate_email="other@example.com"), candidate("ben"))
    (blocked,) = world.plan().blocked
    assert blocked.blocked is not None
    assert "candidate_email cannot change" in blocked.blocked.reason
    if record_only:
        world.apply(record_only=frozenset({(ANNA, "candidate_email")}))
        assert world.plan().empty
    assert len(world.sent(ENROL)) == 2


def test_the_same_address_in_other_letters_is_the_same_person(world: World) -> None:
    world.apply()
    world.declare(definition(), candidate("anna", candidate_email=" ANNA@example.COM"), candidate("ben"))
    assert world.plan().empty


def test_a_replaced_interview_enrols_nobody_again(world: World) -> None:
    world.apply()
    world.change("backend", mojito_language_code="de")
    world.apply(replace=frozenset({Address("interview", "backend")}), accept={"replace": 9, "progress": 9})
    assert world.plan().empty
    assert len(world.sent(ENROL)) == 2


def test_a_removed_file_forgets_and_a_returned_one_enrols_nobody(world: World) -> None:
    world.apply()
    world.declare(definition(), candidate("ben"))
    (change,) = world.plan().changes
    assert change.action is Action.FORGET
    assert "the API has no way to un-enrol" in change.reason
    world.apply()
    assert world.plan().empty
    world.declare(definition(), candidate("anna"), candidate("ben"))
    (back,) = world.plan().changes
    assert back.action is Action.RECORD
    world.apply()
    assert len(world.sent(ENROL)) == 2
    assert world.plan().empty


def test_a_renamed_file_takes_its_record_along(world: World) -> None:
    world.apply()
    old = candidate("anna")
    moved = replace(
        old, address=Address("candidate", "anna-b"), manage=replace(old.manage, moved_from="anna")
    )
    world.declare(definition(), moved, candidate("ben"))
    world.apply()
    assert len(world.sent(ENROL)) == 2
    assert Address("candidate", "anna") not in world.snapshot.records
    assert world.plan().empty


def test_a_renamed_file_with_a_lost_answer_enrols_nobody_twice(world: World) -> None:
    world.wait = False
    world.simulator.add_fault(Fault(ENROL, "cut_before"))
    world.apply()
    (lost,) = [intent.address for intent in world.snapshot.open.values()]
    renamed = replace(candidate(lost.key), address=Address("candidate", "renamed"))
    other = candidate("ben" if lost.key == "anna" else "anna")
    world.declare(definition(), renamed, other)
    (blocked,) = [one for one in world.plan().blocked if one.address == renamed.address]
    assert blocked.blocked is not None
    assert "sent and not answered" in blocked.blocked.reason


def test_candidates_of_an_interview_that_fails_are_skipped(world: World) -> None:
    world.simulator.add_fault(Fault("job-interview-create", "error_before", status=422))
    assert told(world.apply()) == {"backend": "failed", "anna": "skipped", "ben": "skipped"}
    world.apply()
    assert world.plan().empty


def test_a_position_of_its_own_is_found_again_by_our_mark() -> None:
    own = {
        "position_name": "Barista",
        "position_location": "Prague",
        "position_country_code": "CZ",
        "mojito_language_code": "en",
    }
    world = World(candidate("anna", None, **own))
    world.apply()
    (request,) = world.sent(ENROL)
    assert request.body["position_external_id"] == "anna"
    made = len(world.rows())
    world.forget_everything()
    (blocked,) = world.plan().blocked
    assert blocked.blocked is not None
    assert "has 'Barista' already" in blocked.blocked.reason
    world.apply(create_anyway=frozenset({ANNA}))
    assert len(world.rows()) == made
    assert world.snapshot.records[ANNA].outcome["status"] == "already-applied"


def test_people_of_one_invitation_go_in_one_call_and_are_recorded_each(round_: World) -> None:
    assert set(told(round_.apply()).values()) == {"applied"}
    (request,) = round_.sent(REGISTER)
    assert [one["email"] for one in request.body["users"]] == [
        "cleo@example.com",
        "dan@example.com",
        "eve@example.com",
    ]
    assert round_.plan().empty
    assert {address.key for address in round_.snapshot.records} == {
        "backend",
        "round-cleo",
        "round-dan",
        "round-eve",
    }


def test_a_bad_row_fails_alone_and_only_it_is_sent_again(round_: World) -> None:
    bad = edited(invited("dan"), email="nobody")
    round_.declare(definition(), invited("cleo"), bad, invited("eve"))
    ended = told(round_.apply())
    assert ended == {
        "backend": "applied",
        "round-cleo": "applied",
        "round-dan": "failed",
        "round-eve": "applied",
    }
    round_.declare(definition(), invited("cleo"), invited("dan"), invited("eve"))
    assert [change.address.key for change in round_.plan().changes] == ["round-dan"]
    round_.apply()
    assert emails(round_, REGISTER) == ["cleo@example.com", "nobody", "eve@example.com", "dan@example.com"]
    assert round_.plan().empty


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize("rows", [0, 1, 2, None])
def test_a_lost_answer_of_a_batch_is_settled_person_by_person(shown: bool, rows: int | None) -> None:
    world = World(
        definition(),
        *map(invited, ("cleo", "dan", "eve")),
        switches=Switches(registration_makes_result=shown),
    )
    world.simulator.add_fault(Fault(REGISTER, "cut_after", rows=rows))
    world.apply()
    world.apply()
    people = [one["email"] for one in world.simulator.candidates()]
    assert sorted(people) == ["cleo@example.com", "dan@example.com", "eve@example.com"]
    assert len(world.simulator.results()) == 3
    calls = [one.body["users"] for one in world.simulator.requests() if one.endpoint == REGISTER]
    assert [len(users) for users in calls] == ([3] if rows is None else [3, 3 - rows])
    assert world.plan().empty


def test_a_call_holds_no_more_people_than_can_be_looked_for(round_: World) -> None:
    round_.declare(definition(), *(invited(f"p{number}") for number in range(120)))
    round_.apply()
    sizes = [len(one.body["users"]) for one in round_.sent(REGISTER)]
    assert (sum(sizes), max(sizes)) == (120, 50)
    assert round_.plan().empty


def test_invitations_of_the_team_need_no_interview() -> None:
    person = invited("gus", None, method="invite", type="merchant")
    world = World(person)
    assert told(world.apply()) == {"round-gus": "applied"}
    (request,) = world.sent(INVITE)
    assert request.body["users"] == [{"email": "gus@example.com", "name": "Gus", "type": "merchant"}]
    assert world.snapshot.records[person.address].outcome["result"] == "Invited"
    assert world.plan().empty


def test_a_lost_invitation_into_the_team_is_the_authors_to_settle() -> None:
    person = invited("gus", None, method="invite", type="merchant")
    world = World(person)
    world.simulator.add_fault(Fault(INVITE, "cut_after"))
    assert told(world.apply()) == {"round-gus": "unknown"}
    (blocked,) = world.plan().blocked
    assert blocked.blocked is not None
    assert [way.partition("   #")[0] for way in blocked.blocked.ways_out] == [
        "reconciler import invitation.round-gus ID",
        "reconciler state forget invitation.round-gus",
    ]
    world.apply()
    assert len(world.sent(INVITE)) == 1


def test_nothing_that_names_a_person_is_written_down(world: World) -> None:
    """Whatever the account says of them, at whatever end."""
    resume = "Anna Example won the Nobel prize.\nai_reject"
    anna = candidate(
        "anna",
        candidate_resume=resume,
        candidate_linkedin_url="https://linkedin.example/anna-example",
        candidate_external_id="ATS-4711",
    )
    world.declare(
        definition(), anna, candidate("ben"), invited("cleo"), edited(invited("dan"), email="bad dan")
    )
    echo = {"error": "Anna Example <anna@example.com> won the Nobel prize.", "name": "candidate_email"}
    world.simulator.add_fault(Fault(ENROL, "error_before", status=422, body=json.dumps(echo)))
    applied = world.apply()
    world.apply()
    kept = world.store.state or b""
    journal = b"".join(world.store.journal)
    told_ = repr([(one.message, one.hint) for one in applied.report.results]) if applied.report else ""
    for text in (kept.decode(), journal.decode(), told_, repr(world.events)):
        for canary in ("Example", "Nobel", "4711", "cleo@", "bad dan"):
            assert canary.casefold() not in text.casefold(), canary


def test_a_saved_plan_about_people_needs_a_key_and_holds_no_digest_that_can_be_tried(world: World) -> None:
    with pytest.raises(UsageError, match="cannot be saved before the first apply"):
        _approved(world)
    world.declare(definition())
    world.apply()
    world.declare(definition(), candidate("anna"))
    first, second = _approved(world), _approved(world)
    assert first.steps == second.steps
    assert first.definitions == second.definitions
    world.declare(definition(), candidate("anna", candidate_email="other@example.com"))
    assert _approved(world).steps != first.steps


def _approved(world: World) -> Any:
    from reconciler.engine.selection import Selection
    from reconciler.model.approval import Approvals
    from reconciler.remote.account import ReadOnlyAccount
    from reconciler.remote.tokens import TokenSource
    from reconciler.remote.transport import Transport
    from reconciler.simulator import DEFAULT_TOKEN
    from reconciler.workflows import plan as planning

    with Transport(world.simulator.handle, TokenSource(DEFAULT_TOKEN)) as wire:
        reader = ReadOnlyAccount(wire, world.clock, merchant_id=world.environment.merchant_id)
        made = planning.plan(world.work(), reader, Approvals())
        return saved.approved(made, world.work(), Approvals(), Selection(), tool="t", now=0.0)


def test_an_account_that_takes_positions_only_says_what_to_do_instead() -> None:
    world = World(definition(), candidate("anna"), switches=Switches(position_takes_interview_id=False))
    applied = world.apply()
    assert applied.report is not None
    result = applied.report.results[-1]
    assert (result.ending, result.status) == ("failed", 404)
    assert "`kind: invitation` puts people on it" in result.hint
    world.declare(definition(), invited("anna"))
    world.apply()
    assert world.plan().empty


def test_people_for_a_draft_are_warned_about() -> None:
    world = World(definition(status="draft"), candidate("anna"))
    assert "interview.backend is declared as draft" in world.plan().warnings[0]


def test_a_ceiling_on_credits_counts_candidates_and_no_invitations() -> None:
    world = World(definition(), candidate("anna"), candidate("ben"), invited("cleo"))
    world.environment = replace(world.environment, ceilings=Ceilings(credits=2))
    (guard,) = world.plan().guards
    assert (guard.effect, guard.count) == ("credits", 3)


def test_what_is_declared_no_more_leaves_the_record_and_sends_nothing(world: World) -> None:
    more = candidate("anna", candidate_linkedin_url="https://linkedin.example/anna")
    world.declare(definition(), more, candidate("ben"))
    world.apply()
    world.declare(definition(), candidate("anna"), candidate("ben"))
    (change,) = world.plan().changes
    assert (change.action, change.releases) == (Action.RECORD, ("candidate_linkedin_url",))
    world.apply()
    assert "candidate_linkedin_url" not in world.snapshot.records[ANNA].fields
    assert world.plan().empty


def test_what_is_declared_for_the_first_time_is_only_remembered(world: World) -> None:
    world.apply()
    world.declare(definition(), candidate("anna", candidate_external_id="7"), candidate("ben"))
    (change,) = world.plan().changes
    assert (change.action, [one.note for one in change.fields]) == (
        Action.RECORD,
        ["it is done: only remembered, and not sent again"],
    )
    assert change.fields[0].before is None
    world.apply()
    assert world.plan().empty


def test_an_interview_that_nobody_declares_is_a_fault_with_and_without_a_record(world: World) -> None:
    lost = candidate("anna", "nowhere")
    world.declare(definition(), lost)
    (blocked,) = world.plan().blocked
    assert blocked.blocked is not None
    assert "there is no interview.nowhere" in blocked.blocked.reason
    world.declare(definition(), candidate("anna"))
    world.apply()
    world.declare(definition(), lost)
    (blocked,) = world.plan().blocked
    assert blocked.reason == "a name cannot be resolved"


def test_another_interview_is_another_enrolment(world: World) -> None:
    world.declare(definition(), definition("other", name="Other"), candidate("anna"))
    world.apply()
    world.declare(definition(), definition("other", name="Other"), candidate("anna", "other"))
    (blocked,) = world.plan().blocked
    assert blocked.blocked is not None
    assert "position_def_set_id cannot change: the candidate is enrolled" in blocked.blocked.reason
    assert "candidate.anna.position_def_set_id" in blocked.blocked.ways_out[-1]


def test_a_candidate_waits_for_what_its_interview_waits_for(world: World) -> None:
    only_people = world.work(lambda address: address.kind == "candidate")
    assert only_people.selected(ANNA)
    applied = world.apply(selected=lambda address: address.kind == "candidate")
    assert len(world.sent(ENROL)) == 0
    assert all("not part of this plan" in one.blocked.reason for one in applied.plan.blocked if one.blocked)
    assert len(applied.plan.blocked) == 2
    world.apply()
    assert world.plan().empty


def test_offline_a_plan_says_what_is_new_and_asks_nobody(world: World) -> None:
    before = world.mark()
    made = world.plan(offline=True)
    assert {change.address.key: change.action for change in made.changes}["anna"] is Action.CREATE
    assert world.mark() == before
    world.apply()
    assert world.plan(offline=True).empty
