"""What may be kept of a person: digests that nobody can guess from, and texts that name nobody.

A plain digest of an e-mail address can be found by trying; one that is keyed with the lineage's salt cannot,
and still tells whether two runs speak of the same person. Source: research on reliability, S5.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping

from reconciler.model.field import Field, Shape
from reconciler.model.kinds import Kind
from reconciler.model.values import Json, canonical

KEYED = "keyed:"
_HIDDEN = "(personal)"
_SHORTEST_WORD = 3  # of a name: shorter ones stand in every text
_SHORTEST_LINE = 12  # of a resume


def folded(email: str) -> str:
    """An address as the account compares it."""
    return email.strip().casefold()


def keyed(salt: str, value: Json) -> str:
    """A digest of `value` under the lineage's salt."""
    made = hmac.new(salt.encode(), canonical(value).encode("utf-8", "surrogatepass"), "sha256")
    return KEYED + made.hexdigest()


def keyed_email(salt: str, email: str) -> str:
    return keyed(salt, folded(email))


def kept(kind: Kind, salt: str, fields: Mapping[str, Json]) -> dict[str, Json]:
    """`fields` as a Record, an intent or a digest of a plan may hold them."""
    return {name: _kept(kind.fields[name], salt, value) for name, value in fields.items()}


def _kept(row: Field, salt: str, value: Json) -> Json:
    if not row.personal:
        return value
    if row.shape is Shape.EMAIL and isinstance(value, str):
        return keyed_email(salt, value)
    return keyed(salt, value)


def secrets(kind: Kind, fields: Mapping[str, Json]) -> tuple[str, ...]:
    """Every text that would name the person of `fields`."""
    found: set[str] = set()
    for name, value in fields.items():
        row = kind.fields[name]
        if not row.personal or row.shape is Shape.COUNTRY or not isinstance(value, str):
            continue
        found.add(value.strip())
        if row.shape is Shape.LONG_TEXT:
            found.update(line.strip() for line in value.splitlines() if len(line.strip()) >= _SHORTEST_LINE)
        elif name.endswith("name"):
            found.update(word for word in value.split() if len(word) >= _SHORTEST_WORD)
        elif row.shape is Shape.EMAIL:
            found.add(value.strip().partition("@")[0])
    return tuple(sorted(found - {""}))


def scrubbed(text: str, hidden: Iterable[str]) -> str:
    """`text` of the account without what names a person: it may be written down then."""
    words = [re.escape(one) for one in sorted(hidden, key=len, reverse=True)]
    if not words:
        return text
    return re.sub(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", _HIDDEN, text, flags=re.IGNORECASE)


def scrubbed_value(value: Json, hidden: tuple[str, ...]) -> Json:
    """`value` with every text of it scrubbed."""
    if isinstance(value, str):
        return scrubbed(value, hidden)
    if isinstance(value, list):
        return [scrubbed_value(item, hidden) for item in value]
    if isinstance(value, dict):
        return {key: scrubbed_value(item, hidden) for key, item in value.items()}
    return value
