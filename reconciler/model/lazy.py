"""Mappings that stay where they are kept until somebody asks for them.

A plan of 10,000 definitions looks at the fields of those that may differ; the others are known by a digest.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

V = TypeVar("V")


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
