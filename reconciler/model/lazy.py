"""Mappings that stay where they are kept until somebody asks for them.

A plan of 10,000 definitions looks at the fields of those that may differ; the others are known by a digest.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, Generic, TypeVar

V = TypeVar("V")
_MOST_HELD = 16


class Lazy(Mapping[str, V]):
    """What it holds is read when it is asked for, and let go again. `digest` names it: equal digests, equal
    contents. Nothing may be told by a digest but that."""

    __slots__ = ("digest",)
    digest: bytes

    @abstractmethod
    def read(self) -> Mapping[str, V]:
        """All of it."""

    def __getitem__(self, name: str) -> V:
        return self.read()[name]

    def __contains__(self, name: object) -> bool:
        return name in self.read()

    def __iter__(self) -> Iterator[str]:
        return iter(self.read())

    def __len__(self) -> int:
        return len(self.read())

    def get(self, name: str, default: Any = None) -> Any:
        return self.read().get(name, default)

    def items(self) -> Any:
        return self.read().items()

    def __repr__(self) -> str:
        return repr(self.read())


class Held(Generic[V]):
    """The few that were read last: who asks for one mostly asks for it again at once."""

    def __init__(self) -> None:
        self._held: dict[Hashable, V] = {}

    def get(self, name: Hashable, read: Callable[[], V]) -> V:
        """What is held under `name`, or what `read` gives for it; whatever that raises."""
        if name not in self._held:
            self._held[name] = read()
            if len(self._held) > _MOST_HELD:
                del self._held[next(iter(self._held))]
        return self._held[name]
