"""Plain settings of one environment: one server, one merchant, one state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SIMULATOR = "simulator"


@dataclass(frozen=True, slots=True)
class Ceilings:
    """Most effects of a kind that one apply may have without being told; None: the built-in rule."""

    retire: int | None = None
    replace: int | None = None
    update: int | None = None
    credits: int | None = None


@dataclass(frozen=True, slots=True)
class Environment:
    """`server` is an origin with its path, or `simulator`. Paths are relative to the project root.

    `settle`: seconds after sending until a missing create counts as not made.
    `names`: per kind of Ref, the ids that the account cannot list (knowledge bases) by name.
    `code_mark`: prefix put before the key in the mark of a create; None switches the mark off.
    """

    name: str
    server: str
    state: str
    merchant_id: str | None = None
    token_env: str = "JOBMOJITO_TOKEN"  # noqa: S105  the name of a variable, never a token
    apikey_env: str | None = None
    settle: float = 420.0
    ceilings: Ceilings = field(default_factory=Ceilings)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    code_mark: str | None = ""

    @property
    def simulated(self) -> bool:
        return self.server == SIMULATOR
