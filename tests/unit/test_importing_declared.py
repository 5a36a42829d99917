"""From what the account shows to the lines of a file."""

from __future__ import annotations

from typing import Any

from reconciler.engine.declared import portrait, showable, written
from reconciler.engine.sharing import shared, usual_of, usual_scoring
from tests.support.builders import ANNA, VIKTOR, seen


def lines(
    given: dict[str, Any] | None = None, refused: tuple[str, ...] = (), **fields: Any
) -> dict[str, Any]:
    shown = portrait(seen(**fields)).fields
    return dict(written(shown, given or {}, {}, refused).fields)


def test_what_the_account_does_by_itself_needs_no_line() -> None:
    said = lines(
        recording=None,
        tags=[],
        code="",
        interview_tone="Relaxed",
        interview_type="pre-screening",
        candidate_video_introduction="hidden",
        required_pronunciation=False,
        result_enable_edit_transcript=True,
        include_closing_prompt=True,
        interview_length=9,
        type_credit=None,
        merchant_id="51a1c0de-0000-4000-8000-000000000001",
    )
    assert said == {
        "name": "Backend Engineer",
        "location": "Berlin",
        "interview_template_id": ANNA,
        "mojito_language_code": "en",
        "status": "active",
        "type": "interview",
        "visibility": "merchant_invite",
    }


def test_what_is_chosen_gets_a_line() -> None:
    said = lines(recording="audio_all", result_enable_edit_transcript=False, interview_tone="simple")
    assert said["recording"] == "audio_all"
    assert said["result_enable_edit_transcript"] is False
    assert said["interview_tone"] == "simple"


def test_defaults_that_hold_are_not_repeated_and_others_are_overridden() -> None:
    given = {
        "type": "interview",
        "mojito_language_code": "de",
        "max_duration": 1200,
        "recording": "video_all",
    }
    said = lines(given, max_duration=1200, recording=None)
    assert "type" not in said
    assert "max_duration" not in said
    assert said["mojito_language_code"] == "en"
    assert said["recording"] is None  # null clears what the default gives


def test_a_default_that_no_line_can_undo_is_unset() -> None:
    shown = portrait(seen(max_duration=None, pdf_export_auto_config={"files": True})).fields
    given: dict[str, Any] = {
        "max_duration": 1200,
        "welcome_message": "Hi",
        "pdf_export_auto_config": {"analytics": True},
    }
    said = written(shown, given, {}, ())
    assert set(said.unset) == {"max_duration", "welcome_message", "pdf_export_auto_config"}
    assert not set(said.unset) & set(said.fields)


def test_only_the_leaves_that_differ_are_laid_over_a_default() -> None:
    given = {"hiring_for_company": {"name": "Acme", "sector": "Steel"}}
    said = lines(given, hiring_for_company={"name": "Acme", "location": "Bonn"})
    assert said["hiring_for_company"] == {"location": "Bonn", "sector": None}


def test_attempts_have_one_name() -> None:
    scoring = {"max_score": 10, "max_retries": 3}
    said = lines(custom_scoring=scoring, interview_attempts=3)
    assert (said["custom_scoring"], said["interview_attempts"]) == ({"max_score": 10}, 3)
    assert "interview_attempts" not in lines({"custom_scoring": {"max_retries": 3}}, interview_attempts=3)


def test_a_required_field_that_cannot_be_said_stands_in_and_is_ignored() -> None:
    shown = portrait(seen(location=None, status="completed", visibility="public")).fields
    said = written(shown, {}, {}, ("status", "visibility"))
    assert said.ignore == ("location", "status", "visibility")
    assert (said.fields["location"], said.fields["status"]) == ("-", "draft")
    assert len(said.notes) == 3
    assert not said.missing


def test_what_has_no_stand_in_is_missing() -> None:
    shown = portrait(seen(name=None)).fields
    assert written(shown, {}, {}, ("interview_template_id",)).missing == ("name", "interview_template_id")


def test_preparing_is_active_on_its_way() -> None:
    assert lines(status="preparing")["status"] == "active"


def test_questions_lose_ids_and_keep_their_identity() -> None:
    asked = [
        {"id": "1", "external_id": "a", "question": "Why?", "duration": 60, "is_conditional": False,
         "label": None, "mojito_language_code": "en"},
        {"id": "2", "external_id": None, "question": "How?", "is_conditional": True,
         "conditional_question_main_id": "1"},
    ]  # fmt: skip
    assert lines(questions=asked, description="D")["questions"] == [
        {"external_id": "a", "question": "Why?", "duration": 60},
        {"question": "How?", "is_conditional": True, "conditional_question_main_id": "a"},
    ]


def test_a_parent_without_external_id_leaves_the_condition_to_the_account() -> None:
    asked = [
        {"id": "1", "question": "Why?"},
        {"id": "2", "question": "How?", "is_conditional": True, "conditional_question_main_id": "1"},
    ]
    made = portrait(seen(questions=asked))
    assert made.fields["questions"] == [{"question": "Why?"}, {"question": "How?"}]
    assert "question 2" in made.notes[0]


def test_no_questions_at_all_need_no_description() -> None:
    assert "description" not in lines(questions=[], description=None)
    assert lines(questions=[{"question": "Why?"}], description=None)["description"] == "-"


def test_scoring_that_most_on_a_template_share_goes_without_saying() -> None:
    held: list[dict[str, Any]] = [
        {
            "interview_template_id": ANNA,
            "custom_scoring": {"early_stop": True, "max_score": score},
            "interview_attempts": 3,
        }
        for score in (100, 100, 50)
    ]
    alone: dict[str, Any] = {"interview_template_id": VIKTOR, "custom_scoring": {"early_stop": False}}
    usual = usual_scoring([*held, alone])
    assert usual_of(usual, held[0]) == {"early_stop": True, "max_score": 100, "max_retries": 3}
    assert usual_of(usual, alone) == {}
    said = written({**seen().fields, **held[2]}, {}, usual_of(usual, held[2]), ()).fields
    assert said["custom_scoring"] == {"max_score": 50}
    assert "interview_attempts" not in said


def test_what_nearly_all_share_is_a_default_and_a_status_never() -> None:
    portraits = [portrait(seen(recording="audio_all", name=f"N {number}")).fields for number in range(9)]
    portraits.append(portrait(seen(recording=None, mojito_language_code="de")).fields)
    found = shared(portraits)
    assert found["recording"] == "audio_all"
    assert found["mojito_language_code"] == "en"
    assert not {"status", "name", "location"} & set(found)
    assert shared(portraits[:2]) == {}


def test_what_the_account_never_shows_is_known() -> None:
    assert {"welcome_message", "is_embedded"} <= set(showable())
    assert "interview_length" not in showable()
