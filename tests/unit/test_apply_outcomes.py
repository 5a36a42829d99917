"""Every way a call can end, for each kind of call."""

from __future__ import annotations

import pytest

from reconciler.apply.outcomes import Verdict, judge
from reconciler.model.answer import Answer, End

A, F, R, U, L = Verdict.APPLIED, Verdict.FAILED, Verdict.RETRY, Verdict.UNKNOWN, Verdict.LOOK

TABLE = [
    (End.OK, 200, A, A),
    (End.GARBLED, 200, U, L),
    *((End.REFUSED, status, F, F) for status in (400, 401, 403, 404, 409, 413, 422)),
    (End.REFUSED, 408, U, L),
    (End.LIMITED, 429, R, R),
    *((End.FAULT, status, U, L) for status in (500, 502, 503, 504, 546)),
    *((End.GATEWAY, status, F, F) for status in (401, 403, 404, 413)),
    *((End.GATEWAY, status, U, L) for status in (400, 408, 409, 422, 500, 502, 503, 504)),
    (End.REDIRECTED, 302, F, F),
    (End.NOT_SENT, None, R, R),
    (End.UNSENDABLE, None, F, F),
    (End.NO_ANSWER, None, U, L),
    (End.CUT, None, U, L),
    (End.CUT, 200, U, L),
]


@pytest.mark.parametrize(("end", "status", "create", "write"), TABLE)
def test_what_it_means(end: End, status: int | None, create: Verdict, write: Verdict) -> None:
    assert judge(Answer(end, status), creates=True) is create
    assert judge(Answer(end, status), creates=False) is write


def test_the_table_is_whole() -> None:
    assert {end for end, *_ in TABLE} == set(End)


@pytest.mark.parametrize("end", list(End))
@pytest.mark.parametrize("status", [None, 200, 408, 429, 500, 504])
def test_a_create_that_may_have_happened_is_never_sent_again(end: End, status: int | None) -> None:
    verdict = judge(Answer(end, status), creates=True)
    assert verdict is not Verdict.LOOK
    assert (verdict is Verdict.RETRY) == (end in (End.LIMITED, End.NOT_SENT))
