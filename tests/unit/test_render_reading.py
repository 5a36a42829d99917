"""In what order and in which words a person meets a plan, and what a terminal makes stand out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reconciler import engine
from reconciler.model import interview
from reconciler.model.change import Action, Blocked, Change
from reconciler.render import reading
from reconciler.render.document import document, opened
from reconciler.render.layout import Paint, Pen
from reconciler.render.prose import text_lines
from reconciler.render.shapes import ChangeDoc
from reconciler.render.terminal import plan_text
from reconciler.render.words import KINDS, LANGUAGES, label
from tests.golden.render_builders import create, field, plan, retire, update


def docs(*changes: Change) -> list[ChangeDoc]:
    return opened(document(plan(*changes), made_at="", tool=""))["changes"]


def test_every_action_has_its_rank_and_its_words() -> None:
    assert set(reading.RANK) == set(map(str, KINDS)) == {"blocked", *map(str, Action)}


def test_decisions_first_then_losses_and_our_memory_last() -> None:
    made = docs(
        *(replace(update(key=action.value), action=action) for action in Action),
        replace(create("x", "X", {}), blocked=Blocked("no")),
    )
    assert list(map(reading.kind, reading.in_reading_order(made))) == [
        "blocked", "replace", "retire", "update", "create", "import", "forget", "record", "none",
    ]  # fmt: skip


def test_the_order_of_one_kind_is_that_of_apply() -> None:
    made = docs(update(key="b"), retire("z", "Z"), update(key="a"))
    ordered = [change["address"] for change in reading.in_reading_order(made)]
    assert ordered == ["interview.z", "interview.b", "interview.a"]


@pytest.mark.parametrize(
    ("action", "reason", "told"),
    [
        (Action.UPDATE, "the definition changed", ""),
        (Action.UPDATE, "the definition and the account changed", ""),
        (Action.UPDATE, "changed in the account; goes back to what is declared", ""),
        (Action.UPDATE, "renamed from interview.x; the definition changed", "renamed from interview.x"),
        (Action.UPDATE, "declared again: the same interview is taken up", None),
        (Action.CREATE, "no interview is recorded for it", ""),
        (Action.CREATE, "it is gone; made again", None),
        (Action.RETIRE, "its definition was removed", None),
        (Action.RECORD, "nothing to send; the Record is brought up to date", None),
    ],
)
def test_a_reason_is_told_when_it_says_something(action: Action, reason: str, told: str | None) -> None:
    (change,) = docs(replace(update(field("name", "a", "b")), action=action, reason=reason))
    assert reading.reason(change) == (reason if told is None else told)


def test_the_words_that_go_without_saying_are_those_of_the_engine() -> None:
    """Else a line of noise would come back unnoticed when the engine says it in other words."""
    source = "".join(path.read_text("utf-8") for path in Path(next(iter(engine.__path__))).glob("*.py"))
    for reasons in reading._PLAIN.values():
        for reason in reasons:
            spoken = [f'"{reason}"']
            if reason.startswith("no "):  # there is one for each kind
                spoken = ['"no interview is recorded for it"', 'f"no {kind.noun} is recorded for it"']
            assert any(one in source for one in spoken), reason


def test_a_reason_of_being_blocked_is_told_once() -> None:
    (change,) = docs(replace(update(), reason="it cannot", blocked=Blocked("it cannot")))
    assert reading.reason(change) == ""
    assert reading.essence(change) == ["blocked: it cannot"]


def test_effects_are_told_where_nothing_else_does() -> None:
    effects = frozenset({"retire", "visible", "downtime"})
    changed, gone, stuck = docs(
        replace(update(), effects=effects),
        replace(retire("a", "A"), effects=effects),
        replace(update(), effects=effects, blocked=Blocked("x")),
    )
    assert reading.effects(changed) == ["it is down while it changes", "candidates can no longer reach it"]
    assert reading.effects(gone) == reading.effects(stuck) == []


def test_a_line_in_the_same_file_needs_no_file() -> None:
    home: Any = {"file": "a.yaml", "line": 1, "column": 1}
    nine: Any = {**home, "line": 9}
    other: Any = {"file": "overlays/a.yaml", "line": 7, "column": 1}
    assert reading.told_place(nine, home) == ":9"
    assert reading.told_place(other, home) == "overlays/a.yaml:7"
    assert (reading.told_place(other), reading.told_place(None, home)) == ("overlays/a.yaml:7", "")


def test_a_brief_line_says_what_matters_before_the_name() -> None:
    noted = replace(
        update(key="working-student", name="Working Student Marketing"),
        action=Action.RECORD, reason="its definition was removed, and it is archived already", calls=(),
    )  # fmt: skip
    made = document(plan(noted), made_at="", tool="")
    assert plan_text(made, width=100, short=True).splitlines()[-1] == (
        '. interview.working-student  its definition was removed, and it is archived already  "Working Stude…'
    )
    assert plan_text(made, width=84, short=True).splitlines()[-1] == (
        ". interview.working-student  its definition was removed, and it is archived already"
    )


def test_many_changes_are_a_line_each_when_brief() -> None:
    changes = [update(field("name", "a", "b"), key=f"k{at}", name="x" * 90) for at in range(500)]
    lines = plan_text(document(plan(*changes), made_at="", tool=""), short=True).splitlines()
    assert len(lines) < 510
    assert all(len(line) <= 80 for line in lines)


def test_words_that_changed_stand_out() -> None:
    lines = list(text_lines("We are eight people.", "We are ten people.", "  ", Pen(80, Paint(colour=True))))
    assert "\x1b[31;7meight\x1b[0m" in lines[0]
    assert "\x1b[32;7mten\x1b[0m" in lines[1]
    assert "\x1b[31mWe are\x1b[0m" in lines[0]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_colour_adds_nothing_but_colour(width: int) -> None:
    words = " ".join(f"word{at}" for at in range(60))
    changed = update(
        field("description_long", f"{words}\nEnd.", words.replace("word30", "neu, sehr neu") + "\nThe end."),
        field("questions", [{"question": "a b"}], [{"question": "a c"}, {"question": "d"}]),
    )
    made = document(plan(changed), made_at="", tool="")
    colour = plan_text(made, width=width, colour=True)
    for code in ("1", "2", "31", "32", "33", "1;31", "31;7", "32;7", "0"):
        colour = colour.replace(f"\x1b[{code}m", "")
    assert colour == plan_text(made, width=width)


def test_labels_are_words() -> None:
    assert (label("max_duration"), label("some_new_field")) == ("Longest duration", "Some new field")
    assert set(LANGUAGES) == set(interview.LANGUAGES)
