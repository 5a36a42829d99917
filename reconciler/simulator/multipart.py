"""Bodies of type multipart/form-data, taken apart byte for byte (pure)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

_PARAMETER = re.compile(r';\s*([\w*]+)=(?:"([^"]*)"|([^;\s]+))')


@dataclass(frozen=True)
class Upload:
    """A file of a form: the name it was sent under and its bytes."""

    filename: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def parse(content_type: str, raw: bytes) -> dict[str, str | Upload]:
    """The fields of a form by name, the last one where a name repeats; a part with a file name is a file.

    The standard library's e-mail parser is no help: it rewrites the line ends of binary content. Raises
    ValueError for a body that is no complete form.
    """
    boundary = _parameters(content_type).get("boundary")
    if not boundary:
        raise ValueError("no boundary is named")
    delimiter = rb"\r\n--" + re.escape(boundary.encode()) + rb"(?=--|[ \t]*\r\n)"
    first, *parts = re.split(delimiter, b"\r\n" + raw)
    if first.strip() or not parts or not parts[-1].startswith(b"--"):
        raise ValueError("it is not complete")
    return dict(_field(part) for part in parts[:-1])


def summary(form: Mapping[str, str | Upload]) -> dict[str, Any]:
    """A form as plain data: a file becomes `{filename, bytes, sha256}`."""
    return {name: _told(value) for name, value in form.items()}


def _told(value: str | Upload) -> object:
    if isinstance(value, str):
        return value
    return {"filename": value.filename, "bytes": len(value.content), "sha256": value.sha256}


def _field(part: bytes) -> tuple[str, str | Upload]:
    head, separator, content = part.partition(b"\r\n\r\n")
    if not separator:
        raise ValueError("a part has no content")
    lines = head.decode("utf-8", "replace").split("\r\n")
    disposition = next((line for line in lines if line.lower().startswith("content-disposition:")), "")
    parameters = _parameters(disposition)
    if "name" not in parameters:
        raise ValueError("a part has no name")
    name = unquote(parameters["name"])
    if "filename" in parameters:
        return name, Upload(unquote(parameters["filename"]), content)
    return name, content.decode()


def _parameters(header: str) -> dict[str, str]:
    return {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(header)}
