"""Every event keeps to the published schema, and the schema tells exactly what events hold."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from reconciler.model.address import Address
from reconciler.model.change import Action
from reconciler.model.event import Beat, Begins, Event, Finished, Started, Stopping, Waiting
from reconciler.model.journal import Ending
from reconciler.render.event_schema import event_schema
from reconciler.render.progress import event_document, event_line

ROOT = Path(__file__).parents[2]
VALIDATOR = Draft202012Validator(event_schema())

KINDS: dict[str, type] = {kind.__name__.lower(): kind for kind in get_args(Event)}
ADDRESSES = st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True).map(lambda key: Address("interview", key))
TIMES = st.floats(0, 4e9)
COUNTS = st.integers(0, 10_000)
ACTIONS = st.sampled_from(Action)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Begins, COUNTS, TIMES),
    st.builds(Started, ADDRESSES, ACTIONS, TIMES),
    st.builds(Waiting, st.none() | ADDRESSES, st.text(), TIMES, TIMES),
    st.builds(
        Finished, ADDRESSES, ACTIONS, st.sampled_from(Ending), st.floats(0, 1e4), st.text(),
        st.none() | st.integers(100, 599), TIMES,
    ),
    st.builds(Stopping, st.text(), TIMES, st.none() | st.integers(1, 64)),
    st.builds(Beat, COUNTS, COUNTS, TIMES),
)  # fmt: skip


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(event_schema())


@given(EVENTS)
def test_every_event_is_one_line_that_keeps_to_the_schema(event: Event) -> None:
    line = event_line(event)
    assert (line.count("\n"), line[-1]) == (1, "\n")
    VALIDATOR.validate(json.loads(line))


def test_the_schema_names_every_event_and_each_of_its_attributes() -> None:
    parts: Any = event_schema()["$defs"]
    assert set(parts) == set(KINDS)
    for name, kind in KINDS.items():
        attributes = {attribute.name for attribute in fields(kind)} | {"event"}
        wanted = attributes | ({"format"} if kind is Begins else set())
        assert set(parts[name]["required"]) == set(parts[name]["properties"]) == wanted


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("event", "exploded"),
        ("ending", "perhaps"),
        ("action", "explode"),
        ("seconds", -1),
        ("status", "500"),
        ("at", None),
        ("address", None),
    ],
)
def test_the_schema_refuses(name: str, value: object) -> None:
    event = Finished(Address("interview", "a"), Action.CREATE, Ending.APPLIED, 1.0, at=2.0)
    made = event_document(event)
    assert VALIDATOR.is_valid(made)
    assert not VALIDATOR.is_valid({**made, name: value})
    assert not VALIDATOR.is_valid({key: one for key, one in made.items() if key != name})


def test_a_heartbeat_is_a_line_too() -> None:
    line = event_line(Beat(3, 2, 1_764_000_000.5))
    assert json.loads(line) == {"event": "beat", "done": 3, "running": 2, "at": 1_764_000_000.5}


def test_the_lines_of_a_real_apply(tmp_path: Path) -> None:
    """The example project, applied as a user does."""
    shutil.copy(ROOT / "reconciler.yaml", tmp_path)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    command = [sys.executable, "-m", "reconciler", "apply", "--yes", "--brief", "--events", "events.jsonl"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=60)
    events = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text("utf-8").splitlines()]
    for event in events:
        VALIDATOR.validate(event)
    assert events[0]["event"] == "begins"
    assert events[0]["format"] == 1
    finished = [event for event in events if event["event"] == "finished"]
    assert len(finished) == events[0]["total"] >= 5
    assert {event["ending"] for event in finished} == {"applied"}


def test_the_examples_of_the_document_are_events() -> None:
    text = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("{")]
    assert {json.loads(line)["event"] for line in lines} == set(KINDS)
    for line in lines:
        VALIDATOR.validate(json.loads(line))
