"""What apply shows while it runs: a bar on a terminal, lines elsewhere, and a file of events for tools.

Everything goes to standard error. A closed pipe or a full disk under the events file never ends an apply:
calls that cost are on their way.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

import click

from reconciler.errors import UsageError
from reconciler.model.event import Beat, Begins, Event, Finished, Started
from reconciler.render.progress import event_line, progress_line

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID


class Watcher(Protocol):
    def __call__(self, event: Event) -> None:
        """Take note of an event; never raises."""


@contextmanager
def watching(color: bool, events: Path | None) -> Iterator[Watcher]:
    """A Watcher for the terminal and, when asked for, the events file."""
    opened = _opened(events)
    shown = _Bar(color) if sys.stderr.isatty() else _Lines()
    try:
        yield _Both(shown, opened)
    finally:
        shown.close()
        if opened is not None:
            with suppress(OSError):
                opened.close()


def _opened(events: Path | None) -> IO[str] | None:
    if events is None:
        return None
    try:
        return events.open("a", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--events {events} cannot be written: {error.strerror}.") from error


class _Both:
    def __init__(self, shown: Watcher, events: IO[str] | None) -> None:
        self._shown, self._events = shown, events

    def __call__(self, event: Event) -> None:
        with suppress(OSError, ValueError):  # ValueError: the stream was closed under us
            self._shown(event)
        if self._events is not None:
            with suppress(OSError):
                self._events.write(event_line(event))
                self._events.flush()


class _Lines:
    """One line per event that somebody waits for; what merely starts is left out of logs."""

    def __init__(self) -> None:
        self.done = self.total = 0

    def __call__(self, event: Event) -> None:
        if isinstance(event, Begins):
            self.done, self.total = 0, event.total
        elif isinstance(event, Finished):
            self.done += 1
        elif isinstance(event, Started):
            return
        click.echo(progress_line(event, done=self.done, total=self.total), err=True)

    def close(self) -> None:
        """Nothing is held."""


class _Bar:
    """A bar with the running calls behind it; what ended stays above it, as it happens.

    It is drawn from the first event on: before that there may be a question, which redrawing would erase.
    """

    def __init__(self, color: bool) -> None:
        self._color = color
        self._progress: RichProgress | None = None
        self._task: TaskID | None = None
        self._running: list[str] = []
        self._done = self._total = 0
        self._since = 0.0

    def __call__(self, event: Event) -> None:
        if self._progress is None:
            self._progress = _drawn(self._color)
            self._progress.start()
        match event:
            case Begins():
                self._done, self._total, self._since = 0, event.total, event.at
                self._task = self._progress.add_task("", total=event.total)
                return
            case Started():
                self._running.append(str(event.address))
            case Finished():
                self._done += 1
                if str(event.address) in self._running:
                    self._running.remove(str(event.address))
                self._say(event, self._progress)
            case Beat():
                pass
            case _:
                self._say(event, self._progress)
        if self._task is not None:
            self._progress.update(
                self._task, completed=self._done, description=f"{self._rate(event.at)}{self._calls()}"
            )

    def close(self) -> None:
        if self._progress is not None:
            with suppress(OSError):
                self._progress.stop()

    def _say(self, event: Event, progress: RichProgress) -> None:
        from rich.text import Text

        line = progress_line(event, done=self._done, total=self._total, colour=self._color)
        progress.console.print(Text.from_ansi(line))  # outside text is never markup

    def _rate(self, now: float) -> str:
        return f"{self._done / (now - self._since):.1f}/s  " if self._done and now > self._since else ""

    def _calls(self) -> str:
        shown = ", ".join(self._running[:3])
        more = len(self._running) - 3
        return f"{shown} and {more} more" if more > 0 else shown


def _drawn(color: bool) -> RichProgress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, no_color=not color, highlight=False)
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    return Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
