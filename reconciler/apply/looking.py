"""One resource as the account shows it now, by the call that its kind is read with."""

from __future__ import annotations

from reconciler.model.observed import Observation
from reconciler.ports import Reader


def look(reader: Reader, kind: str, remote_id: str) -> Observation | None:
    """None when the account does not know it. Raises CallFailed."""
    return reader.directory(remote_id) if kind == "directory" else reader.interview(remote_id)
