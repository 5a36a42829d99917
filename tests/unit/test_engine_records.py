"""How a Record comes out of what was sent and what was read."""

from __future__ import annotations

from typing import Any

from reconciler.engine import records
from reconciler.model.change import Action, Change
from reconciler.model.definition import Manage
from reconciler.model.kinds import kind_of
from reconciler.model.observed import Observation
from reconciler.model.record import Pair, Record
from reconciler.model.values import UNREAD
from tests.support.builders import at, intent, record, seen

PROTECTED = Manage(protect=True)


def read(record: Record, seen: Observation, before: Any) -> records.Reading:
    return records.read(kind_of("interview"), record, seen, before)


def unread(**fields: Any) -> Record:
    return Record("id-1", {name: Pair(value, UNREAD) for name, value in fields.items()})


def test_what_a_create_made_is_sent_and_not_read() -> None:
    made = records.made(intent(fields={"name": "A", "is_embedded": True}, manage=PROTECTED), "id-9", None)
    assert made.remote_id == "id-9"
    assert made.fields == {"name": Pair("A", UNREAD), "is_embedded": Pair.agreed(True)}
    assert (made.marker, made.manage, made.deposed) == ("backend", PROTECTED, ())


def test_a_replacement_deposes_the_old_one_in_the_same_breath() -> None:
    old = Record("id-1", deposed=("id-0",))
    assert records.made(intent(replaces="id-1"), "id-2", old).deposed == ("id-0", "id-1")
    assert records.made(intent(replaces="id-2"), "id-2", old).deposed == ("id-0",)


def test_an_update_that_perhaps_arrived_is_not_believed_where_nobody_can_look() -> None:
    sent = intent("i", "backend", "job-interview-set-state", fields={"status": "active", "is_embedded": True})
    after = records.perhaps_written(sent, record(is_embedded=False))
    assert after.fields["status"] == Pair("active", UNREAD)
    assert after.fields["is_embedded"] == Pair(True, UNREAD)
    assert records.written(sent, record()).fields["is_embedded"] == Pair.agreed(True)


def test_what_shows_is_kept_as_it_shows() -> None:
    reading = read(
        unread(name="A", tags=["b", "a"], custom_scoring={"a": 1}),
        seen(name="A", tags=["a", "b"], custom_scoring={"a": 1, "b": 2}),
        None,
    )
    assert reading.record.fields == {
        "name": Pair("A", "A"),
        "tags": Pair(["b", "a"], ["a", "b"]),
        "custom_scoring": Pair({"a": 1}, {"a": 1}),
    }
    assert (reading.not_taken, reading.altered) == ((), ())


def test_what_was_read_before_is_left_alone() -> None:
    assert read(record(name="A"), seen(name="B"), None).record == record(name="A")


def test_a_value_as_before_the_write_is_not_taken() -> None:
    reading = read(unread(name="B"), seen(name="A"), {"name": "A"})
    assert (reading.not_taken, reading.altered) == (("name",), ())
    assert reading.record.fields["name"] == Pair("B", UNREAD)


def test_another_value_is_altered_and_will_show_as_drift() -> None:
    reading = read(unread(name="B"), seen(name="C"), {"name": "A"})
    assert (reading.not_taken, reading.altered) == ((), ("name",))
    assert reading.record.fields["name"] == Pair.agreed("B")


def test_a_text_that_the_service_rewrites_keeps_both_forms() -> None:
    reading = read(unread(description="A"), seen(description="A, reworded"), None)
    assert reading.record.fields["description"] == Pair("A", "A, reworded")
    assert reading.altered == ()


def test_null_for_a_default_may_read_as_any_value() -> None:
    reading = read(unread(max_followups=None), seen(max_followups=3), None)
    assert (reading.record.fields["max_followups"], reading.altered) == (Pair(None, 3), ())
    reading = read(unread(recording=None), seen(recording="audio_all"), None)
    assert reading.altered == ("recording",)


def test_a_field_that_the_answer_lacks_counts_as_agreed() -> None:
    reading = read(unread(custom_scoring={"a": 1}), seen(), None)
    assert reading.record.fields["custom_scoring"] == Pair.agreed({"a": 1})


def test_preparing_is_on_its_way_to_active() -> None:
    assert read(unread(status="active"), seen(status="preparing"), None).record.fields["status"] == (
        Pair.agreed("active")
    )
    assert read(unread(status="draft"), seen(status="preparing"), None).altered == ("status",)


def test_given_up_shows_as_drift_but_a_status_stays_ours_to_set() -> None:
    held = records.given_up(unread(name="B", status="active"), ("name", "status"))
    assert held.fields == {"name": Pair.agreed("B"), "status": Pair("active", UNREAD)}


def test_remembered_learns_releases_and_retires() -> None:
    change = Change(
        at(),
        Action.RECORD,
        "",
        manage=PROTECTED,
        learns={"name": "B", "status": "active", "interview_length": 8},
        releases=("recording",),
        refs={"interview_template_id": "Anna"},
        tombstone="archived",
    )
    held = records.remembered(
        change, record(recording=None), seen(name="B", status="preparing", interview_length=5)
    )
    assert held.fields["name"] == Pair("B", "B")
    assert held.fields["status"] == Pair.agreed("active")
    assert held.fields["interview_length"] == Pair(8, 5)
    assert "recording" not in held.fields
    assert (held.manage, held.tombstone) == (PROTECTED, "archived")
    assert held.refs == {"interview_template_id": "Anna"}


def test_remembered_without_a_look_is_what_was_declared() -> None:
    change = Change(at(), Action.RECORD, "", learns={"name": "B", "is_embedded": True})
    held = records.remembered(change, record(), None)
    assert held.fields["name"] == held.fields["name"].agreed("B")
    assert held.fields["is_embedded"] == Pair.agreed(True)


def test_taken_in_what_the_account_shows_counts_as_sent() -> None:
    change = Change(at(), Action.IMPORT, "", manage=PROTECTED)
    held = records.taken_in(
        "id-7", {"name": "A", "location": "Berlin", "is_embedded": True}, seen(name="B"), change
    )
    assert held.fields == {
        "name": Pair("B", "B"),
        "location": Pair("Berlin", "Berlin"),
        "is_embedded": Pair(True, None),
    }
    assert (held.remote_id, held.manage, held.marker) == ("id-7", PROTECTED, None)
