"""One write of the account's log as one line of a `requests:` block, and whether it is the one expected.

    POST job-interview-update backend-engineer  name="Senior Backend Engineer" questions

The interview by its code (else its name), then the body's fields: `name=VALUE` with the value as JSON, or
the bare name when the value does not matter. No field but these may be in the body, unless the line ends
with `...`. `-> 500` or `-> no answer` tells an answer other than 200.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from reconciler.simulator import LoggedRequest

_SHORT = 40
_FIELD = re.compile(r"\s*(\w+)(=?)")
_OTHERS = "..."


def line_of(write: LoggedRequest, names: Mapping[str, str], *, brief: bool) -> str:
    """`names` has what an interview is called by its id; `brief` shows a few fields of a create."""
    body = _body(write)
    shown = [_field(name, value) for name, value in body.items()]
    if brief and "position_id" not in (write.body or {}):
        shown = [_field(name, body[name]) for name in ("name", "status", "code") if name in body] + [_OTHERS]
    return f"{_head(write, names)}  {' '.join(shown)}{_tail(write)}"


def fits(expected: str, write: LoggedRequest, names: Mapping[str, str]) -> bool:
    """Whether `expected` tells this write."""
    head, _, rest = expected.partition("  ")
    tail = _tail(write)
    if head != _head(write, names) or not rest.endswith(tail) or (not tail and " -> " in rest):
        return False
    rest = rest.removesuffix(tail).strip()
    body, others = dict(_body(write)), rest.endswith(_OTHERS)
    rest = rest.removesuffix(_OTHERS).strip()
    while rest:
        found = _FIELD.match(rest)
        if found is None or found[1] not in body:
            return False
        value = body.pop(found[1])
        rest = rest[found.end() :]
        if found[2]:
            wanted, end = json.JSONDecoder().raw_decode(rest)
            rest = rest[end:]
            if wanted != value or type(wanted) is not type(value):
                return False
    return others or not body


def _head(write: LoggedRequest, names: Mapping[str, str]) -> str:
    about = (write.body or {}).get("position_id")
    return f"{write.method} {write.endpoint}" + (f" {names.get(about, about)}" if about else "")


def _tail(write: LoggedRequest) -> str:
    return "" if write.status == 200 else f" -> {write.status or 'no answer'}"


def _body(write: LoggedRequest) -> dict[str, Any]:
    return {name: value for name, value in (write.body or {}).items() if name != "position_id"}


def _field(name: str, value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return f"{name}={text}" if len(text) <= _SHORT and not isinstance(value, dict | list) else name
