"""What never appears in a document: masked once, here, before any face sees it.

No field of a kind is a secret by its row today, but a definition may hold open objects
(`additional_context`, `custom_scoring`, `external_data`) and texts into which somebody pasted one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from reconciler.model.values import Json
from reconciler.render.nouns import row_of

MASK: Final = "(secret)"

_KEYS: Final = re.compile(
    r"(?i)(?:^|[_.-])(?:secret|password|passwd|token|api_?key|access_?key|private_?key|signing_?key"
    r"|authorization|credential)s?(?:$|[_.-])"
)
_IN_TEXT: Final = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"  # a JSON Web Token
    r"|(?<=://)[^\s/@:]{1,200}:[^\s/@]{1,200}(?=@)"  # user:password in an address
    r"|(?i:(?<=bearer ))[\w.~+/-]{16,}=*"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    re.DOTALL,
)


def masked(name: str, value: Json) -> Json:
    """`value` of the field `name` without what is secret in it; null stays null."""
    return _covered(value) if _hides(name) else _inside(value)


@lru_cache(maxsize=1024)  # a plan of a thousand names the same few fields
def _hides(name: str) -> bool:
    row = row_of(name.partition(".")[0])
    return (row is not None and row.secret) or _KEYS.search(name) is not None


def masked_text(text: str) -> str:
    """`text` without anything that looks like a credential."""
    # Each form holds one of these; nearly no text holds any, and looking for them is ten times as fast.
    if not ("eyJ" in text or "@" in text or "-----BEGIN " in text or "bearer " in text.lower()):
        return text
    return _IN_TEXT.sub(MASK, text)


def _inside(value: Json) -> Json:
    if isinstance(value, str):
        return masked_text(value)
    if isinstance(value, list):
        return [_inside(entry) for entry in value]
    if isinstance(value, dict):
        return {key: _covered(entry) if _KEYS.search(key) else _inside(entry) for key, entry in value.items()}
    return value


def _covered(value: Json) -> Json:
    """Numbers and flags stay: `max_tokens: 400` is no secret, and hiding it would hide a change."""
    return value if value is None or isinstance(value, bool | int | float) else MASK
