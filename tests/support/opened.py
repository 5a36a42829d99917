"""Our account over a real port, with a simulated one behind it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reconciler.model.field import Endpoint
from reconciler.model.values import Json
from reconciler.remote.account import HttpAccount
from reconciler.remote.origin import parse_server
from reconciler.remote.tokens import TokenSource
from reconciler.remote.transport import Bounds, Transport
from reconciler.simulator import DEFAULT_TOKEN, KNOWLEDGE_BASES, Simulator, serve

from .calls import Clock
from .served import NEW

INTERVIEW: dict[str, Json] = NEW


@contextmanager
def opened(simulator: Simulator, root: Path | None = None, **bounds: Any) -> Iterator[HttpAccount]:
    """The account of `simulator`; its sleeps take no time. `bounds` are those of the transport."""
    with serve(simulator) as running:
        server = parse_server(f"{running.url}/functions/v1")
        with Transport(server, TokenSource(DEFAULT_TOKEN), bounds=Bounds(**bounds)) as wire:
            yield HttpAccount(wire, Clock(), root=root)


def posted(simulator: Simulator, endpoint: Endpoint, body: dict[str, Any]) -> Any:
    """The answer to a call that goes past our code and the network."""
    headers = {"Authorization": f"Bearer {DEFAULT_TOKEN}", "Content-Type": "application/json"}
    target = f"/functions/v1/{endpoint.value}"
    status, _, answer = simulator.handle("POST", target, headers, json.dumps(body).encode())
    assert status == 200, answer
    return json.loads(answer)


def interview(simulator: Simulator) -> str:
    """A new interview's id."""
    return str(posted(simulator, Endpoint.CREATE, INTERVIEW)["interview_def_set_id"])


def file_of(root: Path, path: str, content: bytes) -> dict[str, Json]:
    """A file of the project, as a body names it."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(content)
    return {"path": path, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


def document(root: Path, content: bytes = b"Bake at 220 degrees.\n") -> dict[str, Json]:
    """A document for a knowledge base, as a body names it; its file lies in docs/oven.pdf below `root`."""
    return {"knowledge_base_store_id": KNOWLEDGE_BASES[0], "file": file_of(root, "docs/oven.pdf", content)}
