"""An account on this machine: an independent witness of the API that knows nothing else of `reconciler`.

`Simulator` is the account and a Handler; `serve` puts it on a port. Names are loaded when they are first
used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reconciler.simulator.faults import Fault
    from reconciler.simulator.log import LoggedRequest
    from reconciler.simulator.messages import Handler
    from reconciler.simulator.seed import (
        DEFAULT_MERCHANT_ID,
        DEFAULT_TOKEN,
        KNOWLEDGE_BASES,
        RECRUITERS,
        TEMPLATES,
        Template,
        template_id,
    )
    from reconciler.simulator.server import RunningServer, serve, serve_forever
    from reconciler.simulator.service import Simulator
    from reconciler.simulator.switches import Switches

__all__ = [
    "DEFAULT_MERCHANT_ID",
    "DEFAULT_TOKEN",
    "KNOWLEDGE_BASES",
    "RECRUITERS",
    "TEMPLATES",
    "Fault",
    "Handler",
    "LoggedRequest",
    "RunningServer",
    "Simulator",
    "Switches",
    "Template",
    "serve",
    "serve_forever",
    "template_id",
]

_HOMES = {
    "faults": ("Fault",),
    "log": ("LoggedRequest",),
    "messages": ("Handler",),
    "seed": (
        "DEFAULT_MERCHANT_ID",
        "DEFAULT_TOKEN",
        "KNOWLEDGE_BASES",
        "RECRUITERS",
        "TEMPLATES",
        "Template",
        "template_id",
    ),
    "server": ("RunningServer", "serve", "serve_forever"),
    "service": ("Simulator",),
    "switches": ("Switches",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
