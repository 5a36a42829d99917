"""What settlement says of a lost answer, and that it looks twice before it says that nothing was made."""

from __future__ import annotations

from reconciler.apply.settle import judge, look
from reconciler.model.observed import Enrolment, Merchant, Observation, Page, Person, Row, Taken, Template
from reconciler.model.plan import Settlement
from tests.support.builders import intent, row, seen, snapshot

SENT = 1_772_442_000.0
INTENT = intent(server_time=SENT)
EMPTY = snapshot({}, INTENT)


class Lagging:
    """Implements ports.Reader: a list that shows the interview only from its third page on."""

    def __init__(self, shown: Row, after: int) -> None:
        self._shown, self._after = shown, after
        self.pages = 0

    def page(self, kind: str, offset: int, limit: int = 1000) -> Page:
        self.pages += 1
        rows = (self._shown,) if self.pages > self._after else ()
        return Page(rows, len(rows))

    def interview(self, remote_id: str) -> Observation:
        return seen(remote_id, code="backend")

    def merchant(self) -> Merchant:
        raise AssertionError

    def directory(self, slug: str) -> Observation | None:
        raise AssertionError

    def people(self) -> tuple[Person, ...]:
        raise AssertionError

    def enrolments(self, interview_id: str, kind: str) -> tuple[Enrolment, ...]:
        raise AssertionError

    def result(self, result_id: str) -> Taken | None:
        raise AssertionError

    def templates(self) -> tuple[Template, ...]:
        raise AssertionError

    def server_time(self) -> float:
        return SENT + 10_000


def test_not_made_is_never_said_after_one_list() -> None:
    reader = Lagging(row("x-1"), after=2)  # a listing reads its first page twice
    assert [one.verdict for one in look(reader, [INTENT], EMPTY, 420.0)] == ["made"]
    assert reader.pages == 4


def judged(*found: tuple[Row, Observation], now: float | None = SENT, marked: bool = True) -> Settlement:
    sent = INTENT if marked else intent(server_time=SENT, marker=None)
    rows, read = {one.id: one for one, _ in found}, {one.id: shown for one, shown in found}
    return judge(sent, rows, read, snapshot({}, sent), now=now, settle=420.0)


def test_two_that_carry_the_mark_are_both_named() -> None:
    found = judged(*((row(one), seen(one, code="backend")) for one in ("x-1", "x-2")))
    assert found.verdict == "open"
    assert found.detail.endswith("the account holds 2 interviews, each of which carries our mark")
    assert [way.split()[3] for way in found.ways_out[:2]] == ["x-1", "x-2"]
    assert found.ways_out[-1].startswith(f"reconciler state forget {INTENT.address}")


def test_one_without_a_mark_is_named_as_what_it_is() -> None:
    found = judged((row("x-1", name=str(INTENT.fields["name"])), seen("x-1")))
    assert found.detail.endswith("the account holds x-1, which looks like it, but carries no mark of ours")
    assert len(found.ways_out) == 2


def test_what_may_still_be_on_its_way_can_be_waited_for_or_let_go() -> None:
    found = judged()
    assert (found.verdict, found.until) == ("open", SENT + 421.0)
    assert [way.split()[1] for way in found.ways_out] == ["apply", "state"]


def test_an_intent_without_a_mark_of_ours_never_settles_by_the_authors_own_code() -> None:
    sent = intent(server_time=SENT, marker=None, fields={**INTENT.fields, "code": "theirs"})
    found = judge(
        sent,
        {"x-1": row("x-1")},
        {"x-1": seen("x-1", code="theirs")},
        snapshot({}, sent),
        now=SENT,
        settle=1.0,
    )
    assert found.verdict == "open"
    assert found.detail.endswith("the account holds x-1, which looks like it, but carries no mark of ours")
