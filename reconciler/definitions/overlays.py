"""The overlays of an environment: `<key>.yaml` over the interview of that key, `<kind>.<key>.yaml` over
the definition of another kind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from reconciler.definitions.files import Files
from reconciler.definitions.node import Node
from reconciler.definitions.report import Report, did_you_mean, quoted
from reconciler.definitions.scan import yaml_files
from reconciler.definitions.settings import Folder
from reconciler.definitions.source import parse
from reconciler.errors import Span
from reconciler.model.address import INTERVIEW, Address


def overlay_name(address: Address) -> str:
    """What the overlay of a definition is called, without `.yaml`."""
    return address.key if address.kind == INTERVIEW else str(address)


@dataclass(slots=True)
class _Overlay:
    path: str
    text: str | None
    parsed: bool = False
    node: Node | None = None
    misshapen: bool = False
    failed: bool = False


class Overlays:
    """Overlays by the key that they change; each is parsed when it is first needed."""

    def __init__(self, folder: Folder | None, files: Files, report: Report) -> None:
        self._report = report
        self._found: dict[str, _Overlay] = {}
        for path in [] if folder is None else yaml_files(files.root, [folder], report):
            self._found[PurePosixPath(path).stem] = _Overlay(path, files.read(path))

    def text(self, key: str) -> str | None:
        """The text of the overlay of `key`; None when there is none that can be read."""
        overlay = self._found.get(key)
        return None if overlay is None else overlay.text

    def sound(self, key: str) -> bool:
        """Whether nothing is wrong with the overlay of `key`; true when there is none."""
        overlay = self._found.get(key)
        return overlay is None or not (overlay.text is None or overlay.misshapen or overlay.failed)

    def path(self, key: str) -> str:
        overlay = self._found.get(key)
        return "" if overlay is None else overlay.path

    def over(self, key: str) -> Node | None:
        """The overlay of `key`; None when there is none. What is wrong in it goes to the report of all."""
        overlay = self._found.get(key)
        if overlay is None:
            return None
        self._parse(overlay)
        if overlay.misshapen:
            detail = "An overlay is one document: a mapping of the fields that it changes."
            self._report.add("wrong-type", Span(overlay.path, 1, 1), detail, "Write `key: value` lines.")
        return overlay.node

    def unknown(self, keys: Collection[str]) -> None:
        """Report the overlays that change none of `keys`."""
        for key, overlay in self._found.items():
            if key not in keys:
                self._parse(overlay)
                hint = did_you_mean(key, keys, "An overlay is named after the key of a definition.")
                detail = f"No definition has the key {quoted(key)}."
                self._report.add("unknown-overlay", Span(overlay.path, 1, 1), detail, hint)

    def _parse(self, overlay: _Overlay) -> None:
        if overlay.parsed or overlay.text is None:
            return
        overlay.parsed = True
        from reconciler.model.kinds import KINDS  # most projects have no overlay

        kind = PurePosixPath(overlay.path).stem.partition(".")[0]
        if kind in KINDS and KINDS[kind].personal:
            self._report.hide_file(overlay.path)
        own = self._report.child()
        nodes = parse(overlay.text, overlay.path, own)
        self._report.absorb(own)
        overlay.failed = own.failed
        if len(nodes) == 1 and isinstance(nodes[0].value, dict):
            overlay.node = nodes[0]
        else:
            overlay.misshapen = not own.failed or bool(nodes)  # else its own faults say it all
