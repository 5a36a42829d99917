"""Interview definitions as YAML in git, made true in a JobMojito account; and `Account`, a typed client.

`Account` is loaded when it is first asked for: the command line imports this package and needs none of it.
"""

from __future__ import annotations

TYPE_CHECKING = False  # what type checkers take for typing's own, without its import
if TYPE_CHECKING:
    from reconciler.client.account import Account as Account

__all__ = ["Account"]


def __getattr__(name: str) -> object:
    if name == "Account":
        from reconciler.client.account import Account

        return Account
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
