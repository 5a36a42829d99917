"""A definition whose interview exists: what differs and what is done about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reconciler.model.approval import Approvals
from reconciler.model.change import Action, Origin
from reconciler.model.definition import Manage
from reconciler.model.observed import Observed
from reconciler.model.record import Pair
from tests.support.builders import (
    ALL_TEMPLATES,
    MARIA,
    at,
    definition,
    record,
    row,
    seen,
    snapshot,
)
from tests.support.views import LIVE, one, showing


def test_equal_is_nothing() -> None:
    change = one(definition())
    assert (change.action, change.fields, change.calls) == (Action.NONE, (), ())


def test_an_authors_change_is_one_field() -> None:
    change = one(definition(name="B"))
    assert change.action is Action.UPDATE
    assert [(item.name, item.before, item.after, item.origin) for item in change.fields] == [
        ("name", "Backend Engineer", "B", Origin.AUTHOR)
    ]
    assert (change.effects, change.taken) == (frozenset({"visible"}), 7)
    assert [dict(call.body) for call in change.calls] == [{"name": "B"}]


def test_drift_goes_back_and_says_so() -> None:
    change = one(definition(), observed=showing(name="Edited"))
    assert change.reason == "changed in the account; goes back to what is declared"
    assert [item.origin for item in change.fields] == [Origin.DRIFT]


def test_an_invisible_field_or_a_draft_counts_no_effect() -> None:
    assert one(definition(code="c")).effects == frozenset()
    drafted = one(
        definition(name="B", status="draft"),
        held=snapshot({"backend": record(status="draft")}),
        observed=showing(status="draft"),
    )
    assert drafted.effects == frozenset()


def test_a_field_that_is_no_longer_declared_is_released() -> None:
    change = one(
        definition(),
        held=snapshot({"backend": record(recording="audio_all")}),
        observed=showing(recording=None),
    )
    assert (change.action, change.calls, change.releases) == (Action.RECORD, (), ("recording",))
    assert change.fields[0].note == "no longer declared: stays as it is; `recording: null` would clear it"


def test_an_ignored_field_is_neither_compared_nor_released() -> None:
    manage = Manage(ignore=("recording", "name"))
    held = snapshot({"backend": record(manage=manage, recording="audio_all")})
    assert one(definition("backend", manage, name="B"), held=held).action is Action.NONE


def test_other_settings_are_only_remembered() -> None:
    assert one(definition("backend", Manage(protect=True))).action is Action.RECORD


def test_a_write_once_field_blocks_with_three_ways_out() -> None:
    change = one(definition(mojito_language_code="de", name="B"))
    assert change.blocked is not None
    assert change.blocked.reason == (
        "mojito_language_code cannot change in an interview that exists; this one was taken 7 times"
    )
    replacing, reverting, recording = change.blocked.ways_out
    assert replacing.startswith("reconciler apply --replace interview.backend ")
    assert reverting == "put the old value of mojito_language_code back into the definition"
    assert recording.endswith("--record-only interview.backend.mojito_language_code")
    assert change.effects == frozenset()


def test_what_was_changed_by_hand_is_recorded_on_the_authors_word() -> None:
    agreed = Approvals(record_only=frozenset({(at(), "mojito_language_code")}))
    change = one(definition(mojito_language_code="de"), approvals=agreed)
    assert (change.action, change.blocked, change.learns) == (
        Action.RECORD,
        None,
        {"mojito_language_code": "de"},
    )


def test_a_text_that_was_sent_once_blocks_when_it_is_new() -> None:
    assert one(definition(welcome_message="Hi")).blocked is not None
    assert one(definition(instructional_video=False)).blocked is None
    taken_in = record(welcome_message=Pair("Hi", None))
    change = one(definition(welcome_message="Hi"), held=snapshot({"backend": taken_in}))
    assert (change.action, change.calls) == (Action.NONE, ())
    assert "welcome_message is declared, but the account never shows it" in change.warnings[0]


def test_what_nobody_can_see_is_recorded_on_the_authors_word() -> None:
    agreed = Approvals(record_only=frozenset({(at(), "welcome_message")}))
    taken_in = snapshot({"backend": record(welcome_message=Pair("Hi", None))})
    change = one(definition(welcome_message="Hi"), held=taken_in, approvals=agreed)
    assert (change.action, change.learns, change.warnings) == (Action.RECORD, {"welcome_message": "Hi"}, ())


@pytest.mark.parametrize("strange", ["completed", "paused by a robot"])
@pytest.mark.parametrize("declared", ["active", "draft", "archived"])
def test_a_status_that_no_definition_has_never_crashes(strange: str, declared: str) -> None:
    observed = replace(showing(status=strange), rows={"id-1": row(status=strange)})
    held = snapshot({"backend": record(status=declared)})
    change = one(definition(status=declared), held=held, observed=observed)
    assert change.action is Action.UPDATE
    assert [(item.name, item.before, item.after) for item in change.fields] == [("status", strange, declared)]
    assert (change.blocked is not None) == (declared == "active")  # whoever stopped it has a reason


def test_a_value_that_no_table_knows_is_compared_like_any_other() -> None:
    change = one(definition(recording="audio_all"), observed=showing(recording="hologram"))
    (field,) = change.fields
    assert (field.before, field.after) == ("hologram", "audio_all")


def test_embedding_is_switched_on_in_an_interview_that_exists() -> None:
    change = one(definition(is_embedded=True))
    assert [dict(call.body) for call in change.calls] == [{"is_embedded": True}]


def test_what_steers_generation_is_only_recorded() -> None:
    change = one(
        definition(interview_length=8),
        held=snapshot({"backend": record(interview_length=5)}),
        observed=showing(interview_length=5),
    )
    assert (change.action, change.learns) == (Action.RECORD, {"interview_length": 8})
    assert change.fields[0].note == "takes effect at the next generation"


def test_a_declared_credit_type_goes_along_with_a_new_type() -> None:
    held = snapshot({"backend": record(type_credit="resume_check")})
    shown = showing(type_credit="resume_check")
    change = one(definition(type="coaching", type_credit="resume_check"), held=held, observed=shown)
    assert dict(change.calls[0].body) == {"type": "coaching", "type_credit": "resume_check"}


def test_a_wish_goes_with_questions_only() -> None:
    wish = {"regenerate_candidate_expectations": True, "description": "D"}
    asked: Any = [{"external_id": "a", "question": "A"}]
    held = snapshot(
        {"backend": record(description="D", questions=asked, regenerate_candidate_expectations=True)}
    )
    shown = showing(description="D", questions=[{"id": "1", "external_id": "a", "question": "A"}])
    assert one(definition(questions=asked, **wish), held=held, observed=shown).action is Action.NONE
    changed: Any = [{"external_id": "a", "question": "B"}]
    (call,) = one(definition(questions=changed, **wish), held=held, observed=shown).calls
    assert call.body["regenerate_candidate_expectations"] is True


def test_a_running_pre_rendered_interview_goes_down_for_its_questions() -> None:
    asked: Any = [{"external_id": "a", "question": "B"}]
    for status in ("active", "preparing"):
        shown = seen(
            "id-1",
            "offline_heygen",
            status=status,
            questions=[{"id": "1", "external_id": "a", "question": "A"}],
        )
        change = one(definition(questions=asked), observed=replace(LIVE, read={"id-1": shown}))
        assert "downtime" in change.effects
        assert [dict(call.body).get("status") for call in change.calls] == ["draft", None, "active"]
        assert "nobody can take it meanwhile" in change.warnings[0]


def test_somebody_stopped_it_and_it_is_not_started_unasked() -> None:
    stopped = showing(status="archived")
    change = one(definition(), observed=stopped)
    assert change.blocked is not None
    assert change.blocked.ways_out[0] == "reconciler apply --accept reactivate=1"
    beside = one(definition(name="B"), observed=stopped)
    assert beside.blocked is None
    assert [dict(call.body) for call in beside.calls] == [{"name": "B"}]
    agreed = one(definition(), observed=stopped, approvals=Approvals({"reactivate": 1}))
    assert [dict(call.body) for call in agreed.calls] == [{"status": "active"}]
    assert agreed.effects == frozenset({"reactivate"})


def test_deleted_in_the_account_is_not_made_again_unasked() -> None:
    for gone in (showing(status="deleted"), Observed(gone=frozenset({"id-1"}), templates=ALL_TEMPLATES)):
        change = one(definition(), observed=gone)
        assert (change.action, change.blocked is not None) == (Action.CREATE, True)
        assert one(definition(status="deleted"), observed=gone).action is Action.NONE


def test_a_definition_that_comes_back_gets_the_same_interview() -> None:
    buried = replace(record(status="archived"), tombstone="archived")
    change = one(definition(), held=snapshot({"backend": buried}), observed=showing(status="archived"))
    assert (change.action, change.remote_id) == (Action.UPDATE, "id-1")
    assert [dict(call.body) for call in change.calls] == [{"status": "active"}]
    assert change.effects == frozenset()
    still = one(
        definition(status="archived"), held=snapshot({"backend": buried}), observed=showing(status="archived")
    )
    assert (still.action, still.tombstone) == (Action.RECORD, None)


def test_another_template_of_a_running_interview_says_its_status_again() -> None:
    change = one(definition(interview_template_id=MARIA))
    assert [dict(call.body) for call in change.calls] == [
        {"interview_template_id": MARIA},
        {"status": "active"},
    ]
