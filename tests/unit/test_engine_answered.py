"""What update says it did with the questions, held against what was meant."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.engine.answered import Verdict, check
from reconciler.model.answer import Answer, End
from reconciler.model.change import Action
from reconciler.model.journal import Ending
from reconciler.model.values import Json
from reconciler.simulator import Switches
from tests.support.bench import Bench, held, update
from tests.support.builders import own, seen
from tests.support.scripted import ScriptedAccount
from tests.support.world import World, told

STORED: list[dict[str, Json]] = [
    {"id": "1", "external_id": "a", "question": "A"},
    {"id": "2", "external_id": "b", "question": "B"},
    {"id": "3", "external_id": None, "question": "C"},
]


def diff(**known: Any) -> Json:
    return {"questions_diff": {"kept": [], "added": [], "removed": [], "replaced": [], **known}}


SENT: list[dict[str, Json]] = [*STORED[:2], {"external_id": "new", "question": "N"}]
MEANT = {"kept": ["1", "2"], "added": ["9"], "removed": ["3"]}


def test_what_was_meant_is_no_finding() -> None:
    assert check(SENT, STORED, diff(**MEANT)) == Verdict()


@pytest.mark.parametrize(
    ("answer", "mismatch"),
    [
        (
            {"kept": ["1"], "added": ["8", "9"], "removed": ["2", "3"]},
            "it removed b, which was sent to go on",
        ),
        ({"kept": ["1", "2", "3"]}, "it still has C, which was to go"),
        ({"kept": ["1", "2"], "removed": ["3"]}, "it counts 2 questions, and 3 were sent"),
    ],
)
def test_a_mismatch_says_which(answer: dict[str, Any], mismatch: str) -> None:
    assert check(SENT, STORED, diff(**answer)).mismatches == (mismatch,)


def test_what_the_service_may_do_is_a_warning() -> None:
    renewed = {**MEANT, "kept": ["2"], "replaced": [{"from": "1", "to": "7"}]}
    assert check(SENT, STORED, diff(**renewed)) == Verdict(
        (), ("a was sent back unchanged and has a new record",)
    )
    changed = [{**SENT[0], "question": "A!"}, *SENT[1:]]
    assert check(changed, STORED, diff(**renewed)) == Verdict()
    more = {**MEANT, "removed": ["3", "4"]}
    assert "1 that somebody added" in check(SENT, STORED, diff(**more)).warnings[0]


@pytest.mark.parametrize("body", [None, {}, {"questions_diff": None}, {"questions_diff": {"kept": 1}}])
def test_an_answer_without_the_diff_is_left_to_the_read_back(body: Json) -> None:
    assert check(SENT, STORED, body) == Verdict()


def test_the_change_fails_with_what_the_account_did_instead() -> None:
    asked = [{"external_id": "a", "question": "A"}]
    now = seen(questions=[{"id": "5", "external_id": "a", "question": "A"}])
    answer = Answer(End.OK, 200, diff(added=["5"], removed=["1"]))
    was = seen(questions=[{"id": "1", "external_id": "a", "question": "Old"}])
    bench = Bench(ScriptedAccount(answer, shows=[now]), held(), was=was)
    result = bench.run(update(questions=asked)).result
    assert (result.ending, result.action) == (Ending.FAILED, Action.UPDATE)
    assert result.message == (
        "the account did something else with the questions: it removed a, which was sent to go on"
    )
    assert bench.kinds() == ["Intended", "Ended", "ReadBack"]  # what is there is recorded all the same


@pytest.mark.parametrize("rotate", [False, True])
def test_a_warning_is_told_at_the_end_of_the_run(rotate: bool) -> None:
    a, b = {"external_id": "a", "question": "A"}, {"external_id": "b", "question": "B"}
    world = World(own("one", a), switches=Switches(question_ids_rotate=rotate))
    world.apply()
    world.change("one", questions=[a, b])
    applied = world.apply()
    assert told(applied) == {"one": "applied"}
    assert applied.report is not None
    renewed = "interview.one: a was sent back unchanged and has a new record"
    assert (renewed in applied.report.warnings) is rotate
    assert world.plan().empty
    world.close()
