"""`steps.txt` as values: read into steps, and written back line for line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_EXIT = re.compile(r"\[exit (-?\d+)\]")  # below zero: the signal that killed it
_ELIDED = "..."


@dataclass(frozen=True)
class Prose:
    """A `#` comment or an empty line: for the reader."""

    line: str

    def lines(self) -> list[str]:
        return [self.line]


@dataclass(frozen=True)
class Command:
    """`$ …`, what it prints, and `[exit N]`. A line `...` stands for any number of lines."""

    line: str
    output: tuple[str, ...]
    code: int

    def lines(self) -> list[str]:
        return [f"$ {self.line}", *self.output, f"[exit {self.code}]"]

    def fits(self, output: tuple[str, ...]) -> bool:
        """Whether the expected output, with its `...`, is what was printed."""
        parts = [r"(?:.*\n)*" if line == _ELIDED else re.escape(line) + r"\n" for line in self.output]
        return re.fullmatch("".join(parts), "".join(f"{line}\n" for line in output)) is not None


@dataclass(frozen=True)
class Edit:
    """`> edit FILE` and below it, indented, a piece of a diff; other file changes have no such piece."""

    line: str
    hunk: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        return [f"> {self.line}", *self.hunk]

    def applied(self, text: str) -> str:
        """`text` with the lines that `-` and a blank mark replaced by those that `+` and a blank mark."""
        piece = [line[2:] for line in self.hunk]
        old = "".join(f"{line[2:]}\n" for line in piece if line[:1] != "+")
        new = "".join(f"{line[2:]}\n" for line in piece if line[:1] != "-")
        if not old:
            return text + new
        if text.count(old) != 1:
            raise ValueError(f"{self.line}: these lines are not in it exactly once:\n{old}")
        return text.replace(old, new)


@dataclass(frozen=True)
class Outside:
    """`! …`: what happens without the author, in the account or on the machine."""

    line: str

    def lines(self) -> list[str]:
        return [f"! {self.line}"]


@dataclass(frozen=True)
class Look:
    """`? INTERVIEW FIELD …` and below it, indented, what the account holds there."""

    line: str
    shown: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        return [f"? {self.line}", *(f"  {one}" for one in self.shown)]


@dataclass(frozen=True)
class Requests:
    """`requests:` and the writes since the last such block; `in_order` False takes them as a set."""

    writes: tuple[str, ...] = field(default=())
    in_order: bool = True

    def lines(self) -> list[str]:
        head = "requests:" if self.in_order else "requests, in any order:"
        return [f"{head} none"] if not self.writes else [head, *(f"  {one}" for one in self.writes)]


Step = Prose | Command | Edit | Outside | Look | Requests


def read(path: Path) -> list[Step]:
    """Raises ValueError for a line that is none of the script's."""
    return list(_steps(path.read_text(encoding="utf-8").splitlines()))


def written(steps: list[Step]) -> str:
    return "".join(f"{line}\n" for step in steps for line in step.lines())


def _steps(lines: list[str]) -> Iterator[Step]:
    rest = list(reversed(lines))
    while rest:
        line = rest.pop()
        match line[:2]:
            case "$ ":
                yield _command(line[2:], rest)
            case "> ":
                yield Edit(line[2:], _indented(rest))
            case "! ":
                yield Outside(line[2:])
            case "? ":
                yield Look(line[2:], tuple(one.strip() for one in _indented(rest)))
            case "# " | "#" | "":
                yield Prose(line)
            case _ if line.startswith("requests"):
                writes = tuple(one.strip() for one in _indented(rest))
                yield Requests(writes, in_order="any order" not in line)
            case _:
                raise ValueError(f"this line is none of a script's: {line!r}")


def _command(line: str, rest: list[str]) -> Command:
    output: list[str] = []
    while rest:
        found = rest.pop()
        if ended := _EXIT.fullmatch(found):
            return Command(line, tuple(output), int(ended[1]))
        output.append(found)
    raise ValueError(f"`$ {line}` and its output must end with a line [exit N]")


def _indented(rest: list[str]) -> tuple[str, ...]:
    found = []
    while rest and rest[-1].startswith("  "):
        found.append(rest.pop())
    return tuple(found)
