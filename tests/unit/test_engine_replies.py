"""What is remembered of an answer about people, and whose row of a batch is whose."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.engine.people import keyed, keyed_email, scrubbed, scrubbed_value, secrets
from reconciler.engine.replies import replies
from reconciler.model.kinds import kind_of

EMAILS = ("Anna@example.com", "ben@example.com")


def rows(*pairs: tuple[str, str]) -> list[Any]:
    return [{"email": email, "result": result} for email, result in pairs]


def told(answer: list[Any], emails: tuple[str, ...] = EMAILS) -> list[tuple[bool, str] | None]:
    found = replies(answer, emails, [("Anna", "anna@example.com"), ()])
    return [None if one is None else (one.done, one.message) for one in found]


def test_each_row_is_found_by_its_address_in_whatever_order_and_letters() -> None:
    answer = rows(("ben@example.com", "ok"), (" ANNA@Example.com", "Error: nobody"))
    assert told(answer) == [(False, "nobody"), (True, "ok")]


def test_without_addresses_the_place_tells() -> None:
    assert told([{"result": "Error: first"}, {"result": "ok"}]) == [(False, "first"), (True, "ok")]
    assert told(rows(("", "ok"), ("", "Error: second"))) == [(True, "ok"), (False, "second")]


def test_two_rows_of_one_address_are_told_by_their_place() -> None:
    twice = ("ben@example.com", "ben@example.com")
    answer = rows(("ben@example.com", "Error: first"), ("ben@example.com", "ok"))
    assert told(answer, twice) == [(False, "first"), (True, "ok")]


def test_a_row_that_nobody_can_be_told_by_is_nobodys() -> None:
    assert told(rows(("else@example.com", "ok"), ("ben@example.com", "ok"))) == [None, (True, "ok")]
    assert told([{"result": "ok"}]) == [None, None]
    assert told([None, {"result": "ok"}])[0] == (True, "")  # by place: it says nothing bad


def test_ids_and_the_accounts_word_are_kept() -> None:
    answer: list[Any] = [
        {"email": "a@b.c", "result": "Skipped", "profile_interview_id": "p-1", "profile_id": 7}
    ]
    (one,) = replies(answer, ["a@b.c"], [()])
    assert one is not None
    assert (one.remote_id, one.outcome) == ("p-1", {"result": "Skipped"})


def test_what_names_a_person_is_taken_out_of_what_is_said() -> None:
    assert told(rows((EMAILS[0], "Error: Anna (anna@example.com) is known"), (EMAILS[1], "ok")))[0] == (
        False,
        "(personal) ((personal)) is known",
    )


CANDIDATE = kind_of("candidate")


def test_secrets_are_everything_that_a_text_could_name_somebody_by() -> None:
    fields: dict[str, Any] = {
        "candidate_name": "Anna-Maria Li",
        "candidate_email": " Anna.Li@example.com ",
        "candidate_resume": "Short.\nTen years of baking bread in Berlin.",
        "candidate_country_code": "DE",
        "candidate_external_id": "ATS-1",
        "position_name": "Baker",
    }
    found = secrets(CANDIDATE, fields)
    assert set(found) == {
        "Anna-Maria Li",
        "Anna-Maria",
        "Anna.Li@example.com",
        "Anna.Li",
        "Short.\nTen years of baking bread in Berlin.",
        "Ten years of baking bread in Berlin.",
        "ATS-1",
    }


def test_scrubbing_takes_whole_words_in_any_letters_and_the_longest_first() -> None:
    hidden = ("anna", "anna@example.com")
    assert scrubbed("ANNA wrote from Anna@Example.com; Annals stay.", hidden) == (
        "(personal) wrote from (personal); Annals stay."
    )
    assert scrubbed("nothing to hide", ()) == "nothing to hide"
    assert scrubbed_value({"a": ["anna", 1, None]}, hidden) == {"a": ["(personal)", 1, None]}


def test_a_digest_is_keyed_and_knows_an_address_in_any_letters() -> None:
    assert keyed_email("salt", " Anna@Example.com") == keyed_email("salt", "anna@example.com")
    assert keyed_email("salt", "anna@example.com") != keyed_email("pepper", "anna@example.com")
    assert keyed("salt", "Anna") != keyed("salt", "anna")
    assert keyed("salt", "Anna").startswith("keyed:")


@pytest.mark.parametrize("value", ["\udcff", {"a": [1.0]}, None])
def test_anything_has_a_digest(value: Any) -> None:
    assert len(keyed("salt", value)) == len("keyed:") + 64
