"""What was seen of an account, in one file under `.reconciler/cache`. It may be deleted at any time, and one
that cannot be read or written is as good as none."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reconciler.model.observed import Observation, Row
from reconciler.model.sighting import Sighting

FORMAT = 1


class FileSightings:
    """Implements ports.Sightings."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, bound: str) -> Mapping[str, Sighting]:
        try:
            found = json.loads(self._path.read_bytes())
            if found["format"] != FORMAT or found["bound"] != bound:
                return {}
            return {str(key): _sighting(one) for key, one in found["sightings"].items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return {}

    def save(self, bound: str, sightings: Mapping[str, Sighting]) -> None:
        plain = {
            "format": FORMAT,
            "bound": bound,
            "sightings": {key: _plain(one) for key, one in sightings.items()},
        }
        with suppress(OSError):
            self._write(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))

    def _write(self, data: bytes) -> None:
        """Whole or not at all; for the owner only, as everything that tells what people are asked."""
        import tempfile

        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.replace(name, self._path)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise


def _plain(one: Sighting) -> dict[str, Any]:
    """Not `asdict` for all of it: that copies every question of every interview."""
    seen = one.seen
    return {
        "seen": {
            "remote_id": seen.remote_id,
            "fields": dict(seen.fields),
            "template_type": seen.template_type,
            "multistage": seen.multistage,
            "created_at": seen.created_at,
            "updated_at": seen.updated_at,
            "warnings": list(seen.warnings),
        },
        "row": asdict(one.row),
        "read_at": one.read_at,
        "base": None if one.base is None else dict(one.base),
    }


def _sighting(data: Any) -> Sighting:
    seen = {**data["seen"], "warnings": tuple(data["seen"]["warnings"])}
    base = data["base"]
    if not isinstance(seen["fields"], dict) or not (base is None or isinstance(base, dict)):
        raise TypeError
    return Sighting(Observation(**seen), Row(**data["row"]), float(data["read_at"]), base)
