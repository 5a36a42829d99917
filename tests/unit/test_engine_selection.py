"""Which part of a plan `--only` and `--except` mean."""

from __future__ import annotations

import pytest

from reconciler.engine.selection import Selection
from reconciler.model.address import Address
from reconciler.model.change import Action

BACKEND, SALES = Address("interview", "backend-engineer"), Address("interview", "sales")
FILES = {BACKEND: "interviews/tech/backend-engineer.yaml", SALES: "interviews/sales.yaml"}


@pytest.mark.parametrize(
    ("only", "excepted", "meant"),
    [
        ((), (), {BACKEND, SALES}),
        (("interview.backend-*",), (), {BACKEND}),
        (("sales",), (), {SALES}),
        (("backend-*", "sales"), (), {BACKEND, SALES}),
        ((), ("sales",), {BACKEND}),
        (("kind:interview",), (), {BACKEND, SALES}),
        (("kind:candidate",), (), set()),
        (("file:interviews/tech/*",), (), {BACKEND}),
        ((), ("file:interviews/tech/*",), {SALES}),
        (("kind:interview", "sales"), (), {SALES}),
        (("sales",), ("sales",), set()),
        (("action:create",), (), {BACKEND, SALES}),
    ],
)
def test_addresses(only: tuple[str, ...], excepted: tuple[str, ...], meant: set[Address]) -> None:
    chosen = Selection(only, excepted)
    assert {address for address in FILES if chosen.address(address, FILES[address])} == meant


def test_what_is_declared_nowhere_has_no_file() -> None:
    assert not Selection(("file:interviews/*",)).address(SALES)
    assert Selection((), ("file:interviews/*",)).address(SALES)


@pytest.mark.parametrize(
    ("only", "excepted", "create", "retire"),
    [
        ((), (), True, True),
        (("action:create",), (), True, False),
        ((), ("action:retire",), True, False),
        (("sales",), (), True, True),
    ],
)
def test_actions(only: tuple[str, ...], excepted: tuple[str, ...], create: bool, retire: bool) -> None:
    chosen = Selection(only, excepted)
    assert (chosen.action(Action.CREATE), chosen.action(Action.RETIRE)) == (create, retire)
