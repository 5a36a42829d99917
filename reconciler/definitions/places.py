"""Where every value of a definition is written, in a few bytes for each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from reconciler.definitions.node import Node, Place, Spot
from reconciler.errors import Span

# A place is one number, file * _FILE + line * _LINE + column; neither is more than a file has bytes.
_LINE, _FILE = 1 << 21, 1 << 42
_FIRST = _LINE + 1  # both are counted from 1


class Places(Mapping[str, Span]):
    """Dotted path -> place, `""` for the definition itself.

    A thousand definitions have the same few sets of paths, and hardly any place is ever shown: the paths are
    shared, and a Span is made when it is asked for.
    """

    __slots__ = ("_files", "_numbers", "_paths")

    def __init__(self, paths: tuple[str, ...], files: tuple[str, ...], numbers: array[int]) -> None:
        self._paths = _shared(paths)
        self._files = _shared(files)
        self._numbers = numbers

    def __getitem__(self, path: str) -> Span:
        try:
            number = self._numbers[self._paths.index(path)]
        except ValueError:
            raise KeyError(path) from None
        return Span(self._files[number // _FILE], number % _FILE // _LINE, number % _LINE)

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def plain(self) -> tuple[tuple[str, ...], tuple[str, ...], list[int]]:
        """What `Places` is made of again: `Places(paths, files, array("Q", numbers))`."""
        return self._paths, self._files, self._numbers.tolist()


@lru_cache(maxsize=512)
def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    return names


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
            return at[1] * _LINE + at[2] + _FIRST
        if isinstance(at, Span):
            return files.setdefault(at.file, len(files)) * _FILE + at.line * _LINE + at.column
        return files.setdefault(at.name, len(files)) * _FILE + (at.line + 1) * _LINE + at.column + 1

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
    return Places(tuple(paths), tuple(files), array("Q", numbers))
