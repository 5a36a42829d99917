"""What was compared before and held nothing to do: a definition, its Record and what was seen of its
interview need not be compared again while all of them are as they were then.

They are known by their digests. The file lies beside the cache of definitions, belongs to
this reconciler.yaml and this code, and is believed on this machine only, like the cache itself.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from reconciler.definitions.pack import digest, replaced, sealed, unsealed
from reconciler.model.definition import USUAL, Definition
from reconciler.model.lazy import Lazy
from reconciler.model.observed import Observation
from reconciler.model.record import Record


class Unchanged:
    """Implements ports.Unchanged. `base` names all else that the answers depend on."""

    def __init__(self, path: Path, secret: bytes, base: str) -> None:
        self._path = path
        self._secret = secret
        self._base = digest(base)
        self._before: frozenset[bytes] = frozenset()
        self._now: set[bytes] = set()
        with suppress(OSError):
            known = unsealed(secret, path.read_bytes())
            if known is not None and known[0] == self._base:
                self._before = known[1]

    def known(self, definition: Definition, record: Record, seen: Observation | None, status: str) -> bool:
        name = _name(definition, record, seen, status)
        if name is None or name not in self._before:
            return False
        self._now.add(name)
        return True

    def note(self, definition: Definition, record: Record, seen: Observation | None, status: str) -> None:
        name = _name(definition, record, seen, status)
        if name is not None:
            self._now.add(name)

    def save(self) -> None:
        """Keep what this run has seen, and nothing else."""
        if self._now != self._before:
            with suppress(OSError):
                replaced(self._path, sealed(self._secret, (self._base, frozenset(self._now))))


def _name(definition: Definition, record: Record, seen: Observation | None, status: str) -> bytes | None:
    """The name of what was compared; None where a side was made in this run, and nobody has counted it."""
    declared, held = definition.fields, record.fields
    if not isinstance(declared, Lazy) or not isinstance(held, Lazy):
        return None
    shown, around = b"", f"{status} {record.remote_id}"
    if seen is not None:
        if not isinstance(seen.fields, Lazy):
            return None
        shown, around = seen.fields.digest, f"{seen.template_type} {around}"
    # The digests are of what was read, the Address with it; what stands around the fields may be another now.
    if definition.manage is not USUAL or record.manage is not USUAL:
        around += f" {definition.manage} {record.manage}"
    if record.marker or record.deposed or record.tombstone or record.refs:
        around += f" {record.marker!r} {record.deposed} {record.tombstone} {sorted(record.refs.items())}"
    return declared.digest + held.digest + shown + around.encode("utf-8", "surrogatepass")
