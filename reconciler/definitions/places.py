"""Where every value of a definition is written, in a few bytes for each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from reconciler.definitions.node import Node, Place, Spot
from reconciler.errors import Span

# A place is one number, file * _FILE + line * LINE + column; neither is more than a file has bytes.
LINE, _FILE = 1 << 21, 1 << 42
FIRST = LINE + 1  # both are counted from 1
_APART = "\0"  # no file may hold it


class Places(Mapping[str, Span]):
    """Dotted path -> place, `""` for the definition itself.

    A thousand definitions have the same few sets of paths, and hardly any place is ever shown: the paths are
    shared, and a Span is made when it is asked for.
    """

    __slots__ = ("_files", "_numbers", "_paths")

    def __init__(self, paths: _Paths, files: tuple[str, ...], numbers: array[int]) -> None:
        self._paths = paths
        self._files = files
        self._numbers = numbers

    def __getitem__(self, path: str) -> Span:
        try:
            number = self._numbers[self._paths.names.index(path)]
        except ValueError:
            raise KeyError(path) from None
        return span_at(self._files[number // _FILE], number % _FILE)

    def __contains__(self, path: object) -> bool:
        return path in self._paths.names

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths.names)

    def __len__(self) -> int:
        return len(self._paths.names)

    @property
    def numbers(self) -> list[int]:
        """One for each place, in the order of the paths."""
        return self._numbers.tolist()

    def moved(self, file: str, numbers: array[int]) -> Places:
        """The same paths at other places: of a definition that stands in `file`."""
        return Places(self._paths, (file, *self._files[1:]), numbers)

    def plain(self) -> tuple[str, tuple[str, ...], bytes]:
        """What `places_again` makes the same of."""
        return self._paths.text, self._files, self._numbers.tobytes()


def places_again(paths: str, files: tuple[str, ...], numbers: bytes) -> Places:
    return Places(_paths(paths), files, array("Q", numbers))


def span_at(file: str, number: int) -> Span:
    """A place in `file` as it is shown."""
    return Span(file, *divmod(number, LINE))


class _Paths(NamedTuple):
    text: str
    names: tuple[str, ...]


@lru_cache(maxsize=512)
def _paths(text: str) -> _Paths:
    return _Paths(text, tuple(text.split(_APART)))


def places_of(node: Node, renamed: Mapping[str, str]) -> Places:
    """The place of every value below `node`; top-level names are taken through `renamed`."""
    paths: list[str] = [""]
    numbers: list[int] = []
    files: dict[str, int] = {}
    note_path, note_number = paths.append, numbers.append

    own = node.at.file if isinstance(node.at, Span) else node.at.name
    files[own] = 0

    def number_of(at: Place) -> int:
        if type(at) is Spot and at[0] == own:
            return at[1] * LINE + at[2] + FIRST
        if isinstance(at, Span):
            return files.setdefault(at.file, len(files)) * _FILE + at.line * LINE + at.column
        return files.setdefault(at.name, len(files)) * _FILE + (at.line + 1) * LINE + at.column + 1

    def below(entries: Iterable[tuple[str | int, Node]], path: str) -> None:
        for key, (inner, at, _) in entries:
            here = f"{path}{key}"
            note_path(here)
            note_number(number_of(at))
            if type(inner) is dict:
                below(inner.items(), here + ".")
            elif type(inner) is list:
                below(enumerate(inner), here + ".")

    note_number(number_of(node.at))
    below(((renamed.get(name, name), field) for name, field in node.fields.items()), "")
    return Places(_together(paths), tuple(files), array("Q", numbers))


def _together(paths: list[str]) -> _Paths:
    text = _APART.join(paths)
    if text.count(_APART) >= len(paths):  # a key holds one by an escape, which is reported
        text = _APART.join([path.replace(_APART, "?") for path in paths])
    return _paths(text)
