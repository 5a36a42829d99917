"""Each way a call can end has a message of its own that says what happened and what to do."""

from __future__ import annotations

import pytest

from reconciler.errors import CallFailed
from reconciler.model.answer import Answer, End
from reconciler.remote.failures import failure

ANSWERS = [
    Answer(End.REFUSED, 400, error="?"),
    Answer(End.REFUSED, 401, error="?"),
    Answer(End.REFUSED, 403, error="?"),
    Answer(End.REFUSED, 404, error="?"),
    Answer(End.REFUSED, 409, error="?"),
    Answer(End.REFUSED, 422, error="?", name="type"),
    Answer(End.LIMITED, 429, error="?", retry_after=30),
    Answer(End.FAULT, 500, error="?"),
    Answer(End.GATEWAY, 502, error="?"),
    Answer(End.REDIRECTED, 302, error="https://elsewhere.example"),
    Answer(End.GARBLED, 200, error="?"),
    Answer(End.CUT, error="?"),
    Answer(End.NO_ANSWER, error="?"),
    Answer(End.NOT_SENT, error="?"),
    Answer(End.UNSENDABLE, error="?"),
]


def test_messages_and_hints_are_distinct() -> None:
    told = [failure(answer, "interview 7") for answer in ANSWERS]
    assert len({error.message for error in told}) == len(ANSWERS)
    assert len({error.hint for error in told}) == len(ANSWERS)


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: f"{answer.end}-{answer.status}")
@pytest.mark.parametrize("writes", [False, True])
def test_a_message_says_what_where_and_what_next(answer: Answer, writes: bool) -> None:
    error = failure(answer, "interview 7", writes=writes)
    assert isinstance(error, CallFailed)
    assert error.message.startswith("interview 7: ")
    assert error.message.endswith(f": {answer.error}")
    assert error.status == answer.status
    assert len(error.hint) > 15
    if answer.status is not None:
        assert str(answer.status) in error.message


def test_500_says_that_it_also_stands_for_refused_rights() -> None:
    assert "may not do this" in failure(Answer(End.FAULT, 500), "x").hint


def test_422_names_the_field() -> None:
    error = failure(Answer(End.REFUSED, 422, error="bad", name="mojito_language_code"), "x", writes=True)
    assert "`mojito_language_code`" in error.message
    assert "definition" in error.hint
    assert "definition" not in failure(Answer(End.REFUSED, 422, error="bad"), "x").hint


def test_429_says_how_long_to_wait() -> None:
    assert "in 30 s" in failure(Answer(End.LIMITED, 429, retry_after=30), "x").hint
    assert "minutes" in failure(Answer(End.LIMITED, 429), "x").hint


@pytest.mark.parametrize("end", list(End))
def test_a_write_that_may_have_happened_says_so(end: End) -> None:
    hint = failure(Answer(end, 500), "x", writes=True).hint
    perhaps = end in (End.NO_ANSWER, End.CUT, End.GARBLED, End.FAULT, End.GATEWAY)
    assert ("may have been made" in hint) == perhaps
    assert "may have been made" not in failure(Answer(end, 500), "x").hint


def test_a_gateways_401_is_not_told_as_the_accounts() -> None:
    ours, theirs = failure(Answer(End.REFUSED, 401), "x"), failure(Answer(End.GATEWAY, 401), "x")
    assert "token" in ours.message
    assert "in front of it" in theirs.message
