"""Documents, retakes, pre-screenings, directories and personas, from definition to account."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reconciler.model.address import Address
from reconciler.model.change import Action
from reconciler.model.definition import Definition, Manage, OnRemove
from reconciler.model.field import Endpoint
from reconciler.simulator import Fault, Switches
from reconciler.simulator.seed import KNOWLEDGE_BASES
from reconciler.workflows.memory import take_in
from reconciler.workflows.rebuilding import Terms, rebuild
from tests.support.builders import ANNA, definition
from tests.support.world import OWNER, World, told

FORGETS = Manage(on_remove=OnRemove.FORGET)


def edited(one: Definition, *without: str, **fields: Any) -> Definition:
    kept = {name: value for name, value in {**one.fields, **fields}.items() if name not in without}
    return replace(one, fields=kept)


def persona(**fields: Any) -> Definition:
    said: dict[str, Any] = {
        "name": "Angry customer",
        "interview_template_id": ANNA,
        "mojito_language_code": "en",
        "status": "active",
        "visibility": "merchant_public",
        "persona_role_avatar": "You want your money back.",
        "persona_role_user": "You work at the counter.",
        "location": "Anywhere",
        "max_duration": 1800,
    }
    return Definition(Address("persona", "angry"), {**said, **fields})


def directory(**fields: Any) -> Definition:
    said = {"id": "sales-en", "name": "Sales", "status": "active", "visibility": "merchant_public"}
    return Definition(Address("directory", "sales"), {**said, **fields})


def screening(**fields: Any) -> Definition:
    said = {
        "position_name": "Barista",
        "position_location": "Prague",
        "position_country_code": "CZ",
        "mojito_language_code": "en",
        "status": "active",
    }
    return Definition(Address("pre-screening", "baristas"), {**said, **fields}, FORGETS)


def document(root: Path, text: str, path: str = "handbook.txt", **fields: Any) -> Definition:
    (root / path).write_text(text, encoding="utf-8")
    file = {"path": path, "sha256": hashlib.sha256(text.encode()).hexdigest(), "size": len(text)}
    said = {"knowledge_base_store_id": KNOWLEDGE_BASES[0], "file": file, **fields}
    return Definition(Address("knowledge-document", "handbook"), said, FORGETS)


def at(root: Path, *definitions: Definition) -> World:
    world = World(*definitions)
    world.root = root
    return world


def stored(world: World) -> list[str]:
    return [one["sha256"][:6] for one in world.simulator.documents()]


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]


# A knowledge document


def test_a_document_is_uploaded_once_per_content(tmp_path: Path) -> None:
    world = at(tmp_path, document(tmp_path, "one"))
    assert told(world.apply()) == {"handbook": "applied"}
    assert world.plan().empty
    world.declare(document(tmp_path, "two"))
    (change,) = world.plan().changes
    assert change.action is Action.UPDATE
    assert "stays: the API has no way to take it out" in change.warnings[0]
    world.apply()
    world.declare(document(tmp_path, "one", "renamed.txt"))
    (back,) = world.plan().changes
    assert (back.action, back.calls) == (Action.RECORD, ())
    world.apply()
    assert world.plan().empty
    assert stored(world) == [sha("one"), sha("two")]


def test_a_file_that_changed_after_the_plan_is_not_uploaded(tmp_path: Path) -> None:
    world = at(tmp_path, document(tmp_path, "one"))

    def agree(_plan: object) -> bool:
        (tmp_path / "handbook.txt").write_text("two", encoding="utf-8")
        return True

    world.agree = agree
    assert told(world.apply()) == {"handbook": "failed"}
    assert stored(world) == []


def test_a_lost_upload_is_for_its_author_to_settle(tmp_path: Path) -> None:
    world = at(tmp_path, document(tmp_path, "one"))
    world.simulator.add_fault(Fault(Endpoint.DOCUMENT, "cut_after"))
    assert told(world.apply()) == {"handbook": "unknown"}
    assert (
        told_blocked(world)
        == "it was sent and not answered, and no call of the API shows whether it was done: look in the admin"
    )
    world.apply()
    with world.account() as account:
        take_in(world.work(), account, OWNER, Address("knowledge-document", "handbook"), "the-id")
    assert world.plan().empty
    assert stored(world) == [sha("one")]


def told_blocked(world: World) -> str:
    (change,) = world.plan().blocked
    assert change.blocked is not None
    return change.blocked.reason


# A retake


@pytest.fixture
def taken() -> World:
    """An interview that one candidate has submitted."""
    world = World(definition())
    world.apply()
    world.simulator.complete_result(world.row()["id"], "anna@example.com", score=60)
    return world


def retake(world: World, **fields: Any) -> Definition:
    result = world.simulator.results()[0]["interview_result_id"]
    said = {"interview_result_id": result, "reason": "The camera failed.", **fields}
    return Definition(Address("retake", "anna-camera"), said, FORGETS)


def test_a_result_is_reopened_once_and_the_reason_stays_here(taken: World) -> None:
    taken.declare(definition(), retake(taken))
    assert told(taken.apply()) == {"anna-camera": "applied"}
    (request,) = taken.sent(Endpoint.RETAKE)
    assert list(request.body) == ["interview_result_id"]
    assert taken.snapshot.records[Address("retake", "anna-camera")].sent("reason") == "The camera failed."
    assert taken.plan().empty
    taken.declare(definition(), retake(taken, reason="The microphone failed."))
    (change,) = taken.plan().changes
    assert (change.action, change.calls) == (Action.RECORD, ())
    taken.apply()
    assert len(taken.sent(Endpoint.RETAKE)) == 1


def test_a_removed_retake_that_comes_back_reopens_nothing(taken: World) -> None:
    once = retake(taken)
    taken.declare(definition(), once)
    taken.apply()
    taken.declare(definition())
    taken.apply()
    taken.simulator.complete_result(taken.row()["id"], "anna@example.com", score=90)
    taken.declare(definition(), once)
    taken.apply()
    assert len(taken.sent(Endpoint.RETAKE)) == 1
    assert taken.plan().empty


def test_a_result_that_is_not_submitted_is_explained_before_anything_is_sent(taken: World) -> None:
    taken.simulator.complete_result(taken.row()["id"], "ben@example.com", finished=False)
    open_ = next(one for one in taken.simulator.results() if one["coach_status"] != "completed")
    taken.declare(definition(), retake(taken, interview_result_id=open_["interview_result_id"]))
    assert told_blocked(taken) == "the result is not submitted: the candidate is still in it (status started)"
    taken.declare(definition(), retake(taken, interview_result_id="0" * 8 + "-0000-4000-8000-" + "0" * 12))
    assert "the account has no result" in told_blocked(taken)


@pytest.mark.parametrize(("kind", "sent"), [("cut_after", 1), ("error_after", 1), ("cut_before", 2)])
def test_a_lost_answer_of_a_retake_is_settled_by_the_result(taken: World, kind: str, sent: int) -> None:
    taken.clock.sleep(600)
    taken.declare(definition(), retake(taken))
    taken.simulator.add_fault(Fault(Endpoint.RETAKE, kind))
    taken.apply()
    taken.apply()
    assert len([one for one in taken.simulator.requests() if one.endpoint == Endpoint.RETAKE]) == sent
    assert len(taken.sent(Endpoint.RETAKE)) == 1
    assert taken.plan().empty


# A pre-screening


def test_a_pre_screening_is_made_once_and_changed_by_its_id() -> None:
    world = World(screening())
    world.apply()
    assert world.plan().empty
    world.declare(screening(position_name="Head barista", position_description="Beans."))
    (change,) = world.plan().changes
    assert [one.name for one in change.fields] == ["position_name", "position_description"]
    world.apply()
    first, second = world.sent(Endpoint.SCREENING)
    assert second.body == {
        "update_position_def_set_id": world.row()["id"],
        "position_name": "Head barista",
        "position_description": "Beans.",
    }
    assert "update_position_def_set_id" not in first.body
    assert world.plan().empty
    assert len(world.rows()) == 1


def test_an_unanswered_change_of_a_pre_screening_is_sent_again() -> None:
    """The account never shows it, and an update says the same twice."""
    world = World(screening())
    world.apply()
    world.declare(screening(position_name="Head barista"))
    world.simulator.add_fault(Fault(Endpoint.SCREENING, "cut_before"))
    assert told(world.apply()) == {"baristas": "failed"}
    world.apply()
    assert world.row()["name"] == "Head barista"
    assert world.plan().empty


def test_a_lost_create_of_a_pre_screening_is_for_its_author() -> None:
    world = World(screening())
    world.simulator.add_fault(Fault(Endpoint.SCREENING, "cut_after"))
    assert told(world.apply()) == {"baristas": "unknown"}
    world.apply()
    with world.account() as account:
        take_in(world.work(), account, OWNER, Address("pre-screening", "baristas"), world.row()["id"])
    assert world.plan().empty
    assert len(world.rows()) == 1


def test_a_removed_pre_screening_that_comes_back_is_the_same() -> None:
    world = World(screening())
    world.apply()
    world.declare(definition())
    world.apply()
    world.declare(definition(), screening())
    world.apply()
    assert len(world.sent(Endpoint.SCREENING)) == 1
    assert world.plan().empty


# A directory


def test_a_directory_is_made_changed_in_place_and_archived() -> None:
    world = World(directory(content_md="# Sales", tags_sub=["a", "b"]))
    world.apply()
    assert world.plan().empty
    world.declare(directory(content_md=None, tags_sub=["b", "a"]))
    world.apply()
    assert world.plan().empty
    update = world.sent(Endpoint.DIRECTORY_UPDATE)[-1]
    assert update.body == {"id": "sales-en", "content_md": None, "tags_sub": ["b", "a"]}
    world.declare(definition())
    world.apply()
    assert own_directories(world) == {"sales-en": "archived"}
    assert world.plan().empty


def own_directories(world: World) -> dict[str, str]:
    return {one["slug"]: one["status"] for one in world.simulator.directories() if one["merchant_id"]}


def test_an_empty_page_is_not_no_page() -> None:
    world = World(directory(content_md=""))
    world.apply()
    assert world.plan().empty
    world.declare(directory(content_md=None))
    assert [one.name for one in world.plan().changes[0].fields] == ["content_md"]


def test_drift_of_a_directory_is_shown_and_taken_back() -> None:
    world = World(directory())
    world.apply()
    world.simulator.edit_record("directory", "sales-en", name="Selling")
    (change,) = world.plan().changes
    assert change.reason == "changed in the account; goes back to what is declared"
    world.apply()
    assert world.plan().empty


def test_a_directory_that_is_there_already_is_proposed_to_be_imported() -> None:
    world = World(directory())
    world.apply()
    world.forget_everything()
    (change,) = world.plan().blocked
    assert change.action is Action.IMPORT
    assert change.blocked is not None
    assert change.blocked.ways_out[0] == "reconciler import directory.sales sales-en"
    with world.account() as account:
        take_in(world.work(), account, OWNER, Address("directory", "sales"), "sales-en")
    assert world.plan().empty


@pytest.mark.parametrize(("kind", "calls"), [("cut_after", 1), ("error_after", 1), ("cut_before", 2)])
def test_a_lost_create_of_a_directory_is_found_by_its_id(kind: str, calls: int) -> None:
    world = World(directory())
    world.simulator.add_fault(Fault(Endpoint.DIRECTORY, kind))
    world.apply()
    world.apply()
    assert len([one for one in world.simulator.requests() if one.endpoint == Endpoint.DIRECTORY]) == calls
    assert own_directories(world) == {"sales-en": "active"}
    assert world.plan().empty


# A persona


def test_a_persona_is_made_changed_in_place_and_retired() -> None:
    world = World(persona())
    world.apply()
    (request,) = world.sent(Endpoint.PERSONA)
    assert (request.body["interview_location"], request.body["code"]) == ("Anywhere", "angry")
    assert world.plan().empty
    world.declare(persona(name="Angrier customer", status="draft"))
    world.apply(accept={"retire": 1})
    assert (world.row()["name"], world.row()["status"]) == ("Angrier customer", "draft")
    assert world.plan().empty
    world.declare(definition())
    world.apply()
    assert "archived" in {one["status"] for one in world.rows()}
    assert world.plan().empty


def test_a_role_is_written_once_and_a_replacement_carries_another() -> None:
    world = World(persona())
    world.apply()
    world.declare(persona(persona_role_user="You own the shop."))
    assert "persona_role_user cannot change in a persona that exists" in told_blocked(world)
    address = Address("persona", "angry")
    world.apply(replace=frozenset({address}), accept={"replace": 1})
    assert [one["status"] for one in world.rows()] == ["archived", "active"]
    assert world.plan().empty


@pytest.mark.parametrize("portal", ["coaching", "interview"])
@pytest.mark.parametrize("kind", ["cut_after", "error_after"])
def test_a_lost_create_of_a_persona_is_found_by_its_mark(portal: str, kind: str) -> None:
    world = World(persona(portal=portal))
    world.simulator.add_fault(Fault(Endpoint.PERSONA, kind))
    assert told(world.apply()) == {"angry": "applied"}
    assert len(world.rows()) == 1
    assert world.plan().empty


def test_after_a_lost_state_no_persona_is_made_twice() -> None:
    world = World(persona(), switches=Switches(list_lag_calls=0))
    world.apply()
    world.forget_everything()
    (change,) = world.plan().blocked
    assert change.action is Action.IMPORT
    with world.account() as account:
        take_in(world.work(), account, OWNER, Address("persona", "angry"), world.row()["id"])
    assert world.plan().empty
    assert len(world.rows()) == 1


def test_a_lost_state_is_rebuilt_for_directories_and_personas() -> None:
    world = World(definition(), directory(), persona())
    world.apply()
    world.forget_everything()
    with world.account() as account:
        done = rebuild(world.work(), account, OWNER, Terms(lambda _found: True))
    assert {str(one.address): one.by for one in done.links} == {
        "interview.backend": "its code 'backend'",
        "directory.sales": "its id",
        "persona.angry": "its code 'angry'",
    }
    assert world.plan().empty
    world.simulator.edit_record("directory", "sales-en", status="deleted")
    world.forget_everything()
    with world.account() as account:
        again = rebuild(world.work(), account, OWNER, Terms(lambda _found: True))
    assert [one.why for one in again.unlinked] == ["the account has no directory of its id"]
