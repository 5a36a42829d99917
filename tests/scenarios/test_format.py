"""The format judges rightly: what a scenario would let pass if its runner were lax."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.simulator import LoggedRequest

from . import script, writes
from .runner import output_only
from .script import Command, Edit, Requests

NAMES = {"id-1": "baker"}


def write(status: int | None = 200, **body: object) -> LoggedRequest:
    return LoggedRequest(
        1, "", "POST", "job-interview-update", "", {"position_id": "id-1", **body}, status, True, None
    )


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        ('name="Baker" location=null', True),
        ("name location", True),
        ("name ...", True),
        ("...", True),
        ("name", False),
        ('name="Cook" location', False),
        ('name="Baker" location=0', False),
        ("name location code", False),
        ("name location -> 500", False),
    ],
)
def test_a_request_line_names_every_field_that_was_sent(line: str, fits: bool) -> None:
    expected = f"POST job-interview-update baker  {line}"
    assert writes.fits(expected, write(name="Baker", location=None), NAMES) is fits


def test_a_request_line_tells_what_the_account_made_of_it() -> None:
    lost, refused = write(None, name="Baker"), write(422, name="Baker")
    told = {writes.line_of(one, NAMES, brief=False): one for one in (lost, refused, write(name="Baker"))}
    assert len(told) == 3
    for line in told:
        assert [writes.fits(line, one, NAMES) for one in told.values()].count(True) == 1


def test_true_is_not_one() -> None:
    assert not writes.fits("POST job-interview-update baker  code=1", write(code=True), NAMES)


def test_an_ellipsis_stands_for_lines_and_nothing_else_does() -> None:
    command = Command("reconciler plan", ("first", "...", "last"), 0)
    assert command.fits(("first", "last"))
    assert command.fits(("first", "a", "b", "last"))
    assert not command.fits(("first", "a"))
    assert not Command("reconciler plan", ("f.rst",), 0).fits(("first",))


def test_an_edit_that_does_not_apply_is_an_error() -> None:
    edit = Edit("edit a.yaml", ("    a: 1", "  - b: 2", "  + b: 3"))
    assert edit.applied("a: 1\nb: 2\n") == "a: 1\nb: 3\n"
    for text in ("a: 1\n", "a: 1\nb: 2\na: 1\nb: 2\n"):
        with pytest.raises(ValueError, match="exactly once"):
            edit.applied(text)


def test_an_update_of_the_output_leaves_the_behaviour_to_people() -> None:
    before: list[script.Step] = [Command("reconciler plan", ("old",), 0), Requests(())]
    went: list[script.Step] = [Command("reconciler plan", ("new",), 5), Requests(("POST x",))]
    assert output_only(before, went) == [Command("reconciler plan", ("new",), 0), Requests(())]


def test_a_script_is_written_as_it_was_read(tmp_path: Path) -> None:
    text = (
        "# A story.\n\n$ reconciler plan\n> said, not done\n[exit 0]\n> edit a.yaml\n  + a: 1\n"
        "! delete state\n? baker name\n  name: null\nrequests, in any order:\n  POST x  a\nrequests: none\n"
    )
    path = tmp_path / "steps.txt"
    path.write_text(text, encoding="utf-8")
    assert script.written(script.read(path)) == text
