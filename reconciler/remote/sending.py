"""What goes out with a write, and what an answer to it must hold and must not keep."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from reconciler.errors import UsageError
from reconciler.model.field import Endpoint
from reconciler.model.values import Json
from reconciler.remote.upload import FileChanged, Multipart, form_text, size_of

_FILE = frozenset({"path", "sha256", "size"})
_SECRETS = frozenset({"embed_signing_key", "interview_url"})
"""Each is worth as much as a password: the one signs, the other lets in whoever holds it."""

_Lack = Callable[[Mapping[str, Json], Json], str]


def payload(body: Mapping[str, Json], root: Path | None) -> bytes | Multipart:
    """JSON, or a form when a value of `body` is a file. Raises FileChanged for a file that is no longer what
    `body` says of it."""
    files = {name: value for name, value in body.items() if isinstance(value, dict) and value.keys() == _FILE}
    if not files:
        return json.dumps(dict(body), allow_nan=False).encode("ascii")
    found = {name: _found(file, root) for name, file in files.items()}
    called = body.get("name")
    names = dict.fromkeys(files, called) if isinstance(called, str) else {}
    digests = {name: str(file["sha256"]) for name, file in files.items()}
    rest = {name: form_text(value) for name, value in body.items() if name not in files and value is not None}
    try:
        return Multipart(rest, found, names=names, digests=digests)
    except UsageError as error:
        raise FileChanged("a file was changed while it was looked at") from error


def _found(file: Mapping[str, Json], root: Path | None) -> Path:
    """The file itself, once it is known to lie in the project and to hold what it held."""
    shown = str(file["path"])
    if root is None:
        raise FileChanged(f"{shown} cannot be sent: no project is open")
    try:
        path = (root / shown).resolve(strict=True)
        if not path.is_relative_to(root.resolve()):
            raise FileChanged(f"{shown} lies outside the project")
        if size_of(path) != file["size"] or _digest(path) != file["sha256"]:
            raise FileChanged(f"{shown} was changed since the plan was made")
    except FileChanged:
        raise
    except FileNotFoundError as error:
        raise FileChanged(f"{shown} is not there any more") from error
    except (OSError, ValueError, RuntimeError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or "its path leads nowhere"
        raise FileChanged(f"{shown} cannot be read: {reason}") from error
    except UsageError as error:
        raise FileChanged(shown + error.message.removeprefix(str(path)).rstrip(".")) from error
    return path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def without_secrets(body: Json) -> Json:
    """An answer without links and signing keys, at its top and in each row of a list."""
    if isinstance(body, list):
        return [_without(row) for row in body]
    return _without(body)


def _without(row: Json) -> Json:
    if not isinstance(row, dict):
        return row
    return {key: value for key, value in row.items() if key not in _SECRETS}


def lack(endpoint: Endpoint, sent: Mapping[str, Json], body: Json) -> str:
    """Why an answer will not do; an empty text when it will, or when nothing later rests on it."""
    return _LACKS[endpoint](sent, body) if endpoint in _LACKS else ""


def _text_at(name: str, *, unless: str = "") -> _Lack:
    """An answer must hold a text there, but where `unless` was sent."""

    def lacking(sent: Mapping[str, Json], body: Json) -> str:
        value = body.get(name) if isinstance(body, dict) else None
        if sent.get(unless) or (isinstance(value, str) and value.strip()):
            return ""
        return f"it holds no `{name}`"

    return lacking


def _object(_: Mapping[str, Json], body: Json) -> str:
    return "" if isinstance(body, dict) else "it is no object"


def _row_each(sent: Mapping[str, Json], body: Json) -> str:
    """A row for every person that was sent, in their order: only so does a row say whose it is."""
    users = sent.get("users")
    count = len(users) if isinstance(users, list) else 0
    if not isinstance(body, list):
        return "it is no list"
    if len(body) != count:
        return f"it holds {len(body)} rows for {count} people"
    for number, row in enumerate(body):
        result = row.get("result") if isinstance(row, dict) else None
        if not isinstance(result, str) or not result.strip():
            return f"row {number} holds no `result`"
    return ""


_MADE = _text_at("interview_def_set_id")
_LACKS: Mapping[Endpoint, _Lack] = {
    Endpoint.CREATE: _MADE,
    Endpoint.ARRAY: _MADE,
    Endpoint.PERSONA: _MADE,
    Endpoint.DIRECTORY: _text_at("id"),
    Endpoint.ENROL: _text_at("status"),
    Endpoint.SCREENING: _text_at("position_def_set_id", unless="update_position_def_set_id"),
    Endpoint.DOCUMENT: _text_at("knowledge_base_id"),
    Endpoint.REGISTER: _row_each,
    Endpoint.INVITE: _row_each,
    Endpoint.RETAKE: _object,
}
"""What every later step rests on; an endpoint that is not here may answer anything."""
